/**
 * Who a process is. Takes nothing, or a mark that a process left in a file. Returns the mark of this process, or
 * whether that process still runs.
 * Guarantee: a process is called gone only if that is certain, even if its number has been given to another process
 * since.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Whether the process behind a mark runs; `unknown` if it ran on another machine, or if the system does not tell when a
 * process began.
 */
export type ProcessState = 'running' | 'gone' | 'unknown';

const markPattern = /^([0-9a-f]{8})-(\d+)-(\d*)$/;

let own: string | undefined;

/**
 * The mark of this process: the machine since its last start, the process number and when it began, as in
 * `3f2a9c01-1234-567890`.
 */
export function ownProcessMark(): string {
  own ??= `${machine()}-${process.pid}-${statusOf(process.pid)?.began ?? ''}`;
  return own;
}

/** Whether the process that left a mark still runs: `stateOfProcess(ownMark())` is `running`. */
export function processStateOf(mark: string): ProcessState {
  const [, where, number, began] = markPattern.exec(mark) ?? [];
  if (where !== machine()) return 'unknown';
  const pid = Number(number);
  if (!isAlive(pid)) return 'gone';
  const status = statusOf(pid);
  if (began === '' || status === undefined) return 'unknown';
  // A process that was killed keeps its number until its parent asks for it.
  return status.began === began && !/[ZX]/.test(status.state) ? 'running' : 'gone';
}

/** The number of the process that left a mark, for messages; undefined if it is not a mark. */
export function processNumber(mark: string): string | undefined {
  return markPattern.exec(mark)?.[2];
}

let here: string | undefined;

/** Containers number their processes on their own: the same number is another process there. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function machine(): string {
  here ??= createHash('sha256')
    .update(`${hostname()} ${textOf('/proc/sys/kernel/random/boot_id')} ${processSpace()}`)
    .digest('hex')
    .slice(0, 8);
  return here;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

interface Status {
  readonly state: string;
  readonly began: string;
}

/**
 * What Linux tells of a process; undefined on other systems. The name in brackets may hold blanks and brackets itself.
 */
function statusOf(pid: number): Status | undefined {
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const [state, began] = [fields[0], fields[19]];
  return state === undefined || began === undefined ? undefined : { state, began };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
