/** Models in tests. Enters YAML text; leaves what the pipeline makes of it, with every problem as one readable line. */
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import {
  type BuildOptions,
  type Built,
  buildModel,
  checkModel,
  type Model,
  type ModelOptions,
} from '../../src/pipeline.ts';
import type { RecordSeries } from '../../src/record/record.ts';

/** `unit-mismatch: …` for every problem that is an error. */
export function errorLines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
}

const reading = (text: string) => (path: string) => (path === 'model.yaml' ? text : undefined);

/** The errors of a model that should not be accepted, as `code: message`. */
export function problemsOf(text: string, options: ModelOptions = {}): string[] {
  return errorLines(checkModel('model.yaml', reading(text), options).diagnostics);
}

/** Builds a model from its text; fails with the errors when there are any. */
export function build(text: string, options: BuildOptions = {}): Built {
  const { value, diagnostics } = buildModel('model.yaml', reading(text), options);
  const errors = errorLines(diagnostics);
  if (value === undefined || errors.length > 0) throw new Error(errors.join('\n') || 'no value and no error');
  return value;
}

/** The model behind a text; fails with the errors when there are any. */
export function modelOf(text: string, options: ModelOptions = {}): Model {
  return build(text, options).model;
}

/** One row of the results: `series(built, 'revenue').years`, `series(built, 'fee.max', 'base')`. */
export function series(built: Built, name: string, scenario = built.record.scenario): RecordSeries {
  const all = built.record.scenarios.find(({ id }) => id === scenario)?.series ?? [];
  const found = all.find(({ id, members }) => [id, ...members].join('.') === name);
  if (found === undefined)
    throw new Error(`no row '${name}' among ${all.map(({ id, members }) => [id, ...members].join('.')).join(', ')}`);
  return found;
}

/** The values of one row, by period. */
export function values(built: Built, name: string, scenario?: string): readonly (number | string | null)[] {
  return series(built, name, scenario).values;
}
