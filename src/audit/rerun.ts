/**
 * What a workbook carries so that its run can be evaluated anew: the files of its model, and what was asked for. Enters a run or a workbook that was
 * read; leaves attributes of its record, or the run. Guarantee: what was tampered with is not read.
 */
import { carriedText, readCarried } from '../xlsx/carriedText.ts';
import type { WorkbookFile } from '../xlsx/workbookFile.ts';
import { fingerprint } from './fingerprint.ts';

/** A run as it was asked for. */
export interface Rerun {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly scenario: string;
  readonly asked: { readonly known: string | null; readonly set: readonly { readonly key: string; readonly value: string }[] };
}

/** The attributes of the record element that hold a run. */
export function rerunAttributes({ path, files, scenario, asked }: Rerun): string {
  const text = JSON.stringify({ path, files, scenario, asked });
  return ` rerun="${carriedText(text)}" rerunFingerprint="${fingerprint(text)}"`;
}

/** The run that a workbook carries; undefined where it carries none, or a damaged one. */
export function rerunOf({ record }: Pick<WorkbookFile, 'record'>): Rerun | undefined {
  const text = readCarried(record?.attributes.rerun ?? '');
  if (text === undefined || fingerprint(text) !== record?.attributes.rerunFingerprint) return undefined;
  return JSON.parse(text) as Rerun;
}
