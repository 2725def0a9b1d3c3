/**
 * Helper rows for IRR and XIRR, so that every spreadsheet program finds the same rate. Takes a call of irr or xirr;
 * returns the rows above it. Two rows order the cash flows of xirr for Excel, which gives 0% if the first flow is zero:
 * the first non-zero flow is moved to the front. Three rows approximate the rate: Excel and LibreOffice start from 10%,
 * and reach -138% or no result for flows that lose half of the investment.
 */

import { type FormulaContext, rangeParts } from '../../grid/cellFormula.ts';
import type { FormulaPart, Template } from '../../grid/grid.ts';
import { splitRateArguments } from '../../model/expression/rates.ts';
import { partsOf } from '../../model/expression/walk.ts';
import type { Expression, Row } from '../../model/model.ts';
import { startingSteps } from '../../values/internalRate.ts';

export type RateCall = Expression & { readonly kind: 'call' };

/** The helper rows of a call on its sheet. */
export interface RateRows {
  /** The row of ordered dates; the row of ordered flows is the next one. */
  readonly dates?: number;
  /** The first row of the approximations. */
  readonly start?: number;
}

const nameOf = ({ name }: RateCall) => name as 'irr' | 'xirr';

/** Every call of irr and xirr in an expression. */
export function rateCalls(expression: Expression): RateCall[] {
  const own =
    expression.kind === 'call' && (expression.name === 'irr' || expression.name === 'xirr') ? [expression] : [];
  return [...own, ...partsOf(expression).flatMap(rateCalls)];
}

/** Positions of the helper rows of a call, starting at row `first`, and the next free row. */
export function placeRateRows(call: RateCall, first: number): { readonly rows: RateRows; readonly next: number } {
  const { ranges, guess } = splitRateArguments(nameOf(call), call.args);
  const isDated = ranges.length === 2 && ranges[0]!.kind === 'range';
  const start = isDated ? first + 2 : first;
  const rows = { ...(isDated ? { dates: first } : {}), ...(guess === undefined ? { start } : {}) };
  return { rows, next: guess === undefined ? start + startingSteps : start };
}

/** The row of cash flows; in a table, the row of the first member. */
export function flowOf(call: RateCall): Row {
  const [flows] = call.args;
  if (flows?.kind === 'range') return flows.row;
  if (flows?.kind === 'block') return flows.rows[0]!;
  throw new Error(`${call.name} runs over periods or members`);
}

export interface DatedRows {
  /** The first column and the number of columns. */
  readonly column: number;
  readonly count: number;
  /** The date of the first non-zero flow, in the constant column of the row of dates. */
  readonly firstDate: Template;
  readonly dates: Template;
  readonly flows: Template;
}

/** The formulas of the two rows with ordered dates and flows; the dates are in row `datesRow`. */
export function datedRows(call: RateCall, datesRow: number, context: FormulaContext): DatedRows {
  const [flows, days] = call.args;
  if (flows?.kind !== 'range' || days?.kind !== 'periodRange') throw new Error('only periods have rows with dates');
  const [from, to] = [context.firstColumn + flows.from, context.firstColumn + flows.to];
  const [allFlows, allDays] = [rangeParts(flows, context), rangeParts(days, context)];
  const place = context.locate(flows.row);
  const end = context.timeRow('end');
  const own = { relative: 0 };
  const last: FormulaPart = { ...end, column: { absolute: to } };
  const first: FormulaPart = { row: datesRow, column: { absolute: context.constantColumn } };
  const [flow, day]: FormulaPart[] = [
    place.sheet === undefined ? { row: place.row, column: own } : { sheet: place.sheet, row: place.row, column: own },
    { ...end, column: own },
  ];
  return {
    column: from,
    count: to - from + 1,
    firstDate: [last, '+1-SUMPRODUCT(MAX((', ...allFlows, '<>0)*(', last, '+1-', ...allDays, ')))'],
    dates: ['MAX(', day!, ',', first, ')'],
    flows: [
      ...[
        'IF(',
        day!,
        '=',
        { ...end, column: { absolute: from } },
        ',SUMIFS(',
        ...allFlows,
        ',',
        ...allDays,
        ',',
        first,
        '),',
      ],
      ...[flow!, '*(', day!, '<>', first, '))'],
    ],
  };
}

/**
 * The formula of approximation number `step`, from the cell of the previous one: inflows divided by outflows, to the
 * power of 1 over the time between their weighted mean dates.
 */
export function startTemplate(call: RateCall, step: number, before: FormulaPart, context: FormulaContext): Template {
  const [flows, days] = call.args;
  const all = rangeParts(flows!, context);
  const from = flows!.kind === 'range' ? flows.from : 0;
  const to = flows!.kind === 'range' ? flows.to : 0;
  const times =
    days === undefined
      ? rangeParts({ kind: 'periodRange', attribute: 'index', from, to }, context)
      : datedTimes(days, context);
  const discount: Template = step === 0 ? [] : ['/(1+', before, ')^', ...times];
  const sum = (sign: string, ...more: Template): Template => [
    'SUMPRODUCT(',
    ...all,
    '*(',
    ...all,
    sign,
    '0)',
    ...more,
    ...discount,
    ')',
  ];
  const mean = (sign: string): Template => [...sum(sign, '*', ...times), '/', ...sum(sign)];
  const ratio: Template = ['(-', ...sum('>'), '/', ...sum('<'), ')^(1/(', ...mean('>'), '-', ...mean('<'), '))'];
  return step === 0 ? ['IFERROR(', ...ratio, '-1,0)'] : ['IFERROR((1+', before, ')*', ...ratio, '-1,', before, ')'];
}

/** Years since the first day of a range. */
function datedTimes(days: Expression, context: FormulaContext): Template {
  const all = rangeParts(days, context);
  const [first] = all;
  if (typeof first !== 'object' || first.to === undefined) throw new Error('the days of a rate stand apart');
  const { to: _, ...corner } = first;
  return ['((', ...all, '-', corner, ')/365)'];
}
