/** `tornado`: an output at the lower and upper bound of every input with a range, the widest bar first. */
import { writeInputValue } from '../kernel/fromPlan.ts';
import type { Row } from '../model/model.ts';
import { formatExact, formatRounded } from '../values/formatFigure.ts';
import type { Answer } from './answer.ts';
import type { Output } from './output.ts';
import { inShapeOfInput } from './variation.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** Inputs that are named in a sentence. */
const labelsNamed = 5;

interface Bar {
  readonly row: Row;
  readonly inputs: readonly [low: string, high: string];
  readonly outputs: readonly [low: number, high: number];
}

/** One bar per input with `range:`; the other inputs stay as they are. */
export function analyseTornado(whatIf: WhatIf, target: Output): Answer {
  const rows = whatIf.plan.model.inputs.flatMap((quantity) => quantity.rows);
  const ranged = rows.filter((row) => row.values![whatIf.scenario]!.bounds !== undefined);
  const bars = ranged.map((row) => barOf(whatIf, target, row)).sort((a, b) => widthOf(b) - widthOf(a));
  const isNever = Number.isNaN(whatIf.cells[target.slot]!) && bars.every(({ outputs }) => outputs.every(Number.isNaN));
  const moving = isNever ? [] : bars.filter((bar) => widthOf(bar) > 0 || bar.outputs.some(Number.isNaN));
  const unit = unitOf(target.type);
  const base = whatIf.cells[target.slot]!;
  return {
    question: 'tornado',
    title: `What moves ${target.label}`,
    statements: [
      `Scenario ${whatIf.scenarioId}. In the model: ${said(base, unit)}.`,
      ...movingWords(moving, ranged.length, unit),
      ...(rows.length > ranged.length
        ? [
            `${counted(rows.length - ranged.length)} no range and ` +
              `${rows.length - ranged.length === 1 ? 'was' : 'were'} not varied.`,
          ]
        : []),
    ],
    tables: [
      {
        id: 'bars',
        title: 'Output at the low and high end of each range',
        columns: [
          { id: 'input', label: 'Input', unit: 'text' },
          { id: 'low_input', label: 'Low', unit: 'text' },
          { id: 'high_input', label: 'High', unit: 'text' },
          { id: 'low', label: 'Output at low', unit },
          { id: 'high', label: 'Output at high', unit },
          { id: 'width', label: 'Width', unit: unit === 'date' ? 'day' : unit },
        ],
        rows: moving.map(({ row, inputs, outputs }) => [
          row.label,
          ...inputs,
          ...outputs.map(orNull),
          orNull(Math.abs(outputs[1] - outputs[0])),
        ]),
      },
    ],
    charts: Number.isNaN(base)
      ? []
      : [
          {
            id: 'tornado',
            kind: 'tornado',
            title: `What moves ${target.label}`,
            table: 'bars',
            along: 'input',
            values: ['low', 'high'],
            base,
          },
        ],
  };
}

const said = (value: number, unit: string): string => (Number.isNaN(value) ? 'an error' : formatRounded(value, unit));

const counted = (count: number): string => (count === 1 ? '1 input has' : `${count} inputs have`);

/** How many inputs move the output, which one most, and which can change its sign. */
function movingWords(moving: readonly Bar[], ranged: number, unit: string): string[] {
  const [widest] = moving;
  if (widest === undefined) return ['No input with a range moves it.'];
  const [low, high] = widest.outputs.map((output) => said(output, unit));
  const turning = moving
    .filter(({ outputs }) => Math.sign(outputs[0]) * Math.sign(outputs[1]) < 0)
    .map(({ row }) => row.label);
  return [
    `${moving.length} of ${ranged} inputs with a range ${moving.length === 1 ? 'moves' : 'move'} it on ` +
      `${moving.length === 1 ? 'its' : 'their'} own.`,
    `The widest bar is ${widest.row.label}: ${low!} at ${widest.inputs[0]}, ${high!} at ${widest.inputs[1]}.`,
    ...(turning.length === 0
      ? []
      : [
          'It changes sign within the range of ' +
            `${turning.slice(0, labelsNamed).join('; ')}${turning.length > labelsNamed ? '; …' : ''}.`,
        ]),
  ];
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Errors move most of all. */
function widthOf({ outputs: [low, high] }: Bar): number {
  return Number.isNaN(low) || Number.isNaN(high) ? Number.POSITIVE_INFINITY : Math.abs(high - low);
}

function barOf({ plan, kernel, cells, scenario }: WhatIf, target: Output, row: Row): Bar {
  const value = row.values![scenario]!;
  const { low, high } = value.bounds!;
  const run = kernel.recompute([row], target.lines);
  const outputAt = (number: number): number => {
    const copy = cells.slice();
    writeInputValue(plan, row, inShapeOfInput(number, value), copy);
    run(copy);
    return copy[target.slot]!;
  };
  const unit = unitOf(row.quantity.type);
  const label = (number: number): string => formatExact(number, unit);
  return { row, inputs: [label(low), label(high)], outputs: [outputAt(low), outputAt(high)] };
}
