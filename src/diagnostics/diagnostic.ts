/**
 * A problem that a user can act on, and the result type of every phase.
 * Guarantee: a phase never throws for a user's mistake; it returns what it could make plus the diagnostics.
 */
import type { Span } from './span.ts';

export type Severity = 'error' | 'warning';

/** A marked part of the source with a short text under it, such as `USD` or `first defined here`. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** A text that replaces a part of the source; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * A fix that an editor can apply: `{ label: 'write 2500 USD', edits: […] }`.
 * Guarantee: it removes the problem and does what the label says.
 */
export interface Fix {
  readonly label: string;
  readonly edits: readonly Edit[];
}

/** The fix that replaces a part of the source: `replacement(span, '2500 USD')` has the label `write 2500 USD`. */
export function replacement(span: Span, text: string): Fix {
  return { label: `write ${text}`, edits: [{ span, text }] };
}

export interface Diagnostic {
  /** Stable kebab-case code, listed in `catalogue.ts`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** The position; absent only for problems without a file, such as a wrong command-line option. */
  readonly span?: Span;
  readonly labels: readonly Label[];
  readonly hint?: string;
  /** The fixes that the hint suggests; several if the author has to choose. */
  readonly fixes?: readonly Fix[];
}

/** The result of a phase: its value, if there is one, and every problem found. */
export interface Checked<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether any of the diagnostics is an error, so that the next phase cannot run. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** A result without its warnings. */
export function errorsOnly<T>(checked: Checked<T>): Checked<T> {
  return { ...checked, diagnostics: checked.diagnostics.filter(({ severity }) => severity === 'error') };
}
