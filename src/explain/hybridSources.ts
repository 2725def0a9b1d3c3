/**
 * Sources of hybrid models. Takes the source files of both sides; returns sources and models of one side with formulas
 * or the timeline of the other.
 */
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { modelFromSource } from '../model/fromSource.ts';
import type { Model, ModelOptions } from '../model/model.ts';
import type { Entries, ItemSource, Located, Source } from '../source/source.ts';
import { type ExplainContext, oppositeSide, type SideName, sideOf } from './sides.ts';

/** What a hybrid model takes from which side. */
export interface HybridSpec {
  readonly base: SideName;
  readonly timeline: SideName;
  /** Items, by their names on the new side, with the formulas and the actuals of the other side. */
  readonly formulas: readonly string[];
  readonly actuals: readonly string[];
}

/** The model of a source; undefined if it has an error. */
export function modelFrom(source: Source, options: ModelOptions, overTime: ReadonlySet<string>): Model | undefined {
  const { value, diagnostics } = modelFromSource(source, { ...options, overTime });
  return value === undefined || hasErrors(diagnostics) ? undefined : value;
}

/** Sources and models, made on demand. */
export interface HybridSources {
  readonly source: (spec: HybridSpec) => Source;
  /** The model of one side over the timeline of either. */
  readonly model: (which: SideName, timeline: SideName) => Model | undefined;
}

/** The sources and models of two sides. */
export function createHybridSources(context: ExplainContext): HybridSources {
  const { names, differences } = context;
  const models = new Map<string, Model | undefined>();
  const source = ({ base, timeline, formulas }: HybridSpec): Source => {
    const [own, other] = [sideOf(base, context).source(), sideOf(oppositeSide(base), context).source()];
    const items = itemSources(other, '');
    const swapped = formulas.flatMap((id): [string, ItemSource][] => {
      const was = names.toOld(id);
      const [here, there] = base === 'new' ? [id, was] : [was, id];
      const translate = base === 'new' ? names.formulaToNew : names.formulaToOld;
      const item = items.get(there);
      return item === undefined
        ? []
        : [[here, translateItem(item, (text) => translate(text, { from: there, to: here }))]];
    });
    return { ...swapFormulas(own, '', new Map(swapped)), timeline: sideOf(timeline, context).source().timeline };
  };
  return {
    source,
    model: (which, timeline) => {
      const side = sideOf(which, context);
      if (which === timeline || differences.timeline === undefined) return side.plan.model;
      if (!models.has(which))
        models.set(
          which,
          modelFrom(source({ base: which, timeline, formulas: [], actuals: [] }), side.options, new Set()),
        );
      return models.get(which);
    },
  };
}

/** The source of each item, by id. */
function itemSources({ sheets, includes }: Source, scope: string): Map<string, ItemSource> {
  const own = [...sheets.values()].flatMap(({ value }) =>
    [...value.sections.values()].flatMap((section) => [...section.value.items]),
  );
  return new Map([
    ...own.map(([id, { value }]): [string, ItemSource] => [scope + id, value]),
    ...[...includes].flatMap(([prefix, { value }]) => [...itemSources(value, `${scope}${prefix}.`)]),
  ]);
}

/** A source with some formulas replaced, and without checks, charts and reports. */
function swapFormulas(source: Source, scope: string, swapped: ReadonlyMap<string, ItemSource>): Source {
  const item = (id: string, own: ItemSource): ItemSource => {
    const other = swapped.get(scope + id);
    return other === undefined
      ? own
      : { ...own, formula: other.formula, opening: other.opening, unit: other.unit, rollup: other.rollup };
  };
  const sheets = mapEntries(source.sheets, (_, sheet) => ({
    sections: mapEntries(sheet.sections, (__, section) => ({ items: mapEntries(section.items, item) })),
  }));
  const includes = mapEntries(source.includes, (prefix, inner) => swapFormulas(inner, `${scope}${prefix}.`, swapped));
  // Tie-outs stay, because values are calibrated to them, but need not be computed.
  const tieOuts = mapEntries(source.tieOuts, (_, tieOut) => ({ ...tieOut, formula: tieOut.expect }));
  return {
    ...source,
    sheets,
    includes,
    tieOuts,
    expect: new Map(),
    checks: new Map(),
    charts: new Map(),
    reports: new Map(),
    keyResults: [],
  };
}

function mapEntries<T>(entries: Entries<T>, change: (key: string, value: T) => T): Entries<T> {
  return new Map(
    [...entries].map(([key, { key: written, value }]) => [key, { key: written, value: change(key, value) }]),
  );
}

/** An item with the names in its formulas translated. */
function translateItem(item: ItemSource, translate: (text: string) => string): ItemSource {
  const translated = (written: Located): Located => {
    const text = translate(written.text);
    return text === written.text ? written : { ...written, text };
  };
  return {
    ...item,
    formula: translated(item.formula),
    ...(item.opening === undefined ? {} : { opening: translated(item.opening) }),
  };
}
