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

const reach = (count: number) =>
  vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(count), { timeout: 8000, interval: 20 });

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
    writeFileSync(path('model.yaml'), 'second');
    await reach(1);
    writeFileSync(path('other.yaml'), 'third');
    renameSync(path('other.yaml'), path('model.yaml'));
    await reach(2);
    expect(overlapped).toBe(false);
  });

  it('follows the files that the work names', async () => {
    writeFileSync(path('model.yaml'), 'second');
    await reach(1);
    const before = runs;
    await new Promise((done) => setTimeout(done, 300));
    writeFileSync(path('extended.yaml'), 'second');
    await reach(before + 1);
    expect(overlapped).toBe(false);
  });

  it('is quiet when nothing changes', async () => {
    await new Promise((done) => setTimeout(done, 300));
    expect(runs).toBe(0);
  });
});
