/** Rule 12: whether a formula depends on itself, and whether workings round. */
import { formatCount } from '../../values/formatFigure.ts';
import { type AuditedWorkbook, eachRowFormula } from '../auditedWorkbook.ts';
import { findCircularReferences } from '../circularReferences.ts';
import type { CellPosition } from '../sameFormula.ts';
import { fails, justified, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

const rounding = new Set([
  'ROUND',
  'ROUNDUP',
  'ROUNDDOWN',
  'MROUND',
  'CEILING',
  'FLOOR',
  'CEILING.MATH',
  'FLOOR.MATH',
  'TRUNC',
  'INT',
  'EVEN',
  'ODD',
]);

/** Rule 12. */
export function checkNoCircles(audited: AuditedWorkbook): RuleVerdict {
  if (audited.formulas === 0) return notApplicable('The workbook contains no formulas.');
  const { circles, rowFormulas, unfollowed } = findCircularReferences(audited);
  if (circles.length > 0 || audited.file.calculation.iterate)
    return circular(circles, audited.file.calculation.iterate);
  const [silent, stated] = roundedRows(audited);
  if (silent.some)
    return fails(
      `${formatCount(silent.count, 'row')} of workings with undocumented rounding: ${listPlaces(silent)}.`,
      silent,
    );
  const ground =
    `There are no circular references and iteration is off (${formatCount(rowFormulas, 'row')} of ` +
    'formulas checked)';
  if (stated.some)
    return justified(
      `${ground}. ${formatCount(stated.count, 'row')} of workings with rounding that the model formula states: ` +
        `${listPlaces(stated)}.`,
      stated,
    );
  if (unfollowed > 0)
    return justified(
      `${ground}, except for ${formatCount(unfollowed, 'very large range')}, which could not be checked.`,
    );
  return passes(`${ground}; workings do not round.`);
}

const circlesNamed = 3;

/** Names the circles, the first of them with the cells that they run through. */
function circular(circles: readonly (readonly CellPosition[])[], iterate: boolean): RuleVerdict {
  const off = new Places();
  for (const circle of circles) for (const { sheet, row, column } of circle) off.add(sheet, row, column);
  const cells = off.count;
  if (iterate) off.addName('iterative calculation');
  const named = circles.slice(0, circlesNamed).map((circle) => {
    const places = new Places();
    for (const { sheet, row, column } of circle) places.add(sheet, row, column);
    return listPlaces(places, cellsNamed);
  });
  const more = circles.length > named.length ? `; and ${circles.length - named.length} more` : '';
  const words =
    `${formatCount(cells, 'cell')} in ${formatCount(circles.length, 'circular reference')}: ` +
    `${named.join('; ')}${more}`;
  const setting = iterate ? 'iterative calculation is on' : 'iterative calculation is off';
  return fails(
    circles.length === 0
      ? 'Iterative calculation is on, although there are no circular references.'
      : `${words}; ${setting}.`,
    off,
  );
}

const cellsNamed = 6;

function roundedRows(audited: AuditedWorkbook): readonly [silent: Places, stated: Places] {
  const [silent, stated] = [new Places(), new Places()];
  for (const rowFormula of eachRowFormula(audited)) {
    const { row, columns, functions } = rowFormula;
    if (row.sheet.kind !== 'workings' || !functions.some((name) => rounding.has(name))) continue;
    (/\b(?:round|roundup|rounddown|int)\(/i.test(row.words) ? stated : silent).add(
      row.sheet.name,
      row.row,
      columns[0]!,
    );
  }
  return [silent, stated];
}
