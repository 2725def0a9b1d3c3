/** The calendar in formulas: attributes of periods such as `period.months`, and dates as positions on the timeline. */

import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Over, Selector, TextRange } from '../../formula/formula.ts';
import { type DateRange, parseDate, periodPositionOf, validDatesHint } from '../../values/timeline.ts';
import { binary, constant } from '../expression/build.ts';
import type { Expression, PeriodAttribute, ValueType } from '../model.ts';
import type { BindContext, Bound, NameNode } from './context.ts';
import { fail, formulaFix } from './problems.ts';
import { numberIn } from './units.ts';

/** A date in a formula, or a problem. */
export function readDate(text: string, range: TextRange, context: BindContext): DateRange {
  return parseDate(text) ?? fail('invalid-date', range, context, `'${text}' is not a date`, validDatesHint);
}

/** An attribute of a period: a row of the calendar, or years, which are its months divided by 12. */
export interface CalendarAttribute {
  readonly row: PeriodAttribute;
  readonly unit: string;
  readonly inYears?: true;
}

export const calendarAttributes: Readonly<Record<string, CalendarAttribute>> = {
  start: { row: 'start', unit: 'date' },
  end: { row: 'end', unit: 'date' },
  months: { row: 'months', unit: 'month' },
  years: { row: 'months', unit: 'year', inYears: true },
  days: { row: 'days', unit: 'day' },
  year: { row: 'year', unit: '1' },
  index: { row: 'index', unit: '1' },
  elapsed: { row: 'elapsed', unit: 'month' },
  years_elapsed: { row: 'elapsed', unit: 'year', inYears: true },
};

/** What to write instead of attributes that periods do not have. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['month', 'month(period.start)'],
  ['day', 'day(period.end)'],
  ['elapsed_years', 'period.years_elapsed'],
  ['months_elapsed', 'period.elapsed'],
]);

/** The attribute with a name, or a problem that suggests one. */
export function findAttribute(node: NameNode, name: string, context: BindContext): CalendarAttribute {
  if (Object.hasOwn(calendarAttributes, name)) return calendarAttributes[name]!;
  const replacement = replacements.get(name);
  const fixes =
    replacement === undefined
      ? []
      : [formulaFix(`write ${replacement}`, context, { start: node.start, end: node.end, text: replacement })];
  const others = `it has ${Object.keys(calendarAttributes).join(', ')}`;
  const length = name === 'month' || name === 'day' ? `period.${name}s for the length of the period, or ` : '';
  const number = length === '' ? '' : ` for the number of its ${name}`;
  const hint =
    replacement === undefined
      ? (didYouMean(name, Object.keys(calendarAttributes)) ?? others)
      : `write ${length}${replacement}${number}`;
  return fail('unknown-name', node, context, `a period has no '${name}'`, hint, [], fixes);
}

/** The type of an attribute: a date or a number in its unit. */
export function attributeType({ unit }: CalendarAttribute, context: BindContext): ValueType {
  return unit === 'date' ? { kind: 'date' } : numberIn(context.registry.units.get(unit)!);
}

/** `period.months`, `period.start[-1]`, `period.end[2027-03]`. */
export function bindPeriod(node: NameNode, name: string, context: BindContext): Bound {
  const attribute = findAttribute(node, name, context);
  const { row } = attribute;
  const type = attributeType(attribute, context);
  const inUnit = (months: Expression): Expression => (attribute.inYears ? binary('/', months, constant(12)) : months);
  for (const selector of node.selectors) {
    if (selector.kind === 'at') {
      const expression = inUnit({ kind: 'periodAt', attribute: row, position: periodPosition(selector, context) });
      return { expression, type, time: 'scalar' };
    }
    if (selector.kind !== 'lag')
      fail(
        'wrong-arguments',
        selector,
        context,
        'a calendar attribute is read for one period at a time',
        `write ${node.name}[-1] or ${node.name}[2027-03]`,
      );
  }
  return { expression: inUnit({ kind: 'period', attribute: row, lag: lagOf(node, context) }), type, time: 'series' };
}

/** How many periods a name looks back, as a negative number: -1 for `x[-1]`. */
export function lagOf(node: NameNode, context: BindContext): number {
  const lags = node.selectors.filter((selector) => selector.kind === 'lag');
  const lag = lags.reduce((sum, selector) => sum + selector.offset, 0);
  if (lag <= 0) return lag;
  const hint = 'let the later item read the earlier one with [-1] instead';
  return fail('outside-timeline', lags[0]!, context, 'a formula cannot read a later period', hint);
}

/** The position of the period that `[2027-03]` names. */
export function periodPosition(selector: Selector & { kind: 'at' }, context: BindContext): number {
  const date = readDate(selector.date.text, selector, context);
  const first = periodPositionOf(context.timeline, date.from);
  const last = periodPositionOf(context.timeline, date.to - 1);
  if (first === undefined || last === undefined)
    return fail(
      'outside-timeline',
      selector,
      context,
      `${selector.date.text} is outside the timeline`,
      timelineHint(context),
    );
  if (first !== last)
    return fail(
      'outside-timeline',
      selector,
      context,
      `${selector.date.text} contains several periods`,
      'use sum(x over 2027), last(x over 2027) or name one period',
    );
  requireWhole(date, date, selector, context);
  return first;
}

/** Refuses dates that split a period: in a quarterly model a month would otherwise read the whole quarter. */
function requireWhole(from: DateRange, to: DateRange, range: TextRange, context: BindContext): void {
  const { grain, periods } = context.timeline;
  const starts = periods.some((period) => period.from === from.from);
  const ends = periods.some((period) => period.to === to.to);
  if ((starts || from.grain === 'day') && (ends || to.grain === 'day')) return;
  const words = context.formula.text.slice(range.start, range.end).replace(/^over\s+|^\[|\]$/g, '');
  fail(
    'outside-timeline',
    range,
    context,
    `${words} is only part of a ${grain} of this timeline`,
    `name whole ${grain}s`,
  );
}

function timelineHint({ timeline: { periods } }: BindContext): string {
  return `the timeline runs from ${periods[0]?.label} to ${periods.at(-1)?.label}`;
}

/** The first and last position of `over 2026..2028`. */
export function periodRange(over: Over & { kind: 'dates' }, context: BindContext): [number, number] {
  const [from, to] = [readDate(over.from.text, over, context), readDate(over.to.text, over, context)];
  const words = over.to.text === over.from.text ? over.from.text : `${over.from.text}..${over.to.text}`;
  if (from.grain === 'day' || to.grain === 'day')
    return fail(
      'outside-timeline',
      over,
      context,
      `${words} starts or ends within a period`,
      `name whole ${context.timeline.grain}s`,
    );
  if (to.to < from.to || to.from < from.from)
    return fail(
      'outside-timeline',
      over,
      context,
      `${words} ends before it starts`,
      `put the earlier one first: ${over.to.text}..${over.from.text}`,
    );
  const first = periodPositionOf(context.timeline, from.from);
  const last = periodPositionOf(context.timeline, to.to - 1);
  if (first === undefined || last === undefined)
    return fail('outside-timeline', over, context, `${words} is outside the timeline`, timelineHint(context));
  requireWhole(from, to, over, context);
  return [first, last];
}
