/** Repairs in tests. Enters the text of a model; leaves it with the repairs that its problems offer, one at a time. */
import type { Diagnostic, Fix } from '../../src/diagnostics/diagnostic.ts';
import { checkModel } from '../../src/pipeline.ts';

/** The text of a file with a repair of it applied; edits further back come first, so that places stay right. */
export function applied(text: string, { edits }: Fix): string {
  return [...edits]
    .sort((one, other) => other.span.start - one.span.start)
    .reduce((result, { span, text: written }) => result.slice(0, span.start) + written + result.slice(span.end), text);
}

/** The errors of a model. */
export function problemsIn(text: string): readonly Diagnostic[] {
  const { diagnostics } = checkModel('model.yaml', (path) => (path === 'model.yaml' ? text : undefined));
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/** Problems by code and message, to tell which are left. */
export const keysOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, message }) => `${code}: ${message}`);
