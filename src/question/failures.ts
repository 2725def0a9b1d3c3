/**
 * What failed in a scenario, in the words of the model. Enters a plan and its evaluated cells; leaves a problem for
 * each check and each tie-out that fails, with both values in their unit, the difference and the tolerance. Guarantee:
 * what is an error has not failed; it is a problem of its own.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { floats } from '../kernel/floats.ts';
import type { Cells } from '../kernel/kernel.ts';
import { asNumber } from '../model/expression/build.ts';
import { missDates } from '../model/inputs/knowledge.ts';
import type { Check, Expression, TieOut, ValueType } from '../model/model.ts';
import { allowedDifference, judgeTieOut } from '../model/verdicts.ts';
import { interpret, placing, type Value } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDifference, formatDistinctPair, formatExcess } from '../values/formatDifference.ts';
import { formatResult } from '../values/formatFigure.ts';
import { unitOf } from './whatIf.ts';

/** A scenario that was evaluated. */
export interface Evaluated {
  readonly plan: Plan;
  readonly cells: Cells;
  readonly scenarioId: string;
}

/** Every failed check of a scenario, and every failed tie-out that is judged there. */
export function failureProblems(evaluated: Evaluated): Diagnostic[] {
  const { plan, cells, scenarioId } = evaluated;
  const judged = plan.model.tieOuts.filter(({ scenarios }) => scenarios.includes(scenarioId));
  return [
    ...failedChecks(evaluated),
    ...judged.flatMap((tieOut) => failedTieOut(tieOut, cells[plan.tieOuts.get(tieOut.id)!.slot]!, scenarioId)),
  ];
}

/** A check that fails, and in which periods; one of them is the worst. */
interface Failing {
  readonly check: Check;
  readonly positions: readonly number[];
  readonly worst: number;
}

const [periodsNamed, membersNamed] = [3, 3];

/** One problem for each check that fails; a check `by:` a table names the members for which it does. */
export function failedChecks(evaluated: Evaluated): Diagnostic[] {
  const failing = evaluated.plan.model.checks.flatMap((check) => failureOf(check, evaluated));
  return [...new Set(failing.map(({ check }) => check.id))].map((id) =>
    checkProblem(
      failing.filter(({ check }) => check.id === id),
      evaluated,
    ),
  );
}

function failureOf(check: Check, { plan, cells }: Evaluated): Failing[] {
  const { compared, holds } = plan.checks.get(check)!;
  const positions = Array.from({ length: holds.to }, (_, at) => at).filter((at) => cells[holds.slot + at] === 0);
  if (positions.length === 0) return [];
  const size = (at: number): number => Math.abs(cells[compared.slot + at]!);
  // What must not be equal fails most where it is closest.
  const isWorse = (a: number, b: number): boolean => (check.operator === '<>' ? size(a) < size(b) : size(a) > size(b));
  return [{ check, positions, worst: positions.reduce((worst, at) => (isWorse(at, worst) ? at : worst)) }];
}

function checkProblem(failing: readonly Failing[], evaluated: Evaluated): Diagnostic {
  const [{ check }] = failing as [Failing];
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
    ? 'trace the items of the formula to see which side is wrong'
    : 'trace the items of the formula for one of these members';
  return problem('check-failed', check.written.span, `${head}${rest}${more}`, { hint });
}

/** ` for pro in 2026-01, 2026-02, 2026-03 and 9 more`; nothing of what has one value and no members. */
function whereWords({ check, positions }: Failing, { plan }: Evaluated): string {
  const member = check.members.length === 0 ? '' : ` for ${check.members.join('.')}`;
  if (check.time === 'scalar') return member;
  const labels = positions.slice(0, periodsNamed).map((at) => plan.model.timeline.periods[at]!.label);
  const more = positions.length - labels.length;
  return `${member} in ${labels.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Of which of several periods the values are. */
function worstWords({ check, positions, worst }: Failing, { plan }: Evaluated): string {
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
/** A comparison the other way round. */
const mirrored: Readonly<Record<string, string>> = { '>=': '<=', '>': '<', '<=': '>=', '<': '>' };

interface Side {
  readonly name: string;
  readonly value: number;
  /** Whether the side is a number that stands in the formula. */
  readonly isFigure: boolean;
}

/**
 * `assets is 120m USD and must equal liabilities, which is 119.5m USD: 0.5m USD apart, tolerance 0.01 USD`; nothing of
 * other conditions.
 */
function sidesWords({ check, worst }: Failing, evaluated: Evaluated): string {
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
  // A distance from zero is what was said of the other side.
  const gap = bound.isFigure && bound.value === 0 ? 0 : Math.abs(subject.value - bound.value);
  return `${subject.name} is ${is} and ${wanted}${gapOf(check, gap, unit)}`;
}

const nameMost = 40;

/** How far the sides are apart, and how far they may be. */
function gapOf({ tolerance, operator }: Check, gap: number, unit: string): string {
  const allowed = tolerance === 0 ? '' : `tolerance ${formatDifference(tolerance, unit)}`;
  if (operator === '<>' || unit === 'flag' || gap === 0) return allowed === '' ? '' : `; ${allowed}`;
  if (tolerance === 0) return `: ${formatDifference(gap, unit)} apart`;
  const [apart, least] = formatExcess(gap, tolerance, unit);
  return `: ${apart} apart, tolerance ${least}`;
}

/** A formula in a period, as the kernel computes it; NaN for an error. */
function valueAt(expression: Expression, position: number, { plan, cells }: Evaluated): number {
  const cell = (slot: number): Value<number> => {
    const value = cells[slot] ?? Number.NaN;
    return Number.isNaN(value) ? '#VALUE!' : value;
  };
  const value = interpret(asNumber(expression), position, { ...placing(plan, { axis: 'periods' }), cell }, floats);
  return typeof value === 'string' ? Number.NaN : value;
}

function failedTieOut(tieOut: TieOut, value: number, scenario: string): Diagnostic[] {
  const { id, expect, misses, asOf, written, type } = tieOut;
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
    problem('tie-out-holds', misses.at, `'${id}' says it misses, but holds: it ${found}`, {
      labels: [{ span: written.span, text: 'this is within the tolerance' }],
      hint: `take the reason away${asOf === undefined ? '' : ', or say with from: or until: on which known dates it applies'}`,
    }),
  ];
}

const figureUnit = (type: ValueType): string => (type.kind === 'flag' ? 'flag' : unitOf(type));

/** `: 0.1 percentage points apart, tolerance 0.01% of the figure (0.00051 percentage points)`. */
function missWords(tieOut: TieOut, value: number): string {
  const { expect, tolerance, relative, type } = tieOut;
  const unit = figureUnit(type);
  if (unit === 'flag') return '';
  const [apart, allowed] = formatExcess(Math.abs(value - expect), allowedDifference(tieOut), unit);
  return `: ${apart} apart, tolerance ${relative ? `${formatResult(tolerance, '%')} of the figure (${allowed})` : allowed}`;
}

/** What may be behind a figure that is not reproduced, or what to do about it. */
function failureHint({ kind, misses, asOf, note }: TieOut): string {
  if (misses !== undefined && !misses.inForce) {
    const day = asOf === undefined ? 'everything counts as known' : `the known date is ${asOf}`;
    return `it is said to miss on known dates ${missDates(misses)} only, and ${day}`;
  }
  if (note !== undefined) return note;
  return kind === 'tie-out'
    ? 'trace the items of the formula, or say with misses: why the model cannot give the published figure'
    : 'trace the items of the formula to see whether the model or the expected answer is wrong';
}
