/**
 * Positions in formulas. Input: ranges of the text of a formula. Output: spans of its file, and edits of that file.
 * Guarantee: after an edit YAML reads the new formula, whatever the style of the old one was.
 */
import type { Edit } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}
/** A text that replaces a range; an empty range inserts. */
export interface TextChange extends Range {
  readonly text: string;
}

/** The position of a part of a formula in its file. */
export function fileSpanOf(range: Range, formula: Located): Span {
  const start = formula.at(range.start);
  return {
    file: formula.span.file,
    start,
    end: Math.max(start + 1, formula.at(Math.max(range.end - 1, range.start)) + 1),
  };
}

/**
 * The formula with the changes made: `applyChanges('a / 12', [{ start: 4, end: 6, text: '2' }])` is `a / 2`.
 */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  const backwards = [...changes].sort((one, other) => other.start - one.start || other.end - one.end);
  return backwards.reduce(
    (result, { start, end, text: written }) => result.slice(0, start) + written + result.slice(end),
    text,
  );
}

/**
 * The edits that change a formula. A formula in a block of lines is edited in place; any other is replaced by one in
 * single quotes, which may contain commas, brackets and double quotes.
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

/** On one line, without comments, which would hide the rest of it. */
const quoted = (text: string): string =>
  `'${text
    .replace(/\s*(?:#[^\n]*)?\n\s*/g, ' ')
    .trim()
    .replaceAll("'", "''")}'`;

/** Whether the formula is in a block after `|` or `>`, or is not part of a YAML file at all. */
function isInBlock({ span, text }: Located): boolean {
  return (
    span.file.text === text ||
    /[|>][-+\d]*[ \t]*(?:#[^\n]*)?\n\s*$/.test(span.file.text.slice(Math.max(0, span.start - 300), span.start))
  );
}
