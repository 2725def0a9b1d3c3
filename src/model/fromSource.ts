/**
 * Source to model: declarations, values, formulas, order. Input: the files as parsed. Output: the resolved model.
 * Guarantee: if there are no errors, every input row has a value in every scenario and every item row an expression.
 */

import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Source } from '../source/source.ts';
import { type Grain, makeTimeline, monthsIn, parseDate, periodAt, type Timeline } from '../values/timeline.ts';
import { type Binder, makeBinder, readingReports } from './binding/binder.ts';
import { orderForBinding } from './binding/bindingOrder.ts';
import { describeType } from './binding/problems.ts';
import { bindChecks } from './checks.ts';
import { readCitations } from './citations.ts';
import { declareModel } from './declarations.ts';
import { orderRows } from './dependencies.ts';
import { type AsOf, readAsOf } from './inputs/asOf.ts';
import { readCorrelations } from './inputs/correlations.ts';
import { findUnevenPeriod, layOutValues } from './inputs/layOut.ts';
import { readValues, type ScenarioValues } from './inputs/values.ts';
import { countOpenings, lookBackProblems } from './lookBacks.ts';
import type { Model, ModelOptions, Row, ValueType } from './model.ts';
import { readCharts, readKeyResults, readReports } from './presentation.ts';
import { bindProbes } from './probes.ts';
import type { Registry } from './registry.ts';
import { applyRollups } from './rollup/aggregation.ts';
import { bindTieOuts, checkCitations, withCalibrated } from './tieOuts.ts';
import { readDisplay } from './units.ts';
import { unsortedLookups, unusedInputs } from './unusedInputs.ts';

/**
 * Only what the inputs of a model hold, for one that was resolved before: much faster, as nothing is ordered, and only
 * the problems of values and formulas are looked for. `openings` is that of the model.
 */
export function inputsFromSource(source: Source, options: ModelOptions, openings: number): Checked<Model['inputs']> {
  const { registry, bound } = bindItems(source, options);
  if (bound === undefined || hasErrors(registry.diagnostics)) return { diagnostics: registry.diagnostics };
  layOutInputs(registry, bound.values, bound.timeline, openings);
  return { value: [...registry.inputs.values()].map(({ quantity }) => quantity), diagnostics: registry.diagnostics };
}

interface BoundItems {
  readonly registry: Registry;
  /** Undefined if the model cannot be bound. */
  readonly bound?: {
    readonly timeline: Timeline;
    readonly asOf: ReadonlyMap<string, AsOf>;
    readonly values: ScenarioValues;
    readonly binder: Binder;
  };
}

/** Declarations, values and the formulas of items. */
function bindItems(source: Source, options: ModelOptions): BoundItems {
  const registry = declareModel(source);
  if (registry.diagnostics.some(({ code }) => code === 'too-many-cells')) return { registry };
  const timeline = readTimeline(source, registry);
  const asOf = readAsOf(source, options, registry);
  const values = readValues(source, registry, { options, asOf, timeline });
  if (timeline === undefined) return { registry };
  const binder = makeBinder(registry, timeline, values, asOf, options.overTime);
  for (const declaration of orderForBinding(registry, binder.parse)) binder.bindItem(declaration);
  return { registry, bound: { timeline, asOf, values, binder } };
}

/** Resolves a model. `options.known` and `options.set` take precedence over the files. */
export function modelFromSource(source: Source, options: ModelOptions = {}): Checked<Model> {
  const { registry, bound } = bindItems(source, options);
  if (bound === undefined) return { diagnostics: registry.diagnostics };
  const { timeline, asOf, values, binder } = bound;
  const items = [...registry.items.values()].map(({ quantity }) => quantity);
  const ordered = orderRows(items.flatMap((quantity) => quantity.rows));
  const isOrdered = ordered.diagnostics.length === 0;
  const aggregated = isOrdered
    ? applyRollups(items, registry.sheets, { registry, timeline, bindRows: binder.bindRows })
    : { sheets: registry.sheets, made: [], unclear: [] };
  const judging = readingReports(binder, isOrdered);
  const checks = everyScope(source, (inner, scope) =>
    [...inner.checks].flatMap(([id, { value }]) => bindChecks(scope + id, value, scope, judging, registry)),
  );
  const all = values.scenarios.map(({ id }) => id);
  const tieOuts = everyScope(source, (inner, scope) => {
    const own = inner.scenarios.size === 0 ? all.slice(0, 1) : [...inner.scenarios.keys()];
    const around = { asOf: asOf.get(scope)!, scenarios: { own, all }, binder: judging, registry };
    return [...bindTieOuts(inner.tieOuts, 'tie-out', around), ...bindTieOuts(inner.expect, 'expectation', around)];
  });
  everyScope(source, (inner) => checkCitations(inner, registry));
  registry.diagnostics.push(...ordered.diagnostics);
  const probes = bindProbes(options, judging, registry);
  const openings = countOpenings([...items, ...aggregated.made], checks, [...tieOuts, ...probes]);
  layOutInputs(registry, values, timeline, openings);
  const correlations = readCorrelations(source, registry);
  registry.diagnostics.push(...lookBackProblems(registry, checks, [...tieOuts, ...probes], openings));
  registry.diagnostics.push(...unsortedLookups(registry, values.scenarios));
  if (!hasErrors(registry.diagnostics)) registry.diagnostics.push(...unusedInputs(registry, source.file));
  const keyResults = readKeyResults(source, registry, timeline);
  const reports = readReports(source, registry, timeline);
  const charts = readCharts(source, registry, timeline);
  const model: Model = {
    id: source.id.text,
    title: source.title?.text ?? source.id.text,
    description: source.description?.text,
    known: options.known ?? source.known?.text,
    timeline,
    openings,
    scenarios: values.scenarios,
    tables: [...registry.tables.values()],
    inputs: [...registry.inputs.values()].map(({ quantity }) => quantity),
    correlations,
    unclearRollups: aggregated.unclear,
    sheets: aggregated.sheets,
    checks,
    tieOuts: withCalibrated(tieOuts, registry, all),
    probes,
    sources: everyScope(source, readCitations),
    keyResults,
    reports,
    charts,
    display: readDisplay(source, registry),
    files: source.files,
  };
  return { value: model, diagnostics: registry.diagnostics };
}

function everyScope<T>(source: Source, collect: (source: Source, scope: string) => T[], scope = ''): T[] {
  return [
    ...collect(source, scope),
    ...[...source.includes].flatMap(([prefix, { value }]) => everyScope(value, collect, `${scope}${prefix}.`)),
  ];
}

function readTimeline(source: Source, registry: Registry): Timeline | undefined {
  const written = source.timeline;
  if (written === undefined) {
    registry.diagnostics.push(
      problem('missing-key', source.id.span, 'the model has no timeline', {
        hint: 'write timeline: { from: 2026-01, to: 2030-12, grain: month }',
      }),
    );
    return undefined;
  }
  const [from, to] = [written.from, written.to].map((text) => parseDate(text.text));
  const grain = written.grain.text as Grain;
  const isWhole = from !== undefined && to !== undefined && from.grain !== 'day' && to.grain !== 'day';
  const timeline = isWhole && monthsIn[grain] !== undefined ? makeTimeline(from.from, to.to, grain) : undefined;
  if (timeline === undefined) {
    registry.diagnostics.push(
      problem(
        'invalid-timeline',
        written.span,
        `the timeline from ${written.from.text} to ${written.to.text} by ${written.grain.text} is not valid`,
        {
          hint:
            'from and to are the first and the last month; the grain is month, quarter or year; quarters start ' +
            'in 01, 04, 07 and 10, years in 01',
        },
      ),
    );
  }
  return timeline;
}

function layOutInputs(registry: Registry, values: ScenarioValues, timeline: Timeline, openings: number): void {
  const first = timeline.periods[0]!;
  const columns = [
    ...Array.from({ length: openings }, (_, at) => periodAt(first.from, timeline.grain, at + 1 - openings)),
    ...timeline.periods,
  ];
  for (const { quantity } of registry.inputs.values()) {
    for (const row of quantity.rows) {
      const reads = values.values.get(row)!;
      if (reads[0] === undefined) continue;
      row.values = layOutValues(reads, values.scenarios, columns, quantity.time === 'series');
      if (quantity.time !== 'series') continue;
      const uneven = isUndivided(quantity.type) ? findUnevenPeriod(reads, values.scenarios, columns) : undefined;
      if (row.values.some((value) => value.series?.slice(openings).includes(undefined)))
        registry.diagnostics.push(seriesProblem(row, 'starts after the first period', `add a value at ${first.label}`));
      if (uneven !== undefined)
        registry.diagnostics.push(
          seriesProblem(
            row,
            `changes inside ${uneven.label}, and ${describeType(quantity.type)} has no average`,
            `move the change to the start of a ${timeline.grain}`,
          ),
        );
    }
  }
}

/** Flags and dates, whose mean over a period has no meaning. */
const isUndivided = ({ kind }: ValueType): boolean => kind === 'flag' || kind === 'date';

function seriesProblem({ quantity, members }: Row, fault: string, hint: string): Diagnostic {
  return problem(
    'invalid-series',
    quantity.declaredAt.span,
    `the series of '${[quantity.id, ...members].join('.')}' ${fault}`,
    { hint },
  );
}
