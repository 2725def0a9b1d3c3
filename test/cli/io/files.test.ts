import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  allModels,
  isInside,
  kindOfOther,
  missingOutside,
  modelReader,
  obstacleOf,
  readBytes,
  shownPath,
  typedOutside,
} from '../../../src/cli/io/files.ts';
import { writeAll } from '../../../src/cli/io/writing.ts';

let folder = '';
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'burnsheet-'));
  folder = join(root, 'work');
  mkdirSync(join(folder, 'models/examples'), { recursive: true });
  mkdirSync(join(folder, 'models/lib'));
  writeFileSync(join(root, 'secret.yaml'), 'secret');
  symlinkSync(join(root, 'secret.yaml'), join(folder, 'models/link.yaml'));
  for (const path of [
    'models/b.yaml',
    'models/a.yaml',
    'models/examples/loan.yaml',
    'models/lib/compute.yaml',
    'models/notes.txt',
  ]) {
    writeFileSync(join(folder, path), path);
  }
});

describe('reading models', () => {
  it('reads inside the folder and remembers what was asked for', () => {
    const { read, asked } = modelReader(folder);
    expect(read('models/a.yaml')).toBe('models/a.yaml');
    expect(read('models/none.yaml')).toBeUndefined();
    expect(read('models')).toBeUndefined();
    expect([...asked]).toEqual(['models/a.yaml', 'models/none.yaml', 'models']);
  });
  it('reads nothing outside, not even through a link', () => {
    const { read } = modelReader(folder);
    expect(read('../secret.yaml')).toBeUndefined();
    expect(read('models/link.yaml')).toBeUndefined();
    expect(isInside(folder, '..')).toBe(false);
  });
  it('takes the models of models/ and models/examples/, not the library', () => {
    expect(allModels(folder)).toEqual(['models/a.yaml', 'models/b.yaml', 'models/examples/loan.yaml']);
    expect(allModels(join(folder, 'models/lib'))).toEqual([]);
  });
  it('shows paths from the working folder', () => {
    expect(shownPath(join(folder, 'models/a.yaml'), folder)).toBe('models/a.yaml');
  });
});

describe('what cannot be written', () => {
  it('is said before anything is written', async () => {
    writeFileSync(join(folder, 'notes'), '');
    mkdirSync(join(folder, 'exports/lab/run.json'), { recursive: true });
    const outputs = ['lab.xlsx', 'run.json'].map((name) => ({ path: join(folder, 'exports/lab', name), content: '' }));
    expect(await writeAll(outputs)).toMatchObject({ code: 'unwritable-file' });
    expect(existsSync(join(folder, 'exports/lab/lab.xlsx'))).toBe(false);
  });
  it('has its reason', () => {
    const reason = (path: string) => obstacleOf(join(folder, path))?.message;
    expect(reason('models/b.yaml/x/lab.xlsx')).toContain('is a file, not a folder');
    expect(reason('models')).toContain('a folder has this name');
    expect(reason(`${'a'.repeat(300)}/lab.xlsx`)).toContain('longer than 255 bytes');
    expect(reason('new/folder/lab.xlsx')).toBeUndefined();
  });
  it('is a report in a folder that is not there and lies outside of the working folder', () => {
    expect(missingOutside('/nonexistent/deeper/report.html', folder)).toMatchObject({
      code: 'unwritable-file',
      message: '/nonexistent/deeper/report.html cannot be written: there is no folder /nonexistent/deeper',
    });
    for (const path of [
      'new/folder/report.html',
      join(folder, 'new/report.html'),
      join(tmpdir(), 'report.html'),
      '../report.html',
    ])
      expect(missingOutside(path, folder)).toBeUndefined();
  });
});

it('shows a path outside of the working folder as it was typed', () => {
  const far = join(tmpdir(), 'report.html');
  expect(typedOutside(far, folder)).toBe(far);
  expect(typedOutside('../report.html', folder)).toBe('../report.html');
  expect(typedOutside(join(folder, 'exports/report.html'), folder)).toBe('exports/report.html');
});

describe('what is no file to read', () => {
  it('is a pipe, at which nobody waits', () => {
    execFileSync('mkfifo', [join(folder, 'models/pipe.yaml')]);
    const { read } = modelReader(folder);
    expect(read('models/pipe.yaml')).toBeUndefined();
    expect(kindOfOther(join(folder, 'models/pipe.yaml'))).toBe('a pipe');
    expect(readBytes(join(folder, 'models/pipe.yaml'))).toContain('is a pipe and not a file');
    expect([kindOfOther('/dev/null'), kindOfOther(folder), kindOfOther(join(folder, 'models/a.yaml'))]).toEqual([
      'a device',
      'a folder',
      undefined,
    ]);
  });

  it('is a file of 400 MB, of which the first bytes are enough to refuse it', () => {
    const path = join(folder, 'models/zeros.yaml');
    writeFileSync(path, '');
    truncateSync(path, 400_000_000);
    const { length } = modelReader(folder).read('models/zeros.yaml')!;
    expect(length).toBeGreaterThan(1_000_000);
    expect(length).toBeLessThan(5_000_000);
  });
});
