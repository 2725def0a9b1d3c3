/**
 * The first steps of the story in `pipeline.ts`: text becomes source, model and plan. Enters a path and a function that
 * reads files; leaves a plan and every problem. What only computes, such as a thread of a simulation, starts here and
 * loads neither an engine nor a writer of workbooks.
 */
import { type Checked, hasErrors } from './diagnostics/diagnostic.ts';
import { inputsFromSource, modelFromSource } from './model/fromSource.ts';
import type { Model, ModelOptions } from './model/model.ts';
import { cycleProblems } from './plan/cycles.ts';
import { planModel } from './plan/fromModel.ts';
import type { Plan } from './plan/plan.ts';
import { findUnclearRollups } from './question/unclearRollups.ts';
import { loadSource } from './source/loadSource.ts';
import type { Source } from './source/source.ts';

/** Gives the text of a file, or undefined when there is none. */
export type Read = (path: string) => string | undefined;

/** Files that stay as they are while they are read with one set of options after the other. */
export interface Reader {
  /** Steps 1 to 3, with the order of evaluation. */
  readonly plan: (path: string, options?: ModelOptions) => Checked<Plan>;
  /** What inputs hold with other options, for a model with so many openings that was read before. */
  readonly inputs: (path: string, options: ModelOptions, openings: number) => Checked<Pick<Model, 'inputs'>>;
  /** The as-of date that a model has where nobody names another. */
  readonly known: (path: string) => string | undefined;
}

/** Reads models, and parses each file once: `readerOf(read).plan('models/a.yaml', { set })`. */
export function readerOf(read: Read): Reader {
  const sources = new Map<string, Checked<Source>>();
  // 1. Read the file and everything it extends and includes.
  const sourceAt = (path: string): Checked<Source> => {
    const source = sources.get(path) ?? loadSource(path, read);
    sources.set(path, source);
    return source;
  };
  return {
    plan: (path, options = {}) => planOf(modelOf(sourceAt(path), options)),
    inputs: (path, options, openings) => inputsOf(sourceAt(path), options, openings),
    known: (path) => sourceAt(path).value?.known?.text,
  };
}

/** Steps 1 to 3 for a file that is read once. */
export function planFile(path: string, read: Read, options: ModelOptions = {}): Checked<Plan> {
  return readerOf(read).plan(path, options);
}

/** 2. Bind names, check units, apply scenarios and the as-of date. */
function modelOf(source: Checked<Source>, options: ModelOptions): Checked<Model> {
  if (source.value === undefined) return { diagnostics: source.diagnostics };
  const model = modelFromSource(source.value, options);
  // An input may seem unused only because of an error elsewhere.
  const meant = model.diagnostics.filter(({ severity }) => severity === 'error' || !hasErrors(source.diagnostics));
  const diagnostics = [...source.diagnostics, ...meant];
  return model.value === undefined || hasErrors(diagnostics) ? { diagnostics } : { value: model.value, diagnostics };
}

function inputsOf(
  { value: source, diagnostics }: Checked<Source>,
  options: ModelOptions,
  openings: number,
): Checked<Pick<Model, 'inputs'>> {
  if (source === undefined) return { diagnostics };
  const inputs = inputsFromSource(source, options, openings);
  return inputs.value === undefined
    ? { diagnostics: inputs.diagnostics }
    : { value: { inputs: inputs.value }, diagnostics: inputs.diagnostics };
}

/** 3. Find an order in which everything can be computed. */
function planOf({ value: model, diagnostics }: Checked<Model>): Checked<Plan> {
  if (model === undefined) return { diagnostics };
  const plan = planModel(model);
  const circles = cycleProblems(plan);
  if (circles.length > 0) return { diagnostics: [...diagnostics, ...circles] };
  return { value: plan, diagnostics: [...diagnostics, ...findUnclearRollups(plan)] };
}
