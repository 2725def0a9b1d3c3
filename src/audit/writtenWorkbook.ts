/**
 * What is found in a workbook that burnsheet has just written, read back by the independent reader. Takes its parts;
 * leaves the texts for its sheet About and the record that it carries. Guarantee: the record describes the workbook as
 * it is with those texts.
 */
import { conformancePlaceholder } from '../sheets/model/controlSheets.ts';
import { workbookFromParts } from '../xlsx/read/fromFile.ts';
import type { FileCell, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { checkConformance, type RuleResult } from './conformance.ts';

/** Texts in the place of placeholders, the record, and how the workbook scores against the rules. */
export interface WrittenAudit {
  readonly texts: ReadonlyMap<string, string>;
  readonly record: string;
  readonly rules: readonly RuleResult[];
}

/** Checks the parts of a workbook of a run; `recordOf` makes the record of the workbook as it will be. */
export function auditWrittenWorkbook(
  parts: Readonly<Record<string, Uint8Array>>,
  runId: string,
  recordOf: (file: WorkbookFile) => string,
): WrittenAudit {
  const { value: file, diagnostics } = workbookFromParts(parts);
  if (file === undefined) throw new Error(`the workbook cannot be read back: ${diagnostics[0]?.message}`);
  const rules = checkConformance(file);
  const texts = conformanceTexts(runId, rules);
  return { texts, record: recordOf(filled(file, texts)), rules };
}

/** The texts of every rule: its result and what was found. */
function conformanceTexts(runId: string, results: readonly RuleResult[]): ReadonlyMap<string, string> {
  const texts = results.flatMap(({ rule, result, detail }) => [
    [conformancePlaceholder(runId, rule, 'result'), result] as const,
    [conformancePlaceholder(runId, rule, 'detail'), detail] as const,
  ]);
  return new Map(texts);
}

/** The workbook as it reads with the texts. */
function filled(file: WorkbookFile, texts: ReadonlyMap<string, string>): WorkbookFile {
  const cellOf = (cell: FileCell): FileCell => {
    const text = typeof cell.value === 'string' ? texts.get(cell.value) : undefined;
    return text === undefined ? cell : { ...cell, value: text };
  };
  const sheets = file.sheets.map((sheet) =>
    sheet.name === 'About'
      ? { ...sheet, rows: sheet.rows.map((row) => ({ ...row, cells: row.cells.map(cellOf) })) }
      : sheet,
  );
  return { ...file, sheets };
}
