/** Reading one value in the type of its input: an exact number, a date, an option or a member. */

import { Decimal } from 'decimal.js';
import { problem } from '../../diagnostics/catalogue.ts';
import { replacement } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Located } from '../../source/source.ts';
import { parseLiteral } from '../../values/literal.ts';
import { choiceHint, readingsWithUnit, rewriteNumber } from '../../values/rewriteNumber.ts';
import { parseDate, serialOf, validDatesHint } from '../../values/timeline.ts';
import { conversion, sameDimension, sameUnit, type Unit } from '../../values/unit.ts';
import type { ValueType } from '../model.ts';
import type { Registry, StatedType } from '../registry.ts';
import { readLiteral } from '../units.ts';

/** Reads one written value as its type asks: an exact number, a date's day number, or an option's text. */
export function readScalar(written: Located, type: StatedType, registry: Registry): Decimal | string | undefined {
  if (type === 'unknown') return readUntyped(written, registry);
  const report = (message: string, hint?: string) =>
    void registry.diagnostics.push(problem('invalid-value', written.span, message, { hint }));
  if (type.kind === 'choice')
    return type.options.includes(written.text)
      ? written.text
      : report(`'${written.text}' is not one of ${type.options.join(', ')}`, didYouMean(written.text, type.options));
  if (type.kind === 'member') return readMember(written, type.table, registry);
  if (type.kind === 'flag')
    return /^(true|yes|1)$/.test(written.text)
      ? new Decimal(1)
      : /^(false|no|0)$/.test(written.text)
        ? new Decimal(0)
        : report(`'${written.text}' is neither true nor false`);
  if (type.kind === 'date') {
    const date = parseDate(written.text);
    return date === undefined ? report(`'${written.text}' is not a date`, validDatesHint) : new Decimal(serialOf(date));
  }
  return readNumber(written, type, registry);
}

function readMember(written: Located, table: string, registry: Registry): string | undefined {
  const members = registry.tables.get(table)?.members.map((member) => member.id) ?? [];
  if (members.includes(written.text)) return written.text;
  registry.diagnostics.push(
    problem('unknown-member', written.span, `table '${table}' has no member '${written.text}'`, {
      hint: didYouMean(written.text, members) ?? `it has ${members.join(', ')}`,
    }),
  );
  return undefined;
}

/**
 * The same amount in the unit that is declared, `12 USD/year` as `1 USD/month`; undefined if it has no exact form or
 * measures something else.
 */
function convertedAmount(amount: Decimal, unit: Unit, wanted: Unit): string | undefined {
  if (!sameDimension(unit, wanted)) return undefined;
  const { numerator: above, denominator: below } = conversion(unit, wanted);
  const converted = amount.times(above).div(below);
  if (converted.decimalPlaces() > 9 || !converted.times(below).eq(amount.times(above))) return undefined;
  return wanted.text.startsWith('%') || wanted.text.startsWith('1/')
    ? `${converted.times(100).toFixed()}%${wanted.text.slice(1)}`
    : `${converted.toFixed()} ${wanted.text}`;
}

function readNumber(
  written: Located,
  { unit: wanted }: ValueType & { kind: 'number' },
  registry: Registry,
): Decimal | undefined {
  const literal = readLiteral(written, wanted.text, registry);
  if (literal === undefined) return undefined;
  const { amount, unit, stated } = literal;
  if (stated === '' && wanted.text !== '1' && wanted.text !== 'x') {
    const readings = readingsWithUnit(written.text, wanted.text);
    registry.diagnostics.push(
      problem('missing-unit', written.span, `'${written.text}' has no unit; ${wanted.text} is expected`, {
        hint: choiceHint(readings),
        fixes: readings.map((reading) => replacement(written.span, reading)),
      }),
    );
    return undefined;
  }
  if (sameUnit(unit, wanted)) return amount;
  const message = `the value is in ${stated}, but the declared unit is ${wanted.text}`;
  const converted = convertedAmount(amount, unit, wanted);
  const hint = sameDimension(unit, wanted)
    ? `convert the amount to ${wanted.text}`
    : `write an amount with the unit ${wanted.text}`;
  registry.diagnostics.push(
    problem('wrong-unit', written.span, message, {
      hint: converted === undefined ? hint : `write ${converted}`,
      fixes: converted === undefined ? [] : [replacement(written.span, converted)],
    }),
  );
  return undefined;
}

/** A value whose unit is not known: only numbers that no unit could make right are reported. */
function readUntyped(written: Located, registry: Registry): Decimal | string {
  const literal = parseLiteral(written.text);
  if (literal === undefined && rewriteNumber(written.text) !== undefined) readLiteral(written, '', registry);
  return literal?.amount ?? written.text;
}
