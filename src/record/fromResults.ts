/**
 * The results of one scenario in a run record. Takes a model and functions that read its results; returns rows, checks
 * and tie-outs. Guarantee: the same results give the same record, whichever engine computed them.
 */
import { unitText } from '../grid/formats.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Check, Model, Row, Scenario, TieOut } from '../model/model.ts';
import { recordScenarioHead } from './fromModel.ts';
import type { RecordCheck, RecordScenario, RecordSeries, RecordTieOut } from './record.ts';

/** A recorded value; null for an error or a missing value. */
export type RecordedValue = number | string | null;

/** Reads the results of a scenario. */
export interface ScenarioResults {
  /** The single value of a row or its values by period, and its openings. */
  readonly values: (row: Row) => Pick<RecordSeries, 'values' | 'openings' | 'years' | 'quarters'>;
  /** Whether a check holds and the difference of its sides, in each period or once. */
  readonly check: (check: Check) => {
    readonly holds: readonly RecordedValue[];
    readonly differences: readonly RecordedValue[];
  };
  readonly tieOut: (tieOut: TieOut) => Pick<RecordTieOut, 'value' | 'difference' | 'passed' | 'verdict'>;
}

/** A scenario of the record. */
export function recordResults(model: Model, scenario: Scenario, results: ScenarioResults): RecordScenario {
  const quantities = [...model.inputs, ...itemsOf(model)];
  return {
    ...recordScenarioHead(model, scenario),
    series: quantities.flatMap(({ rows }) => rows.map((row) => recordRow(row, results))),
    checks: model.checks.map((check) => recordCheck(check, model, results)),
    tieOuts: model.tieOuts.map((tieOut) => recordTieOut(tieOut, results)),
  };
}

function recordRow(row: Row, { values }: ScenarioResults): RecordSeries {
  const { id, type, kind, time, rollup } = row.quantity;
  const { values: own, openings, years, quarters } = values(row);
  return {
    id,
    members: row.members,
    label: row.label,
    unit: unitText(type),
    kind,
    time,
    rollup,
    values: own,
    openings,
    years,
    quarters,
  };
}

/** How far a difference is on the wrong side; for an equation, its size. */
function violation(difference: RecordedValue, operator: string | undefined): number {
  if (typeof difference !== 'number') return 0;
  if (operator === '>=' || operator === '>') return Math.max(0, -difference);
  if (operator === '<=' || operator === '<') return Math.max(0, difference);
  return Math.abs(difference);
}

function recordCheck(check: Check, { timeline }: Model, results: ScenarioResults): RecordCheck {
  const { holds, differences } = results.check(check);
  const isSeries = check.time === 'series';
  const violations = differences.map((one) => violation(one, check.operator));
  return {
    id: check.id,
    by: check.by.map(({ id }) => id),
    members: check.members,
    label: check.label,
    formula: check.formulaText,
    tolerance: check.tolerance,
    passed: holds.every((one) => one === 1),
    failures: isSeries ? timeline.periods.filter((_, at) => holds[at] !== 1).map(({ label }) => label) : [],
    unit: unitSuffix(check),
    largestDifference: check.difference === undefined ? null : violations.reduce((most, one) => Math.max(most, one), 0),
  };
}

/** `USD` for an amount; empty for a date or a plain number. */
export function unitSuffix({ type }: Pick<Check, 'type'>): string {
  return type.kind === 'number' && type.unit.text !== '1' ? type.unit.text : '';
}

function recordTieOut(tieOut: TieOut, results: ScenarioResults): RecordTieOut {
  const { value, difference, passed, verdict } = results.tieOut(tieOut);
  return {
    id: tieOut.id,
    label: tieOut.label,
    kind: tieOut.kind,
    formula: tieOut.formulaText,
    unit: unitText(tieOut.type),
    value,
    expect: tieOut.expect,
    difference,
    tolerance: tieOut.tolerance,
    relative: tieOut.relative,
    passed,
    judgedIn: tieOut.scenarios,
    verdict,
    misses: tieOut.misses?.inForce === true ? tieOut.misses.reason : null,
    source: tieOut.source ?? null,
    known: tieOut.known ?? null,
    note: tieOut.note ?? null,
    calibrated: tieOut.calibrated.map(rowId),
  };
}
