/** Did-you-mean. Enters: what was written and what exists. Leaves: the nearest name, when it is near enough. */
import { distance } from 'fastest-levenshtein';

/** The nearest candidate within a third of the length: `suggest('reveneu', ['revenue', 'cogs'])` is `'revenue'`. */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    const far = distance(written.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) {
      best = candidate;
      bestDistance = far;
    }
  }
  return best;
}

/** `did you mean 'revenue'?`, or undefined when nothing is near. */
export function didYouMean(written: string, candidates: Iterable<string>): string | undefined {
  const near = suggest(written, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}
