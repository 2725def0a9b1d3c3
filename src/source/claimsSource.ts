/**
 * A claims file as written: what an article claims, and what to ask models about it. Texts only, no meaning yet.
 * `claimsFromYaml.ts` produces it and `claims/fromSource.ts` reads it.
 */
import type { SourceFile, Span } from '../diagnostics/span.ts';
import type { CitationSource, Entries, Located } from './source.ts';

/** The model to ask, with its scenario, as-of date and changed inputs. */
export interface ContextSource {
  /** A path relative to the folder of the file. */
  readonly model?: Located;
  readonly scenario?: Located;
  readonly known?: Located;
  /** Changed values of inputs, as in `--set`. */
  readonly set: Entries<Located>;
}

interface EvidenceShared extends ContextSource {
  readonly span: Span;
  readonly label?: Located;
  readonly note?: Located;
}
/** One number: `item@2027`, an input, or a formula. */
export interface ShowSource extends EvidenceShared {
  readonly kind: 'show';
  readonly output: Located;
  /** The published figure and its source. */
  readonly published?: Located;
  readonly source?: Located;
}
/** One number in several scenarios, or for several values of one or two inputs. */
export interface CompareSource extends EvidenceShared {
  readonly kind: 'compare';
  readonly output: Located;
  readonly scenarios: readonly Located[];
  readonly vary: readonly Located[];
}
/** The value of an input for which a condition is true. */
export interface SolveSource extends EvidenceShared {
  readonly kind: 'solve';
  readonly find: Located;
  readonly soThat: Located;
  readonly between?: Located;
  /** What the answer means, and what it means if there is none. */
  readonly means?: Located;
  readonly otherwise?: Located;
}
/** The values of an input that overturn the claim. */
export interface OverturnSource extends EvidenceShared {
  readonly kind: 'overturn';
  readonly find: Located;
  readonly between?: Located;
}
/** A tie-out of the model: a published figure that it reproduces. */
export interface TieOutRowSource extends EvidenceShared {
  readonly kind: 'tie_out';
  readonly id: Located;
}
export type EvidenceSource = ShowSource | CompareSource | SolveSource | OverturnSource | TieOutRowSource;

export interface ClaimSource extends ContextSource {
  readonly span: Span;
  readonly title: Located;
  readonly mechanism?: Located;
  /** What the article claims, paraphrased. */
  readonly claim: Located;
  readonly figures: readonly { readonly figure: Located; readonly by?: Located }[];
  readonly evidence: Entries<EvidenceSource>;
  /** The condition under which the claim holds. */
  readonly holds?: Located;
  readonly computed?: Located;
  readonly holdsWhen?: Located;
  readonly overturnedBy?: Located;
  readonly note?: Located;
}

export interface ClaimsSource {
  readonly file: SourceFile;
  readonly title: Located;
  readonly introduction?: Located;
  readonly article?: CitationSource;
  readonly known?: Located;
  /** A second as-of date, for which the verdicts are derived again. */
  readonly later?: Located;
  readonly sources: Entries<CitationSource>;
  /** Id to name. */
  readonly mechanisms: Entries<Located>;
  readonly claims: Entries<ClaimSource>;
}
