/** docs/labs.md names items, inputs, scenarios, options and files that exist, for both labs. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../src/pipeline.ts';

const text = readFileSync('docs/labs.md', 'utf8');
/** Names in backticks, `plan.….utilisation` as the column `plan.utilisation`. */
const named = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\s]+)`/g)].map(([, name]) => name!.replace('.….', '.'));
const files = named.filter((name) => name.endsWith('.yaml'));
/** Words of the language itself. */
const language = new Set(['calibrated_to', 'alternatives', 'range:', 'tornado', 'simulate', 'models/lib/']);

it('names files that exist', () => {
  const missing = files.filter((name) => !existsSync(name) && !existsSync(`models/lib/${name}`));
  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});

describe.each(['models/openai.yaml', 'models/anthropic.yaml'])('%s', (path) => {
  it('has everything that is named', () => {
    const model = checkModel(path, (name) => readFileSync(name, 'utf8')).value!;
    const items = model.sheets.flatMap(({ sections }) => sections.flatMap((section) => section.items.map(({ id }) => id)));
    const known = new Set([...items, ...model.inputs.map(({ id }) => id), ...model.scenarios.map(({ id }) => id), ...language, ...files]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
