/**
 * Programs that some tests need and npm does not install. A test declares the need by a tag
 * (`it('…', { tags: ['libreoffice'] }, …)`), and is skipped where the program is missing. With `CI` set, nothing is
 * skipped, so that a missing program fails.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findLibreOffice } from '../../src/cli/io/libreOffice.ts';

export interface RequiredProgram {
  readonly tag: 'libreoffice' | 'chromium';
  readonly title: string;
  /** The package of Debian and Ubuntu. */
  readonly aptPackage: string;
  readonly isInstalled: boolean;
}

export const isContinuousIntegration = !['', '0', 'false', undefined].includes(process.env.CI);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of Chromium or Chrome: `CHROMIUM` if it is set, otherwise the first on the path. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const candidates = [
    process.env.CHROMIUM ?? [],
    names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].flat();
  return candidates.find(isExecutable);
}

export async function findRequiredPrograms(): Promise<readonly RequiredProgram[]> {
  return [
    {
      tag: 'libreoffice',
      title: 'LibreOffice',
      aptPackage: 'libreoffice-calc',
      isInstalled: (await findLibreOffice()) !== undefined,
    },
    { tag: 'chromium', title: 'Chromium', aptPackage: 'chromium', isInstalled: findChromium() !== undefined },
  ];
}
