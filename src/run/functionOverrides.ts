/**
 * Replacements for functions whose results in HyperFormula 3.5.0 differ from Excel and LibreOffice: INT of negative
 * numbers; ROUND, ROUNDUP and ROUNDDOWN of values that differ in the sixteenth digit; EDATE in leap years; EOMONTH with
 * a fraction of a month; IRR and XIRR, with verified roots; loan functions, which lose digits at small rates; and REPT
 * with more characters than a cell can contain. What they compute is in `values/excelRounding.ts`,
 * `values/excelDates.ts`, `values/internalRate.ts` and `values/loans.ts`.
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
import { addMonths, endOfMonth } from '../values/excelDates.ts';
import { roundAwayFromZero, roundDownToInteger, roundHalfAway, roundTowardsZero } from '../values/excelRounding.ts';
import { datedRate, internalRate } from '../values/internalRate.ts';
import { futureValue, interest, numberOfPayments, payment, presentValue, principal } from '../values/loans.ts';

type Ast = Parameters<FunctionPlugin['runFunction']>;
type Procedure = { readonly args: Ast[0] };

const number = { argumentType: FunctionArgumentType.NUMBER };
const places = { argumentType: FunctionArgumentType.NUMBER, defaultValue: 0 };

/** HyperFormula wraps dates and percentages; a value that is not a number becomes NaN. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null && 'val' in value ? Number(value.val) : Number.NaN;
}

/** Excel has no dates before its first day. */
const asDay = (day: number) => (day < 0 ? new CellError(ErrorType.NUM) : day);

/** The maximum number of characters in an Excel cell; a longer result is #VALUE!. */
export const textMax = 32_767;
/** A missing result is an error. */
const orError = (value: number) => (Number.isNaN(value) ? new CellError(ErrorType.NUM) : value);
const loan = (required: number) => [...Array(required).fill(number), ...Array(2).fill({ ...number, defaultValue: 0 })];

class ExcelNumberFunctions extends FunctionPlugin {
  static override implementedFunctions: ImplementedFunctions = {
    INT: { method: 'int', parameters: [number] },
    ROUND: { method: 'round', parameters: [number, places] },
    ROUNDUP: { method: 'roundUp', parameters: [number, places] },
    ROUNDDOWN: { method: 'roundDown', parameters: [number, places] },
    EDATE: { method: 'edate', parameters: [{ ...number, minValue: 0 }, number] },
    EOMONTH: { method: 'eomonth', parameters: [{ ...number, minValue: 0 }, number] },
    PMT: { method: 'pmt', parameters: loan(3) },
    PV: { method: 'pv', parameters: loan(3) },
    FV: { method: 'fv', parameters: loan(3) },
    NPER: { method: 'nper', parameters: loan(3) },
    IPMT: { method: 'ipmt', parameters: loan(4) },
    PPMT: { method: 'ppmt', parameters: loan(4) },
    IRR: {
      method: 'irr',
      parameters: [{ argumentType: FunctionArgumentType.RANGE }, { ...number, defaultValue: 0.1 }],
    },
    XIRR: {
      method: 'xirr',
      parameters: [
        { argumentType: FunctionArgumentType.RANGE },
        { argumentType: FunctionArgumentType.RANGE },
        { ...number, defaultValue: 0.1 },
      ],
    },
  };

  int(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('INT'), roundDownToInteger);
  }
  round(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUND'), roundHalfAway);
  }
  roundUp(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUNDUP'), roundAwayFromZero);
  }
  roundDown(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('ROUNDDOWN'), roundTowardsZero);
  }
  edate(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('EDATE'), (serial: number, months: number) =>
      asDay(addMonths(serial, months)),
    );
  }
  pmt(call: Procedure, state: Ast[1]) {
    return this.loan('PMT', payment, call, state);
  }
  pv(call: Procedure, state: Ast[1]) {
    return this.loan('PV', presentValue, call, state);
  }
  fv(call: Procedure, state: Ast[1]) {
    return this.loan('FV', futureValue, call, state);
  }
  nper(call: Procedure, state: Ast[1]) {
    return this.loan('NPER', numberOfPayments, call, state);
  }
  ipmt(call: Procedure, state: Ast[1]) {
    return this.loan('IPMT', interest, call, state);
  }
  ppmt(call: Procedure, state: Ast[1]) {
    return this.loan('PPMT', principal, call, state);
  }
  private loan(
    name: string,
    compute: (...numbers: [number, number, number, number]) => number,
    call: Procedure,
    state: Ast[1],
  ) {
    const ofNumbers = compute as (...numbers: number[]) => number;
    return this.runFunction(call.args, state, this.metadata(name), (...numbers: number[]) =>
      orError(ofNumbers(...numbers)),
    );
  }
  irr(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('IRR'), (range: SimpleRangeValue, guess: number) => {
      const values = range.valuesFromTopLeftCorner();
      const error = values.find((value) => value instanceof CellError);
      if (error !== undefined) return error;
      return internalRate(values.map(numberOf), guess) ?? new CellError(ErrorType.NUM);
    });
  }
  xirr(call: Procedure, state: Ast[1]) {
    return this.runFunction(
      call.args,
      state,
      this.metadata('XIRR'),
      (flows: SimpleRangeValue, days: SimpleRangeValue, guess: number) => {
        const [amounts, dates] = [flows, days].map((range) => range.valuesFromTopLeftCorner());
        const error = [...amounts!, ...dates!].find((value) => value instanceof CellError);
        if (error !== undefined) return error;
        const numbersIn = (values: readonly unknown[]) => values.map((value) => numberOf(value));
        return datedRate(numbersIn(amounts!), numbersIn(dates!), guess) ?? new CellError(ErrorType.NUM);
      },
    );
  }
  eomonth(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('EOMONTH'), (serial: number, months: number) =>
      asDay(endOfMonth(serial, months)),
    );
  }
}

/** In HyperFormula, REPT returns text of any length, and throws beyond half a billion characters. */
class ExcelTextFunctions extends FunctionPlugin {
  static override implementedFunctions: ImplementedFunctions = {
    REPT: { method: 'rept', parameters: [{ argumentType: FunctionArgumentType.STRING }, number] },
  };

  rept(call: Procedure, state: Ast[1]) {
    return this.runFunction(call.args, state, this.metadata('REPT'), (text: string, times: number) => {
      const count = Math.trunc(times);
      return count < 0 || text.length * count > textMax ? new CellError(ErrorType.VALUE) : text.repeat(count);
    });
  }
}

/** Every function of HyperFormula, with ours in place of its own: for `functionPlugins` of the configuration. */
export function hyperFormulaPlugins() {
  return [...HyperFormula.getAllFunctionPlugins(), ExcelNumberFunctions, ExcelTextFunctions];
}
