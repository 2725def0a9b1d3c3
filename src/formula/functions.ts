/**
 * The table of functions: their arguments, results and formulas in Excel.
 * `docs/functions.md` is generated from it, and every example runs in a test.
 */

/** What an argument may be; `amount`, `measure` and `alike` apply to all arguments of a call with the same rule. */
export type ArgumentRule = keyof typeof argumentDescriptions;

/** The rules in words. */
export const argumentDescriptions = {
  condition: 'a condition or a flag',
  number: 'a plain number',
  quantity: 'a number in any unit',
  amount: 'numbers in the same unit',
  measure: 'numbers in the same unit, or dates',
  alike: 'values of the same kind and unit',
  countable: 'a number, a date or a flag',
  date: 'a date',
  months: 'months or a plain number',
  term: 'months',
  rate: 'a rate over time, such as %/year',
  duration: 'a length of time, such as months',
  basis: 'a number from 0 to 4',
  column: 'a column of the table',
  key: 'a value of the same kind as the column',
  item: 'the id of an item',
  unit: 'a unit in quotes',
} as const;

/** The result of a call: a fixed type, the type of the first argument, or the common type of the arguments. */
export type ResultRule = keyof typeof resultWords;

const resultWords = {
  number: 'a plain number',
  flag: 'a flag',
  date: 'a date',
  day: 'days',
  month: 'months',
  first: 'a number in the unit of the first argument',
  amount: 'a number in their unit',
  measure: 'a number in their unit, or a date',
  alike: 'a value of their kind and unit',
} as const;

export type FunctionCategory = 'logic' | 'math' | 'aggregate' | 'finance' | 'date' | 'time' | 'lookup' | 'unit';

export interface FunctionExample {
  readonly formula: string;
  /** The inputs of the formula: id to value, as in a model. */
  readonly given?: Readonly<Record<string, string>>;
  readonly result: number;
  /** The period of the result, such as `2026-Q2`; if absent, all periods have the same result. */
  readonly at?: string;
}
export interface Argument {
  readonly name: string;
  readonly rule: ArgumentRule;
}
export interface FunctionDefinition {
  readonly name: string;
  readonly category: FunctionCategory;
  readonly signature: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  /** The rule of an argument by its position. */
  readonly argument: (at: number) => Argument;
  /** The arguments in words. */
  readonly takes: string;
  /** Absent for functions whose result follows another rule. */
  readonly result?: ResultRule;
  /** The result in words. */
  readonly gives: string;
  /** The formula in Excel. */
  readonly excel: string;
  readonly summary: string;
  readonly examples: readonly FunctionExample[];
}

interface Brief {
  readonly category: FunctionCategory;
  readonly signature: string;
  /** The rule of each argument by its name, in order. */
  readonly takes: Readonly<Record<string, ArgumentRule>>;
  /** The number of required arguments, if the last ones are optional. */
  readonly least?: number;
  /** Whether the last argument may be repeated. */
  readonly repeats?: true;
  readonly gives: ResultRule | string;
  readonly excel?: string;
  readonly summary: string;
  readonly examples: readonly (readonly [string, number, Readonly<Record<string, string>>?, string?])[];
}

const ARGUMENTS_MAX = 100;

/** One text from its lines. */
const lines = (...texts: readonly string[]): string => texts.join(' ');

function define(name: string, brief: Brief): FunctionDefinition {
  const args = Object.entries(brief.takes).map(([argument, rule]): Argument => ({ name: argument, rule }));
  const result = Object.hasOwn(resultWords, brief.gives) ? (brief.gives as ResultRule) : undefined;
  return {
    name,
    category: brief.category,
    signature: brief.signature,
    minArgs: brief.least ?? args.length,
    maxArgs: brief.repeats === true ? ARGUMENTS_MAX : args.length,
    argument: (at) => args[Math.min(at, args.length - 1)]!,
    takes: wordsOf(args, brief.repeats === true),
    ...(result === undefined ? {} : { result }),
    gives: result === undefined ? brief.gives : resultWords[result],
    excel: brief.excel ?? `${name.toUpperCase()}(…)`,
    summary: brief.summary,
    examples: brief.examples.map(([formula, value, given, at]) => ({
      formula,
      result: value,
      ...(given === undefined ? {} : { given }),
      ...(at === undefined ? {} : { at }),
    })),
  };
}

/** Arguments with the same rule are listed together: `rate, periods: a plain number; present, future: …`. */
function wordsOf(args: readonly Argument[], repeats: boolean): string {
  const names = new Map<ArgumentRule, string[]>();
  for (const { name, rule } of args) names.set(rule, [...(names.get(rule) ?? []), name]);
  const words = [...names].map(
    ([rule, sharing]) =>
      `${sharing.map((name) => `\`${name}\``).join(', ')}${repeats ? ', …' : ''}: ${argumentDescriptions[rule]}`,
  );
  return words.length === 0 ? 'none' : words.join('; ');
}

const briefs = {
  if: {
    category: 'logic',
    signature: 'if(condition, one, other)',
    takes: { condition: 'condition', one: 'alike', other: 'alike' },
    gives: 'alike',
    summary: 'The first value if the condition is true, otherwise the second.',
    examples: [['if(a > b, 1, 0)', 1, { a: '5 1', b: '3 1' }]],
  },
  and: {
    category: 'logic',
    signature: 'and(condition, …)',
    takes: { condition: 'condition' },
    repeats: true,
    gives: 'flag',
    summary: 'Whether all conditions are true.',
    examples: [['and(a > 1, a < 100)', 1, { a: '5 1' }]],
  },
  or: {
    category: 'logic',
    signature: 'or(condition, …)',
    takes: { condition: 'condition' },
    repeats: true,
    gives: 'flag',
    summary: 'Whether at least one condition is true.',
    examples: [['or(a > 100, a < 12)', 1, { a: '5 1' }]],
  },
  not: {
    category: 'logic',
    signature: 'not(condition)',
    takes: { condition: 'condition' },
    gives: 'flag',
    summary: 'Whether the condition is false.',
    examples: [['not(a > 12)', 1, { a: '5 1' }]],
  },
  true: {
    category: 'logic',
    signature: 'true()',
    takes: {},
    gives: 'flag',
    excel: '1',
    summary: 'The flag 1.',
    examples: [['true()', 1]],
  },
  false: {
    category: 'logic',
    signature: 'false()',
    takes: {},
    gives: 'flag',
    excel: '0',
    summary: 'The flag 0.',
    examples: [['false()', 0]],
  },
  divide: {
    category: 'logic',
    signature: 'divide(a, b, if_zero)',
    takes: { a: 'quantity', b: 'quantity', if_zero: 'quantity' },
    gives: 'a number in the unit of a / b; if_zero has the same unit',
    excel: 'IF(b=0,if_zero,a/b)',
    summary: lines(
      'A quotient, or if_zero if the divisor is zero. A difference computed in the divisor counts as zero within',
      '1e-12 of its terms.',
    ),
    examples: [
      ['divide(a, b, 0)', 2.5, { a: '5 1', b: '2 1' }],
      ['divide(a, b, 0)', 0, { a: '5 1', b: '0 1' }],
    ],
  },
  abs: {
    category: 'math',
    signature: 'abs(x)',
    takes: { x: 'quantity' },
    gives: 'first',
    summary: 'The absolute value.',
    examples: [['abs(a)', 5, { a: '-5 1' }]],
  },
  round: {
    category: 'math',
    signature: 'round(x, digits)',
    takes: { x: 'quantity', digits: 'number' },
    gives: 'first',
    summary: 'Rounded to a number of digits, ties away from zero, as in Excel.',
    examples: [['round(a, 2)', 1.01, { a: '1.005 1' }]],
  },
  roundup: {
    category: 'math',
    signature: 'roundup(x, digits)',
    takes: { x: 'quantity', digits: 'number' },
    gives: 'first',
    summary: 'Rounded away from zero.',
    examples: [['roundup(a, 0)', 4, { a: '3.2 1' }]],
  },
  rounddown: {
    category: 'math',
    signature: 'rounddown(x, digits)',
    takes: { x: 'quantity', digits: 'number' },
    gives: 'first',
    summary: 'Rounded towards zero.',
    examples: [['rounddown(a, 0)', 3, { a: '3.8 1' }]],
  },
  int: {
    category: 'math',
    signature: 'int(x)',
    takes: { x: 'quantity' },
    gives: 'first',
    summary: 'Rounded down to a whole number.',
    examples: [['int(a)', -2, { a: '-1.5 1' }]],
  },
  mod: {
    category: 'math',
    signature: 'mod(x, divisor)',
    takes: { x: 'amount', divisor: 'amount' },
    gives: 'amount',
    summary: lines(
      'The remainder of a division, with the sign of the divisor. Use it for whole numbers: the remainder of 1',
      'divided by 0.1 is not exactly 0.',
    ),
    examples: [['mod(a, 12)', 9, { a: '-3 1' }]],
  },
  sqrt: {
    category: 'math',
    signature: 'sqrt(x)',
    takes: { x: 'number' },
    gives: 'number',
    summary: 'Square root.',
    examples: [['sqrt(a)', 3, { a: '9 1' }]],
  },
  exp: {
    category: 'math',
    signature: 'exp(x)',
    takes: { x: 'number' },
    gives: 'number',
    summary: 'e to the power of x.',
    examples: [['exp(0)', 1]],
  },
  ln: {
    category: 'math',
    signature: 'ln(x)',
    takes: { x: 'number' },
    gives: 'number',
    summary: 'Natural logarithm.',
    examples: [['ln(1)', 0]],
  },
  power: {
    category: 'math',
    signature: 'power(x, exponent)',
    takes: { x: 'number', exponent: 'number' },
    gives: 'number',
    summary: 'x to the power of an exponent.',
    examples: [['power(2, a)', 1024, { a: '10 1' }]],
  },
  min: {
    category: 'aggregate',
    signature: 'min(a, b, …) or min(x over table | 2026..2028 | timeline)',
    takes: { a: 'measure' },
    repeats: true,
    gives: 'measure',
    summary: 'The minimum.',
    examples: [['min(a, 2)', 2, { a: '5 1' }]],
  },
  max: {
    category: 'aggregate',
    signature: 'max(a, b, …) or max(x over …)',
    takes: { a: 'measure' },
    repeats: true,
    gives: 'measure',
    summary: 'The maximum.',
    examples: [['max(a, 2)', 5, { a: '5 1' }]],
  },
  sum: {
    category: 'aggregate',
    signature: 'sum(a, b, …), sum(x[-11..0]) or sum(x over …)',
    takes: { a: 'amount' },
    repeats: true,
    gives: 'amount',
    summary: 'The sum.',
    examples: [['sum(a, 2, 1)', 8, { a: '5 1' }]],
  },
  average: {
    category: 'aggregate',
    signature: 'average(a, b, …), average(x[-11..0]) or average(x over …)',
    takes: { a: 'amount' },
    repeats: true,
    gives: 'amount',
    summary: 'The average.',
    examples: [['average(a, 1)', 3, { a: '5 1' }]],
  },
  count: {
    category: 'aggregate',
    signature: 'count(a, b, …) or count(x over …)',
    takes: { a: 'countable' },
    repeats: true,
    gives: 'number',
    summary: 'The number of values.',
    examples: [['count(a, 2)', 2, { a: '5 1' }]],
  },
  sumproduct: {
    category: 'aggregate',
    signature: 'sumproduct(a, b over timeline)',
    takes: { a: 'quantity' },
    repeats: true,
    gives: 'a number in the product of the units',
    summary: 'The sum of products, period by period.',
    examples: [['sumproduct(one, one over timeline)', 4]],
  },
  irr: {
    category: 'finance',
    signature: 'irr(cash_flow over timeline) or irr(cash_flow over timeline, guess)',
    takes: { cash_flow: 'quantity' },
    gives: 'a plain number, per period',
    excel: 'IRR(flows,guess), with a guess computed from the flows by default',
    summary: lines(
      'The internal rate of return per period. The opening of the item is its flow at the start of the timeline. If',
      'several rates are possible, burnsheet names all of them, and a guess selects one.',
    ),
    examples: [
      ['irr(project over timeline)', 0.1],
      ['irr(loss over timeline)', -0.44350694133474056],
      ['irr(invested over timeline)', 0.21862269609834226],
      ['irr(twice over timeline, a)', 0.2, { a: '25%' }],
    ],
  },
  xirr: {
    category: 'finance',
    signature: 'xirr(cash_flow over timeline), xirr(amounts, dates over table), or either with a guess at the end',
    takes: { cash_flow: 'quantity' },
    gives: 'a plain number, per year',
    excel: 'XIRR(flows,dates,guess), over two extra rows that start with the first flow',
    summary: lines(
      'The internal rate of return per year of 365 days, of flows at the ends of periods or of the amounts and dates',
      'of a table. The first row of the table has an amount and the earliest date. The opening, the guess and several',
      'rates work as in irr. Over periods, xirr must be the whole formula of a line item.',
    ),
    examples: [
      ['round(xirr(project over timeline), 2)', 0.46],
      ['xirr(late over timeline)', 0.484728551490296],
      ['xirr(deal.paid, deal.on over deal)', 0.1],
    ],
  },
  discount_factor: {
    category: 'finance',
    signature: 'discount_factor(yearly_rate)',
    takes: { yearly_rate: 'number' },
    gives: 'number',
    excel: '1/(1+rate)^(period.elapsed/12)',
    summary: lines(
      'The present value, at the start of the timeline, of one unit at the end of the period. Net present value is',
      'the sum of cash flow times this factor.',
    ),
    examples: [['discount_factor(a)', 0.9090909090909091, { a: '10%' }, '2026-Q4']],
  },
  growth_factor: {
    category: 'finance',
    signature: 'growth_factor(rate, time)',
    takes: { rate: 'rate', time: 'duration' },
    gives: 'a plain number',
    excel: '(1+rate)^time',
    summary: lines(
      'The factor of compound growth after some time. The time is converted to the unit of the rate: with a rate per',
      'year, `period.elapsed` compounds once a year.',
    ),
    examples: [
      ['growth_factor(a, period.elapsed)', 1.1, { a: '10%/year' }, '2026-Q4'],
      ['round(growth_factor(a, period.months), 2)', 1.03, { a: '1%/month' }],
    ],
  },
  pmt: {
    category: 'finance',
    signature: 'pmt(rate, periods, present, future, type)',
    takes: { rate: 'number', periods: 'number', present: 'amount', future: 'amount', type: 'number' },
    least: 3,
    gives: 'amount',
    excel: 'IF(AND(periods>0,usable rate),PMT(…),NA())',
    summary: lines(
      'The level payment of a loan (negative for money that is paid). An error if the rate is -100% or less, if the',
      'rate is not 0 but smaller than 0.0001%, or if there are no periods.',
    ),
    examples: [['round(pmt(a, 12, 1000), 2)', -88.85, { a: '1%' }]],
  },
  ipmt: {
    category: 'finance',
    signature: 'ipmt(rate, period, periods, present, future, type)',
    takes: { rate: 'number', period: 'number', periods: 'number', present: 'amount', future: 'amount', type: 'number' },
    least: 4,
    gives: 'amount',
    excel: 'IF(usable,IF(period within 1 to periods,IPMT(…),0),NA())',
    summary: lines(
      'The interest part of a level payment; 0 before the first payment and after the last. An error if the rate is',
      '-100% or less, if the rate is not 0 but smaller than 0.0001%, if there is less than 1 period, or if the',
      'balance would grow more than 8,000 times.',
    ),
    examples: [
      ['ipmt(a, 1, 12, 1000)', -10, { a: '1%' }],
      ['ipmt(a, b, 12, 1000)', 0, { a: '1%', b: '13 1' }],
    ],
  },
  ppmt: {
    category: 'finance',
    signature: 'ppmt(rate, period, periods, present, future, type)',
    takes: { rate: 'number', period: 'number', periods: 'number', present: 'amount', future: 'amount', type: 'number' },
    least: 4,
    gives: 'amount',
    excel: 'IF(usable,IF(period within 1 to periods,PPMT(…),0),NA())',
    summary: 'The principal part of a level payment; 0 before the first payment and after the last. Errors as in ipmt.',
    examples: [['round(ppmt(a, 1, 12, 1000), 2)', -78.85, { a: '1%' }]],
  },
  pv: {
    category: 'finance',
    signature: 'pv(rate, periods, payment, future, type)',
    takes: { rate: 'number', periods: 'number', payment: 'amount', future: 'amount', type: 'number' },
    least: 3,
    gives: 'amount',
    excel: 'IF(usable rate,PV(…),NA())',
    summary: lines(
      'The present value of level payments. An error if the rate is -100% or less, or if the rate is not 0 but',
      'smaller than 0.0001%.',
    ),
    examples: [['round(pv(a, 12, -100), 2)', 1125.51, { a: '1%' }]],
  },
  fv: {
    category: 'finance',
    signature: 'fv(rate, periods, payment, present, type)',
    takes: { rate: 'number', periods: 'number', payment: 'amount', present: 'amount', type: 'number' },
    least: 3,
    gives: 'amount',
    excel: 'IF(usable rate,FV(…),NA())',
    summary: 'The future value of level payments. Errors as in pv.',
    examples: [['round(fv(a, 12, -100), 2)', 1268.25, { a: '1%' }]],
  },
  nper: {
    category: 'finance',
    signature: 'nper(rate, payment, present, future, type)',
    takes: { rate: 'number', payment: 'amount', present: 'amount', future: 'amount', type: 'number' },
    least: 3,
    gives: 'number',
    excel: 'IF(usable rate,NPER(…),NA())',
    summary: 'The number of level payments that repay a loan. Errors as in pv.',
    examples: [['round(nper(a, -100, 1000), 2)', 10.59, { a: '1%' }]],
  },
  allocate: {
    category: 'finance',
    signature: 'allocate(total, start, term)',
    takes: { total: 'quantity', start: 'date', term: 'term' },
    gives: 'first',
    excel: 'total*active months/term',
    summary:
      'A total spread evenly over the months of a term, starting in the month of the start; the same for every grain.',
    examples: [
      ['allocate(a, begin, term)', 50, { a: '100 1', begin: '2026-04', term: '6 months' }, '2026-Q2'],
      ['allocate(a, begin, term)', 20, { a: '100 1', begin: '2026-08', term: '10 months' }, '2026-Q3'],
    ],
  },
  straight_line: {
    category: 'finance',
    signature: 'straight_line(x, term)',
    takes: { x: 'item', term: 'term' },
    gives: 'first',
    excel: 'SUMPRODUCT(x so far*(age<term)*(months-(end>term)*(end-term)))/term',
    summary: lines(
      'Straight-line depreciation: the amount of each period is spread evenly over a term, from the first day of that',
      'period. The term need not consist of whole periods: the rest is written off in the last period. The term has',
      'one value for all periods.',
    ),
    examples: [
      ['straight_line(one, term)', 0.5, { term: '6 months' }, '2026-Q1'],
      ['straight_line(one, term)', 1, { term: '6 months' }, '2026-Q4'],
      ['straight_line(one, term)', 1, { term: '1.5 months' }, '2026-Q1'],
      ['straight_line(once, term)', 50, { term: '6 months' }, '2026-Q2'],
      ['straight_line(once, term)', 20, { term: '7.5 months' }, '2026-Q3'],
      ['straight_line(once, term)', 0, { term: '7.5 months' }, '2026-Q4'],
    ],
  },
  date: {
    category: 'date',
    signature: 'date(year, month, day)',
    takes: { year: 'number', month: 'number', day: 'number' },
    gives: 'date',
    excel: 'DATE(…); IF(year>=1901,DATE(…),NA()) if the year may be before 1901',
    summary: lines(
      'A date from its parts. The year has four digits; a year before 1901 is an error, because spreadsheet programs',
      'interpret years such as 24 differently.',
    ),
    examples: [['date(period.year, 1, 1)', 46023, {}, '2026-Q1']],
  },
  year: {
    category: 'date',
    signature: 'year(date)',
    takes: { date: 'date' },
    gives: 'number',
    summary: 'The year of a date.',
    examples: [['year(a)', 2026, { a: '2026-07' }]],
  },
  month: {
    category: 'date',
    signature: 'month(date)',
    takes: { date: 'date' },
    gives: 'number',
    summary: 'The month of a date, 1 to 12.',
    examples: [['month(a)', 7, { a: '2026-07' }]],
  },
  day: {
    category: 'date',
    signature: 'day(date)',
    takes: { date: 'date' },
    gives: 'number',
    summary: 'The day of a date.',
    examples: [['day(a)', 15, { a: '2026-07-15' }]],
  },
  eomonth: {
    category: 'date',
    signature: 'eomonth(date, months)',
    takes: { date: 'date', months: 'months' },
    gives: 'date',
    summary: 'The last day of the month that many whole months later (a fraction is ignored); correct in leap years.',
    examples: [['day(eomonth(a, 1))', 29, { a: '2024-01-31' }]],
  },
  edate: {
    category: 'date',
    signature: 'edate(date, months)',
    takes: { date: 'date', months: 'months' },
    gives: 'date',
    summary: 'The same day that many whole months later (a fraction is ignored), or the last day of that month.',
    examples: [['day(edate(a, 1))', 29, { a: '2024-01-31' }]],
  },
  days: {
    category: 'date',
    signature: 'days(end, start)',
    takes: { end: 'date', start: 'date' },
    gives: 'day',
    excel: 'end-start',
    summary: 'The number of days between two dates.',
    examples: [['days(b, a)', 366, { a: '2024-01-01', b: '2025-01-01' }]],
  },
  yearfrac: {
    category: 'date',
    signature: 'yearfrac(start, end, basis)',
    takes: { start: 'date', end: 'date', basis: 'basis' },
    least: 2,
    gives: 'number',
    summary: lines(
      'The fraction of a year between two dates. Basis 0: 30/360 US, 1: actual/actual, 2: actual/360, 3: actual/365,',
      '4: 30/360 European.',
    ),
    examples: [
      ['yearfrac(a, b, 0)', 0.5, { a: '2026-01-01', b: '2026-07-01' }],
      ['yearfrac(a, b, 1)', 181 / 366, { a: '2028-01-31', b: '2028-07-30' }],
      ['yearfrac(a, b, 2)', 182 / 360, { a: '2028-01-01', b: '2028-07-01' }],
      ['yearfrac(a, b, 3)', 182 / 365, { a: '2028-01-01', b: '2028-07-01' }],
      ['yearfrac(a, b, 4)', 0.5, { a: '2026-01-31', b: '2026-07-31' }],
    ],
  },
  active: {
    category: 'time',
    signature: 'active(start, term)',
    takes: { start: 'date', term: 'term' },
    gives: 'flag',
    excel: 'IF(AND(period start>=start,period start<EDATE(start,term)),1,0)',
    summary: lines(
      '1 in the periods that start within a term, otherwise 0. For amounts use active_months, which counts parts of a',
      'period.',
    ),
    examples: [
      ['active(a, term)', 1, { a: '2026-04', term: '3 months' }, '2026-Q2'],
      ['active(a, term)', 0, { a: '2026-04', term: '3 months' }, '2026-Q3'],
    ],
  },
  active_months: {
    category: 'time',
    signature: 'active_months(start, term)',
    takes: { start: 'date', term: 'term' },
    gives: 'month',
    excel: 'MAX(0,MIN(months,before+term)-MAX(0,before))',
    summary: lines(
      'The months of the period within a term that starts in the month of the start. A rate times this number gives',
      'the same total for every grain.',
    ),
    examples: [
      ['active_months(a, term)', 2, { a: '2026-05', term: '6 months' }, '2026-Q2'],
      ['active_months(a, term)', 3, { a: '2026-05', term: '6 months' }, '2026-Q3'],
      ['active_months(a, term)', 1, { a: '2026-05', term: '6 months' }, '2026-Q4'],
      ['active_months(a, term)', 0, { a: '2026-05', term: '6 months' }, '2026-Q1'],
      ['active_months(a, term)', 1, { a: '2025-12', term: '2 months' }, '2026-Q1'],
    ],
  },
  growth: {
    category: 'time',
    signature: 'growth(x) or growth(x, first)',
    takes: { x: 'item', first: 'number' },
    least: 1,
    gives: 'number',
    excel: 'x/previous x-1',
    summary: 'Growth from the previous period. `first` is the result in the first period, so that x needs no opening.',
    examples: [['growth(doubling, 0)', 1, {}, '2026-Q2']],
  },
  cumulative: {
    category: 'time',
    signature: 'cumulative(x)',
    takes: { x: 'item' },
    gives: 'first',
    excel: 'SUM(first period:this period)',
    summary: 'The running total from the first period.',
    examples: [['cumulative(one)', 3, {}, '2026-Q3']],
  },
  first: {
    category: 'time',
    signature: 'first(x) or first(x over 2027)',
    takes: { x: 'item' },
    gives: 'first',
    excel: 'the cell',
    summary: 'The value in the first period.',
    examples: [['first(doubling)', 1]],
  },
  last: {
    category: 'time',
    signature: 'last(x) or last(x over 2027)',
    takes: { x: 'item' },
    gives: 'first',
    excel: 'the cell',
    summary: 'The value in the last period.',
    examples: [['last(doubling)', 8]],
  },
  lookup: {
    category: 'lookup',
    signature: 'lookup(value_column, key_column, key)',
    takes: { value_column: 'column', key_column: 'column', key: 'key' },
    gives: 'a value of the kind in the value column',
    excel: 'INDEX(values,MATCH(key,keys,0),1)',
    summary: 'The value in the row whose key is equal to the given key.',
    examples: [['lookup(scale.rate, scale.from, a)', 0.2, { a: '100 1' }]],
  },
  lookup_band: {
    category: 'lookup',
    signature: 'lookup_band(value_column, from_column, amount)',
    takes: { value_column: 'column', from_column: 'column', amount: 'key' },
    gives: 'a value of the kind in the value column',
    excel: 'INDEX(values,MATCH(amount,from,1),1)',
    summary: lines(
      'The value of the band that contains an amount: the last row whose lower bound is not above it. The bounds are',
      'in ascending order.',
    ),
    examples: [['lookup_band(scale.rate, scale.from, a)', 0.2, { a: '250 1' }]],
  },
  lookup_date: {
    category: 'lookup',
    signature: 'lookup_date(value_column, date_column, date)',
    takes: { value_column: 'column', date_column: 'column', date: 'key' },
    gives: 'a value of the kind in the value column',
    excel: 'INDEX(values,MATCH(date,dates,1),1)',
    summary: 'The value in the last row whose date is not after the given date.',
    examples: [['lookup_date(scale.rate, scale.since, a)', 0.1, { a: '2026-03' }]],
  },
  progressive: {
    category: 'lookup',
    signature: 'progressive(from_column, rate_column, amount)',
    takes: { from_column: 'column', rate_column: 'column', amount: 'key' },
    gives: 'a number in the product of the units of amount and rate',
    excel: 'sum of MAX(0,amount-from)*(change in the rate)',
    summary: 'A charge by bands: each rate applies to the part of the amount within its band.',
    examples: [['progressive(scale.from, scale.rate, a)', 40, { a: '250 1' }]],
  },
  convert: {
    category: 'unit',
    signature: 'convert(x, "unit")',
    takes: { x: 'quantity', unit: 'unit' },
    gives: 'a number in the named unit',
    excel: 'x*factor',
    summary: 'The same quantity in another unit of the same kind.',
    examples: [['convert(a, "month")', 36, { a: '3 years' }]],
  },
} satisfies Record<string, Brief>;

export type FunctionName = keyof typeof briefs;

/** Every function by name. */
export const functions: Readonly<Record<FunctionName, FunctionDefinition>> = Object.assign(
  Object.create(null) as Record<FunctionName, FunctionDefinition>,
  Object.fromEntries(Object.entries<Brief>(briefs).map(([name, brief]) => [name, define(name, brief)])),
);

export function isFunctionName(name: string): name is FunctionName {
  return name in functions;
}

/** The definition of a function that is known to exist. */
export function functionNamed(name: string): FunctionDefinition {
  if (!isFunctionName(name)) throw new Error(`there is no function '${name}'`);
  return functions[name];
}
