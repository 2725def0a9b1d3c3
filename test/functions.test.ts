/**
 * Every example in the table of functions, evaluated by HyperFormula and recalculated by LibreOffice from one workbook.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type FunctionDefinition, type FunctionExample, functions } from '../src/formula/functions.ts';
import type { Built } from '../src/pipeline.ts';
import { columns } from '../src/sheets/layoutContext.ts';
import { isClose } from './helpers/agreement.ts';
import { recalculate } from './helpers/libreoffice.ts';
import { build, series } from './helpers/models.ts';
import type { ReadSheet } from './helpers/readSheets.ts';

interface Case {
  readonly id: string;
  readonly definition: FunctionDefinition;
  readonly example: FunctionExample;
}

const cases: readonly Case[] = Object.values(functions).flatMap((definition) =>
  definition.examples.map((example, at) => ({ id: `${definition.name}_example_${at + 1}`, definition, example })),
);

/** Units of results that are no plain numbers. */
const resultUnits: Record<string, string> = {
  and: 'flag',
  or: 'flag',
  not: 'flag',
  true: 'flag',
  false: 'flag',
  active: 'flag',
  active_months: 'month',
  date: 'date',
  days: 'day',
  convert: 'month',
};

/** The unit of a written value: `2026-04` is a date, `6 months` has unit `month`. */
function unitOf(value: string): string {
  if (/^\d{4}-/.test(value)) return 'date';
  if (value.includes('%')) return `'${value.slice(value.indexOf('%'))}'`;
  return value.split(' ')[1]!.replace(/s$/, '');
}

/** Names of given inputs are made unique: `a` of one example is not `a` of the next. */
function ownNames({ id, example }: Case): string {
  const names = Object.keys(example.given ?? {});
  return names.reduce(
    (formula, name) => formula.replace(new RegExp(`\\b${name}\\b`, 'g'), `${id}_${name}`),
    example.formula,
  );
}

function inputLines({ id, example }: Case): string[] {
  return Object.entries(example.given ?? {}).map(
    ([name, value]) => `  ${id}_${name}: { unit: ${unitOf(value)}, value: ${value} }`,
  );
}

function itemLine(each: Case): string {
  return `      ${each.id}: { unit: '${resultUnits[each.definition.name] ?? '1'}', rollup: none, formula: '${ownNames(each)}' }`;
}

const model = `
model: functions
title: Functions
timeline: { from: 2026-01, to: 2026-12, grain: quarter }
tables:
  scale:
    columns: { from: { unit: '1' }, rate: { unit: '%' }, since: { unit: date } }
    members:
      low: { from: 0 1, rate: 10%, since: 2026-01 }
      high: { from: 100 1, rate: 20%, since: 2026-06 }
  deal:
    columns: { paid: { unit: USD }, 'on': { unit: date } }
    members:
      signed: { paid: -100 USD, 'on': 2026-03-01 }
      closed: { paid: 110 USD, 'on': 2027-03-01 }
inputs:
  length: { unit: month, value: 3 months }
  half: { unit: '1', value: 0.5 1 }
  flows: { unit: USD, series: { 2026-Q1: -100 USD, 2026-Q2: 0 USD, 2026-Q4: 133.1 USD } }
  losses: { unit: USD, series: { 2026-Q1: -70 USD, 2026-Q2: 12 USD, 2026-Q3: 15 USD, 2026-Q4: 0 USD } }
  both: { unit: USD, series: { 2026-Q1: 100 USD, 2026-Q2: -230 USD, 2026-Q3: 132 USD, 2026-Q4: 0 USD } }
  later: { unit: USD, series: { 2026-Q1: 0 USD, 2026-Q2: -100 USD, 2026-Q3: 10 USD, 2026-Q4: 111 USD } }
  price: { unit: USD, value: 100 USD }
  payout: { unit: USD, value: 40 USD }
${cases.flatMap(inputLines).join('\n')}
sheets:
  Examples:
    Extra:
      one: { unit: '1', rollup: none, formula: period.months / length }
      once: { unit: '1', rollup: none, formula: 'if(period.index = 1, 100, 0)' }
      doubling: { unit: '1', opening: half, formula: 'doubling[-1] * 2' }
      project: { unit: USD, formula: flows }
      loss: { unit: USD, formula: losses }
      twice: { unit: USD, formula: both }
      late: { unit: USD, formula: later }
      invested: { unit: USD, opening: -price, rollup: sum, formula: payout }
    Functions:
${cases.map(itemLine).join('\n')}
`;

const built: Built = build(model);

const periodOf = ({ example }: Case): number => Math.max(0, built.record.periods.indexOf(example.at ?? ''));

function evaluated(each: Case): number {
  const { time, values } = series(built, each.id);
  return Number(values[time === 'scalar' ? 0 : periodOf(each)]);
}

function resultIn(recalculated: readonly ReadSheet[], each: Case): number {
  const [row, position] = [...built.layout.positions].find(([one]) => one.quantity.id === each.id)!;
  const column = row.quantity.time === 'scalar' ? columns.constant : built.layout.firstColumn + periodOf(each);
  return Number(recalculated.find(({ name }) => name === position.sheet)?.rows[position.row]?.[column]?.value);
}

const named = cases.map((each) => [each.id, each.example.formula, each] as const);

describe('the examples of functions', () => {
  it.each(named)('%s: %s', (_id, _formula, each) => {
    const value = evaluated(each);
    expect(isClose(value, each.example.result), `evaluates to ${value} and not to ${each.example.result}`).toBe(true);
  });
});

describe('the examples of functions in LibreOffice', { tags: ['libreoffice'] }, () => {
  let recalculated: readonly ReadSheet[] = [];

  beforeAll(async () => {
    recalculated = await recalculate(await built.workbook());
  });

  it.each(named)('%s: %s', (_id, _formula, each) => {
    const value = resultIn(recalculated, each);
    expect(isClose(value, each.example.result), `gives ${value} and not ${each.example.result}`).toBe(true);
  });
});
