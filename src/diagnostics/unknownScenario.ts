/**
 * A scenario that was named and is not there. Enters the name and those that are; leaves the problem with what was
 * meant.
 */
import { problem } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Span } from './span.ts';
import { didYouMean } from './suggest.ts';

/** `unknownScenario('bse', ['base', 'bear'])` asks whether base was meant. */
export function unknownScenario(name: string, ids: readonly string[], span?: Span): Diagnostic {
  return problem('unknown-scenario', span, `there is no scenario '${name}'`, {
    hint: didYouMean(name, ids) ?? `the model has ${ids.join(', ')}`,
  });
}
