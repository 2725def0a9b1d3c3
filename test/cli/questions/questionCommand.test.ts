/** The commands that ask a model, from the command line to the terminal, on small models in a folder of their own. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { processTerminal } from '../../../src/cli/io/terminal.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { openWorkbook } from '../../../src/pipeline.ts';

const shop = `model: shop
title: A shop
timeline: { from: 2026-01, to: 2027-12, grain: month }
units: { user: { label: User } }
inputs:
  price:
    label: Price
    unit: USD/user/month
    value: 20 USD/user/month
    status: assumption
    range: { low: 10 USD/user/month, high: 40 USD/user/month }
  users: { label: Users, unit: user, value: 1k user, status: assumption, distribution: { kind: normal, deviation: 100 user } }
  rent: { label: Rent, unit: USD/month, value: 15k USD/month, status: assumption }
  stock: { label: Stock, choice: [bought, rented], value: rented, status: assumption }
sheets:
  Result:
    Profit:
      revenue: { label: Revenue, unit: USD, formula: users * price * period.months }
      costs: { label: Costs, unit: USD, formula: 'rent * period.months * if(stock = rented, 1, 0)' }
      profit: { label: Profit, unit: USD, formula: revenue - costs }
      cash: { label: Cash, unit: USD, opening: 0 USD, formula: 'cash[-1] + profit' }
scenarios:
  base: { title: Base case }
  dear: { title: The rent doubles, extends: base, set: { rent: { value: 30k USD/month, status: assumption } } }
checks:
  adds_up: { label: Profit adds up, formula: abs(revenue - costs - profit) < 1 USD }
key_results: [revenue, profit, cash]
`;
/** Nothing but what is wrong in it. */
const broken = shop.replace('users * price', 'users * prise');
/** In doubles three tenths are more than 0.3. */
const inexact = `model: rounding
timeline: { from: 2026, to: 2027, grain: year }
inputs:
  share: { label: Share, unit: '1', value: 0.1, status: assumption }
  limit: { label: Limit, unit: '1', value: 0.3, status: assumption }
sheets:
  Result:
    Result:
      excess: { label: Excess, unit: '1', formula: share + share + share - limit }
      above: { label: Above, unit: '1', formula: 'if(excess > 0, 1, 0)' }
`;

/** The same with one item. */
const simple = inexact.replace(/ {6}excess.*\n/, '');
const compared = 'if(excess > 0, 1, 0)';

const home = process.cwd();
let said = '';
let complained = '';

beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  writeFileSync('shop.yaml', shop);
  writeFileSync('broken.yaml', broken);
  writeFileSync('exact.yaml', simple.replace(compared, 'max(share, limit) * 2'));
  writeFileSync('near.yaml', simple.replace(compared, 'limit - share'));
  writeFileSync('inexact.yaml', inexact);
});
beforeEach(() => {
  said = '';
  complained = '';
});
afterAll(() => process.chdir(home));

/** Runs a command as if its output were piped, as it is in a test. */
function run(...args: string[]): Promise<number> {
  const say = (text: string): void => {
    said += `${text}\n`;
  };
  const complain = (text: string): void => {
    complained += `${text}\n`;
  };
  return createProgram({ ...processTerminal(), say, complain }).run(args);
}

const questions: Readonly<Record<string, readonly string[]>> = {
  sensitivity: ['--output', 'profit@2027', '--vary', 'price=10 USD/user/month..30 USD/user/month:5'],
  tornado: ['--output', 'sum(profit over 2027)'],
  simulate: [
    '--output',
    'profit@2027',
    '--that',
    'min(cash over timeline) > 0 USD',
    '--trials',
    '2000',
    '--workers',
    '1',
  ],
  solve: ['--find', 'price', '--so-that', 'sum(profit over 2027) = 0 USD'],
  scenarios: ['--at', '2027', '--at', '2026-03'],
};
const names = Object.keys(questions);
const ask = (name: string, ...more: string[]): Promise<number> => run(name, 'shop.yaml', ...questions[name]!, ...more);

describe.each(names)('%s', (name) => {
  it('answers in sentences and tables, without colour and in 80 columns', async () => {
    expect(await ask(name)).toBe(0);
    expect(complained).toBe('');
    expect(said).toBe(stripVTControlCharacters(said));
    expect(Math.max(...said.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    expect(said).not.toMatch(/NaN|undefined|\[object/);
  });
  it('gives the same as CSV, with ids and units, and nothing a spreadsheet would run', async () => {
    expect(await ask(name, '--format', 'csv')).toBe(0);
    const blocks = said.trimEnd().split('\n\n');
    const ids = blocks.map((block) => block.split('\n')[0]);
    expect(await ask(name, '--json')).toBe(0);
    const json = JSON.parse(said.slice(said.indexOf('{\n')));
    expect(ids).toEqual(json.tables.map(({ id }: { id: string }) => id));
    for (const block of blocks) expect(block.split('\n').slice(1).join('\n')).not.toMatch(/(^|,)[=@]/m);
  });
  it('is one JSON document', async () => {
    expect(await ask(name, '--format', 'json')).toBe(0);
    const document = JSON.parse(said);
    expect(document).toMatchObject({
      format: `burnsheet-${name}`,
      version: 1,
      exitCode: 0,
      path: 'shop.yaml',
      diagnostics: [],
    });
    for (const { columns, rows } of document.tables) for (const row of rows) expect(row.length).toBe(columns.length);
    for (const { table } of document.charts)
      expect(document.tables.map(({ id }: { id: string }) => id)).toContain(table);
    const first = said;
    said = '';
    await ask(name, '--json');
    expect(said).toBe(first);
  });
  it('takes another scenario and other values', async () => {
    expect(await ask(name, '--scenario', 'dear', '--set', 'users=2k user', '--json')).toBe(0);
    const other = JSON.parse(said);
    said = '';
    await ask(name, '--json');
    expect(other.tables).not.toEqual(JSON.parse(said).tables);
  });
  it('refuses a model with errors, and one that is not there', async () => {
    expect(await run(name, 'broken.yaml', ...questions[name]!)).toBe(2);
    expect(complained).toContain("error[unknown-name]: the model has no 'prise'");
    expect(complained).toContain("hint: did you mean 'price'?");
    expect(await run(name, 'nowhere.yaml', ...questions[name]!)).toBe(2);
    expect(complained).toContain('error[missing-file]');
    expect(said).toBe('');
  });
  it('refuses an unknown scenario', async () => {
    expect(await ask(name, '--scenario', 'dera')).toBe(2);
    expect(complained).toContain("error[unknown-scenario]: there is no scenario 'dera'");
    expect(complained).toContain("hint: did you mean 'dear'?");
  });
  it('says what is wrong as JSON too', async () => {
    expect(await run(name, 'broken.yaml', ...questions[name]!, '--json')).toBe(2);
    expect(JSON.parse(said)).toMatchObject({
      format: `burnsheet-${name}`,
      exitCode: 2,
      diagnostics: [{ code: 'unknown-name' }],
    });
    expect(complained).toBe('');
  });
  it('writes a workbook with the answer that is as it was written', async () => {
    const path = `${name}.xlsx`;
    expect(await ask(name, '--xlsx', path)).toBe(0);
    expect(complained).toBe(`wrote ${path}\n`);
    const bytes = readFileSync(path);
    const sheets = openWorkbook(bytes).value!.sheets.map((sheet) => sheet.name);
    const titles: Record<string, string> = {
      ...{
        sensitivity: 'Sensitivity',
        tornado: 'Tornado',
        simulate: 'Simulation',
        solve: 'Solution',
        scenarios: 'Comparison',
      },
    };
    expect(sheets).toContain(titles[name]);
    said = '';
    expect(await run('verify', path, '--engine', 'hyperformula')).toBe(0);
    expect(said).toContain(`${path} has not been changed`);
    expect(said).not.toContain('fails');
    expect(await ask(name, '--xlsx', `again-${path}`)).toBe(0);
    expect(readFileSync(`again-${path}`).equals(bytes)).toBe(true);
  });
});

describe('answers', () => {
  it('of a sensitivity are those of the model with that value', async () => {
    await ask('sensitivity', '--json');
    const rows = JSON.parse(said).tables[0].rows;
    expect(rows).toEqual([10, 15, 20, 25, 30].map((price) => [price, 12 * (1000 * price - 15_000)]));
  });
  it('of a grid have a row and a column per value', async () => {
    await run(
      'sensitivity',
      'shop.yaml',
      '--output',
      'profit@2026-05',
      '--vary',
      'stock=bought|rented',
      '--vary',
      'price',
      '--json',
    );
    const [{ rows, columns }] = JSON.parse(said).tables;
    expect(columns.length).toBe(10);
    expect(rows.map((row: unknown[]) => [row[0], row[1], row.at(-1)])).toEqual([
      ['bought', 10_000, 40_000],
      ['rented', -5_000, 25_000],
    ]);
  });
  it('of a tornado are the ends of the ranges', async () => {
    await ask('tornado', '--json');
    const [row] = JSON.parse(said).tables[0].rows;
    expect(row.slice(3)).toEqual([-60_000, 300_000, 360_000]);
  });
  it('of solve are the price that covers the rent, and the months of a condition', async () => {
    await ask('solve', '--json');
    expect(JSON.parse(said).tables[0].rows[0][0]).toBeCloseTo(15, 12);
    said = '';
    expect(await run('solve', 'shop.yaml', '--find', 'period', '--so-that', 'cash > 100k USD')).toBe(0);
    expect(said).toContain('2027-09');
  });
  it('of scenarios are what show says of each', async () => {
    await ask('scenarios', '--json');
    const profit = JSON.parse(said).tables[0].rows.filter(([label]: string[]) => label === 'Profit');
    expect(profit.map((row: unknown[]) => row.slice(1))).toEqual([
      ['2027', 60_000, -120_000],
      ['2026-03', 5_000, -10_000],
    ]);
  });
});

/** Wrong uses, with the problem that each is, and its hint. */
const wrong: readonly (readonly [line: string, problem: string, hint: string])[] = [
  [
    'sensitivity shop.yaml --vary price',
    "required option '--output <item>' not specified",
    'sensitivity --help shows an example',
  ],
  [
    'sensitivity shop.yaml --output profit@2027',
    "required option '--vary <input>' not specified",
    '--help shows an example',
  ],
  ['sensitivity shop.yaml --output proft@2027 --vary price', "the model has no 'proft'", "did you mean 'profit'?"],
  [
    'sensitivity shop.yaml --output profit@2040 --vary price',
    '2040 is outside the timeline',
    'from 2026-01 to 2027-12',
  ],
  ['sensitivity shop.yaml --output profit@soon --vary price', "'soon' is not a date", 'write 2027'],
  ['sensitivity shop.yaml --output profit --vary price', "'profit' has one value per period", 'write profit@2026'],
  [
    'sensitivity shop.yaml --output "revenue + users" --vary price',
    'this formula adds USD and user',
    'check both units',
  ],
  [
    'sensitivity shop.yaml --output "avrage(1, 2)" --vary price',
    "there is no function 'avrage'",
    "did you mean 'average'?",
  ],
  ['sensitivity shop.yaml --output "sum(revenue over 2027" --vary price', "this '(' is never closed", "add ')'"],
  [
    'sensitivity shop.yaml --output "revenue - costs" --vary price',
    'has one value per period',
    'write sum(x over 2026)',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary prise=1..2',
    "'prise' is neither an input nor a table cell",
    "did you mean 'price'?",
  ],
  ['sensitivity shop.yaml --output profit@2027 --vary rent', "'rent' has no range", 'write rent=low..high:9'],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price=1..2',
    "'1' has no unit; USD/user/month is expected",
    'write 1 USD/user/month',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary "price=1 USD..2 USD"',
    'the value is in USD, but the declared unit is USD/user/month',
    'write an amount with the unit USD/user/month',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary stock=bougth|rented',
    "'bougth' is not one of",
    "did you mean 'bought'?",
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary stock=bought..rented',
    "'stock' is not a number",
    'write stock=bought|rented',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price=',
    "'price=' does not specify how to vary an input",
    'write margin=40%..95%:12',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary "rent=1 USD/month..2 USD/month:1"',
    'the number of points is 1',
    'from 2 to',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price --vary users --vary rent',
    'more than two inputs',
    'use tornado',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price --vary price',
    "'price' is varied twice",
    'no cell in common',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price --xlsx shop.yaml',
    "'shop.yaml' is invalid",
    'ends in .xlsx',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --vary price --format pdf',
    "'pdf' is invalid",
    'Allowed choices are table, csv, json',
  ],
  [
    'sensitivity shop.yaml --output profit@2027 --output cash@2026-12 --vary price',
    "argument 'cash@2026-12' is invalid",
    'give it once',
  ],
  ['sensitivity shop.yaml --output rent@1999 --vary price', "'1999' is not a period of the timeline", 'write rent'],
  ['sensitivity shop.yaml --output rent@soon --vary price', "'soon' is not a period of the timeline", 'write rent'],
  [
    'sensitivity shop.yaml --output profit@2027 --vary "price=1 USD/user/month..9 USD/user/month:1000" --vary "rent=1 USD/month..2 USD/month:1000"',
    'and this one would have 1000000',
    'write fewer points',
  ],
  [
    'solve shop.yaml --find price --so-that "profit@ = 0 USD"',
    "there is no year, quarter or period after '@'",
    'for example gross_margin@2027',
  ],
  [
    'solve shop.yaml --find price --so-that "profit@2040 = 0 USD"',
    '2040 is outside the timeline',
    'from 2026-01 to 2027-12',
  ],
  [
    'solve shop.yaml --find price --find rent --so-that "sum(profit over 2027) = 0 USD"',
    "argument 'rent' is invalid",
    'give it once',
  ],
  [
    'simulate shop.yaml --output profit@2027 --trials 2 --shard 1/3 --out a.parquet',
    '2 trials cannot be split into 3 parts',
    'use fewer parts',
  ],
  [
    'simulate shop.yaml --output profit@2027 --from a.parquet --out a.parquet',
    'a.parquet is an input and would be overwritten',
    'another file',
  ],
  ['tornado shop.yaml', "required option '--output <item>' not specified", 'tornado --help shows an example'],
  ['tornado shop.yaml --output stock', "'Stock' is text, not a number", 'name a numeric output'],
  [
    'tornado shop.yaml --output profit@2027 --set prise=1',
    "'prise' is neither an input nor a table cell",
    "did you mean 'price'?",
  ],
  ['simulate shop.yaml', 'there is no output and no condition', 'add --output cash@2028-12'],
  ['simulate shop.yaml --output stock', "'Stock' is text, not a number", 'name a numeric output'],
  ['simulate shop.yaml --output profit@2027 --seed x', "argument 'x' is invalid", 'from 0 to 4294967295'],
  ['simulate shop.yaml --output profit@2027 --seed -1', "argument '-1' is invalid", 'from 0 to 4294967295'],
  ['simulate shop.yaml --output profit@2027 --seed 1.5', "argument '1.5' is invalid", 'write a whole number'],
  ['simulate shop.yaml --output profit@2027 --trials 0', "argument '0' is invalid", 'from 1 to'],
  ['simulate shop.yaml --output profit@2027 --workers 0', "argument '0' is invalid", 'from 1 to'],
  ['simulate shop.yaml --output profit@2027 --shard 4/3 --out a.parquet', "'4/3' is invalid", 'such as 3/16'],
  ['simulate shop.yaml --output profit@2027 --shard 0/3 --out a.parquet', "'0/3' is invalid", 'such as 3/16'],
  [
    'simulate shop.yaml --output profit@2027 --shard 1/3',
    '--shard needs a file for its trials',
    'add --out part.parquet',
  ],
  [
    'simulate shop.yaml --output profit@2027 --shard 1/3 --out a.parquet --from b.parquet',
    '--shard and --from cannot be combined',
    'combine parts with --from',
  ],
  ['simulate shop.yaml --output profit@2027 --out shop.yaml', "'shop.yaml' is invalid", 'ends in .parquet'],
  ['simulate shop.yaml --output profit@2027 --from none.parquet', 'there is no file none.parquet', 'name another file'],
  [
    'simulate shop.yaml --output profit@2027 --from shop.yaml',
    'shop.yaml is not a valid Parquet file',
    'name another file',
  ],
  [
    'simulate shop.yaml --that "cash > 0 USD"',
    "'cash > 0 USD' is not a condition with a single answer",
    'min(cash over timeline)',
  ],
  [
    'simulate shop.yaml --that "sum(cash over timeline)"',
    'is not a condition with a single answer',
    'min(cash over timeline)',
  ],
  ['simulate shop.yaml --that cash', "'cash' is not a condition with a single answer", 'min(cash over timeline)'],
  [
    'simulate shop.yaml --that "sum(cash over timeline) > 1 user"',
    'this formula compares USD and user',
    'check both units',
  ],
  [
    'solve shop.yaml --find price',
    "required option '--so-that <condition>' not specified",
    'solve --help shows an example',
  ],
  ['solve shop.yaml --find prise --so-that "sum(profit over 2027) = 0 USD"', "'prise'", "did you mean 'price'?"],
  ['solve shop.yaml --find profit --so-that "sum(profit over 2027) = 0 USD"', "'profit'", 'calculated'],
  ['solve shop.yaml --find stock --so-that "sum(profit over 2027) = 0 USD"', "'stock'", 'sensitivity'],
  ['solve shop.yaml --find price --so-that "profit = 0 USD"', "'profit = 0 USD' has", 'min(x over 2026..2028)'],
  ['solve shop.yaml --find price --so-that "sum(profit over 2027)"', 'is not a condition', 'compare it with something'],
  [
    'solve shop.yaml --find price --so-that "sum(profit over 2027) = 0 user"',
    'compares USD and user',
    'check both units',
  ],
  ['solve shop.yaml --find price --so-that ""', 'the formula is empty', 'write a calculation'],
  [
    'solve shop.yaml --find price --so-that "sum(profit over 2027) = 0 USD" --between 1..2',
    "'1' has no unit",
    'write 1 USD/user/month',
  ],
  [
    'solve shop.yaml --find price --so-that "sum(profit over 2027) = 0 USD" --between 40',
    "'40' is not a range",
    'both bounds',
  ],
  [
    'solve shop.yaml --find period --so-that "cash < 0 USD" --between 1..2',
    '--between applies to inputs',
    'remove --between',
  ],
  [
    'solve shop.yaml --find period --so-that "sum(profit over 2027) = 0 USD"',
    'is not a condition with one answer per period',
    '"cash < 0 USD"',
  ],
  ['scenarios shop.yaml --at 2040', '2040 is not a period of the model', 'from 2026-01 to 2027-12, by month'],
  ['scenarios shop.yaml --at soon', "'soon' is not a date", 'write 2027'],
  ['check shop.yaml --exact --bound 2', "'2' is invalid", 'between 0 and 1'],
];

describe('what is wrong', () => {
  it.each(wrong)('%s', async (line, message, hint) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
    expect(await run(...words)).toBe(2);
    const folded = complained.replace(/\s+/g, ' ');
    expect(folded).toContain(message);
    expect(folded.slice(folded.indexOf('hint:'))).toContain(hint);
    expect(said).toBe('');
    for (const part of line.split(' '))
      if (part === '--vary' || part === '--between') expect(complained).not.toContain('--set:');
  });
});

describe('check --exact', () => {
  it('says that everything is exact', async () => {
    expect(await run('check', 'exact.yaml', '--exact')).toBe(0);
    expect(said).toMatch(/ok exact\.yaml[\s\S]*every item, check and tie-out is exact to the last digit/);
  });
  it('keeps to 80 columns with many items', async () => {
    const items = Array.from(
      { length: 120 },
      (_, at) => `      item_${at}: { label: Item ${at}, unit: '1', formula: limit - share }`,
    );
    writeFileSync('many.yaml', simple.replace(/ {6}above.*\n/, `${items.join('\n')}\n`));
    expect(await run('check', 'many.yaml', '--exact')).toBe(0);
    expect(said.replace(/\s+/g, ' ')).toContain('the 10 largest of 120');
    expect(Math.max(...said.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  });
  it('shows a difference, and fails with exit 1 when it is above the bound', async () => {
    expect(await run('check', 'near.yaml', '--exact')).toBe(0);
    expect(said).toMatch(/above +base +0\.1999999\d+ +6\.7e-17/);
    expect(await run('check', 'near.yaml', '--exact', '--bound', '1e-17')).toBe(1);
    expect(complained).toContain('error[inexact-result]');
    said = '';
    expect(await run('check', 'near.yaml', '--exact', '--bound', '1e-17', '--json')).toBe(1);
    const [{ exactness, exitCode }] = JSON.parse(said).models;
    expect(exitCode).toBe(1);
    expect(exactness[0]).toEqual(
      expect.objectContaining({ id: 'above', scenario: 'base', exact: '0.2', relative: expect.closeTo(6.7e-17, 18) }),
    );
  });
  it('fails with exit 1 where rounding decides a comparison', async () => {
    expect(await run('check', 'inexact.yaml', '--exact')).toBe(1);
    expect(complained).toContain('error[inexact-result]');
    expect(complained).toContain('error[decided-by-rounding]');
  });
  it('claims no more digits than a double has, and says from where they are counted', async () => {
    expect(await run('check', 'near.yaml', '--exact')).toBe(0);
    expect(said.replace(/\s+/g, ' ')).toContain(
      'Every result agrees with the 40-digit result to at least 15 digits, counted from the largest term of its calculation.',
    );
  });
});
