/** Random models: HyperFormula and LibreOffice evaluate the same. One workbook holds the whole batch, so LibreOffice runs once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { disagreements } from './helpers/agreement.ts';
import { recalculate } from './helpers/libreoffice.ts';
import { build } from './helpers/models.ts';

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
    fc.tuple(pair, fc.constantFrom('min', 'max')).map(([[a, b], name]) => `${name}(${a}, ${b}, 100)`),
  );
}

const batch = fc.tuple(...Array.from({ length: itemsInBatch }, (_, at) => formula(at)));

function modelText(formulas: readonly string[]): string {
  const items = formulas.map((each, at) => `      item_${at}: { unit: '1', opening: low, rollup: none, formula: '${each}' }`);
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

it('evaluates random models as LibreOffice does', async () => {
  const [formulas] = fc.sample(batch, { seed: 20260101, numRuns: 1 });
  const built = build(modelText(formulas!));
  const recalculated = await recalculate(await built.workbook());
  expect(disagreements(built.grid, built.evaluations.get(built.record.scenario)!, recalculated)).toEqual([]);
}, 240_000);
