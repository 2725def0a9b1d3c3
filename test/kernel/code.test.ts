/** Whatever a model file says, generated code holds numbers and names of the kernel only. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compilePlan } from '../../src/kernel/fromPlan.ts';
import { runtime } from '../../src/kernel/runtime.ts';
import { planFile } from '../../src/pipeline.ts';

const original = globalThis.Function;
let texts: string[] = [];

beforeEach(() => {
  texts = [];
  globalThis.Function = new Proxy(original, {
    construct(target, parts: string[]) {
      texts.push(parts.at(-1)!);
      return Reflect.construct(target, parts);
    },
  });
});
afterEach(() => {
  globalThis.Function = original;
});

const words = new Set([
  ...Object.keys(runtime),
  ...[
    'use',
    'strict',
    'function',
    'return',
    'const',
    'let',
    'for',
    'new',
    'push',
    'all',
    'NaN',
    'Infinity',
    'Float64Array',
  ],
  ...['Math', 'abs', 'sqrt', 'exp', 'log', 'min', 'max', 'yearStarts', 'yearEnds', 'quarterStarts', 'quarterEnds'],
]);

/** Names in generated code that are neither words of the kernel nor one letter with a number. */
function strangers(path: string, read: (path: string) => string): string[] {
  const { value: plan, diagnostics } = planFile(path, read);
  if (plan === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  // Reading a model compiles its schema too.
  texts = [];
  const kernel = compilePlan(plan);
  const cells = kernel.start(0);
  kernel.evaluate(cells);
  kernel.recompute(plan.model.inputs.flatMap(({ rows }) => rows))(cells);
  expect(texts.length).toBeGreaterThan(0);
  const found = texts.flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  const quoted = texts.flatMap((text) => text.replaceAll('"use strict"', '').match(/["'`\\]/g) ?? []);
  return [...new Set([...found.filter((name) => !words.has(name) && !/^[a-z]\d*$/.test(name)), ...quoted])];
}

it.each(['models/anthropic.yaml', 'models/examples/loan.yaml', 'models/examples/cohort.yaml'])('%s', (path) => {
  expect(strangers(path, (name) => readFileSync(name, 'utf8'))).toEqual([]);
});

it('is so with every text that may be hostile', () => {
  const evil = '"];globalThis.hacked=1;//`+globalThis.hacked+`\\u0022';
  const text = `
model: evil
title: ${JSON.stringify(evil)}
timeline: { from: 2026-01, to: 2026-06, grain: month }
inputs:
  hacked: { label: ${JSON.stringify(evil)}, unit: '1', value: 2, note: ${JSON.stringify(evil)} }
  way: { choice: [constructor, eval, toString], value: eval, note: ${JSON.stringify(evil)} }
sheets:
  ${JSON.stringify(evil.replaceAll(/[[\]:*?/\\]/g, '').slice(0, 30))}:
    ${JSON.stringify(evil)}:
      constructor_of: { label: ${JSON.stringify(evil)}, rollup: sum, formula: 'if(way = eval, hacked, 0) * period.index' }
`;
  expect(strangers('model.yaml', () => text)).toEqual([]);
  expect('hacked' in globalThis).toBe(false);
});
