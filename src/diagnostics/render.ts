/**
 * Problems → text for people, or plain objects for programs.
 * Input: diagnostics. Output: the code, message, position, source line with marks, and hint of each; then a summary. At
 * most 200 problems are shown, errors first, but the summary counts all of them. Guarantee: sorted by file and line,
 * each problem once, and no control characters of the source reach the terminal.
 */
import pc from 'picocolors';
import { formatCount } from '../values/formatFigure.ts';
import { wrapWords } from '../values/wrapWords.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import type { Excerpt } from './excerpt.ts';
import { excerptsOf, printable } from './excerpt.ts';
import type { Span } from './span.ts';
import { positionAt } from './span.ts';

const WIDTH = 80;
type Colors = ReturnType<typeof pc.createColors>;

/**
 * The whole report: `renderDiagnostics([problem('unknown-key', span, "there is no key 'unti'")])` begins with
 * `error[unknown-key]: there is no key 'unti'` and ends with `1 error`.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: { color?: boolean; width?: number } = {},
): string {
  if (diagnostics.length === 0) return '';
  const colors = pc.createColors(options.color ?? false);
  const width = Math.max(40, options.width ?? WIDTH);
  const distinct = sortedDistinct(diagnostics);
  const shown = distinct.length <= SHOWN_MAX ? distinct : firstOf(distinct);
  const cut = shown.length === distinct.length ? '' : `; the first ${shown.length} are shown, --json lists all`;
  const parts = [...shown.map((diagnostic) => renderOne(diagnostic, width, colors)), summary(distinct) + cut];
  return `${parts.join('\n\n')}\n`;
}

/** The number of problems that are shown; a damaged file may have one in every line. */
const SHOWN_MAX = 200;

/** The first problems, errors before warnings. */
function firstOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const chosen = new Set([...errors, ...diagnostics].slice(0, SHOWN_MAX));
  return diagnostics.filter((diagnostic) => chosen.has(diagnostic));
}

/** Each problem once, by file and position: a problem that is reported for every member of a table is one problem. */
export function sortedDistinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byKey = new Map(diagnostics.map((diagnostic) => [keyOf(diagnostic), diagnostic]));
  return [...byKey.values()].sort(
    (one, other) =>
      compareTexts(one.span?.file.path ?? '', other.span?.file.path ?? '') ||
      (one.span?.start ?? -1) - (other.span?.start ?? -1),
  );
}

const keyOf = ({ code, message, span }: Diagnostic): string =>
  JSON.stringify([code, message, span?.file.path ?? '', span?.start ?? -1, span?.end ?? -1]);

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function renderOne(diagnostic: Diagnostic, width: number, colors: Colors): string {
  const { severity, code, message, hint } = diagnostic;
  const paint = severity === 'error' ? colors.red : colors.yellow;
  const head = wrap(`${severity}[${code}]: ${printable(message)}`, width).replace(`${severity}[${code}]`, (text) =>
    colors.bold(paint(text)),
  );
  const body = excerptsOf(diagnostic, width).map((excerpt) => renderExcerpt(excerpt, colors, paint));
  const foot =
    hint === undefined ? [] : [wrap(`hint: ${printable(hint)}`, width).replace(/^hint:/, (text) => colors.cyan(text))];
  return [head, ...body, ...foot].join('\n');
}

function renderExcerpt(excerpt: Excerpt, colors: Colors, paint: (text: string) => string): string {
  const rows = excerpt.rows.map(({ gutter, text, isMarks }) => {
    const content = isMarks ? text.replace(/\^+/g, paint) : text;
    return `${colors.dim(`${gutter} |`)}${content === '' ? '' : ` ${content}`}`;
  });
  return [`  ${colors.dim(excerpt.place)}`, ...rows].join('\n');
}

/** Breaks a text between words; the lines after the first are indented by two. */
const wrap = (text: string, width: number): string =>
  wrapWords(text.trim().replace(/\s+/g, ' '), width, '', '  ').join('\n');

function summary(diagnostics: readonly Diagnostic[]): string {
  const counted = (['error', 'warning'] as const).map((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [formatCount(count, severity)];
  });
  return counted.flat().join(', ');
}

/** A position in a file for programs; lines and columns count from 1, the end is exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
/** A diagnostic for programs, without the text of its files. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly place?: JsonPlace;
  readonly labels: readonly { readonly text: string; readonly place: JsonPlace }[];
  readonly hint?: string;
  /** The fixes that the hint suggests, as edits of files. */
  readonly fixes?: readonly {
    readonly label: string;
    readonly edits: readonly { readonly place: JsonPlace; readonly text: string }[];
  }[];
}

/** The diagnostic as a plain object, with `code`, `severity`, `message` and `place: { file, line: 3, … }`. */
export function diagnosticToJson({ code, severity, message, span, labels, hint, fixes }: Diagnostic): JsonDiagnostic {
  return {
    code,
    severity,
    message,
    ...(span === undefined ? {} : { place: placeOf(span) }),
    labels: labels.map((label) => ({ text: label.text, place: placeOf(label.span) })),
    ...(hint === undefined ? {} : { hint }),
    ...(fixes === undefined ? {} : { fixes: fixes.map(fixToJson) }),
  };
}

function fixToJson({ label, edits }: Fix): NonNullable<JsonDiagnostic['fixes']>[number] {
  return { label, edits: edits.map(({ span, text }) => ({ place: placeOf(span), text })) };
}

function placeOf({ file, start, end }: Span): JsonPlace {
  const from = positionAt(file, start);
  const to = positionAt(file, end);
  return { file: file.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
