/**
 * What a workbook carries so that its run can be evaluated anew: the files of its model, and what was asked for. Enters
 * a run or a workbook that was read; returns attributes of its record, or the run. Guarantee: what was tampered with is
 * not read, and said to be.
 */

import { fingerprint } from '../values/fingerprint.ts';
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { compressText, decompressText } from './compressedText.ts';

/** A run as it was asked for. */
export interface Rerun {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly scenario: string;
  readonly asked: {
    readonly known: string | null;
    readonly set: readonly { readonly key: string; readonly value: string }[];
  };
}

/** The attributes of the record element that hold a run. */
export function rerunAttributes({ path, files, scenario, asked }: Rerun): string {
  const text = JSON.stringify({ path, files, scenario, asked });
  return ` rerun="${compressText(text)}" rerunFingerprint="${fingerprint(text)}"`;
}

/** The run that a workbook carries; undefined where it carries none, `damaged` where it is not as it was written. */
export function rerunOf({ record }: Pick<WorkbookFile, 'record'>): Rerun | 'damaged' | undefined {
  const { rerun, rerunFingerprint } = record?.attributes ?? {};
  if (rerun === undefined && rerunFingerprint === undefined) return undefined;
  const text = decompressText(rerun ?? '');
  if (text === undefined || fingerprint(text) !== rerunFingerprint) return 'damaged';
  return parsed(text) ?? 'damaged';
}

/** Anybody can make a fingerprint that fits, so that the shape is looked at too. */
function parsed(text: string): Rerun | undefined {
  try {
    const found = JSON.parse(text) as Rerun;
    const { known, set } = found.asked;
    const texts = [found.path, found.scenario, known ?? '', ...found.files.flatMap((file) => [file.path, file.text])];
    return [...texts, ...set.flatMap(({ key, value }) => [key, value])].every((one) => typeof one === 'string')
      ? found
      : undefined;
  } catch {
    return undefined;
  }
}
