/** Tests that every model of the project passes, on one build. */
import { expect, it } from 'vitest';
import type { Built } from '../../src/pipeline.ts';
import { makeRecordFromKernel } from '../../src/record/fromPlan.ts';

/** Adds the tests to the suite that calls it; the build itself has compared both engines, bit for bit. */
export function testWholeModel(path: string, builtOf: () => Built): void {
  it('passes its checks in every scenario', () => {
    const failed = builtOf().record.scenarios.flatMap(({ id, checks }) =>
      checks.filter(({ passed }) => !passed).map((check) => `${id}: ${check.label} in ${check.failures.join(', ')}`),
    );
    expect(failed).toEqual([]);
  });

  it('meets its expectations and published figures in the scenario it opens with', () => {
    const { scenarios, scenario } = builtOf().record;
    const failed = scenarios.find(({ id }) => id === scenario)!.tieOuts.filter(({ verdict }) => verdict === 'fails');
    expect(failed.map(({ label, value, expect: expected }) => `${label}: ${value} and not ${expected}`)).toEqual([]);
  });

  it('has the same record, whichever engine computed it', () => {
    const { kernel, record } = builtOf();
    const other = makeRecordFromKernel(kernel, { path, scenario: record.scenario });
    expect(other.scenarios.map(({ id }) => id)).toEqual(record.scenarios.map(({ id }) => id));
    // As a document, in which there is one zero only.
    for (const [at, scenario] of other.scenarios.entries())
      expect(JSON.stringify(scenario)).toBe(JSON.stringify(record.scenarios[at]));
    expect(JSON.stringify(other)).toBe(JSON.stringify(record));
  });

  it('writes a workbook that passes every rule for auditable workbooks', async () => {
    const { rules } = await builtOf().audited();
    expect(rules.filter(({ result }) => result === 'fails')).toEqual([]);
  });
}
