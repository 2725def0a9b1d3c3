/**
 * Texts that no model file may hold.
 * Enters: a file or a text of it. Leaves: a problem with the first character that a workbook cannot hold, or that was
 * lost when the file was read, and with a text that is longer than a cell. Guarantee: what passes can be written as
 * XML.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

/** Control characters, halves of characters and the two that are no characters: XML has no way to write them. */
const unwritable = /[^\t\n\r\u{20}-\u{7E}\u{80}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
/** What stands in a text where bytes were no UTF-8. */
const LOST = '\u{FFFD}';

/** The name of a character as standards write it: `U+FFFE`. */
function nameOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The longest text that a cell of Excel holds. */
const TEXT_MAX = 32_767;

/** What keeps a text from standing in a workbook: a character, or its length. */
export function textProblems(located: Located): readonly Diagnostic[] {
  const { length } = located.text;
  if (length <= TEXT_MAX) return characterProblem(located);
  const message = `the text has ${length} characters; a cell holds ${TEXT_MAX}`;
  return [
    problem('invalid-value', located.span, message, {
      hint: 'shorten it, and keep the long text in a document of its own',
    }),
  ];
}

/** A text that holds a character which Excel cannot: the label `"a\x01b"` gives `yaml-syntax`. */
function characterProblem({ text, span, at }: Located): readonly Diagnostic[] {
  const found = unwritable.exec(text);
  if (found === null) return [];
  const start = at(found.index);
  const message = `the text holds the character ${nameOf(found[0])}, which no workbook can hold`;
  const place = { ...span, start, end: Math.max(start + 1, at(found.index + found[0].length)) };
  return [
    problem('yaml-syntax', place, message, { hint: 'delete the character; in double quotes \\x and \\u write one' }),
  ];
}

/** A file whose bytes are no UTF-8, at the first character that was lost. */
export function encodingProblem(file: SourceFile): readonly Diagnostic[] {
  const at = file.text.indexOf(LOST);
  if (at === -1) return [];
  return [
    problem(
      'yaml-syntax',
      { file, start: at, end: at + 1 },
      'a character cannot be read: the file is not written in UTF-8',
      {
        hint: 'save the file with the encoding UTF-8, and write the character anew',
      },
    ),
  ];
}
