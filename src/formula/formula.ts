/**
 * The syntax tree of a formula: names are not bound, units not checked.
 * Guarantee: every node has the offsets of its text in the formula (not in the file).
 */
import type { BinaryOperator } from '../values/operators.ts';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The precedence of operators, as in Excel; an operand of lower precedence needs parentheses. */
export const operatorStrengths: Record<BinaryOperator, number> = {
  '=': 1,
  '<>': 1,
  '<': 1,
  '<=': 1,
  '>': 1,
  '>=': 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  '^': 4,
};

/** A date as written: `2027`, `2027-Q1`, `2027-03` or `2027-03-31`. */
export interface DateText {
  readonly text: string;
}

/** The square brackets after a name. */
export type Selector =
  | (TextRange & { readonly kind: 'lag'; readonly offset: number }) // x[-1], x[0]
  | (TextRange & { readonly kind: 'window'; readonly from: number; readonly to: number }) // x[-11..0]
  | (TextRange & { readonly kind: 'at'; readonly date: DateText }) // x[2027-03]
  | (TextRange & { readonly kind: 'reported'; readonly date: DateText }) // x@2027, only in questions to a model
  // x[plan=max_20x]; the member may be dotted: x[supplier=contract.supplier]
  | (TextRange & { readonly kind: 'member'; readonly table: string; readonly member: string });

/** What an aggregate function runs over. */
export type Over =
  | (TextRange & { readonly kind: 'table'; readonly table: string; readonly where?: Node })
  // over 2026..2028; over 2025 has from = to
  | (TextRange & { readonly kind: 'dates'; readonly from: DateText; readonly to: DateText })
  | (TextRange & { readonly kind: 'timeline' });

export type Node = TextRange &
  // '1.25bn' with unit 'USD/month'; '12%' keeps its percent sign
  (
    | { readonly kind: 'number'; readonly text: string; readonly unit?: string }
    | { readonly kind: 'date'; readonly date: DateText }
    | { readonly kind: 'string'; readonly text: string } // "USD/month" as an argument of convert
    // may be dotted: plan.price, period.months
    | { readonly kind: 'name'; readonly name: string; readonly selectors: readonly Selector[] }
    | { readonly kind: 'negate'; readonly operand: Node }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
    | { readonly kind: 'call'; readonly name: string; readonly nameRange: TextRange; readonly args: readonly Node[] }
    | {
        readonly kind: 'aggregate';
        readonly name: 'sum' | 'average' | 'min' | 'max' | 'count' | 'last' | 'first' | 'irr' | 'sumproduct' | 'xirr';
        readonly nameRange: TextRange;
        readonly args: readonly Node[];
        readonly over: Over;
        /** For irr and xirr: the rate to start from, after the range. */
        readonly guess?: Node;
      }
  );

/** A problem of a text that the parser cannot read. */
export interface FormulaProblem extends TextRange {
  readonly code: 'formula-syntax' | 'formula-too-long';
  readonly message: string;
  readonly hint?: string;
  /** The texts that the hint suggests instead; several if the author has to choose. */
  readonly replacements?: readonly string[];
}
