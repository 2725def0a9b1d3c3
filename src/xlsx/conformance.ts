/**
 * What the About sheet says of the rules. Enters the results of the check and the parts of a workbook; they leave with
 * the results in the place of the texts that stood for them. Guarantee: only texts that name the run are replaced, and
 * whole texts only.
 */
import { strFromU8, strToU8 } from 'fflate';
import { conformancePlaceholder } from '../grid/controlSheets.ts';
import type { Parts } from './packageParts.ts';
import type { FileCell, WorkbookFile } from './workbookFile.ts';
import { escapeXml } from './xml.ts';

/** Checks a workbook against the rules. */
export type Conform = (
  file: WorkbookFile,
) => readonly { readonly rule: number; readonly result: string; readonly detail: string }[];

/** What stands on the sheet, and what shall stand there. */
export type ConformanceTexts = ReadonlyMap<string, string>;

/** The texts of every rule: its result and what was found. */
export function conformanceTexts(runId: string, results: ReturnType<Conform>): ConformanceTexts {
  const texts = results.flatMap(({ rule, result, detail }) => [
    [conformancePlaceholder(runId, rule, 'result'), result] as const,
    [conformancePlaceholder(runId, rule, 'detail'), detail] as const,
  ]);
  return new Map(texts);
}

const stringsPart = 'xl/sharedStrings.xml';

/** Puts the texts into the strings of the workbook. */
export function fillStrings(parts: Parts, texts: ConformanceTexts): void {
  const strings = parts[stringsPart];
  if (strings === undefined || texts.size === 0) return;
  const byXml = new Map([...texts].map(([before, after]) => [escapeXml(before), escapeXml(after)] as const));
  const xml = strFromU8(strings).replace(/(?<=>)\{\{[^<]*\}\}(?=<)/g, (before) => byXml.get(before) ?? before);
  parts[stringsPart] = strToU8(xml);
}

/** The workbook as it reads with the texts. */
export function filled(file: WorkbookFile, texts: ConformanceTexts): WorkbookFile {
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
