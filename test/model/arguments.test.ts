/** Every function checks its arguments: their kind, their unit, and that those of one rule have one unit. */
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../helpers/models.ts';

const model = (formula: string): string => `
model: arguments
timeline: { from: 2026-01, to: 2026-03, grain: month }
units: { user: {} }
tables:
  scale:
    columns: { from: { unit: USD }, fee: { unit: USD }, since: { unit: date }, rate: { unit: '%' }, kind: { choice: [a, b] } }
    members:
      low: { from: 0 USD, fee: 1 USD, since: 2026-01, rate: 1%, kind: a }
      high: { from: 5 USD, fee: 2 USD, since: 2026-02, rate: 2%, kind: b }
  other: { columns: { from: { unit: USD } }, members: { one: { from: 0 USD } } }
  empty: { columns: { from: { unit: USD } } }
inputs:
  fee: { unit: USD/user, value: 0.01 USD/user }
  share: { unit: '%', value: 1% }
  users: { unit: user, value: 12 user }
  term: { unit: month, value: 3 months }
  paid: { unit: flag, value: true }
  treatment: { choice: [a, b], value: a }
  loan: { unit: USD, value: 1000 USD }
  start: { unit: date, value: 2026-01-31 }
  end: { unit: date, value: 2026-03-31 }
sheets: { S: { T: { day_of: { unit: date, formula: period.start }, x: { rollup: none, formula: '${formula}' } } } }
`;

describe('arguments that a function does not take', () => {
  it.each([
    ['pmt(fee, users, loan)', 'unit-mismatch', "pmt takes a plain number for 'rate', but this is USD/user"],
    ['pmt(share, term, loan)', 'unit-mismatch', "pmt takes a plain number for 'periods', but this is month"],
    ['pmt(share, 12, loan, users)', 'unit-mismatch', 'x mixes USD and user'],
    ['pmt(share, 12, loan, 0, loan)', 'unit-mismatch', "pmt takes a plain number for 'type', but this is USD"],
    ['nper(share, -loan, users)', 'unit-mismatch', 'x mixes USD and user'],
    ['year(loan)', 'wrong-arguments', "year takes a date for 'date', but this is USD"],
    ['edate(start, loan)', 'unit-mismatch', "edate takes months or a plain number for 'months', but this is USD"],
    ['days(loan, users)', 'wrong-arguments', "days takes a date for 'end', but this is USD"],
    ['yearfrac(start, end, share)', 'wrong-arguments', 'the basis of yearfrac is not a number from 0 to 4'],
    ['date(loan, 1, 1)', 'unit-mismatch', "date takes a plain number for 'year', but this is USD"],
    ['round(loan, users)', 'unit-mismatch', "round takes a plain number for 'digits', but this is user"],
    ['and(loan, paid)', 'wrong-arguments', "and takes a condition or a flag for 'condition', but this is USD"],
    ['not(share)', 'wrong-arguments', "not takes a condition or a flag for 'condition', but this is %"],
    ['if(loan, 1, 0)', 'wrong-arguments', "if takes a condition or a flag for 'condition', but this is USD"],
    ['if(paid, loan, users)', 'unit-mismatch', 'x returns both USD and user'],
    ['max(start, loan)', 'unit-mismatch', 'x mixes a date and USD'],
    ['abs(treatment)', 'wrong-arguments', "abs takes a number in any unit for 'x', but this is an option"],
    ['allocate(loan, users, term)', 'wrong-arguments', "allocate takes a date for 'start', but this is user"],
    ['active(start, share)', 'unit-mismatch', "active takes months for 'term', but this is %"],
    ['sum(day_of over timeline)', 'wrong-arguments', "sum takes numbers in the same unit for 'a', but this is a date"],
    [
      'average(scale.since over scale)',
      'wrong-arguments',
      "average takes numbers in the same unit for 'a', but this is a date",
    ],
    [
      'irr(day_of over timeline)',
      'wrong-arguments',
      "irr takes a number in any unit for 'cash_flow', but this is a date",
    ],
    [
      'lookup(scale.fee, other.from, loan)',
      'wrong-arguments',
      "lookup needs two columns of the same table, but these are from 'scale' and 'other'",
    ],
    [
      'progressive(other.from, scale.rate, loan)',
      'wrong-arguments',
      "progressive needs two columns of the same table, but these are from 'other' and 'scale'",
    ],
    ['lookup(empty.from, empty.from, loan)', 'wrong-arguments', "'empty.from' has no rows"],
    ['progressive(empty.from, empty.from, loan)', 'wrong-arguments', "'empty.from' has no rows"],
    ['lookup(scale.fee, scale.from, share)', 'unit-mismatch', 'x compares USD and %'],
    [
      'lookup_date(scale.fee, scale.from, loan)',
      'wrong-arguments',
      'lookup_date takes a column of dates here, but this is USD',
    ],
    [
      'lookup_band(scale.fee, scale.kind, treatment)',
      'wrong-arguments',
      'lookup_band takes a column of numbers here, but this is an option',
    ],
  ])('%s', (formula, code, message) => {
    expect(problemsOf(model(formula))).toEqual([`${code}: ${message}`]);
  });
});

describe('arithmetic that means nothing', () => {
  it.each([
    ['start + end', 'two dates cannot be added'],
    ['-start', 'a date cannot be used in a calculation'],
    ['start * 2', 'a date cannot be used in a calculation'],
    ['start + loan', 'this formula adds a date and USD'],
    ['treatment + treatment', 'an option cannot be used in a calculation'],
    ['loan ^ 13', 'the result would have a unit to the power of more than 12'],
  ])('%s', (formula, message) => {
    const checked = model('loan').replace('\nsheets:', `\nchecks: { c: { formula: '${formula} > 0' } }\nsheets:`);
    expect(problemsOf(checked)[0]).toBe(`unit-mismatch: ${message}`);
  });
});

describe('arguments that functions take', () => {
  it.each([
    'pmt(share, term / term, loan, 0, 1)',
    'edate(start, term)',
    'edate(start, 2)',
    'start + days(end, start)',
    'days(end, start) + start',
    'start - days(end, start)',
    'max(start, end)',
    'if(paid, loan, 0)',
    'if(treatment = a, start, end)',
    'and(paid, loan > 0)',
    'paid + paid',
    'sum(scale.fee over scale)',
    'max(scale.since over scale)',
    'lookup_band(scale.fee, scale.since, start)',
    'lookup_date(scale.fee, scale.since, period.end)',
    'progressive(scale.from, scale.rate, loan)',
    'round(loan, 2)',
    'yearfrac(start, end, 3)',
  ])('%s', (formula) => {
    expect(problemsOf(model(formula))).toEqual([]);
  });
});

describe('after a problem', () => {
  const open = (formula: string): string =>
    model(formula)
      .replace('\ninputs:', '\ninputs:\n  open: { value: 5 }')
      .replace('day_of:', 'late: { opening: 0, rollup: none, formula: open * period.index }, day_of:');
  it.each([
    'pmt(open, open, loan)',
    'if(open, loan, 0)',
    'and(open, paid)',
    '-open * loan',
    'start + open',
    'open + start',
    'max(open, start)',
    'year(open)',
    'divide(open, loan, 0)',
    'convert(open, "month")',
    'allocate(open, open, open)',
    'active(open, term)',
    'growth(late)',
    'cumulative(late)',
    'average(late[-1..0])',
    'sum(late over timeline)',
    'lookup_band(scale.fee, scale.from, open)',
    'progressive(scale.from, scale.rate, open)',
  ])('nothing is said of what has no known type: %s', (formula) => {
    expect(problemsOf(open(formula))).toEqual(["missing-key: the input 'open' has no unit"]);
  });

  it('the other arguments are still read', () => {
    expect(problemsOf(model('pmt(one, two, start)'))).toEqual([
      "unknown-name: the model has no 'one'",
      "unknown-name: the model has no 'two'",
      "wrong-arguments: pmt takes numbers in the same unit for 'present', but this is a date",
    ]);
  });
});

it('knows no name that only JavaScript has', () => {
  for (const name of ['constructor', 'valueOf', '__proto__', 'toString']) {
    expect(problemsOf(model(`period.${name}`))[0]).toContain(`a period has no '${name}'`);
    expect(problemsOf(model(`${name}(loan)`))[0]).toContain(`there is no function '${name.toLowerCase()}'`);
  }
  const shown = (scale: string) => problemsOf(`${model('loan')}display: { USD: ${scale} }\n`);
  expect(shown('constructor')).toEqual(["invalid-value: 'constructor' is not a scale"]);
  expect(shown('m')).toEqual([]);
});
