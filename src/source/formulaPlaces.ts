/**
 * Places in formulas. Enters ranges of a formula's text; leaves spans of the file it was written in, and edits of that
 * file. Guarantee: an edit leaves a scalar that YAML reads as the new formula, in whatever style the old one was
 * written.
 */
import type { Edit } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}
/** Other text in place of a range; an empty range inserts. */
export interface TextChange extends Range {
  readonly text: string;
}

/** Where part of a formula stands in the file. */
export function fileSpanOf(range: Range, formula: Located): Span {
  const start = formula.at(range.start);
  return {
    file: formula.span.file,
    start,
    end: Math.max(start + 1, formula.at(Math.max(range.end - 1, range.start)) + 1),
  };
}

/**
 * The formula as it would be with the changes: `changedText('a / 12', [{ start: 4, end: 6, text: '2' }])` is `a / 2`.
 */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  const backwards = [...changes].sort((one, other) => other.start - one.start || other.end - one.end);
  return backwards.reduce(
    (result, { start, end, text: written }) => result.slice(0, start) + written + result.slice(end),
    text,
  );
}

/**
 * The formula in a block of lines stays there; any other is written anew in single quotes, which hold commas, brackets
 * and double quotes.
 */
export function formulaEdits(formula: Located, changes: readonly TextChange[]): readonly Edit[] {
  const { span, text } = formula;
  if (!isInBlock(formula)) return [{ span, text: quoted(applyChanges(text, changes)) }];
  return changes.map(({ start, end, text: written }) => {
    const from = formula.at(start);
    return {
      span: { file: span.file, start: from, end: end === start ? from : formula.at(end - 1) + 1 },
      text: written,
    };
  });
}

/** On one line, without the comments that would hide what follows them. */
const quoted = (text: string): string =>
  `'${text
    .replace(/\s*(?:#[^\n]*)?\n\s*/g, ' ')
    .trim()
    .replaceAll("'", "''")}'`;

/** Whether the formula is in lines of its own behind `|` or `>`, or is no part of a YAML file at all. */
function isInBlock({ span, text }: Located): boolean {
  return (
    span.file.text === text ||
    /[|>][-+\d]*[ \t]*(?:#[^\n]*)?\n\s*$/.test(span.file.text.slice(Math.max(0, span.start - 300), span.start))
  );
}
