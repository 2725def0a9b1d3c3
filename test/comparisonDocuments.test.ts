/**
 * The documents of comparisons name every kind of change and every key that there is, and their commands exist with
 * these options.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jsonContent } from '../src/cli/diff/json.ts';
import { filesToKeep } from '../src/cli/runs/keptRuns.ts';
import { compareRuns, explainRuns, runModel } from '../src/comparing.ts';
import { changeKindWords } from '../src/diff/changeKinds.ts';

const [diff, runs, record, git] = ['diff', 'runs', 'run-record', 'git'].map((name) =>
  readFileSync(`docs/${name}.md`, 'utf8'),
);
const path = 'models/examples/cohort.yaml';
const read = (asked: string): string => readFileSync(asked, 'utf8');
const older = runModel(path, read).value!;
const newer = runModel(path, read, { set: [{ key: 'price', value: '22 USD/user/month' }] }).value!;

/** Keys of an object, and of the objects in the lists that it holds. */
function keysIn(value: unknown, depth: number): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => keysIn(one, depth));
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, held]) => [key, ...keysIn(held, depth - 1)]);
}

const unnamed = (keys: readonly string[], text: string): string[] =>
  [...new Set(keys)].filter((key) => !text.includes(`\`${key}\``)).sort();

it('docs/diff.md names every kind of change', () => {
  const kinds = Object.keys(changeKindWords);
  expect(kinds.length).toBeGreaterThan(15);
  expect(unnamed(kinds, diff!)).toEqual([]);
});

it('docs/diff.md names every key of the document', () => {
  const compared = compareRuns(older, newer);
  const explanations = explainRuns(older, newer, ['revenue@2027']).value!;
  const document = jsonContent({ diff: compared, explanations, by: 'year' });
  expect(compared.changes.length).toBeGreaterThan(0);
  expect(compared.verdicts.length).toBeGreaterThan(0);
  expect(compared.divergences.length).toBeGreaterThan(0);
  expect(compared.otherScenarios.length).toBeGreaterThan(0);
  expect(unnamed(keysIn(document, 2), diff!)).toEqual([]);
  expect(unnamed(keysIn(explanations, 2), diff!)).toEqual([]);
  expect(
    unnamed(
      keysIn(compared.movements[0]!, 1).filter((key) => !key.endsWith('Series')),
      diff!,
    ),
  ).toEqual([]);
});

it('docs/run-record.md names every key of a record', () => {
  expect(unnamed(keysIn(older.record, 3), record!)).toEqual([]);
});

it('docs/runs.md names every key of the list of kept runs', () => {
  const files = filesToKeep(
    'runs',
    older.record,
    { date: '2026-11-25T07:09:36Z', commit: null, hasChanges: false },
    [],
  );
  const list: unknown = JSON.parse(String(files.at(-1)!.content));
  expect(unnamed(keysIn(list, 2), runs!)).toEqual([]);
});

it('docs/git.md tells git the command that takes its arguments', () => {
  expect(git).toContain('git config diff.burnsheet.command "npx burnsheet diff --git-driver"');
  expect(read('src/cli/commands/diff.ts')).toContain("'--git-driver'");
});
