/**
 * IronCalc, an engine that shares no code with HyperFormula, computes what the workbooks hold: the example models and
 * random models. It is installed with the package, so this runs everywhere; LibreOffice does the same with more models
 * where it is installed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingWords } from '../src/audit/findings.ts';
import { type Built, buildModel } from '../src/pipeline.ts';
import { recalculateWithIronCalc } from './helpers/ironCalc.ts';
import { randomFormulas, randomModelText } from './helpers/randomModels.ts';
import fc from './helpers/seeded.ts';

const folder = 'models/examples';
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Results that IronCalc did not confirm, as `S!B2: ...`. */
function unconfirmed(workbook: Uint8Array): string[] {
  return recalculateWithIronCalc(workbook).findings.map(
    ({ kind, place, old, now }) => `${place}: ${findingWords[kind]}, ${JSON.stringify(old)} and ${JSON.stringify(now)}`,
  );
}

/** A random model has checks that fail and formulas that are errors. */
function built(formulas: readonly string[]): Built {
  return buildModel('random.yaml', () => randomModelText(formulas)).value!;
}

describe('IronCalc', () => {
  it.each(examples)('confirms every result of %s', async (name) => {
    const { value } = buildModel(`${folder}/${name}`, (path) => readFileSync(path, 'utf8'));
    const { cells, findings } = recalculateWithIronCalc(await value!.workbook());
    expect(findings).toEqual([]);
    expect(cells).toBeGreaterThan(100);
  });

  it('confirms every result of random models', async () => {
    const models = fc.sample(randomFormulas, { seed: 20260102, numRuns: 3 });
    for (const formulas of models) expect(unconfirmed(await built(formulas).workbook()).slice(0, 20)).toEqual([]);
  });
});
