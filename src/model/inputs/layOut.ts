/**
 * Values over the columns of the timeline. Input: the values of a row by scenario. Output: a constant or one number per
 * column. Guarantee: a number is the mean over the months of its period, so annual totals are the same in every grain.
 */
import { Decimal } from 'decimal.js';
import type { Period } from '../../values/timeline.ts';
import type { Distribution, InputValue, Provenance, Scenario } from '../model.ts';

export interface DatedAmount {
  readonly from: number;
  readonly amount: Decimal;
}
/** A value before it is laid out over the columns of the timeline. */
export interface ParsedValue {
  readonly constant?: number | string;
  readonly amount?: Decimal | undefined;
  /** In ascending order. */
  readonly points?: readonly DatedAmount[];
  readonly interpolate: 'step' | 'linear';
  /** In a scenario: the month from which it replaces the parent's value. */
  readonly from?: number | undefined;
  readonly provenance: Provenance;
  readonly distribution?: Distribution | undefined;
  readonly bounds?: { readonly low: number; readonly high: number } | undefined;
}

/** The value of a row in each scenario; undefined if it inherits. */
type Reads = readonly (ParsedValue | undefined)[];
type Monthly = (month: number) => Decimal | undefined;

/** Lays the values of a row over the columns of the timeline, scenario by scenario. */
export function layOutValues(
  reads: Reads,
  scenarios: readonly Scenario[],
  columns: readonly Period[],
  asSeries: boolean,
): InputValue[] {
  const monthly = monthlyValues(reads, scenarios);
  const result: InputValue[] = [];
  scenarios.forEach((scenario, index) => {
    const own = reads[index];
    const parent = result[parentOf(scenario, index, scenarios)];
    if (own === undefined) result.push({ ...(parent ?? result[0]!), inherited: true });
    else if (!asSeries) result.push({ ...ownValue(own), constant: own.constant!, earlier: [] });
    else
      result.push({
        ...ownValue(own),
        series: columns.map((period) => meanOver(monthly[index]!, period)?.toNumber()),
        earlier: own.from === undefined || parent === undefined ? [] : earlierThan(own.from, parent),
      });
  });
  return fromOneColumnOn(result);
}

/** A column before the first period without a value in one scenario is empty in all, since they share a row. */
function fromOneColumnOn(values: readonly InputValue[]): InputValue[] {
  const first = Math.max(...values.map(firstFilledColumn));
  return values.map((value) =>
    value.series === undefined || firstFilledColumn(value) === first
      ? value
      : { ...value, series: value.series.map((amount, at) => (at < first ? undefined : amount)) },
  );
}

/** The first column in which an input has a value, the same in every scenario. */
export function firstFilledColumn({ series }: Pick<InputValue, 'series'>): number {
  return Math.max(0, series?.findIndex((amount) => amount !== undefined) ?? 0);
}

const ownValue = ({
  provenance,
  distribution,
  bounds,
}: ParsedValue): Pick<InputValue, 'inherited' | 'provenance' | 'distribution' | 'bounds'> => ({
  inherited: false,
  provenance,
  ...(distribution === undefined ? {} : { distribution }),
  ...(bounds === undefined ? {} : { bounds }),
});

/** Whether a value is a whole number at every date; a line between points is not. */
export function isWholeValue({ amount, points, interpolate }: ParsedValue): boolean {
  if (points === undefined) return amount?.isInteger() ?? true;
  return interpolate === 'step' && points.every((point) => point.amount.isInteger());
}

/** The first period in which a row changes in some scenario; undefined when it changes between periods only. */
export function findUnevenPeriod(
  reads: Reads,
  scenarios: readonly Scenario[],
  periods: readonly Period[],
): Period | undefined {
  const monthly = monthlyValues(reads, scenarios);
  return periods.find((period) =>
    monthly.some((value) => {
      const [first, ...others] = monthsOf(period).map(value);
      return first !== undefined && others.some((other) => other !== undefined && !other.eq(first));
    }),
  );
}

function parentOf(scenario: Scenario, index: number, scenarios: readonly Scenario[]): number {
  return index === 0 ? -1 : scenarios.findIndex((one) => one.id === scenario.extends);
}

function monthlyValues(reads: Reads, scenarios: readonly Scenario[]): Monthly[] {
  const result: Monthly[] = [];
  scenarios.forEach((scenario, index) => {
    const own = reads[index];
    const parent = result[parentOf(scenario, index, scenarios)] ?? result[0] ?? (() => undefined);
    if (own === undefined) result.push(parent);
    else result.push((month) => (own.from !== undefined && month < own.from ? parent(month) : amountAt(own, month)));
  });
  return result;
}

function earlierThan(month: number, { earlier, provenance }: InputValue): InputValue['earlier'] {
  return [...earlier.filter(({ until }) => until < month), { until: month, provenance }];
}

const monthsOf = ({ from, to }: Period): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** The mean over the months of a period; undefined if one of them has no value. */
function meanOver(value: Monthly, period: Period): Decimal | undefined {
  const amounts = monthsOf(period).map(value);
  const [first] = amounts;
  if (first === undefined || amounts.every((amount) => amount?.eq(first))) return first;
  const sum = amounts.reduce(
    (total, amount) => (amount === undefined ? undefined : total?.plus(amount)),
    new Decimal(0),
  );
  return sum?.div(amounts.length);
}

function amountAt({ points, amount, interpolate }: ParsedValue, month: number): Decimal | undefined {
  if (points === undefined) return amount;
  const next = points.findIndex((point) => point.from > month);
  const before = points[(next === -1 ? points.length : next) - 1];
  if (before === undefined) return undefined;
  const after = next === -1 ? undefined : points[next];
  if (interpolate === 'step' || after === undefined) return before.amount;
  const share = new Decimal(month - before.from).div(after.from - before.from);
  return before.amount.plus(after.amount.minus(before.amount).times(share));
}
