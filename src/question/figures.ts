/**
 * Single figures. Enters a model in a scenario, and outputs such as `gross_margin@2027` or `sum(revenue over 2027)`;
 * leaves each with its value and in words, and the checks of the model that do not hold there. Guarantee: a figure in
 * words has the digits that tables and texts of it have too.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ValueType } from '../model/model.ts';
import { formatResult } from '../values/formatFigure.ts';
import { errorWords } from './errors.ts';
import { failedChecks } from './failures.ts';
import type { Target } from './target.ts';
import { shownResult, unitOf, type WhatIf } from './whatIf.ts';

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
  return formatResult(value, type.kind === 'flag' ? 'flag' : unitOf(type));
}

/** A problem for each check that does not hold in the scenario, and one for each figure that is an error. */
export function figureProblems(targets: readonly Target[], whatIf: WhatIf): readonly Diagnostic[] {
  return [...failedChecks(whatIf), ...targets.flatMap((target) => errorProblem(target, whatIf))];
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
