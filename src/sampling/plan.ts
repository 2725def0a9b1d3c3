/**
 * What of a model is uncertain. Enters a model and one of its scenarios; leaves a plan of trials with the rows that it
 * draws.
 */
import type { Model, Row } from '../model/model.ts';
import type { SamplePlan } from './sample.ts';

export interface ModelPlan {
  /** The input row of each distribution of the plan. */
  readonly rows: readonly Row[];
  readonly plan: SamplePlan;
}

/**
 * The plan of a scenario, counted from 0 in the order of the model: every input row that has a distribution there, in
 * the order of the model, and the correlations of which both inputs have one.
 */
export function planOf(
  model: Model,
  scenario: number,
  { seed, method }: Pick<SamplePlan, 'seed' | 'method'>,
): ModelPlan {
  const all = model.inputs.flatMap((quantity) => quantity.rows);
  const uncertain = all.flatMap((row) => {
    const distribution = row.values?.[scenario]?.distribution;
    return distribution === undefined ? [] : [{ row, distribution }];
  });
  const rows = uncertain.map(({ row }) => row);
  const place = new Map(rows.map((row, at) => [row, at]));
  const correlations = model.correlations.flatMap(({ a, b, rank }) => {
    const [first, second] = [place.get(a), place.get(b)];
    return first === undefined || second === undefined ? [] : [{ a: first, b: second, rank }];
  });
  return {
    rows,
    plan: { distributions: uncertain.map(({ distribution }) => distribution), correlations, seed, method },
  };
}
