/**
 * Doubles with the magnitude of their terms. Input: expressions. Output: functions of the position that return a value
 * and leave its magnitude behind, and that call `decide` wherever the last digits could matter: a comparison, a
 * divisor, a cut, a root, a look-up. Guarantee: values are those of the kernel, and an error is NaN; magnitudes follow
 * the same first-order analysis as `decimalMagnitudes.ts`. Expressions are compiled once, because a model is computed
 * in every scenario.
 */
import {
  type BinaryExpression,
  type CallExpression,
  type Comparison,
  isComparison,
  isCondition,
} from '../model/expression/build.ts';
import { roundingShare } from '../model/expression/comparison.ts';
import type { ScalarFunction } from '../model/expression/primitives.ts';
import { splitRateArguments } from '../model/expression/rates.ts';
import type { Expression } from '../model/model.ts';
import { type Arithmetic, type CellAccess, type CellValue, isCellError } from '../plan/interpret.ts';
import {
  type ArithmeticOperator,
  type BinaryOperator,
  type ComparisonOperator,
  isComparisonOperator,
  isTrueFor,
} from '../values/operators.ts';
import { cuts, gapOfCut } from './cuts.ts';
import { cancelled, type Decision, type DoublesWithMagnitudes, isLeftOver, sizeNear } from './magnitudes.ts';

/** Computes a value at a position and leaves its magnitude in `DoublesWithMagnitudes.size`. */
export type Step = (position: number) => number;

/** An operator on values with their sizes. */
type SizedOperator = (a: number, aSize: number, b: number, bSize: number) => number;

export type Places = Omit<CellAccess<never>, 'cell'>;

const settled = (value: CellValue<number>): number =>
  isCellError(value) || !Number.isFinite(value) ? Number.NaN : value;

/** Makes steps of expressions over the cells of one evaluation. */
export class StepCompiler {
  private readonly doubles: DoublesWithMagnitudes;
  private readonly places: Places;
  private readonly arithmetic: Arithmetic<number>;

  constructor(doubles: DoublesWithMagnitudes, places: Places, arithmetic: Arithmetic<number>) {
    this.doubles = doubles;
    this.places = places;
    this.arithmetic = arithmetic;
  }

  /** The step of an expression. */
  step(expression: Expression): Step {
    switch (expression.kind) {
      case 'number':
        return this.constant(expression.value);
      case 'text':
        return this.constant(this.places.code(expression.text));
      case 'read': {
        const { slot, moves } = this.places.locate(expression.row);
        return moves ? this.cell(slot + expression.lag, 1) : this.cell(slot, 0);
      }
      case 'readAt': {
        const { slot, moves } = this.places.locate(expression.row);
        return this.cell(moves ? slot + expression.position : slot, 0);
      }
      case 'period':
        return this.cell(this.places.calendar(expression.attribute) + expression.lag, 1);
      case 'periodAt':
        return this.cell(this.places.calendar(expression.attribute) + expression.position, 0);
      case 'negate': {
        const operand = this.step(expression.operand);
        return (position) => -operand(position);
      }
      case 'binary':
        return this.operation(expression);
      case 'call':
        return this.call(expression);
      default:
        throw new Error(`${expression.kind} can only be an argument of a function`);
    }
  }

  private constant(value: number): Step {
    const { doubles } = this;
    const size = Math.abs(value);
    return () => {
      doubles.size = size;
      return value;
    };
  }

  private cell(slot: number, moves: 0 | 1): Step {
    const { doubles } = this;
    const { values, sizes } = doubles;
    return (position) => {
      const at = slot + moves * position;
      doubles.size = sizes[at]!;
      return values[at]!;
    };
  }

  private operation(expression: BinaryExpression): Step {
    if (isComparison(expression)) return this.comparison(expression);
    const { doubles } = this;
    const { operator, left, right } = expression;
    const [first, second] = [this.step(left), this.step(right)];
    const make = this.operatorOf(operator);
    return (position) => {
      const a = first(position);
      const aSize = doubles.size;
      const b = second(position);
      return make(a, aSize, b, doubles.size);
    };
  }

  /** A result with its size, which is never less than the result. */
  private sized(value: number, size: number): number {
    const own = Math.abs(value);
    this.doubles.size = size > own && size < Number.POSITIVE_INFINITY ? size : own;
    return value - value === 0 ? value : Number.NaN;
  }

  private readonly operators: Readonly<Record<ArithmeticOperator, SizedOperator>> = {
    '+': (a, aSize, b, bSize) => this.sized(a + b, Math.max(aSize, bSize)),
    '-': (a, aSize, b, bSize) => this.sized(a - b, Math.max(aSize, bSize)),
    '*': (a, aSize, b, bSize) => this.sized(a * b, Math.max(aSize * Math.abs(b), bSize * Math.abs(a))),
    '/': (a, aSize, b, bSize) => {
      const divisor = this.settle('divisor', b, bSize);
      const below = Math.abs(divisor);
      return this.sized(a / divisor, Math.max(aSize / below, (Math.abs(a) * bSize) / below ** 2));
    },
    '^': (a, aSize, b, bSize) => this.power(a, aSize, b, bSize),
  };

  private power(a: number, aSize: number, b: number, bSize: number): number {
    const base = Number.isInteger(b) && b > 0 ? a : this.settle('domain', a, aSize);
    const value = settled(this.arithmetic.power(base, b));
    const part = Math.max((aSize * Math.abs(b)) / Math.abs(base), bSize * Math.abs(Math.log(Math.abs(base))));
    return this.sized(value, Math.abs(value) * Math.max(1, Number.isFinite(part) ? part : 1));
  }

  /** A number in a place where zero and a rounding remainder give different results. */
  private settle(kind: Decision['kind'], value: number, size: number): number {
    if (!isLeftOver(value, size)) return value;
    this.doubles.decide({ kind, gap: value, size });
    return this.doubles.snaps ? 0 : value;
  }

  private comparison({ operator, left, right, compares }: Comparison): Step {
    const { doubles } = this;
    const [first, second] = [this.step(left), this.step(right)];
    const isEqual = isTrueFor(compares ?? operator, 0);
    return (position) => {
      const a = first(position);
      const size = doubles.size;
      const b = second(position);
      const truth =
        Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(isTrueFor(operator, a < b ? -1 : a > b ? 1 : 0));
      return this.decided(
        truth,
        Number(isEqual),
        compares === undefined ? a - b : a,
        compares === undefined ? Math.max(size, doubles.size) : size,
      );
    };
  }

  /** The result, or the result without the gap if gaps are snapped to zero. */
  private decided(
    found: number,
    otherwise: number,
    gap: number,
    size: number,
    kind: Decision['kind'] = 'comparison',
  ): number {
    const { doubles } = this;
    doubles.size = Math.abs(found);
    if (found === otherwise || Number.isNaN(found) || !isLeftOver(gap, size)) return found;
    doubles.decide({ kind, gap, size });
    return doubles.snaps ? otherwise : found;
  }

  /** A condition as true or false; NaN for an error. */
  private truth(expression: Expression): Step {
    const { doubles } = this;
    const step = this.step(expression);
    if (isCondition(expression)) return step;
    return (position) => {
      const value = step(position);
      return this.decided(Number.isNaN(value) ? value : Number(value !== 0), 0, value, doubles.size);
    };
  }

  private call({ name, args }: CallExpression): Step {
    switch (name) {
      case 'na':
        return () => Number.NaN;
      case 'if':
        return this.choice(args);
      case 'and':
      case 'or':
      case 'not':
        return this.connective(name, args);
      case 'count':
      case 'sum':
      case 'average':
      case 'min':
      case 'max':
        return this.aggregate(name, args);
      case 'sumproduct':
        return this.products(args);
      case 'match':
        return this.match(args);
      case 'index':
        return this.index(args);
      case 'irr':
      case 'xirr':
        return this.rate(name, args);
      default:
        return this.plainCall(name, args);
    }
  }

  private choice(args: readonly Expression[]): Step {
    const condition = this.truth(args[0]!);
    const [yes, no] = [this.step(args[1]!), this.step(args[2]!)];
    return (position) => {
      const truth = condition(position);
      return Number.isNaN(truth) ? truth : truth === 0 ? no(position) : yes(position);
    };
  }

  private connective(name: 'and' | 'or' | 'not', args: readonly Expression[]): Step {
    const steps = args.map((arg) => this.truth(arg));
    const make = {
      and: (all: readonly number[]) => all.every((one) => one !== 0),
      or: (all: readonly number[]) => all.some((one) => one !== 0),
      not: ([one]: readonly number[]) => one === 0,
    }[name];
    return (position) => {
      const all = steps.map((step) => step(position));
      return all.some(Number.isNaN) ? Number.NaN : this.sized(Number(make(all)), 1);
    };
  }

  /** Takes every cell of arguments that may be ranges. */
  private each(args: readonly Expression[]): (position: number, take: (value: number, size: number) => void) => void {
    const { doubles } = this;
    const { values, sizes } = doubles;
    const sources = args.map((arg) => {
      const range = this.range(arg);
      if (range !== undefined)
        return (position: number, take: (value: number, size: number) => void) => {
          const [from, count, stride] = range(position);
          for (let at = 0; at < count; at += 1) take(values[from + at * stride]!, sizes[from + at * stride]!);
        };
      const step = this.step(arg);
      return (position: number, take: (value: number, size: number) => void) => take(step(position), doubles.size);
    });
    return (position, take) => {
      for (const source of sources) source(position, take);
    };
  }

  /** First cell, number of cells and stride of a range at a position; undefined for a single value. */
  private range(expression: Expression): ((position: number) => readonly [number, number, number]) | undefined {
    const { places } = this;
    switch (expression.kind) {
      case 'window': {
        const from = places.locate(expression.row).slot + expression.from;
        return (position) => [from + position, expression.to - expression.from + 1, 1];
      }
      case 'range': {
        const from = places.locate(expression.row).slot + expression.from;
        return () => [from, expression.to - expression.from + 1, 1];
      }
      case 'periodRange': {
        const from = places.calendar(expression.attribute) + expression.from;
        return () => [from, expression.to - expression.from + 1, 1];
      }
      case 'running': {
        const from = places.locate(expression.row).slot;
        return (position) => [from, position + 1, 1];
      }
      case 'periodRunning': {
        const from = places.calendar(expression.attribute);
        return (position) => [from, position + 1, 1];
      }
      case 'block': {
        const [first, second] = expression.rows.map((row) => places.locate(row));
        const stride = second === undefined ? 1 : second.slot - first!.slot;
        return (position) => [first!.slot + (first!.moves ? position : 0), expression.rows.length, stride];
      }
      default:
        return undefined;
    }
  }

  private aggregate(name: 'count' | 'sum' | 'average' | 'min' | 'max', args: readonly Expression[]): Step {
    const each = this.each(args);
    if (name === 'min' || name === 'max') return this.extreme(name === 'max' ? 1 : -1, each);
    return (position) => {
      let [sum, size, count, numbers] = [0, 0, 0, 0];
      each(position, (value, own) => {
        sum += value;
        size = Math.max(size, own);
        count += 1;
        numbers += Number.isNaN(value) ? 0 : 1;
      });
      if (name === 'count') return this.sized(numbers, 0);
      return name === 'sum' ? this.sized(sum, size) : this.sized(sum / count, size / count);
    };
  }

  /** The size is that of every value that would be the largest but for rounding. */
  private extreme(sign: 1 | -1, each: ReturnType<StepCompiler['each']>): Step {
    return (position) => {
      let [best, isError] = [Number.NaN, false];
      const all: number[] = [];
      each(position, (value, size) => {
        if (Number.isNaN(value)) isError = true;
        else if (!(sign * value <= sign * best)) best = value;
        all.push(value, size);
      });
      if (isError) return Number.NaN;
      if (all.length === 0) return this.sized(0, 0);
      return this.sized(best, sizeNear(best, all));
    };
  }

  /** Element by element; a single value is the same in each. */
  private products(args: readonly Expression[]): Step {
    const elements = args.map((arg) => this.elements(arg));
    return (position) => {
      let [sum, size] = [0, 0];
      const count = elements.reduce((most, { length }) => Math.max(most, length(position)), 1);
      for (let at = 0; at < count; at += 1) {
        let [product, own] = [1, 1];
        for (const { element } of elements) {
          product = this.operators['*'](product, own, element(position, at), this.doubles.size);
          own = this.doubles.size;
        }
        sum += product;
        size = Math.max(size, own);
      }
      return this.sized(sum, size);
    };
  }

  private elements(expression: Expression): Elements {
    const { doubles } = this;
    const range = this.range(expression);
    if (range !== undefined)
      return {
        length: (position) => range(position)[1],
        element: (position, at) => {
          const [from, , stride] = range(position);
          doubles.size = doubles.sizes[from + at * stride]!;
          return doubles.values[from + at * stride]!;
        },
      };
    if (expression.kind !== 'binary') {
      const step = this.step(expression);
      return { length: () => 1, element: step };
    }
    const [left, right] = [this.elements(expression.left), this.elements(expression.right)];
    const { operator } = expression;
    const make = this.operatorOf(operator);
    return {
      length: (position) => Math.max(left.length(position), right.length(position)),
      element: (position, at) => {
        const a = left.element(position, at);
        const aSize = doubles.size;
        return make(a, aSize, right.element(position, at), doubles.size);
      },
    };
  }

  private operatorOf(operator: BinaryOperator): SizedOperator {
    return isComparisonOperator(operator) ? this.truthOf(operator) : this.operators[operator];
  }

  private truthOf(operator: ComparisonOperator): SizedOperator {
    const isEqual = Number(isTrueFor(operator, 0));
    return (a, aSize, b, bSize) =>
      this.decided(Number(isTrueFor(operator, a < b ? -1 : a > b ? 1 : 0)), isEqual, a - b, Math.max(aSize, bSize));
  }

  private match([key, range, mode]: readonly Expression[]): Step {
    const { doubles } = this;
    const wanted = this.step(key!);
    const each = this.each([range!]);
    const isExact = mode?.kind === 'number' && mode.value === 0;
    return (position) => {
      const value = wanted(position);
      const own = doubles.size;
      let [found, near, gap, size, at] = [Number.NaN, Number.NaN, 0, 0, 0];
      each(position, (cell, cellSize) => {
        at += 1;
        const isLeft = isLeftOver(cell - value, Math.max(own, cellSize));
        if (isLeft) [gap, size] = [cell - value, Math.max(own, cellSize)];
        if (isExact ? Number.isNaN(found) && cell === value : cell <= value) found = at;
        if (isExact ? Number.isNaN(near) && (isLeft || cell === value) : cell <= value || isLeft) near = at;
      });
      if (!Object.is(found, near)) {
        doubles.decide({ kind: 'lookup', gap, size });
        if (doubles.snaps) found = near;
      }
      return Number.isNaN(value) ? value : this.sized(found, 0);
    };
  }

  private index([range, place]: readonly Expression[]): Step {
    const { doubles } = this;
    const cells = this.range(range!)!;
    const step = this.step(place!);
    return (position) => {
      const at = Math.trunc(step(position));
      const [from, count, stride] = cells(position);
      if (!(at >= 1 && at <= count)) return Number.NaN;
      doubles.size = doubles.sizes[from + (at - 1) * stride]!;
      return doubles.values[from + (at - 1) * stride]!;
    };
  }

  private rate(name: 'irr' | 'xirr', args: readonly Expression[]): Step {
    const { ranges, guess } = splitRateArguments(name, args);
    const lists = ranges.map((range) => this.each([range]));
    const guessed = guess === undefined ? undefined : this.step(guess);
    return (position) => {
      const near = guessed?.(position);
      const [flows, days] = lists.map((each) => {
        const list: number[] = [];
        each(position, (value) => list.push(value));
        return list;
      });
      if ([...flows!, ...(days ?? []), near ?? 0].some(Number.isNaN)) return Number.NaN;
      return this.sized(settled(this.arithmetic.rate(flows!, days, near)), 1);
    };
  }

  private plainCall(name: ScalarFunction | 'power', args: readonly Expression[]): Step {
    const { doubles } = this;
    const steps = args.map((arg) => this.step(arg));
    return (position) => {
      const values: number[] = [];
      const magnitudes: number[] = [];
      for (const step of steps) {
        values.push(step(position));
        magnitudes.push(doubles.size);
      }
      if (values.some(Number.isNaN)) return Number.NaN;
      return this.called(name, values, magnitudes);
    };
  }

  private called(name: ScalarFunction | 'power', values: readonly number[], sizes: readonly number[]): number {
    const [x, size] = [values[0]!, sizes[0]!];
    if (name === 'sqrt' || name === 'ln') {
      const own = this.settle('domain', x, size);
      const value = settled(this.arithmetic.call(name, [own]));
      return this.sized(value, name === 'ln' ? size / Math.abs(own) : size / (2 * value));
    }
    if (name === 'power') return this.power(x, size, values[1]!, sizes[1]!);
    const value = settled(this.arithmetic.call(name, values));
    if (name === 'abs') return this.sized(value, size);
    if (name === 'exp') return this.sized(value, value * size);
    const whole = cuts[name]?.(values);
    if (whole !== undefined)
      return this.cut(value, settled(this.arithmetic.call(name, whole)), ...gapOfCut(name, values, whole, sizes));
    if (name === 'mod') return this.rest(value, values, sizes);
    return this.sized(value, Math.abs(value) * cancelled(values, sizes));
  }

  /** The result of a cut, or the result for the whole number that the argument nearly is. */
  private cut(value: number, otherwise: number, gap: number, size: number): number {
    const isSame = Math.abs(value - otherwise) <= roundingShare * Math.max(1, Math.abs(value));
    return isSame ? this.sized(value, 0) : this.sized(this.decided(value, otherwise, gap, size, 'cut'), 0);
  }

  /** The remainder of a division, which rounding can make nearly the divisor instead of zero. */
  private rest(value: number, [x, divisor]: readonly number[], [size, divisorSize]: readonly number[]): number {
    const times = Math.round(x! / divisor!);
    const own = Math.max(size!, Math.abs(times) * divisorSize!);
    const isWhole = Math.abs(x! - times * divisor!) <= roundingShare * own && Math.abs(value) > roundingShare * own;
    if (!isWhole) return this.sized(value, own);
    this.doubles.decide({ kind: 'cut', gap: value - divisor!, size: own });
    return this.sized(this.doubles.snaps ? 0 : value, own);
  }
}

interface Elements {
  readonly length: (position: number) => number;
  readonly element: (position: number, at: number) => number;
}
