/**
 * Expression to formula template: the only place where names of the model become cell references. Guarantee: the text
 * between references is valid Excel; parentheses are written only where precedence requires them.
 */
import { operatorStrengths } from '../formula/formula.ts';
import { roundingShare } from '../model/expression/comparison.ts';
import { splitRateArguments } from '../model/expression/rates.ts';
import type { Expression, PeriodAttribute, Row } from '../model/model.ts';
import { startingSteps } from '../values/internalRate.ts';
import type { FormulaPart, Template } from './grid.ts';

/** The location of a row, relative to the sheet of the formula. */
export interface RowLocation {
  /** Absent for the formula's own sheet. */
  readonly sheet?: string;
  readonly row: number;
  readonly time: 'scalar' | 'series';
}
export interface FormulaContext {
  readonly locate: (row: Row) => RowLocation;
  /** The row of a period attribute, on this or another sheet. */
  readonly timeRow: (attribute: PeriodAttribute) => { readonly sheet?: string; readonly row: number };
  readonly constantColumn: number;
  /** The column of the first period. */
  readonly firstColumn: number;
  /** The helper rows of a call of irr or xirr on this sheet. */
  readonly rateRows?: (call: Expression) => { readonly dates?: number; readonly start?: number } | undefined;
}

/** The template of an expression. Throws if a row formula cannot express it, which is a bug. */
export function cellFormula(expression: Expression, context: FormulaContext): Template {
  return merge(write(expression, context));
}

/** Joins adjacent texts, to keep templates short. */
function merge(parts: readonly FormulaPart[]): FormulaPart[] {
  const merged: FormulaPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}

/**
 * A number in a form that Excel and HyperFormula both read: without an exponent, except for the tolerance of
 * comparisons, where it is shorter.
 */
export function numberText(value: number): string {
  if (Math.abs(value) === roundingShare) return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(0) : withoutExponent(String(value));
}

/** The maximum number of leading zeros that are written out. */
const zerosMax = 30;

/** `withoutExponent('1.5e-7')` is `0.00000015`. */
function withoutExponent(text: string): string {
  const [, sign, whole, part = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? [];
  if (exponent === undefined || Number(exponent) > zerosMax) return text;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${whole}${part}`;
}

function reference(
  place: { sheet?: string; row: number },
  column: { absolute: number } | { relative: number },
): FormulaPart {
  return place.sheet === undefined ? { row: place.row, column } : { sheet: place.sheet, row: place.row, column };
}

function range(
  place: { sheet?: string; row: number },
  from: { absolute: number } | { relative: number },
  to: { absolute: number } | { relative: number },
  lastRow = place.row,
): FormulaPart {
  return { ...(reference(place, from) as Exclude<FormulaPart, string>), to: { row: lastRow, column: to } };
}

function write(expression: Expression, context: FormulaContext): FormulaPart[] {
  const first = context.firstColumn;
  switch (expression.kind) {
    case 'number':
      return [numberText(expression.value)];
    case 'text':
      return [`"${expression.text.replaceAll('"', '""')}"`];
    case 'read':
      return [readPart(expression.row, expression.lag, context)];
    case 'readAt': {
      const place = context.locate(expression.row);
      return [
        reference(place, { absolute: place.time === 'scalar' ? context.constantColumn : first + expression.position }),
      ];
    }
    case 'period':
      return [reference(context.timeRow(expression.attribute), { relative: expression.lag })];
    case 'periodAt':
      return [reference(context.timeRow(expression.attribute), { absolute: first + expression.position })];
    case 'window':
      return [range(context.locate(expression.row), { relative: expression.from }, { relative: expression.to })];
    case 'range':
      return [
        range(
          context.locate(expression.row),
          { absolute: first + expression.from },
          { absolute: first + expression.to },
        ),
      ];
    case 'periodRange':
      return [
        range(
          context.timeRow(expression.attribute),
          { absolute: first + expression.from },
          { absolute: first + expression.to },
        ),
      ];
    case 'running':
      return [range(context.locate(expression.row), { absolute: first }, { relative: 0 })];
    case 'periodRunning':
      return [range(context.timeRow(expression.attribute), { absolute: first }, { relative: 0 })];
    case 'block':
      return blockParts(expression.rows, context);
    case 'negate':
      return ['-', ...inside(expression.operand, 5, context)];
    case 'binary':
      return binaryParts(expression, context);
    case 'call':
      return callParts(expression, context);
    default:
      return expression satisfies never;
  }
}

function readPart(row: Row, lag: number, context: FormulaContext): FormulaPart {
  const place = context.locate(row);
  return reference(place, place.time === 'scalar' ? { absolute: context.constantColumn } : { relative: lag });
}

function inside(expression: Expression, needed: number, context: FormulaContext): FormulaPart[] {
  const own =
    expression.kind === 'binary'
      ? operatorStrengths[expression.operator]
      : expression.kind === 'negate' || (expression.kind === 'number' && expression.value < 0)
        ? 5
        : 6;
  const text = write(expression, context);
  return own >= needed && !(expression.kind === 'negate' && needed === 5) ? text : ['(', ...text, ')'];
}

function binaryParts(
  { operator, left, right }: Expression & { kind: 'binary' },
  context: FormulaContext,
): FormulaPart[] {
  const own = operatorStrengths[operator];
  return [...inside(left, own, context), operator, ...inside(right, own + 1, context)];
}

function blockParts(rows: readonly Row[], context: FormulaContext): FormulaPart[] {
  const places = rows.map(context.locate);
  const [start, end] = [places[0]!, places.at(-1)!];
  const column = start.time === 'scalar' ? { absolute: context.constantColumn } : { relative: 0 };
  const neighbours = places.every(
    (place, at) => place.row === start.row + at && place.sheet === start.sheet && place.time === start.time,
  );
  if (neighbours) return [range(start, column, column, end.row)];
  return places.flatMap((place, at): FormulaPart[] => [
    ...(at === 0 ? [] : [',']),
    reference(place, place.time === 'scalar' ? { absolute: context.constantColumn } : { relative: 0 }),
  ]);
}

/** A function call; irr and xirr have arguments of their own. */
function callParts(call: Expression & { kind: 'call' }, context: FormulaContext): FormulaPart[] {
  const { name, args } = call;
  if (name === 'irr' || name === 'xirr') return rateParts(call, context);
  const parts = args.flatMap((arg, at): FormulaPart[] => [...(at === 0 ? [] : [',']), ...write(arg, context)]);
  return [`${name.toUpperCase()}(`, ...parts, ')'];
}

/** A range as formula parts. */
export const rangeParts = (range: Expression, context: FormulaContext): FormulaPart[] => write(range, context);

/**
 * IRR or XIRR over its cash flows, or over the helper rows with ordered flows, starting from the given guess or from
 * the approximation in the helper rows.
 */
function rateParts(call: Expression & { kind: 'call' }, context: FormulaContext): FormulaPart[] {
  const { ranges, guess } = splitRateArguments(call.name as 'irr' | 'xirr', call.args);
  const { dates, start } = context.rateRows?.(call) ?? {};
  const [flows] = ranges;
  const ordered =
    dates === undefined || flows?.kind !== 'range' ? undefined : orderedParts(flows, dates, context.firstColumn);
  const given =
    ordered ?? ranges.flatMap((one, at): FormulaPart[] => [...(at === 0 ? [] : [',']), ...write(one, context)]);
  const from = guess === undefined ? startParts(start, context) : [',', ...write(guess, context)];
  return [`${call.name.toUpperCase()}(`, ...given, ...from, ')'];
}

/** The ordered flows and dates in the two rows that start at `dates`. */
function orderedParts(flows: Expression & { kind: 'range' }, dates: number, firstColumn: number): FormulaPart[] {
  const [from, to] = [{ absolute: firstColumn + flows.from }, { absolute: firstColumn + flows.to }];
  return [range({ row: dates + 1 }, from, to), ',', range({ row: dates }, from, to)];
}

function startParts(start: number | undefined, { constantColumn }: FormulaContext): FormulaPart[] {
  return start === undefined ? [] : [',', { row: start + startingSteps - 1, column: { absolute: constantColumn } }];
}
