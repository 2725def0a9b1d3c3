/**
 * A model with the shape of a financial model, at any size. Input: a number of blocks. Output: the YAML files of the
 * model, and the same cells as naive spreadsheet rows, in which every formula reads the global inputs directly.
 *
 * A block has ten items over 120 months: prior-period references, global inputs, IF, MAX and SUM.
 */

export const periods = 120;
export const itemsOfBlock = 10;

const inputs = {
  growth: 0.01,
  share: 0.05,
  inflation: 0.002,
  threshold: 2000,
  cost_low: 0.3,
  cost_high: 0.4,
  wage_floor: 500,
  wage_share: 0.2,
  tax: 0.25,
};
const inputIds = Object.keys(inputs);

/** `shapeOf(100_000)`: `{ blocks: 83, sheets: 4, formulas: 99_600 }`. */
export function shapeOf(size) {
  const blocks = Math.max(1, Math.floor(size / (itemsOfBlock * periods)));
  return {
    blocks,
    sheets: Math.max(3, Math.min(10, Math.ceil(blocks / 25))),
    formulas: blocks * itemsOfBlock * periods,
  };
}

/** Numbers of the blocks on each sheet: `[[0, 1, 2], [3, 4, 5], [6, 7]]`. */
function blocksBySheet({ blocks, sheets }) {
  const perSheet = Math.ceil(blocks / sheets);
  const numbers = Array.from({ length: blocks }, (_, at) => at);
  return Array.from({ length: sheets }, (_, at) => numbers.slice(at * perSheet, (at + 1) * perSheet)).filter(
    (one) => one.length > 0,
  );
}

/** The ten items of a block: name, formula of the language, opening value, and how years are made of months. */
function itemsOf(block) {
  const id = (name) => `${name}_${block}`;
  return [
    { id: id('users'), formula: `${id('users')}[-1] * (1 + growth)`, opening: 1000 + block },
    { id: id('paying'), formula: `${id('users')} * share` },
    { id: id('fee'), formula: `${id('fee')}[-1] * (1 + inflation)`, opening: 20 },
    { id: id('revenue'), formula: `${id('paying')} * ${id('fee')}` },
    { id: id('compute'), formula: `${id('revenue')} * if(${id('users')} > threshold, cost_low, cost_high)` },
    { id: id('wages'), formula: `max(wage_floor, ${id('revenue')} * wage_share)` },
    { id: id('cost'), formula: `sum(${id('compute')}, ${id('wages')})` },
    { id: id('result'), formula: `${id('revenue')} - ${id('cost')}` },
    { id: id('levy'), formula: `max(0, ${id('result')}) * tax` },
    { id: id('cash'), formula: `${id('cash')}[-1] + ${id('result')} - ${id('levy')}`, opening: 0, rollup: 'last' },
  ];
}

function itemText({ id, formula, opening, rollup = 'none' }) {
  const first = opening === undefined ? '' : `opening: '${opening}', `;
  return `      ${id}: { label: ${id}, unit: '1', rollup: ${rollup}, ${first}formula: '${formula}' }`;
}

function sheetText(sheet, blocks) {
  const sections = blocks.map((block) => [`    Block ${block}:`, ...itemsOf(block).map(itemText)].join('\n'));
  return `sheets:\n  Part ${sheet + 1}:\n${sections.join('\n')}\n`;
}

/** The files of the model by name: `bench.yaml` extends one file for each sheet. */
export function yamlFiles(shape) {
  const parts = blocksBySheet(shape).map((blocks, at) => [`part${at + 1}.yaml`, sheetText(at, blocks)]);
  const main = [
    'model: bench',
    'title: Bench',
    `extends: [${parts.map(([name]) => name).join(', ')}]`,
    'timeline: { from: 2026-01, to: 2035-12, grain: month }',
    'inputs:',
    ...inputIds.map((id) => `  ${id}: { label: ${id}, unit: '1', value: '${inputs[id]}', status: assumption }`),
  ].join('\n');
  return new Map([...parts, ['bench.yaml', `${main}\n`]]);
}

function columnName(column) {
  return column < 26
    ? String.fromCharCode(65 + column)
    : columnName(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));
}

/** The formulas of one block at a column, written as a person would who links nothing. Row numbers count from 1. */
function formulasAt(top, column) {
  const [here, before] = [columnName(column), columnName(column - 1)];
  const cell = (offset) => `${here}${top + offset}`;
  const prior = (offset) => `${before}${top + offset}`;
  const input = (id) => `Inputs!$B$${inputIds.indexOf(id) + 1}`;
  return [
    `=${prior(0)}*(1+${input('growth')})`,
    `=${cell(0)}*${input('share')}`,
    `=${prior(2)}*(1+${input('inflation')})`,
    `=${cell(1)}*${cell(2)}`,
    `=${cell(3)}*IF(${cell(0)}>${input('threshold')},${input('cost_low')},${input('cost_high')})`,
    `=MAX(${input('wage_floor')},${cell(3)}*${input('wage_share')})`,
    `=SUM(${cell(4)},${cell(5)})`,
    `=${cell(3)}-${cell(6)}`,
    `=MAX(0,${cell(7)})*${input('tax')}`,
    `=${prior(9)}+${cell(7)}-${cell(8)}`,
  ];
}

const firstPeriodColumn = 2;

function blockRows(block, top) {
  const rows = itemsOf(block).map(({ id, opening }) => [id, opening ?? null]);
  for (let at = 0; at < periods; at += 1)
    formulasAt(top, firstPeriodColumn + at).forEach((formula, row) => {
      rows[row].push(formula);
    });
  return rows;
}

/** The same model as raw sheets: `{ Inputs: [['growth', 0.01], ...], 'Part 1': [...] }`. */
export function rawSheets(shape) {
  const parts = blocksBySheet(shape).map((blocks, at) => [
    `Part ${at + 1}`,
    blocks.flatMap((block, index) => blockRows(block, index * itemsOfBlock + 1)),
  ]);
  return Object.fromEntries([['Inputs', inputIds.map((id) => [id, inputs[id]])], ...parts]);
}
