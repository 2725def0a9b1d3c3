/**
 * The first steps of the story in `pipeline.ts`: text becomes source, model and plan. Enters a path and a function that reads files; leaves a plan
 * and every problem. What only computes, such as a thread of a simulation, starts here and loads neither an engine nor a writer of workbooks.
 */
import { type Checked, hasErrors } from './diagnostics/diagnostic.ts';
import { modelFromSource } from './model/fromSource.ts';
import type { ModelOptions } from './model/model.ts';
import { circleProblems } from './plan/circles.ts';
import { planModel } from './plan/fromModel.ts';
import type { Plan } from './plan/plan.ts';
import { loadSource } from './source/compose.ts';

/** Gives the text of a file, or undefined when there is none. */
export type Read = (path: string) => string | undefined;

/** Steps 1 to 3, with the order of evaluation. */
export function planFile(path: string, read: Read, options: ModelOptions = {}): Checked<Plan> {
  // 1. Read the file and everything it extends and includes.
  const source = loadSource(path, read);
  if (source.value === undefined) return { diagnostics: source.diagnostics };
  // 2. Bind names, check units, apply scenarios and the known date.
  const model = modelFromSource(source.value, options);
  // An input may seem unused only because of an error elsewhere.
  const meant = model.diagnostics.filter(({ severity }) => severity === 'error' || !hasErrors(source.diagnostics));
  const diagnostics = [...source.diagnostics, ...meant];
  if (model.value === undefined || hasErrors(diagnostics)) return { diagnostics };
  // 3. Find an order in which everything can be computed.
  const plan = planModel(model.value);
  const circles = circleProblems(plan);
  return circles.length > 0 ? { diagnostics: [...diagnostics, ...circles] } : { value: plan, diagnostics };
}
