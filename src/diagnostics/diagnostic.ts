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

export interface Diagnostic {
  /** Stable kebab-case code, listed in `catalogue.ts`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Where it is; absent only for problems that have no file, such as a wrong command-line option. */
  readonly span?: Span;
  readonly labels: readonly Label[];
  readonly hint?: string;
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
