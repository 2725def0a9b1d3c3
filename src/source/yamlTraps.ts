/**
 * Common mistakes in YAML, explained in the analyst's terms.
 * Input: an error code of the parser with its line, or a plain scalar. Output: an explanation, or a problem that YAML
 * itself would hide.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import { lineAt } from '../diagnostics/span.ts';
import { choiceHint, rewriteNumber } from '../values/rewriteNumber.ts';
import type { Located } from './source.ts';

const formulaKeys = new Set(['formula', 'opening', 'expect', 'tolerance']);

/** A syntax error: what is wrong, and what to do. */
export interface SyntaxExplanation {
  readonly message: string;
  readonly hint: string;
  /** Whether the mistake is a bracket before the position where the parser stopped. */
  readonly isUnclosed?: boolean;
}

/**
 * A mistake, recognised by the code and message of the parser or by the line where it stopped; the first match counts.
 */
interface Trap extends SyntaxExplanation {
  readonly isHere: (code: string, message: string, line: string) => boolean;
}

const traps: readonly Trap[] = [
  {
    isHere: (code) => code === 'MULTIPLE_DOCS',
    message: 'a second YAML document starts here, but a file contains one model',
    hint: 'delete the line ---, or move what follows to another file',
  },
  {
    isHere: (code, _message, line) => code === 'TAB_AS_INDENT' || /^ *\t/.test(line),
    message: 'the line is indented with a tab, which YAML does not allow',
    hint: 'indent with spaces',
  },
  {
    isHere: (_code, _message, line) => /\{.*\b(formula|opening|expect):\s+[^'"\s][^{}]*[[\],]/.test(line),
    message: 'a formula with commas or brackets inside { } has no quotes',
    hint: 'put quotes around the formula, or write the keys on separate lines',
  },
  {
    isHere: (code, message) => message.startsWith('Flow ') && (code === 'BAD_INDENT' || code === 'MISSING_CHAR'),
    message: 'a bracket is never closed',
    hint: 'close every { and [; a formula with commas or brackets inside them needs quotes',
    isUnclosed: true,
  },
  {
    isHere: (code, message) => code === 'BAD_INDENT' && message.startsWith('All mapping items'),
    message: 'the indentation does not match the lines above',
    hint: 'start all keys of a block in the same column',
  },
  {
    isHere: (code, message) => code === 'MISSING_CHAR' && message.includes('quote'),
    message: 'a quote is never closed',
    hint: 'close the quote at the end of the value',
  },
  {
    isHere: (code) => code === 'BLOCK_AS_IMPLICIT_KEY',
    message: 'a value contains `: `, which YAML reads as another key',
    hint: 'put quotes around a formula or text that contains `: `',
  },
  {
    isHere: (code, _message, line) => code === 'BAD_SCALAR_START' || /:\s+[%@`]/.test(line),
    message: 'a value starts with a character that YAML reserves',
    hint: "put quotes around a value that starts with %, @ or `, such as '%'",
  },
  {
    isHere: (_code, _message, line) => /:\s+["']/.test(line),
    message: 'a value continues after its closing quote',
    hint: 'put the whole value in single quotes if a part of it is in double quotes',
  },
  {
    isHere: (_code, _message, line) => /:\s+[*&!|>]/.test(line),
    message: 'a value starts with a character that has a special meaning in YAML',
    hint: 'put quotes around a value that starts with *, &, !, | or >',
  },
  {
    isHere: (_code, _message, line) => /:\s+[[{]/.test(line),
    message: 'brackets do not match, or a value continues after them',
    hint: 'close every { and [; a formula that starts with a bracket needs quotes',
  },
  {
    isHere: (code) => code === 'BAD_INDENT',
    message: 'the indentation does not match the lines above',
    hint: 'indent the contents of a key further than the key',
  },
];

const otherwise = 'check the indentation, and put quotes around texts that contain `: ` or ` #`';

/**
 * Explains a syntax error: the hint of `explainSyntax('TAB_AS_INDENT', '…', '\tunit: USD')` is `indent with spaces`.
 */
export function explainSyntax(code: string, message: string, line: string): SyntaxExplanation {
  const trap = traps.find((one) => one.isHere(code, message, line));
  return trap ?? { message: `the file is not valid YAML: ${message}`, hint: otherwise };
}

/** A plain scalar that ` #` cuts short, as in `formula: a #b` or `formula: sum(a # b)`; YAML would ignore the rest. */
export function truncationProblem(key: string, value: Located): readonly Diagnostic[] {
  const { file, end } = value.span;
  const line = lineAt(file, end);
  const rest = line.text.slice(end - line.start);
  const comment = /^\s+#(.*)$/.exec(rest);
  if (comment === null || !looksCut(key, value.text, comment[1] ?? '')) return [];
  const start = end + rest.indexOf('#');
  const span = { file, start, end: line.start + line.text.length };
  const hint = 'put quotes around the whole value, or write a space after # if it starts a comment';
  return [problem('yaml-syntax', span, `' #' starts a comment, so the value of '${key}' ends before it`, { hint })];
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function looksCut(key: string, text: string, comment: string): boolean {
  if (/^[^\s#]/.test(comment)) return true;
  if (!formulaKeys.has(key)) return false;
  const isOpen = count(text, /\(/g) > count(text, /\)/g) || count(text, /\[/g) > count(text, /\]/g);
  return isOpen || /[-+*/^=<>,]$/.test(text) || /^\s*[-+*/^=<>,)]\s*[\w(]/.test(comment);
}

/**
 * The last bracket before an offset that is still open there, or the offset itself: `openingBracket('a: [b', 5)` is 3.
 */
export function openingBracket(text: string, before: number): number {
  let closed = 0;
  for (let at = before - 1; at >= 0; at -= 1) {
    if (text[at] === ']' || text[at] === '}') closed += 1;
    if (text[at] !== '[' && text[at] !== '{') continue;
    if (closed === 0) return at;
    closed -= 1;
  }
  return before;
}

const keyLine = /^( *)([\w.-]+): *(.*)$/;

/** The problem of a key that is indented further than the key above it, although that key already has a value. */
export function overIndentation(file: SourceFile, at: number): Diagnostic | undefined {
  const here = lineAt(file, at);
  const after = lineAt(file, Math.min(here.start + here.text.length + 1, file.text.length));
  const before = lineAt(file, Math.max(0, here.start - 1));
  return furtherRight(file, here, after) ?? furtherRight(file, before, here);
}

type Line = ReturnType<typeof lineAt>;

function furtherRight(file: SourceFile, above: Line, below: Line): Diagnostic | undefined {
  const [first, second] = [keyLine.exec(above.text), keyLine.exec(below.text)];
  if (first === null || second === null || below.start <= above.start) return undefined;
  const [, margin = '', key = '', value = ''] = first;
  const [, deeper = '', name = ''] = second;
  const isComplete = value !== '' && !/^(?:[|>#]|[[{][^\]}]*$)|: /.test(value.replace(/^[{].*[}]$/, '{}'));
  if (!isComplete || deeper.length <= margin.length) return undefined;
  const start = below.start + deeper.length;
  return problem(
    'yaml-syntax',
    { file, start, end: start + name.length },
    `'${name}' is indented further than '${key}' above it`,
    {
      hint: `start '${name}' in the same column as '${key}'`,
    },
  );
}

/** Whether a comma inside { } has cut a number in two: `50,000 USD` or `5,5 USD`. */
export function isCutNumber(value: string, rest: string): boolean {
  return (
    (/^[-+]?\d{1,3}(?:,\d{3})*$/.test(value) && /^\d{3}(?!\d)/.test(rest)) ||
    (/^[-+]?\d+$/.test(value) && /^\d+(?![\w.])/.test(rest))
  );
}

/** Whether a comma inside { } has cut a formula inside its brackets: `max(a` and `b)`. */
export function isCutFormula(key: string, value: string): boolean {
  return formulaKeys.has(key) && count(value, /\(/g) > count(value, /\)/g);
}

/** The problem of a value that a comma inside { } has cut: its key, the whole value, and what YAML reads as a key. */
export function cutProblem(key: string, { span }: Located, piece: Located): Diagnostic {
  const message = `inside { } a comma ends a value, so YAML reads '${piece.text}' as a key`;
  const written = span.file.text.slice(span.start, span.end).replace(/\s+/g, ' ');
  if (formulaKeys.has(key) && !/^[-+\d]/.test(written))
    return problem('unknown-key', piece.span, message, {
      hint: 'put quotes around the whole formula',
      fixes: [
        { label: 'put quotes around the formula', edits: [{ span, text: `'${written.replaceAll("'", "''")}'` }] },
      ],
    });
  const readings = readingsOf(written);
  return problem('unknown-key', span, message, {
    hint: choiceHint(readings),
    fixes: readings.map((reading) => replacement(span, reading)),
  });
}

/** The numbers that a cut one may mean: `5,5 USD` is `5.5 USD`; `50,000 USD` is `50000 USD` or `50.000 USD`. */
function readingsOf(written: string): readonly string[] {
  return rewriteNumber(written)?.readings ?? [written.replaceAll(',', '')];
}

/** A cut number in the form of the language, so that the file can still be checked: `5,5 USD` becomes `5.5 USD`. */
export function repairedNumber(text: string): string {
  return readingsOf(text)[0] ?? text;
}
