/**
 * The model in a run record, without results. Takes a model; returns its tables, inputs and items, the evidence for
 * values, and the cited sources. Guarantee: everything is in the order of the model.
 */
import { unitText } from '../grid/formats.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type {
  ChartPlan,
  Distribution,
  InputValue,
  Model,
  Provenance,
  Quantity,
  Report,
  Row,
  Scenario,
  ValueType,
} from '../model/model.ts';
import type { Unit } from '../values/unit.ts';
import type {
  RecordActual,
  RecordCorrelation,
  RecordInput,
  RecordOrigin,
  RecordPresentation,
  RecordQuantity,
  RecordScenario,
  RecordTable,
  RecordUnit,
  RunRecord,
} from './record.ts';

/** Inputs of the first scenario with their evidence, in the order of the model. */
export function recordInputs(model: Model): RecordInput[] {
  return model.inputs.flatMap(({ rows }) => rows.map((row) => recordInput(row, row.values?.[0])));
}

/** A scenario with the inputs that it overrides, itself or through the scenario that it extends. */
export function recordScenarioHead(model: Model, { id, title, extends: parent, note }: Scenario): ScenarioHead {
  const at = model.scenarios.findIndex((scenario) => scenario.id === id);
  const own = at === 0 ? [] : model.inputs.flatMap(({ rows }) => rows.filter((row) => isOwn(row, at)));
  return {
    id,
    title,
    extends: parent ?? null,
    note: note ?? null,
    inputs: own.map((row) => recordInput(row, row.values?.[at])),
  };
}

/** Whether a scenario, or one that it extends, overrides an input of the first scenario. */
function isOwn({ values }: Row, at: number): boolean {
  const [first, own] = [values?.[0], values?.[at]];
  return (
    own !== undefined &&
    (!own.inherited ||
      own.provenance.at.start !== first?.provenance.at.start ||
      own.provenance.at.file !== first.provenance.at.file)
  );
}

type ScenarioHead = Pick<RecordScenario, 'id' | 'title' | 'extends' | 'note' | 'inputs'>;

function recordInput(row: Row, value: InputValue | undefined): RecordInput {
  const provenance = value?.provenance;
  const range = provenance?.range;
  return {
    ...recordOrigin(row, provenance),
    calibratedTo: provenance?.calibratedTo ?? [],
    why: provenance?.why ?? null,
    range: range === undefined ? null : `${range.low} to ${range.high}`,
    distribution: value?.distribution === undefined ? null : distributionWords(value.distribution),
    alternatives: (provenance?.alternatives ?? []).map(({ value: written, source, note }) => ({
      value: written,
      source: source ?? null,
      note: note ?? null,
    })),
    revisions: (provenance?.revisions ?? []).map(({ known, value: written, source, why }) => ({
      known,
      value: written,
      source: source ?? null,
      why: why ?? null,
    })),
  };
}

/** A distribution in one line; null if it is only derived from a range. */
function distributionWords(distribution: Distribution): string | null {
  if ('derived' in distribution && distribution.derived) return null;
  const { kind } = distribution;
  if (kind === 'normal') return `normal ${distribution.mean}, ${distribution.deviation}`;
  if (kind === 'lognormal') return `lognormal ${distribution.median}, ${distribution.spread}`;
  if (kind === 'uniform') return `uniform ${distribution.low}, ${distribution.high}`;
  if (kind === 'discrete')
    return `discrete ${distribution.outcomes.map(({ value, chance }) => `${value}: ${chance}`).join(', ')}`;
  return `${kind} ${distribution.low}, ${distribution.mode}, ${distribution.high}`;
}

/** Actuals with their evidence, in the order of the model. */
export function recordActuals(model: Model): RecordActual[] {
  const rows = itemsOf(model).flatMap((quantity) => quantity.rows);
  return rows.flatMap((row) =>
    (row.actualFacts ?? []).flatMap((from, at) =>
      from === undefined ? [] : [{ ...recordOrigin(row, from), period: model.timeline.periods[at]!.label }],
    ),
  );
}

function recordOrigin({ quantity, members }: Row, from: Provenance | undefined): RecordOrigin {
  return {
    id: quantity.id,
    members,
    written: from?.valueText ?? '',
    source: from?.source ?? null,
    status: from?.status ?? null,
    known: from?.known ?? null,
    note: from?.note ?? null,
  };
}

/** Tables with their members. */
export function recordTables({ tables }: Model): RecordTable[] {
  return tables.map(({ id, label, members }) => ({
    id,
    label,
    members: members.map((member) => ({ id: member.id, label: member.label, was: member.was ?? null })),
  }));
}

/** Inputs and items without values; `reads` has the ids that the formulas of an item read. */
export function recordQuantities(model: Model, reads: ReadonlyMap<string, readonly string[]>): RecordQuantity[] {
  const inputs = model.inputs.map((quantity) => recordQuantity(quantity, { sheet: '', section: '' }, []));
  const items = model.sheets.flatMap(({ name, sections }) =>
    sections.flatMap(({ title, items: some }) =>
      some.map((quantity) => recordQuantity(quantity, { sheet: name, section: title }, reads.get(quantity.id) ?? [])),
    ),
  );
  return [...inputs, ...items];
}

function recordQuantity(
  quantity: Quantity,
  place: Pick<RecordQuantity, 'sheet' | 'section'>,
  reads: readonly string[],
): RecordQuantity {
  const { id, label, kind, type, was, tables, formulaText: words, openingText: openingWords, rollup, note } = quantity;
  return {
    id,
    label,
    kind,
    unit: unitText(type),
    was: was ?? null,
    tables: tables.map((table) => table.id),
    ...place,
    formula: words ?? null,
    opening: openingWords ?? null,
    rollup,
    options: optionsOf(type),
    note: note ?? null,
    reads,
  };
}

const optionsOf = (type: ValueType): readonly string[] => (type.kind === 'choice' ? type.options : []);

/** The cited sources. */
export function recordSources({ sources }: Model): RunRecord['sources'] {
  return sources.map(({ id, title, publisher, date, url }) => ({
    id,
    title,
    publisher: publisher ?? null,
    date: date ?? null,
    url: url ?? null,
  }));
}

/** Items on the statements, each once. */
export function recordStatements({ reports }: Model): string[] {
  const ids = reports.flatMap(({ rows }) => rows.flatMap((row) => (row.kind === 'item' ? [row.quantity.id] : [])));
  return [...new Set(ids)];
}

/** Derived units of inputs and items, each once. */
export function recordUnits(model: Model): RecordUnit[] {
  const types = [...model.inputs, ...itemsOf(model)].map(({ type }) => type);
  const units = new Map(
    types.flatMap((type) => (type.kind === 'number' ? [[type.unit.text, type.unit] as const] : [])),
  );
  return [...units].map(([unit, is]) => ({ unit, is: baseWords(is) })).filter(({ unit, is }) => unit !== is);
}

/** `1/1000000 USD/token`. */
function baseWords({ scale: { numerator: above, denominator: below }, powers }: Unit): string {
  const size = below.eq(1) ? above.toFixed() : `${above.toFixed()}/${below.toFixed()}`;
  const named = (some: readonly (readonly [string, number])[]): string[] =>
    some.map(([name, power]) => (Math.abs(power) === 1 ? name : `${name}^${Math.abs(power)}`));
  const over = named([...powers].filter(([, power]) => power > 0));
  const under = named([...powers].filter(([, power]) => power < 0));
  const unit = [over.join('*') || '1', ...under].join('/');
  return size === '1' ? unit : `${size} ${unit}`;
}

/** Correlations between inputs. */
export function recordCorrelations({ correlations }: Model): RecordCorrelation[] {
  return correlations.map(({ a, b, rank, source, note }) => ({
    inputs: [rowId(a), rowId(b)],
    rank,
    source: source ?? null,
    note: note ?? null,
  }));
}

/** Reports, charts and display scales. */
export function recordPresentation({ reports, charts, display }: Model): RecordPresentation[] {
  return [
    ...reports.map((report) => ({ id: `report ${report.id}`, title: report.title, words: reportWords(report) })),
    ...charts.map((chart) => ({ id: `chart ${chart.id}`, title: chart.title, words: chartWords(chart) })),
    ...[...display].map(([unit, scale]) => ({ id: `display ${unit}`, title: unit, words: scale })),
  ];
}

function reportWords({ title, rows }: Report): string {
  const lines = rows.map((row) => {
    if (row.kind === 'heading') return `'${row.text}'`;
    const named = row.label === undefined ? row.quantity.id : `${row.quantity.id} '${row.label}'`;
    return row.emphasis === 'normal' ? named : `${named} (${row.emphasis})`;
  });
  return `${title}: ${lines.join(', ')}`;
}

function chartWords({ title, kind, by, items, lines, at }: ChartPlan): string {
  const columns = items.map(({ quantity, sign }) => `${sign < 0 ? '-' : ''}${quantity.id}`);
  const behind = lines.length === 0 ? '' : `; lines ${lines.map(({ id }) => id).join(', ')}`;
  return `${title}: ${kind} by ${by}${at === undefined ? '' : ` at ${at}`}: ${columns.join(', ')}${behind}`;
}
