/**
 * Rows for IRR and XIRR. Enters a call of irr or xirr; leaves the rows that stand before it, so that every program
 * finds the same rate. Two rows hold the flows of xirr in an order that Excel takes: it gives 0% where the first flow
 * is zero, so that the first amount is moved to the front. Three rows come near the rate: Excel and LibreOffice start
 * from 10%, and end at -138% or nowhere for flows that lose half.
 */

import { type FormulaContext, rangeParts } from '../../grid/cellFormula.ts';
import type { FormulaPart, Template } from '../../grid/grid.ts';
import { splitRateArguments } from '../../model/expression/rates.ts';
import { partsOf } from '../../model/expression/walk.ts';
import type { Expression, Row } from '../../model/model.ts';
import { startingSteps } from '../../values/internalRate.ts';

export type RateCall = Expression & { readonly kind: 'call' };

/** Where the rows of a call are on the sheet. */
export interface RateRows {
  /** The row of dates in the order that Excel takes, with that of flows behind it. */
  readonly dates?: number;
  /** The first row of those that come near the rate. */
  readonly start?: number;
}

const nameOf = ({ name }: RateCall) => name as 'irr' | 'xirr';

/** Every call of irr and xirr in an expression. */
export function rateCalls(expression: Expression): RateCall[] {
  const own =
    expression.kind === 'call' && (expression.name === 'irr' || expression.name === 'xirr') ? [expression] : [];
  return [...own, ...partsOf(expression).flatMap(rateCalls)];
}

/** The rows of a call from `first` on, and the first row behind them. */
export function placeRateRows(call: RateCall, first: number): { readonly rows: RateRows; readonly next: number } {
  const { ranges, guess } = splitRateArguments(nameOf(call), call.args);
  const isDated = ranges.length === 2 && ranges[0]!.kind === 'range';
  const start = isDated ? first + 2 : first;
  const rows = { ...(isDated ? { dates: first } : {}), ...(guess === undefined ? { start } : {}) };
  return { rows, next: guess === undefined ? start + startingSteps : start };
}

/** The row whose flows are asked for: the first member's in a table. */
export function flowOf(call: RateCall): Row {
  const [flows] = call.args;
  if (flows?.kind === 'range') return flows.row;
  if (flows?.kind === 'block') return flows.rows[0]!;
  throw new Error(`${call.name} runs over periods or members`);
}

export interface DatedRows {
  /** The first column and how many there are. */
  readonly column: number;
  readonly count: number;
  /** The date of the first flow, in the column of constants of the row of dates. */
  readonly firstDate: Template;
  readonly dates: Template;
  readonly flows: Template;
}

/** The formulas of the two rows with flows in order, of which that of dates is at `datesRow`. */
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
 * Step number `step` towards the rate, from the cell of the step before: what comes in over what goes out, to the power
 * of one over the time between their means.
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
