/** The findings of an audit, each with its cell. */
import type { FileValue } from '../xlsx/read/workbookFile.ts';

export type FindingKind =
  | 'formula-overwritten'
  | 'formula-changed'
  | 'formula-misled'
  | 'input-changed'
  | 'constant-changed'
  | 'text-changed'
  | 'cell-added'
  | 'format-changed'
  | 'rows-reordered'
  | 'rows-mixed'
  | 'columns-reordered'
  | 'row-inserted'
  | 'row-removed'
  | 'column-inserted'
  | 'column-removed'
  | 'sheet-hidden'
  | 'row-hidden'
  | 'column-hidden'
  | 'sheet-renamed'
  | 'sheet-added'
  | 'sheet-removed'
  | 'sheet-moved'
  | 'column-narrowed'
  | 'text-invisible'
  | 'look-changed'
  | 'number-replaced'
  | 'condition-added'
  | 'cells-merged'
  | 'cells-covered'
  | 'drawing-added'
  | 'setting-changed'
  | 'protection-changed'
  | 'link-changed'
  | 'name-changed'
  | 'note-changed'
  | 'validation-changed'
  | 'chart-changed'
  | 'stale-value'
  | 'not-computed'
  | 'record-damaged'
  | 'run-differs';

export interface Finding {
  readonly kind: FindingKind;
  /** `Revenue!J14`, or a sheet, row or name. */
  readonly place: string;
  /** Id of the line item, where the row has one. */
  readonly item?: string | undefined;
  /** As it was, and as it is. */
  readonly old?: FileValue;
  readonly now?: FileValue;
}

/** What each finding means, for people; the most serious kinds come first, and are shown first. */
export const findingWords: Readonly<Record<FindingKind, string>> = {
  'record-damaged': 'the record inside the workbook was changed',
  'run-differs': 'the workbook and the model have different runs',
  'rows-mixed': 'rows were sorted in some columns only, so labels and values no longer match',
  'formula-overwritten': 'a formula was replaced by a value',
  'formula-changed': 'a formula was changed',
  'formula-misled': 'a formula or name now refers to different cells, because rows were sorted and it was not adjusted',
  'rows-reordered': 'rows were reordered',
  'columns-reordered': 'columns were reordered',
  'sheet-removed': 'a sheet was removed',
  'row-removed': 'a row was removed',
  'column-removed': 'a column was removed',
  'input-changed': 'an input was changed',
  'constant-changed': 'a number that is not an input was changed',
  'name-changed': 'a defined name was changed',
  'text-changed': 'text was changed',
  'cell-added': 'an empty cell was filled',
  'sheet-renamed': 'a sheet was renamed',
  'sheet-added': 'a sheet was added',
  'row-inserted': 'a row was inserted',
  'column-inserted': 'a column was inserted',
  'sheet-hidden': 'a sheet is hidden',
  'row-hidden': 'a row is hidden',
  'column-hidden': 'a column is hidden',
  'text-invisible': 'text has the colour of its background, or is too small to read',
  'number-replaced': 'a number format shows nothing, or digits other than those of the number',
  'condition-added': 'a conditional format changes what is displayed',
  'cells-merged': 'cells were merged, so only the first is displayed',
  'cells-covered': 'a drawing covers cells',
  'drawing-added': 'a picture, text box or other shape was added',
  'setting-changed': 'a setting changes what is displayed or calculated',
  'link-changed': 'a link to another file or address was added or changed',
  'protection-changed': 'protection was added',
  'sheet-moved': 'a sheet was moved',
  'validation-changed': 'the data validation of a cell was changed',
  'format-changed': 'a number format was changed',
  'look-changed': 'the colour or size of text was changed',
  'column-narrowed': 'a column is much narrower than it was',
  'note-changed': 'a cell note was changed',
  'chart-changed': 'a chart was changed',
  'stale-value': 'the stored result differs from the result of the formula',
  'not-computed': 'the engine cannot compute the result, so it is neither confirmed nor contradicted',
};

const order = Object.keys(findingWords) as readonly FindingKind[];

/** The kinds that there are among findings, the most serious first. */
export function kindsOf(findings: readonly Finding[]): readonly FindingKind[] {
  const found = new Set(findings.map(({ kind }) => kind));
  return order.filter((kind) => found.has(kind));
}
