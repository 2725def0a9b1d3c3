/** Suggestions. Input: what was written and what exists. Output: the most similar name, if it is similar enough. */
import { distance } from 'fastest-levenshtein';

/**
 * The nearest candidate within a third of the length: `suggest('reveneu', ['revenue', 'cogs'])` is `'revenue'`. Names
 * of one or two letters are similar by chance, so they are suggested only if they have the same letters.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(written.length / 3) + 1;
  for (const candidate of candidates) {
    // The name itself is no suggestion.
    if (candidate === written) continue;
    const far = typingErrors(written.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) {
      best = candidate;
      bestDistance = far;
    }
  }
  return best;
}

/** The number of typing errors between two words; two swapped neighbouring letters count as one. */
function typingErrors(written: string, candidate: string): number {
  const isSwapped = [...written].some(
    (letter, at) => candidate === `${written.slice(0, at)}${written[at + 1] ?? ''}${letter}${written.slice(at + 2)}`,
  );
  if (!isSwapped || written === candidate) return distance(written, candidate);
  return written.length < 3 ? 0 : 1;
}

/** `did you mean 'revenue'?`, or undefined if no candidate is similar. */
export function didYouMean(written: string, candidates: Iterable<string>): string | undefined {
  const near = suggest(written, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}
