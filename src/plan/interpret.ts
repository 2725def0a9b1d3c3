/**
 * Expressions computed step by step in any arithmetic. Input: an expression, a position and an arithmetic. Output: a
 * value or an error. Guarantee: errors are those of a spreadsheet, and the first one is the result, except in the
 * branch of an `if` that is not taken.
 */
import type { PrimitiveFunction, ScalarFunction } from '../model/expression/primitives.ts';
import { splitRateArguments } from '../model/expression/rates.ts';
import type { Expression, PeriodAttribute, Row } from '../model/model.ts';
import { type BinaryOperator, isComparisonOperator, isTrueFor } from '../values/operators.ts';
import type { Line, Plan } from './plan.ts';

export type CellError = '#DIV/0!' | '#NUM!' | '#N/A' | '#VALUE!';
export type CellValue<N> = N | CellError;

/** A kind of numbers, none of which is a text. */
export interface Arithmetic<N> {
  readonly of: (value: number) => N;
  readonly add: (a: N, b: N) => CellValue<N>;
  readonly subtract: (a: N, b: N) => CellValue<N>;
  readonly multiply: (a: N, b: N) => CellValue<N>;
  /** The divisor is not zero. */
  readonly divide: (a: N, b: N) => CellValue<N>;
  readonly power: (a: N, b: N) => CellValue<N>;
  readonly negate: (a: N) => N;
  /** Negative, zero or positive. */
  readonly compare: (a: N, b: N) => number;
  /** The largest (`sign` 1) or smallest (-1) of some numbers, if that is not simply one of them. */
  readonly extreme?: (all: readonly N[], sign: 1 | -1) => N;
  /** Functions of numbers, dates and loans. */
  readonly call: (name: ScalarFunction, args: readonly N[]) => CellValue<N>;
  /** The internal rate of return; the one near the guess if there are several. */
  readonly rate: (flows: readonly N[], days?: readonly N[], guess?: N) => CellValue<N>;
  readonly toNumber: (a: N) => number;
}

/** Where cells are and what they hold. */
export interface CellAccess<N> {
  readonly locate: (row: Row) => { readonly slot: number; readonly moves: boolean };
  readonly calendar: (attribute: PeriodAttribute) => number;
  readonly code: (text: string) => number;
  readonly cell: (slot: number) => CellValue<N>;
}

/** How the cells of a line read others: on a report those of the report. */
export function rowAccess(plan: Plan, { axis }: Pick<Line, 'axis'>): Omit<CellAccess<never>, 'cell'> {
  const report = axis === 'years' ? plan.years : axis === 'quarters' ? plan.quarters : undefined;
  return {
    locate: (row) => {
      const { slot, time } = plan.rowCells.get(row)!;
      return time === 'scalar' ? { slot, moves: false } : { slot: report?.get(row) ?? slot, moves: true };
    },
    calendar: (attribute) => plan.calendar.get(attribute)!,
    code: (text) => textCode(plan, text),
  };
}

/** The number of an option or a member; Excel compares texts without regard to case. */
export function textCode({ texts }: Plan, text: string): number {
  return texts.get(text.toLowerCase()) ?? Number.NaN;
}

export const isCellError = <N>(value: CellValue<N>): value is CellError => typeof value === 'string';

/** An expression at a position. */
export function interpret<N>(
  expression: Expression,
  position: number,
  reading: CellAccess<N>,
  numbers: Arithmetic<N>,
): CellValue<N> {
  return new Interpreter(position, reading, numbers).value(expression);
}

class Interpreter<N> {
  private readonly position: number;
  private readonly reading: CellAccess<N>;
  private readonly numbers: Arithmetic<N>;

  constructor(position: number, reading: CellAccess<N>, numbers: Arithmetic<N>) {
    this.position = position;
    this.reading = reading;
    this.numbers = numbers;
  }

  value(expression: Expression): CellValue<N> {
    const { numbers, position } = this;
    const reading = this.reading;
    switch (expression.kind) {
      case 'number':
        return numbers.of(expression.value);
      case 'text':
        return numbers.of(reading.code(expression.text));
      case 'read': {
        const { slot, moves } = reading.locate(expression.row);
        return reading.cell(moves ? slot + expression.lag + position : slot);
      }
      case 'readAt': {
        const { slot, moves } = reading.locate(expression.row);
        return reading.cell(moves ? slot + expression.position : slot);
      }
      case 'period':
        return reading.cell(reading.calendar(expression.attribute) + expression.lag + position);
      case 'periodAt':
        return reading.cell(reading.calendar(expression.attribute) + expression.position);
      case 'negate':
        return this.with([this.value(expression.operand)], ([operand]) => numbers.negate(operand!));
      case 'binary':
        return this.binary(expression.operator, this.value(expression.left), this.value(expression.right));
      case 'call':
        return this.call(expression.name, expression.args);
      default:
        throw new Error(`${expression.kind} can only be an argument of a function`);
    }
  }

  /** Combines values; the first error among them is the result. */
  private with(values: readonly CellValue<N>[], make: (numbers: readonly N[]) => CellValue<N>): CellValue<N> {
    const fault = values.find((value) => isCellError(value));
    return fault === undefined ? make(values as readonly N[]) : fault;
  }

  private binary(operator: BinaryOperator, left: CellValue<N>, right: CellValue<N>): CellValue<N> {
    const { numbers } = this;
    return this.with([left, right], ([a, b]) => {
      if (isComparisonOperator(operator)) return numbers.of(isTrueFor(operator, numbers.compare(a!, b!)) ? 1 : 0);
      switch (operator) {
        case '+':
          return numbers.add(a!, b!);
        case '-':
          return numbers.subtract(a!, b!);
        case '*':
          return numbers.multiply(a!, b!);
        case '/':
          return numbers.compare(b!, numbers.of(0)) === 0 ? '#DIV/0!' : numbers.divide(a!, b!);
        case '^':
          return numbers.power(a!, b!);
        default:
          return operator satisfies never;
      }
    });
  }

  private call(name: PrimitiveFunction, args: readonly Expression[]): CellValue<N> {
    const { numbers } = this;
    switch (name) {
      case 'if': {
        const condition = this.value(args[0]!);
        return isCellError(condition) ? condition : this.value(args[this.isTrue(condition) ? 1 : 2]!);
      }
      case 'and':
      case 'or':
        return this.with(
          args.map((one) => this.value(one)),
          (all) =>
            numbers.of(
              (name === 'and' ? all.every((one) => this.isTrue(one)) : all.some((one) => this.isTrue(one))) ? 1 : 0,
            ),
        );
      case 'na':
        return '#N/A';
      case 'not':
        return this.with([this.value(args[0]!)], ([one]) => numbers.of(this.isTrue(one!) ? 0 : 1));
      case 'count':
        return numbers.of(args.flatMap((one) => this.cells(one)).filter((one) => !isCellError(one)).length);
      case 'sum':
      case 'average':
      case 'min':
      case 'max':
        return this.with(
          args.flatMap((one) => this.cells(one)),
          (all) => this.aggregate(name, all),
        );
      case 'sumproduct':
        return this.products(args);
      case 'match':
      case 'index':
        return name === 'match' ? this.match(args) : this.index(args);
      case 'irr':
      case 'xirr': {
        const { ranges, guess } = splitRateArguments(name, args);
        const [flows, days] = ranges.map((one) => this.cells(one));
        const given = guess === undefined ? [] : [this.value(guess)];
        return this.with([...flows!, ...(days ?? []), ...given], () =>
          numbers.rate(flows as N[], days as N[] | undefined, given[0] as N | undefined),
        );
      }
      case 'power':
        return this.with([this.value(args[0]!), this.value(args[1]!)], ([base, exponent]) =>
          numbers.power(base!, exponent!),
        );
      default:
        return this.with(
          args.map((one) => this.value(one)),
          (all) => numbers.call(name, all),
        );
    }
  }

  private isTrue(value: N): boolean {
    return this.numbers.compare(value, this.numbers.of(0)) !== 0;
  }

  private sum(all: readonly N[]): CellValue<N> {
    return all.reduce<CellValue<N>>(
      (sum, one) => (isCellError(sum) ? sum : this.numbers.add(sum, one)),
      this.numbers.of(0),
    );
  }

  private aggregate(name: 'sum' | 'average' | 'min' | 'max', all: readonly N[]): CellValue<N> {
    const { numbers } = this;
    if (name === 'sum') return this.sum(all);
    if (name === 'average')
      return all.length === 0
        ? '#DIV/0!'
        : this.with([this.sum(all)], ([sum]) => numbers.divide(sum!, numbers.of(all.length)));
    const sign = name === 'min' ? -1 : 1;
    if (all.length > 0 && numbers.extreme !== undefined) return numbers.extreme(all, sign);
    return all.length === 0
      ? numbers.of(0)
      : all.reduce((best, one) => (sign * numbers.compare(one, best) > 0 ? one : best));
  }

  /** The values of a range; those of one value are the value alone. */
  private cells(expression: Expression): CellValue<N>[] {
    const { reading, position } = this;
    const stretch = (from: number, to: number): CellValue<N>[] =>
      Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => reading.cell(from + at));
    switch (expression.kind) {
      case 'window': {
        const at = reading.locate(expression.row).slot + position;
        return stretch(at + expression.from, at + expression.to);
      }
      case 'range': {
        const { slot } = reading.locate(expression.row);
        return stretch(slot + expression.from, slot + expression.to);
      }
      case 'periodRange': {
        const slot = reading.calendar(expression.attribute);
        return stretch(slot + expression.from, slot + expression.to);
      }
      case 'running': {
        const { slot } = reading.locate(expression.row);
        return stretch(slot, slot + position);
      }
      case 'periodRunning': {
        const slot = reading.calendar(expression.attribute);
        return stretch(slot, slot + position);
      }
      case 'block':
        return expression.rows.map((row) => this.value({ kind: 'read', row, lag: 0 }));
      default:
        return [this.value(expression)];
    }
  }

  /** Element by element; a single value is the same in each. */
  private products(args: readonly Expression[]): CellValue<N> {
    const ranges = args.map((one) => this.elements(one));
    const length = Math.max(...ranges.map(({ length: count }) => count));
    const terms = Array.from({ length }, (_, at) =>
      ranges.reduce<CellValue<N>>(
        (product, range) => this.binary('*', product, range[range.length === 1 ? 0 : at]!),
        this.numbers.of(1),
      ),
    );
    return this.with(terms, (all) => this.sum(all));
  }

  private elements(expression: Expression): CellValue<N>[] {
    if (expression.kind !== 'binary') return this.cells(expression);
    const [left, right] = [this.elements(expression.left), this.elements(expression.right)];
    const length = Math.max(left.length, right.length);
    const at = (values: readonly CellValue<N>[], place: number): CellValue<N> =>
      values[values.length === 1 ? 0 : place]!;
    return Array.from({ length }, (_, place) => this.binary(expression.operator, at(left, place), at(right, place)));
  }

  private match([key, range, mode]: readonly Expression[]): CellValue<N> {
    const { numbers } = this;
    const wanted = this.value(key!);
    if (isCellError(wanted)) return wanted;
    const distances = this.cells(range!).map((cell): number =>
      isCellError(cell) ? Number.NaN : numbers.compare(cell, wanted),
    );
    const isExact = mode?.kind === 'number' && mode.value === 0;
    const found = isExact ? distances.indexOf(0) : distances.findLastIndex((distance) => distance <= 0);
    return found === -1 ? '#N/A' : numbers.of(found + 1);
  }

  private index([range, place]: readonly Expression[]): CellValue<N> {
    const at = this.value(place!);
    if (isCellError(at)) return at;
    const cell = this.cells(range!)[Math.trunc(this.numbers.toNumber(at)) - 1];
    return cell === undefined ? '#NUM!' : cell;
  }
}
