/** Builds of the installed program in other time zones, languages and folders, which must write the same bytes. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const program = resolve('dist/cli/main.js');
const settings: readonly Record<string, string>[] = [
  { TZ: 'UTC', LC_ALL: 'C' },
  { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' },
  { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { TZ: 'UTC', LC_ALL: 'C' },
];

/** Fingerprints of what a build writes in a folder of its own. */
async function built(path: string, environment: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'burnsheet-'));
  cpSync('models', join(folder, 'models'), { recursive: true });
  const id = basename(path, '.yaml');
  await run(process.execPath, [program, 'build', path], { cwd: folder, env: { ...process.env, ...environment } });
  return [`${id}.xlsx`, 'run.json'].map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'exports', id, name)))
      .digest('hex'),
  );
}

/** Adds the test for one model file. */
export function testDeterminism(path: string): void {
  it(`${path} is the same in every time zone and language`, async () => {
    const [first, ...others] = await Promise.all(settings.map((environment) => built(path, environment)));
    for (const other of others) expect(other).toEqual(first);
  });
}
