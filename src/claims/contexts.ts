/**
 * Models in the states in which claims ask them. Enters contexts with the formulas that are asked in each; leaves
 * models that are ready for questions. Guarantee: a model is read and compiled once per known date and set of values,
 * with every formula at once; problems stand where the file of claims has the formula or value.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { compilePlan } from '../kernel/fromPlan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Model, ModelOptions } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Reread } from '../question/variation.ts';
import { startWhatIf, type WhatIf } from '../question/whatIf.ts';
import type { ContextSource } from '../source/claimsSource.ts';
import { isInside, modelsFolderOf, resolvePath } from '../source/paths.ts';
import type { Located } from '../source/source.ts';
import { parseDate, validDatesHint } from '../values/timeline.ts';
import type { Context } from './claims.ts';
import type { Spoken } from './commands.ts';
import { oneLine } from './texts.ts';

/** Reads models, ready to be computed, or only what their inputs hold. */
export interface Models {
  readonly plan: (path: string, options: ModelOptions) => Checked<Plan>;
  readonly inputs: (path: string, options: ModelOptions, openings: number) => Checked<Inputs>;
  /** The known date that a model has where nobody names another. */
  readonly known: (path: string) => string | undefined;
}
type Inputs = Pick<Model, 'inputs'>;

/** A context as the file of claims has it. */
export interface Asked {
  readonly path: string;
  /** Where the model is named. */
  readonly named: Located;
  readonly scenario?: Located;
  readonly known?: Located;
  readonly set: readonly { readonly key: Located; readonly value: Located }[];
}

/** A model that is ready for questions in one context. */
export interface Ready extends Spoken {
  readonly whatIf: WhatIf;
  readonly reread: Reread;
  /** The same state in another scenario. */
  readonly inScenario: (scenario?: string) => Checked<WhatIf>;
}

/** A formula without its line breaks and comments, as a command has it. */
export const formulaText = ({ text }: Located): string => oneLine(text.replace(/#[^\n]*/g, ''));

/**
 * The context of a row: what it says itself, and else what its claim says; of another model it says all but the known
 * date itself.
 */
export function contextOf(row: ContextSource, claim: ContextSource, known: Located | undefined): Checked<Asked> {
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
      `'${named.text}' lies outside ${folder === '' ? 'the folder of the claims' : folder}`,
      {
        hint: 'name a model by its path from the folder of this file, such as ../anthropic.yaml',
      },
    ),
  ];
}

const noDate = (date: Located): Diagnostic =>
  problem('invalid-date', date.span, `'${date.text}' is no date`, { hint: validDatesHint });

/** Names of places in the file of claims, where options of the command line would stand. */
const mark = (at: number): string => `claims ${at}`;
const marked = /^claims (\d+)$/;

interface Group {
  readonly asked: Asked;
  readonly formulas: Map<string, Located>;
}
interface Planned {
  readonly plan: Plan;
  readonly kernel: Kernel;
  readonly states: Map<string, Checked<WhatIf>>;
}

/** Collects what is asked first, then reads each model once. */
export class Contexts {
  readonly #models: Models;
  readonly #groups = new Map<string, Group>();
  readonly #planned = new Map<string, Checked<Planned>>();
  readonly #others = new Map<string, Checked<Inputs>>();

  constructor(models: Models) {
    this.#models = models;
  }

  /** Says that a formula will be asked in a context. */
  announce(asked: Asked, formulas: readonly Located[]): void {
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
   * A model in a context that was announced; undefined with its problems, which `readAll` has said, or with those of
   * its scenario.
   */
  ready(asked: Asked): Checked<Ready> {
    const planned = this.#planned.get(keyOf(asked))?.value;
    if (planned === undefined) return { diagnostics: [] };
    const inScenario = (scenario?: string) => stateOf(planned, scenario);
    const state = inScenario(asked.scenario?.text);
    if (state.value === undefined) return { diagnostics: placed(state.diagnostics, asked.scenario ?? asked.named) };
    const { model } = planned.plan;
    const set = asked.set.map(({ key, value }) => ({ key: key.text, value: value.text }));
    const context: Context = {
      model: asked.path,
      title: model.title,
      scenario: state.value.scenarioId,
      ...(model.known === undefined ? {} : { known: model.known }),
      set,
    };
    const reread: Reread = (more) => this.#again(asked, [...set, ...more], model.openings);
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
      .map((one) => inPlace(one, places, asked.named));
    if (plan === undefined || hasErrors(diagnostics)) return { diagnostics };
    return { value: { plan, kernel: compilePlan(plan), states: new Map() }, diagnostics };
  }

  /** What the inputs hold with other values; each once. The rest of the model is not kept. */
  #again(
    asked: Asked,
    set: readonly { readonly key: string; readonly value: string }[],
    openings: number,
  ): Checked<Inputs> {
    const key = JSON.stringify([asked.path, asked.known?.text, set]);
    const found = this.#others.get(key) ?? this.#models.inputs(asked.path, { ...knownOf(asked), set }, openings);
    this.#others.set(key, found);
    return found;
  }
}

const knownOf = ({ known }: Pick<Asked, 'known'>): ModelOptions => (known === undefined ? {} : { known: known.text });

const keyOf = ({ path, known, set }: Asked): string =>
  JSON.stringify([path, known?.text, set.map(({ key, value }) => [key.text, value.text])]);

function stateOf({ plan, kernel, states }: Planned, scenario = plan.model.scenarios[0]!.id): Checked<WhatIf> {
  const found = states.get(scenario) ?? startWhatIf(plan, scenario, kernel);
  states.set(scenario, found);
  return found;
}

/** A problem of a formula or value, in the file of claims; one without a place stands where the model is named. */
function inPlace(diagnostic: Diagnostic, places: readonly Located[], named: Located): Diagnostic {
  const moved = (span: Span): Span => {
    const match = marked.exec(span.file.path);
    const located = match === null ? undefined : places[Number(match[1])];
    return located === undefined ? span : within(located, span);
  };
  const labels = diagnostic.labels.map((label) => ({ ...label, span: moved(label.span) }));
  return { ...diagnostic, labels, span: diagnostic.span === undefined ? named.span : moved(diagnostic.span) };
}

/** Part of a formula or value where the file of claims has it; the whole of it where the text was put on one line. */
function within(located: Located, { file, start, end }: Span): Span {
  // Of a value, `key=value` is what was asked.
  const shift = file.text.endsWith(located.text) ? file.text.length - located.text.length : undefined;
  if (shift === undefined || start < shift || end > file.text.length) return located.span;
  return {
    file: located.span.file,
    start: located.at(start - shift),
    end: located.at(Math.max(start, end - 1) - shift) + 1,
  };
}

/** Problems that have no place in a file, or one on the command line only, where the file of claims asks for it. */
export function placed(diagnostics: readonly Diagnostic[], located: Located): readonly Diagnostic[] {
  return diagnostics.map((one) => ({ ...one, labels: [], span: located.span }));
}
