/** docs/labs.md names items, inputs, scenarios, options and files that exist, for both labs. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../src/kernel/fromPlan.ts';
import { findQuantity, itemsOf } from '../src/model/find.ts';
import type { Row } from '../src/model/model.ts';
import { checkModel, planFile } from '../src/pipeline.ts';

const text = readFileSync('docs/labs.md', 'utf8');
/** Names in backticks, `plan.….utilisation` as the column `plan.utilisation`. */
const named = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\s]+)`/g)].map(([, name]) =>
  name!.replace('.….', '.'),
);
const files = named.filter((name) => name.endsWith('.yaml'));
/** Words of the language itself. */
const language = new Set(['calibrated_to', 'alternatives', 'range:', 'tornado', 'simulate', 'models/lib/']);

it('names files that exist', () => {
  const missing = files.filter((name) => !existsSync(name) && !existsSync(`models/lib/${name}`));
  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});

describe.each(['models/openai.yaml', 'models/anthropic.yaml'])('%s', (path) => {
  it('has the same reported past in every scenario', () => {
    const { value: plan } = planFile(path, (name) => readFileSync(name, 'utf8'));
    const kernel = compilePlan(plan!);
    const { model } = plan!;
    const isReported = findQuantity(model, 'is_reported')!.rows[0]!;
    const reported = ['revenue', 'inference', 'training', 'subscription_revenue_total', 'api_revenue'].map(
      (id) => findQuantity(model, id)!.rows[0]!,
    );
    const pasts = model.scenarios.map((_, index) => {
      const cells = kernel.start(index);
      kernel.evaluate(cells);
      const at = (row: Row): number => plan!.rowCells.get(row)!.slot;
      const months = model.timeline.periods.flatMap((__, period) =>
        cells[at(isReported) + period] === 1 ? [period] : [],
      );
      return reported.map((row) => months.map((period) => cells[at(row) + period]!));
    });
    expect(pasts[0]![0]!.length).toBeGreaterThan(12);
    for (const past of pasts) expect(past).toEqual(pasts[0]);
  });

  it('has everything that is named', () => {
    const model = checkModel(path, (name) => readFileSync(name, 'utf8')).value!;
    const items = itemsOf(model).map(({ id }) => id);
    const known = new Set([
      ...items,
      ...model.inputs.map(({ id }) => id),
      ...model.scenarios.map(({ id }) => id),
      ...language,
      ...files,
    ]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
