/**
 * The scales of large numbers. Input: a suffix or a size. Output: a power of ten or the scale to show a number in.
 * Guarantee: what is read from `1.25bn` and what is shown as `1.25bn` use this one table.
 */

/** The suffixes of the language with their powers of ten, in ascending order. */
export const scaleExponents = { k: 3, m: 6, bn: 9, tn: 12 } as const;
export type ScaleSuffix = keyof typeof scaleExponents;
export const scaleSuffixes = Object.keys(scaleExponents) as readonly ScaleSuffix[];

/** A suffix and what it multiplies a number by. */
export interface Scale {
  readonly suffix: ScaleSuffix;
  readonly factor: number;
}

/** From millions up; smaller numbers are shown with all of their digits. */
const largeScales: readonly Scale[] = [
  { suffix: 'tn', factor: 1e12 },
  { suffix: 'bn', factor: 1e9 },
  { suffix: 'm', factor: 1e6 },
];

/** Whether a text is a suffix of the language: `isScaleSuffix('bn')` is true, `isScaleSuffix('billion')` is not. */
export function isScaleSuffix(text: string): text is ScaleSuffix {
  return Object.hasOwn(scaleExponents, text);
}

/** The scale of a large number: `largeScaleOf(-2.5e9)` is that of `bn`; undefined below one million. */
export function largeScaleOf(size: number): Scale | undefined {
  return largeScales.find(({ factor }) => Math.abs(size) >= factor);
}
