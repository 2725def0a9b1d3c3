/**
 * Single figures. Input: a model in a scenario, and outputs such as `gross_margin@2027` or `sum(revenue over 2027)`.
 * Output: each figure as a value and in words, and the failed checks of the model. Guarantee: a figure in words has
 * the same digits as in tables and texts.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ValueType } from '../model/model.ts';
import { formatResult } from '../values/formatFigure.ts';
import { findFailedChecks } from './failures.ts';
import { describeFirstError } from './firstError.ts';
import type { Output } from './output.ts';
import { tableValueOf, unitOf, type WhatIf } from './whatIf.ts';

export interface Figure {
  readonly label: string;
  readonly unit: string;
  /** As computed; null for an error. */
  readonly value: number | string | null;
  /** `-150%`, `43.12bn USD`, `yes`, `an error`. */
  readonly words: string;
}

/** The figure in the cell of an output. */
export function figureOf({ label, type, slot }: Output, { plan, cells }: WhatIf): Figure {
  const value = tableValueOf(cells[slot]!, type, plan);
  return { label, unit: unitOf(type), value, words: describeResult(value, type) };
}

/** A result in words: a flag is yes or no. */
export function describeResult(value: number | string | null, type: ValueType): string {
  return formatResult(value, type.kind === 'flag' ? 'flag' : unitOf(type));
}

/** A problem for each failed check of the scenario, and one for each figure that is an error. */
export function findFigureProblems(targets: readonly Output[], whatIf: WhatIf): readonly Diagnostic[] {
  return [...findFailedChecks(whatIf), ...targets.flatMap((target) => errorProblem(target, whatIf))];
}

function errorProblem(target: Output, whatIf: WhatIf): Diagnostic[] {
  if (figureOf(target, whatIf).value !== null) return [];
  const cause = describeFirstError(whatIf.plan, whatIf.cells);
  return [
    problem('error-value', undefined, `'${target.label}' is an error in scenario ${whatIf.scenarioId}`, {
      hint: cause === undefined ? 'trace the items it uses' : `the first error in the model: ${cause}`,
    }),
  ];
}
