/**
 * How exact a model is. Input: a plan, the doubles of every scenario, and a bound. Output: the largest difference of
 * every item, and a problem for each that exceeds the bound.
 */
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { locatedText } from '../model/find.ts';
import type { Model } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import { type ExactDifference, evaluateExactly, exactDifferences } from './compare.ts';

/** The default bound between doubles and forty digits. */
export const defaultBound = 1e-9;

export interface ItemExactness extends ExactDifference {
  readonly scenario: string;
}

/**
 * The worst scenario of every item, check and tie-out, the largest difference first; `floatsOf` gives the doubles of a
 * scenario by its number.
 */
export function measureExactness(plan: Plan, floatsOf: (scenario: number) => ArrayLike<number>): ItemExactness[] {
  const worst = new Map<string, ItemExactness>();
  for (const [index, { id: scenario }] of plan.model.scenarios.entries()) {
    for (const one of exactDifferences(plan, floatsOf(index), evaluateExactly(plan, index))) {
      const key =
        `${one.kind === 'opening' || one.kind === 'year' || one.kind === 'quarter' ? 'item' : one.kind} ` + `${one.id}`;
      const known = worst.get(key);
      if (known === undefined || one.relative > known.relative) worst.set(key, { ...one, scenario });
    }
  }
  return [...worst.values()].sort((a, b) => b.relative - a.relative);
}

/** Items whose doubles are further from the exact result than the bound. */
export function inexactProblems(found: readonly ItemExactness[], bound: number, model: Model): Diagnostic[] {
  return found.filter(({ relative }) => relative > bound).map((one) => inexact(one, bound, model));
}

const code: ProblemCode = 'inexact-result';

function inexact(
  { id, period, scenario, float, exact, relative }: ItemExactness,
  bound: number,
  { sheets, checks, tieOuts }: Model,
): Diagnostic {
  const items = sheets.flatMap(({ sections }) => sections.flatMap((section) => section.items));
  const subject = [...items, ...checks, ...tieOuts].find((one) => id === one.id || id.startsWith(`${one.id}.`));
  const where = `${period === '' ? '' : ` in ${period}`} (scenario ${scenario})`;
  const size = Number.isFinite(relative)
    ? `the relative difference is ${relative.toExponential(1)}, above the bound of ${bound.toExponential()}`
    : 'only one of them is a number';
  const message = `'${id}' is ${float ?? 'an error'}${where}, but ${shortened(exact)} with 40 digits: ${size}`;
  return problem(code, subject && locatedText(subject).span, message, {
    hint:
      'the last digits decide the result: look for comparisons, roundings and look-ups in its formulas, and add ' +
      'a tolerance',
  });
}

/** As many digits as are read. */
function shortened(exact: string | null): string {
  if (exact === null) return 'an error';
  return exact.length <= 22 ? exact : `${exact.slice(0, 21)}…`;
}
