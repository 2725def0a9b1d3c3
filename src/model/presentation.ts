/**
 * Key results, reports and charts. Input: what the files state, and the items. Output: the same with names resolved; a
 * report or chart that cannot be shown is a problem.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { ChartSource, Located, ReportRowSource, Source } from '../source/source.ts';
import { parseDate, type Timeline } from '../values/timeline.ts';
import { sameUnit } from '../values/unit.ts';
import { describeType } from './binding/problems.ts';
import type { ChartPlan, Quantity, Report, ReportRow } from './model.ts';
import type { Registry } from './registry.ts';
import { isReported, reportLabels } from './rollup/rollup.ts';

interface Context {
  readonly registry: Registry;
  readonly timeline: Timeline;
}

function report(
  code: 'invalid-report' | 'unit-mismatch' | 'missing-key',
  written: Located,
  message: string,
  hint: string,
  { registry }: Context,
): void {
  registry.diagnostics.push(problem(code, written.span, message, { hint }));
}

function findItem(name: string, written: Located, { registry }: Context): Quantity | undefined {
  const found = registry.items.get(name)?.quantity;
  if (found === undefined)
    registry.diagnostics.push(
      problem('unknown-name', written.span, `there is no line item '${name}'`, {
        hint: didYouMean(name, registry.items.keys()) ?? 'reports and charts show line items of the sheets',
      }),
    );
  return found;
}

/** The items that are shown first. */
export function readKeyResults(source: Source, registry: Registry, timeline: Timeline): Quantity[] {
  return source.keyResults.flatMap((name) => findItem(name.text, name, { registry, timeline }) ?? []);
}

/** The statements of a model, in the order of its file. */
export function readReports(source: Source, registry: Registry, timeline: Timeline): Report[] {
  const context = { registry, timeline };
  return [...source.reports].map(([id, { value }]) => ({
    id,
    title: value.title?.text ?? titleOf(id),
    rows: value.rows.flatMap((row) => readRow(row, context) ?? []),
  }));
}

function titleOf(id: string): string {
  return id.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

function readRow(row: ReportRowSource, context: Context): ReportRow | undefined {
  if (row.heading !== undefined) return { kind: 'heading', text: row.heading.text };
  if (row.item === undefined) return undefined;
  const quantity = findItem(row.item.text, row.item, context);
  if (quantity === undefined || !canBeReported(quantity, row.item, context)) return undefined;
  return { kind: 'item', quantity, label: row.label?.text, emphasis: (row.emphasis?.text ?? 'normal') as 'normal' };
}

function canBeReported(quantity: Quantity, written: Located, context: Context): boolean {
  // Behind another mistake nobody knows yet whether an item changes over time, and how it adds up.
  if (hasErrors(context.registry.diagnostics)) return true;
  if (quantity.rows.length === 0) {
    const hint = 'add members to its table, or remove it here';
    report('invalid-report', written, `'${quantity.id}' has no rows, because its table has no members`, hint, context);
    return false;
  }
  if (quantity.time === 'scalar') {
    report(
      'invalid-report',
      written,
      `'${quantity.id}' has one value, not one per year`,
      'list it under key_results: instead',
      context,
    );
    return false;
  }
  if (context.timeline.grain === 'year' || isReported(quantity)) return true;
  const hint = `add rollup: to '${quantity.id}'; burnsheet check --rollups shows the result of each rule`;
  report('invalid-report', written, `'${quantity.id}' has no annual values, so a report cannot show it`, hint, context);
  return false;
}

/** The charts of the dashboard, in the order of the file; one with a fault is left out and reported. */
export function readCharts(source: Source, registry: Registry, timeline: Timeline): ChartPlan[] {
  const context = { registry, timeline };
  return [...source.charts].flatMap(([id, { key, value }]) => readChart(id, key, value, context) ?? []);
}

function readChart(id: string, key: Located, source: ChartSource, context: Context): ChartPlan | undefined {
  const kind = source.kind.text as ChartPlan['kind'];
  const by = stepOf(source, context);
  if (by === undefined) return undefined;
  const items = source.items.flatMap((name) => readStep(name, kind, by, context) ?? []);
  const lines = source.lines.flatMap((name) => readStep(name, 'line', by, context)?.quantity ?? []);
  if (items.length < source.items.length || lines.length < source.lines.length) return undefined;
  const quantities = items.map(({ quantity }) => quantity);
  const sound =
    oneUnit(quantities, source.items, context) &&
    oneUnit(lines, source.lines, context) &&
    fitsKind(kind, key, source, quantities, context);
  if (!sound) return undefined;
  const at = kind === 'bridge' ? positionOf(source, by, context) : undefined;
  if (kind === 'bridge' && at === undefined) return undefined;
  return { id, title: source.title?.text ?? titleOf(id), kind, by, items, lines, at };
}

/** The step of a chart: years by default; a step that equals the grain of the model is its period. */
function stepOf({ by, kind }: ChartSource, context: Context): ChartPlan['by'] | undefined {
  const step = (by?.text ?? 'year') as ChartPlan['by'];
  const { grain } = context.timeline;
  if (step === grain) return 'period';
  if (step === 'quarter' && grain === 'year') {
    report('invalid-report', by ?? kind, 'an annual model has no quarters', 'write by: year', context);
    return undefined;
  }
  return step;
}

function readStep(
  name: Located,
  kind: string,
  by: ChartPlan['by'],
  context: Context,
): ChartPlan['items'][number] | undefined {
  const isLess = kind === 'bridge' && name.text.startsWith('-');
  const quantity = findItem(isLess ? name.text.slice(1).trim() : name.text, name, context);
  if (quantity === undefined) return undefined;
  if (by === 'period' && quantity.time === 'series') return { quantity, sign: isLess ? -1 : 1 };
  return canBeReported(quantity, name, context) ? { quantity, sign: isLess ? -1 : 1 } : undefined;
}

function oneUnit(quantities: readonly Quantity[], names: readonly Located[], context: Context): boolean {
  const [first] = quantities;
  const at = quantities.findIndex(({ type }) =>
    type.kind === 'number' && first?.type.kind === 'number'
      ? !sameUnit(type.unit, first.type.unit)
      : type.kind !== first?.type.kind,
  );
  if (first === undefined || at === -1) return true;
  const message = `one axis cannot show ${describeType(first.type)} and ${describeType(quantities[at]!.type)}`;
  report(
    'unit-mismatch',
    names[at]!,
    message,
    'list the items in the other unit under lines:, which have a separate axis',
    context,
  );
  return false;
}

/** Excel draws this many series in one chart. */
const seriesMost = 255;

function fitsKind(
  kind: ChartPlan['kind'],
  key: Located,
  source: ChartSource,
  quantities: readonly Quantity[],
  context: Context,
): boolean {
  if (kind === 'combination' && source.lines.length === 0) {
    report(
      'missing-key',
      key,
      `the chart '${key.text}' has columns but no lines`,
      'add lines: with the items on the second axis',
      context,
    );
    return false;
  }
  if (source.lines.length > 0 && (kind === 'line' || kind === 'bridge')) {
    report(
      'invalid-report',
      source.lines[0]!,
      `a chart of the kind ${kind} has no second axis`,
      'write kind: combination',
      context,
    );
    return false;
  }
  if (quantities.reduce((sum, { rows }) => sum + rows.length, 0) > seriesMost) {
    report(
      'invalid-report',
      key,
      `the chart '${key.text}' has more than ${seriesMost} rows`,
      'this is the limit of Excel; list fewer items, or their sum',
      context,
    );
    return false;
  }
  return kind !== 'bridge' || fitsBridge(key, source, quantities, context);
}

function fitsBridge(key: Located, source: ChartSource, quantities: readonly Quantity[], context: Context): boolean {
  const byMember = quantities.findIndex(({ tables }) => tables.length > 0);
  if (byMember !== -1) {
    const hint = 'make the sum over the members a separate line item';
    report(
      'invalid-report',
      source.items[byMember]!,
      'a step of a bridge is one number, but this item has one per member',
      hint,
      context,
    );
    return false;
  }
  if (source.at !== undefined && quantities.length >= 3) return true;
  const hint = 'write items: [revenue, -costs, profit] and at: 2027; the first and the last item are totals';
  report('missing-key', key, `the bridge '${key.text}' needs at least three items and a year`, hint, context);
  return false;
}

function positionOf(source: ChartSource, by: ChartPlan['by'], context: Context): number | undefined {
  const written = source.at!;
  const { timeline } = context;
  const labels = by === 'period' ? timeline.periods.map(({ label }) => label) : reportLabels(timeline, by);
  const at = labels.indexOf(written.text);
  if (at !== -1) return at;
  const what = parseDate(written.text) === undefined ? 'is not a date' : `is not a ${by} of the timeline`;
  const finer =
    by === 'year' && reportLabels(timeline, 'quarter').includes(written.text) ? 'add by: quarter' : undefined;
  report(
    'invalid-report',
    written,
    `'${written.text}' ${what}`,
    finer ?? (labels.length === 1 ? `write ${labels[0]}` : `write a ${by} from ${labels[0]} to ${labels.at(-1)}`),
    context,
  );
  return undefined;
}
