/**
 * Functions that HyperFormula 3.5.0 computes otherwise than Excel and LibreOffice, computed as they do:
 * INT of negatives, ROUND, ROUNDUP and ROUNDDOWN of values that are off in the sixteenth digit, EDATE in leap years, EOMONTH with a fraction of a month, IRR, whose root is
 * proved.
 * Enters numbers; leaves numbers. Guarantee: a value is rounded to 15 significant digits before it is cut,
 * so that `ROUND(1.005,2)` is 1.01 although the double is a little less than 1.005.
 */
import {
  CellError,
  ErrorType,
  FunctionArgumentType,
  FunctionPlugin,
  HyperFormula,
  type ImplementedFunctions,
  type SimpleRangeValue,
} from 'hyperformula';
import { internalRate } from './internalRate.ts';

type Ast = Parameters<FunctionPlugin['runFunction']>;
type Procedure = { readonly args: Ast[0] };

const millisecondsPerDay = 86_400_000;
/** Day 0 of Excel, as LibreOffice and HyperFormula count it; right from 1 March 1900 on. */
const dayZero = Date.UTC(1899, 11, 30);

/** `scaled(1.005, 2)` is 100.5: times a power of ten, through 15 decimal digits, without the error of a multiplication. */
function scaled(value: number, places: number): number {
  const [digits, exponent] = value.toExponential(14).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

function unscaled(value: number, places: number): number {
  const [digits, exponent] = value.toExponential().split('e');
  return Number(`${digits}e${Number(exponent) - places}`);
}

function roundWith(cut: (magnitude: number) => number, value: number, places: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const whole = Math.trunc(places);
  const magnitude = unscaled(cut(scaled(Math.abs(value), whole)), whole);
  return value < 0 ? 0 - magnitude : magnitude;
}

/** Half away from zero: `roundHalfAway(1.005, 2)` is 1.01. */
export const roundHalfAway = (value: number, places: number): number => roundWith(Math.round, value, places);

/** Away from zero: `roundAway(-1.21, 1)` is -1.3. */
export const roundAway = (value: number, places: number): number => roundWith(Math.ceil, value, places);

/** Towards zero: `roundTowards(-1.29, 1)` is -1.2. */
export const roundTowards = (value: number, places: number): number => roundWith(Math.floor, value, places);

/** The next whole number below: `wholeBelow(-1.5)` is -2, `wholeBelow(4.35 * 100)` is 435. */
export function wholeBelow(value: number): number {
  return Number.isFinite(value) ? Math.floor(Number(value.toPrecision(15))) : value;
}

/** The same day some months later, or the last of that month: `sameDayLater(45322, 1)` is 45351 (31 January to 29 February 2024). */
export function sameDayLater(serial: number, months: number): number {
  const start = new Date(dayZero + Math.floor(serial) * millisecondsPerDay);
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth() + Math.trunc(months);
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Math.round((Date.UTC(year, month, Math.min(start.getUTCDate(), lastDay)) - dayZero) / millisecondsPerDay);
}

/** The last day of the month some months later: `lastDayLater(45322, 1.5)` is 45351 (31 January to 29 February 2024). */
export function lastDayLater(serial: number, months: number): number {
  const start = new Date(dayZero + Math.floor(serial) * millisecondsPerDay);
  return Math.round((Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + Math.trunc(months) + 1, 0) - dayZero) / millisecondsPerDay);
}

const number = { argumentType: FunctionArgumentType.NUMBER };
const places = { argumentType: FunctionArgumentType.NUMBER, defaultValue: 0 };

/** Excel has no days before its first. */
const asDay = (day: number) => (day < 0 ? new CellError(ErrorType.NUM) : day);

class ExcelRounding extends FunctionPlugin {
  static override implementedFunctions: ImplementedFunctions = {
    INT: { method: 'int', parameters: [number] },
    ROUND: { method: 'round', parameters: [number, places] },
    ROUNDUP: { method: 'roundUp', parameters: [number, places] },
    ROUNDDOWN: { method: 'roundDown', parameters: [number, places] },
    EDATE: { method: 'edate', parameters: [{ ...number, minValue: 0 }, number] },
    EOMONTH: { method: 'eomonth', parameters: [{ ...number, minValue: 0 }, number] },
    IRR: { method: 'irr', parameters: [{ argumentType: FunctionArgumentType.RANGE }, { ...number, defaultValue: 0.1 }] },
  };

  int(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('INT'), wholeBelow);
  }
  round(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUND'), roundHalfAway);
  }
  roundUp(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUNDUP'), roundAway);
  }
  roundDown(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUNDDOWN'), roundTowards);
  }
  edate(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('EDATE'), (serial: number, months: number) =>
      asDay(sameDayLater(serial, months)),
    );
  }
  irr(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('IRR'), (range: SimpleRangeValue, guess: number) => {
      const values = range.valuesFromTopLeftCorner();
      const error = values.find((value) => value instanceof CellError);
      if (error !== undefined) return error;
      return (
        internalRate(
          values.filter((value) => typeof value === 'number'),
          guess,
        ) ?? new CellError(ErrorType.NUM)
      );
    });
  }
  eomonth(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('EOMONTH'), (serial: number, months: number) =>
      asDay(lastDayLater(serial, months)),
    );
  }
}

/** Every function of HyperFormula, with ours in place of its own: for `functionPlugins` of the configuration. */
export function excelFunctions() {
  return [...HyperFormula.getAllFunctionPlugins(), ExcelRounding];
}
