/**
 * Colours that a file names by number. Takes the theme of a workbook; returns what a theme colour, with its tint, or a
 * colour of the palette looks like. Guarantee: a workbook without a theme has the colours of Office.
 */
import type { OpenParts } from './relationships.ts';

/** Six digits each, by the number that cells use: light 1, dark 1, light 2, dark 2, six accents, two for links. */
export type Theme = readonly string[];

/** The colours of a workbook that has no theme. */
export const officeTheme: Theme =
  'FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72'.split(' ');

/** How a theme part names its colours, in the order of their numbers. */
const slots = 'lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink'.split(' ');

const base = '000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF';
/** The palette of Excel, ECMA-376 part 1, 18.8.27; 64 and 65 are the text and the window of the reader's system. */
const palette: readonly string[] = [
  ...`${base} ${base}`.split(' '),
  ...'800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF'.split(' '),
  ...'660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF'.split(' '),
  ...'00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00'.split(' '),
  ...'FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333'.split(' '),
  '000000',
  'FFFFFF',
];

/** Reads the theme part; the colours of Office where there is none or where it leaves one out. */
export function readTheme(parts: OpenParts, part: string | undefined): Theme {
  const theme = [...officeTheme];
  if (part === undefined || !parts.has(part)) return theme;
  let at = -1;
  parts.parse(part, {
    open: (name, { val, lastClr }) => {
      if (slots.includes(name)) at = slots.indexOf(name);
      const colour = name === 'srgbClr' ? val : name === 'sysClr' ? lastClr : undefined;
      if (at >= 0 && colour !== undefined && /^[0-9a-f]{6}$/i.test(colour)) theme[at] = colour.toUpperCase();
    },
    close: (name) => {
      if (slots.includes(name)) at = -1;
    },
  });
  return theme;
}

/** Lighter for a positive tint, darker for a negative one: `tinted('FFFFFF', -0.05)` is `F2F2F2`. */
function tinted(colour: string, tint: number): string {
  const channel = (from: number): string => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16);
    const moved = tint < 0 ? value * (1 + Math.max(tint, -1)) : value + (255 - value) * Math.min(tint, 1);
    return Math.round(moved).toString(16).padStart(2, '0').toUpperCase();
  };
  return [0, 2, 4].map(channel).join('');
}

/** `themeColour(theme, '0', '-0.05')` is `FFF2F2F2`; undefined for a number that the theme does not have. */
export function themeColour(theme: Theme, number: string, tint: string | undefined): string | undefined {
  const colour = theme[Number(number)];
  if (colour === undefined) return undefined;
  const shade = Number(tint ?? 0);
  return `FF${Number.isFinite(shade) && shade !== 0 ? tinted(colour, shade) : colour}`;
}

/** `paletteColour('64')` is `FF000000`, the colour of texts; undefined for a number that the palette does not have. */
export function paletteColour(number: string): string | undefined {
  const colour = palette[Number(number)];
  return colour === undefined ? undefined : `FF${colour}`;
}
