/**
 * The sources of a model. Input: one model as written. Output: its sources, each with whether anything in that model
 * cites it.
 */
import type { Located, Source, ValueSource } from '../source/source.ts';
import type { Citation } from './model.ts';

/**
 * The sources of a model without those of the models that it includes; ids get the prefix under which the whole model
 * knows them.
 */
export function readCitations(source: Source, scope: string): Citation[] {
  const cited = citedIn(source);
  return [...source.sources].map(([id, { key, value }]) => ({
    id: scope + id,
    title: value.title.text,
    publisher: value.publisher?.text,
    date: value.date?.text,
    url: value.url?.text,
    confidence: value.confidence?.text,
    note: value.note?.text,
    isCited: cited.has(id),
    at: key.span,
  }));
}

type Citing = { readonly source?: Located };

/**
 * The ids of all sources that something cites. Values that a later file replaces do not count.
 */
function citedIn(source: Source): ReadonlySet<string> {
  const citing: readonly Citing[] = [
    ...valuesIn(source).flatMap((value) => [value, ...(value.alternatives ?? []), ...(value.revisions ?? [])]),
    ...[...source.tieOuts.values(), ...source.expect.values()].map(({ value }) => value),
    ...source.correlations,
  ];
  return new Set(citing.flatMap((one) => (one.source === undefined ? [] : [one.source.text])));
}

/** Every value that is written: of inputs, in tables, by scenario, and what happened. */
function valuesIn({ inputs, tables, values, scenarios, sheets }: Source): ValueSource[] {
  const cells = [...tables.values()].flatMap(({ value }) =>
    [...value.members.values()].flatMap((member) => [...member.value.cells.values()]),
  );
  const settings = [...scenarios.values()].flatMap(({ value }) => [...value.set.values()]);
  const sections = [...sheets.values()].flatMap(({ value }) => [...value.sections.values()]);
  const actuals = sections
    .flatMap(({ value }) => [...value.items.values()])
    .flatMap(({ value }) => [...(value.actuals?.values() ?? [])])
    .flatMap(({ value }) => ('byPeriod' in value ? [...value.byPeriod.values()].map((one) => one.value) : [value]));
  return [
    ...[...inputs.values()].flatMap(({ value }) => value.given ?? []),
    ...[...cells, ...values.values(), ...settings].map(({ value }) => value),
    ...actuals,
  ];
}
