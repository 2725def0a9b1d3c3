/** Functions that cut numbers: where their results change. */
import type { ScalarFunction } from '../model/expression/primitives.ts';

const powerOfTen = (places: number | undefined): number => 10 ** Math.trunc(places ?? 0);

/**
 * The arguments of a function that cuts, with what is cut replaced by the number at which the result changes, if that
 * is near.
 */
export const cuts: Readonly<Partial<Record<ScalarFunction, (values: readonly number[]) => readonly number[]>>> = {
  int: ([x]) => [Math.round(x!)],
  roundup: ([x, places]) => [Math.round(x! * powerOfTen(places)) / powerOfTen(places), places ?? 0],
  rounddown: ([x, places]) => [Math.round(x! * powerOfTen(places)) / powerOfTen(places), places ?? 0],
  round: ([x, places]) => [(Math.floor(x! * powerOfTen(places)) + 0.5) / powerOfTen(places), places ?? 0],
  edate: ([day, months]) => [day!, Math.round(months!)],
  eomonth: ([day, months]) => [day!, Math.round(months!)],
};

/** How far what is cut is from where the result changes, and the size of what is cut. */
export function gapOfCut(
  name: ScalarFunction,
  values: readonly number[],
  whole: readonly number[],
  sizes: readonly number[],
): readonly [gap: number, size: number] {
  const at = name === 'edate' || name === 'eomonth' ? 1 : 0;
  return [values[at]! - whole[at]!, sizes[at]!];
}
