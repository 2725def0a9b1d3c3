/**
 * Numbers that convert one unit into another: 12 months in a year, 4 quarters in a year. The unit algebra knows them,
 * so a bare `/ 12` beside a yearly rate would divide the number and leave the unit yearly, and the next conversion
 * would divide once more. Enters a product or quotient and its unit; leaves the bare number in it that converts, with
 * the unit it should have: `12 months/year`.
 */
import { Decimal } from 'decimal.js';
import type { Node } from '../../formula/formula.ts';
import { parseLiteral } from '../../values/literal.ts';
import {
  conversion,
  divideUnits,
  isConversion,
  multiplyUnits,
  parseUnit,
  type Unit,
  type UnitTable,
} from '../../values/unit.ts';

/** A number without a unit that converts one unit into another. */
export interface BareConversion {
  readonly node: Node;
  /** The number with its unit: `12 months/year`. */
  readonly written: string;
  /** The unit of the product once the number has its own. */
  readonly result: Unit;
}

/** A number without a unit among the factors of a product, and whether it multiplies (1) or divides (-1). */
interface BareFactor {
  readonly node: Node;
  readonly amount: Decimal;
  readonly sign: 1 | -1;
}

/** The bare numbers of a product or quotient: 12, which divides, in `heads * salary / 12`. */
function bareFactors(root: Node): readonly BareFactor[] {
  const found: BareFactor[] = [];
  const rest: { node: Node; sign: 1 | -1 }[] = [{ node: root, sign: 1 }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { node, sign } = next;
    if (node.kind === 'negate') rest.push({ node: node.operand, sign });
    if (node.kind === 'number' && node.unit === undefined) {
      const literal = parseLiteral(node.text);
      if (literal?.unit === '') found.push({ node, amount: literal.amount, sign });
    }
    if (node.kind !== 'binary' || (node.operator !== '*' && node.operator !== '/')) continue;
    rest.push({ node: node.left, sign }, { node: node.right, sign: node.operator === '*' ? sign : (-sign as 1 | -1) });
  }
  return found;
}

/** A larger unit, a smaller one, and how many of the smaller are in it. */
interface Pair {
  readonly large: string;
  readonly small: string;
  readonly count: Decimal;
  /**
   * A unit of time converts if either of the two occurs; others, such as tokens and millions of tokens, only if both
   * do.
   */
  readonly isTime: boolean;
}

/** Pairs of units of one kind in which one is a whole number of the other. */
function pairsOf(units: UnitTable): readonly Pair[] {
  const simple = [...units].flatMap(([name, unit]) => {
    const [[base, power] = ['', 0], second] = unit.powers;
    return power === 1 && second === undefined ? [{ name, unit, base }] : [];
  });
  return simple.flatMap((large) =>
    simple.flatMap((small): Pair[] => {
      if (large.base !== small.base) return [];
      const { numerator: above, denominator: below } = conversion(large.unit, small.unit);
      const isWhole = below.eq(1) && above.gt(1);
      return isWhole
        ? [{ large: large.name, small: small.name, count: new Decimal(above), isTime: large.base === 'month' }]
        : [];
    }),
  );
}

/**
 * Whether a factor of so many of the smaller unit in the larger takes one of them away: a yearly rate over 12, a
 * monthly one times 12, months over 12. A monthly rate over 12 is something else, such as the mean of twelve.
 */
function converts({ large, small, isTime }: Pair, { names }: Unit, sign: 1 | -1): boolean {
  const [ofLarge, ofSmall] = [(names.get(large) ?? 0) * sign, (names.get(small) ?? 0) * sign];
  return isTime ? ofLarge > 0 || ofSmall < 0 : ofLarge > 0 && ofSmall < 0;
}

const plural = (name: string): string => (['month', 'quarter'].includes(name) ? `${name}s` : name);

/**
 * The first bare number of a product that converts something in its unit: 12 in `heads * salary / 12`, whose unit is
 * `EUR/year`.
 */
export function findBareConversion(product: Node, unit: Unit, units: UnitTable): BareConversion | undefined {
  const factors = bareFactors(product).filter(({ amount }) => amount.gt(2));
  if (factors.length === 0) return undefined;
  const pairs = pairsOf(units);
  for (const { node, amount, sign } of factors) {
    const pair = pairs.find((one) => one.count.eq(amount) && converts(one, unit, sign));
    if (pair === undefined) continue;
    const by = parseUnit(`${pair.small}/${pair.large}`, units).unit!;
    const replacement = `${amount.toFixed()} ${plural(pair.small)}/${pair.large}`;
    return { node, written: replacement, result: sign === 1 ? multiplyUnits(unit, by) : divideUnits(unit, by) };
  }
  return undefined;
}

/** Ways to give a bare number the unit of a conversion: `12 months/year` for 12. */
export function conversionsOf(amount: Decimal, units: UnitTable): readonly string[] {
  const pairs = pairsOf(units).filter(({ count }) => count.eq(amount));
  return pairs.map(({ small, large }) => `${amount.toFixed()} ${plural(small)}/${large}`);
}

/** Whether a number with its unit only says how many of one unit are in another: `12 months/year`. */
export function isConversionText(amount: Decimal, unit: string, units: UnitTable): boolean {
  const read = unit === '' ? undefined : parseUnit(unit, units).unit;
  return read !== undefined && isConversion(amount, read);
}
