/**
 * Colours of texts and backgrounds. Takes the look of a cell; returns colours as six digits, and whether one can be
 * seen on the other.
 */
import type { FileStyle } from '../xlsx/read/workbookFile.ts';

const black = '000000';
const white = 'FFFFFF';

/** `digitsOf('FF0000FF', black)` is `0000FF`. */
function digitsOf(colour: string | undefined, otherwise: string): string {
  if (colour === undefined) return otherwise;
  return /^[0-9A-F]{8}$/.test(colour) ? colour.slice(2) : colour;
}

export interface Look {
  readonly text: string;
  readonly background: string;
  /** In points; 0 where the file gives none. */
  readonly size: number;
}

/** `lookOf({ fontColour: 'FF0000FF', … })` is blue on white. */
export function lookOf({
  fontColour,
  fillColour,
  fontSize,
}: Pick<FileStyle, 'fontColour' | 'fillColour' | 'fontSize'>): Look {
  return { text: digitsOf(fontColour, black), background: digitsOf(fillColour, white), size: fontSize ?? 0 };
}

/** How far two colours are apart: 0 for the same, 765 for black and white. Undefined for a colour that is none. */
function distance(left: string, right: string): number | undefined {
  if (left === right) return 0;
  if (![left, right].every((one) => /^[0-9A-F]{6}$/.test(one))) return undefined;
  const channel = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16);
  return [0, 2, 4].reduce((sum, at) => sum + Math.abs(channel(left, at) - channel(right, at)), 0);
}

/** Below these, nobody reads a text. */
const distanceLeast = 48;
const sizeLeast = 4;

/** Whether a text cannot be told from its background, or is too small to be read. */
export function isInvisible({ text, background, size }: Look): boolean {
  return (distance(text, background) ?? Number.POSITIVE_INFINITY) < distanceLeast || (size > 0 && size < sizeLeast);
}

/** Programs round colours and sizes a little. */
export function isSameLook(left: Look, right: Look): boolean {
  const near = (one: string, other: string) => (distance(one, other) ?? Number.POSITIVE_INFINITY) <= 6;
  return (
    near(left.text, right.text) && near(left.background, right.background) && Math.abs(left.size - right.size) <= 0.5
  );
}

/** `0000FF on FFFBE6, 10 pt`. */
export function describeLook({ text, background, size }: Look): string {
  return `${text} on ${background}${size === 0 ? '' : `, ${size} pt`}`;
}
