/** The registry of a model: everything that is declared, and what is found out about it while formulas are bound. */

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { ColumnSource, InputSource, ItemSource, Located } from '../source/source.ts';
import type { Unit } from '../values/unit.ts';
import type { Quantity, Sheet, Table, ValueType } from './model.ts';

/** An item as declared, with the scope in which its formula's names are looked up. */
export interface ItemDeclaration {
  readonly quantity: Quantity;
  readonly source: ItemSource;
  readonly scope: string;
  /** Whether the file states the unit. */
  readonly stated: boolean;
}

export interface InputDeclaration {
  readonly quantity: Quantity;
  readonly scope: string;
  readonly source: InputSource | ColumnSource;
  /** For a table column: the table. */
  readonly table?: string;
}

export interface Registry {
  readonly units: Map<string, Unit>;
  readonly tables: Map<string, Table>;
  readonly inputs: Map<string, InputDeclaration>;
  readonly items: Map<string, ItemDeclaration>;
  readonly sheets: Sheet[];
  /** Where each sheet is named, by its name in the workbook in lower case. */
  readonly sheetKeys: Map<string, Located>;
  readonly diagnostics: Diagnostic[];
  /** Quantities that some formula names; collected while formulas are bound. */
  readonly read: Set<Quantity>;
  /** Columns that must ascend, with the formula that looks them up. */
  readonly ascendingColumns: Map<Quantity, Span>;
  /**
   * Quantities of unknown type, because the unit is missing or the formula has a problem; no unit problem is reported
   * for them.
   */
  readonly untyped: Set<Quantity>;
  /** Quantities that may be scalar or series, because their formula or value has a problem. */
  readonly untimed: Set<Quantity>;
  /**
   * By scope what its labels begin with: `OpenAI: ` for what is included as `openai.`, nothing for the model itself.
   */
  readonly labelPrefixes: Map<string, string>;
  /** Rows of what is declared `by` tables, as they are counted. */
  rows: number;
}

/** The type of a quantity, or `unknown` where a problem with its declaration was reported. */
export type StatedType = ValueType | 'unknown';

export function statedType(quantity: Quantity, { untyped }: Registry): StatedType {
  return untyped.has(quantity) ? 'unknown' : quantity.type;
}

/**
 * A label as readers of the whole see it: two models that are included have a revenue each, `OpenAI: Revenue` and
 * `Anthropic: Revenue`.
 */
export function prefixedLabel(label: string, scope: string, { labelPrefixes }: Registry): string {
  return `${labelPrefixes.get(scope) ?? ''}${label}`;
}

/** An id as a file of a scope writes it: `openai.plan` is `plan` in scope `openai.`. */
export function localName(id: string, scope: string): string {
  return id.startsWith(scope) ? id.slice(scope.length) : id;
}

/** The names of a scope as its own file writes them: of `openai.plan` and `rate` in scope `openai.` it is `plan`. */
export function localNames(ids: Iterable<string>, scope: string): string[] {
  return [...ids].filter((id) => id.startsWith(scope)).map((id) => id.slice(scope.length));
}
