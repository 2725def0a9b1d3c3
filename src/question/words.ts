/** Numbers as sentences have them. Enters a number in a unit; leaves a few digits that can be read, `-0.5%` and `43.12bn USD`. */

const scales: readonly (readonly [number, string])[] = [
  [1e12, 'tn'],
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e4, 'k'],
];

/** Digits before and behind the point that are said. */
const digits = 4;

/** A number for a sentence: rounded to four digits, percentages to a tenth; tables have it in full. */
export function spoken(value: number, unit: string): string {
  if (unit === 'date') return new Date(Date.UTC(1899, 11, 30) + Math.round(value) * 86_400_000).toISOString().slice(0, 10);
  if (unit.startsWith('%')) return `${plain(Number((value * 100).toFixed(Math.abs(value) < 0.01 ? 3 : 1)))}%${unit.slice(1)}`;
  const found = scales.find(([scale]) => Math.abs(value) >= scale);
  const number =
    found === undefined ? plain(Number(value.toPrecision(digits))) : `${plain(Number((value / found[0]).toPrecision(digits)))}${found[1]}`;
  return unit === '1' || unit === 'text' ? number : `${number} ${unit}`;
}

/** Without an exponent, as far as that can be read. */
function plain(value: number): string {
  return Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6) ? value.toExponential() : String(value);
}
