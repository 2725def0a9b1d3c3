/**
 * Workbooks with a sheet of changes since another run, which the model alone cannot reproduce. Takes the workbook as
 * the model gives it and as the record inside the file describes it; returns the expected workbook, and the sheets
 * that were taken from the record. Guarantee: only what depends on the other run is taken from the record; every other
 * cell must be as the model gives it.
 */
import { columnName } from '../grid/address.ts';
import { masterCheckCell } from '../sheets/layoutContext.ts';
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import type { Baseline, BaselineCell, BaselineSheet } from './baseline.ts';

/** The property that contains the id of the run that a workbook was compared with. */
export const sinceProperty = 'burnsheet compared with';

/** The id of the run that a workbook was compared with; undefined if there is none. */
export function sinceOfFile({ properties }: Pick<WorkbookFile, 'properties'>): string | undefined {
  return properties.custom.get(sinceProperty);
}

/** Sheets that depend on the other run. On About it is the report on the rules, which counts sheets and formulas. */
const [changes, contents, about, checks] = ['Changes', 'Contents', 'About', 'Checks'] as const;
const reportTitle = /^Rules for auditable workbooks/;

/** The expected workbook: `{ baseline, recorded: ['Changes', …] }`. */
export function withRecordedSheets(
  model: Baseline,
  record: Baseline,
): { readonly baseline: Baseline; readonly recorded: readonly string[] } {
  const find = ({ sheets }: Baseline, name: string) => sheets.find((sheet) => sheet.name === name);
  const [told, listed, report, judged] = [changes, contents, about, checks].map((name) => find(record, name));
  if (told === undefined) return { baseline: model, recorded: [] };
  const kept = model.sheets.filter(({ name }) => name !== changes);
  const sheets = kept.map((sheet) => {
    if (sheet.name === contents && listed !== undefined) return listed;
    if (sheet.name === checks && judged !== undefined) return withEffects(sheet, judged);
    return sheet.name === about && report !== undefined ? withReport(sheet, report) : sheet;
  });
  return {
    baseline: { ...model, sheets: inOrderOf(record, [...sheets, told]) },
    recorded: [
      changes,
      contents,
      `${about} (the report on the rules)`,
      ...(sheets.some((sheet) => sheet.name === checks && !kept.includes(sheet))
        ? [`${checks} (the check that effects add up)`]
        : []),
    ],
  };
}

/** Sheets in the order of the record; those that the record does not have are at the end. */
function inOrderOf({ sheets: recorded }: Baseline, sheets: readonly BaselineSheet[]): BaselineSheet[] {
  const place = ({ name }: BaselineSheet): number => {
    const at = recorded.findIndex((sheet) => sheet.name === name);
    return at < 0 ? recorded.length : at;
  };
  return [...sheets].sort((a, b) => place(a) - place(b));
}

/**
 * The checks of the model, followed by the check that effects add up. The master check must combine that of the model
 * and this one.
 */
function withEffects(model: BaselineSheet, record: BaselineSheet): BaselineSheet {
  const added = record.rows.filter(({ row }) => row > model.rows.at(-1)!.row);
  const effects = added.at(-1);
  const [, formula] =
    /^(IFERROR\(MIN\('?Changes'?![A-Z$]+\d+(?::[A-Z$]+\d+)?\),0\))$/.exec(effects?.cells.at(-1)?.formula ?? '') ?? [];
  if (effects === undefined || formula === undefined || added.length > 2) return model;
  const cell = `$${columnName(effects.cells.at(-1)!.column)}${effects.row + 1}`;
  const rows = model.rows.map((row) =>
    row.row !== masterCheckCell.row ? row : { ...row, cells: row.cells.map((one) => withMaster(one, cell)) },
  );
  return { ...model, rows: [...rows, ...added] };
}

const withMaster = (one: BaselineCell, cell: string): BaselineCell =>
  one.column === masterCheckCell.column && one.formula !== undefined
    ? { ...one, formula: `MIN(${one.formula},${cell})` }
    : one;

/** The facts of the first sheet with the report of the second. */
function withReport(model: BaselineSheet, record: BaselineSheet): BaselineSheet {
  const [own, other] = [model, record].map(reportRow);
  if (own === undefined || other === undefined) return model;
  return {
    ...model,
    rows: [...model.rows.filter(({ row }) => row < own), ...record.rows.filter(({ row }) => row >= other)],
  };
}

function reportRow({ rows }: BaselineSheet): number | undefined {
  return rows.find(({ cells }) => typeof cells[0]?.value === 'string' && reportTitle.test(cells[0].value))?.row;
}
