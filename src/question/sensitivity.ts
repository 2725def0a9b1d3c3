/**
 * `sensitivity`: one output over one or two inputs. Input: a model and its variations. Output: a table or a grid, and
 * line charts.
 */
import type { Row } from '../model/model.ts';
import { formatHeading, formatRounded } from '../values/formatFigure.ts';
import type { Answer, AnswerColumn } from './answer.ts';
import { describeFirstError } from './firstError.ts';
import type { Output } from './output.ts';
import type { Point, Variation } from './variation.ts';
import { tableValueOf, unitOf, type WhatIf } from './whatIf.ts';

/** More lines than this cannot be told apart in a chart. */
const linesMost = 8;
/** The maximum number of sign changes named in a sentence. */
const changesNamed = 5;

/** The output at every point of the first input, or of both. */
export function analyseSensitivity(whatIf: WhatIf, target: Output, first: Variation, second?: Variation): Answer {
  const rows = second === undefined ? first.rows : [...first.rows, ...second.rows];
  const { at, firstError } = evaluator(whatIf, target, rows);
  const unit = unitOf(target.type);
  const along: AnswerColumn = { id: 'input', label: first.label, unit: first.unit };
  const columns: AnswerColumn[] =
    second === undefined
      ? [{ id: 'output', label: target.label, unit }]
      : second.points.map(({ value }) => ({
          id: `${second.key}=${value}`,
          label: formatHeading(value, second.unit),
          unit,
        }));
  const lines = first.points.map((point) => [
    point.value,
    ...(second === undefined ? [at([point])] : second.points.map((other) => at([point, other]))),
  ]);
  const title =
    second === undefined
      ? `${target.label} by ${first.label}`
      : `${target.label} by ${first.label} (down) and ${second.label} (across)`;
  const isDrawn = first.unit !== 'text' && unit !== 'text' && columns.length <= linesMost;
  return {
    question: 'sensitivity',
    title,
    statements: statementsOf(whatIf, target, resultsOf(lines, first, second), { first, second, error: firstError() }),
    tables: [{ id: 'grid', title, columns: [along, ...columns], rows: lines }],
    charts: isDrawn
      ? [{ id: 'lines', kind: 'line', title, table: 'grid', along: 'input', values: columns.map(({ id }) => id) }]
      : [],
  };
}

/** Evaluates the output at some points. */
function evaluator(
  { plan, kernel, cells }: WhatIf,
  target: Output,
  rows: readonly Row[],
): { at: (points: readonly Point[]) => number | string | null; firstError: () => string | undefined } {
  const run = kernel.recompute(rows, target.lines);
  let error: string | undefined;
  const at = (points: readonly Point[]): number | string | null => {
    const copy = cells.slice();
    for (const { write } of points) write(copy);
    run(copy);
    const result = tableValueOf(copy[target.slot]!, target.type, plan);
    if (result === null) error ??= describeFirstError(plan, copy);
    return result;
  };
  return { at, firstError: () => error };
}

interface Result {
  /** The values of the inputs, in words. */
  readonly where: string;
  readonly value: number | string | null;
}

/** The results of the grid, row by row. */
function resultsOf(
  lines: readonly (readonly (number | string | null)[])[],
  first: Variation,
  second: Variation | undefined,
): Result[] {
  return lines.flatMap((line, down) =>
    line.slice(1).map((value, across): Result => {
      const below = asShown(first.points[down]!.value, first.unit);
      return {
        value,
        where: second === undefined ? below : `${below} and ${asShown(second.points[across]!.value, second.unit)}`,
      };
    }),
  );
}

const asShown = (value: number | string | null, unit: string): string =>
  value === null ? 'an error' : typeof value === 'string' ? value : formatRounded(value, unit);

function statementsOf(
  whatIf: WhatIf,
  target: Output,
  results: readonly Result[],
  { first, second, error }: { first: Variation; second: Variation | undefined; error: string | undefined },
): string[] {
  const base = tableValueOf(whatIf.cells[target.slot]!, target.type, whatIf.plan);
  const unit = unitOf(target.type);
  const errors = results.filter(({ value }) => value === null).length;
  const isTwice = second?.rows.some((row) => first.rows.includes(row)) ?? false;
  return [
    `Scenario ${whatIf.scenarioId}. In the model: ${asShown(base, unit)}.`,
    ...betweenWords(results, unit),
    ...signWords(results, second !== undefined),
    ...(errors === 0
      ? []
      : [
          `${errors} of ${results.length} points give an ` +
            `error${error === undefined ? '' : `; at the first, ${error}`}.`,
        ]),
    ...(isTwice ? [`${second!.label} is varied twice; the values across apply.`] : []),
  ];
}

/** The lowest and the highest result, and their inputs. */
function betweenWords(results: readonly Result[], unit: string): string[] {
  const numbers = results.flatMap(({ where, value }) => (typeof value === 'number' ? [{ where, value }] : []));
  const [first] = numbers;
  if (first === undefined) return [];
  const lowest = numbers.reduce((best, one) => (one.value < best.value ? one : best));
  const highest = numbers.reduce((best, one) => (one.value > best.value ? one : best));
  if (lowest.value === highest.value) return [`It is ${asShown(first.value, unit)} at every point.`];
  const place = ({ where, value }: Result): string => `${asShown(value, unit)} (at ${where})`;
  return [`It ranges from ${place(lowest)} to ${place(highest)}.`];
}

/** Where the output changes sign: between which neighbours for one input, and only whether it does for a grid. */
function signWords(results: readonly Result[], isGrid: boolean): string[] {
  const signs = results.map(({ value }) => (typeof value === 'number' ? Math.sign(value) : Number.NaN));
  if (isGrid) return signs.includes(1) && signs.includes(-1) ? ['It changes sign.'] : [];
  const changes = results
    .slice(1)
    .flatMap(({ where }, at) =>
      signs[at]! * signs[at + 1]! < 0 ? [`between ${results[at]!.where} and ${where}`] : [],
    );
  return changes.length === 0
    ? []
    : [`It changes sign ${changes.slice(0, changesNamed).join('; ')}${changes.length > changesNamed ? '; …' : ''}.`];
}
