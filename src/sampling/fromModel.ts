/**
 * The uncertain inputs of a model. Input: a model and one of its scenarios. Output: the sampling plan and the rows
 * that it draws.
 */
import type { Model, Row } from '../model/model.ts';
import type { SamplePlan } from './sample.ts';

export interface UncertainInputs {
  /** The input row of each distribution in the plan. */
  readonly rows: readonly Row[];
  readonly plan: SamplePlan;
}

/**
 * The sampling plan of a scenario, given by its position in the model: every input row with a distribution there, in
 * the order of the model, and the correlations between them.
 */
export function uncertainInputsOf(
  model: Model,
  scenario: number,
  { seed, method }: Pick<SamplePlan, 'seed' | 'method'>,
): UncertainInputs {
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
