/**
 * The style of charts: colours, lines and fonts. Takes the position of a series; returns fragments of chart XML.
 * Guarantee: adjacent colours also differ in lightness, so that they can be distinguished in print and by colour-blind
 * readers.
 */
import type { ChartSeries } from '../../grid/grid.ts';
import { element, setting } from './xml.ts';

/**
 * Navy, orange, sky, green, mauve, brick, sand, slate, and four for the rare chart with more: dark and light take
 * turns.
 */
const palette = [
  ...['1F4E79', 'E08A1E', '7DB3E0', '2E7D5B', 'C9A0C9', '8C3B2E', 'D9C36A', '6B7785'],
  ...['0F8B8D', 'F4BFA5', '5E4B8B', 'B5D6A7'],
];
/** Lines beyond these are dashed. */
const plainLines = 8;
/** Whether a step up is good is not known, so it is blue and one down is orange, as on the page of a comparison. */
const bridge = { up: '74A9DB', down: 'EDA05C', total: '1F3A5F' };
const ink = '1F2A44';
const words = '4B5563';

/** Lines of charts are measured in these: 12,700 to a point. */
const point = 12_700;

const plain = (colour: string): string => element('a:srgbClr', { val: colour });
const colourOf = (index: number): string => plain(palette[index % palette.length]!);
const solid = (colour: string): string => element('a:solidFill', {}, colour);
const noFill = element('a:noFill');
const noLine = element('a:ln', {}, noFill);
const thin = (colour: string): string => element('a:ln', { w: point * 0.75 }, solid(plain(colour)));
const shape = (...children: readonly string[]): string => element('c:spPr', {}, ...children);

/** How columns are filled; edges around them would eat the thin ones. */
export function columnShape(index: number, look: ChartSeries['look']): string {
  if (look === 'hidden') return shape(noFill, noLine);
  return shape(solid(look === undefined ? colourOf(index) : plain(bridge[look])), noLine);
}

/** How a line is drawn. */
export function lineShape(index: number): string {
  const dash = index < plainLines ? '' : setting('a:prstDash', 'sysDash');
  return shape(element('a:ln', { w: point * 2.25, cap: 'rnd' }, solid(colourOf(index)), dash, element('a:round')));
}

/** Only a line of one point needs a marker, because it would not be seen. */
export function lineMarker(index: number, count: number): string {
  if (count > 1) return element('c:marker', {}, setting('c:symbol', 'none'));
  return element(
    'c:marker',
    {},
    setting('c:symbol', 'circle'),
    setting('c:size', 7),
    shape(solid(colourOf(index)), noLine),
  );
}

export const chartFrame = shape(solid(plain('FFFFFF')), thin('D9DCE3'));
export const plotFrame = shape(noFill, noLine);
export const gridLines = element('c:majorGridlines', {}, shape(thin('E5E7EB')));
export const baseLine = shape(noFill, thin('9CA3AF'));
export const noAxisLine = shape(noFill, noLine);

interface Letters {
  readonly size: number;
  readonly colour: string;
  readonly bold: boolean;
}

/** Sizes are hundredths of a point. */
function letters(name: 'a:defRPr' | 'a:rPr', { size, colour, bold }: Letters): string {
  const fonts = element('a:latin', { typeface: 'Calibri' }) + element('a:cs', { typeface: 'Calibri' });
  const attributes = { ...(name === 'a:rPr' ? { lang: 'en-US' } : {}), sz: size, b: bold ? 1 : 0 };
  return element(name, attributes, solid(plain(colour)), fonts);
}

function textLook(look: Letters, body: Readonly<Record<string, string | number>> = {}): string {
  const paragraph = element(
    'a:p',
    {},
    element('a:pPr', {}, letters('a:defRPr', look)),
    element('a:endParaRPr', { lang: 'en-US' }),
  );
  return element('c:txPr', {}, element('a:bodyPr', body), element('a:lstStyle'), paragraph);
}

const small: Letters = { size: 900, colour: words, bold: false };

export const chartText = textLook(small);
/**
 * Few names lie flat and are wrapped; many are left to the reader's program, which leaves out those that would touch.
 */
export const categoryText = (flat: boolean): string => textLook(small, { rot: flat ? 0 : -60_000_000, vert: 'horz' });

/** The words over a chart; the text is XML already. */
export function titleText(text: string): string {
  const look: Letters = { size: 1200, colour: ink, bold: true };
  const paragraph = element(
    'a:p',
    {},
    element('a:pPr', {}, letters('a:defRPr', look)),
    element('a:r', {}, letters('a:rPr', look), element('a:t', {}, text)),
  );
  return element('c:rich', {}, element('a:bodyPr', { rot: 0 }), element('a:lstStyle'), paragraph);
}

/** Labels of columns: dark letters, but white ones within totals, which are dark. */
export function labelStyle(look: ChartSeries['look'], within: boolean): string {
  const colour = look === 'total' && within ? 'FFFFFF' : ink;
  return shape(noFill, noLine) + textLook({ size: 900, colour, bold: look === 'total' });
}
