/**
 * Suggestions for units that do not match. Input: formulas, the units that were found and those that are required.
 * Output: hints, with the edits that carry them out. Guarantee: an edit gives the required unit, and applies no
 * conversion twice.
 */
import type { Node } from '../../formula/formula.ts';
import { leavesOf } from '../../formula/leaves.ts';
import type { TextChange } from '../../source/formulaPlaces.ts';
import { parseLiteral } from '../../values/literal.ts';
import {
  divideUnits,
  multiplyUnits,
  parseUnit,
  sameDimension,
  sameUnit,
  type Unit,
  type UnitTable,
} from '../../values/unit.ts';
import { conversionsOf } from './bareConversions.ts';

/** Advice about a formula; no repairs where only the author can decide. */
export interface Advice {
  readonly hint: string;
  readonly repairs: readonly { readonly label: string; readonly changes: readonly TextChange[] }[];
}

type Part = Node;

const textOf = ({ start, end }: Part, formula: string): string => formula.slice(start, end);

/** Text for a hint, which is read on one line. */
const short = (text: string): string => (text.length <= 60 && !text.includes('\n') ? text : '…');

/** Sums and comparisons need brackets to be a factor. */
function asFactor(part: Part, formula: string): string {
  const isWeak = part.kind === 'binary' && !['*', '/', '^'].includes(part.operator);
  return isWeak ? `(${textOf(part, formula)})` : textOf(part, formula);
}

function replaced(part: Part, text: string): Advice {
  const label = `write ${short(text)}`;
  return { hint: label, repairs: [{ label, changes: [{ start: part.start, end: part.end, text }] }] };
}

/** `convert(salary, "USD/month")`. */
export function adviseConversion(part: Part, unit: Unit, formula: string): Advice {
  return replaced(part, `convert(${textOf(part, formula)}, "${unit.text}")`);
}

/**
 * A rate as the amount of the period, `fee * period.months`; undefined if that is not in the required unit.
 */
export function adviseTimesPeriod(
  part: Part,
  found: Unit,
  wanted: Unit,
  formula: string,
  units: UnitTable,
): Advice | undefined {
  return overTime(part, formula, units, (time) => sameUnit(multiplyUnits(found, time), wanted), '*');
}

/** An amount of the period as a rate, `fee / period.months`. */
export function advisePerPeriod(
  part: Part,
  found: Unit,
  wanted: Unit,
  formula: string,
  units: UnitTable,
): Advice | undefined {
  return overTime(part, formula, units, (time) => sameUnit(divideUnits(found, time), wanted), '/');
}

function overTime(
  part: Part,
  formula: string,
  units: UnitTable,
  fits: (time: Unit) => boolean,
  operator: string,
): Advice | undefined {
  const attribute = (['month', 'year'] as const).find((name) => fits(units.get(name)!));
  return attribute === undefined
    ? undefined
    : replaced(part, `${asFactor(part, formula)} ${operator} period.${attribute}s`);
}

/**
 * `1 + growth` with a growth per year: in proportion to the length of the period, or compounded so that a year grows by
 * exactly the rate. Both are usual, and a year of months gives 6.17% or 6%.
 */
export function adviseGrowth(
  sum: Part & { kind: 'binary' },
  rate: Part,
  inProportion: Advice,
  formula: string,
): Advice {
  const name = textOf(rate, formula);
  const factor = `growth_factor(${sum.operator === '-' ? '-' : ''}${asFactor(rate, formula)}, period.months)`;
  const compounded = replaced(sum, factor).repairs.map(({ changes }) => ({ label: `write ${short(factor)}`, changes }));
  const hint =
    `${inProportion.hint} for a part of ${short(name)} in each period, or ${short(factor)} instead of ` +
    'the sum to compound it';
  return { hint, repairs: [...inProportion.repairs, ...compounded] };
}

/** How one unit differs from another of another dimension: by time, by one unit, or by more. */
export function unitDifference(left: Unit, right: Unit): { readonly name: string; readonly power: number } | undefined {
  const { powers } = divideUnits(left, right);
  const [[name, power] = ['', 0], second] = powers;
  return second === undefined && Math.abs(power) === 1 ? { name, power } : undefined;
}

/**
 * Factors that may be meant to convert without saying so: a bare 12, or an input `months_per_year` that is a plain
 * number.
 */
export function findPlainFactors(part: Part, isPlain: (name: string) => boolean): readonly string[] {
  return leavesOf(part).flatMap((leaf) => {
    if (leaf.kind === 'name') return isPlain(leaf.name) ? [leaf.name] : [];
    const literal = leaf.kind === 'number' && leaf.unit === undefined ? parseLiteral(leaf.text) : undefined;
    return literal?.unit === '' && literal.amount.gt(1) ? [literal.amount.toFixed()] : [];
  });
}

/** Where a plain factor may convert already, a conversion more could be one too many. */
export function adviseFactorUnit(factors: readonly string[], unit: Unit): Advice {
  const hint =
    `if ${factors[0]} is meant to convert, give it the unit of the conversion, such as months/year; ` +
    `otherwise convert to ${unit.text}`;
  return { hint, repairs: [] };
}

/** Where a plain factor may be a number of months, the length of the period could be one factor too many. */
export function adviseTimeFactorUnit(factors: readonly string[], repair: Advice): Advice {
  const hint = `if ${factors[0]} is a number of months or years, give it that unit; otherwise ${repair.hint}`;
  return { hint, repairs: [] };
}

/**
 * Changes of single words that may give another unit of the same dimension: `12 months/year` for 12, `period.years` for
 * `period.months`.
 */
export function adviseReplacements(root: Part, units: UnitTable): readonly Advice[] {
  return leavesOf(root).flatMap((leaf): Advice[] => {
    if (leaf.kind === 'name' && leaf.name === 'period.months' && leaf.selectors.length === 0)
      return [{ ...replaced(leaf, 'period.years'), hint: 'write period.years instead of period.months' }];
    const literal = leaf.kind === 'number' && leaf.unit === undefined ? parseLiteral(leaf.text) : undefined;
    return literal?.unit === '' ? conversionsOf(literal.amount, units).map((text) => replaced(leaf, text)) : [];
  });
}

/** Whether a unit can be declared: it is known, and not a mixture such as `EUR*month/year`. */
export function isDeclarable({ text, names }: Unit, units: UnitTable): boolean {
  const bases = [...names.keys()].flatMap((name) => [...(units.get(name)?.powers.keys() ?? [])]);
  return new Set(bases).size === bases.length && parseUnit(text, units).unit !== undefined;
}

/** The hint for units of different dimensions, when only the author can know what is missing. */
export function describeDifference(left: string, leftUnit: Unit, right: string, rightUnit: Unit): string {
  const difference = unitDifference(leftUnit, rightUnit);
  if (difference === undefined) return 'only amounts in the same unit can be combined: check both units';
  const lacking = difference.power > 0 ? right : left;
  return `${short(lacking)} needs a factor in ${difference.name}, unless another item is meant`;
}

/** A formula whose unit is another than its item declares. */
interface Asked {
  readonly node: Node;
  readonly formula: string;
  readonly found: Unit;
  readonly declared: Unit;
  readonly units: UnitTable;
}

/**
 * What to write where a formula gives another unit than is declared. `fits` tries a repair; `isPlain` says of a name
 * whether it is a plain number, which may be meant to convert.
 */
export function adviseUnit(
  asked: Asked,
  fits: (advice: Advice) => boolean,
  isPlain: (name: string) => boolean,
): Advice {
  const { node, formula, found, declared, units } = asked;
  if (!sameDimension(found, declared)) return otherDimension(asked, fits, findPlainFactors(node, isPlain));
  const words = adviseReplacements(node, units).filter(fits);
  const number = words.find(({ repairs }) => !repairs[0]!.label.includes('period.'));
  if (number !== undefined) return number;
  const factors = findPlainFactors(node, isPlain);
  if (factors.length > 0) return adviseFactorUnit(factors, declared);
  return words[0] ?? adviseConversion(node, declared, formula);
}

function otherDimension(
  { node, formula, found, declared, units }: Asked,
  fits: (advice: Advice) => boolean,
  factors: readonly string[],
): Advice {
  const tries = [
    adviseTimesPeriod(node, found, declared, formula, units),
    advisePerPeriod(node, found, declared, formula, units),
  ];
  const repair = tries.find((one) => one !== undefined && fits(one));
  if (repair !== undefined) return factors.length > 0 ? adviseTimeFactorUnit(factors, repair) : repair;
  const difference = unitDifference(declared, found);
  const lack =
    difference === undefined
      ? 'there is a missing or an extra factor'
      : `it ${difference.power > 0 ? 'needs a' : 'has an extra'} factor in ${difference.name}`;
  return { hint: `if the formula is right, change unit: to ${found.text}; otherwise ${lack}`, repairs: [] };
}
