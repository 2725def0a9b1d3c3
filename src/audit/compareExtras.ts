/**
 * Notes, data validations and charts against the baseline. Takes an aligned sheet; returns every difference with its
 * cell or chart. Guarantee: order, authors, line ends, merged or split ranges and the spelling of formulas make no
 * difference; what stands on a line that was put in or taken out is told by the line.
 */
import { columnName, readablePrefix } from '../grid/address.ts';
import { formulaOfTokens, formulaTokens, movedFormula } from '../xlsx/read/formulaReferences.ts';
import type { FileRange, FileSeries, FileValidation } from '../xlsx/read/workbookFile.ts';
import type { BaselineChart, BaselineColumns, BaselineLink, BaselineNote } from './baseline.ts';
import type { Finding, FindingKind } from './findings.ts';
import { alignSequences } from './lineAlignment.ts';
import type { Pair, Pairs } from './pairs.ts';
import { cellPlace, isSameFormula } from './sameFormula.ts';

/** Every difference beside the cells; none where the baseline says nothing about them. */
export function extraFindings(pair: Pair, pairs: Pairs): Finding[] {
  const [before, now] = [pair.before.extras, pair.now.extras];
  if (before === undefined || now === undefined) return [];
  return [
    ...byCell('note-changed', pair, notesOf(before.notes), notesOf(now.notes), String, (left, right) => left === right),
    ...byCell(
      'validation-changed',
      pair,
      acceptedBy(before.validations),
      acceptedBy(now.validations),
      validationText,
      (left, right) => sameValidation(left, right, pair, pairs),
    ),
    ...chartFindings(pair, before.charts, now.charts, pairs),
    ...linkFindings(pair, before.links, now.links),
    ...widthFindings(pair, before.columns, now.columns),
  ];
}

function linkFindings(
  pair: Pair,
  before: readonly BaselineLink[] | undefined,
  now: readonly BaselineLink[] = [],
): Finding[] {
  if (before === undefined) return [];
  return byCell(
    'link-changed',
    pair,
    targetsOf(before),
    targetsOf(now),
    String,
    (left, right) => plainTarget(left) === plainTarget(right),
  );
}

function targetsOf(links: readonly BaselineLink[]): ByCell<string> {
  return new Map(
    links.map(({ row, column, target }) => [keyOf(row, column), { row, column, content: target }] as const),
  );
}

/** Programs write signs of an address in their own way, and put a slash at its end. */
function plainTarget(target: string): string {
  try {
    return decodeURI(target).replace(/\/$/, '');
  } catch {
    return target.replace(/\/$/, '');
  }
}

/** Below this share of its width, a column of numbers may show `####` only. */
const widthShare = 0.6;

function widthFindings(
  { now: { name }, columns }: Pair,
  before: readonly BaselineColumns[] | undefined,
  now: readonly BaselineColumns[] = [],
): Finding[] {
  const widthNow = widthsOf(now);
  return [...widthsOf(before ?? [])].flatMap(([column, width]): Finding[] => {
    const at = column < columns.here.length ? columns.here[column] : column;
    const found = at === undefined ? undefined : widthNow.get(at);
    // A column without any width is hidden, which is a finding of its own.
    if (at === undefined || found === undefined || found >= widthShare * width || found < 0.5) return [];
    return [
      {
        kind: 'column-narrowed',
        place: `${readablePrefix(name)}${columnName(at)}:${columnName(at)}`,
        old: width,
        now: found,
      },
    ];
  });
}

/** Columns that are looked at one by one. */
const columnsFollowed = 2000;

function widthsOf(columns: readonly BaselineColumns[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [from, to, width] of columns)
    for (let at = from; at <= Math.min(to, from + columnsFollowed); at += 1) found.set(at, width);
  return found;
}

/** What stands at a cell. */
interface Placed<T> {
  readonly row: number;
  readonly column: number;
  readonly content: T;
}
type ByCell<T> = ReadonlyMap<string, Placed<T>>;

const keyOf = (row: number, column: number): string => `${row}:${column}`;

function byCell<T>(
  kind: FindingKind,
  { now: { name }, rows, columns }: Pair,
  before: ByCell<T>,
  now: ByCell<T>,
  text: (content: T) => string,
  isSame: (left: T, right: T) => boolean,
): Finding[] {
  const left = new Map(now);
  const finding = (row: number, column: number, old: T | undefined, found: T | undefined): Finding => ({
    kind,
    place: cellPlace({ sheet: name, row, column }),
    old: old === undefined ? null : text(old),
    now: found === undefined ? null : text(found),
  });
  // Cells beyond those that are filled stay where they are.
  const moved = (lines: readonly (number | undefined)[], at: number) =>
    at < lines.length ? lines[at] : at + shift(lines);
  const findings: Finding[] = [];
  for (const { row, column, content } of before.values()) {
    const [toRow, toColumn] = [moved(rows.here, row), moved(columns.here, column)];
    if (toRow === undefined || toColumn === undefined) continue;
    const found = left.get(keyOf(toRow, toColumn))?.content;
    left.delete(keyOf(toRow, toColumn));
    if (found === undefined || !isSame(content, found)) findings.push(finding(toRow, toColumn, content, found));
  }
  const isNewLine = (lines: readonly (number | undefined)[], at: number) =>
    at < lines.length && lines[at] === undefined;
  for (const { row, column, content } of left.values())
    if (!isNewLine(rows.there, row) && !isNewLine(columns.there, column))
      findings.push(finding(row, column, undefined, content));
  return findings;
}

/** How far the lines behind the last have moved. */
function shift(lines: readonly (number | undefined)[]): number {
  const last = lines.findLastIndex((line) => line !== undefined);
  return last < 0 ? 0 : lines[last]! - last - (lines.length - 1 - last);
}

function notesOf(notes: readonly BaselineNote[]): ByCell<string> {
  return new Map(
    notes.map(({ row, column, text }) => [keyOf(row, column), { row, column, content: plainLines(text) }] as const),
  );
}

/** One kind of line end, and no blanks at the ends of lines. */
function plainLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

type Accepted = Omit<FileValidation, 'ranges'>;

/** Cells of validations that are told one by one; a larger range is told by its corners. */
const cellsMost = 200_000;

function acceptedBy(validations: readonly FileValidation[]): ByCell<Accepted> {
  const found = new Map<string, Placed<Accepted>>();
  let cells = 0;
  for (const { ranges, ...accepted } of validations) {
    if (accepted.type === 'none' || ranges.length === 0) continue;
    // References are relative to the first cell of all ranges.
    const [top, left] = [smallest(ranges, 'fromRow'), smallest(ranges, 'fromColumn')];
    for (const range of ranges) {
      cells += (range.toRow - range.fromRow + 1) * (range.toColumn - range.fromColumn + 1);
      for (const { row, column } of cells > cellsMost ? cornersOf(range) : cellsOf(range))
        found.set(keyOf(row, column), { row, column, content: movedBy(accepted, row - top, column - left) });
    }
  }
  return found;
}

const smallest = (ranges: readonly FileRange[], key: 'fromRow' | 'fromColumn') =>
  ranges.reduce((least, range) => Math.min(least, range[key]), Number.POSITIVE_INFINITY);

type Cell = Pick<Placed<unknown>, 'row' | 'column'>;

const cornersOf = ({ fromRow, toRow, fromColumn, toColumn }: FileRange): readonly Cell[] => [
  { row: fromRow, column: fromColumn },
  { row: toRow, column: toColumn },
];

function* cellsOf({ fromRow, toRow, fromColumn, toColumn }: FileRange): Generator<Cell> {
  for (let row = fromRow; row <= toRow; row += 1)
    for (let column = fromColumn; column <= toColumn; column += 1) yield { row, column };
}

function movedBy(accepted: Accepted, rows: number, columns: number): Accepted {
  if (rows === 0 && columns === 0) return accepted;
  const { formula1, formula2, ...others } = accepted;
  return {
    ...others,
    ...(formula1 === undefined ? {} : { formula1: movedFormula(formula1, rows, columns) }),
    ...(formula2 === undefined ? {} : { formula2: movedFormula(formula2, rows, columns) }),
  };
}

/**
 * Lists and formulas know no operator; a second bound counts between two bounds alone. LibreOffice writes both
 * everywhere.
 */
function plainValidation({ type, operator = 'between', allowBlank, formula1 = '', formula2 = '' }: Accepted) {
  const compares = type !== 'list' && type !== 'custom';
  const isSpan = compares && (operator === 'between' || operator === 'notBetween');
  return { type, operator: compares ? operator : '', allowBlank, formula1, formula2: isSpan ? formula2 : '' };
}

function validationText(accepted: Accepted): string {
  const { type, operator, allowBlank, formula1, formula2 } = plainValidation(accepted);
  return [type, operator, formula1, formula2, allowBlank ? 'or blank' : ''].filter((word) => word !== '').join(' ');
}

function sameValidation(left: Accepted, right: Accepted, pair: Pair, pairs: Pairs): boolean {
  const [before, now] = [plainValidation(left), plainValidation(right)];
  if (before.type !== now.type || before.operator !== now.operator || before.allowBlank !== now.allowBlank)
    return false;
  return (
    isSameFormula(before.formula1, now.formula1, pair, pairs) &&
    isSameFormula(before.formula2, now.formula2, pair, pairs)
  );
}

function chartFindings(
  pair: Pair,
  before: readonly BaselineChart[],
  now: readonly BaselineChart[],
  pairs: Pairs,
): Finding[] {
  const titles = (charts: readonly BaselineChart[]) => ({ signatures: charts.map(({ title }) => plainTitle(title)) });
  const { here, there } = alignSequences(titles(now), titles(before));
  const finding = (at: number, old: BaselineChart | undefined, found: BaselineChart | undefined): Finding => ({
    kind: 'chart-changed',
    place: `${readablePrefix(pair.now.name).slice(0, -1)} chart ${at + 1}`,
    old: old === undefined ? null : chartText(old),
    now: found === undefined ? null : chartText(found),
  });
  const changed = before.flatMap((chart, at) => {
    const other = here[at];
    if (other === undefined) return [finding(at, chart, undefined)];
    return sameChart(chart, now[other]!, pair, pairs) ? [] : [finding(other, chart, now[other])];
  });
  return [...changed, ...now.flatMap((chart, at) => (there[at] === undefined ? [finding(at, undefined, chart)] : []))];
}

const plainTitle = (title: string): string => title.replace(/\s+/g, ' ').trim();
const partsOf = ({ name = '', categories = '', values = '' }: FileSeries): readonly string[] => [
  name,
  categories,
  values,
];

function chartText({ title, series, axes = [] }: BaselineChart): string {
  const scales = axes.filter((words) => words !== '').map((words) => `axis ${words}`);
  return [plainTitle(title), ...series.map((one) => partsOf(one).join(' | ')), ...scales].join('; ');
}

function sameChart(before: BaselineChart, now: BaselineChart, pair: Pair, pairs: Pairs): boolean {
  if (plainTitle(before.title) !== plainTitle(now.title) || before.series.length !== now.series.length) return false;
  if (before.axes !== undefined && !sameAxes(before.axes, now.axes ?? [])) return false;
  return before.series.every((one, at) => {
    const others = partsOf(now.series[at]!);
    return partsOf(one).every((formula, part) =>
      isSameFormula(withoutDollars(formula), withoutDollars(others[part]!), pair, pairs),
    );
  });
}

/** Programs list the axes of a chart in their own order. */
function sameAxes(before: readonly string[], now: readonly string[]): boolean {
  const scales = (axes: readonly string[]) =>
    axes
      .filter((words) => words !== '')
      .sort()
      .join('; ');
  return scales(before) === scales(now);
}

/** Charts are never copied like formulas, so that `$` says nothing. */
function withoutDollars(formula: string): string {
  const tokens = formulaTokens(formula).map((token) => {
    if (typeof token === 'string') return token;
    const plain = (corner: typeof token.first) => ({ ...corner, rowAbsolute: false, columnAbsolute: false });
    return { ...token, first: plain(token.first), ...(token.last === undefined ? {} : { last: plain(token.last) }) };
  });
  return formulaOfTokens(tokens);
}
