/**
 * Claims of an article with what models say about them. Nothing of how it is shown: the page, the table and JSON are
 * made from it. Guarantee: every number is computed or the article's own; each comes with the command that gives it; a
 * verdict comes from a condition.
 */
import type { Citation } from '../model/model.ts';
import type { AnswerTable } from '../question/answer.ts';

/** A work that is cited. */
export type Work = Omit<Citation, 'isCited' | 'at'>;

/** Which model was asked, and in which state. */
export interface Context {
  /** Path of the model file. */
  readonly model: string;
  readonly title: string;
  readonly scenario: string;
  /** The day whose knowledge counts. */
  readonly known?: string;
  readonly set: readonly { readonly key: string; readonly value: string }[];
}

/** The words of a command line, the name of the program first. */
export type CommandWords = readonly string[];

/** One number of a row. */
export interface ClaimFigure {
  /** Id of its row. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number | string | null;
  readonly words: string;
  readonly published?: { readonly value: number; readonly words: string; readonly source?: Work };
  readonly difference?: string;
  /**
   * Of a tie-out: whether the published figure is met within its tolerance, why not where the model says so, when it
   * was published where that was after the known date and it is not judged, and which inputs were solved for it.
   */
  readonly tieOut?: {
    readonly passes: boolean;
    readonly tolerance: string;
    readonly misses?: string;
    readonly later?: string;
    readonly calibrated: readonly string[];
  };
  readonly note?: string;
}

export type Evidence =
  | {
      readonly kind: 'figures';
      readonly context: Context;
      readonly command: CommandWords;
      readonly figures: readonly ClaimFigure[];
    }
  | {
      readonly kind: 'comparison';
      readonly id: string;
      readonly label: string;
      readonly context: Context;
      readonly command: CommandWords;
      readonly table: AnswerTable;
      readonly note?: string;
    }
  | {
      readonly kind: 'solution' | 'overturn';
      readonly id: string;
      readonly label: string;
      readonly context: Context;
      readonly command: CommandWords;
      /** What it means, in one sentence. */
      readonly sentence: string;
      /** The answer as the command gives it, and where it was looked for. */
      readonly statements: readonly string[];
      readonly note?: string;
    };

export interface Verdict {
  readonly kind: 'holds' | 'fails' | 'error' | 'none';
  readonly condition?: string;
  readonly context?: Context;
  readonly command?: CommandWords;
  /** The condition in every scenario of the model; null where it is an error. */
  readonly scenarios: readonly { readonly id: string; readonly holds: boolean | null }[];
  /** The same with what was known on a later day. */
  readonly later?: { readonly known: string; readonly holds: boolean | null; readonly command: CommandWords };
}

export interface Claim {
  readonly id: string;
  readonly title: string;
  readonly mechanism?: { readonly id: string; readonly name: string };
  readonly claim: string;
  /** As the article has them. */
  readonly figures: readonly { readonly figure: string; readonly by?: string }[];
  readonly verdict: Verdict;
  /** The most important number in a few words. */
  readonly computed: string;
  readonly evidence: readonly Evidence[];
  readonly overturned: readonly Evidence[];
  readonly holdsWhen?: string;
  readonly overturnedBy?: string;
  readonly note?: string;
}

export interface Claims {
  /** Path of the file of claims. */
  readonly path: string;
  readonly title: string;
  readonly introduction?: string;
  readonly article?: Work;
  readonly claims: readonly Claim[];
  /** Whom published figures come from, in the order in which they are cited. */
  readonly sources: readonly Work[];
}
