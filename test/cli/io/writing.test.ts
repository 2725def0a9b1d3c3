/**
 * Results on a disk that is full, and beside what somebody else left there: the old file or the new one, whole, or the
 * reason.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownProcessMark } from '../../../src/cli/io/processes.ts';
import { type OpenNew, writeAll, writeAtomically } from '../../../src/cli/io/writing.ts';
import { lemonade } from '../../helpers/lemonade.ts';
import { run } from '../repository.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnsheet-writing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(at(name), 'utf8');

it('writes files with the folders above them, and leaves nothing beside them', async () => {
  await writeAtomically(at('exports/lab/run.json'), '{}');
  await writeAtomically(at('exports/lab/lab.xlsx'), new Uint8Array([1, 2]));
  expect(textOf('exports/lab/run.json')).toBe('{}');
  expect([...readFileSync(at('exports/lab/lab.xlsx'))]).toEqual([1, 2]);
  expect(readdirSync(at('exports/lab'))).toEqual(['lab.xlsx', 'run.json']);
});

it('keeps the permissions of a file that it replaces', async () => {
  writeFileSync(at('run.json'), 'old', { mode: 0o600 });
  expect(await writeAll([{ path: at('run.json'), content: 'new' }])).toBeUndefined();
  expect([textOf('run.json'), statSync(at('run.json')).mode & 0o777]).toEqual(['new', 0o600]);
});

/** A disk on which a file takes so many bytes in all; `says` makes the system report all bytes as written. */
function diskWith(room: number, how: 'refuses' | 'stops' | 'lies'): OpenNew {
  return async (path) => {
    const file = await open(path, 'wx');
    let left = room;
    const write = async (bytes: Uint8Array, from: number, length: number, position: number) => {
      const taken = Math.min(left, length);
      if (taken === 0 && how === 'refuses')
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      left -= taken;
      if (taken > 0) await file.write(bytes, from, taken, position);
      return { bytesWritten: how === 'lies' ? length : taken };
    };
    return new Proxy(file, {
      get: (target, key) => {
        const found = key === 'write' ? write : Reflect.get(target, key);
        return typeof found === 'function' && key !== 'write' ? found.bind(target) : found;
      },
    }) as FileHandle;
  };
}

describe('a disk that is full', () => {
  const files = () =>
    ['lab.xlsx', 'run.json'].map((name) => ({ path: at(name), content: `new ${name}`.padEnd(100, '.') }));

  it.each(['refuses', 'stops', 'lies'] as const)('keeps every old file when the system %s', async (how) => {
    writeFileSync(at('lab.xlsx'), 'old');
    const found = await writeAll(files(), diskWith(60, how));
    expect(found).toMatchObject({ code: 'unwritable-file', hint: 'make room, or write to another folder' });
    expect(found!.message).toContain(`${at('lab.xlsx')} cannot be written: ENOSPC`);
    expect(readdirSync(folder)).toEqual(['lab.xlsx']);
    expect(textOf('lab.xlsx')).toBe('old');
  });

  it('keeps the first file when the second has no room', async () => {
    writeFileSync(at('lab.xlsx'), 'old');
    let opened = 0;
    const second: OpenNew = (path) => (++opened === 1 ? open(path, 'wx') : diskWith(10, 'refuses')(path));
    expect((await writeAll(files(), second))!.message).toContain(at('run.json'));
    expect([readdirSync(folder), textOf('lab.xlsx')]).toEqual([['lab.xlsx'], 'old']);
  });

  it('goes on when the system takes a part each time', async () => {
    const slow: OpenNew = async (path) => {
      const file = await open(path, 'wx');
      const writeAny = file.write.bind(file);
      const write = (bytes: Uint8Array, from: number, length: number, to: number) =>
        writeAny(bytes, from, Math.min(7, length), to);
      return Object.assign(file, { write }) as FileHandle;
    };
    expect(await writeAll(files(), slow)).toBeUndefined();
    expect(textOf('run.json')).toBe('new run.json'.padEnd(100, '.'));
  });
});

describe('when a name cannot be taken', () => {
  it('the files before it are put back', async () => {
    writeFileSync(at('a.txt'), 'old');
    const late: OpenNew = async (path) => {
      // Somebody makes a folder of that name after it was looked at.
      mkdirSync(at('c.txt/inside'), { recursive: true });
      return open(path, 'wx');
    };
    const found = await writeAll(
      ['a.txt', 'b.txt', 'c.txt'].map((name) => ({ path: at(name), content: 'new' })),
      late,
    );
    expect(found!.message).toContain(at('c.txt'));
    expect([readdirSync(folder), textOf('a.txt')]).toEqual([['a.txt', 'c.txt'], 'old']);
  });

  it('a folder that was removed is named as the reason', async () => {
    const gone: OpenNew = async (path) => {
      rmSync(at('exports'), { recursive: true });
      return open(path, 'wx');
    };
    expect(await writeAll([{ path: at('exports/a.txt'), content: 'new' }], gone)).toMatchObject({
      code: 'unwritable-file',
      hint: 'its folder was removed while the command ran; run the command again',
    });
  });
});

describe('what is no ordinary file', () => {
  it('is a symbolic link, through which nothing is written', async () => {
    writeFileSync(at('secret'), 'secret');
    symlinkSync('secret', at('lab.xlsx'));
    symlinkSync('nowhere', at('run.json'));
    for (const name of ['lab.xlsx', 'run.json'])
      expect((await writeAll([{ path: at(name), content: 'new' }]))!.message).toContain('it is a symbolic link to');
    expect([readdirSync(folder), textOf('secret')]).toEqual([['lab.xlsx', 'run.json', 'secret'], 'secret']);
  });

  it('is a pipe', async () => {
    execFileSync('mkfifo', [at('lab.xlsx')]);
    expect((await writeAll([{ path: at('lab.xlsx'), content: 'new' }]))!.message).toContain(
      'it is not an ordinary file',
    );
  });

  it('has a second name elsewhere, which keeps the old bytes', async () => {
    writeFileSync(at('secret'), 'secret');
    linkSync(at('secret'), at('lab.xlsx'));
    expect(await writeAll([{ path: at('lab.xlsx'), content: 'new' }])).toBeUndefined();
    expect([textOf('secret'), textOf('lab.xlsx')]).toEqual(['secret', 'new']);
  });
});

describe('files of a process that was killed', () => {
  it('are removed with the next one that is written; those of a process that runs stay', async () => {
    const [dead, alive] = [ownProcessMark().replace(/\d*$/, '1'), ownProcessMark()].map(
      (mark) => `.burnsheet-${mark}.999999.tmp`,
    );
    for (const name of [dead!, alive!, '.burnsheet-notes.tmp']) writeFileSync(at(name), '');
    await writeAtomically(at('run.json'), '{}');
    expect(readdirSync(folder).sort()).toEqual(['.burnsheet-notes.tmp', alive, 'run.json'].sort());
  });

  it('of another machine are removed after an hour', async () => {
    const foreign = ownProcessMark().replace(/^.{8}/, '00000000');
    for (const number of [1, 2]) writeFileSync(at(`.burnsheet-${foreign}.${number}.tmp`), '');
    utimesSync(at(`.burnsheet-${foreign}.1.tmp`), 0, 0);
    await writeAtomically(at('run.json'), '{}');
    expect(readdirSync(folder)).toEqual([`.burnsheet-${foreign}.2.tmp`, 'run.json']);
  });
});

const program = resolve('dist/cli/main.js');

/**
 * Builds on a file system that has less room than the workbook needs: in memory, or with a bound on the length of a
 * file where nobody may mount.
 */
function buildWithLittleRoom(): {
  readonly status: number | null;
  readonly stderr: string;
  readonly stdout: string;
  readonly files: string[];
} {
  const commands = `cp -r ../exports ../models . && node '${program}' build models/lemonade.yaml; status=$?
    mkdir -p ../after && cp -a exports/. ../after; exit $status`;
  mkdirSync(at('disk'));
  const mounted = 'mount -t tmpfs -o size=48k tmpfs disk';
  const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', mounted], { cwd: folder }).status === 0;
  const script = canMount ? `${mounted} && cd disk && ${commands}` : `cd disk && ulimit -f 20 && ${commands}`;
  const [command, ...args] = canMount ? ['unshare', '-rm', 'bash', '-c', script] : ['bash', '-c', script];
  const { status, stdout, stderr } = spawnSync(command!, args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr, files: readdirSync(at('after/lemonade')) };
}

describe('burnsheet build', () => {
  it('keeps the old workbook on a disk that is full, says why and ends with 2', () => {
    mkdirSync(at('models'));
    writeFileSync(at('models/lemonade.yaml'), lemonade);
    mkdirSync(at('exports/lemonade'), { recursive: true });
    writeFileSync(at('exports/lemonade/lemonade.xlsx'), 'the old workbook');
    const { status, stdout, stderr, files } = buildWithLittleRoom();
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /error\[unwritable-file\]: exports\/lemonade\/lemonade\.xlsx cannot be written: (ENOSPC|EFBIG)/,
    );
    expect(stderr).toContain('make room, or write to another folder');
    expect(stdout).not.toContain('wrote');
    expect([status, files, textOf('after/lemonade/lemonade.xlsx')]).toEqual([2, ['lemonade.xlsx'], 'the old workbook']);
  });

  it('leads nowhere through links in the folder of results', async () => {
    const home = process.cwd();
    process.chdir(folder);
    try {
      mkdirSync('models');
      mkdirSync('elsewhere');
      writeFileSync('models/lemonade.yaml', lemonade);
      mkdirSync('exports');
      symlinkSync('../elsewhere', 'exports/lemonade');
      const { code, complained } = await run('build', 'models/lemonade.yaml', '--keep');
      expect(complained).toContain('a symbolic link in the path leads outside exports');
      expect([code, readdirSync('elsewhere')]).toEqual([2, []]);
      rmSync('exports', { recursive: true });
      // A folder of results that is a link itself was chosen by the user.
      symlinkSync('elsewhere', 'exports');
      expect((await run('build', 'models/lemonade.yaml')).code).toBe(0);
      expect(readdirSync('elsewhere/lemonade')).toEqual(['lemonade.xlsx', 'run.json']);
    } finally {
      process.chdir(home);
    }
  });
});

describe('burnsheet init', () => {
  it('makes no model outside the working folder', async () => {
    const home = process.cwd();
    mkdirSync(at('work/here'), { recursive: true });
    process.chdir(at('work/here'));
    try {
      for (const path of ['../../x.yaml', '../../new/x.yaml', at('x.yaml')]) {
        const { code, complained } = await run('init', path);
        expect([code, complained]).toEqual([2, expect.stringContaining(`${path} is outside the working folder`)]);
      }
      expect((await run('init', 'new/x.yaml')).code).toBe(0);
      expect([readdirSync(folder), readdirSync(at('work/here'))]).toEqual([['work'], ['new']]);
    } finally {
      process.chdir(home);
    }
  });
});
