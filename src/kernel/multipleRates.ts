/**
 * Rates of return that are not unique. Input: a plan and the cells of one scenario. Output: each line whose flows have
 * a value of zero at several rates, unless the model states a guess.
 */
import { splitRateArguments } from '../model/expression/rates.ts';
import { partsOf } from '../model/expression/walk.ts';
import type { Expression } from '../model/model.ts';
import { rowAccess } from '../plan/interpret.ts';
import { lineName } from '../plan/names.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { rateRoots } from '../values/internalRate.ts';
import type { Cells } from './kernel.ts';

export interface MultipleRates {
  readonly line: Line;
  /** The item with its members, or the check or tie-out. */
  readonly id: string;
  /** `irr` or `xirr`. */
  readonly functionName: string;
  /** In ascending order; one of them is the result. */
  readonly rates: readonly number[];
}

/** Every rate that is not the only one: `[{ id: 'project_return', rates: [0.1, 0.2] }]`. */
export function findMultipleRates(plan: Plan, cells: Cells): MultipleRates[] {
  const lines = plan.groups.flatMap((group) => group.lines);
  return lines.flatMap((line) => {
    if (line.calculation.kind !== 'formula') return [];
    return ratesAsked(line.calculation.expression).flatMap((call): MultipleRates[] => {
      const rates = ratesOf(call, plan, line, cells);
      return rates.length < 2 ? [] : [{ line, id: lineName(line), functionName: call.name, rates }];
    });
  });
}

type Call = Expression & { kind: 'call' };

function ratesAsked(expression: Expression): Call[] {
  const isRate = expression.kind === 'call' && (expression.name === 'irr' || expression.name === 'xirr');
  const own =
    isRate && splitRateArguments(expression.name as 'irr' | 'xirr', expression.args).guess === undefined
      ? [expression]
      : [];
  return [...own, ...partsOf(expression).flatMap(ratesAsked)];
}

function ratesOf({ args }: Call, plan: Plan, line: Line, cells: Cells): readonly number[] {
  const [flows, days] = args.map((range) => slotsOf(range, plan, line).map((slot) => cells[slot]!)) as [
    number[],
    number[]?,
  ];
  if (flows.some(Number.isNaN)) return [];
  return rateRoots(flows, days === undefined ? flows.map((_, at) => at) : days.map((day) => (day - days[0]!) / 365));
}

function slotsOf(range: Expression, plan: Plan, line: Line): number[] {
  const { locate, calendar } = rowAccess(plan, line);
  if (range.kind === 'block') return range.rows.map((row) => locate(row).slot);
  if (range.kind !== 'range' && range.kind !== 'periodRange') return [];
  const slot = range.kind === 'range' ? locate(range.row).slot : calendar(range.attribute);
  return Array.from({ length: range.to - range.from + 1 }, (_, at) => slot + range.from + at);
}
