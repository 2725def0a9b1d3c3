/** Units and numbers with units, as the files of a model write them. */

import type { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type { Located, Source } from '../source/source.ts';
import { parseLiteral } from '../values/literal.ts';
import { type NumberRewriting, rewriteNumber, rewriteUnit, scaleSuffixIn } from '../values/rewriteNumber.ts';
import { isScaleSuffix, scaleSuffixes } from '../values/scales.ts';
import { builtInUnits, declaredUnit, parseUnit, sameUnit, type Unit } from '../values/unit.ts';
import type { Registry } from './registry.ts';

export function declareUnits(source: Source, registry: Registry): void {
  for (const [name, { key, value }] of source.units) {
    if (isBuiltInUnit(name)) {
      registry.diagnostics.push(
        problem('reserved-name', key.span, `the unit '${name}' is built in`, {
          hint: 'delete the declaration, or choose another name',
        }),
      );
      continue;
    }
    if (value.equals === undefined) {
      registry.units.set(name, declaredUnit(name));
      continue;
    }
    const multiple = readLiteral(value.equals, 'token', registry);
    if (multiple !== undefined && !multiple.amount.gt(0)) {
      const hint = 'write it as a multiple of another unit, such as 1000 tokens';
      registry.diagnostics.push(
        problem('invalid-value', value.equals.span, `the unit '${name}' must be a positive multiple of another unit`, {
          hint,
        }),
      );
    }
    const isMultiple = multiple?.amount.gt(0) === true;
    registry.units.set(
      name,
      declaredUnit(name, isMultiple ? { factor: multiple.amount, of: multiple.unit } : undefined),
    );
  }
}

const kinds = ['date', 'flag'];

/** Whether a name, or its singular, is a unit or a kind of the language. */
function isBuiltInUnit(name: string): boolean {
  return kinds.includes(name) || parseUnit(name, builtInUnits()).unit !== undefined;
}

function meantUnit(name: string, registry: Registry): Unit {
  return registry.units.get(suggest(name, registry.units.keys()) ?? '') ?? declaredUnit(name);
}

/** By unit the scale in which its amounts are shown. */
export function readDisplay(source: Source, registry: Registry): Map<string, string> {
  for (const [unit, { key, value }] of source.display) {
    if (!registry.units.has(unit)) {
      if (parseUnit(unit, registry.units).unit === undefined) readUnit(unit, key, registry);
      else registry.diagnostics.push(severalUnits(key));
    }
    if (!isScaleSuffix(value.text))
      registry.diagnostics.push(
        problem('invalid-value', value.span, `'${value.text}' is not a scale`, {
          hint: didYouMean(value.text, scaleSuffixes) ?? `write one of ${scaleSuffixes.join(', ')}`,
        }),
      );
  }
  return new Map([...source.display].map(([unit, { value }]) => [unit, value.text]));
}

function severalUnits({ text, span }: Located): Diagnostic {
  return problem('unknown-unit', span, `'${text}' is not a single unit`, {
    hint: 'write a declared unit, such as USD or user; amounts per month use the same scale',
  });
}

const isUnitName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name);

/**
 * Reads a unit, or reports which of its parts is unknown; an unknown name counts from then on as the near one, so it is
 * reported once.
 */
export function readUnit(text: string, written: Located, registry: Registry): Unit | undefined {
  const { unit, unknown = '' } = parseUnit(text, registry.units);
  if (unit !== undefined) return unit;
  const { message, hint } = explainUnit(text, registry);
  registry.diagnostics.push(problem('unknown-unit', written.span, message, { hint }));
  if (isUnitName(unknown)) registry.units.set(unknown, meantUnit(unknown, registry));
  return parseUnit(text, registry.units).unit ?? parseUnit(rewriteUnit(text) ?? '', registry.units).unit;
}

/**
 * The message and the hint for a unit that does not exist: `did you mean 'user'?`, `write USD/month`, or how to declare
 * it.
 */
export function explainUnit(text: string, { units }: Registry): { message: string; hint: string } {
  const rewritten = rewriteUnit(text);
  if (rewritten !== undefined && parseUnit(rewritten, units).unit !== undefined) {
    const scale = scaleSuffixIn(text);
    // A scale that is only left out would make every number in the unit too small.
    const scaled = scale === undefined ? '' : ` here, and the scale with each number: 5${scale} ${rewritten}`;
    return { message: `there is no unit '${text}'`, hint: `write ${rewritten}${scaled}` };
  }
  const name = parseUnit(text, units).unknown ?? '';
  const otherwise = isUnitName(name)
    ? `declare it at the top of the file: units: { ${name}: { label: … } }`
    : 'write a unit as names joined by / and *, such as USD/user/month';
  return { message: `there is no unit '${name}'`, hint: didYouMean(name, units.keys()) ?? otherwise };
}

/**
 * A number with its unit as written in a file. Reports what cannot be read, with the number as it should be written;
 * `unit` is what is expected of a number that states none.
 */
export function readLiteral(
  written: Located,
  unit: string,
  registry: Registry,
): { amount: Decimal; unit: Unit; stated: string } | undefined {
  const literal = parseLiteral(written.text);
  const hasStatedUnit = literal?.unit === '' ? '1' : literal?.unit;
  const known = hasStatedUnit === undefined ? undefined : parseUnit(hasStatedUnit, registry.units).unit;
  if (literal !== undefined && known !== undefined)
    return { amount: literal.amount, unit: known, stated: literal.unit };
  const meant = rewriteNumber(written.text, unit);
  if (literal !== undefined && hasStatedUnit !== undefined && meant === undefined) {
    const read = readUnit(hasStatedUnit, written, registry);
    return read === undefined ? undefined : { amount: literal.amount, unit: read, stated: hasStatedUnit };
  }
  registry.diagnostics.push(numberProblem(written, unit, meant, registry));
  return undefined;
}

function numberProblem(
  written: Located,
  unit: string,
  meant: NumberRewriting | undefined,
  registry: Registry,
): Diagnostic {
  const message = `'${written.text}' ${meant?.fault ?? 'is not a number'}`;
  const example = `write a number with its unit, such as 1.25bn ${unit || 'USD'}`;
  const readings = meant?.readings.filter((reading) => isIn(unit, reading, registry)) ?? [];
  const isWhole = meant !== undefined && readings.length === meant.readings.length;
  return problem('invalid-value', written.span, message, {
    hint: isWhole ? meant.hint : example,
    fixes: isWhole ? readings.map((reading) => replacement(written.span, reading)) : [],
  });
}

/**
 * Whether a number as it would be written is in a unit that the model has, and in the one that is expected where one
 * is.
 */
function isIn(expected: string, reading: string, { units }: Registry): boolean {
  const read = parseUnit(parseLiteral(reading)?.unit || '1', units).unit;
  const wanted = parseUnit(expected || '1', units).unit;
  return read !== undefined && (expected === '' || wanted === undefined || sameUnit(read, wanted));
}
