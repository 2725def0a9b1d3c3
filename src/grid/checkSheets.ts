/** Checks and tie-outs: every comparison shows its difference and its tolerance; one master cell each. */
import type { Check, TieOut } from '../model/model.ts';
import { cellFormula, type Surroundings } from './cellFormula.ts';
import { addTimeHeader, addTimeLink, asNumber, columns, type Drafting, type Position, timelineSheet, timeWidths } from './drafting.ts';
import { differenceFormat, numberFormat, unitText } from './formats.ts';
import type { Content, FormulaPart, GridSheet, Template } from './grid.ts';
import { formula, list, type SheetBuilder, sheetBuilder, text, value } from './sheetBuilder.ts';

export interface CheckSheets {
  readonly sheets: GridSheet[];
  readonly checks: Map<string, Position>;
  readonly tieOuts: Map<string, Position>;
  /** The cells that say whether all is well. */
  readonly masters: readonly { readonly label: string; readonly sheet: string; readonly row: number; readonly column: number }[];
}

const masterRow = 3;
export const tieOutColumns = { value: 4, expect: 5, tolerance: 6, difference: 7, holds: 8, source: 9, note: 10 } as const;

/** Writes the Checks and Tie-outs sheets. A check row's constant column holds 1 when it holds in every period. */
export function checkSheets(drafting: Drafting): CheckSheets {
  const checks = new Map<string, Position>();
  const tieOuts = new Map<string, Position>();
  const { model } = drafting;
  const sheets = [
    ...(model.checks.length === 0 ? [] : [checkSheet(drafting, checks)]),
    ...(model.tieOuts.length === 0 ? [] : [tieOutSheet(drafting, tieOuts)]),
  ];
  const masters = [
    ...(checks.size === 0 ? [] : [{ label: 'All checks hold', sheet: 'Checks', row: masterRow, column: columns.constant }]),
    ...(tieOuts.size === 0 ? [] : [{ label: 'All tie-outs hold', sheet: 'Tie-outs', row: 2, column: tieOutColumns.holds }]),
  ];
  return { sheets, checks, tieOuts, masters };
}

function surroundings(drafting: Drafting): Surroundings {
  return {
    place: (row) => drafting.positions.get(row)!,
    timeRow: (attribute) => ({ sheet: timelineSheet, row: drafting.timeRows.get(attribute)! }),
    constantColumn: columns.constant,
    firstColumn: drafting.firstColumn,
  };
}

/** 1 when every listed cell is 1; in groups, because Excel takes at most 255 arguments. */
function allHold(rows: readonly number[], column: number): Template {
  const cells = rows.map((row): FormulaPart => ({ row, column: { absolute: column } }));
  const groups = Array.from({ length: Math.ceil(cells.length / 200) }, (_, at) => cells.slice(at * 200, at * 200 + 200));
  const minimum = (parts: readonly Template[]): Template => [
    'MIN(',
    ...parts.flatMap((part, at): Template => (at === 0 ? part : [',', ...part])),
    ')',
  ];
  return groups.length === 1
    ? minimum(groups[0]!.map((cell) => [cell]))
    : minimum(groups.map((group) => minimum(group.map((cell) => [cell]))));
}

function checkSheet(drafting: Drafting, places: Map<string, Position>): GridSheet {
  const sheet = sheetBuilder('Checks', 'control', timeWidths(drafting), { rows: 4, columns: 1 });
  addTimeHeader(sheet, 'Checks', drafting);
  addTimeLink(sheet, 'end', drafting);
  const { checks } = drafting.model;
  const holds = checks.map((_, at) => masterRow + 2 + 4 * at + 2);
  sheet.add(
    text(0, 'All checks hold', 'section'),
    holds.length === 0
      ? text(columns.constant, 'none', 'note')
      : formula(columns.constant, 1, allHold(holds, columns.constant), 'check', {
          format: '0',
          origin: { kind: 'check', id: 'all', members: [] },
        }),
  );
  sheet.add();
  for (const check of checks) addCheck(sheet, check, drafting, places);
  return sheet.finish();
}

function addCheck(sheet: SheetBuilder, check: Check, drafting: Drafting, places: Map<string, Position>): void {
  const [difference, tolerance, result] = [sheet.next(), sheet.next() + 1, sheet.next() + 2];
  const extra = { format: differenceFormat, origin: { kind: 'check', id: check.id, members: [] } } as const;
  const around = surroundings(drafting);
  const series = check.time === 'series';
  const spread = (template: Template) =>
    series
      ? formula(drafting.firstColumn, drafting.count, template, 'check', extra)
      : formula(columns.constant, 1, template, 'check', extra);
  const shown = cellFormula(asNumber(check.difference ?? check.condition!), around);
  sheet.add(
    text(0, check.label, 'label'),
    text(1, unitText(check.type), 'unit'),
    text(2, check.id, 'id'),
    text(3, check.words, 'words'),
    spread(shown),
  );
  sheet.add(text(0, '  tolerance', 'note'), value(columns.constant, check.tolerance, 'input', { format: '0.########' }));
  const cell: FormulaPart = { row: difference, column: series ? { relative: 0 } : { absolute: columns.constant } };
  const limit: FormulaPart = { row: tolerance, column: { absolute: columns.constant } };
  const holds = ['IF(', ...condition(check, cell, limit), ',1,0)'];
  const own = (column: number): { row: number; column: { absolute: number } } => ({ row: result, column: { absolute: column } });
  const all: Template = ['MIN(', { ...own(drafting.firstColumn), to: own(drafting.firstColumn + drafting.count - 1) }, ')'];
  places.set(check.id, { sheet: sheet.name, row: result, time: check.time });
  sheet.add(
    text(0, '  holds', 'note'),
    formula(columns.constant, 1, series ? all : holds, 'check', { ...extra, format: '0' }),
    series ? formula(drafting.firstColumn, drafting.count, holds, 'check', { ...extra, format: '0' }) : [],
  );
  sheet.add();
}

/** When the shown difference counts as holding. */
function condition(check: Check, cell: FormulaPart, limit: FormulaPart): Template {
  switch (check.operator) {
    case '=':
      return ['ABS(', cell, ')<=', limit];
    case '<>':
      return ['ABS(', cell, ')>', limit];
    case '>=':
      return [cell, '>=-', limit];
    case '>':
      return [cell, '>', limit];
    case '<=':
      return [cell, '<=', limit];
    case '<':
      return [cell, '<-', limit];
    default:
      return [cell, '=1'];
  }
}

function tieOutSheet(drafting: Drafting, places: Map<string, Position>): GridSheet {
  const sheet = sheetBuilder('Tie-outs', 'control', [44, 14, 30, 44, 16, 16, 12, 14, 10, 40, 60], { rows: 3, columns: 1 });
  sheet.add(text(0, 'Published figures that the model reproduces, and answers known in closed form', 'title'));
  const headings = ['Figure', 'Unit', 'Id', 'Formula', 'Model', 'Expected', 'Tolerance', 'Difference', 'Holds', 'Source', 'Note'];
  sheet.add(
    list(
      0,
      headings.map((one): Content => ({ kind: 'text', text: one })),
      'header',
    ),
  );
  const { tieOuts } = drafting.model;
  sheet.add(
    text(0, 'All hold', 'section'),
    tieOuts.length === 0
      ? []
      : formula(
          tieOutColumns.holds,
          1,
          allHold(
            tieOuts.map((_, at) => 3 + at),
            tieOutColumns.holds,
          ),
          'check',
          { format: '0' },
        ),
  );
  for (const tieOut of tieOuts) addTieOut(sheet, tieOut, drafting, places);
  return sheet.finish();
}

function addTieOut(sheet: SheetBuilder, tieOut: TieOut, drafting: Drafting, places: Map<string, Position>): void {
  const at = sheet.next();
  const format = numberFormat(tieOut.type, drafting.model.display);
  const origin = { kind: 'tie-out', id: tieOut.id, members: [] } as const;
  const cell = (column: number): FormulaPart => ({ row: at, column: { absolute: column } });
  const columnsHere = tieOutColumns;
  const limit: Template = tieOut.relative
    ? [cell(columnsHere.tolerance), '*ABS(', cell(columnsHere.expect), ')']
    : [cell(columnsHere.tolerance)];
  places.set(tieOut.id, { sheet: sheet.name, row: at, time: 'scalar' });
  sheet.add(
    text(0, tieOut.label, 'label'),
    text(1, unitText(tieOut.type), 'unit'),
    text(2, tieOut.id, 'id'),
    text(3, tieOut.words, 'words'),
    formula(columnsHere.value, 1, cellFormula(asNumber(tieOut.value), surroundings(drafting)), 'link', { format, origin }),
    value(columnsHere.expect, tieOut.expect, 'input', { format }),
    value(columnsHere.tolerance, tieOut.tolerance, 'input', { format: tieOut.relative ? '0.0%' : '0.########' }),
    formula(columnsHere.difference, 1, [cell(columnsHere.value), '-', cell(columnsHere.expect)], 'check', { format, origin }),
    formula(columnsHere.holds, 1, ['IF(ABS(', cell(columnsHere.difference), ')<=', ...limit, ',1,0)'], 'check', { format: '0', origin }),
    text(columnsHere.source, drafting.model.sources.find((one) => one.id === tieOut.source)?.title ?? tieOut.source, 'note'),
    text(columnsHere.note, tieOut.note, 'note'),
  );
}
