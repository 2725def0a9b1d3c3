/**
 * LibreOffice as a second engine. Takes workbooks without stored results; returns the files that it computes from their
 * formulas. Guarantee: a profile of its own in a folder that is removed again, a bounded time after which all of its
 * processes end, nothing of the user's settings, no macros and no data from elsewhere.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names under which LibreOffice is installed. */
const programs = ['soffice', 'libreoffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'];

/** Bounds of the time in milliseconds: several times what a workbook of our own needs on a busy machine. */
const timeLeast = 120_000;
const timePerByte = 0.1;
const timeMost = 600_000;

/** LibreOffice did not compute a workbook: it failed, or took too long. */
export class ConversionFailure extends Error {}

const setting = (path: string, name: string, value: string): string =>
  `<item oor:path="/org.openoffice.Office.${path}"><prop oor:name="${name}" ` +
  `oor:op="fuse"><value>${value}</value></prop></item>`;

/** Mode 0 recalculates every file on load (by default LibreOffice shows the stored results); 2 never follows links. */
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">${[
  setting('Calc/Formula/Load', 'OOXMLRecalcMode', '0'),
  setting('Calc/Content/Update', 'Link', '2'),
  setting('Common/Security/Scripting', 'DisableMacrosExecution', 'true'),
  setting('Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'),
].join('')}</oor:items>`;

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

/**
 * What LibreOffice makes of workbooks in one run, as `.xlsx` with its own results; numbers have 15 significant digits.
 * Throws a `ConversionFailure` if it gives nothing for one of them.
 */
export async function convertWorkbooks(
  program: string,
  workbooks: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'burnsheet-'));
  try {
    return await convertIn(folder, program, workbooks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convertIn(
  folder: string,
  program: string,
  workbooks: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const names = workbooks.map((_, index) => `workbook-${index}.xlsx`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), workbooks[index]!)));
  const paths = names.map((name) => join(folder, name));
  const options = [
    '--headless',
    '--convert-to',
    'xlsx:Calc MS Excel 2007 XML',
    '--outdir',
    join(folder, 'out'),
    ...paths,
  ];
  const bytes = workbooks.reduce((sum, { length }) => sum + length, 0);
  const limit = Math.min(timeMost, timeLeast + timePerByte * bytes);
  await runToEnd(program, [`-env:UserInstallation=${await writeProfile(folder)}`, ...options], limit);
  return Promise.all(
    names.map((name) =>
      readFile(join(folder, 'out', name)).catch(() => {
        throw new ConversionFailure('it could not open the workbook');
      }),
    ),
  );
}

/** The program starts others, which would go on without it: all of them are one group, and end together. */
async function runToEnd(program: string, args: readonly string[], limit: number): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  const endGroup = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  process.once('exit', endGroup);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup();
  }, limit);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (isLate) throw new ConversionFailure(`it took longer than ${Math.round(limit / 1000)} s`);
    if (code !== 0) throw new ConversionFailure(code === null ? 'it was terminated' : `it exited with status ${code}`);
  } finally {
    clearTimeout(timer);
    process.off('exit', endGroup);
  }
}

async function writeProfile(folder: string): Promise<string> {
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), settings);
  return pathToFileURL(profile).href;
}
