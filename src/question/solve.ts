/**
 * `solve`: the values of an input at which a condition starts to hold. Input: a model with the condition as a probe.
 * Output: every answer within the search range. Guarantee: an answer says whether there is none, one or several; if
 * there is none, it gives the closest value.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { writeInputValue } from '../kernel/fromPlan.ts';
import type { Probe, Row } from '../model/model.ts';
import type { Line } from '../plan/plan.ts';
import type { Answer } from './answer.ts';
import { type CrossingKind, findEdge, findSignChanges, type Interval, type SignChange } from './roots.ts';
import { describeAnswers, describeErrors, describeIntervals, describeSearch, formatAnswer } from './solutionText.ts';
import {
  commonBoundsOf,
  findInputRows,
  inShapeOfInput,
  type RereadInputs,
  readVariation,
  refuseUnknownInput,
  spreadEvenly,
} from './variation.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** The number of points scanned for a change of sign. */
const scanPoints = 401;
/** Every 20th scanned point is shown in the table beside the answers. */
const pointsBetween = 20;

export interface SolveQuestion {
  /** An input, named as in `--set`. */
  readonly find: string;
  /** The condition, one of the probes. */
  readonly condition: string;
  /** `low..high`; by default the range of the input, or a range around its value. */
  readonly between?: string;
}

interface SearchRange {
  readonly rows: readonly Row[];
  /** In ascending order. */
  readonly points: readonly number[];
}

/** A condition as a function of the input. */
interface Condition {
  readonly probe: Probe;
  /** Left minus right; for a condition that is no comparison, 1 or -1. */
  readonly of: (x: number) => number;
  /** The same, but zero if both sides are equal except for rounding. */
  readonly rounded: (x: number) => number;
  readonly holds: (gap: number) => boolean;
}

/** The solution as data, for callers that write their own sentences. */
export interface Solution {
  readonly label: string;
  readonly unit: string;
  /** The search range, and the value in the model if there is a single one. */
  readonly low: number;
  readonly high: number;
  readonly now?: number;
  /** For an equation, the values that solve it; otherwise the intervals in which the condition holds. */
  readonly values?: readonly number[];
  readonly intervals?: readonly Interval[];
}

export interface Solved {
  readonly answer: Answer;
  readonly solution: Solution;
}

/** Finds every value of the input at which the condition changes, as an answer. */
export function solve(whatIf: WhatIf, question: SolveQuestion, reread: RereadInputs): Checked<Answer> {
  const { value, diagnostics } = findSolution(whatIf, question, reread);
  return value === undefined ? { diagnostics } : { value: value.answer, diagnostics };
}

/** Finds every value of the input at which the condition changes, as data and as an answer. */
export function findSolution(whatIf: WhatIf, question: SolveQuestion, reread: RereadInputs): Checked<Solved> {
  const domain = searchRangeOf(whatIf, question, reread);
  if (domain.value === undefined) return { diagnostics: domain.diagnostics };
  const condition = conditionOf(whatIf, question.condition, domain.value.rows);
  if (condition.value === undefined) return { diagnostics: condition.diagnostics };
  const found = findSignChanges(condition.value.of, domain.value.points, condition.value.rounded);
  const intervals = isEquation(condition.value) ? undefined : intervalsOf(domain.value, found, condition.value);
  const answer = answerOf(whatIf, question, domain.value, condition.value, { found, intervals });
  return { value: { answer, solution: solutionOf(whatIf, domain.value, found, intervals) }, diagnostics: [] };
}

const isEquation = ({ probe }: Condition): boolean => probe.difference?.operator === '=';

function solutionOf(
  { scenario }: WhatIf,
  { rows, points }: SearchRange,
  found: readonly SignChange[],
  intervals: Interval[] | undefined,
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
    ...(intervals === undefined ? { values } : { intervals }),
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
      `'${condition}' has one answer per period`,
      'ask for one number, such as min(x over 2026..2028), last(x over 2026) or x[2026-03]',
    );
  if (probe.difference === undefined && probe.type.kind !== 'flag')
    return refuse(`'${condition}' is not a condition`, 'compare it with something, as in "sum(x over 2026) = 0 USD"');
  if (probe.difference?.operator === '<>')
    return refuse(`'${condition}' holds for nearly every value`, 'use = to find where it does not hold');
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
  const run = kernel.recompute(rows, [line]);
  const copy = cells.slice();
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  return (x) => {
    for (const row of rows)
      writeInputValue(plan, row, inShapeOfInput(isWhole ? Math.round(x) : x, row.values![scenario]!), copy);
    run(copy);
    const value = copy[line.slot]!;
    return isFlag ? (value === 0 ? -1 : Number.isNaN(value) ? value : 1) : value;
  };
}

/** The rows of the input and the points to scan. */
function searchRangeOf(whatIf: WhatIf, { find, between }: SolveQuestion, reread: RereadInputs): Checked<SearchRange> {
  const rows = findInputRows(find, whatIf.plan.model);
  const [first] = rows;
  if (first === undefined) return refuseUnknownInput(find, whatIf.plan);
  const { kind } = first.quantity.type;
  if (kind !== 'number' && kind !== 'date')
    return refuse(`'${find}' is not a number`, 'use sensitivity to compare the options of a choice');
  const ends =
    between === undefined
      ? { value: ownEnds(rows, whatIf.scenario), diagnostics: [] }
      : readEnds(whatIf, find, between, reread);
  if (ends.value === undefined)
    return ends.diagnostics.length > 0
      ? { diagnostics: ends.diagnostics }
      : refuse(`'${find}' has no range to search`, 'add --between low..high');
  return {
    value: { rows, points: [...new Set(spreadEvenly(ends.value, scanPoints, kind === 'date'))] },
    diagnostics: [],
  };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Reads `low..high`; the order of the bounds does not matter. */
function readEnds(whatIf: WhatIf, find: string, between: string, reread: RereadInputs): Checked<Ends> {
  if (!between.includes('..') || between.includes('|'))
    return refuse(`'${between}' is not a range`, 'write --between low..high, as in 0%..100%');
  const { value, diagnostics } = readVariation(`${find}=${between}:2`, whatIf, reread);
  if (value === undefined) return { diagnostics };
  const ends = value.points.map((point) => Number(point.value));
  return { value: { low: Math.min(...ends), high: Math.max(...ends) }, diagnostics: [] };
}

/** The range of an input; without one, from zero to ten times its value, or 0% to 100% for a share. */
function ownEnds(rows: readonly Row[], scenario: number): Ends | undefined {
  const bounds = commonBoundsOf(rows, scenario);
  if (bounds !== undefined) return bounds;
  const value = commonValue(rows, scenario);
  const { type } = rows[0]!.quantity;
  if (value === undefined || type.kind === 'date') return undefined;
  if (unitOf(type) === '%' && Math.abs(value) <= 1) return { low: 0, high: 1 };
  return value === 0 ? undefined : { low: Math.min(0, 10 * value), high: Math.max(0, 10 * value) };
}

/** The number that all rows have in every period; undefined if there are several. */
function commonValue(rows: readonly Row[], scenario: number): number | undefined {
  const all = rows.flatMap(
    (row): readonly unknown[] => row.values![scenario]!.series ?? [row.values![scenario]!.constant],
  );
  const held = new Set(all.filter((one) => one !== undefined));
  const [only] = held;
  return held.size === 1 && typeof only === 'number' ? only : undefined;
}

const howWords: Readonly<Record<CrossingKind, string>> = {
  reaches: 'crosses',
  touches: 'touches',
  jumps: 'jumps past',
  begins: 'equal from here',
  ends: 'equal up to here',
};

function answerOf(
  whatIf: WhatIf,
  { find }: SolveQuestion,
  { rows, points }: SearchRange,
  condition: Condition,
  { found, intervals }: { readonly found: readonly SignChange[]; readonly intervals: readonly Interval[] | undefined },
): Answer {
  const { probe, rounded } = condition;
  const [row] = rows;
  const unit = unitOf(row!.quantity.type);
  const label = labelOf(rows);
  const words = (value: number): string => formatAnswer(value, unit);
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
      ...(intervals === undefined
        ? describeAnswers(found, scanned, words, probe)
        : describeIntervals(intervals, points, words)),
      describeSearch(whatIf, { rows, points, now: commonValue(rows, whatIf.scenario) }, words),
      ...describeErrors(scanned),
    ],
    tables: [
      {
        id: 'answers',
        title: probe.difference?.operator !== '=' ? 'Where it changes' : found.length === 0 ? 'No answer' : 'Answers',
        columns: [{ id: 'input', label: `${label} (${find})`, unit }, gap, { id: 'kind', label: 'Type', unit: 'text' }],
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

/** The intervals in which a condition holds, including crossings found between the scanned points. */
function intervalsOf(
  { points, rows }: SearchRange,
  found: readonly SignChange[],
  { rounded, holds }: Condition,
): Interval[] {
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  const isHere = (x: number): boolean => holds(rounded(x));
  // A zero is known to only half its digits, so both sides count as equal there.
  const zeros = found
    .filter(({ how }) => !isWhole && (how === 'touches' || how === 'reaches'))
    .map(({ at }) => [at, holds(0)] as const);
  const tried = new Map([...points.map((x) => [x, isHere(x)] as const), ...zeros]);
  const places = [...tried].sort(([a], [b]) => a - b);
  const intervals: Interval[] = [];
  for (const [at, [x, isTrue]] of places.entries()) {
    if (!isTrue || places[at - 1]?.[1] === true) continue;
    const behind = places.findIndex(([, other], place) => place > at && !other);
    const last = places[(behind === -1 ? places.length : behind) - 1]![0];
    intervals.push({
      from: findEdge(isHere, x, places[at - 1]?.[0], isWhole),
      to: findEdge(isHere, last, places[behind]?.[0], isWhole),
    });
  }
  return intervals;
}
