/**
 * `solve`: the value of an input at which a condition begins to hold, or the periods in which it does. Enters a model
 * with the condition as a probe; leaves every answer between two ends. Guarantee: no answer and several answers are
 * said; where nothing is found, the nearest point is shown.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../kernel/fromPlan.ts';
import type { Probe, Row } from '../model/model.ts';
import type { Line } from '../plan/plan.ts';
import { formatHeading, formatRounded, unitSuffix } from '../values/formatFigure.ts';
import type { Answer } from './answer.ts';
import { edge, type How, type SignChange, signChanges } from './roots.ts';
import { commonBounds, inputRows, numbered, type Reread, readVariation, spread, unknownInput } from './variation.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** Points between which a change of sign is looked for. */
const pointsScanned = 401;
/** Every so many of them stands in the table beside the answers. */
const pointsBetween = 20;
/** Answers that are named in a sentence. */
const answersNamed = 8;

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
  /** In ascending order. */
  readonly points: readonly number[];
}

/** A condition as a function of the input. */
interface Condition {
  readonly probe: Probe;
  /** Left minus right; 1 or -1 where it is no comparison. */
  readonly of: (x: number) => number;
  /** The same, and zero where both sides are equal but for rounding. */
  readonly rounded: (x: number) => number;
  readonly holds: (gap: number) => boolean;
}

/** What was found, for those who put it into words of their own. */
export interface Solution {
  readonly label: string;
  readonly unit: string;
  /** Between which values the input was looked for, and the one that it has where it has one. */
  readonly low: number;
  readonly high: number;
  readonly now?: number;
  /** Of an equation: the values that answer it. Otherwise where the condition holds. */
  readonly values?: readonly number[];
  readonly stretches?: readonly Stretch[];
}

export interface Solved {
  readonly answer: Answer;
  readonly solution: Solution;
}

/** Every value of the input at which the condition changes, as an answer. */
export function solve(whatIf: WhatIf, question: SolveQuestion, reread: Reread): Checked<Answer> {
  const { value, diagnostics } = findSolution(whatIf, question, reread);
  return value === undefined ? { diagnostics } : { value: value.answer, diagnostics };
}

/** Every value of the input at which the condition changes. */
export function findSolution(whatIf: WhatIf, question: SolveQuestion, reread: Reread): Checked<Solved> {
  const domain = domainOf(whatIf, question, reread);
  if (domain.value === undefined) return { diagnostics: domain.diagnostics };
  const condition = conditionOf(whatIf, question.condition, domain.value.rows);
  if (condition.value === undefined) return { diagnostics: condition.diagnostics };
  const found = signChanges(condition.value.of, domain.value.points, condition.value.rounded);
  const stretches = isEquation(condition.value) ? undefined : stretchesOf(domain.value, found, condition.value);
  const answer = answerOf(whatIf, question, domain.value, condition.value, { found, stretches });
  return { value: { answer, solution: solutionOf(whatIf, domain.value, found, stretches) }, diagnostics: [] };
}

const isEquation = ({ probe }: Condition): boolean => probe.difference?.operator === '=';

function solutionOf(
  { scenario }: WhatIf,
  { rows, points }: Domain,
  found: readonly SignChange[],
  stretches: Stretch[] | undefined,
): Solution {
  const now = commonValue(rows, scenario);
  const { type } = rows[0]!.quantity;
  const isWhole = type.kind === 'date';
  const values = found.filter(({ how }) => how !== 'jumps').map(({ at }) => (isWhole ? Math.round(at) : at));
  return {
    label: labelOf(rows),
    unit: unitOf(type),
    low: points[0]!,
    high: points.at(-1)!,
    ...(now === undefined ? {} : { now }),
    ...(stretches === undefined ? { values } : { stretches }),
  };
}

const labelOf = ([row, ...others]: readonly Row[]): string => (others.length === 0 ? row!.label : row!.quantity.label);

function refuse(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-option', undefined, message, { hint })] };
}

function conditionOf(whatIf: WhatIf, condition: string, rows: readonly Row[]): Checked<Condition> {
  const { plan } = whatIf;
  const probe = plan.model.probes.find(({ id }) => id === condition)!;
  if (probe.time === 'series')
    return refuse(
      `'${condition}' has an answer in each period`,
      'ask for one number, such as min(x over 2026..2028), last(x over 2026) or x[2026-03]',
    );
  if (probe.difference === undefined && probe.type.kind !== 'flag')
    return refuse(`'${condition}' is no condition`, 'compare it with something, as in "sum(x over 2026) = 0 USD"');
  if (probe.difference?.operator === '<>')
    return refuse(`'${condition}' holds nearly everywhere`, 'ask where it does not hold, with =');
  const line = plan.probes.get(condition)!;
  const isFlag = line.difference === undefined;
  const of = functionOf(whatIf, rows, line.difference ?? line.value, isFlag);
  const isEqual = line.equal === undefined ? undefined : functionOf(whatIf, rows, line.equal, true);
  const rounded = isEqual === undefined ? of : (x: number) => (isEqual(x) > 0 ? 0 : of(x));
  return {
    value: { probe, of, rounded, holds: isFlag ? (gap) => gap > 0 : holding[probe.difference!.operator]! },
    diagnostics: [],
  };
}

/** Whether a comparison holds, by left minus right. */
const holding: Readonly<Record<string, (gap: number) => boolean>> = {
  '=': (gap) => gap === 0,
  '<': (gap) => gap < 0,
  '<=': (gap) => gap <= 0,
  '>': (gap) => gap > 0,
  '>=': (gap) => gap >= 0,
};

function functionOf(
  { plan, kernel, cells, scenario }: WhatIf,
  rows: readonly Row[],
  line: Line,
  isFlag: boolean,
): (x: number) => number {
  const run = kernel.what(rows, [line]);
  const copy = cells.slice();
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  return (x) => {
    for (const row of rows) writeValue(plan, row, numbered(isWhole ? Math.round(x) : x, row.values![scenario]!), copy);
    run(copy);
    const value = copy[line.slot]!;
    return isFlag ? (value === 0 ? -1 : Number.isNaN(value) ? value : 1) : value;
  };
}

/** The rows of the input and the points that are tried. */
function domainOf(whatIf: WhatIf, { find, between }: SolveQuestion, reread: Reread): Checked<Domain> {
  const rows = inputRows(find, whatIf.plan.model);
  const [first] = rows;
  if (first === undefined) return unknownInput(find, whatIf.plan);
  const { kind } = first.quantity.type;
  if (kind !== 'number' && kind !== 'date')
    return refuse(`'${find}' is no number`, 'sensitivity compares the options of a choice');
  const ends =
    between === undefined
      ? { value: ownEnds(rows, whatIf.scenario), diagnostics: [] }
      : readEnds(whatIf, find, between, reread);
  if (ends.value === undefined)
    return ends.diagnostics.length > 0
      ? { diagnostics: ends.diagnostics }
      : refuse(`nothing says between which values '${find}' is looked for`, 'write --between low..high');
  return { value: { rows, points: [...new Set(spread(ends.value, pointsScanned, kind === 'date'))] }, diagnostics: [] };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** `low..high` as it was asked for, in any order. */
function readEnds(whatIf: WhatIf, find: string, between: string, reread: Reread): Checked<Ends> {
  if (!between.includes('..') || between.includes('|'))
    return refuse(`'${between}' has no two ends`, 'write --between low..high, as in 0%..100%');
  const { value, diagnostics } = readVariation(`${find}=${between}:2`, whatIf, reread);
  if (value === undefined) return { diagnostics };
  const ends = value.points.map((point) => Number(point.value));
  return { value: { low: Math.min(...ends), high: Math.max(...ends) }, diagnostics: [] };
}

/** The range of an input; without one from zero to ten times its value, and a share from 0% to 100%. */
function ownEnds(rows: readonly Row[], scenario: number): Ends | undefined {
  const bounds = commonBounds(rows, scenario);
  if (bounds !== undefined) return bounds;
  const value = commonValue(rows, scenario);
  const { type } = rows[0]!.quantity;
  if (value === undefined || type.kind === 'date') return undefined;
  if (unitOf(type) === '%' && Math.abs(value) <= 1) return { low: 0, high: 1 };
  return value === 0 ? undefined : { low: Math.min(0, 10 * value), high: Math.max(0, 10 * value) };
}

/** The number that inputs hold in every period; undefined where they hold several. */
function commonValue(rows: readonly Row[], scenario: number): number | undefined {
  const all = rows.flatMap(
    (row): readonly unknown[] => row.values![scenario]!.series ?? [row.values![scenario]!.constant],
  );
  const held = new Set(all.filter((one) => one !== undefined));
  const [only] = held;
  return held.size === 1 && typeof only === 'number' ? only : undefined;
}

const howWords: Readonly<Record<How, string>> = {
  reaches: 'reaches it',
  touches: 'touches it',
  jumps: 'jumps past it',
  begins: 'from here on',
  ends: 'up to here',
};

function answerOf(
  whatIf: WhatIf,
  { find }: SolveQuestion,
  { rows, points }: Domain,
  condition: Condition,
  { found, stretches }: { readonly found: readonly SignChange[]; readonly stretches: readonly Stretch[] | undefined },
): Answer {
  const { probe, rounded } = condition;
  const [row] = rows;
  const unit = unitOf(row!.quantity.type);
  const label = labelOf(rows);
  const words = (value: number): string => exactWords(value, unit);
  const gap =
    probe.difference === undefined
      ? { id: 'gap', label: 'Holds (1) or not (-1)', unit: '1' }
      : { id: 'gap', label: 'Left minus right', unit: unitOf(probe.difference.type) };
  const scanned = points.map((x) => [x, rounded(x)] as const);
  const chart = probe.difference === undefined ? 'Where it holds' : 'Left minus right of the condition';
  return {
    question: 'solve',
    title: `${label} so that ${probe.id}`,
    statements: [
      ...(stretches === undefined
        ? foundWords(found, scanned, words, gap.unit)
        : holdingWords(stretches, points, words)),
      lookedWords(whatIf, rows, points, words),
      ...errorWords(scanned),
    ],
    tables: [
      {
        id: 'answers',
        title: probe.difference?.operator !== '=' ? 'Where it changes' : found.length === 0 ? 'No answer' : 'Answers',
        columns: [{ id: 'input', label: `${label} (${find})`, unit }, gap, { id: 'kind', label: 'How', unit: 'text' }],
        rows: found.map(({ at, value, how }) => [
          row!.quantity.type.kind === 'date' ? Math.round(at) : at,
          Number.isNaN(value) ? null : value,
          howWords[how],
        ]),
      },
      {
        id: 'gaps',
        title: chart,
        columns: [{ id: 'input', label, unit }, gap],
        rows: scanned.filter((_, at) => at % pointsBetween === 0).map(([x, y]) => [x, Number.isNaN(y) ? null : y]),
      },
    ],
    charts: [{ id: 'gap', kind: 'line', title: chart, table: 'gaps', along: 'input', values: ['gap'], instead: true }],
  };
}

/** An answer with the digits that it takes to put it back, unless it is large. */
function exactWords(value: number, unit: string): string {
  const isLarge = Math.abs(value) >= 10_000 && !unit.startsWith('%');
  if (isLarge || unit === 'date') return formatRounded(value, unit);
  return `${formatHeading(value, unit)}${unitSuffix(unit)}`;
}

type Scanned = readonly (readonly [x: number, gap: number])[];

/** Answers to an equation. */
function foundWords(
  found: readonly SignChange[],
  scanned: Scanned,
  words: (value: number) => string,
  unit: string,
): string[] {
  const reached = found.filter(({ how }) => how === 'reaches' || how === 'touches').map(({ at }) => words(at));
  const ends = found.filter(({ how }) => how === 'ends').map(({ at }) => words(at));
  const stretches = found
    .filter(({ how }) => how === 'begins')
    .map(({ at }, place) => `from ${words(at)} to ${ends[place]!}`);
  const jumps = found.filter(({ how }) => how === 'jumps').map(({ at }) => words(at));
  const jumped =
    jumps.length === 0 ? [] : [`The sides change places by a jump at ${named(jumps)}, without being equal.`];
  const answers = [...reached, ...stretches];
  if (answers.length === 0)
    return ['There is no answer.', ...jumped, ...(jumps.length === 0 ? nearestWords(scanned, words, unit) : [])];
  return [
    answers.length === 1 ? `One answer: ${answers[0]!}.` : `${answers.length} answers: ${named(answers)}.`,
    ...jumped,
  ];
}

const named = (words: readonly string[]): string =>
  `${words.slice(0, answersNamed).join('; ')}${words.length > answersNamed ? `; and ${words.length - answersNamed} more` : ''}`;

/** How near the condition comes. */
function nearestWords(scanned: Scanned, words: (value: number) => string, unit: string): string[] {
  const gaps = scanned.filter(([, y]) => !Number.isNaN(y));
  if (gaps.length === 0) return [];
  const [x, y] = gaps.reduce((best, one) => (Math.abs(one[1]) < Math.abs(best[1]) ? one : best));
  const near = gaps.filter((one) => Math.abs(one[1] - y) <= 1e-12 * Math.abs(y)).map(([at]) => at);
  if (near.length > 1)
    return [
      `It comes nearest from ${words(near[0]!)} to ${words(near.at(-1)!)}, where left minus right is ${formatRounded(y, unit)} throughout.`,
    ];
  return [`It comes nearest at ${words(x)}, where left minus right is ${formatRounded(y, unit)}.`];
}

/** From one value to another, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a condition holds, from the first point to the last of each stretch; what is found between the points that were
 * tried counts too.
 */
function stretchesOf({ points, rows }: Domain, found: readonly SignChange[], { rounded, holds }: Condition): Stretch[] {
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  const isHere = (x: number): boolean => holds(rounded(x));
  // At a zero that is known to half of its digits, the sides count as equal.
  const zeros = found
    .filter(({ how }) => !isWhole && (how === 'touches' || how === 'reaches'))
    .map(({ at }) => [at, holds(0)] as const);
  const tried = new Map([...points.map((x) => [x, isHere(x)] as const), ...zeros]);
  const places = [...tried].sort(([a], [b]) => a - b);
  const stretches: Stretch[] = [];
  for (const [at, [x, isTrue]] of places.entries()) {
    if (!isTrue || places[at - 1]?.[1] === true) continue;
    const behind = places.findIndex(([, other], place) => place > at && !other);
    const last = places[(behind === -1 ? places.length : behind) - 1]![0];
    stretches.push({
      from: edge(isHere, x, places[at - 1]?.[0], isWhole),
      to: edge(isHere, last, places[behind]?.[0], isWhole),
    });
  }
  return stretches;
}

function holdingWords(
  stretches: readonly Stretch[],
  points: readonly number[],
  words: (value: number) => string,
): string[] {
  const [first] = stretches;
  if (first === undefined) return ['It holds nowhere.'];
  if (stretches.length === 1 && first.from === points[0] && first.to === points.at(-1)) return ['It holds everywhere.'];
  return [
    `It holds ${named(stretches.map(({ from, to }) => (words(from) === words(to) ? `at ${words(from)}` : `from ${words(from)} to ${words(to)}`)))}.`,
  ];
}

function lookedWords(
  { scenario, scenarioId }: WhatIf,
  rows: readonly Row[],
  points: readonly number[],
  words: (value: number) => string,
): string {
  const now = commonValue(rows, scenario);
  const has = now === undefined ? '' : `; the model has ${words(now)}`;
  const alike =
    rows.length > 1
      ? `, the same for all ${rows.length}`
      : rows[0]!.values![scenario]!.series === undefined
        ? ''
        : ', the same in every period';
  return `Looked for between ${words(points[0]!)} and ${words(points.at(-1)!)}${alike}, scenario ${scenarioId}${has}.`;
}

function errorWords(scanned: Scanned): string[] {
  const errors = scanned.filter(([, gap]) => Number.isNaN(gap)).length;
  if (errors === 0) return [];
  return [
    errors === scanned.length
      ? 'Every point gives an error.'
      : `${errors} of ${scanned.length} points give an error and were passed over.`,
  ];
}

/** The periods in which a condition holds: the month in which cash runs out is the first with cash below zero. */
export function solvePeriod({ plan, cells, scenarioId }: WhatIf, condition: string): Checked<Answer> {
  const probe = plan.model.probes.find(({ id }) => id === condition)!;
  if (probe.time === 'scalar' || probe.type.kind !== 'flag')
    return refuse(
      `'${condition}' is no condition with an answer in each period`,
      'write it for one period: "cash < 0 USD"',
    );
  const { value, difference } = plan.probes.get(condition)!;
  const labels = plan.model.timeline.periods.map(({ label }) => label);
  const valueAt = (slot: number, at: number): number | null =>
    Number.isNaN(cells[slot + at]!) ? null : cells[slot + at]!;
  const holds = labels.map((_, at) => valueAt(value.slot, at));
  const errors = labels.filter((_, at) => holds[at] === null);
  const gap = {
    id: 'gap',
    label: 'Left minus right',
    unit: probe.difference === undefined ? '1' : unitOf(probe.difference.type),
  };
  return {
    value: {
      question: 'solve',
      title: `Periods in which ${condition}`,
      statements: [
        periodWords(labels, holds),
        ...(difference === undefined || holds.includes(1)
          ? []
          : nearestPeriod(labels, (at) => cells[difference.slot + at]!, gap.unit)),
        `Scenario ${scenarioId}, from ${labels[0]!} to ${labels.at(-1)!}.`,
        ...(errors.length === 0
          ? []
          : [`${errors.length} of ${labels.length} periods give an error, the first in ${errors[0]!}.`]),
      ],
      tables: [
        {
          id: 'periods',
          title: 'Whether it holds (1 = yes)',
          columns: [
            { id: 'period', label: 'Period', unit: 'text' },
            { id: 'holds', label: 'Holds', unit: '1' },
            ...(difference === undefined ? [] : [gap]),
          ],
          rows: labels.map((label, at) => [
            label,
            holds[at]!,
            ...(difference === undefined ? [] : [valueAt(difference.slot, at)]),
          ]),
        },
      ],
      charts:
        difference === undefined
          ? []
          : [
              {
                id: 'gap',
                kind: 'line',
                title: 'Left minus right of the condition',
                table: 'periods',
                along: 'period',
                values: ['gap'],
                instead: true,
              },
            ],
    },
    diagnostics: [],
  };
}

function periodWords(labels: readonly string[], holds: readonly (number | null)[]): string {
  const holding = labels.filter((_, at) => holds[at] === 1);
  const [first, last] = [holding[0], holding.at(-1)];
  if (first === undefined || last === undefined) return 'It holds in no period.';
  if (holding.length === labels.length) return 'It holds in every period.';
  if (holding.length === 1) return `It holds in ${first} only.`;
  const inAll = `${holding.length} of ${labels.length} periods`;
  if (labels.indexOf(last) - labels.indexOf(first) + 1 > holding.length)
    return `It holds first in ${first}, last in ${last}, in ${inAll}.`;
  return last === labels.at(-1)
    ? `It holds from ${first} to the end, in ${inAll}.`
    : `It holds from ${first} to ${last}, in ${inAll}.`;
}

/** The period in which a condition that never holds comes nearest. */
function nearestPeriod(labels: readonly string[], gapAt: (at: number) => number, unit: string): string[] {
  const places = labels.map((_, at) => at).filter((at) => !Number.isNaN(gapAt(at)));
  if (places.length === 0) return [];
  const nearest = places.reduce((best, at) => (Math.abs(gapAt(at)) < Math.abs(gapAt(best)) ? at : best));
  return [`It comes nearest in ${labels[nearest]!}, where left minus right is ${formatRounded(gapAt(nearest), unit)}.`];
}
