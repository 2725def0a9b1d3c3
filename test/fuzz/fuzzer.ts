/** What every fuzzer is: cases by seed and number, each of which is judged by itself. */

/** What is wrong with a case; undefined if nothing is. */
export type Verdict = string | undefined;

/** A case with its input, which is kept when something is wrong. */
export interface Judged {
  readonly verdict: Verdict;
  /** The end of the name of the file that keeps the input: `yaml`. */
  readonly ending: string;
  readonly input: string | Uint8Array;
}

export interface Fuzzer {
  readonly title: string;
  /** Seconds that a case may take on a machine that has nothing else to do. */
  readonly seconds: number;
  /** Judges one case in the working folder, which is the same for all of them. */
  readonly run: (seed: number, number: number) => Promise<Judged>;
}

/** An exception as a verdict: its message and where it was thrown. */
export function thrown(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const places = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  return `threw ${error.message.split('\n')[0]!.slice(0, 300)} ${places.slice(0, 3).join(' ').replace(/\s+/g, ' ')}`;
}
