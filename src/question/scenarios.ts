/** `scenarios`: the key results of all scenarios side by side, and the inputs that differ from the first scenario. */
import type { InputValue, Row } from '../model/model.ts';
import { formatExact } from '../values/formatFigure.ts';
import { monthsIn, periodLabel } from '../values/timeline.ts';
import type { Answer, AnswerColumn, AnswerTable } from './answer.ts';
import { inputNameOf, isSameValue } from './variation.ts';
import { tableValueOf, unitOf, type WhatIf } from './whatIf.ts';

/** The maximum number of years shown by default. */
const periodsMost = 5;
/** With more scenarios than this, only the last year is shown by default. */
const scenariosFew = 4;
/** The maximum number of inputs named in a sentence. */
const namesMost = 4;

/** The answer; `periods` are labels of years, quarters or periods. */
export function compareScenarios(whatIf: WhatIf, periods: readonly string[] | undefined): Answer {
  const { plan, kernel } = whatIf;
  const { model } = plan;
  // The base of the comparison comes first.
  const order = [whatIf.scenario, ...[...model.scenarios.keys()].filter((at) => at !== whatIf.scenario)];
  const scenarios = order.map((at) => model.scenarios[at]!);
  const cells = order.map((at) => {
    const own = kernel.start(at);
    kernel.evaluate(own);
    return own;
  });
  const titles = scenarios.map(({ id }): AnswerColumn => ({ id, label: id, unit: '1' }));
  const lines = model.keyResults.flatMap(({ rows }) => rows.flatMap((row) => placesOf(row, periods, { plan })));
  const results: AnswerTable = {
    id: 'results',
    title: 'Key results',
    columns: [
      { id: 'result', label: 'Result', unit: 'text' },
      { id: 'period', label: 'Period', unit: 'text' },
      ...titles,
    ],
    rows: lines.map(({ row, period, slot }) => [
      row.label,
      period,
      ...cells.map((own) => tableValueOf(own[slot]!, row.quantity.type, plan)),
    ]),
    rowUnits: lines.map(({ row }) => unitOf(row.quantity.type)),
  };
  const differing = model.inputs.flatMap(({ rows }) =>
    rows.filter((row) => order.some((at) => differs(row, at, whatIf.scenario))),
  );
  const inputs: AnswerTable = {
    id: 'inputs',
    title: `Inputs that differ from ${whatIf.scenarioId}`,
    columns: [
      { id: 'input', label: 'Input', unit: 'text' },
      ...scenarios.map(({ id }): AnswerColumn => ({ id, label: id, unit: 'text' })),
    ],
    rows: differing.map((row) => [
      inputNameOf(row),
      ...order.map((at) =>
        at === whatIf.scenario || differs(row, at, whatIf.scenario) ? shownValue(row.values![at]!, row) : '',
      ),
    ]),
  };
  return {
    question: 'scenarios',
    title: `Scenarios of ${model.title}`,
    statements: statementsOf(whatIf, differing),
    tables: [results, inputs],
    charts: [],
  };
}

/** How many inputs differ, and which ones in each scenario. */
function statementsOf({ plan: { model }, scenario, scenarioId }: WhatIf, differing: readonly Row[]): string[] {
  const count = model.inputs.flatMap(({ rows }) => rows).length;
  if (model.scenarios.length === 1) return [`The model has one scenario, ${scenarioId}.`];
  const own = model.scenarios.flatMap(({ id, title }, at) => {
    if (at === scenario) return [];
    const names = differing.filter((row) => differs(row, at, scenario)).map(inputNameOf);
    const named = names.length > namesMost ? `${names.length} inputs` : names.join(', ');
    const difference =
      names.length === 0 ? `the same inputs as ${scenarioId}` : `differs from ${scenarioId} in ${named}`;
    return [`${id}: ${title}; ${difference}.`];
  });
  return [
    `${model.scenarios.length} scenarios; ${differing.length} of ${count} inputs differ in at least one of them.`,
    ...own,
  ];
}

const differs = ({ values }: Row, one: number, other: number): boolean => !isSameValue(values![one]!, values![other]);

/** The cells of a key result: the years of the report or, without them, a few periods of the timeline. */
function placesOf(
  row: Row,
  periods: readonly string[] | undefined,
  { plan }: Pick<WhatIf, 'plan'>,
): { row: Row; period: string; slot: number }[] {
  const { slot, time } = plan.rowCells.get(row)!;
  if (time === 'scalar') return [{ row, period: '', slot }];
  const { timeline } = plan.model;
  const year = plan.years.get(row);
  const own = timeline.periods.map(({ label }, at) => ({ row, period: label, slot: slot + at }));
  const yearly = year === undefined ? [] : plan.yearLabels.map((period, at) => ({ row, period, slot: year + at }));
  const quarter = plan.quarters.get(row);
  const quarterly =
    quarter === undefined ? [] : plan.quarterLabels.map((period, at) => ({ row, period, slot: quarter + at }));
  if (periods !== undefined) return [...yearly, ...quarterly, ...own].filter(({ period }) => periods.includes(period));
  // Items without yearly values are shown at the end of each year.
  const ends = monthsIn[timeline.grain] < 12 ? own.filter((_, at) => timeline.periods[at]!.to % 12 === 0) : own;
  const shown = yearly.length > 0 ? yearly : ends;
  if (plan.model.scenarios.length > scenariosFew) return shown.slice(-1);
  return shown.length <= periodsMost ? shown : [shown[0]!, shown[Math.floor((shown.length - 1) / 2)]!, shown.at(-1)!];
}

function shownValue({ constant, series, provenance, earlier }: InputValue, { quantity }: Row): string {
  const until = earlier.at(-1)?.until;
  if (series !== undefined)
    return until === undefined ? provenance.valueText : `${provenance.valueText} from ${periodLabel(until, 'month')}`;
  const unit = unitOf(quantity.type);
  return typeof constant === 'number' ? formatExact(constant, unit) : (constant ?? '');
}
