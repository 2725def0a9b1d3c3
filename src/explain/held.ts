/** What inputs hold on either side. Enters both sides; leaves their values over the timeline of either, by name. */
import { rowId } from '../model/find.ts';
import { inputsFromSource } from '../model/fromSource.ts';
import type { Held } from './comparison.ts';
import { isSameKind } from './differences.ts';
import { type Context, placeOf, sideOf, type Which } from './sides.ts';
import type { SourceMaker, Wish } from './stageSources.ts';

/** Reads what the inputs of a side hold over the timeline of either, by their names on the new side. */
export function heldReader(context: Context, sources: SourceMaker) {
  const { names, differences, older, newer } = context;
  const known = new Map<string, ReadonlyMap<string, Held> | undefined>();
  const both = comparableInputs(context);
  const read = (which: Which, timeline: Which, openings: number): ReadonlyMap<string, Held> | undefined => {
    const side = sideOf(which, { older, newer });
    const { model } = side.plan;
    const isOwn = (which === timeline || differences.timeline === undefined) && openings === model.openings;
    const wish: Wish = { base: which, timeline, formulas: [], actuals: [] };
    const inputs = isOwn ? model.inputs : inputsFromSource(sources.source(wish), side.options, openings).value;
    const scenario = placeOf(side.scenario, model);
    const rows = inputs
      ?.flatMap((quantity) => quantity.rows)
      .map((row) => [which === 'old' ? names.newNameOf(row) : rowId(row), row] as const);
    return (
      rows &&
      new Map(
        rows.filter(([name]) => both.has(name)).map(([name, row]): [string, Held] => [name, row.values![scenario]!]),
      )
    );
  };
  return (which: Which, timeline: Which, openings: number): ReadonlyMap<string, Held> | undefined => {
    const key = `${which} ${timeline} ${openings}`;
    if (!known.has(key)) known.set(key, read(which, timeline, openings));
    return known.get(key);
  };
}

/** Inputs of both sides whose values can stand on either. */
function comparableInputs({ older, newer, names }: Context): ReadonlySet<string> {
  const before = new Map(
    older.plan.model.inputs.flatMap(({ rows }) => rows.map((row) => [names.newNameOf(row), row.quantity] as const)),
  );
  const now = newer.plan.model.inputs.flatMap(({ rows }) => rows);
  const matching = now.filter((row) => {
    const was = before.get(rowId(row));
    return was !== undefined && isSameKind(was, row.quantity);
  });
  return new Set(matching.map(rowId));
}
