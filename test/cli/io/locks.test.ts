/** Locks: that of a process that is gone is taken over at once, that of one that runs is waited for and never taken. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from '../../../src/cli/io/locks.ts';
import { ownProcessMark, processNumber, processStateOf } from '../../../src/cli/io/processes.ts';
import { problem } from '../../../src/diagnostics/catalogue.ts';

let folder = '';
let lock = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnsheet-locks-'));
  lock = join(folder, 'runs/kept.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inVain = problem('unwritable-file', undefined, 'in vain');
const waits: (string | undefined)[] = [];
const take = (use: () => Promise<string>) => {
  waits.length = 0;
  return withLock(lock, async () => ({ value: await use(), diagnostics: [] }), {
    onWait: (process) => waits.push(process),
    inVain,
  });
};

/** The mark of a process that began at the same time as it runs now, from what Linux tells of it. */
function markOf(pid: number): string {
  const began = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
  return ownProcessMark().replace(/-.*$/, `-${pid}-${began}`);
}

describe('the mark of a process', () => {
  it('says whether that process runs', async () => {
    const child = spawn('sleep', ['600']);
    const mark = markOf(child.pid!);
    expect([processStateOf(mark), processStateOf(ownProcessMark()), processNumber(mark)]).toEqual([
      'running',
      'running',
      `${child.pid}`,
    ]);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(processStateOf(mark)).toBe('gone');
  });

  it('is not that of another process with its number', () => {
    expect(processStateOf(ownProcessMark().replace(/\d*$/, '1'))).toBe('gone');
  });

  it('says nothing of another machine, and neither does anything else', () => {
    for (const mark of [ownProcessMark().replace(/^.{8}/, '00000000'), '', 'kept', `${ownProcessMark()}x`])
      expect(processStateOf(mark)).toBe('unknown');
  });
});

describe('a lock', () => {
  it('holds the mark of its process, and is removed with its folder empty', async () => {
    expect(await take(async () => readFileSync(lock, 'utf8'))).toEqual({ value: ownProcessMark(), diagnostics: [] });
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  });

  it('is taken over at once from a process that is gone', async () => {
    await take(async () => '');
    writeFileSync(lock, ownProcessMark().replace(/\d*$/, '1'));
    expect((await take(async () => 'mine')).value).toBe('mine');
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  });

  it('is taken over by one of many', async () => {
    await take(async () => '');
    writeFileSync(lock, ownProcessMark().replace(/\d*$/, '1'));
    let [inside, most] = [0, 0];
    const use = async (): Promise<string> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(10);
      inside -= 1;
      return 'done';
    };
    expect((await Promise.all(Array.from({ length: 8 }, () => take(use)))).map(({ value }) => value)).toEqual(
      Array(8).fill('done'),
    );
    expect(most).toBe(1);
  });

  it('of a process that runs is waited for, which is said once', async () => {
    const child = spawn('sleep', ['600']);
    await take(async () => '');
    writeFileSync(lock, markOf(child.pid!));
    // However old: a slow disk is no reason to write at the same time.
    utimesSync(lock, 0, 0);
    const taking = take(async () => 'mine');
    await vi.waitFor(() => expect(waits).toEqual([`${child.pid}`]), { timeout: 300_000 });
    expect(existsSync(lock)).toBe(true);
    child.kill('SIGKILL');
    expect((await taking).value).toBe('mine');
    expect(waits).toHaveLength(1);
  });

  it('of nobody who is known is left behind after a while', async () => {
    await take(async () => '');
    writeFileSync(lock, '');
    utimesSync(lock, 0, 0);
    expect((await take(async () => 'mine')).value).toBe('mine');
  });

  it('that cannot be made is a problem at once', async () => {
    writeFileSync(join(folder, 'runs'), '');
    expect((await take(async () => 'mine')).diagnostics).toMatchObject([{ code: 'unwritable-file' }]);
  });
});
