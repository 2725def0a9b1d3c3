/**
 * Cell styles. Takes a style role and a number format; returns ExcelJS styles. Guarantee: the same pair gives the same
 * object, so a workbook with a million cells has a few dozen styles.
 */
import type { Style } from 'exceljs';
import type { StyleRole } from '../../grid/grid.ts';
import { wrappingStyles } from '../../grid/rowLines.ts';

type CellStyle = Partial<Style>;

const colour = (argb: string) => ({ argb: `FF${argb}` });
const fill = (argb: string): NonNullable<CellStyle['fill']> => ({
  type: 'pattern',
  pattern: 'solid',
  fgColor: colour(argb),
});
const font = (more: NonNullable<CellStyle['font']> = {}) => ({
  name: 'Calibri',
  family: 2,
  size: 10,
  color: colour('000000'),
  ...more,
});
const line = (argb: string) => ({ style: 'thin' as const, color: colour(argb) });

const ink = '1F2A44';
const grey = '6B7280';
const linkBlue = '0563C1';

const looks: Readonly<Record<StyleRole, CellStyle>> = {
  title: { font: font({ bold: true, size: 16, color: colour(ink) }) },
  heading: { font: font({ bold: true, size: 12, color: colour(ink) }) },
  section: { font: font({ bold: true }), fill: fill('E8ECF4'), border: { bottom: line(ink) } },
  label: { font: font() },
  sentence: { font: font() },
  unit: { font: font({ color: colour(grey) }) },
  id: { font: font({ name: 'Consolas', family: 3, size: 9, color: colour(grey) }) },
  words: { font: font({ name: 'Consolas', family: 3, size: 9, color: colour('374151') }) },
  note: { font: font({ italic: true, color: colour(grey) }) },
  input: { font: font({ color: colour('0000FF') }), fill: fill('FFFBE6'), border: { bottom: line('E5D9A5') } },
  fixed: { font: font({ color: colour(grey) }) },
  stored: { font: font({ color: colour('5B3A8C') }), fill: fill('F5F1FA') },
  subtotal: { font: font({ bold: true }), border: { top: line(grey) } },
  total: { font: font({ bold: true }), border: { top: line(ink), bottom: { style: 'double', color: colour(ink) } } },
  subtotalLabel: { font: font({ bold: true }), border: { top: line(grey) } },
  totalLabel: {
    font: font({ bold: true }),
    border: { top: line(ink), bottom: { style: 'double', color: colour(ink) } },
  },
  source: { font: font({ size: 9, color: colour(linkBlue) }) },
  calculation: { font: font() },
  link: { font: font({ color: colour('006100') }) },
  check: { font: font({ bold: true, color: colour('7A4B00') }), fill: fill('F3F0E8') },
  header: { font: font({ bold: true, color: colour('FFFFFF') }), fill: fill(ink), alignment: { vertical: 'middle' } },
  actualHeader: {
    font: font({ bold: true, color: colour(ink) }),
    fill: fill('B8C4DA'),
    alignment: { vertical: 'middle' },
  },
  subheader: { font: font({ bold: true, color: colour(ink) }), fill: fill('D5DCEA') },
  text: { font: font(), alignment: { wrapText: true, vertical: 'top' } },
  url: { font: font({ underline: true, color: colour(linkBlue) }) },
};

/** How a cell departs from the look of its role. */
export interface StyleVariant {
  /** Headings stand to the right where they stand over numbers. */
  readonly overNumbers?: boolean;
  /** The past looks different. */
  readonly actual?: boolean;
  /** In a row of several lines everything stands on top. */
  readonly tall?: boolean;
  /** Long texts are broken within their columns. */
  readonly wraps?: boolean;
}
export type StyleOf = (role: StyleRole, format: string | undefined, variant?: StyleVariant) => CellStyle;

const past = fill('EEF1F6');

function lookOf(
  role: StyleRole,
  format: string | undefined,
  { overNumbers, actual, tall, wraps }: StyleVariant,
): CellStyle {
  const look = looks[role];
  const top = tall === true ? { vertical: 'top' as const } : {};
  const broken = wraps === true && wrappingStyles.has(role) ? { wrapText: true } : {};
  const alignment = {
    ...top,
    ...broken,
    ...look.alignment,
    ...(overNumbers === true ? { horizontal: 'right' as const } : {}),
  };
  const shade = actual === true && look.fill === undefined ? { fill: past } : {};
  return { ...look, ...shade, alignment, ...(format === undefined ? {} : { numFmt: format }) };
}

/** A style source for one workbook: `styleOf('input', '0.0%')` is always the same object. */
export function makeStyleOf(): StyleOf {
  const made = new Map<string, CellStyle>();
  return (role, format, variant = {}) => {
    const { overNumbers, actual, tall, wraps } = variant;
    const flags = [overNumbers, actual, tall, wraps].map((flag) => flag === true);
    const key = `${role} ${flags.join(' ')} ${format ?? ''}`;
    const style = made.get(key) ?? lookOf(role, format, variant);
    made.set(key, style);
    return style;
  };
}
