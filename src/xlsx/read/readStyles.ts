/** Cell styles. Takes the parts; returns number format, colours and weight by the style index of a cell. */
import type { Attributes } from './parseXml.ts';
import { ElementProblem } from './parseXml.ts';
import { unescaped } from './readStrings.ts';
import type { OpenParts } from './relationships.ts';
import { paletteColour, type Theme, themeColour } from './themeColours.ts';
import type { FileStyle, FileStyleChange, WorkbookFile } from './workbookFile.ts';

/** Formats that every reader knows by number. Those of dates are as Excel shows them in English. */
const builtInFormats: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'mm-dd-yy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;[Red](#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;[Red](#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mmss.0',
  48: '##0.0E+0',
  49: '@',
};

interface Font {
  bold: boolean;
  colour?: string;
  size?: number;
}

interface Fill {
  solid: boolean;
  colour?: string;
}

interface Collected {
  readonly theme: Theme;
  readonly formats: Map<number, string>;
  readonly fonts: Font[];
  readonly fills: Fill[];
  readonly styles: Attributes[];
  readonly changes: Writable<FileStyleChange>[];
  /** Within a change of looks: whether its font or its fill is read. */
  within: 'font' | 'fill' | undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const countMax = 100_000;

/** The colour of `<color rgb="FF0000FF"/>`, or of a theme or the palette by number, as ARGB digits. */
export function colourOf({ rgb, theme: number, indexed, tint }: Attributes, theme: Theme): string | undefined {
  if (rgb !== undefined) return rgb.length === 6 ? `FF${rgb.toUpperCase()}` : rgb.toUpperCase();
  if (number !== undefined) return themeColour(theme, number, tint);
  return indexed === undefined ? undefined : paletteColour(indexed);
}

/** `<b/>`, `<b val="1"/>` and `<b val="true"/>` are set. */
export function isSet(value: string | undefined, absent: boolean): boolean {
  return value === undefined ? absent : value === '1' || value === 'true' || value === 'on';
}

type OpenIn = (collected: Collected, name: string, attributes: Attributes) => void;

/** What stands in each block of the part that is read. */
const blocks: Readonly<Record<string, OpenIn>> = {
  numFmts: ({ formats }, name, { numFmtId, formatCode }) => {
    if (name === 'numFmt') formats.set(Number(numFmtId), unescaped(formatCode ?? ''));
  },
  fonts: ({ fonts, theme }, name, attributes) => {
    if (name === 'font') fonts.push({ bold: false });
    const font = fonts.at(-1);
    if (font === undefined) return;
    if (name === 'b') font.bold = isSet(attributes.val, true);
    if (name === 'color') setColour(font, attributes, theme);
    if (name === 'sz' && Number.isFinite(Number(attributes.val))) font.size = Number(attributes.val);
  },
  fills: ({ fills, theme }, name, attributes) => {
    if (name === 'fill') fills.push({ solid: false });
    const fill = fills.at(-1);
    if (fill === undefined) return;
    if (name === 'patternFill') fill.solid = attributes.patternType !== undefined && attributes.patternType !== 'none';
    if (name === 'fgColor') setColour(fill, attributes, theme);
  },
  cellXfs: ({ styles }, name, attributes) => {
    if (name === 'xf') styles.push(attributes);
  },
  dxfs: (collected, name, attributes) => {
    const { changes } = collected;
    if (name === 'dxf') changes.push({});
    const change = changes.at(-1);
    if (change === undefined) return;
    if (name === 'font' || name === 'fill') collected.within = name;
    const colour = colourOf(attributes, collected.theme);
    if (name === 'numFmt') change.format = unescaped(attributes.formatCode ?? '');
    else if (name === 'color' && collected.within === 'font' && colour !== undefined) change.fontColour = colour;
    // In a change of looks, a solid fill has the colour of its background.
    else if (name === 'bgColor' && colour !== undefined) change.fillColour = colour;
  },
};

function setColour(target: { colour?: string }, attributes: Attributes, theme: Theme): void {
  const colour = colourOf(attributes, theme);
  if (colour !== undefined) target.colour = colour;
}

function styleOf(
  { formats, fonts, fills }: Collected,
  { numFmtId = '0', fontId = '0', fillId = '0' }: Attributes,
): FileStyle {
  const number = Number(numFmtId);
  const font = fonts[Number(fontId)];
  const fill = fills[Number(fillId)];
  return {
    format: formats.get(number) ?? builtInFormats[number] ?? 'General',
    bold: font?.bold ?? false,
    ...(font?.colour === undefined ? {} : { fontColour: font.colour }),
    ...(fill?.colour === undefined || !fill.solid ? {} : { fillColour: fill.colour }),
    ...(font?.size === undefined ? {} : { fontSize: font.size }),
  };
}

/** `readStyles(parts, 'xl/styles.xml', theme).styles[3]` is the look of cells of style 3. */
export function readStyles(
  parts: OpenParts,
  part: string | undefined,
  theme: Theme,
): Pick<WorkbookFile, 'styles' | 'styleChanges'> {
  if (part === undefined) return { styles: [], styleChanges: [] };
  const collected: Collected = {
    theme,
    formats: new Map(),
    fonts: [],
    fills: [],
    styles: [],
    changes: [],
    within: undefined,
  };
  let depth = 0;
  let block: OpenIn | undefined;
  parts.parse(part, {
    open: (name, attributes) => {
      depth += 1;
      if (depth === 2) block = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
      else block?.(collected, name, attributes);
      if (
        Math.max(
          collected.fonts.length,
          collected.fills.length,
          collected.styles.length,
          collected.formats.size,
          collected.changes.length,
        ) > countMax
      ) {
        throw new ElementProblem('the workbook has more styles than burnsheet can read');
      }
    },
    close: () => {
      depth -= 1;
    },
  });
  return { styles: collected.styles.map((style) => styleOf(collected, style)), styleChanges: collected.changes };
}
