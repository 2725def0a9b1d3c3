/**
 * The range of a value, and what other sources say. Guarantee: both are in the unit of the input, and the value is
 * within its range.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Located, ValueSource } from '../../source/source.ts';
import type { Registry, StatedType } from '../registry.ts';
import { readScalar } from './scalars.ts';

interface Amount {
  readonly amount: Decimal;
  readonly written: Located;
}

/** A range as numbers in the unit of the value. */
export interface Range {
  readonly low: Decimal;
  readonly high: Decimal;
}

/** Reports a range or an alternative that does not fit the value, and gives the range that does. */
export function readRange(
  value: ValueSource,
  type: StatedType,
  amounts: readonly Amount[],
  registry: Registry,
): Range | undefined {
  for (const alternative of value.alternatives ?? []) readScalar(alternative.value, type, registry);
  if (value.range === undefined || type === 'unknown') return undefined;
  const { low, high } = value.range;
  if (type.kind !== 'number' && type.kind !== 'date') {
    const hint = 'list other possible values under alternatives:, or their probabilities under distribution:';
    registry.diagnostics.push(fault(low, 'only numbers and dates can have a range', hint));
    return undefined;
  }
  const [least, most] = [low, high].map((end) => readScalar(end, type, registry));
  if (!(least instanceof Decimal && most instanceof Decimal)) return undefined;
  const problems = rangeProblems({ amount: least, written: low }, { amount: most, written: high }, amounts);
  registry.diagnostics.push(...problems);
  return problems.length === 0 ? { low: least, high: most } : undefined;
}

function fault({ span }: Located, message: string, hint: string): Diagnostic {
  return problem('invalid-value', span, message, { hint });
}

function rangeProblems(low: Amount, high: Amount, amounts: readonly Amount[]): Diagnostic[] {
  const [from, to] = [low.written.text, high.written.text];
  if (low.amount.gt(high.amount))
    return [fault(low.written, `the range starts at ${from}, above its end ${to}`, 'write the lower bound as low:')];
  return amounts
    .filter(({ amount }) => amount.lt(low.amount) || amount.gt(high.amount))
    .map(({ written }) => {
      const message = `${written.text} is outside its range, ${from} to ${to}`;
      return fault(written, message, 'widen the range, or check the value');
    });
}
