/**
 * Models that are asked something. Enters a file or a text with formulas; leaves what answers it, and what an answer
 * says.
 */
import { readFileSync } from 'node:fs';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { type ModelOptions, type Read, readerOf } from '../../src/pipeline.ts';
import type { Answer } from '../../src/question/answer.ts';
import { isItemName, type Output, readOutput } from '../../src/question/output.ts';
import { analyseSensitivity } from '../../src/question/sensitivity.ts';
import { solve } from '../../src/question/solve.ts';
import { solvePeriods } from '../../src/question/solvePeriods.ts';
import { type RereadInputs, readVariation, type Variation } from '../../src/question/variation.ts';
import { startWhatIf, type WhatIf } from '../../src/question/whatIf.ts';
import { errorLines } from './models.ts';

export interface Asked {
  readonly whatIf: WhatIf;
  readonly reread: RereadInputs;
}

export interface Asking extends Omit<ModelOptions, 'probes'> {
  readonly scenario?: string;
  /** Formulas that are asked of the model. */
  readonly formulas?: readonly string[];
}

/** A model file, or the text of a model, as it stands before a question. */
export function asked(model: string, { scenario, formulas = [], ...options }: Asking = {}): Asked {
  const isFile = model.endsWith('.yaml');
  const read: Read = (path) => (isFile ? readFileSync(path, 'utf8') : path === 'model.yaml' ? model : undefined);
  const path = isFile ? model : 'model.yaml';
  const reader = readerOf(read);
  const withSet = (set: ModelOptions['set'] = []): ModelOptions => ({
    ...options,
    set: [...(options.set ?? []), ...set],
    probes: formulas.map((formula) => ({ formula, option: '--for' })),
  });
  const plan = found(reader.plan(path, withSet()));
  return {
    whatIf: found(startWhatIf(plan, scenario)),
    reread: (set) => reader.inputs(path, withSet(set), plan.model.openings),
  };
}

/** The value; fails with the problems where there is none. */
export function found<Value>({ value, diagnostics }: Checked<Value>): Value {
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n') || 'no value and no error');
  return value;
}

/** Problems as an analyst reads them: what is wrong, and what to write. */
export const complaints = ({ diagnostics }: Checked<unknown>): string[] =>
  diagnostics.map(({ message, hint }) => `${message}; ${hint ?? ''}`);

export const variation = (text: string, { whatIf, reread }: Asked): Variation =>
  found(readVariation(text, whatIf, reread));
export const target = (text: string, { whatIf }: Asked): Output => found(readOutput(text, whatIf.plan));

/** What stands in the grid, without the column of the first input. */
export function grid(
  model: string,
  output: string,
  along: readonly [string, string?],
  asking: Asking = {},
): (number | string | null)[][] {
  const one = asked(model, { ...asking, formulas: isItemName(output) ? [] : [output] });
  const [first, second] = along;
  const answer = analyseSensitivity(
    one.whatIf,
    target(output, one),
    variation(first, one),
    second === undefined ? undefined : variation(second, one),
  );
  return answer.tables[0]!.rows.map((row) => row.slice(1));
}

/** The answer to a condition, between two ends where they are given. */
export function solved(
  model: string,
  find: string,
  condition: string,
  asking: Asking & { readonly between?: string } = {},
): Answer {
  const { between, ...rest } = asking;
  const one = asked(model, { ...rest, formulas: [condition] });
  return found(solve(one.whatIf, { find, condition, ...(between === undefined ? {} : { between }) }, one.reread));
}

/** The answers as numbers. */
export const solutions = (answer: Answer): number[] => answer.tables[0]!.rows.map(([value]) => value as number);

/** The periods in which a condition holds. */
export function periods(model: string, condition: string, asking: Asking = {}): Answer {
  return found(solvePeriods(asked(model, { ...asking, formulas: [condition] }).whatIf, condition));
}
