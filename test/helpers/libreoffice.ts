/**
 * A foreign engine as the judge: LibreOffice recalculates a workbook whose cached results were taken out.
 * Enters the bytes of an `.xlsx`; leaves the values that LibreOffice computes. It fails, and never skips, where LibreOffice is missing.
 * LibreOffice takes seconds to start, so several workbooks at once are much faster than one after another.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type ReadSheet, readSheets } from './readSheets.ts';

const run = promisify(execFile);

/** Mode 0 recalculates every file on load; by default LibreOffice shows what the file says. */
const registry = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>`;

/** The workbook without the cached result of any formula. */
export function withoutCachedResults(workbook: Uint8Array): Uint8Array {
  const parts = Object.entries(unzipSync(workbook)).map(([path, bytes]): [string, Uint8Array] => {
    if (!path.startsWith('xl/worksheets/sheet')) return [path, bytes];
    return [path, strToU8(strFromU8(bytes).replace(/(<\/f>|<f [^>]*\/>)<v>[^<]*<\/v>/g, '$1'))];
  });
  return zipSync(Object.fromEntries(parts));
}

async function writeProfile(folder: string): Promise<string> {
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), registry);
  return pathToFileURL(profile).href;
}

async function convert(folder: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => join(folder, name));
  const options = ['--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', join(folder, 'out'), ...paths];
  try {
    await run('soffice', [`-env:UserInstallation=${await writeProfile(folder)}`, ...options], { timeout: 180_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('LibreOffice is needed for this test: install it so that `soffice` is on the path');
  }
}

async function recalculateIn(folder: string, workbooks: readonly Uint8Array[]): Promise<readonly (readonly ReadSheet[])[]> {
  const names = workbooks.map((_, index) => `workbook-${index}.xlsx`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), withoutCachedResults(workbooks[index]!))));
  await convert(folder, names);
  const converted = await Promise.all(names.map((name) => readFile(join(folder, 'out', name))));
  return converted.map(readSheets);
}

/** What LibreOffice computes from the formulas of each file alone, in one run; numbers have 15 significant digits. */
export async function recalculateAll(workbooks: readonly Uint8Array[]): Promise<readonly (readonly ReadSheet[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'burnsheet-'));
  try {
    return await recalculateIn(folder, workbooks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `recalculateAll` for one workbook. */
export async function recalculate(workbook: Uint8Array): Promise<readonly ReadSheet[]> {
  return (await recalculateAll([workbook]))[0]!;
}
