/**
 * Progress of long work. Takes how much is done. Returns one line on the error stream that vanishes; nothing unless
 * it is a terminal.
 */
import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface Progress {
  readonly report: (done: number, total: number, what: string) => void;
  readonly end: () => void;
}

/** A progress line for a terminal, or one that stays silent. */
export function startProgress(terminal: Terminal): Progress {
  if (!terminal.interactive) return { report: () => {}, end: () => {} };
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {what}',
    clearOnComplete: true,
    hideCursor: true,
    barsize: 20,
    stream: process.stderr,
  });
  let started = false;
  const report = (done: number, total: number, what: string): void => {
    if (!started) bar.start(total, 0, { what });
    started = true;
    bar.setTotal(total);
    bar.update(done, { what });
  };
  return { report, end: () => started && bar.stop() };
}
