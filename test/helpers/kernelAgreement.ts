/** Comparisons of the kernel with HyperFormula and with forty digits, in one scenario. */
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateExactly, exactDifferences } from '../../src/exact/compare.ts';
import { describeDisagreement, findEngineDisagreements } from '../../src/kernel/agreement.ts';
import { type Built, checkModel, evaluateScenario } from '../../src/pipeline.ts';
import { makeLineReader } from '../../src/run/lineReader.ts';
import { buildFile, readFile } from './projectModels.ts';

/**
 * Between doubles and forty digits; comparisons that are decided by the last digit of a double are not among the
 * formulas.
 */
const bound = 1e-9;

/** How many cells were compared in one scenario, and every cell in which HyperFormula and the kernel differ. */
function compareScenario(built: Built, index: number): { compared: number; words: string[] } {
  const { kernel, layout, model, evaluations } = built;
  const id = model.scenarios[index]!.id;
  const cells = kernel.start(index);
  kernel.evaluate(cells);
  const { compared, disagreements } = findEngineDisagreements(
    kernel.plan,
    cells,
    makeLineReader(layout, evaluations.get(id) ?? evaluateScenario(built, id)),
  );
  return { compared, words: disagreements.map(describeDisagreement) };
}

/** Cells in which HyperFormula and the kernel differ, in all scenarios. */
export const differing = (built: Built): string[] =>
  built.model.scenarios.flatMap((_, index) => compareScenario(built, index).words);

/** Items in which doubles and forty digits differ by more than the bound, in one scenario. */
export function inexact({ kernel, model }: Built, index: number): string[] {
  const cells = kernel.start(index);
  kernel.evaluate(cells);
  return exactDifferences(kernel.plan, cells, evaluateExactly(kernel.plan, index))
    .filter(({ relative }) => relative > bound)
    .map((one) => `${model.scenarios[index]!.id} ${JSON.stringify(one)}`);
}

/** Tests a model file in every scenario; each is a test of its own, so that progress is seen. */
export function testAgreement(path: string): void {
  describe(path, () => {
    const scenarios = checkModel(path, readFile).value!.scenarios.map(({ id }, index) => [id, index] as const);
    let built: Built;

    beforeAll(() => {
      built = buildFile(path);
    });

    it.each(scenarios)('agrees in %s', (_, index) => {
      const { compared, words } = compareScenario(built, index);
      expect(words).toEqual([]);
      expect(compared).toBeGreaterThan(100 / scenarios.length);
      expect(inexact(built, index)).toEqual([]);
    });
  });
}
