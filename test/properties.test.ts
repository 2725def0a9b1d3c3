/** Random models: HyperFormula and LibreOffice evaluate the same. LibreOffice runs once for all of them. */

import { expect, it } from 'vitest';
import { disagreements } from './helpers/agreement.ts';
import { recalculateAll } from './helpers/libreoffice.ts';
import { build } from './helpers/models.ts';
import fc from './helpers/seeded.ts';

const itemsInBatch = 50;

/** A formula of item number `at`, which reads inputs, items above it and its own past. */
function formula(at: number): fc.Arbitrary<string> {
  const earlier = Array.from({ length: at }, (_, other) => `item_${other}`);
  const operand = fc.oneof(
    fc.constantFrom('low', 'high', 'period.index', ...earlier),
    fc.constantFrom(`item_${at}[-1]`, 'moving[-1]', 'moving'),
  );
  const pair = fc.tuple(operand, operand);
  return fc.oneof(
    fc.tuple(pair, fc.constantFrom('+', '-')).map(([[a, b], sign]) => `(${a} ${sign} ${b}) / 2`),
    pair.map(([a, b]) => `low * ${a} * max(-1, min(1, ${b}))`),
    pair.map(([a, b]) => `divide(${a}, 1 + abs(${b}), 0)`),
    fc.tuple(pair, pair).map(([[a, b], [c, d]]) => `if(${a} > ${b}, ${c}, -${d}) / 2`),
    fc
      .tuple(pair, fc.constantFrom('min', 'max', 'average', 'sum'))
      .map(([[a, b], name]) => `${name}(${a}, ${b}, 100) / 2`),
    operand.map((a) => `sqrt(abs(${a})) + ln(1 + abs(${a}))`),
    operand.map((a) => `exp(max(-1, min(1, ${a}))) ^ 2`),
    fc
      .tuple(fc.constantFrom('moving', ...earlier), fc.constantFrom('sum', 'average', 'min', 'max'))
      .map(([a, name]) => `${name}(${a}[-1..0]) / 2`),
    fc.constantFrom('moving', ...earlier).map((a) => `cumulative(${a}) / 12`),
    fc.constantFrom('moving', ...earlier).map((a) => `last(${a} over 2026) - max(${a} over 2026-02..2026-05)`),
    operand.map((a) => `if(and(${a} > 0, not(${a} > 2)), ${a}, mod(abs(${a}), 12))`),
  );
}

const batch = fc.tuple(...Array.from({ length: itemsInBatch }, (_, at) => formula(at)));

function modelText(formulas: readonly string[]): string {
  const items = formulas.map(
    (each, at) => `      item_${at}: { unit: '1', opening: low, rollup: none, formula: '${each}' }`,
  );
  return `
model: random
title: Random
timeline: { from: 2026-01, to: 2026-12, grain: month }
inputs:
  low: { unit: '1', value: 0.3 1 }
  high: { unit: '1', value: 17.25 1 }
sheets:
  Random:
    Items:
      moving: { unit: '1', opening: high, rollup: none, formula: 'moving[-1] * low + period.index' }
${items.join('\n')}
`;
}

/** As many models as are recalculated in one run of LibreOffice; each holds a batch of items. */
const modelsInRun = 6;

it('evaluates random models as LibreOffice does', { tags: ['libreoffice'] }, async () => {
  const models = fc
    .sample(batch, { seed: 20260101, numRuns: modelsInRun })
    .map((formulas) => build(modelText(formulas)));
  const recalculated = await recalculateAll(await Promise.all(models.map((one) => one.workbook())));
  const off = models.map(({ grid, evaluations, record }, at) =>
    disagreements(grid, evaluations.get(record.scenario)!, recalculated[at]!),
  );
  expect(off.flat()).toEqual([]);
});
