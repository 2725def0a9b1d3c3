/**
 * A watch works again after every change, also when an editor replaces the file, and follows files that were added to
 * it.
 */
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFiles } from '../../../src/cli/io/watch.ts';

let folder: string;
let stop: () => Promise<void>;
let runs = 0;
let running = 0;
let overlapped = false;

const path = (name: string) => join(folder, name);

/** Counts its runs; gives both files to watch. */
async function work(): Promise<readonly string[]> {
  overlapped ||= running > 0;
  running += 1;
  await new Promise((done) => setTimeout(done, 30));
  running -= 1;
  runs += 1;
  return [path('model.yaml'), path('extended.yaml')];
}

/** Changes a file until a watch that may still be starting has worked `count` times. */
const changeUntil = (count: number, change: () => void) =>
  vi.waitFor(
    () => {
      if (runs < count) change();
      expect(runs).toBeGreaterThanOrEqual(count);
    },
    { timeout: 300_000, interval: 200 },
  );
const write = (name: string) => writeFileSync(path(name), `changed after ${runs} runs`);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'burnsheet-'));
  writeFileSync(path('model.yaml'), 'first');
  writeFileSync(path('extended.yaml'), 'first');
  [runs, running, overlapped] = [0, 0, false];
  stop = watchFiles([path('model.yaml')], work);
  await new Promise((done) => setTimeout(done, 300));
});
afterEach(() => stop());

describe('a watch', () => {
  it('works again when a file is written and when it is replaced', async () => {
    await changeUntil(1, () => write('model.yaml'));
    await changeUntil(runs + 1, () => {
      write('other.yaml');
      renameSync(path('other.yaml'), path('model.yaml'));
    });
    expect(overlapped).toBe(false);
  });

  it('follows the files that the work names', async () => {
    await changeUntil(1, () => write('model.yaml'));
    await new Promise((done) => setTimeout(done, 300));
    await changeUntil(runs + 1, () => write('extended.yaml'));
    expect(overlapped).toBe(false);
  });

  it('is quiet when nothing changes', async () => {
    await new Promise((done) => setTimeout(done, 300));
    expect(runs).toBe(0);
  });
});
