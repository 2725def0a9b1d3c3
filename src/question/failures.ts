/**
 * What failed in a scenario, in the terms of the model. Input: a plan and its evaluated cells. Output: a problem for
 * each failed check and tie-out, with both values in their unit, the difference and the tolerance. Guarantee: an error
 * value is not reported as a failure; it is a separate problem.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { doubleArithmetic } from '../kernel/doubleArithmetic.ts';
import type { Cells } from '../kernel/kernel.ts';
import { asNumber } from '../model/expression/build.ts';
import { describeMissDates } from '../model/inputs/asOf.ts';
import type { Check, Expression, TieOut, ValueType } from '../model/model.ts';
import { allowedDifference, judgeTieOut } from '../model/verdicts.ts';
import { type CellValue, interpret, rowAccess } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDifference, formatDistinctPair, formatExcess } from '../values/formatDifference.ts';
import { formatResult } from '../values/formatFigure.ts';
import { unitOf } from './whatIf.ts';

/** An evaluated scenario. */
export interface EvaluatedScenario {
  readonly plan: Plan;
  readonly cells: Cells;
  readonly scenarioId: string;
}

/** Every failed check of a scenario, and every failed tie-out judged in it. */
export function findFailures(evaluated: EvaluatedScenario): Diagnostic[] {
  const { plan, cells, scenarioId } = evaluated;
  const judged = plan.model.tieOuts.filter(({ scenarios }) => scenarios.includes(scenarioId));
  return [
    ...findFailedChecks(evaluated),
    ...judged.flatMap((tieOut) => failedTieOut(tieOut, cells[plan.tieOuts.get(tieOut.id)!.slot]!, scenarioId)),
  ];
}

/** A failed check, the periods in which it fails, and the worst of them. */
interface CheckFailure {
  readonly check: Check;
  readonly positions: readonly number[];
  readonly worst: number;
}

const [periodsNamed, membersNamed] = [3, 3];

/** One problem for each failed check; a check `by:` a table names the members for which it fails. */
export function findFailedChecks(evaluated: EvaluatedScenario): Diagnostic[] {
  const failing = evaluated.plan.model.checks.flatMap((check) => failureOf(check, evaluated));
  return [...new Set(failing.map(({ check }) => check.id))].map((id) =>
    checkProblem(
      failing.filter(({ check }) => check.id === id),
      evaluated,
    ),
  );
}

function failureOf(check: Check, { plan, cells }: EvaluatedScenario): CheckFailure[] {
  const { compared, holds } = plan.checks.get(check)!;
  const positions = Array.from({ length: holds.to }, (_, at) => at).filter((at) => cells[holds.slot + at] === 0);
  if (positions.length === 0) return [];
  const size = (at: number): number => Math.abs(cells[compared.slot + at]!);
  // A check with <> fails most where the sides are closest.
  const isWorse = (a: number, b: number): boolean => (check.operator === '<>' ? size(a) < size(b) : size(a) > size(b));
  return [{ check, positions, worst: positions.reduce((worst, at) => (isWorse(at, worst) ? at : worst)) }];
}

function checkProblem(failing: readonly CheckFailure[], evaluated: EvaluatedScenario): Diagnostic {
  const [{ check }] = failing as [CheckFailure];
  const isOne = failing.length === 1;
  const [first, ...others] = failing.slice(0, membersNamed).map((one) => {
    const sides = sidesWords(one, evaluated);
    return { where: whereWords(one, evaluated), what: sides === '' ? '' : `: ${worstWords(one, evaluated)}${sides}` };
  });
  const head = `the check '${check.id}' fails${first!.where}, scenario ${evaluated.scenarioId}${first!.what}`;
  const rest = others.map(({ where, what }) => `;${where}${what}`).join('');
  const unnamed = failing.slice(membersNamed);
  const more =
    unnamed.length === 0
      ? ''
      : `; and for ${unnamed.length} more: ${unnamed.map((one) => one.check.members.join('.')).join(', ')}`;
  const hint = isOne
    ? 'trace the items in the formula to see which side is wrong'
    : 'trace the items in the formula for one of these members';
  return problem('check-failed', check.formula.span, `${head}${rest}${more}`, { hint });
}

/** ` for pro in 2026-01, 2026-02, 2026-03 and 9 more`; empty for a check with one value and no members. */
function whereWords({ check, positions }: CheckFailure, { plan }: EvaluatedScenario): string {
  const member = check.members.length === 0 ? '' : ` for ${check.members.join('.')}`;
  if (check.time === 'scalar') return member;
  const labels = positions.slice(0, periodsNamed).map((at) => plan.model.timeline.periods[at]!.label);
  const more = positions.length - labels.length;
  return `${member} in ${labels.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Names the period of the values if there are several. */
function worstWords({ check, positions, worst }: CheckFailure, { plan }: EvaluatedScenario): string {
  if (check.difference === undefined || positions.length === 1) return '';
  return `worst in ${plan.model.timeline.periods[worst]!.label}, where `;
}

const demands: Readonly<Record<string, string>> = {
  '=': 'must equal',
  '<>': 'must differ from',
  '>=': 'must be at least',
  '>': 'must be above',
  '<=': 'must be at most',
  '<': 'must be below',
};
/** A comparison with its sides swapped. */
const mirrored: Readonly<Record<string, string>> = { '>=': '<=', '>': '<', '<=': '>=', '<': '>' };

interface Side {
  readonly name: string;
  readonly value: number;
  /** Whether the side is a number in the formula. */
  readonly isFigure: boolean;
}

/**
 * `assets is 120m USD and must equal liabilities, which is 119.5m USD: difference 0.5m USD, tolerance 0.01 USD`; empty for
 * other conditions.
 */
function sidesWords({ check, worst }: CheckFailure, evaluated: EvaluatedScenario): string {
  const { difference, sides, operator = '' } = check;
  if (difference?.kind !== 'binary' || sides === undefined) return '';
  const sideOf = (name: string, expression: Expression, other: string): Side => ({
    name: name.length <= nameMost ? name : other,
    value: valueAt(expression, worst, evaluated),
    isFigure: expression.kind === 'number',
  });
  const written = [
    sideOf(sides.left, difference.left, 'the left side'),
    sideOf(sides.right, difference.right, 'the right side'),
  ] as const;
  if (written.some(({ value }) => Number.isNaN(value))) return '';
  const isTurned = written[0].isFigure;
  const [subject, bound] = isTurned ? [written[1], written[0]] : written;
  const unit = figureUnit(sides.type);
  const [is, of] = formatDistinctPair(subject.value, bound.value, unit);
  const demand = demands[isTurned ? (mirrored[operator] ?? operator) : operator];
  const wanted = bound.isFigure ? `${demand} ${of}` : `${demand} ${bound.name}, which is ${of}`;
  // A distance from zero would repeat the value of the other side.
  const gap = bound.isFigure && bound.value === 0 ? 0 : Math.abs(subject.value - bound.value);
  return `${subject.name} is ${is} and ${wanted}${gapOf(check, gap, unit)}`;
}

const nameMost = 40;

/** The distance of the sides, and the distance allowed. */
function gapOf({ tolerance, operator }: Check, gap: number, unit: string): string {
  const allowed = tolerance === 0 ? '' : `tolerance ${formatDifference(tolerance, unit)}`;
  if (operator === '<>' || unit === 'flag' || gap === 0) return allowed === '' ? '' : `; ${allowed}`;
  if (tolerance === 0) return `: difference ${formatDifference(gap, unit)}`;
  const [apart, least] = formatExcess(gap, tolerance, unit);
  return `: difference ${apart}, tolerance ${least}`;
}

/** The value of a formula in a period, as the kernel computes it; NaN for an error. */
function valueAt(expression: Expression, position: number, { plan, cells }: EvaluatedScenario): number {
  const cell = (slot: number): CellValue<number> => {
    const value = cells[slot] ?? Number.NaN;
    return Number.isNaN(value) ? '#VALUE!' : value;
  };
  const value = interpret(
    asNumber(expression),
    position,
    { ...rowAccess(plan, { axis: 'periods' }), cell },
    doubleArithmetic,
  );
  return typeof value === 'string' ? Number.NaN : value;
}

function failedTieOut(tieOut: TieOut, value: number, scenario: string): Diagnostic[] {
  const { id, expect, misses, asOf, formula: written, type } = tieOut;
  const { passed, verdict } = judgeTieOut(tieOut, value);
  if (verdict !== 'fails' || Number.isNaN(value)) return [];
  const [gives, wanted] = formatDistinctPair(value, expect, figureUnit(type));
  const found = `gives ${gives} in scenario ${scenario}, expected ${wanted}`;
  if (misses?.inForce !== true || !passed)
    return [
      problem('tie-out-failed', written.span, `'${id}' ${found}${missWords(tieOut, value)}`, {
        hint: failureHint(tieOut),
      }),
    ];
  return [
    problem('tie-out-holds', misses.at, `'${id}' is declared as a miss but is within the tolerance: it ${found}`, {
      labels: [{ span: written.span, text: 'this is within the tolerance' }],
      hint: `remove misses:${asOf === undefined ? '' : ', or limit it to as-of dates with from: or until:'}`,
    }),
  ];
}

const figureUnit = (type: ValueType): string => (type.kind === 'flag' ? 'flag' : unitOf(type));

/** `: difference 0.1 percentage points, tolerance 0.01% of the figure (0.00051 percentage points)`. */
function missWords(tieOut: TieOut, value: number): string {
  const { expect, tolerance, relative, type } = tieOut;
  const unit = figureUnit(type);
  if (unit === 'flag') return '';
  const [apart, allowed] = formatExcess(Math.abs(value - expect), allowedDifference(tieOut), unit);
  return (
    `: difference ${apart}, tolerance ` +
    `${relative ? `${formatResult(tolerance, '%')} of the figure (${allowed})` : allowed}`
  );
}

/** A possible cause of a figure that is not reproduced, or what to do about it. */
function failureHint({ kind, misses, asOf, note }: TieOut): string {
  if (misses !== undefined && !misses.inForce) {
    const day = asOf === undefined ? 'no as-of date is set' : `the as-of date is ${asOf}`;
    return `misses: applies only on as-of dates ${describeMissDates(misses)}, and ${day}`;
  }
  if (note !== undefined) return note;
  return kind === 'tie-out'
    ? 'trace the items in the formula, or explain with misses: why the model does not give the published figure'
    : 'trace the items in the formula to see whether the model or the expected answer is wrong';
}
