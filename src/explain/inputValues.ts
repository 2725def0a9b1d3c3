/** The values of inputs on both sides. Takes both sides; returns values over the timeline of either, by name. */
import { rowId } from '../model/find.ts';
import { inputsFromSource } from '../model/fromSource.ts';
import type { ScalarOrSeries } from './attribution.ts';
import { isSameType } from './differences.ts';
import type { HybridSources, HybridSpec } from './hybridSources.ts';
import { type ExplainContext, type SideName, scenarioIndex, sideOf } from './sides.ts';

/** A function that reads the inputs of a side over the timeline of either, by their names on the new side. */
export function createInputReader(context: ExplainContext, sources: HybridSources) {
  const { names, differences, older, newer } = context;
  const cache = new Map<string, ReadonlyMap<string, ScalarOrSeries> | undefined>();
  const both = comparableInputs(context);
  const read = (
    which: SideName,
    timeline: SideName,
    openings: number,
  ): ReadonlyMap<string, ScalarOrSeries> | undefined => {
    const side = sideOf(which, { older, newer });
    const { model } = side.plan;
    const isOwn = (which === timeline || differences.timeline === undefined) && openings === model.openings;
    const spec: HybridSpec = { base: which, timeline, formulas: [], actuals: [] };
    const inputs = isOwn ? model.inputs : inputsFromSource(sources.source(spec), side.options, openings).value;
    const scenario = scenarioIndex(side.scenario, model);
    const rows = inputs
      ?.flatMap((quantity) => quantity.rows)
      .map((row) => [which === 'old' ? names.newNameOf(row) : rowId(row), row] as const);
    return (
      rows &&
      new Map(
        rows
          .filter(([name]) => both.has(name))
          .map(([name, row]): [string, ScalarOrSeries] => [name, row.values![scenario]!]),
      )
    );
  };
  return (which: SideName, timeline: SideName, openings: number): ReadonlyMap<string, ScalarOrSeries> | undefined => {
    const key = `${which} ${timeline} ${openings}`;
    if (!cache.has(key)) cache.set(key, read(which, timeline, openings));
    return cache.get(key);
  };
}

/** Inputs of both sides whose values are valid on either. */
function comparableInputs({ older, newer, names }: ExplainContext): ReadonlySet<string> {
  const before = new Map(
    older.plan.model.inputs.flatMap(({ rows }) => rows.map((row) => [names.newNameOf(row), row.quantity] as const)),
  );
  const now = newer.plan.model.inputs.flatMap(({ rows }) => rows);
  const matching = now.filter((row) => {
    const was = before.get(rowId(row));
    return was !== undefined && isSameType(was, row.quantity);
  });
  return new Set(matching.map(rowId));
}
