/**
 * A problem that a user can act on, and the result type of every phase.
 * Guarantee: a phase never throws for a user's mistake; it returns what it could make plus the diagnostics.
 */
import type { Span } from './span.ts';

export type Severity = 'error' | 'warning';

/** A marked part of the source with a few words under it, such as `USD` or `first defined here`. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** Text to put in place of a part of the source; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * A repair that can be applied as it is, as an editor offers it: `{ label: 'write 2500 USD', edits: […] }`.
 * Guarantee: it removes the problem, and means what the label says.
 */
export interface Fix {
  readonly label: string;
  readonly edits: readonly Edit[];
}

/**
 * The repair that writes something else in place of a part of the source: `replacement(span, '2500 USD')` is labelled
 * `write 2500 USD`.
 */
export function replacement(span: Span, text: string): Fix {
  return { label: `write ${text}`, edits: [{ span, text }] };
}

export interface Diagnostic {
  /** Stable kebab-case code, listed in `catalogue.ts`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Where it is; absent only for problems that have no file, such as a wrong command-line option. */
  readonly span?: Span;
  readonly labels: readonly Label[];
  readonly hint?: string;
  /** What the hint says to write, ready to be applied; several where the author has to choose. */
  readonly fixes?: readonly Fix[];
}

/** What a phase returns: its value when there is one, and every problem found. */
export interface Checked<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether any of the diagnostics forbids to go on. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** A result without warnings, where they would hide what was asked. */
export function errorsOnly<T>(checked: Checked<T>): Checked<T> {
  return { ...checked, diagnostics: checked.diagnostics.filter(({ severity }) => severity === 'error') };
}
