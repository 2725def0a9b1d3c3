/**
 * Inputs that once went wrong: each is either refused by `check`, or computed by LibreOffice from the file alone as
 * burnsheet computes it, in every scenario.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel, evaluateScenario, judgeRounding, planFile, workbookLimits } from '../src/pipeline.ts';
import { disagreements } from './helpers/agreement.ts';
import { recalculateAll } from './helpers/libreoffice.ts';

const folder = 'test/faults';
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const read = (path: string) => (path.startsWith(`${folder}/`) ? readFileSync(path, 'utf8') : undefined);

/** The models that are not refused, once for each scenario with which the workbook opens. */
const cases = names.flatMap((name) => {
  const plan = planFile(`${folder}/${name}`, read).value;
  if (plan === undefined || workbookLimits(plan).length > 0 || judgeRounding(plan).length > 0) return [];
  return plan.model.scenarios.map(({ id }) => ({ name, scenario: id }));
});

it('check refuses no more than these', () => {
  const computed = new Set(cases.map(({ name }) => name));
  expect(names.filter((name) => !computed.has(name))).toEqual([
    'check-by-member.yaml',
    'hint-twelve.yaml',
    'residue.yaml',
  ]);
});

describe('LibreOffice computes the same', { tags: ['libreoffice'] }, () => {
  let off: ReadonlyMap<string, readonly string[]> = new Map();

  beforeAll(async () => {
    const built = cases.map(({ name, scenario }) => buildModel(`${folder}/${name}`, read, { scenario }).value!);
    const recalculated = await recalculateAll(await Promise.all(built.map((one) => one.workbook())));
    off = new Map(
      built.map((one, at) => {
        const { name, scenario } = cases[at]!;
        const evaluation = one.evaluations.get(scenario) ?? evaluateScenario(one, scenario);
        return [`${name} ${scenario}`, disagreements(one.grid, evaluation, recalculated[at]!)];
      }),
    );
  });

  it.each(cases.map(({ name, scenario }) => `${name} ${scenario}`))('%s', (one) => {
    expect(off.get(one)).toEqual([]);
  });
});
