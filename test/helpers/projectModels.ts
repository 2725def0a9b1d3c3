/**
 * The model files of the project by size. Labs take seconds to build and minutes to prove; `smallLabs` have their shape
 * (a shared structure, tables, choices, as-of dates, tie-outs, included models) and are as quick as the examples.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Built, buildModel } from '../../src/pipeline.ts';
import { errorLines } from './models.ts';

function modelsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
}

export const labs = modelsIn('models');
export const examples = modelsIn('models/examples');
export const smallLabs: readonly string[] = ['test/models/small_lab.yaml', 'test/models/two_labs.yaml'];

/** The text of a file, or undefined if it cannot be read. */
export function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Builds a model file; throws its errors if there are any. */
export function buildFile(path: string): Built {
  const { value, diagnostics } = buildModel(path, readFile);
  if (value === undefined) throw new Error(`${path}: ${errorLines(diagnostics).join('\n')}`);
  return value;
}
