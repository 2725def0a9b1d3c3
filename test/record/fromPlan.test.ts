/** The record of a run is the same whether HyperFormula computed the results or the kernel did. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline.ts';
import { makeRecordFromKernel } from '../../src/record/fromPlan.ts';

const examples = readdirSync('models/examples').map((name) => `models/examples/${name}`);
const read = (path: string): string => readFileSync(path, 'utf8');

describe.each([...examples, 'models/anthropic.yaml'].filter((path) => path.endsWith('.yaml')))('%s', (path) => {
  const { kernel, record } = buildModel(path, read).value!;

  it('has one record, whichever engine computed it', () => {
    const other = makeRecordFromKernel(kernel, { path, scenario: record.scenario });
    expect(other.scenarios.map(({ id }) => id)).toEqual(record.scenarios.map(({ id }) => id));
    // As a document, in which there is one zero only.
    for (const [at, scenario] of other.scenarios.entries())
      expect(JSON.stringify(scenario)).toBe(JSON.stringify(record.scenarios[at]));
    expect(JSON.stringify(other)).toBe(JSON.stringify(record));
  });
});
