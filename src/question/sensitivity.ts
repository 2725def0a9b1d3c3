/** `sensitivity`: one output over one or two inputs. Enters a model with its variations; leaves a table or a grid, and lines. */
import type { Row } from '../model/model.ts';
import type { Answer, AnswerColumn } from './answer.ts';
import type { Target } from './target.ts';
import { type Point, pointLabel, type Variation } from './variation.ts';
import { shownResult, unitOf, type WhatIf } from './whatIf.ts';

/** More lines than this cannot be told apart. */
const linesMost = 8;

/** The output at every point of the first input, or of both. */
export function sensitivity(whatIf: WhatIf, target: Target, first: Variation, second?: Variation): Answer {
  const rows = second === undefined ? first.rows : [...first.rows, ...second.rows];
  const at = evaluator(whatIf, target, rows);
  const unit = unitOf(target.type);
  const along: AnswerColumn = { id: 'input', label: first.label, unit: first.unit };
  const columns: AnswerColumn[] =
    second === undefined
      ? [{ id: 'output', label: target.label, unit }]
      : second.points.map(({ value }, place) => ({ id: `output_${place + 1}`, label: pointLabel(value, second.unit), unit }));
  const lines = first.points.map((point) => [
    point.value,
    ...(second === undefined ? [at([point])] : second.points.map((other) => at([point, other]))),
  ]);
  const title =
    second === undefined ? `${target.label} by ${first.label}` : `${target.label} by ${first.label} (down) and ${second.label} (across)`;
  const isDrawn = first.unit !== 'text' && unit !== 'text' && columns.length <= linesMost;
  return {
    question: 'sensitivity',
    title,
    statements: statementsOf(
      whatIf,
      target,
      lines.flatMap((line) => line.slice(1)),
      second,
    ),
    tables: [{ id: 'grid', title, columns: [along, ...columns], rows: lines }],
    charts: isDrawn ? [{ id: 'lines', kind: 'line', title, table: 'grid', along: 'input', values: columns.map(({ id }) => id) }] : [],
  };
}

/** The output with some points in force. */
function evaluator(
  { plan, kernel, cells }: WhatIf,
  target: Target,
  rows: readonly Row[],
): (points: readonly Point[]) => number | string | null {
  const run = kernel.what(rows, target.lines);
  return (points) => {
    const copy = cells.slice();
    for (const { write } of points) write(copy);
    run(copy);
    return shownResult(copy[target.slot]!, target.type, plan);
  };
}

function statementsOf(
  whatIf: WhatIf,
  target: Target,
  results: readonly (number | string | null)[],
  second: Variation | undefined,
): string[] {
  const base = shownResult(whatIf.cells[target.slot]!, target.type, whatIf.plan);
  const unit = unitOf(target.type);
  const asShown = (value: number | string | null): string => (value === null ? 'an error' : `${pointLabel(value, unit)}${suffix(unit)}`);
  const numbers = results.filter((one) => typeof one === 'number');
  const errors = results.filter((one) => one === null).length;
  const crosses = numbers.some((one) => one > 0) && numbers.some((one) => one < 0);
  return [
    `Scenario ${whatIf.scenarioId}; as the model has it, the output is ${asShown(base)}.`,
    ...(numbers.length === 0
      ? []
      : [
          `It lies between ${asShown(Math.min(...numbers))} and ${asShown(Math.max(...numbers))}${crosses ? ', and its sign changes' : ''}.`,
        ]),
    ...(errors === 0 ? [] : [`${errors} of ${results.length} points give an error.`]),
    ...(second === undefined ? [] : [`${results.length} points were computed.`]),
  ];
}

/** A unit behind a number; a percent sign stands there already. */
export function suffix(unit: string): string {
  if (unit === '1' || unit === 'text' || unit === 'date') return '';
  return unit.startsWith('%') ? unit.slice(1) : ` ${unit}`;
}
