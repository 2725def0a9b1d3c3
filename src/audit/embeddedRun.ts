/**
 * The run inside a workbook, so that it can be evaluated again: the files of the model and the requested options. Takes
 * a run, or a workbook as read from its file; returns the attributes of its record, or the run. Guarantee: a run that
 * was altered is not read, but reported as damaged.
 */
import { fingerprint } from '../values/fingerprint.ts';
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { compressText, decompressText } from './compressedText.ts';

/** A run: the files of its model and the requested options. */
export interface EmbeddedRun {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly scenario: string;
  readonly asked: {
    readonly known: string | null;
    readonly set: readonly { readonly key: string; readonly value: string }[];
  };
}

/** The attributes of the record element that contain a run. */
export function embeddedRunAttributes({ path, files, scenario, asked }: EmbeddedRun): string {
  const text = JSON.stringify({ path, files, scenario, asked });
  return ` rerun="${compressText(text)}" rerunFingerprint="${fingerprint(text)}"`;
}

/** The run inside a workbook; undefined if there is none, `damaged` if it was altered. */
export function readEmbeddedRun({ record }: Pick<WorkbookFile, 'record'>): EmbeddedRun | 'damaged' | undefined {
  const { rerun, rerunFingerprint } = record?.attributes ?? {};
  if (rerun === undefined && rerunFingerprint === undefined) return undefined;
  const text = decompressText(rerun ?? '');
  if (text === undefined || fingerprint(text) !== rerunFingerprint) return 'damaged';
  return parsed(text) ?? 'damaged';
}

/** Anybody can compute a matching fingerprint, so the shape is checked too. */
function parsed(text: string): EmbeddedRun | undefined {
  try {
    const found = JSON.parse(text) as EmbeddedRun;
    const { known, set } = found.asked;
    const texts = [found.path, found.scenario, known ?? '', ...found.files.flatMap((file) => [file.path, file.text])];
    return [...texts, ...set.flatMap(({ key, value }) => [key, value])].every((one) => typeof one === 'string')
      ? found
      : undefined;
  } catch {
    return undefined;
  }
}
