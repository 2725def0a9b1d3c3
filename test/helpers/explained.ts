/** Explanations in tests. Enters texts of two models; leaves why results differ, with parts by name. */
import { readFileSync } from 'node:fs';
import type { Explanation, Part } from '../../src/diff/diff.ts';
import { type ExplainOptions, explainRecords, type RecordSide } from '../../src/explain/fromRecords.ts';
import { compilePlan } from '../../src/kernel/fromPlan.ts';
import type { ModelOptions } from '../../src/model/model.ts';
import { planFile } from '../../src/reading.ts';
import { makeRecordFromKernel } from '../../src/record/fromPlan.ts';
import { found } from './questions.ts';

export interface SideOptions extends Pick<ModelOptions, 'known' | 'set'> {
  readonly scenario?: string;
  /** Another text for a file. */
  readonly edit?: (text: string, path: string) => string;
}

/** A run of a model file, or of the text of a model. */
export function runOf(model: string, { scenario, edit = (text) => text, ...options }: SideOptions = {}): RecordSide {
  const isFile = model.endsWith('.yaml');
  const path = isFile ? model : 'model.yaml';
  const plan = found(
    planFile(
      path,
      (name) => (isFile ? edit(readFileSync(name, 'utf8'), name) : name === path ? model : undefined),
      options,
    ),
  );
  const chosen = scenario ?? plan.model.scenarios[0]!.id;
  return {
    record: makeRecordFromKernel(compilePlan(plan), { path, scenario: chosen, ...options }),
    scenario: chosen,
    plan,
  };
}

/** Why results differ between two runs. */
export function explained(
  older: RecordSide,
  newer: RecordSide,
  targets: readonly string[],
  options?: ExplainOptions,
): readonly Explanation[] {
  return found(explainRecords(older, newer, targets, options));
}

/** Why one result differs between two models, or runs. */
export function why(
  older: string | RecordSide,
  newer: string | RecordSide,
  target: string,
  options?: ExplainOptions,
): Explanation {
  const [old, now] = [older, newer].map((side) => (typeof side === 'string' ? runOf(side) : side));
  return explained(old!, now!, [target], options)[0]!;
}

/** `{ price: 150, volume: 150 }`. */
export const amounts = ({ parts }: Pick<Explanation, 'parts'>): Record<string, number> =>
  Object.fromEntries(parts.map(({ id, amount }): [string, number] => [id, amount]));

export const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { amount }) => sum + amount, 0);
