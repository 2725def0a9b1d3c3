import type { Expression, Quantity, Row } from '../model.ts';

/**
 * `opening`: a level one period earlier. `moment`: a number at the end of the period, such as a sum of the last twelve
 * months. `speed`: an amount per month or year. `time`: a length of time inside the period. `factor`: a price, share or
 * rate that changes over time. `stock`: what depends on a level or on an amount that says neither flow nor level.
 * `calendar`: a number of the period. `constant`: the same in every period; `number`, `twelve` (12 and 24) and
 * `nothing` (0) are written in the formula.
 */
export type Measure =
  | { readonly kind: 'nothing' | 'number' | 'twelve' | 'constant' | 'time' | 'flow' | 'level' | 'opening' | 'moment' }
  | { readonly kind: 'speed' | 'factor' | 'stock' | 'calendar' | 'flag' | 'date' }
  | Ratio
  | { readonly kind: 'unclear'; readonly why: string };

export interface Ratio {
  readonly kind: 'ratio';
  readonly numerator: Expression;
  readonly denominator: Expression;
  /** What both are: flows, which add up, or levels, of which the last counts. */
  readonly of: 'flow' | 'level';
  /** The value that is shown if the denominator is zero; undefined if that is an error. */
  readonly otherwise?: number | undefined;
  /** Whether the formula gives this ratio when the rows that it reads are replaced by what the reports show of them. */
  readonly isDirect: boolean;
}

/** What is known about the rows that a formula reads. */
export interface MeasureContext {
  readonly measure: (row: Row) => Measure;
  /** Whether a report shows a row by adding its flows up, or by its last level; or recomputes it, for a ratio. */
  readonly isReportedAs: (row: Row, kind: 'flow' | 'level' | 'ratio') => boolean;
  /** How many periods a year has. */
  readonly periodsOfYear: number;
  /** Called with every quantity whose change from one period to the next is taken. */
  readonly differenced: (quantity: Quantity) => void;
}

export const unclearBecause = (why: string): Measure => ({ kind: 'unclear', why });

export const isNumberMeasure = ({ kind }: Measure): boolean =>
  kind === 'number' || kind === 'twelve' || kind === 'nothing';

export const isConstant = (one: Measure): boolean => isNumberMeasure(one) || one.kind === 'constant';

const ofLevels: readonly Measure['kind'][] = ['level', 'opening', 'moment', 'stock'];

/** The measure of parts that prove nothing together: it depends on a level, or is a price, share or rate. */
export function mixedMeasure(measures: readonly Measure[]): Measure {
  const doubtful = measures.find(({ kind }) => kind === 'unclear');
  if (doubtful !== undefined) return doubtful;
  if (measures.some(({ kind }) => kind === 'flow'))
    return unclearBecause('it uses a flow in a way that has no default rule');
  return { kind: measures.some(({ kind }) => ofLevels.includes(kind)) ? 'stock' : 'factor' };
}

/** A measure in words: `a flow`. */
export function measureNoun({ kind }: Measure): string {
  const nouns: Readonly<Record<Measure['kind'], string>> = {
    nothing: 'zero',
    number: 'a number',
    twelve: 'a number',
    constant: 'something that is the same in every period',
    time: 'a length of time',
    flow: 'a flow',
    level: 'a balance',
    opening: 'an opening balance',
    moment: 'a number at the end of the period',
    speed: 'an amount per month or year',
    factor: 'a price, share or rate',
    stock: 'something that depends on a balance or on an amount that is neither a flow nor a level',
    calendar: 'a calendar number',
    flag: 'a flag',
    date: 'a date',
    ratio: 'a ratio',
    unclear: 'something unclear',
  };
  return nouns[kind];
}
