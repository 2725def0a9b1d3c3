/**
 * A position in a text file. Input: the text of a file and offsets. Output: line and column numbers for people.
 * Guarantee: offsets are in UTF-16 code units, `end` is exclusive; lines and columns count from 1.
 */
export interface SourceFile {
  /** The path as the user writes it, for instance `models/anthropic.yaml`. */
  readonly path: string;
  readonly text: string;
}

export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The offsets of the lines of each file, cached because a file may have as many problems as lines. */
const lineStarts = new WeakMap<SourceFile, readonly number[]>();

function lineStartsOf(file: SourceFile): readonly number[] {
  const known = lineStarts.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStarts.set(file, starts);
  return starts;
}

/** Line and column of an offset: `positionAt({path, text: "a\nbc"}, 3)` is line 2, column 2. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStartsOf(file);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.min(offset, file.text.length) - starts[low]! + 1 };
}

/** The line that contains an offset, without its line break. */
export function lineAt(file: SourceFile, offset: number): { text: string; start: number } {
  const start = file.text.lastIndexOf('\n', offset - 1) + 1;
  const end = file.text.indexOf('\n', start);
  return { text: file.text.slice(start, end === -1 ? undefined : end).replace(/\r$/, ''), start };
}
