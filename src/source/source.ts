/**
 * Model files as written: texts without meaning yet, so that decimals stay exact.
 * `fromYaml.ts` produces them and `model/fromSource.ts` reads them.
 */
import type { Span } from '../diagnostics/span.ts';

/** A text with its position. `at(i)` is the file offset of character i of the text, to mark parts of formulas. */
export interface Located {
  readonly text: string;
  readonly span: Span;
  readonly at: (index: number) => number;
}

/** A map in the order of the file; keys have a position, so that messages can show them. */
export type Entries<T> = ReadonlyMap<string, { readonly key: Located; readonly value: T }>;

/** A value as written. It has exactly one of `value`, `series` and `revisions`; revisions may contain series. */
export interface ValueSource {
  readonly span: Span;
  readonly value?: Located;
  /** Dates to values: `2026-01: 2.16 USD/Mtoken`. */
  readonly series?: Entries<Located>;
  readonly interpolate?: 'step' | 'linear';
  /** In a scenario: the inherited value applies before this date. */
  readonly from?: Located;
  readonly revisions?: readonly RevisionSource[];
  readonly source?: Located;
  readonly status?: Located; // reported | company | estimate | assumption
  readonly known?: Located; // date on which the value became known
  readonly range?: { readonly low: Located; readonly high: Located };
  readonly distribution?: DistributionSource;
  readonly alternatives?: readonly (ProvenanceSource & { readonly value: Located })[];
  readonly note?: Located;
  readonly why?: Located;
  /** The tie-outs that the value was solved to reproduce. */
  readonly calibratedTo?: readonly Located[];
}
/** A probability distribution. Parameters that are not written come from the value and its range. */
export interface DistributionSource {
  readonly span: Span;
  readonly kind: Located; // triangular | pert | uniform | normal | lognormal | discrete
  /** `low: 40%`, `deviation: 5%`; only those of its kind. */
  readonly parameters: Entries<Located>;
  /** Value to probability, for `discrete`. */
  readonly chances: Entries<Located>;
}
export interface ProvenanceSource {
  readonly span: Span;
  readonly source?: Located;
  readonly status?: Located;
  readonly known?: Located;
  readonly note?: Located;
  readonly why?: Located;
}
export interface RevisionSource extends ProvenanceSource {
  readonly known: Located;
  readonly calibratedTo?: readonly Located[];
  readonly value?: Located;
  readonly series?: Entries<Located>;
  readonly interpolate?: 'step' | 'linear';
}

export interface InputSource {
  readonly span: Span;
  readonly label?: Located;
  readonly unit?: Located; // a unit, or `date`, `flag`; absent for a choice
  readonly by?: readonly Located[];
  readonly choice?: readonly Located[]; // the options
  readonly measure?: Located; // flow | level
  readonly was?: Located;
  readonly note?: Located;
  /** A value in the declaration itself. */
  readonly given?: ValueSource;
}

export interface ColumnSource {
  readonly span: Span;
  readonly label?: Located;
  readonly unit?: Located;
  readonly choice?: readonly Located[];
  /** The table whose members the column refers to: contract -> supplier. */
  readonly ref?: Located;
  readonly default?: Located;
  readonly was?: Located;
  readonly measure?: Located; // flow | level
}
export interface MemberSource {
  readonly span: Span;
  readonly label?: Located;
  readonly was?: Located;
  readonly note?: Located;
  readonly cells: Entries<ValueSource>;
}
export interface TableSource {
  readonly span: Span;
  readonly label?: Located;
  readonly columns: Entries<ColumnSource>;
  readonly members: Entries<MemberSource>;
}

export interface MemberActualsSource {
  readonly span: Span;
  readonly byPeriod: Entries<ValueSource>;
}
/** How an item aggregates: by a named rule, as the ratio of two formulas, or as an average weighted by a formula. */
export interface RollupSource {
  readonly span: Span;
  /** sum, last, first, average, recompute, growth or none. */
  readonly rule?: Located;
  readonly numerator?: Located;
  readonly denominator?: Located;
  readonly weightedBy?: Located;
}
export interface ItemSource {
  readonly span: Span;
  readonly label?: Located;
  readonly unit?: Located | undefined;
  readonly by?: readonly Located[];
  readonly formula: Located;
  readonly opening?: Located | undefined; // a value or a formula
  /** By period; for an item by a table by member (`pro.eu` for two tables), then by period. */
  readonly actuals?: Entries<ValueSource | MemberActualsSource>;
  readonly rollup?: RollupSource | undefined;
  readonly was?: Located;
  readonly note?: Located;
}
export interface SectionSource {
  readonly items: Entries<ItemSource>;
}
export interface SheetSource {
  readonly sections: Entries<SectionSource>;
}

export interface CheckSource {
  readonly span: Span;
  readonly label?: Located;
  /** Tables whose members are judged one by one. */
  readonly by?: readonly Located[];
  readonly formula: Located;
  readonly tolerance?: Located;
  readonly note?: Located;
}
/** A published figure (`tie_outs`, with a source) or an answer known in closed form (`expect`, without). */
export interface TieOutSource {
  readonly span: Span;
  readonly label?: Located;
  readonly formula: Located;
  readonly expect: Located;
  readonly tolerance: Located; // `2%` relative, or `0.01 USD` absolute
  /** The scenarios in which it is judged, or `all`; the first one where none is named. */
  readonly scenario?: readonly Located[];
  readonly source?: Located;
  readonly known?: Located;
  readonly note?: Located;
  readonly misses?: MissSource;
}
/** Why a tie-out is known to miss its figure; with dates where that is so on some as-of dates only. */
export interface MissSource {
  readonly span: Span;
  readonly reason: Located;
  /** The first as-of date on which it misses. */
  readonly from?: Located | undefined;
  /** The first as-of date on which it no longer misses. */
  readonly until?: Located | undefined;
}
export interface CitationSource {
  readonly span: Span;
  readonly title: Located;
  readonly publisher?: Located;
  readonly date?: Located;
  readonly url?: Located;
  readonly confidence?: Located;
  readonly note?: Located;
}
export interface UnitSource {
  readonly span: Span;
  /** `1000000 token` for Mtoken; absent for a base unit. */
  readonly equals?: Located;
  readonly label?: Located;
}
export interface ScenarioSource {
  readonly span: Span;
  readonly title?: Located;
  readonly extends?: Located;
  readonly note?: Located;
  readonly set: Entries<ValueSource>;
}

/** The correlation of two uncertain inputs. */
export interface CorrelationSource {
  readonly span: Span;
  /** Two inputs, with their keys as under `values:`. */
  readonly inputs: readonly Located[];
  readonly rank: Located;
  readonly note?: Located;
  readonly source?: Located;
}

/** A row of a report: an item, or a heading. */
export interface ReportRowSource {
  readonly span: Span;
  readonly item?: Located;
  readonly heading?: Located;
  readonly label?: Located;
  readonly emphasis?: Located; // normal | subtotal | total
}
export interface ReportSource {
  readonly span: Span;
  readonly title?: Located;
  readonly rows: readonly ReportRowSource[];
}
export interface ChartSource {
  readonly span: Span;
  readonly title?: Located;
  readonly kind: Located; // line | column | stacked_column | combination | bridge
  /** Items; in a bridge `-x` is subtracted. */
  readonly items: readonly Located[];
  /** Items drawn as lines on a second axis. */
  readonly lines: readonly Located[];
  readonly by?: Located; // year | quarter | period
  /** For a bridge: the year, quarter or period. */
  readonly at?: Located;
}

/** One model: its file merged with everything that it extends. Included models keep their own Source. */
export interface Source {
  readonly file: Located['span']['file'];
  readonly id: Located;
  readonly title?: Located;
  readonly description?: Located;
  readonly timeline?:
    | { readonly span: Span; readonly from: Located; readonly to: Located; readonly grain: Located }
    | undefined;
  readonly known?: Located;
  readonly units: Entries<UnitSource>;
  /** The scale to show money in, by unit: `USD: bn`. */
  readonly display: Entries<Located>;
  readonly sources: Entries<CitationSource>;
  readonly tables: Entries<TableSource>;
  readonly inputs: Entries<InputSource>;
  readonly values: Entries<ValueSource>;
  /** In order: a later correlation of the same pair replaces an earlier one. */
  readonly correlations: readonly CorrelationSource[];
  readonly sheets: Entries<SheetSource>;
  readonly checks: Entries<CheckSource>;
  readonly tieOuts: Entries<TieOutSource>;
  readonly expect: Entries<TieOutSource>;
  readonly scenarios: Entries<ScenarioSource>;
  /** The items that the terminal and the cover show first. */
  readonly keyResults: readonly Located[];
  /** The statements of the annual and quarterly reports, in order. */
  readonly reports: Entries<ReportSource>;
  /** The charts of the dashboard, in order. */
  readonly charts: Entries<ChartSource>;
  readonly includes: Entries<Source>;
  /** All files that were read, for hashes. */
  readonly files: readonly Located['span']['file'][];
}
