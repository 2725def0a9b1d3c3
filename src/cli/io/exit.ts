/**
 * What the exit status says. Takes problems, or an exception. Returns 0 all well, 1 a result is wrong, 2 the input is
 * wrong, 3 our own bug.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

export const ExitCode = { allWell: 0, resultWrong: 1, inputWrong: 2, ourBug: 3 } as const;

const resultCodes = new Set([
  'check-failed',
  'tie-out-failed',
  'tie-out-holds',
  'error-value',
  'inexact-result',
  'decided-by-rounding',
]);

/** The exit code of a model's problems: 1 when only checks, tie-outs or values are wrong, 2 when the input is wrong. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return ExitCode.allWell;
  return errors.every(({ code }) => resultCodes.has(code)) ? ExitCode.resultWrong : ExitCode.inputWrong;
}

/** What to say about an exception: one line; the stack only when asked for. */
export function bugReport(error: unknown, withStack: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const line =
    `burnsheet: internal error: ${message.split('\n')[0]} (this is a bug in burnsheet, please report it; ` +
    'BURNSHEET_DEBUG=1 shows where)';
  return withStack && error instanceof Error ? `${line}\n${error.stack}` : line;
}
