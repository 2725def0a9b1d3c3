/** Doubles with sizes have the values of the kernel in every cell, and a size that is never less. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RoundingEvaluator } from '../../src/exact/roundingDecisions.ts';
import { doubleArithmetic } from '../../src/kernel/doubleArithmetic.ts';
import { compilePlan } from '../../src/kernel/fromPlan.ts';
import { planFile } from '../../src/pipeline.ts';
import { lineName } from '../../src/plan/names.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import fc from '../helpers/seeded.ts';

const planOf = (path: string, read = (name: string): string => readFileSync(name, 'utf8')): Plan => {
  const { value, diagnostics } = planFile(path, read);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
};

/** Cells in which the kernel has another value, or whose size is less than the value. */
function differences(plan: Plan, scenario: number): string[] {
  const cells = compilePlan(plan).start(scenario);
  compilePlan(plan).evaluate(cells);
  const evaluator = new RoundingEvaluator(plan, doubleArithmetic);
  evaluator.evaluate(scenario, 'one');
  const { values, sizes } = evaluator.doubles;
  return plan.groups.flatMap(({ lines }) =>
    lines.flatMap((line) =>
      Array.from({ length: line.to - line.from }, (_, at) => line.slot + line.from + at).flatMap((slot) => {
        const [kernel, own, size] = [cells[slot]!, values[slot]!, sizes[slot]!];
        const isSame = kernel === own || (Number.isNaN(kernel) && Number.isNaN(own));
        return isSame && (Number.isNaN(own) || size >= Math.abs(own))
          ? []
          : [`${lineName(line)} ${line.kind}: ${kernel}, ${own} of ${size}`];
      }),
    ),
  );
}

describe('models', () => {
  it.each(readdirSync('models/examples').filter((name) => name.endsWith('.yaml')))('%s', (name) => {
    const plan = planOf(`models/examples/${name}`);
    for (const scenario of plan.model.scenarios.keys()) expect(differences(plan, scenario)).toEqual([]);
  });

  it('anthropic', () => {
    expect(differences(planOf('models/anthropic.yaml'), 1)).toEqual([]);
  });

  it('at random', () => {
    for (const text of fc
      .sample(randomFormulas, { numRuns: 40, seed: 5 })
      .map((formulas) => randomModelText(formulas))) {
      const { value } = planFile('model.yaml', () => text);
      if (value !== undefined) expect(differences(value, 0), text).toEqual([]);
    }
  });
});
