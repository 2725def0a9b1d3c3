/** Reporting problems of a formula, with the words and edits that its messages share. */
import { type ProblemCode, problem } from '../../diagnostics/catalogue.ts';
import type { Fix, Label } from '../../diagnostics/diagnostic.ts';
import type { TextRange } from '../../formula/formula.ts';
import { fileSpanOf, formulaEdits, type TextChange } from '../../source/formulaPlaces.ts';
import { explainUnit } from '../units.ts';
import type { BoundType } from './argumentRules.ts';
import { AbandonedNode, type BindContext } from './context.ts';

/** Reports a problem in a part of the formula. */
export function report(
  code: ProblemCode,
  range: TextRange,
  context: BindContext,
  message: string,
  hint?: string,
  labels: readonly Label[] = [],
  fixes: readonly Fix[] = [],
): void {
  context.registry.diagnostics.push(
    problem(code, fileSpanOf(range, context.formula), message, { hint, labels, fixes }),
  );
  context.outcome.failed = true;
}

/** Reports a problem and abandons the node that is being bound. */
export function fail(...reported: Parameters<typeof report>): never {
  report(...reported);
  throw new AbandonedNode();
}

/** An edit of the file that does what a hint suggests. */
export const formulaFix = (label: string, context: BindContext, ...changes: readonly TextChange[]): Fix => ({
  label,
  edits: formulaEdits(context.formula, changes),
});

/** A type in words, for messages: `USD/month`, `a date`. */
export function describeType(type: BoundType): string {
  if (type.kind === 'number')
    return type.unit.text === '1' || type.unit.text === 'x' ? 'a plain number' : type.unit.text;
  return {
    date: 'a date',
    flag: 'a yes/no flag',
    choice: 'an option',
    member: 'a member',
    zero: 'zero',
    text: 'a text',
    unknown: 'unknown',
  }[type.kind];
}

/** Reports a unit that does not exist. */
export function failUnknownUnit(text: string, range: TextRange, context: BindContext): never {
  const { message, hint } = explainUnit(text, context.registry);
  return fail('unknown-unit', range, context, message, hint);
}
