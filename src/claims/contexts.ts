/**
 * Models in the contexts that claims refer to. Input: contexts with the formulas needed in each. Output: models ready
 * for questions. Guarantee: a model is read and compiled once per as-of date and set of values, with all its formulas;
 * problems point to the formula or value in the claims file.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { compilePlan } from '../kernel/fromPlan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Model, ModelOptions } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { RereadInputs } from '../question/variation.ts';
import { startWhatIf, type WhatIf } from '../question/whatIf.ts';
import type { ContextSource } from '../source/claimsSource.ts';
import { isInside, modelsFolderOf, resolvePath } from '../source/paths.ts';
import type { Located } from '../source/source.ts';
import { parseDate, validDatesHint } from '../values/timeline.ts';
import type { Context } from './claims.ts';
import type { CommandContext } from './commandLines.ts';
import { oneLine } from './placeholders.ts';

/** Reads models, ready to be computed, or only what their inputs hold. */
export interface Models {
  readonly plan: (path: string, options: ModelOptions) => Checked<Plan>;
  readonly inputs: (path: string, options: ModelOptions, openings: number) => Checked<Inputs>;
  /** The as-of date of a model if no other is given. */
  readonly known: (path: string) => string | undefined;
}
type Inputs = Pick<Model, 'inputs'>;

/** A context as written in the claims file. */
export interface RequestedContext {
  readonly path: string;
  /** The path of the model in the claims file. */
  readonly named: Located;
  readonly scenario?: Located;
  readonly known?: Located;
  readonly set: readonly { readonly key: Located; readonly value: Located }[];
}

/** A model that is ready for questions in one context. */
export interface ReadyModel extends CommandContext {
  readonly whatIf: WhatIf;
  readonly reread: RereadInputs;
  /** The same state in another scenario. */
  readonly inScenario: (scenario?: string) => Checked<WhatIf>;
}

/** A formula without its line breaks and comments, as a command has it. */
export const formulaText = ({ text }: Located): string => oneLine(text.replace(/#[^\n]*/g, ''));

/**
 * The context of a row: its own keys, then those of its claim. If the row names another model, only the as-of date of
 * the claim applies.
 */
export function contextOf(
  row: ContextSource,
  claim: ContextSource,
  known: Located | undefined,
): Checked<RequestedContext> {
  const named = row.model ?? claim.model;
  if (named === undefined) return { diagnostics: [] };
  const shared = row.model === undefined ? claim : undefined;
  const path = resolvePath(named.span.file.path, named.text);
  const scenario = row.scenario ?? shared?.scenario;
  const date = row.known ?? claim.known ?? known;
  const set = [...(shared?.set ?? []), ...row.set].map(([, { key, value }]) => ({ key, value }));
  const own = new Map(set.map((one) => [one.key.text, one]));
  const diagnostics = [
    ...outside(named, path),
    ...(date === undefined || parseDate(date.text) !== undefined ? [] : [noDate(date)]),
  ];
  if (diagnostics.length > 0) return { diagnostics };
  return {
    value: {
      path,
      named,
      ...(scenario === undefined ? {} : { scenario }),
      ...(date === undefined ? {} : { known: date }),
      set: [...own.values()],
    },
    diagnostics,
  };
}

function outside(named: Located, path: string): Diagnostic[] {
  const folder = modelsFolderOf(named.span.file.path);
  if (isInside(folder, path)) return [];
  return [
    problem(
      'path-outside-models',
      named.span,
      `'${named.text}' is outside ${folder === '' ? 'the folder of the claims file' : folder}`,
      {
        hint: 'name a model by its path relative to this file, such as ../anthropic.yaml',
      },
    ),
  ];
}

const noDate = (date: Located): Diagnostic =>
  problem('invalid-date', date.span, `'${date.text}' is not a date`, { hint: validDatesHint });

/** Stands in for the name of a command-line option, so that a problem can be moved to its place in the claims file. */
const mark = (at: number): string => `claims ${at}`;
const marked = /^claims (\d+)$/;

interface Group {
  readonly asked: RequestedContext;
  readonly formulas: Map<string, Located>;
}
interface Planned {
  readonly plan: Plan;
  readonly kernel: Kernel;
  readonly states: Map<string, Checked<WhatIf>>;
}

/** Collects all contexts and formulas first, then reads each model once. */
export class ModelContexts {
  readonly #models: Models;
  readonly #groups = new Map<string, Group>();
  readonly #planned = new Map<string, Checked<Planned>>();
  readonly #others = new Map<string, Checked<Inputs>>();

  constructor(models: Models) {
    this.#models = models;
  }

  /** Registers the formulas of a context. */
  register(asked: RequestedContext, formulas: readonly Located[]): void {
    const key = keyOf(asked);
    const group = this.#groups.get(key) ?? { asked, formulas: new Map() };
    for (const formula of formulas)
      if (!group.formulas.has(formulaText(formula))) group.formulas.set(formulaText(formula), formula);
    this.#groups.set(key, group);
  }

  /** Reads every model; the problems of all of them. */
  readAll(): readonly Diagnostic[] {
    return [...this.#groups].flatMap(([key, group]) => {
      const planned = this.#plan(group);
      this.#planned.set(key, planned);
      return planned.diagnostics;
    });
  }

  /**
   * A model in a registered context; undefined if the model has problems, which `readAll` has already reported, or if
   * its scenario has.
   */
  ready(asked: RequestedContext): Checked<ReadyModel> {
    const planned = this.#planned.get(keyOf(asked))?.value;
    if (planned === undefined) return { diagnostics: [] };
    const inScenario = (scenario?: string) => stateOf(planned, scenario);
    const state = inScenario(asked.scenario?.text);
    if (state.value === undefined) return { diagnostics: placeAt(state.diagnostics, asked.scenario ?? asked.named) };
    const { model } = planned.plan;
    const set = asked.set.map(({ key, value }) => ({ key: key.text, value: value.text }));
    const context: Context = {
      model: asked.path,
      title: model.title,
      scenario: state.value.scenarioId,
      ...(model.known === undefined ? {} : { known: model.known }),
      set,
    };
    const reread: RereadInputs = (more) => this.#again(asked, [...set, ...more], model.openings);
    return {
      value: {
        context,
        isFirst: state.value.scenario === 0,
        isOwnDate: asked.known === undefined || this.#models.known(asked.path) === model.known,
        whatIf: state.value,
        reread,
        inScenario,
      },
      diagnostics: [],
    };
  }

  #plan({ asked, formulas }: Group): Checked<Planned> {
    const places: Located[] = [];
    const placeOf = (located: Located): string => mark(places.push(located) - 1);
    const probes = [...formulas].map(([formula, located]) => ({ formula, option: placeOf(located) }));
    const set = asked.set.map(({ key, value }) => ({ key: key.text, value: value.text, option: placeOf(value) }));
    const { value: plan, diagnostics: found } = this.#models.plan(asked.path, { ...knownOf(asked), set, probes });
    const diagnostics = found
      .filter(({ severity }) => severity === 'error')
      .map((one) => movedToClaims(one, places, asked.named));
    if (plan === undefined || hasErrors(diagnostics)) return { diagnostics };
    return { value: { plan, kernel: compilePlan(plan), states: new Map() }, diagnostics };
  }

  /** The inputs with other values, read once for each set of values. The rest of the model is not kept. */
  #again(
    asked: RequestedContext,
    set: readonly { readonly key: string; readonly value: string }[],
    openings: number,
  ): Checked<Inputs> {
    const key = JSON.stringify([asked.path, asked.known?.text, set]);
    const found = this.#others.get(key) ?? this.#models.inputs(asked.path, { ...knownOf(asked), set }, openings);
    this.#others.set(key, found);
    return found;
  }
}

const knownOf = ({ known }: Pick<RequestedContext, 'known'>): ModelOptions =>
  known === undefined ? {} : { known: known.text };

const keyOf = ({ path, known, set }: RequestedContext): string =>
  JSON.stringify([path, known?.text, set.map(({ key, value }) => [key.text, value.text])]);

function stateOf({ plan, kernel, states }: Planned, scenario = plan.model.scenarios[0]!.id): Checked<WhatIf> {
  const found = states.get(scenario) ?? startWhatIf(plan, scenario, kernel);
  states.set(scenario, found);
  return found;
}

/**
 * Moves a problem of a formula or value to its place in the claims file; a problem without a place moves to the name
 * of the model.
 */
function movedToClaims(diagnostic: Diagnostic, places: readonly Located[], named: Located): Diagnostic {
  const moved = (span: Span): Span => {
    const match = marked.exec(span.file.path);
    const located = match === null ? undefined : places[Number(match[1])];
    return located === undefined ? span : within(located, span);
  };
  const labels = diagnostic.labels.map((label) => ({ ...label, span: moved(label.span) }));
  return { ...diagnostic, labels, span: diagnostic.span === undefined ? named.span : moved(diagnostic.span) };
}

/** A part of a formula or value as a place in the claims file; the whole of it if the text was joined into one line. */
function within(located: Located, { file, start, end }: Span): Span {
  // A value was asked as `key=value`.
  const shift = file.text.endsWith(located.text) ? file.text.length - located.text.length : undefined;
  if (shift === undefined || start < shift || end > file.text.length) return located.span;
  return {
    file: located.span.file,
    start: located.at(start - shift),
    end: located.at(Math.max(start, end - 1) - shift) + 1,
  };
}

/** Gives problems without a place in a file the place in the claims file that caused them. */
export function placeAt(diagnostics: readonly Diagnostic[], located: Located): readonly Diagnostic[] {
  return diagnostics.map((one) => ({ ...one, labels: [], span: located.span }));
}
