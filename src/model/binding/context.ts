/**
 * What binding a formula works with: the result of a node, and the context in which it is bound. The files of this
 * folder bind one kind of node each and reach the others through `bind`, so that none imports the dispatcher.
 */
import type { Node } from '../../formula/formula.ts';
import type { Located } from '../../source/source.ts';
import type { ComparisonOperator } from '../../values/operators.ts';
import type { Timeline } from '../../values/timeline.ts';
import type { IsWholeInput } from '../expression/exactness.ts';
import type { Expression, Quantity, Row } from '../model.ts';
import type { Registry } from '../registry.ts';
import type { BoundType } from './argumentRules.ts';

export type NameNode = Node & { readonly kind: 'name' };
export type NumberNode = Node & { readonly kind: 'number' };
export type BinaryNode = Node & { readonly kind: 'binary' };
export type CallNode = Node & { readonly kind: 'call' };
export type AggregateNode = Node & { readonly kind: 'aggregate' };

/** Whether something has one value or one per period; `unknown` after a problem. */
export type BoundTime = 'scalar' | 'series' | 'unknown';

/** A formula or a part of it with its names resolved. */
export interface Bound {
  readonly expression: Expression;
  readonly type: BoundType;
  readonly time: BoundTime;
  /** For a comparison: the common type of both sides. */
  readonly compared?: BoundType;
  /** For a comparison: its sides as written, without the tolerance of the expression. */
  readonly sides?: ComparedSides;
}

/** The operator and both sides of a comparison. */
export interface ComparedSides {
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** The context that a caller provides for a formula. */
export interface FormulaScope {
  readonly registry: Registry;
  readonly timeline: Timeline;
  /** The prefix of the included model to which the formula belongs; empty for the model's own file. */
  readonly scope: string;
  readonly row?: Row;
  /** The current member of each table, by table id. */
  readonly members: ReadonlyMap<string, string>;
  readonly formula: Located;
  /** For the formula of a check: how many tables its `by:` names. */
  readonly check?: { readonly tables: number };
  /** Line items may contain only structural numbers; checks and tie-outs any. */
  readonly literals: 'structural' | 'any';
  /** Whether the formula is asked for one run only, and so has no cell in the workbook. */
  readonly isProbe?: true;
  /** The type of a quantity; an item is bound first if necessary. */
  readonly typeOf: (quantity: Quantity) => { type: BoundType; time: BoundTime };
  /** The member in a reference column if it is the same in every scenario. */
  readonly staticText: (row: Row) => string | undefined;
  readonly isWholeInput: IsWholeInput;
  /** The value that the reports show for a row; absent in formulas of line items, from which the reports are made. */
  readonly reported?: (row: Row, from: number, to: number, by: 'year' | 'quarter') => Expression | undefined;
  /** Collects the type of every bound part. */
  readonly types?: Map<Expression, BoundType> | undefined;
}

/** The context while a formula is being bound. */
export interface BindContext extends FormulaScope {
  /** Whether a problem has been reported for this formula. */
  readonly outcome: { failed: boolean };
  readonly bind: (node: Node, context: BindContext) => Bound;
}

/** Binds a part of a formula. A part with a problem becomes `unknown`, so that its neighbours are still checked. */
export const bind = (node: Node, context: BindContext): Bound => context.bind(node, context);

/** Thrown to abandon one node after a problem was reported or a part of it is unknown; caught by the dispatcher. */
export class AbandonedNode extends Error {}

/** The result for a node that was abandoned. */
export const unknownResult: Bound = {
  expression: { kind: 'number', value: 0 },
  type: { kind: 'unknown' },
  time: 'unknown',
};

/** The time of an expression over several parts: a series if any of them is one. */
export function commonTimeOf(...parts: readonly Bound[]): BoundTime {
  return (['series', 'unknown'] as const).find((time) => parts.some((part) => part.time === time)) ?? 'scalar';
}
