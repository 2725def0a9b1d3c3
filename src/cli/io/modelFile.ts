/**
 * A model named on the command line. Takes a path. Returns the path and reader for the pipeline, or the problem with
 * the path.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { ModelReader } from './files.ts';
import { exists, isInside, kindOfOther, modelReader, modelsNear, shownPath } from './files.ts';

export interface ModelFile extends ModelReader {
  readonly path: string;
  readonly problem?: Diagnostic;
}

/** The model at a path: `modelFile('models/a.yaml').path` is `models/a.yaml`. */
export function modelFile(given: string): ModelFile {
  const path = shownPath(given);
  const found = pathProblem(given, path);
  return { path, ...modelReader(), ...(found === undefined ? {} : { problem: found }) };
}

function pathProblem(given: string, path: string): Diagnostic | undefined {
  if (!exists(given))
    return problem('missing-file', undefined, `there is no file ${given}`, {
      hint: hintOfModel(given, modelsNear(given)),
    });
  const other = kindOfOther(given);
  if (other !== undefined)
    return problem('missing-file', undefined, `${given} is ${other} and not a model file`, {
      hint: hintOfModel(given, modelsNear(`${given}/x`)),
    });
  if (isInside(process.cwd(), path)) return undefined;
  return problem('path-outside-models', undefined, `${given} is outside the working folder`, {
    hint: 'run burnsheet in a folder that contains the model',
  });
}

/**
 * What was meant by a path at which there is nothing: a model of that name in another folder, or one with nearly such a
 * path or name.
 */
export function hintOfModel(given: string, models: readonly string[]): string {
  const nameOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  const named = (name: string | undefined): string | undefined => models.find((path) => nameOf(path) === name);
  const meant = named(nameOf(given)) ?? suggest(given, models) ?? named(suggest(nameOf(given), models.map(nameOf)));
  return meant === undefined
    ? `name a model file, such as ${models[0] ?? 'models/lab.yaml'}`
    : `did you mean '${meant}'?`;
}
