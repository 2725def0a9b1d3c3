/**
 * Limits of Excel. Takes a grid; returns a problem for every sheet that is too large and every formula that is too
 * long.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { columnsMax, formulaText, rowsMax } from './address.ts';
import type { Grid, GridRow, GridSheet } from './grid.ts';

const formulaMax = 8192;
/** A formula with fewer parts always fits, however long the sheet names are. */
const partsMin = 80;
/** The number of cells that fit in the memory of an ordinary computer. */
const cellsMax = 3_000_000;

/** Finds the place in the model file of an item by its id. */
type PlaceOf = (id: string) => Span | undefined;

/** Problems for all limits that a grid exceeds. */
export function findGridProblems(grid: Grid, placeOf: PlaceOf): Diagnostic[] {
  return [
    ...grid.sheets.flatMap((sheet) => [
      ...sizeProblems(sheet),
      ...sheet.rows.flatMap((row, at) => formulaProblems(sheet, row, at, placeOf)),
    ]),
    ...totalProblems(grid),
  ];
}

function totalProblems({ sheets }: Grid): Diagnostic[] {
  const cells = sheets.reduce(
    (sum, { rows }) =>
      sum + rows.reduce((some, { segments }) => segments.reduce((all, { count }) => all + count, some), 0),
    0,
  );
  if (cells <= cellsMax) return [];
  return [
    problem('too-many-cells', undefined, `the workbook needs ${cells} cells; the maximum is ${cellsMax}`, {
      hint: 'use a coarser grain, a shorter timeline or fewer members',
    }),
  ];
}

function sizeProblems(sheet: GridSheet): Diagnostic[] {
  const width = sheet.rows.reduce(
    (most, row) => row.segments.reduce((widest, segment) => Math.max(widest, segment.column + segment.count), most),
    0,
  );
  if (sheet.rows.length <= rowsMax && width <= columnsMax) return [];
  return [
    problem('too-many-cells', undefined, `sheet '${sheet.name}' needs ${sheet.rows.length} rows and ${width} columns`, {
      hint: 'use a coarser grain or fewer members, or put the items on more sheets',
    }),
  ];
}

function formulaProblems(sheet: GridSheet, row: GridRow, at: number, placeOf: PlaceOf): Diagnostic[] {
  return row.segments.flatMap((segment) => {
    if (
      Array.isArray(segment.content) ||
      !('kind' in segment.content) ||
      segment.content.kind !== 'formula' ||
      segment.content.template.length < partsMin
    )
      return [];
    const { length } = formulaText(segment.content.template, segment.column + segment.count - 1);
    return length <= formulaMax
      ? []
      : [
          problem(
            'formula-too-long',
            segment.origin === undefined ? undefined : placeOf(segment.origin.id),
            `the formula of ${segment.origin?.id ?? `row ${at + 1}`} on sheet '${sheet.name}' has ${length} ` +
              `characters; Excel allows ${formulaMax}`,
            {
              hint:
                'make part of it a separate line item: the sum of an item over a table is one range, whatever its ' +
                'number of members',
            },
          ),
        ];
  });
}
