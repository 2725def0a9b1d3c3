/**
 * How commands speak about problems. Takes diagnostics. Returns text on the error stream, or a versioned JSON
 * document.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnosticToJson, renderDiagnostics, sortedDistinct } from '../../diagnostics/render.ts';
import { exitCodeOf } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Shows every problem on the error stream; nothing when there is none. */
export function reportProblems(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  if (diagnostics.length === 0) return;
  const text = renderDiagnostics(diagnostics, { color: terminal.errorColours.isColorSupported, width: terminal.width });
  terminal.complain(text.trimEnd());
}

/** The JSON document of a command: `format` names its shape and `version` counts incompatible changes of it. */
export function jsonDocument(commandName: string, content: object): string {
  return JSON.stringify({ format: `burnsheet-${commandName}`, version: 1, ...content }, undefined, 2);
}

/** What every JSON document says about one model. */
export function modelOutcome(path: string, diagnostics: readonly Diagnostic[]) {
  return { path, ...outcome(diagnostics) };
}

/** The exit code and every problem once, as people see them too. */
export function outcome(diagnostics: readonly Diagnostic[]) {
  return { exitCode: exitCodeOf(diagnostics), diagnostics: sortedDistinct(diagnostics).map(diagnosticToJson) };
}
