/**
 * Headline results by the common columns, for every format of a report. Takes a comparison; returns texts: each row
 * with its unit, in one scale. Guarantee: a difference has the digits of its row, and notes explain the marks and say
 * if differences do not add up.
 */
import type { MovedCell, Movement } from '../../diff/diff.ts';
import { formatCount, isRateUnit } from '../../values/formatFigure.ts';
import { formatValue, type RowFormat, rowFormat, shownDigits, stripControls } from '../io/format.ts';
import type { ComparisonReport } from './comparisonReport.ts';
import { cellsByColumn, formatShare } from './wording.ts';

/** Both values of a result in one column. */
export interface HeadlineCell {
  readonly old: string;
  readonly new: string;
  /** The difference with its sign, or a mark if it is zero or below the digits shown. */
  readonly change: string;
  /** The difference as a share of the old value; empty if that is meaningless. */
  readonly share: string;
  readonly cell: MovedCell;
}

export interface HeadlineRow {
  readonly movement: Movement;
  readonly label: string;
  /** The scale and unit of the row: `bn USD`; may be empty. */
  readonly unit: string;
  /** One for each column; undefined if the result has no value there. */
  readonly cells: readonly (HeadlineCell | undefined)[];
}

export interface HeadlineTable {
  readonly columns: readonly string[];
  readonly rows: readonly HeadlineRow[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
  /** Results with a single value, each with one cell. */
  readonly singles: readonly HeadlineRow[];
  /** A sentence on results that did not move; empty if all moved. */
  readonly still: string;
}

const [unmoved, tiny] = ['·', '~0'];

interface HeadlinesShown {
  /** Whether the table includes results that did not move. */
  readonly hasStill?: boolean;
  /** Whether a mark shows that a value did not move; otherwise its cell is empty. */
  readonly hasMarks?: boolean;
}

/** The table of headline results that moved, or of all. */
export function makeHeadlineTable(
  compared: ComparisonReport,
  { hasStill = false, hasMarks = true }: HeadlinesShown = {},
): HeadlineTable {
  const { headlines } = compared.diff;
  const [moving, still] = [
    headlines.filter(({ importance }) => importance > 0),
    headlines.filter(({ importance }) => importance === 0),
  ];
  const { rows: found, columns: all } = cellsByColumn(compared, hasStill ? headlines : moving);
  const columns = all.filter((period) => period !== '');
  const written = found.map(({ movement, cells, at }) => {
    const format = rowFormat(
      movement.unit,
      cells.flatMap(({ old, new: current }) => [old, current]),
    );
    const isSingle = cells.every(({ period }) => period === '');
    return { isSingle, format, cells, row: rowOf(movement, format, (isSingle ? [''] : columns).map(at), hasMarks) };
  });
  const byPeriod = written.filter(({ isSingle }) => !isSingle);
  const addUp = written.every(({ cells, format }) => cells.every((cell) => addsUp(cell, format)));
  const rows = byPeriod.map(({ row }) => row);
  return {
    columns,
    rows,
    notes: [...legend(rows), ...(addUp ? [] : ['Differences are calculated before rounding.'])],
    singles: written.filter(({ isSingle }) => isSingle).map(({ row }) => row),
    still: stillWords(still),
  };
}

function rowOf(
  movement: Movement,
  format: RowFormat,
  cells: readonly (MovedCell | undefined)[],
  hasMarks: boolean,
): HeadlineRow {
  const { label, unit } = movement;
  const written = cells.map((cell): HeadlineCell | undefined => {
    if (cell === undefined) return undefined;
    const [old, current] = [formatValue(cell.old, unit, format), formatValue(cell.new, unit, format)];
    const change = cell.difference === 0 && !hasMarks ? '' : shortDifference(cell.difference, unit, format);
    return { old, new: current, change, share: change === '' ? '' : formatShare(cell), cell };
  });
  return { movement, label: stripControls(label), unit: format.unit, cells: written };
}

/** A signed difference in the scale of its row; in points for percentages. */
function shortDifference(difference: number | null, unit: string, format: RowFormat): string {
  if (difference === null) return '?';
  if (difference === 0) return unmoved;
  if (unit === 'date') return `${difference < 0 ? '-' : '+'}${Math.abs(difference)}`;
  const text = formatValue(Math.abs(difference), unit, { ...format, suffix: '' });
  return /[1-9]/.test(text) ? `${difference < 0 ? '-' : '+'}${text}` : tiny;
}

/** Whether a difference equals that of the values as shown. */
function addsUp({ old, new: current, difference }: MovedCell, { divisor, decimals }: RowFormat): boolean {
  if (typeof old !== 'number' || typeof current !== 'number' || difference === null) return true;
  const shown = (value: number): number => shownDigits(value, divisor, decimals);
  return shown(current) - shown(old) === shown(difference);
}

/** The meaning of the marks that occur in a table. */
function legend(rows: readonly HeadlineRow[]): string[] {
  const marks = new Set(rows.flatMap(({ cells }) => cells.map((cell) => cell?.change)));
  const isMoved = (change: string | undefined): boolean => change !== undefined && /^[+-]/.test(change);
  const hasPoints = rows.some(
    ({ movement: { unit }, cells }) => isRateUnit(unit) && cells.some((cell) => isMoved(cell?.change)),
  );
  const meanings = [
    ...(marks.has(unmoved) ? [`${unmoved} = did not move`] : []),
    ...(marks.has(tiny) ? [`${tiny} = moved by less than the digits shown`] : []),
    ...(marks.has('?') ? ['? = an error on one side'] : []),
    ...(hasPoints ? ['changes in percentages are in points'] : []),
  ];
  return meanings.length === 0 ? [] : [`${meanings.join('; ')}.`];
}

const namedMost = 3;

/** Which results did not move: `2 headline results did not move: Debt; Runway.` */
function stillWords(still: readonly Movement[]): string {
  if (still.length === 0) return '';
  const labels = still.slice(0, namedMost).map(({ label }) => stripControls(label));
  const rest = still.length > namedMost ? ` and ${still.length - namedMost} more` : '';
  return `${formatCount(still.length, 'headline result')} did not move: ${labels.join('; ')}${rest}.`;
}
