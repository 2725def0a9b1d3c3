/**
 * `solve`: the value of an input at which a condition begins to hold, or the periods in which it does. Enters a model with the condition as a probe;
 * leaves every answer between two ends. Guarantee: no answer and several answers are said; where nothing is found, the nearest point is shown.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../kernel/fromPlan.ts';
import type { Row } from '../model/model.ts';
import type { Line } from '../plan/plan.ts';
import type { Answer } from './answer.ts';
import { type SignChange, signChanges } from './roots.ts';
import { suffix } from './sensitivity.ts';
import { inputRows, numbered, pointLabel, type Reread, readVariation, spread, unknownInput } from './variation.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** Points between which a change of sign is looked for. */
const pointsScanned = 401;

export interface SolveQuestion {
  /** An input as `--set` names it. */
  readonly find: string;
  /** The condition, which is among the probes. */
  readonly condition: string;
  /** `low..high`; the range of the input, or around its value, where nothing is said. */
  readonly between?: string;
}

interface Domain {
  readonly rows: readonly Row[];
  readonly points: readonly number[];
}

/** Every value of the input at which the condition changes. */
export function solve(whatIf: WhatIf, question: SolveQuestion, reread: Reread): Checked<Answer> {
  const domain = domainOf(whatIf, question, reread);
  if (domain.value === undefined) return { diagnostics: domain.diagnostics };
  const probe = whatIf.plan.model.probes.find(({ id }) => id === question.condition)!;
  if (probe.time === 'series')
    return refuse(`'${question.condition}' has one value per period`, 'write min(x over 2026..2028), last(x over 2026) or x[2026-03]');
  if (probe.difference === undefined && probe.type.kind !== 'flag')
    return refuse(`'${question.condition}' is no condition`, 'compare it with something: "x over 2026 = 0 USD"');
  const line = whatIf.plan.probes.get(question.condition)!;
  const of = functionOf(whatIf, domain.value.rows, line.difference ?? line.value, line.difference === undefined);
  const found = signChanges(of, domain.value.points);
  return { value: answerOf(whatIf, question, domain.value, found, of), diagnostics: [] };
}

function refuse(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-option', undefined, message, { hint })] };
}

/** Left minus right of the condition; 1 or -1 where it is no comparison. */
function functionOf({ plan, kernel, cells, scenario }: WhatIf, rows: readonly Row[], line: Line, isFlag: boolean): (x: number) => number {
  const run = kernel.what(rows, [line]);
  const copy = cells.slice();
  return (x) => {
    for (const row of rows) writeValue(plan, row, numbered(x, row.values![scenario]!), copy);
    run(copy);
    const value = copy[line.slot]!;
    return isFlag ? (value === 0 ? -1 : Number.isNaN(value) ? value : 1) : value;
  };
}

/** The rows of the input and the points that are tried. */
function domainOf(whatIf: WhatIf, { find, between }: SolveQuestion, reread: Reread): Checked<Domain> {
  if (between !== undefined) {
    const { value, diagnostics } = readVariation(`${find}=${between}:2`, whatIf, reread);
    if (value === undefined) return { diagnostics };
    const [low, high] = value.points.map((point) => Number(point.value));
    return { value: { rows: value.rows, points: spread({ low: low!, high: high! }, pointsScanned) }, diagnostics };
  }
  const rows = inputRows(find, whatIf.plan.model);
  const [first] = rows;
  if (first === undefined) return unknownInput(find, whatIf.plan);
  if (first.quantity.type.kind !== 'number' && first.quantity.type.kind !== 'date')
    return refuse(`'${find}' is no number`, 'sensitivity compares the options of a choice');
  const points = ownPoints(first, whatIf.scenario);
  return points === undefined
    ? refuse(`nothing says between which values '${find}' is looked for`, 'write --between low..high')
    : { value: { rows, points }, diagnostics: [] };
}

/** Over the range of an input; without one from zero to ten times its value, and a share from 0% to 100%. */
function ownPoints(row: Row, scenario: number): number[] | undefined {
  const { bounds, constant, series } = row.values![scenario]!;
  if (bounds !== undefined) return spread(bounds, pointsScanned);
  const value = constant ?? series?.find((one) => one !== undefined);
  if (typeof value !== 'number' || row.quantity.type.kind === 'date') return undefined;
  const isShare = unitOf(row.quantity.type) === '%' && Math.abs(value) <= 1;
  if (isShare) return spread({ low: 0, high: 1 }, pointsScanned);
  return value === 0 ? undefined : spread({ low: Math.min(0, 10 * value), high: Math.max(0, 10 * value) }, pointsScanned);
}

function answerOf(
  whatIf: WhatIf,
  { find, condition }: SolveQuestion,
  { rows, points }: Domain,
  found: readonly SignChange[],
  of: (x: number) => number,
): Answer {
  const [row] = rows;
  const unit = unitOf(row!.quantity.type);
  const label = rows.length === 1 ? row!.label : row!.quantity.label;
  const words = (value: number): string => `${pointLabel(value, unit)}${suffix(unit)}`;
  const probe = whatIf.plan.model.probes.find(({ id }) => id === condition)!;
  const gapUnit = probe.difference === undefined ? '1' : unitOf(probe.difference.type);
  const drawn = points.filter((_, at) => at % 10 === 0).map((x) => [x, of(x)] as const);
  const own = row!.values![whatIf.scenario]!;
  const now = own.constant ?? own.series?.find((one) => one !== undefined);
  const title = `${label} so that ${condition}`;
  return {
    question: 'solve',
    title,
    statements: [
      ...foundWords(found, words, condition),
      `Looked for between ${words(points[0]!)} and ${words(points.at(-1)!)}, scenario ${whatIf.scenarioId}${typeof now === 'number' ? `; the model has ${words(now)}` : ''}.`,
      ...(found.length === 0 ? nearestWords(points, of, words, gapUnit) : []),
    ],
    tables: [
      {
        id: 'answers',
        title: found.length === 0 ? 'No answer' : 'Answers',
        columns: [
          { id: 'input', label: `${label} (${find})`, unit },
          { id: 'gap', label: 'Left minus right', unit: gapUnit },
          { id: 'kind', label: 'How', unit: 'text' },
        ],
        rows: found.map(({ at, value, isJump }) => [at, Number.isNaN(value) ? null : value, isJump ? 'jumps past' : 'reaches']),
      },
      {
        id: 'gaps',
        title: 'Left minus right of the condition',
        columns: [
          { id: 'input', label, unit },
          { id: 'gap', label: 'Left minus right', unit: gapUnit },
        ],
        rows: drawn.map(([x, y]) => [x, Number.isNaN(y) ? null : y]),
      },
    ],
    charts: [{ id: 'gap', kind: 'line', title: 'Left minus right of the condition', table: 'gaps', along: 'input', values: ['gap'] }],
  };
}

function foundWords(found: readonly SignChange[], words: (value: number) => string, condition: string): string[] {
  const [first, ...others] = found;
  if (first === undefined) return ['There is no answer.'];
  const how = ({ at, isJump }: SignChange): string => (isJump ? `${words(at)}, where the condition changes by a jump` : words(at));
  if (others.length === 0) return [`One answer: ${how(first)}.`];
  return [
    `${found.length} answers: ${found.slice(0, 8).map(how).join('; ')}${found.length > 8 ? '; …' : ''}. Between them ${condition} changes to and fro.`,
  ];
}

/** How near the condition comes. */
function nearestWords(points: readonly number[], of: (x: number) => number, words: (value: number) => string, unit: string): string[] {
  const gaps = points.map((x) => [x, of(x)] as const).filter(([, y]) => !Number.isNaN(y));
  if (gaps.length === 0) return ['Every point gives an error.'];
  const [x, y] = gaps.reduce((best, one) => (Math.abs(one[1]) < Math.abs(best[1]) ? one : best));
  return [`It comes nearest at ${words(x)}, where left minus right is ${pointLabel(y, unit)}${suffix(unit)}.`];
}

/** The periods in which a condition holds: the month in which cash runs out is the first with cash below zero. */
export function solvePeriod({ plan, cells, scenarioId }: WhatIf, condition: string): Checked<Answer> {
  const probe = plan.model.probes.find(({ id }) => id === condition)!;
  if (probe.time === 'scalar' || probe.type.kind !== 'flag')
    return refuse(`'${condition}' is no condition with an answer in each period`, 'write it for one period: "cash < 0 USD"');
  const { slot } = plan.probes.get(condition)!.value;
  const labels = plan.model.timeline.periods.map(({ label }) => label);
  const holding = labels.filter((_, at) => cells[slot + at] === 1);
  const errors = labels.filter((_, at) => Number.isNaN(cells[slot + at]));
  const last = holding.at(-1);
  return {
    value: {
      question: 'solve',
      title: `Periods in which ${condition}`,
      statements: [
        last === undefined
          ? 'It holds in no period.'
          : `It holds first in ${holding[0]!}, and in ${holding.length} of ${labels.length} periods${last === holding[0] ? '' : `, last in ${last}`}.`,
        `Scenario ${scenarioId}, from ${labels[0]!} to ${labels.at(-1)!}.`,
        ...(errors.length === 0 ? [] : [`${errors.length} periods give an error, the first in ${errors[0]!}.`]),
      ],
      tables: [
        {
          id: 'periods',
          title: 'Whether it holds (1 = yes)',
          columns: [
            { id: 'period', label: 'Period', unit: 'text' },
            { id: 'holds', label: 'Holds', unit: '1' },
          ],
          rows: labels.map((label, at) => [label, Number.isNaN(cells[slot + at]) ? null : cells[slot + at]!]),
        },
      ],
      charts: [],
    },
    diagnostics: [],
  };
}
