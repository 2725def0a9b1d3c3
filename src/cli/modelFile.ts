/** A model named on the command line. Enters: a path. Leaves: the path and reader for the pipeline, or the problem with the path. */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelReader } from './files.ts';
import { exists, isInside, modelReader, shownPath } from './files.ts';

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
    return problem('missing-file', undefined, `there is no file ${given}`, { hint: 'name a model file, such as models/anthropic.yaml' });
  if (isInside(process.cwd(), path)) return undefined;
  return problem('path-outside-models', undefined, `${given} lies outside the working folder`, {
    hint: 'run burnsheet in a folder that holds the model',
  });
}
