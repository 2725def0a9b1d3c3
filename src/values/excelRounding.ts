/**
 * Rounding as in Excel and LibreOffice, for every engine. Guarantee: a value is rounded to 15 significant digits first,
 * so that `ROUND(1.005,2)` is 1.01 although the double is slightly less than 1.005.
 */

/** A number times a power of ten, from 15 decimal digits and without the error of a multiplication. */
function scaled(value: number, places: number): number {
  const [digits, exponent] = value.toExponential(14).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

function unscaled(value: number, places: number): number {
  const [digits, exponent] = value.toExponential().split('e');
  return Number(`${digits}e${Number(exponent) - places}`);
}

function roundWith(cut: (magnitude: number) => number, value: number, places: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const whole = Math.trunc(places);
  const counted = scaled(Math.abs(value), whole);
  // A number this large has no digits to round.
  if (!Number.isFinite(counted)) return value;
  const magnitude = unscaled(cut(counted), whole);
  return value < 0 ? 0 - magnitude : magnitude;
}

/** Half away from zero: `roundHalfAway(1.005, 2)` is 1.01. */
export const roundHalfAway = (value: number, places: number): number => roundWith(Math.round, value, places);

/** Away from zero: `roundAway(-1.21, 1)` is -1.3. */
export const roundAwayFromZero = (value: number, places: number): number => roundWith(Math.ceil, value, places);

/** Towards zero: `roundTowards(-1.29, 1)` is -1.2. */
export const roundTowardsZero = (value: number, places: number): number => roundWith(Math.floor, value, places);

/** The next whole number below: `wholeBelow(-1.5)` is -2, `wholeBelow(4.35 * 100)` is 435. */
export function roundDownToInteger(value: number): number {
  return Number.isFinite(value) ? Math.floor(Number(value.toPrecision(15))) : value;
}
