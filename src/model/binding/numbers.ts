/** Numbers in formulas: their units, and assumptions that should be inputs instead. */

import type { Node } from '../../formula/formula.ts';
import { leavesOf } from '../../formula/leaves.ts';
import { type Literal, parseLiteral } from '../../values/literal.ts';
import { parseUnit, type UnitTable } from '../../values/unit.ts';
import { conversionsOf, isConversionText } from './bareConversions.ts';
import type { BindContext, Bound, NumberNode } from './context.ts';
import { findQuantity } from './members.ts';
import { fail, failUnknownUnit, formulaFix } from './problems.ts';
import { numberIn } from './units.ts';

const structural = new Set([0, 1, 2, 12, 24, 100, 1000]);

/** Whether a number is part of the structure and not an assumption: 0, 12, `12 months/year`. */
function isStructural({ amount, unit }: Literal, units: UnitTable): boolean {
  return amount.isZero() || (unit === '' && structural.has(amount.toNumber())) || isConversionText(amount, unit, units);
}

/** The number of a node with its unit; undefined if the text is not a number. */
function literalOf({ text, unit }: NumberNode): Literal | undefined {
  return parseLiteral(unit === undefined ? text : `${text}${unit.startsWith('/') ? '' : ' '}${unit}`);
}

/** Whether a formula contains a figure, such as `90m USD` in `90m USD * share`; structural numbers do not count. */
export function containsFigure(node: Node, units: UnitTable): boolean {
  return leavesOf(node).some((leaf) => {
    const literal = leaf.kind === 'number' ? literalOf(leaf) : undefined;
    return literal !== undefined && !isStructural(literal, units);
  });
}

/** `90m USD`, `12`. */
export function bindNumber(node: NumberNode, context: BindContext): Bound {
  const literal = literalOf(node);
  if (literal === undefined) return fail('formula-syntax', node, context, `'${node.text}' is not a number`);
  const value = literal.amount.toNumber();
  if (context.literals === 'structural' && !isStructural(literal, context.registry.units)) {
    const text = context.formula.text.slice(node.start, node.end).trim();
    fail('hidden-literal', node, context, `the formula contains the number ${text}`, hiddenHint(literal, context));
  }
  refuseQuantityAsUnit(node, context);
  const { unit } = parseUnit(literal.unit === '' ? '1' : literal.unit, context.registry.units);
  if (unit === undefined) return failUnknownUnit(literal.unit, node, context);
  return {
    expression: { kind: 'number', value },
    type: value === 0 && literal.unit === '' ? { kind: 'zero' } : numberIn(unit),
    time: 'scalar',
  };
}

/** Refuses `5 USD/user*users` without spaces, in which the item `users` would be read as part of the unit. */
function refuseQuantityAsUnit(node: NumberNode, context: BindContext): void {
  const text = context.formula.text.slice(node.start, node.end);
  for (const found of text.matchAll(/[*/]([A-Za-z_]\w*)/g)) {
    const [, name] = found as unknown as [string, string];
    // USD/user is a unit even if an item is called user.
    const isUnit = found[0].startsWith('/') && context.registry.units.has(name);
    if (isUnit || findQuantity(name, context) === undefined) continue;
    const at = node.start + found.index;
    const fix = formulaFix(`write ${found[0][0]} ${name}`, context, {
      start: at,
      end: at + 1,
      text: ` ${found[0][0]} `,
    });
    const hint = `write spaces around ${found[0][0]} to calculate with ${name}`;
    fail('formula-syntax', node, context, `'${text}' may be a unit or a calculation with '${name}'`, hint, [], [fix]);
  }
}

/** Advice for a number in a formula: a number of months may be an assumption or a conversion without its unit. */
function hiddenHint({ amount, unit }: Literal, { registry: { units } }: BindContext): string {
  const input = 'make it an input with a label, a unit and a source, and use its id here';
  const time = parseUnit(unit || '1', units).unit;
  const conversions = conversionsOf(amount, units).filter(
    (one) => unit === '' || one.includes(` ${time?.text.replace(/s$/, '')}s/`),
  );
  const isTime = unit === '' || time?.powers.has('month') === true;
  return isTime && conversions.length > 0
    ? `${input}; if it only converts a unit, write ${conversions.join(' or ')}`
    : input;
}
