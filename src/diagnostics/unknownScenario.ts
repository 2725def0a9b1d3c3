/** The problem of a scenario that does not exist. Input: its name and the existing ids. Output: a diagnostic. */
import { problem } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Span } from './span.ts';
import { didYouMean } from './suggest.ts';

/** `unknownScenario('bse', ['base', 'bear'])` suggests base. */
export function unknownScenario(name: string, ids: readonly string[], span?: Span): Diagnostic {
  return problem('unknown-scenario', span, `there is no scenario '${name}'`, {
    hint: didYouMean(name, ids) ?? `the scenarios are ${ids.join(', ')}`,
  });
}
