/**
 * `sensitivity`: one output over one or two inputs. Enters a model with its variations; leaves a table or a grid, and
 * lines.
 */
import type { Row } from '../model/model.ts';
import { formatHeading, formatRounded } from '../values/formatFigure.ts';
import type { Answer, AnswerColumn } from './answer.ts';
import { errorWords } from './errors.ts';
import type { Target } from './target.ts';
import type { Point, Variation } from './variation.ts';
import { shownResult, unitOf, type WhatIf } from './whatIf.ts';

/** More lines than this cannot be told apart. */
const linesMost = 8;
/** Changes of sign that are named in a sentence. */
const changesNamed = 5;

/** The output at every point of the first input, or of both. */
export function sensitivity(whatIf: WhatIf, target: Target, first: Variation, second?: Variation): Answer {
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

/** The output with some points in force. */
function evaluator(
  { plan, kernel, cells }: WhatIf,
  target: Target,
  rows: readonly Row[],
): { at: (points: readonly Point[]) => number | string | null; firstError: () => string | undefined } {
  const run = kernel.what(rows, target.lines);
  let error: string | undefined;
  const at = (points: readonly Point[]): number | string | null => {
    const copy = cells.slice();
    for (const { write } of points) write(copy);
    run(copy);
    const result = shownResult(copy[target.slot]!, target.type, plan);
    if (result === null) error ??= errorWords(plan, copy);
    return result;
  };
  return { at, firstError: () => error };
}

interface Result {
  /** What the inputs are there, in words. */
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
  target: Target,
  results: readonly Result[],
  { first, second, error }: { first: Variation; second: Variation | undefined; error: string | undefined },
): string[] {
  const base = shownResult(whatIf.cells[target.slot]!, target.type, whatIf.plan);
  const unit = unitOf(target.type);
  const errors = results.filter(({ value }) => value === null).length;
  const isTwice = second?.rows.some((row) => first.rows.includes(row)) ?? false;
  return [
    `Scenario ${whatIf.scenarioId}; as the model has it, the output is ${asShown(base, unit)}.`,
    ...betweenWords(results, unit),
    ...signWords(results, second !== undefined),
    ...(errors === 0
      ? []
      : [
          `${errors} of ${results.length} points give an error${error === undefined ? '' : `: at the first of them ${error}`}.`,
        ]),
    ...(isTwice ? [`${second!.label} is varied twice; what stands across counts.`] : []),
  ];
}

/** The lowest and the highest result, and where they are. */
function betweenWords(results: readonly Result[], unit: string): string[] {
  const numbers = results.flatMap(({ where, value }) => (typeof value === 'number' ? [{ where, value }] : []));
  const [first] = numbers;
  if (first === undefined) return [];
  const lowest = numbers.reduce((best, one) => (one.value < best.value ? one : best));
  const highest = numbers.reduce((best, one) => (one.value > best.value ? one : best));
  if (lowest.value === highest.value) return [`It is ${asShown(first.value, unit)} at every point.`];
  const place = ({ where, value }: Result): string => `${asShown(value, unit)} (at ${where})`;
  return [`It lies between ${place(lowest)} and ${place(highest)}.`];
}

/** Where its sign changes: between which neighbours on one line, and only that it does in a grid. */
function signWords(results: readonly Result[], isGrid: boolean): string[] {
  const signs = results.map(({ value }) => (typeof value === 'number' ? Math.sign(value) : Number.NaN));
  if (isGrid) return signs.includes(1) && signs.includes(-1) ? ['Its sign changes.'] : [];
  const changes = results
    .slice(1)
    .flatMap(({ where }, at) =>
      signs[at]! * signs[at + 1]! < 0 ? [`between ${results[at]!.where} and ${where}`] : [],
    );
  return changes.length === 0
    ? []
    : [`Its sign changes ${changes.slice(0, changesNamed).join('; ')}${changes.length > changesNamed ? '; …' : ''}.`];
}
