/**
 * Single figures. Enters a model in a scenario, and outputs such as `gross_margin@2027` or `sum(revenue over 2027)`; leaves each with its value and in
 * words, and the checks of the model that do not hold there. Guarantee: a figure in words has the digits that tables and texts of it have too.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ValueType } from '../model/model.ts';
import { errorWords } from './errors.ts';
import type { Target } from './target.ts';
import { shownResult, unitOf, type WhatIf } from './whatIf.ts';
import { valueWords } from './words.ts';

export interface Figure {
  readonly label: string;
  readonly unit: string;
  /** As computed; null for an error. */
  readonly value: number | string | null;
  /** `-150%`, `43.12bn USD`, `yes`, `an error`. */
  readonly words: string;
}

/** What the cell of a target holds. */
export function figureOf({ label, type, slot }: Target, { plan, cells }: WhatIf): Figure {
  const value = shownResult(cells[slot]!, type, plan);
  return { label, unit: unitOf(type), value, words: resultWords(value, type) };
}

/** A result in words: a flag is yes or no. */
export function resultWords(value: number | string | null, type: ValueType): string {
  return valueWords(value, type.kind === 'flag' ? 'flag' : unitOf(type));
}

const periodsNamed = 3;

/** A problem for each check that does not hold in the scenario, and one for each figure that is an error. */
export function figureProblems(targets: readonly Target[], whatIf: WhatIf): readonly Diagnostic[] {
  const { plan, cells, scenarioId } = whatIf;
  const failed = plan.model.checks.flatMap((check): Diagnostic[] => {
    const { id, written, time } = check;
    const { slot, to } = plan.checks.get(check)!.holds;
    const count = time === 'series' ? to : 1;
    const periods = Array.from({ length: count }, (_, at) => at).filter((at) => cells[slot + at] === 0);
    if (periods.length === 0) return [];
    const labels = periods.slice(0, periodsNamed).map((at) => plan.model.timeline.periods[at]!.label);
    const more = periods.length > periodsNamed ? ` and ${periods.length - periodsNamed} more` : '';
    const when = time === 'series' ? ` in ${labels.join(', ')}${more}` : '';
    return [
      problem('check-failed', written.span, `the check '${id}' does not hold${when}, scenario ${scenarioId}`, {
        hint: 'show the items of the formula to see which side is wrong',
      }),
    ];
  });
  return [...failed, ...targets.flatMap((target) => errorProblem(target, whatIf))];
}

function errorProblem(target: Target, whatIf: WhatIf): Diagnostic[] {
  if (figureOf(target, whatIf).value !== null) return [];
  const cause = errorWords(whatIf.plan, whatIf.cells);
  return [
    problem('error-value', undefined, `'${target.label}' is an error in scenario ${whatIf.scenarioId}`, {
      hint: cause === undefined ? 'trace the items that it reads' : `the first error of the model: ${cause}`,
    }),
  ];
}
