/** The language guide: every complete model in it is accepted by the program as it is. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderDiagnostics } from '../src/diagnostics/render.ts';
import { buildModel } from '../src/pipeline.ts';

const guide = readFileSync('docs/language.md', 'utf8');
const blocks = [...guide.matchAll(/^```yaml\n(model:[\s\S]*?)^```$/gm)].map((match) => match[1]!);
const models = blocks.map((text) => ({ id: /^model: (\S+)/.exec(text)![1]!, text }));

it('holds complete models', () => {
  expect(models.length).toBeGreaterThan(5);
});

it.each(models)('$id builds without a problem', ({ id, text }) => {
  const { value, diagnostics } = buildModel(`${id}.yaml`, (path) => (path === `${id}.yaml` ? text : undefined));
  expect(renderDiagnostics(diagnostics, { color: false, width: 120 })).toBe('');
  expect(value?.record.model).toBe(id);
});

it('the figure that was published after an earlier as-of date holds on the as-of date of its model', () => {
  const { text } = models.find(({ id }) => id === 'calibrated')!;
  const verdictsOn = (known: string) => {
    const { value, diagnostics } = buildModel('calibrated.yaml', () => text, { known });
    expect(diagnostics).toEqual([]);
    return value!.record.scenarios[0]!.tieOuts.map(({ verdict, calibrated }) => [verdict, ...calibrated]);
  };
  expect(verdictsOn('2026-10-01')).toEqual([['holds', 'price'], ['misses']]);
  expect(verdictsOn('2026-03-01')).toEqual([['later'], ['misses']]);
});
