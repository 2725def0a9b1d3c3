/** Arithmetic with doubles for `interpret`, which gives an error its name where the kernel has no more than NaN. */
import type { ScalarFunction } from '../model/expression/primitives.ts';
import type { Arithmetic, CellValue } from '../plan/interpret.ts';
import { runtime } from './runtime.ts';

const settled = (value: number): CellValue<number> => (Number.isFinite(value) ? value : '#NUM!');

type Call = (...args: number[]) => number;
const {
  int,
  round,
  roundup,
  rounddown,
  pmt,
  ipmt,
  ppmt,
  pv,
  fv,
  nper,
  edate,
  eomonth,
  date,
  year,
  month,
  day,
  yearfrac,
  mod,
} = runtime;
const { abs, sqrt, exp, log: ln } = Math;
const calls = {
  ...{ abs, sqrt, exp, ln, int, mod, round, roundup, rounddown, pmt, ipmt, ppmt, pv, fv, nper },
  ...{ edate, eomonth, date, year, month, day, yearfrac },
} satisfies Record<ScalarFunction, (...args: never[]) => number> as Readonly<Record<ScalarFunction, Call>>;

/** Doubles, computed as the kernel computes them. */
export const doubleArithmetic: Arithmetic<number> = {
  of: (value) => value,
  add: (a, b) => settled(a + b),
  subtract: (a, b) => settled(a - b),
  multiply: (a, b) => settled(a * b),
  divide: (a, b) => settled(a / b),
  power: (a, b) => settled(a ** b),
  negate: (a) => -a,
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN),
  call: (name, args) => {
    if (name === 'mod' && args[1] === 0) return '#DIV/0!';
    return settled(calls[name](...args));
  },
  rate: (flows, days, guess) => {
    const cells = Float64Array.from([...flows, ...(days ?? [])]);
    const { length } = flows;
    return settled(
      days === undefined ? runtime.irr(cells, 0, length, guess) : runtime.xirr(cells, 0, length, length, guess),
    );
  },
  toNumber: (a) => a,
};
