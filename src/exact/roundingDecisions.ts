/**
 * Results that rounding decides. Input: a plan and an arithmetic of doubles. Output: every cell in which a comparison,
 * a divisor, a cut, a root or a look-up depends on rounding in the last digits, with its value as computed and without
 * the rounding. Spreadsheet programs treat such digits differently, so the cell may show another number elsewhere.
 */
import { forEachGivenCell } from '../plan/evaluate.ts';
import { type Arithmetic, rowAccess } from '../plan/interpret.ts';
import { lineName, positionName } from '../plan/names.ts';
import type { Line, LineGroup, Plan } from '../plan/plan.ts';
import { type Step, StepCompiler } from './doubleMagnitudes.ts';
import type { Decision, DoublesWithMagnitudes } from './magnitudes.ts';

/** A cell that rounding decides. */
export interface RoundingDecision extends Decision {
  readonly line: Line;
  /** The item with its members, or the check. */
  readonly id: string;
  /** Empty for what has one value. */
  readonly period: string;
  readonly scenario: string;
  /** As computed, and without what rounding leaves; NaN for an error. */
  readonly value: number;
  readonly otherwise: number;
}

/** Everything that rounding decides in any scenario, in the order of evaluation. */
export function roundingDecisions(plan: Plan, arithmetic: Arithmetic<number>): RoundingDecision[] {
  const evaluator = new RoundingEvaluator(plan, arithmetic);
  return plan.model.scenarios.flatMap(({ id }, index) => evaluator.evaluate(index, id));
}

/** A line with what computes it. */
interface Computed {
  readonly line: Line;
  readonly step: Step;
}

/** Computes scenarios one after the other; `doubles` holds the cells of the last. */
export class RoundingEvaluator {
  private readonly plan: Plan;
  readonly doubles: DoublesWithMagnitudes;
  private readonly computed: ReadonlyMap<Line, Computed>;
  private readonly arithmetic: Arithmetic<number>;
  private found: Decision | undefined;

  constructor(plan: Plan, arithmetic: Arithmetic<number>) {
    this.plan = plan;
    this.arithmetic = arithmetic;
    this.doubles = {
      values: new Float64Array(plan.size),
      sizes: new Float64Array(plan.size),
      size: 0,
      snaps: false,
      decide: (decision) => {
        // A divisor was often compared with zero before.
        if (this.found === undefined || decision.kind === 'divisor') this.found = decision;
      },
    };
    this.computed = new Map(
      plan.groups.flatMap(({ lines }) => lines.map((line) => [line, { line, step: this.stepOf(line) }] as const)),
    );
  }

  /** The rounding decisions of one scenario. */
  evaluate(index: number, scenario: string): RoundingDecision[] {
    this.start(index);
    const decisions: RoundingDecision[] = [];
    const { values, sizes } = this.doubles;
    const compute = ({ line, step }: Computed, position: number): void => {
      this.found = undefined;
      const value = step(position);
      const { size } = this.doubles;
      if (this.found !== undefined) decisions.push(...this.decided({ line, step }, position, value, scenario));
      values[line.slot + position] = value;
      sizes[line.slot + position] = size;
    };
    for (const group of this.plan.groups) this.computeGroup(group, compute);
    return decisions;
  }

  private start(index: number): void {
    const { values, sizes } = this.doubles;
    values.fill(Number.NaN);
    forEachGivenCell(this.plan, index, (slot, value) => {
      values[slot] = value;
      sizes[slot] = Math.abs(value);
    });
  }

  private computeGroup({ lines, cells }: LineGroup, compute: (one: Computed, position: number) => void): void {
    if (cells !== undefined) {
      for (const [line, position] of cells) compute(this.computed.get(line)!, position);
      return;
    }
    const all = lines.map((line) => this.computed.get(line)!);
    const to = Math.max(...lines.map((line) => line.to));
    for (let position = Math.min(...lines.map((line) => line.from)); position < to; position += 1)
      for (const one of all) if (position >= one.line.from && position < one.line.to) compute(one, position);
  }

  /** The decision, if the cell is another without what rounding leaves. */
  private decided({ line, step }: Computed, position: number, value: number, scenario: string): RoundingDecision[] {
    const { doubles, plan, found } = this;
    doubles.snaps = true;
    const otherwise = step(position);
    doubles.snaps = false;
    if (Object.is(value, otherwise)) return [];
    return [
      { ...found!, line, id: lineName(line), period: positionName(line, position, plan), scenario, value, otherwise },
    ];
  }

  private stepOf(line: Line): Step {
    const { calculation } = line;
    const { doubles } = this;
    if (calculation.kind === 'formula')
      return new StepCompiler(doubles, rowAccess(this.plan, line), this.arithmetic).step(calculation.expression);
    const { rule, source, starts, ends } = calculation;
    return (position) => {
      const [first, last] = [source + starts[position]!, source + ends[position]!];
      if (rule === 'first' || rule === 'last') return this.cell(rule === 'first' ? first : last);
      let [sum, size] = [0, 0];
      for (let at = first; at <= last; at += 1) {
        sum += this.cell(at);
        size = Math.max(size, doubles.size);
      }
      const count = rule === 'average' ? last - first + 1 : 1;
      doubles.size = Math.max(Math.abs(sum), size) / count;
      return sum / count;
    };
  }

  private cell(slot: number): number {
    this.doubles.size = this.doubles.sizes[slot]!;
    return this.doubles.values[slot]!;
  }
}
