/** Did-you-mean. Enters: what was written and what exists. Leaves: the nearest name, when it is near enough. */
import { distance } from 'fastest-levenshtein';

/**
 * The nearest candidate within a third of the length: `suggest('reveneu', ['revenue', 'cogs'])` is `'revenue'`. Any two
 * names of one or two letters are near each other by chance, so those are meant only when their letters are.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(written.length / 3) + 1;
  for (const candidate of candidates) {
    // What was written cannot be what was meant instead.
    if (candidate === written) continue;
    const far = slips(written.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) {
      best = candidate;
      bestDistance = far;
    }
  }
  return best;
}

/** How many slips lie between two words; two neighbouring letters in the wrong order are one slip. */
function slips(written: string, candidate: string): number {
  const isSwapped = [...written].some(
    (letter, at) => candidate === `${written.slice(0, at)}${written[at + 1] ?? ''}${letter}${written.slice(at + 2)}`,
  );
  if (!isSwapped || written === candidate) return distance(written, candidate);
  return written.length < 3 ? 0 : 1;
}

/** `did you mean 'revenue'?`, or undefined when nothing is near. */
export function didYouMean(written: string, candidates: Iterable<string>): string | undefined {
  const near = suggest(written, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}
