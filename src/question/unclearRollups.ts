/**
 * Roll-ups that cannot be inferred from the formula. Input: a plan. Output: a problem for each such item, with the
 * value that each rule would give for the first full year in the first scenario.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { doubleArithmetic } from '../kernel/doubleArithmetic.ts';
import type { Cells } from '../kernel/kernel.ts';
import { rowReferences } from '../model/expression/walk.ts';
import type { Expression, Quantity, Row } from '../model/model.ts';
import { isAmount } from '../model/rollup/rollup.ts';
import { findGrowth } from '../model/rollup/rollupRows.ts';
import { interpret, isCellError, rowAccess } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';
import { formatResult } from '../values/formatFigure.ts';
import { monthsIn } from '../values/timeline.ts';
import { startWhatIf, unitOf } from './whatIf.ts';

/** Finds one problem for each cause. */
export function findUnclearRollups(plan: Plan): Diagnostic[] {
  const { unclearRollups } = plan.model;
  if (unclearRollups.length === 0) return [];
  const { cells } = startWhatIf(plan).value!;
  const year = firstFullYear(plan);
  return unclearRollups.map((quantity) =>
    problem(
      'unclear-rollup',
      quantity.declaredAt.span,
      `the yearly value of '${quantity.id}' cannot be inferred: ${quantity.rollupReason!.text}`,
      {
        hint: hintFor(quantity, { plan, cells, year }),
      },
    ),
  );
}

interface Year {
  readonly label: string;
  /** Its periods, from 0. */
  readonly positions: readonly number[];
}

/** The first full year on the timeline, or the first year if none is full. */
function firstFullYear({ model: { timeline } }: Plan): Year {
  const years = [...new Set(timeline.periods.map(({ year }) => year))].map((year) => ({
    label: `${year}`,
    positions: timeline.periods.flatMap((period, at) => (period.year === year ? [at] : [])),
  }));
  return years.find(({ positions }) => positions.length === 12 / monthsIn[timeline.grain]) ?? years[0]!;
}

interface RollupContext {
  readonly plan: Plan;
  readonly cells: Cells;
  readonly year: Year;
}

function hintFor(quantity: Quantity, asked: RollupContext): string {
  const row = quantity.rows[0]!;
  const answers = answersOf(row, asked).map(([answer, value]) => `${answer} (${value})`);
  const whose = quantity.rows.length > 1 ? ` of ${row.members.join('.')}` : '';
  return (
    `write rollup: ${answers.join(', ')} or none (values for ${asked.year.label}${whose}); ` +
    `${ratioHint(row, asked)}`
  );
}

/** The value that each rule would give. */
function answersOf(row: Row, { plan, cells, year }: RollupContext): (readonly [rule: string, value: string])[] {
  const { slot } = plan.rowCells.get(row)!;
  const values = year.positions.map((position) => cells[slot + position]!);
  const sum = values.reduce((total, value) => total + value, 0);
  const say = (value: number): string => formatResult(Number.isNaN(value) ? null : value, unitOf(row.quantity.type));
  return [
    ['sum', say(sum)],
    ['last', say(values.at(-1)!)],
    ['average', say(sum / values.length)],
  ];
}

/** A hint for cases that no named rule covers: a ratio of inputs, growth, or a weighted mean. */
function ratioHint(row: Row, asked: RollupContext): string {
  const expression = row.expression!;
  if (findGrowth(expression) !== undefined) return 'rollup: growth compares a year with the year before';
  if (isAmount(row.quantity)) return 'use sum for amounts paid or earned in a period, last for balances at its end';
  if (expression.kind !== 'binary' || expression.operator !== '/')
    return 'rollup: { weighted_by: … } weights the periods by another row';
  const value = ratioOfSums(expression, asked);
  const ratio = value === undefined ? '' : ` (${formatResult(value, unitOf(row.quantity.type))})`;
  const inputs = [
    ...new Set(
      rowReferences(expression).flatMap(({ row: { quantity } }) => (isUnstated(quantity) ? [quantity.id] : [])),
    ),
  ];
  return inputs.length > 0
    ? `if it is the ratio of the sums of the year${ratio}, write measure: flow beside ` +
        `${inputs.map((id) => `'${id}'`).join(' and ')}`
    : `rollup: { numerator: …, denominator: … } takes the ratio of two formulas of the year`;
}

const isUnstated = ({ kind, time, measure }: Quantity): boolean =>
  kind === 'input' && time === 'series' && measure === undefined;

/** The sum of the numerator divided by the sum of the denominator; undefined if that is an error. */
function ratioOfSums(
  { left, right }: Expression & { kind: 'binary' },
  { plan, cells, year }: RollupContext,
): number | undefined {
  const cell = (slot: number): number => cells[slot]!;
  const at = (expression: Expression, position: number): number => {
    const value = interpret(expression, position, { ...rowAccess(plan, { axis: 'periods' }), cell }, doubleArithmetic);
    return isCellError(value) ? Number.NaN : value;
  };
  const [above, below] = [left, right].map((side) =>
    year.positions.reduce((sum, position) => sum + at(side, position), 0),
  );
  const ratio = above! / below!;
  return Number.isFinite(ratio) ? ratio : undefined;
}
