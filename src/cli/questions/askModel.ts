/**
 * Makes a model ready for questions. Input: a path, the options of the command, and the formulas to evaluate. Output:
 * the evaluated model, and the outputs that the command names. Problems of every formula and output come at once.
 */
import { type Checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ModelOptions } from '../../pipeline.ts';
import { isItemName, type Output, readOutput } from '../../question/output.ts';
import type { RereadInputs } from '../../question/variation.ts';
import { startWhatIf, type WhatIf } from '../../question/whatIf.ts';
import { readerOf } from '../../reading.ts';
import { type ModelFile, modelFile } from '../io/modelFile.ts';
import { modelOptions, optionProblem, type SharedOptions } from '../io/options.ts';

/** A formula to evaluate, with the option that contains it. */
export type Probe = NonNullable<ModelOptions['probes']>[number];

/** The formulas among the outputs; names of items need no probe. */
export function probesOf(option: string, texts: readonly string[]): readonly Probe[] {
  return texts.filter((text) => !isItemName(text)).map((formula) => ({ formula, option }));
}

/** A model that is ready for questions. */
export interface AskedModel {
  readonly file: ModelFile;
  readonly options: ModelOptions;
  readonly whatIf: WhatIf;
  readonly reread: RereadInputs;
}

/** Reads a model with formulas to evaluate; other values for its inputs come from an option such as `--vary`. */
export function askModel(
  path: string,
  shared: SharedOptions,
  probes: readonly Probe[],
  option = '--set',
): Checked<AskedModel> {
  const file = modelFile(path);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  const options = { ...modelOptions(shared), probes };
  const reader = readerOf(file.read);
  const { value: plan, diagnostics } = reader.plan(file.path, options);
  if (plan === undefined) return { diagnostics };
  const started = startWhatIf(plan, shared.scenario);
  if (started.value === undefined) return { diagnostics: [...diagnostics, ...started.diagnostics] };
  const reread: RereadInputs = (set) =>
    reader.inputs(
      file.path,
      { ...options, set: [...shared.set, ...set.map((one) => ({ ...one, option }))] },
      plan.model.openings,
    );
  return { value: { file, options, whatIf: started.value, reread }, diagnostics };
}

/** Every named output, or the problems of all of them. */
export function readOutputs(texts: readonly string[], whatIf: WhatIf): Checked<readonly Output[]> {
  const found = texts.map((text) => readOutput(text, whatIf.plan));
  const diagnostics = found.flatMap((one) => one.diagnostics);
  return hasErrors(diagnostics) ? { diagnostics } : { value: found.map(({ value }) => value!), diagnostics };
}

/** Refuses outputs that are text, which have no size and no mean. */
export function refuseTextOutputs(targets: readonly Output[]): readonly Diagnostic[] {
  return targets
    .filter(({ type }) => type.kind === 'choice' || type.kind === 'member')
    .map(({ label }) =>
      optionProblem(`'${label}' is text, not a number`, 'name a numeric output; sensitivity also shows text'),
    );
}
