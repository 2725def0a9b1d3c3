/**
 * Texts that a workbook cannot contain.
 * Input: a file or one of its texts. Output: a problem for the first character that a workbook cannot contain or that
 * was lost when the file was read, and for a text that is too long for a cell. Guarantee: every other text can be
 * written as XML.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

/** Control characters, surrogates and noncharacters, which XML cannot represent. */
const unwritable = /[^\t\n\r\u{20}-\u{7E}\u{80}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
/** The character that replaces bytes which are not UTF-8. */
const LOST = '\u{FFFD}';

/** The Unicode name of a character: `U+FFFE`. */
function nameOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The longest text of a cell in Excel. */
const TEXT_MAX = 32_767;

/** The reason why a workbook cannot contain a text: a character, or its length. */
export function textProblems(located: Located): readonly Diagnostic[] {
  const { length } = located.text;
  if (length <= TEXT_MAX) return characterProblem(located);
  const message = `the text has ${length} characters; Excel allows ${TEXT_MAX} in a cell`;
  return [
    problem('invalid-value', located.span, message, {
      hint: 'shorten it, and move the long text to a separate document',
    }),
  ];
}

/** The label `"a\x01b"` gives `yaml-syntax`, because Excel cannot contain its second character. */
function characterProblem({ text, span, at }: Located): readonly Diagnostic[] {
  const found = unwritable.exec(text);
  if (found === null) return [];
  const start = at(found.index);
  const message = `the text contains the character ${nameOf(found[0])}, which a workbook cannot contain`;
  const place = { ...span, start, end: Math.max(start + 1, at(found.index + found[0].length)) };
  return [
    problem('yaml-syntax', place, message, {
      hint: 'delete the character; inside double quotes, \\x and \\u produce characters',
    }),
  ];
}

/** The problem of a file that is not UTF-8, at the first character that was lost. */
export function encodingProblem(file: SourceFile): readonly Diagnostic[] {
  const at = file.text.indexOf(LOST);
  if (at === -1) return [];
  return [
    problem(
      'yaml-syntax',
      { file, start: at, end: at + 1 },
      'a character cannot be read: the file is not encoded in UTF-8',
      {
        hint: 'save the file as UTF-8 and retype the character',
      },
    ),
  ];
}
