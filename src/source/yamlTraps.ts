/**
 * The mistakes that YAML makes easy, explained in the analyst's words.
 * Enters: an error code of the parser with its line, or a plain scalar. Leaves: a hint, or a problem that YAML itself would hide.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lineAt } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

const formulaKeys = new Set(['formula', 'opening', 'expect', 'tolerance']);

/** What to do about a syntax error: `syntaxHint('TAB_AS_INDENT', '\tunit: USD')` says to indent with spaces. */
export function syntaxHint(code: string, line: string): string {
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line)) return 'indent with spaces; YAML does not allow tabs';
  if (/^\s*[^'"#]*?:\s+[^'"\s].*:\s/.test(line) && !line.includes('{')) {
    return 'a formula or text that holds `: ` needs quotes around it';
  }
  if (code === 'BAD_SCALAR_START' || /:\s+[%@`]/.test(line)) return "a value that starts with %, @ or ` needs quotes: '%'";
  if (/:\s+["']/.test(line))
    return 'when a text starts with a quote, the quote must close at its end; put the whole value in single quotes';
  if (/:\s+\[/.test(line) || /:\s+\{/.test(line)) {
    return 'close every bracket; inside { } and [ ], a formula with commas or brackets needs quotes';
  }
  if (/:\s+[*&!|>]/.test(line)) return 'a value that starts with *, &, !, | or > needs quotes';
  return 'check the indentation, which tells what belongs to what; put quotes around texts with `: ` or ` #`';
}

/** A plain scalar that ` #` cut short, as in `formula: a #b` or `formula: sum(a # b)`; YAML would silently drop the rest. */
export function truncationProblem(key: string, value: Located): readonly Diagnostic[] {
  const { file, end } = value.span;
  const line = lineAt(file, end);
  const rest = line.text.slice(end - line.start);
  const comment = /^\s+#(.*)$/.exec(rest);
  if (comment === null || !looksCut(key, value.text, comment[1] ?? '')) return [];
  const start = end + rest.indexOf('#');
  const span = { file, start, end: line.start + line.text.length };
  const hint = 'put quotes around the whole value, or write a space after # when it is meant as a comment';
  return [problem('yaml-syntax', span, `everything after ' #' is a comment, so '${key}' ends before it`, { hint })];
}

function looksCut(key: string, text: string, comment: string): boolean {
  if (/^[^\s#]/.test(comment)) return true;
  if (!formulaKeys.has(key)) return false;
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const isOpen = count(/\(/g) > count(/\)/g) || count(/\[/g) > count(/\]/g);
  return isOpen || /[-+*/^=<>,]$/.test(text) || /^\s*[-+*/^=<>,)]\s*[\w(]/.test(comment);
}
