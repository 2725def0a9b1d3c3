/** The kernel, HyperFormula and forty digits compute the same. */

import { describe, expect, it } from 'vitest';
import { describeDisagreement, findEngineDisagreements } from '../../src/kernel/agreement.ts';
import { nameErrors } from '../../src/kernel/namedErrors.ts';
import { buildModel } from '../../src/pipeline.ts';
import { makeLineReader } from '../../src/run/lineReader.ts';
import { differing, inexact, testAgreement } from '../helpers/kernelAgreement.ts';
import { errorLines } from '../helpers/models.ts';
import { examples, smallLabs } from '../helpers/projectModels.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import fc from '../helpers/seeded.ts';

const modelsCompared = 30;

for (const path of [...examples, ...smallLabs]) testAgreement(path);

describe('random models, in every scenario', () => {
  const texts = fc.sample(randomFormulas, { numRuns: modelsCompared }).map((formulas) => randomModelText(formulas));
  const problems: string[] = [];

  it.each(texts.map((text, at) => [at + 1, text] as const))('number %i', (_, text) => {
    // An agreement is asked for by the build itself.
    const { value: built, diagnostics } = buildModel('model.yaml', () => text);
    const errors = diagnostics.filter(
      ({ severity, code }) => severity === 'error' && code !== 'error-value' && code !== 'check-failed',
    );
    if (built === undefined) {
      problems.push(...errors.map(({ code }) => code));
      return;
    }
    expect(differing(built)).toEqual([]);
  });

  it('are refused for circles only, and seldom', () => {
    expect(problems.filter((code) => code !== 'circular-item')).toEqual([]);
    expect(problems.length).toBeLessThan(modelsCompared / 10);
  });
});

// The last digit of a double decides what is cut off and what is looked up, so that forty digits may decide otherwise.
describe('random models of smooth formulas, in every scenario', () => {
  const smooth = randomFormulas.map((formulas) =>
    formulas.map((each) => (/round|int\(|mod\(|lookup/.test(each) ? 'low * moving' : each)),
  );
  const texts = fc.sample(smooth, { numRuns: modelsCompared }).map((formulas) => randomModelText(formulas));
  it.each(texts.map((text, at) => [at + 1, text] as const))('number %i', (_, text) => {
    const { value: built } = buildModel('model.yaml', () => text);
    if (built !== undefined) expect(built.model.scenarios.flatMap((_, index) => inexact(built, index))).toEqual([]);
  });
});

describe('a disagreement', () => {
  const text = `
model: small
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  price: { unit: USD, value: 3 USD }
sheets:
  Sales:
    Items:
      revenue: { formula: price * period.index }
      share: { formula: price / (revenue - price * period.index) }
      later: { formula: share + 1 }
`;
  const built = buildModel('model.yaml', () => text).value!;
  const engine = makeLineReader(built.layout, built.evaluations.get('base')!);
  const cells = built.kernel.start(0);
  built.kernel.evaluate(cells);

  it('names the item and the period, and shows both values', () => {
    const { disagreements } = findEngineDisagreements(built.kernel.plan, cells, (line, position) =>
      line.id === 'revenue' && position === 1 ? 6.000000000000001 : engine(line, position),
    );
    expect(disagreements.map(describeDisagreement)).toEqual([
      'revenue in 2027: 6.000000000000001 by HyperFormula, 6 by the kernel',
    ]);
  });

  it('is found when one has an error and the other a number', () => {
    const { disagreements } = findEngineDisagreements(built.kernel.plan, cells, (line, position) =>
      line.id === 'share' && position === 0 ? 0 : engine(line, position),
    );
    expect(disagreements.map(describeDisagreement)).toEqual([
      'share in 2026: 0 by HyperFormula, an error by the kernel',
    ]);
  });

  it('is not needed to name an error where it arises', () => {
    expect(nameErrors(built.kernel.plan, cells)).toEqual([
      { id: 'share', kind: 'item', period: '2026', fault: '#DIV/0!' },
      { id: 'share', kind: 'item', period: '2027', fault: '#DIV/0!' },
    ]);
  });
});

it('agrees where a scenario says over time what the others say once', () => {
  const text = `
model: small
timeline: { from: 2026, to: 2028, grain: year }
inputs:
  sales: { unit: USD/year, value: 10 USD/year }
  factor: { unit: x, value: 1 x }
sheets:
  Sales:
    All:
      sold: { unit: USD, opening: 5 USD, rollup: last, formula: 'sold[-1] + convert(sales, "USD/month") * period.months * factor' }
scenarios:
  base: { title: Base }
  faster: { title: Faster, set: { factor: { series: { 2026: 1 x, 2027: 2 x } } } }
  larger: { title: Larger, set: { sales: 20 USD/year } }
`;
  const built = buildModel('model.yaml', () => text);
  expect(errorLines(built.diagnostics)).toEqual([]);
  expect(differing(built.value!)).toEqual([]);
});
