/**
 * Model to plan: every row, roll-up, check and tie-out as lines of cells in an order in which they can be computed.
 * Guarantee: what the workbook computes for the model has a cell here, under the same rule.
 */

import { asNumber, binary, call, negate } from '../model/expression/build.ts';
import { checkName, itemsOf } from '../model/find.ts';
import type { Check, Expression, Model, Probe, Quantity, Row, TieOut } from '../model/model.ts';
import { isReported, reportExpression, reportLabels } from '../model/rollup/rollup.ts';
import { monthsIn } from '../values/timeline.ts';
import { type CellNumbering, fixedCells, numberCells } from './cellNumbering.ts';
import { groupLines, type LineWithReads, lineReferences } from './order.ts';
import type { Line, Plan, ProbeLines } from './plan.ts';

/**
 * Lines that are computed side by side at most: more of them share what they read, but longer functions are compiled
 * worse.
 */
const linesMost = 32;

/** The plan of a model. */
export function planModel(model: Model): Plan {
  const slots = numberCells(model);
  const lines: Line[] = [];
  const byRow = new Map<Row, { body: Line[]; opening: Line[] }>();
  for (const quantity of itemsOf(model))
    for (const row of quantity.rows) lines.push(...itemLines(row, model, slots, byRow));
  const years = reportLines('years', model, slots);
  const quarters = reportLines('quarters', model, slots);
  const checks = model.checks.map((check) => [check, checkLines(check, model, slots)] as const);
  const tieOuts = model.tieOuts.map((tieOut) => [tieOut.id, tieOutLine(tieOut, slots)] as const);
  const probes = model.probes.map((probe) => [probe.id, probeLines(probe, model, slots)] as const);
  lines.push(
    ...probes.flatMap(([, { value, difference, equal }]) =>
      [value, difference, equal].filter((line) => line !== undefined),
    ),
  );
  lines.push(
    ...years.lines,
    ...quarters.lines,
    ...checks.flatMap(([, { compared, holds }]) => [compared, holds]),
    ...tieOuts.map(([, line]) => line),
  );
  const readers: Readers = { byRow, years: years.byRow, quarters: quarters.byRow };
  const linked = lines.map((line): LineWithReads => ({ line, reads: linesRead(line, readers) }));
  const all = new Map([...byRow].map(([row, { body, opening }]) => [row, [...body, ...opening]]));
  const bodies = (row: Row): readonly Line[] => all.get(row) ?? [];
  const { groups, cycles } = groupLines(linked, bodies, linesMost);
  return {
    model,
    size: slots.size(),
    groups,
    reads: new Map(linked.map(({ line, reads }) => [line, [...reads, ...inputsRead(line)]])),
    rowCells: slots.places,
    years: slotsOf(years),
    quarters: slotsOf(quarters),
    checks: new Map(checks),
    tieOuts: new Map(tieOuts),
    probes: new Map(probes),
    calendar: slots.calendar,
    texts: textsOf(model),
    fixed: fixedCells(model, slots),
    yearLabels: years.labels,
    quarterLabels: quarters.labels,
    cycles,
  };
}

type ByRow = Map<Row, { body: Line[]; opening: Line[] }>;
interface Readers {
  readonly byRow: ByRow;
  readonly years: ReadonlyMap<Row, Line>;
  readonly quarters: ReadonlyMap<Row, Line>;
}

/** The opening and the body of a row; the body leaves out periods that have an actual. */
function itemLines(row: Row, model: Model, slots: CellNumbering, byRow: ByRow): Line[] {
  const { slot, time } = slots.places.get(row)!;
  const shared = { id: row.quantity.id, row, axis: 'periods', slot } as const;
  const count = time === 'scalar' ? 1 : model.timeline.periods.length;
  const formula = { kind: 'formula', expression: asNumber(row.expression!) } as const;
  const body = forecastStretches(row, count).map(
    ([from, to]): Line => ({ ...shared, kind: 'item', time, from, to, calculation: formula }),
  );
  const opening: Line[] =
    row.opening === undefined || time === 'scalar'
      ? []
      : [
          {
            ...shared,
            kind: 'opening',
            time,
            from: -model.openings,
            to: 0,
            calculation: { kind: 'formula', expression: asNumber(row.opening) },
          },
        ];
  byRow.set(row, { body, opening });
  return [...opening, ...body];
}

/** The ranges of periods without actuals. */
function forecastStretches({ actuals }: Row, count: number): [from: number, to: number][] {
  const stretches: [number, number][] = [];
  for (let at = 0; at < count; at += 1) {
    if (actuals?.[at] !== undefined) continue;
    const last = stretches.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else stretches.push([at, at + 1]);
  }
  return stretches;
}

interface ReportLines {
  readonly labels: readonly string[];
  readonly lines: readonly Line[];
  readonly byRow: ReadonlyMap<Row, Line>;
}

/** The rows of a yearly or quarterly report; none where periods are as long. */
function reportLines(axis: 'years' | 'quarters', model: Model, slots: CellNumbering): ReportLines {
  const by = axis === 'years' ? 'year' : 'quarter';
  const { timeline } = model;
  if (monthsIn[timeline.grain] >= monthsIn[by]) return { labels: [], lines: [], byRow: new Map() };
  const labels = reportLabels(timeline, by);
  const bucketOf = (month: number): number => Math.floor(month / monthsIn[by]);
  const first = bucketOf(timeline.periods[0]!.from);
  const positions = labels.map((_, at) =>
    timeline.periods.flatMap(({ from, index }) => (bucketOf(from) === first + at ? [index - 1] : [])),
  );
  const bounds = { starts: positions.map((some) => some[0]!), ends: positions.map((some) => some.at(-1)!) };
  const reported = itemsOf(model).filter(isReported);
  const lines = reported.flatMap((quantity) =>
    quantity.rows.map((row): Line => {
      const shared = {
        kind: by,
        id: quantity.id,
        row,
        axis,
        time: 'series',
        slot: slots.take(labels.length),
        from: 0,
        to: labels.length,
      } as const;
      if (quantity.rollup === 'recompute')
        return { ...shared, calculation: { kind: 'formula', expression: reportExpression(row, by)! } };
      const source = slots.places.get(row)!.slot;
      return { ...shared, calculation: { kind: 'rollup', rule: ruleOf(quantity), source, ...bounds } };
    }),
  );
  return { labels, lines, byRow: new Map(lines.map((line) => [line.row!, line])) };
}

function ruleOf({ rollup }: Quantity): 'sum' | 'last' | 'first' | 'average' {
  return rollup === 'last' || rollup === 'first' || rollup === 'average' ? rollup : 'sum';
}

function slotsOf({ byRow }: ReportLines): ReadonlyMap<Row, number> {
  return new Map([...byRow].map(([row, { slot }]) => [row, slot]));
}

function checkLines(check: Check, model: Model, slots: CellNumbering): { compared: Line; holds: Line } {
  const { time } = check;
  const to = time === 'scalar' ? 1 : model.timeline.periods.length;
  const compared = asNumber(check.difference ?? check.condition!);
  const line = (kind: 'check' | 'check-holds', expression: Expression): Line => ({
    kind,
    id: checkName(check),
    check,
    axis: 'periods',
    time,
    slot: time === 'scalar' ? slots.take(1) : slots.take(to, model.openings),
    from: 0,
    to,
    calculation: { kind: 'formula', expression },
  });
  return { compared: line('check', compared), holds: line('check-holds', holdsWhen(check, compared)) };
}

/** When a difference counts as holding, as the sheet of checks has it. */
function holdsWhen({ operator, tolerance, rounding }: Check, compared: Expression): Expression {
  const stated: Expression = { kind: 'number', value: tolerance };
  const limit = rounding === undefined ? stated : binary('+', stated, rounding);
  const below = negate(limit);
  const conditions: Readonly<Record<string, Expression>> = {
    '=': binary('<=', call('abs', compared), limit),
    '<>': binary('>', call('abs', compared), limit),
    '>=': binary('>=', compared, below),
    '>': binary('>', compared, limit),
    '<=': binary('<=', compared, limit),
    '<': binary('<', compared, below),
  };
  return asNumber(conditions[operator ?? ''] ?? binary('=', compared, { kind: 'number', value: 1 }));
}

function tieOutLine({ id, value }: TieOut, slots: CellNumbering): Line {
  const calculation = { kind: 'formula', expression: asNumber(value) } as const;
  return { kind: 'tie-out', id, axis: 'periods', time: 'scalar', slot: slots.take(1), from: 0, to: 1, calculation };
}

function probeLines({ id, value, time, difference }: Probe, model: Model, slots: CellNumbering): ProbeLines {
  const to = time === 'scalar' ? 1 : model.timeline.periods.length;
  const line = (expression: Expression): Line => ({
    kind: 'probe',
    id,
    axis: 'periods',
    time,
    slot: time === 'scalar' ? slots.take(1) : slots.take(to, model.openings),
    from: 0,
    to,
    calculation: { kind: 'formula', expression: asNumber(expression) },
  });
  return {
    value: line(value),
    ...(difference === undefined ? {} : { difference: line(difference.value) }),
    ...(difference?.equal === undefined ? {} : { equal: line(difference.equal) }),
  };
}

/** The lines that a line reads, apart from inputs. */
function linesRead(line: Line, readers: Readers): Line[] {
  const { calculation, axis, row } = line;
  if (calculation.kind === 'rollup') return readers.byRow.get(row!)?.body ?? [];
  const found = new Set<Line>();
  for (const reading of lineReferences(line)) {
    const lines = readers.byRow.get(reading.row);
    if (lines === undefined) continue;
    const isScalar = reading.row.quantity.time === 'scalar';
    const report =
      axis === 'periods' || isScalar
        ? undefined
        : (axis === 'years' ? readers.years : readers.quarters).get(reading.row);
    if (report !== undefined) found.add(report);
    else for (const read of linesAt(line, reading, lines)) found.add(read);
  }
  return [...found];
}

/** An opening reads openings, and a body that looks back reads both. */
function linesAt(
  { kind }: Line,
  reading: { lag: number; moves: boolean; row: Row },
  lines: { body: Line[]; opening: Line[] },
): Line[] {
  if (reading.row.quantity.time === 'scalar') return lines.body;
  if (!reading.moves) return reading.lag < 0 ? [...lines.body, ...lines.opening] : lines.body;
  if (kind === 'opening') return lines.opening;
  return reading.lag < 0 ? [...lines.body, ...lines.opening] : lines.body;
}

function inputsRead(line: Line): Row[] {
  return lineReferences(line).flatMap(({ row }) => (row.quantity.kind === 'input' ? [row] : []));
}

/** Every option and member of a model, numbered; Excel compares texts without regard to case. */
function textsOf({ inputs, tables }: Model): ReadonlyMap<string, number> {
  const texts = [
    ...tables.flatMap(({ members }) => members.map(({ id }) => id)),
    ...inputs.flatMap(({ type }) => (type.kind === 'choice' ? type.options : [])),
  ];
  return new Map([...new Set(texts.map((text) => text.toLowerCase()))].map((text, at) => [text, at]));
}
