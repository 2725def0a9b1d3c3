/** What an audit finds in a workbook: one difference each, with its cell. */
import type { FileValue } from '../xlsx/workbookFile.ts';

export type FindingKind =
  | 'formula-overwritten'
  | 'formula-changed'
  | 'input-changed'
  | 'constant-changed'
  | 'text-changed'
  | 'cell-added'
  | 'format-changed'
  | 'row-inserted'
  | 'row-removed'
  | 'column-inserted'
  | 'column-removed'
  | 'sheet-hidden'
  | 'row-hidden'
  | 'column-hidden'
  | 'sheet-added'
  | 'sheet-removed'
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
  readonly item?: string;
  /** As it was, and as it is. */
  readonly old?: FileValue;
  readonly now?: FileValue;
}

/** What each finding means, for people. */
export const findingWords: Readonly<Record<FindingKind, string>> = {
  'formula-overwritten': 'a formula was replaced by a value',
  'formula-changed': 'a formula was changed',
  'input-changed': 'an input was changed',
  'constant-changed': 'a number that is no input was changed',
  'text-changed': 'a text was changed',
  'cell-added': 'a cell was filled that was empty',
  'format-changed': 'a number format was changed',
  'row-inserted': 'a row was inserted',
  'row-removed': 'a row was removed',
  'column-inserted': 'a column was inserted',
  'column-removed': 'a column was removed',
  'sheet-hidden': 'a sheet is hidden',
  'row-hidden': 'a row is hidden',
  'column-hidden': 'a column is hidden',
  'sheet-added': 'a sheet was added',
  'sheet-removed': 'a sheet was removed or renamed',
  'name-changed': 'a defined name was changed',
  'note-changed': 'a note of a cell was changed',
  'validation-changed': 'what a cell accepts was changed',
  'chart-changed': 'a chart was changed',
  'stale-value': 'the stored result is not what the formula gives',
  'not-computed': 'the result could not be computed anew',
  'record-damaged': 'the record of the workbook was changed',
  'run-differs': 'the workbook belongs to another run than the model gives',
};
