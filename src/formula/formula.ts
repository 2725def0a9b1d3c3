/**
 * The tree of a formula as the analyst wrote it: names are not bound, units not checked.
 * Guarantee: every node carries the offsets of its text in the formula (not in the file).
 */
import type { BinaryOperator } from '../values/operators.ts';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** How strongly an operator binds, as in Excel; what binds less strongly needs parentheses inside it. */
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

/** A fixed time: `2027`, `2027-Q1`, `2027-03` or `2027-03-31`, exactly as written. */
export interface DateText {
  readonly text: string;
}

/** What stands in square brackets after a name. */
export type Selector =
  | (TextRange & { readonly kind: 'lag'; readonly offset: number }) // x[-1], x[0]
  | (TextRange & { readonly kind: 'window'; readonly from: number; readonly to: number }) // x[-11..0]
  | (TextRange & { readonly kind: 'at'; readonly date: DateText }) // x[2027-03]
  | (TextRange & { readonly kind: 'reported'; readonly date: DateText }) // x@2027, in what is asked of a model only
  | (TextRange & { readonly kind: 'member'; readonly table: string; readonly member: string }); // x[plan=max_20x]; member may be dotted: x[supplier=contract.supplier]

/** What an aggregation runs over. */
export type Over =
  | (TextRange & { readonly kind: 'table'; readonly table: string; readonly where?: Node })
  | (TextRange & { readonly kind: 'dates'; readonly from: DateText; readonly to: DateText }) // over 2026..2028; over 2025 has from = to
  | (TextRange & { readonly kind: 'timeline' });

export type Node = TextRange &
  (
    | { readonly kind: 'number'; readonly text: string; readonly unit?: string } // '1.25bn' with unit 'USD/month'; '12%' keeps its sign
    | { readonly kind: 'date'; readonly date: DateText }
    | { readonly kind: 'string'; readonly text: string } // "USD/month" as an argument of convert
    | { readonly kind: 'name'; readonly name: string; readonly selectors: readonly Selector[] } // dotted: plan.price, period.months
    | { readonly kind: 'negate'; readonly operand: Node }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
    | { readonly kind: 'call'; readonly name: string; readonly nameRange: TextRange; readonly args: readonly Node[] }
    | {
        readonly kind: 'aggregate';
        readonly name: 'sum' | 'average' | 'min' | 'max' | 'count' | 'last' | 'first' | 'irr' | 'sumproduct' | 'xirr';
        readonly nameRange: TextRange;
        readonly args: readonly Node[];
        readonly over: Over;
        /** Of irr and xirr: the rate to start from, behind what they run over. */
        readonly guess?: Node;
      }
  );

/** What the parser says of a text it cannot read. */
export interface FormulaProblem extends TextRange {
  readonly code: 'formula-syntax' | 'formula-too-long';
  readonly message: string;
  readonly hint?: string;
  /** What can be written in its place, where the hint says so; several where the author has to choose. */
  readonly replacements?: readonly string[];
}
