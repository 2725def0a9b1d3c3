/**
 * The models of the project say of every figure that matters where it comes from, and cite every source that they
 * declare.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planFile } from '../src/pipeline.ts';
import { gapsOf, sourceCoverageOf, type WrittenValue } from '../src/question/sourceCoverage.ts';
import { errorLines } from './helpers/models.ts';

const paths = readdirSync('models')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join('models', name));

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const shown = ({ name, of, place }: WrittenValue): string =>
  `${place.path}:${place.line} ${name}${of === undefined ? '' : `, ${of}`}`;

it('finds the models', () => {
  expect(paths.length).toBeGreaterThan(0);
});

describe.each(paths)('%s', (path) => {
  it('lacks no source and no reason, and cites every source', () => {
    const { value: plan, diagnostics } = planFile(path, read);
    expect(errorLines(diagnostics)).toEqual([]);
    const coverage = sourceCoverageOf(plan!);
    const { uncited, unreasoned } = gapsOf(coverage);
    expect({
      uncited: uncited.map(shown),
      unreasoned: unreasoned.map(shown),
      orphans: coverage.orphans.map(({ id }) => id),
    }).toEqual({ uncited: [], unreasoned: [], orphans: [] });
    expect(coverage.values.length).toBeGreaterThan(0);
  });
});
