/**
 * The results of a kernel in a run record. Takes a kernel and a scenario; returns the scenario of the record, without a
 * workbook or another engine. Guarantee: the same as `run/recordFromEvaluation.ts` returns for the same model, errors
 * as null included.
 */
import type { Cells, Kernel } from '../kernel/kernel.ts';
import type { Row } from '../model/model.ts';
import { judgeTieOut } from '../model/verdicts.ts';
import { textCode } from '../plan/interpret.ts';
import type { Plan } from '../plan/plan.ts';
import { type RecordedValue, recordResults, type ScenarioResults } from './fromResults.ts';
import type { RecordScenario } from './record.ts';

/** One scenario of the record: `recordFromKernel(kernel, 0)` is the base case. */
export function recordScenarioFromKernel(kernel: Kernel, scenario: number): RecordScenario {
  const cells = kernel.start(scenario);
  kernel.evaluate(cells);
  const { model } = kernel.plan;
  return recordResults(model, model.scenarios[scenario]!, resultsIn(kernel.plan, cells));
}

function resultsIn(plan: Plan, cells: Cells): ScenarioResults {
  const { openings, timeline } = plan.model;
  const count = timeline.periods.length;
  const texts = textsByCode(plan);
  const slice = (from: number, length: number): (number | null)[] =>
    Array.from(cells.subarray(from, from + length), plain);
  const rolledUp = (place: number | undefined, { length }: readonly string[]): (number | null)[] =>
    place === undefined ? [] : slice(place, length);
  return {
    values: (row) => {
      const { slot, time } = plan.rowCells.get(row)!;
      const isScalar = time === 'scalar';
      const words = (values: (number | null)[]): RecordedValue[] =>
        isWord(row) ? values.map((value) => (value === null ? null : (texts.get(value) ?? value))) : values;
      return {
        values: words(slice(slot, isScalar ? 1 : count)),
        openings: isScalar ? [] : words(slice(slot - openings, openings)),
        years: rolledUp(plan.years.get(row), plan.yearLabels),
        quarters: rolledUp(plan.quarters.get(row), plan.quarterLabels),
      };
    },
    check: (check) => {
      const { compared, holds } = plan.checks.get(check)!;
      const length = check.time === 'series' ? count : 1;
      return { holds: slice(holds.slot, length), differences: slice(compared.slot, length) };
    },
    tieOut: (tieOut) => {
      const value = cells[plan.tieOuts.get(tieOut.id)!.slot]!;
      return { value, ...judgeTieOut(tieOut, value) };
    },
  };
}

const isWord = ({ quantity: { type } }: Row): boolean => type.kind === 'choice' || type.kind === 'member';

/** Options and members by their numbers. */
function textsByCode(plan: Plan): ReadonlyMap<number, string> {
  const { inputs, tables } = plan.model;
  const texts = [
    ...tables.flatMap(({ members }) => members.map(({ id }) => id)),
    ...inputs.flatMap(({ type }) => (type.kind === 'choice' ? type.options : [])),
  ];
  return new Map(texts.map((text) => [textCode(plan, text), text]));
}

const plain = (value: number): number | null => (Number.isNaN(value) ? null : value);
