/** What Excel holds. Enters a grid; leaves a problem for every sheet that is too large and every formula that is too long. */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formulaText } from './address.ts';
import type { Grid, GridRow, GridSheet } from './grid.ts';

const rowsMost = 1_048_576;
const columnsMost = 16_384;
const formulaMost = 8192;

/** Every limit that a grid breaks. */
export function gridProblems(grid: Grid): Diagnostic[] {
  return grid.sheets.flatMap((sheet) => [...sizeProblems(sheet), ...sheet.rows.flatMap((row, at) => formulaProblems(sheet, row, at))]);
}

function sizeProblems(sheet: GridSheet): Diagnostic[] {
  const width = sheet.rows.reduce((most, row) => row.runs.reduce((widest, run) => Math.max(widest, run.column + run.count), most), 0);
  if (sheet.rows.length <= rowsMost && width <= columnsMost) return [];
  return [
    problem('too-many-cells', undefined, `sheet '${sheet.name}' needs ${sheet.rows.length} rows and ${width} columns`, {
      hint: 'use a coarser grain, fewer members, or spread the items over more sheets',
    }),
  ];
}

function formulaProblems(sheet: GridSheet, row: GridRow, at: number): Diagnostic[] {
  return row.runs.flatMap((run) => {
    if (Array.isArray(run.content) || !('kind' in run.content) || run.content.kind !== 'formula' || run.content.template.length < 200)
      return [];
    const { length } = formulaText(run.content.template, run.column + run.count - 1);
    return length <= formulaMost
      ? []
      : [
          problem(
            'formula-too-long',
            undefined,
            `the formula of ${run.origin?.id ?? `row ${at + 1}`} on sheet '${sheet.name}' has ${length} characters; Excel holds ${formulaMost}`,
            { hint: 'give part of it a line item of its own' },
          ),
        ];
  });
}
