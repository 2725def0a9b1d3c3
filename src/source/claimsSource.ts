/**
 * A file of claims as written: what an article says, and what to ask of models about it. Texts only, no meaning yet.
 * Enters nothing; `claimsFromYaml.ts` fills this shape and `claims/fromSource.ts` reads it.
 */
import type { SourceFile, Span } from '../diagnostics/span.ts';
import type { CitationSource, Entries, Located } from './source.ts';

/** Which model is asked, and in which state. */
export interface ContextSource {
  /** A path from the folder of the file. */
  readonly model?: Located;
  readonly scenario?: Located;
  readonly known?: Located;
  /** Other values for inputs, as `--set` has them. */
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
  /** The figure that somebody published, and who. */
  readonly published?: Located;
  readonly source?: Located;
}
/** One number in several scenarios, or over the values of one or two inputs. */
export interface CompareSource extends EvidenceShared {
  readonly kind: 'compare';
  readonly output: Located;
  readonly scenarios: readonly Located[];
  readonly vary: readonly Located[];
}
/** What an input has to be so that a condition holds. */
export interface SolveSource extends EvidenceShared {
  readonly kind: 'solve';
  readonly find: Located;
  readonly soThat: Located;
  readonly between?: Located;
  /** What the answer means, and what it means that there is none. */
  readonly means?: Located;
  readonly otherwise?: Located;
}
/** Which values of an input overturn the claim. */
export interface OverturnSource extends EvidenceShared {
  readonly kind: 'overturn';
  readonly find: Located;
  readonly between?: Located;
}
/** A published figure that the model states as one it has to reproduce. */
export interface TieOutRowSource extends EvidenceShared {
  readonly kind: 'tie_out';
  readonly id: Located;
}
export type EvidenceSource = ShowSource | CompareSource | SolveSource | OverturnSource | TieOutRowSource;

export interface ClaimSource extends ContextSource {
  readonly span: Span;
  readonly title: Located;
  readonly mechanism?: Located;
  /** What the article says, in other words. */
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
  /** Another day, on which verdicts are looked at once more. */
  readonly later?: Located;
  readonly sources: Entries<CitationSource>;
  /** Id to name. */
  readonly mechanisms: Entries<Located>;
  readonly claims: Entries<ClaimSource>;
}
