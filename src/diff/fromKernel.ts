/**
 * Cells of the kernel back to meaning. Enters a kernel and a scenario; leaves what a run record says of it, without a workbook or another engine.
 * Guarantee: the same as `run/fromEvaluation.ts` leaves for the same model; what is an error there is null here too.
 */
import { unitText } from '../grid/formats.ts';
import type { Cells, Kernel } from '../kernel/kernel.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Check, Row, TieOut } from '../model/model.ts';
import { codeOf } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';
import { violation } from '../run/fromEvaluation.ts';
import { recordScenarioHead } from '../run/fromModel.ts';
import type { RecordCheck, RecordScenario, RecordSeries, RecordTieOut } from '../run/record.ts';

/** What the record says of one scenario: `recordFromKernel(kernel, 0)` is the base case. */
export function recordFromKernel(kernel: Kernel, scenario: number): RecordScenario {
  const cells = kernel.start(scenario);
  kernel.evaluate(cells);
  const { plan } = kernel;
  const { model } = plan;
  const texts = textsByCode(plan);
  const quantities = [...model.inputs, ...itemsOf(model)];
  return {
    ...recordScenarioHead(model, model.scenarios[scenario]!),
    series: quantities.flatMap(({ rows }) => rows.map((row) => recordRow(row, plan, cells, texts))),
    checks: model.checks.map((check) => recordCheck(check, plan, cells)),
    tieOuts: model.tieOuts.map((tieOut) => recordTieOut(tieOut, plan, cells)),
  };
}

type Plain = number | string | null;

/** What an option or a member is called, by the number that stands for it. */
function textsByCode(plan: Plan): ReadonlyMap<number, string> {
  const { inputs, tables } = plan.model;
  const texts = [
    ...tables.flatMap(({ members }) => members.map(({ id }) => id)),
    ...inputs.flatMap(({ type }) => (type.kind === 'choice' ? type.options : [])),
  ];
  return new Map(texts.map((text) => [codeOf(plan, text), text]));
}

const plain = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

function slice(cells: Cells, from: number, count: number): (number | null)[] {
  return Array.from(cells.subarray(from, from + count), plain);
}

function recordRow(row: Row, plan: Plan, cells: Cells, texts: ReadonlyMap<number, string>): RecordSeries {
  const { quantity } = row;
  const { model } = plan;
  const { slot, time } = plan.places.get(row)!;
  const isWord = quantity.type.kind === 'choice' || quantity.type.kind === 'member';
  const words = (values: (number | null)[]): Plain[] =>
    isWord ? values.map((value) => (value === null ? null : (texts.get(value) ?? value))) : values;
  const isScalar = time === 'scalar';
  const rolledUp = (place: number | undefined, { length }: readonly string[]): (number | null)[] =>
    place === undefined ? [] : slice(cells, place, length);
  return {
    id: quantity.id,
    members: row.members,
    label: row.label,
    unit: unitText(quantity.type),
    kind: quantity.kind,
    time: quantity.time,
    rollup: quantity.rollup,
    values: words(slice(cells, slot, isScalar ? 1 : model.timeline.periods.length)),
    openings: isScalar ? [] : words(slice(cells, slot - model.openings, model.openings)),
    years: rolledUp(plan.years.get(row), plan.yearLabels),
    quarters: rolledUp(plan.quarters.get(row), plan.quarterLabels),
  };
}

function recordCheck(check: Check, plan: Plan, cells: Cells): RecordCheck {
  const { compared, holds } = plan.checks.get(check.id)!;
  const { periods } = plan.model.timeline;
  const isSeries = check.time === 'series';
  const count = isSeries ? periods.length : 1;
  const states = slice(cells, holds.slot, count);
  const differences = slice(cells, compared.slot, count).map((one) => (one === null ? 0 : violation(one, check.operator)));
  return {
    id: check.id,
    label: check.label,
    formula: check.words,
    tolerance: check.tolerance,
    passed: states.every((one) => one === 1),
    failures: isSeries ? periods.filter((_, at) => states[at] !== 1).map(({ label }) => label) : [],
    unit: unitBehind(check),
    largestDifference: check.difference === undefined ? null : differences.reduce((most, one) => Math.max(most, one), 0),
  };
}

const unitBehind = ({ type }: Check): string => (type.kind === 'number' && type.unit.text !== '1' ? type.unit.text : '');

function recordTieOut(tieOut: TieOut, plan: Plan, cells: Cells): RecordTieOut {
  const value = cells[plan.tieOuts.get(tieOut.id)!.slot]!;
  const difference = value - tieOut.expect;
  const limit = tieOut.relative ? tieOut.tolerance * Math.abs(tieOut.expect) : tieOut.tolerance;
  const passed = Math.abs(difference) <= limit;
  return {
    id: tieOut.id,
    label: tieOut.label,
    kind: tieOut.kind,
    formula: tieOut.words,
    unit: unitText(tieOut.type),
    value,
    expect: tieOut.expect,
    difference,
    tolerance: tieOut.tolerance,
    relative: tieOut.relative,
    passed,
    verdict: verdictOf(tieOut, value, passed),
    misses: tieOut.misses?.inForce === true ? tieOut.misses.reason : null,
    source: tieOut.source ?? null,
    known: tieOut.known ?? null,
    note: tieOut.note ?? null,
    calibrated: tieOut.calibrated.map(rowId),
  };
}

/** What the cell of the verdict on the sheet of tie-outs says. */
function verdictOf({ isLater, misses }: TieOut, value: number, passed: boolean): RecordTieOut['verdict'] {
  if (isLater) return 'later';
  if (Number.isNaN(value)) return 'fails';
  const isSaidToMiss = misses?.inForce === true;
  if (passed === isSaidToMiss) return 'fails';
  return isSaidToMiss ? 'misses' : 'holds';
}
