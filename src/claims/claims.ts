/**
 * Claims of an article, evaluated with models, independent of how they are shown: the page, the table and JSON are
 * made from them. Guarantee: every number is computed or quoted from the article; each comes with the command that
 * gives it; a verdict comes from a condition.
 */
import type { Citation } from '../model/model.ts';
import type { AnswerTable } from '../question/answer.ts';

/** A work that is cited. */
export type CitedWork = Omit<Citation, 'isCited' | 'at'>;

/** Which model was asked, and in which state. */
export interface Context {
  /** Path of the model file. */
  readonly model: string;
  readonly title: string;
  readonly scenario: string;
  /** The as-of date. */
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
  readonly published?: { readonly value: number; readonly words: string; readonly source?: CitedWork };
  readonly difference?: string;
  /**
   * For a tie-out: whether the published figure is met within its tolerance; the declared reason for a miss; the
   * publication date if it is after the as-of date, so that it is not judged; and the inputs calibrated to it.
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
      /** The meaning, in one sentence. */
      readonly sentence: string;
      /** The statements of the command: the answer and the search range. */
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
  /** The same condition with the knowledge of a later date. */
  readonly later?: { readonly known: string; readonly holds: boolean | null; readonly command: CommandWords };
}

export interface Claim {
  readonly id: string;
  readonly title: string;
  readonly mechanism?: { readonly id: string; readonly name: string };
  readonly claim: string;
  /** As quoted from the article. */
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
  /** Path of the claims file. */
  readonly path: string;
  readonly title: string;
  readonly introduction?: string;
  readonly article?: CitedWork;
  readonly claims: readonly Claim[];
  /** Whom published figures come from, in the order in which they are cited. */
  readonly sources: readonly CitedWork[];
}
