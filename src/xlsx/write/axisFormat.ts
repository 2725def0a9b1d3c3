/**
 * Number formats of charts. Takes the format of cells and the numbers to show; returns a shorter format for axes and
 * labels. Guarantee: all marks of an axis share one scale and number of decimals, and no two adjacent marks look the
 * same.
 */
import type { ChartSeries } from '../../grid/grid.ts';

/** The lowest and the highest number that a chart shows on an axis. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

interface Shape {
  /** What stands before and after the digits: `$` and `,,,"bn"`. */
  readonly before: string;
  readonly after: string;
  readonly digits: string;
  /** What one unit on the axis stands for: 1e9 for billions, 0.01 for percent. */
  readonly scale: number;
  readonly parentheses: boolean;
}

const decimalsMax = 2;
/** More marks than this do not stand on an axis. */
const marksMax = 8;

/** `#,##0.00,,,"bn"_);(…);"-"_)` from 0 to 12 billion becomes `#,##0,,,"bn";(#,##0,,,"bn");0`. */
export function axisFormat(format: string, extent: Extent): string {
  const shape = shapeOf(format, furthest(extent));
  if (shape === undefined) return format;
  const step = spanOf(extent) / shape.scale / marksMax;
  const body = bodyOf(shape, decimalsFor(step));
  return [body, negative(shape, body), shape.scale < 1 ? '0%' : '0'].join(';');
}

/**
 * The format of labels: three digits that count, and nothing for zero. Steps down are positive heights, shown as what
 * they take away.
 */
export function labelFormat(format: string, extent: Extent, look: ChartSeries['look']): string {
  const shape = shapeOf(format, furthest(extent));
  if (shape === undefined) return format;
  const body = bodyOf(shape, decimalsFor(furthest(extent) / shape.scale / 100));
  const below = negative(shape, body);
  // Below zero a column of a step is drawn downwards, and its sign would say where it stands and not which way it goes.
  return [look === 'down' ? below : body, look === 'up' ? body : below, ''].join(';');
}

/**
 * The ends of an axis and the space between its marks: `axisEnds({ low: 0, high: 0.0194 })` is from 0 to 0.02 in steps
 * of 0.002.
 */
export interface AxisEnds extends Extent {
  readonly step: number;
}

/** Marks that an axis has at least, and what stands before the power of ten between two of them. */
const marksMin = 4;
const roundSteps = [5, 2, 1];

/** Round ends around all numbers and zero; undefined where there is nothing to show. */
export function axisEnds({ low, high }: Extent): AxisEnds | undefined {
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  const wanted = (top - bottom) / marksMin;
  if (!(wanted > 0) || !Number.isFinite(wanted)) return undefined;
  const power = Math.floor(Math.log10(wanted));
  const factor = roundSteps.find((one) => one <= wanted / 10 ** power) ?? 1;
  // A power of ten by a text, because a product of one is not round.
  const step = Number(`${factor}e${power}`);
  const end = (value: number, round: (ratio: number) => number): number =>
    Number(`${round(value / step) * factor}e${power}`);
  return {
    low: end(bottom, (ratio) => Math.floor(ratio + 1e-9)),
    high: end(top, (ratio) => Math.ceil(ratio - 1e-9)),
    step,
  };
}

const furthest = ({ low, high }: Extent): number => Math.max(Math.abs(low), Math.abs(high));

/** Axes of lines may start above zero where the line hardly moves; all others hold zero. */
function spanOf({ low, high }: Extent): number {
  const span = high - low;
  return low > 0 && span < high / 6 ? span : Math.max(high, 0) - Math.min(low, 0);
}

function decimalsFor(step: number): number {
  if (!(step > 0)) return 0;
  return Math.min(decimalsMax, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

const bodyOf = ({ before, digits, after }: Shape, decimals: number): string =>
  before + digits + (decimals === 0 ? '' : `.${'0'.repeat(decimals)}`) + after;

const negative = ({ parentheses }: Shape, body: string): string => (parentheses ? `(${body})` : `-${body}`);

const sectionBreak = /;(?=(?:[^"]*"[^"]*")*[^"]*$)/;
const numberShape = /^((?:[^#0"]|"[^"]*")*)([#0][#0,]*?)(?:\.[#0]+)?(,*)((?:"[^"]*"|[^#0"])*)$/;

/** Undefined for dates, texts and whatever else holds no digits. */
function shapeOf(format: string, size: number): Shape | undefined {
  const section = sectionFor(format.split(sectionBreak), size);
  const match = numberShape.exec(section.replace(/^\[[^\]]*\]/, '').replace(/_./g, ''));
  if (match === null) return undefined;
  const [, before = '', digits = '', commas = '', rest = ''] = match;
  const scale = rest.includes('%') ? 0.01 : 1000 ** commas.length;
  return { before, digits, after: commas + rest, scale, parentheses: format.includes('(') };
}

function sectionFor(sections: readonly string[], size: number): string {
  const chosen = sections.find((section) => holds(section, size));
  return chosen ?? sections.at(-1) ?? '';
}

/**
 * Whether a section such as `[>=1000000]…` is the one for a number; a section without a condition takes what is left.
 */
function holds(section: string, size: number): boolean {
  const condition = /^\[([<>]=?)(-?[\d.]+)\]/.exec(section);
  if (condition === null) return true;
  const bound = Number(condition[2]);
  return condition[1]!.startsWith('>') ? size >= bound : size < bound;
}
