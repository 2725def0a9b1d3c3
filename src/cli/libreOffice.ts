/**
 * LibreOffice as a second engine. Enters workbooks without stored results; leaves the files that it computes from their formulas.
 * Guarantee: a profile of its own in a folder that is removed again, a bounded time, and nothing of the user's settings.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names under which LibreOffice is installed. */
const programs = ['soffice', 'libreoffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'];
const timeMost = 600_000;

/** Mode 0 recalculates every file on load; by default LibreOffice shows what the file says. */
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>`;

/** Where LibreOffice is: its name or path; undefined when it is not installed. */
export async function findLibreOffice(): Promise<string | undefined> {
  for (const program of programs) {
    const found = await run(program, ['--version'], { timeout: 60_000 }).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return undefined;
}

/** What LibreOffice makes of workbooks in one run, as `.xlsx` with its own results; numbers have 15 significant digits. */
export async function convertWorkbooks(program: string, workbooks: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'burnsheet-'));
  try {
    return await convertIn(folder, program, workbooks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convertIn(folder: string, program: string, workbooks: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const names = workbooks.map((_, index) => `workbook-${index}.xlsx`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), workbooks[index]!)));
  const paths = names.map((name) => join(folder, name));
  const options = ['--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', join(folder, 'out'), ...paths];
  await run(program, [`-env:UserInstallation=${await writeProfile(folder)}`, ...options], { timeout: timeMost, maxBuffer: 2 ** 26 });
  return Promise.all(names.map((name) => readFile(join(folder, 'out', name))));
}

async function writeProfile(folder: string): Promise<string> {
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), settings);
  return pathToFileURL(profile).href;
}
