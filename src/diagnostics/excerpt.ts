/**
 * The source lines of a diagnostic, with marks under them.
 * Input: a diagnostic and the width of the page. Output: rows of text per file, the main file first.
 * Guarantee: rows fit the width; a long line is cut around its marks, and repeated for marks that are too far apart.
 */
import stringWidth from 'string-width';
import type { Diagnostic } from './diagnostic.ts';
import type { SourceFile, Span } from './span.ts';
import { lineAt, positionAt } from './span.ts';

/** One row: `41 |   formula: revenue - seats` has the gutter `41`. */
export interface ExcerptRow {
  readonly gutter: string;
  readonly text: string;
  readonly isMarks: boolean;
}
export interface Excerpt {
  /** `models/anthropic.yaml:41:12` */
  readonly place: string;
  readonly rows: readonly ExcerptRow[];
}

/** A mark under one line; columns count from 0, `end` is exclusive. */
interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly symbol: '^' | '-';
}

const CONTEXT_BEFORE = 20;
const CUT = '…';

/** A text without line breaks, tabs and terminal escapes: `printable('a\tb')` is `'a b'`. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

/** The excerpts of a diagnostic: one for its file, and one for each other file with a label. */
export function excerptsOf(diagnostic: Diagnostic, width: number): readonly Excerpt[] {
  const spans = [diagnostic.span, ...diagnostic.labels.map((label) => label.span)].filter((span) => span !== undefined);
  const files = new Map(spans.map((span) => [span.file.path, span.file]));
  return [...files.values()].map((file) => {
    const first = spans.find((span) => span.file.path === file.path)!;
    const { line, column } = positionAt(file, first.start);
    return { place: `${file.path}:${line}:${column}`, rows: rowsOf(file, marksIn(diagnostic, file), width) };
  });
}

/** The primary span gets the text of a label with the same span. */
function marksIn({ span, labels }: Diagnostic, file: SourceFile): readonly Mark[] {
  const isHere = (other: Span): boolean => other.file.path === file.path;
  const isPrimary = (other: Span): boolean =>
    span !== undefined && isHere(span) && other.start === span.start && other.end === span.end;
  const secondary = labels.filter((label) => isHere(label.span) && !isPrimary(label.span));
  const marks = secondary.map((label) => markOf(label.span, label.text, '-'));
  if (span === undefined || !isHere(span)) return marks;
  const text = labels.find((label) => isHere(label.span) && isPrimary(label.span))?.text ?? '';
  return [markOf(span, text, '^'), ...marks];
}

/** A span of several lines is marked on its first line only. */
function markOf(span: Span, text: string, symbol: '^' | '-'): Mark {
  const line = lineAt(span.file, span.start);
  const start = Math.min(span.start - line.start, line.text.length);
  const end = Math.max(start + 1, Math.min(span.end - line.start, line.text.length));
  return { line: positionAt(span.file, span.start).line, start, end, text: printable(text), symbol };
}

function rowsOf(file: SourceFile, marks: readonly Mark[], width: number): readonly ExcerptRow[] {
  const lines = [...new Set(marks.map((mark) => mark.line))].sort((one, other) => one - other);
  const gutterWidth = String(lines.at(-1) ?? 1).length;
  const room = width - gutterWidth - 3;
  return lines.flatMap((line, index) => {
    const gap =
      index > 0 && line > lines[index - 1]! + 1 ? [{ gutter: ' '.repeat(gutterWidth), text: CUT, isMarks: false }] : [];
    const text = textOfLine(file, line);
    const onLine = marks.filter((mark) => mark.line === line).sort((one, other) => one.start - other.start);
    const windows = windowsOf(text, onLine, room);
    return [...gap, ...windows.flatMap((window) => windowRows(window, String(line).padStart(gutterWidth), room))];
  });
}

function textOfLine(file: SourceFile, line: number): string {
  return printable((file.text.split('\n')[line - 1] ?? '').replace(/\r$/, ''));
}

/** A part of a line that fits the page, with marks relative to it. */
interface Window {
  readonly text: string;
  readonly marks: readonly Mark[];
}

function windowsOf(text: string, marks: readonly Mark[], room: number): readonly Window[] {
  if (text.length <= room) return [{ text, marks }];
  const windows: Window[] = [];
  for (let rest = marks; rest.length > 0; ) {
    const start = windowStart(text, rest[0]!, room);
    const end = start + room;
    const fitting = rest.filter((mark, index) => index === 0 || mark.end <= end - 1);
    windows.push({ text: cutOut(text, start, end), marks: fitting.map((mark) => shifted(mark, start, room)) });
    rest = rest.filter((mark) => !fitting.includes(mark));
  }
  return windows;
}

function windowStart(text: string, mark: Mark, room: number): number {
  if (mark.end < room) return 0;
  return Math.max(0, Math.min(mark.start - CONTEXT_BEFORE, text.length - room));
}

function cutOut(text: string, start: number, end: number): string {
  const head = start > 0 ? CUT : '';
  const tail = end < text.length ? CUT : '';
  return head + text.slice(start + head.length, end - tail.length) + tail;
}

function shifted(mark: Mark, by: number, room: number): Mark {
  return { ...mark, start: mark.start - by, end: Math.max(mark.start - by + 1, Math.min(mark.end - by, room)) };
}

/** The line; its marks, followed by the text of the last one; then the other texts, from right to left. */
function windowRows({ text, marks }: Window, gutter: string, room: number): readonly ExcerptRow[] {
  const placed = marks.map((mark) => onScreen(text, mark));
  const last = placed.at(-1);
  const besides = last !== undefined && last.text !== '' && last.end + 1 + stringWidth(last.text) <= room;
  const under = (besides ? placed.slice(0, -1) : placed).filter((mark) => mark.text !== '');
  const blank = ' '.repeat(gutter.length);
  const row = (content: string, isMarks: boolean): ExcerptRow => ({ gutter: blank, text: content, isMarks });
  return [
    { gutter, text, isMarks: false },
    row(drawMarks(placed) + (besides ? ` ${last.text}` : ''), true),
    ...under.reverse().map((mark) => row(textBelow(mark, room), false)),
  ];
}

/** The text of a mark on a separate row, moved to the left if it does not fit. */
function textBelow({ start, text }: Mark, room: number): string {
  const fitting = text.length > room ? text.slice(0, room - 1) + CUT : text;
  return ' '.repeat(Math.max(0, Math.min(start, room - stringWidth(fitting)))) + fitting;
}

/** Columns on the screen, where wide characters take two columns. */
function onScreen(text: string, mark: Mark): Mark {
  const start = stringWidth(text.slice(0, mark.start)) + Math.max(0, mark.start - text.length);
  const marked = stringWidth(text.slice(mark.start, mark.end));
  return { ...mark, start, end: start + Math.max(1, marked) };
}

function drawMarks(marks: readonly Mark[]): string {
  const width = Math.max(...marks.map((mark) => mark.end));
  const symbolAt = (column: number): string => {
    const covering = marks.filter((mark) => mark.start <= column && column < mark.end);
    return covering.some((mark) => mark.symbol === '^') ? '^' : (covering[0]?.symbol ?? ' ');
  };
  return Array.from({ length: width }, (_, column) => symbolAt(column)).join('');
}
