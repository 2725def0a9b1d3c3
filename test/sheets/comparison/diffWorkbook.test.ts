/**
 * A comparison as a workbook: the rules hold, sums and differences are live and right, charts refer to the right cells,
 * and other programs read the file.
 */
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from '../../../src/audit/conformance.ts';
import type { Explanation, Part, RunDiff } from '../../../src/diff/diff.ts';
import { diffWorkbook, verifyFile } from '../../../src/pipeline.ts';
import { isClose } from '../../helpers/agreement.ts';
import { type ComparedRuns, compared, kiosk, newerModel, olderModel } from '../../helpers/diffWorkbookFixture.ts';
import { setResult } from '../../helpers/edited.ts';
import { recalculateAll } from '../../helpers/libreoffice.ts';
import { packageFaults } from '../../helpers/openXml.ts';
import { type ReadSheet, readSheets, readWorkbook } from '../../helpers/readSheets.ts';

let runs: ComparedRuns;
let bytes: Uint8Array;
let sheets: readonly ReadSheet[];

const named = (all: readonly ReadSheet[], name: string): ReadSheet => all.find((sheet) => sheet.name === name)!;
const rowsOf = (all: readonly ReadSheet[], name: string): unknown[][] =>
  named(all, name).rows.map((cells) => cells.map(({ value }) => value));
/** Where a row stands whose first cell holds this. */
const rowAt = (name: string, label: string, from = 0): number => {
  const found = named(sheets, name).rows.findIndex((cells, at) => at >= from && cells[0]?.value === label);
  if (found < 0) throw new Error(`${name} has no row '${label}'`);
  return found;
};
const rowNamed = (name: string, label: string, from = 0) => named(sheets, name).rows[rowAt(name, label, from)]!;

beforeAll(async () => {
  runs = kiosk();
  bytes = await diffWorkbook(runs.diff, runs.explanations);
  sheets = readSheets(bytes);
});

describe('the workbook of a comparison', () => {
  it('keeps every rule for auditable workbooks, and says so', () => {
    const rules = checkConformance(readWorkbook(bytes));
    expect(rules.filter(({ result }) => result === 'fails')).toEqual([]);
    const told = rowsOf(sheets, 'About').filter(([label]) => /^\d+\. /.test(String(label)));
    expect(told.map(([, , result]) => result)).toEqual(rules.map(({ result }) => result));
  });

  it('keeps the standard to the letter', () => {
    expect(packageFaults(bytes)).toEqual([]);
  });

  it('gives the same bytes for the same comparison, and others for another', async () => {
    expect(Buffer.compare(await diffWorkbook(runs.diff, runs.explanations), bytes)).toBe(0);
    const other = await diffWorkbook({ ...runs.diff, tolerance: { relative: 1e-6, absolute: 0 } }, runs.explanations);
    expect(Buffer.compare(other, bytes)).not.toBe(0);
  });

  it('has its sheets in reading order, listed in the contents', () => {
    const names = sheets.map(({ name }) => name);
    expect(names).toEqual([
      'Summary',
      'Contents',
      'Explanation',
      'Changes',
      'Changed series',
      'Movements',
      'Chart data',
      'Checks',
      'About',
    ]);
    expect(
      rowsOf(sheets, 'Contents')
        .slice(2)
        .map(([name]) => name),
    ).toEqual(names.filter((name) => name !== 'Contents'));
    expect(rowsOf(sheets, 'Contents').every(([, , holds]) => holds !== 'calculation')).toBe(true);
  });

  it('is recognised as written, and a changed result is found', () => {
    expect(verifyFile(readWorkbook(bytes)).value).toMatchObject({
      verdict: 'as written',
      comparedWith: 'record',
      recalculation: { findings: [] },
    });
    const row = rowAt('Explanation', 'Sum of contributions') + 1;
    const forged = verifyFile(readWorkbook(setResult(bytes, 'Explanation', `G${row}`, '1'))).value!;
    expect(forged.recalculation.findings.map(({ kind, place }) => `${kind} ${place}`)).toContain(
      `stale-value Explanation!G${row}`,
    );
  });

  it('has the same results in LibreOffice, from a copy without results', { tags: ['libreoffice'] }, async () => {
    const [theirs] = await recalculateAll([bytes]);
    const off = sheets.flatMap(({ name, rows }) =>
      rows.flatMap((cells, row) =>
        cells.flatMap(({ value, formula }, column) => {
          const other = named(theirs!, name).rows[row]?.[column]?.value;
          if (formula === undefined || typeof value !== 'number') return [];
          return typeof other === 'number' && (isClose(value, other, 1) || Math.abs(value - other) < 1e-9)
            ? []
            : [`${name} ${row} ${column}: ${value} ${String(other)}`];
        }),
      ),
    );
    expect(off).toEqual([]);
  });

  it('repeats headings in print, keeps them in view, and lets lists be filtered', () => {
    const file = readWorkbook(bytes);
    for (const name of ['Changes', 'Movements']) {
      const sheet = file.sheets.find((one) => one.name === name)!;
      expect(sheet.frozen).toEqual({ rows: 2, columns: 1 });
      expect(sheet.printTitles).toBeDefined();
      expect(sheet.autoFilter).toMatchObject({ fromRow: 1, fromColumn: 0 });
    }
    expect(file.sheets.find(({ name }) => name === 'Movements')!.autoFilter!.toRow).toBe(
      1 + runs.diff.movements.length,
    );
  });

  it('never makes a formula of words', () => {
    const cells = named(sheets, 'Changes')
      .rows.flat()
      .filter(({ value }) => typeof value === 'string' && value.startsWith('='));
    expect(cells.map(({ value }) => value)).toContain('=1+1 cheaper lemons');
    expect(cells.every(({ formula }) => formula === undefined)).toBe(true);
  });
});

describe('the summary', () => {
  it('names both runs and counts what changed', () => {
    expect(rowsOf(sheets, 'Summary').find(([label]) => label === 'Name')).toMatchObject({
      1: 'HEAD~1:kiosk.yaml',
      4: 'kiosk.yaml',
    });
    expect(rowsOf(sheets, 'Summary').flat()).toContain('Changes: 6 values, 1 formula, 1 label or layout change.');
  });

  it('says by how much a result of another scenario moved', () => {
    const line = rowsOf(sheets, 'Summary')
      .map(([label]) => String(label))
      .find((label) => label.startsWith('Scenario dear'));
    expect(line).toMatch(/^Scenario dear \(.*\): \d+ rows? moved, the largest being .+ from .+ to .+\.$/);
  });

  it('sets the headline results of both runs against each other, with live differences', () => {
    const at = rowAt('Summary', 'Revenue: old');
    const [old, now, difference, relative] = named(sheets, 'Summary')
      .rows.slice(at, at + 4)
      .map((cells) => cells.slice(4, 6));
    expect(old!.map(({ value }) => value)).toEqual([22_800, 22_800]);
    expect(now!.map(({ value }) => value)).toEqual([49_800, 49_800]);
    expect(difference!.map(({ value }) => value)).toEqual([27_000, 27_000]);
    expect(difference!.map(({ formula }) => formula)).toEqual([`E${at + 2}-E${at + 1}`, `F${at + 2}-F${at + 1}`]);
    expect(relative!.map(({ value }) => value)).toEqual([27_000 / 22_800, 27_000 / 22_800]);
  });

  it('shows a percentage in points, and what has one value for all time once', () => {
    const at = rowAt('Summary', 'Kept after tax: old');
    expect(
      named(sheets, 'Summary')
        .rows[at + 2]!.slice(0, 2)
        .map(({ value }) => value),
    ).toEqual(['  difference', 'points']);
    expect(named(sheets, 'Summary').rows[at + 2]![4]!.value).toBeCloseTo(0.015, 12);
    const file = readWorkbook(bytes);
    const cell = file.sheets[0]!.rows.find(({ row }) => row === at + 2)!.cells.find(({ column }) => column === 4)!;
    expect(file.styles[cell.styleIndex]!.format).toContain('%" pts"');
  });
});

describe('the explanation', () => {
  it('has a block for each result whose parts add up live', () => {
    for (const { label, old, new: now, difference, parts } of runs.explanations) {
      const start = rowAt('Explanation', label);
      const amount = (words: string) => rowNamed('Explanation', words, start)[6]!;
      expect(amount('Old value').value).toBe(old);
      expect(amount('New value').value).toBe(now);
      expect(amount('Difference').value as number).toBeCloseTo(difference!, 9);
      expect(amount('Difference').formula).toMatch(/^\$?G\d+-\$?G\d+$/);
      expect(amount('Sum of contributions').formula).toMatch(/^SUM\(/);
      expect(amount('Sum of contributions').value as number).toBeCloseTo(difference!, 9);
      expect(amount('  adds up').value).toBe(1);
      const first = rowAt('Explanation', 'Old value', start) + 1;
      const listed = named(sheets, 'Explanation').rows.slice(first, first + parts.length);
      expect(listed.map((cells) => cells[6]!.value)).toEqual(parts.map((part) => part.amount));
      expect(listed.map((cells) => [cells[8]!.value, cells[9]!.value])).toEqual(
        parts.map(({ least, most }) => [least, most]),
      );
    }
  });

  it('says beside each part what was changed, from where, and why', () => {
    const start = rowAt('Explanation', 'Profit after tax, 2027');
    const part = rowNamed('Explanation', 'Cost of a cup', start);
    expect([part[4], part[5], part[10]].map((cell) => cell?.value)).toEqual([
      '1.5 USD/cup → 1.1 USD/cup',
      'Ledger',
      '=1+1 cheaper lemons',
    ]);
    expect(rowNamed('Explanation', 'Formula of Profit after tax', start)[4]!.value).toBe(
      '(revenue - costs) * (1 - tax) → revenue * (1 - tax) - costs',
    );
  });

  it('draws each block as a bridge that ends where the difference does', () => {
    const charts = readWorkbook(bytes).sheets.find(({ name }) => name === 'Explanation')!.chartContents!;
    expect(charts.map(({ title }) => title)).toEqual([
      'Drivers of Revenue, 2027',
      'Drivers of Profit after tax, 2027',
      'Drivers of Margin, 2026',
      'Drivers of Kept after tax: difference only',
    ]);
    const block = rowAt('Chart data', 'Drivers of Profit after tax, 2027');
    const first = block + 2;
    const steps = named(sheets, 'Chart data')
      .rows.slice(first, first + 9)
      .map((cells) => cells.map(({ value }) => value));
    expect(steps.map(([label]) => label)).toEqual([
      'Old',
      'Season',
      'Formula of Profit after tax',
      'Cost of a cup',
      'Rent',
      'Price: Beach',
      'Tax',
      'Cups sold: Market',
      'New',
    ]);
    expect(charts[1]!.series.map(({ categories }) => categories)).toEqual(
      Array(7).fill(`'Chart data'!$A$${first + 1}:$A$${first + 9}`),
    );
    // From a loss to a profit: the first step passes zero, so it is drawn below and above.
    const near = (amount: number) => expect.closeTo(amount, 9);
    expect(steps[1]!.slice(4)).toEqual([
      near(19_261.5),
      -10_560,
      near(8701.5),
      0,
      0,
      null,
      near(8701.5),
      -10_560,
      0,
      0,
    ]);
    // The loss stands below zero with its sign, and steps down are positive heights from where they end.
    expect(steps[0]![9]).toBe(-10_560);
    expect(steps[2]!.slice(10)).toEqual([0, 0, 6704, 0]);
    expect(steps.at(-2)![6]).toBeCloseTo(steps.at(-1)![4] as number, 9);
    const texts = Object.entries(unzipSync(bytes)).flatMap(([name, part]) =>
      name.startsWith('xl/charts/chart') ? [strFromU8(part)] : [],
    );
    expect(texts.every((xml) => xml.includes('<c:grouping val="stacked"/>'))).toBe(true);
  });
});

const part = (id: string, amount: number, parts: readonly Part[] = []): Part => ({
  kind: parts.length === 0 ? 'assumption' : 'group',
  id,
  label: `Part ${id}`,
  amount,
  least: amount - 1,
  most: amount + 1,
  error: parts.length === 0 ? null : 0.25,
  changes: [`value ${id}`],
  parts,
});

const explanation = (parts: readonly Part[], old: number, now: number): Explanation => ({
  target: 'revenue@2027',
  label: 'Revenue',
  unit: 'USD',
  old,
  new: now,
  difference: now - old,
  parts,
  statements: ['Split by hand.'],
});

describe('blocks that are out of the ordinary', () => {
  const read = async (explanations: readonly Explanation[], diff: RunDiff = runs.diff) => {
    const file = await diffWorkbook(diff, explanations);
    expect(checkConformance(readWorkbook(file)).filter(({ result }) => result === 'fails')).toEqual([]);
    return { file, sheets: readSheets(file) };
  };

  it('make a group the live sum of what it is made of, and count it once', async () => {
    const group = part('both', 70, [part('one', 50), part('two', 20)]);
    const found = (await read([explanation([group, part('three', -30)], 100, 140)])).sheets;
    const rows = named(found, 'Explanation').rows;
    const at = rows.findIndex((cells) => cells[0]?.value === 'Part both');
    expect(rows.slice(at, at + 4).map((cells) => cells[0]!.value)).toEqual([
      'Part both',
      '  Part one',
      '  Part two',
      'Part three',
    ]);
    expect(rows[at]![6]).toEqual({ value: 70, formula: `SUM($G${at + 2}:$G${at + 3})` });
    expect(rows[at]![10]!.value).toBe(0.25);
    const sum = rows.find((cells) => cells[0]?.value === 'Sum of contributions')!;
    expect(sum[6]).toEqual({ value: 40, formula: `SUM($G${at + 1},$G${at + 4})` });
    expect(rowsOf(found, 'Checks').every((cells) => cells[3] !== 'check' || cells[6] === 1)).toBe(true);
  });

  it('draw many parts as the largest and the rest together', async () => {
    const parts = Array.from({ length: 30 }, (_, at) => part(`p${at}`, 30 - at));
    const found = (await read([explanation(parts, 10, 475)])).sheets;
    const labels = rowsOf(found, 'Chart data').map(([label]) => label);
    expect(labels.filter((label) => /^Part p/.test(String(label)))).toHaveLength(8);
    expect(rowsOf(found, 'Chart data').find(([label]) => label === '22 smaller changes')?.[4]).toBe((22 * 23) / 2);
  });

  it('name parts that come to nothing in a sentence, and what rounding leaves is no gap', async () => {
    const idle = { ...part('idle', 0), least: 0, most: 0 };
    const found = (await read([explanation([part('one', 40 + 1e-12), idle], 100, 140)])).sheets;
    const cells = rowsOf(found, 'Explanation');
    expect(cells.flat()).toContain('No effect: Part idle.');
    expect(cells.some(([label]) => label === 'Part idle')).toBe(false);
    expect(cells.find(([label]) => label === 'Contributions minus difference')![6]).toBe(0);
  });

  it('stand on a page together where it holds them, and begin one where it does not', async () => {
    const few = Array.from({ length: 4 }, (_, at) => ({
      ...explanation([part('one', 40)], 100, 140),
      target: `revenue@${2026 + at}`,
    }));
    const { file } = await read(few);
    const xml = Object.entries(unzipSync(file)).flatMap(([name, bytes]) =>
      name.startsWith('xl/worksheets/') ? [strFromU8(bytes)] : [],
    );
    const breaks = xml.flatMap((one) => [...one.matchAll(/<brk id="(\d+)"/g)].map(([, row]) => Number(row)));
    expect(breaks).toHaveLength(1);
    expect(rowsOf(readSheets(file), 'Explanation')[breaks[0]!]![0]).toBe('Revenue, 2028');
  });

  it('have the value axis of a difference begin at zero, and neutral colours', async () => {
    const { file } = await read([explanation([part('one', 3), part('two', 1)], 1000, 1004)]);
    const [chart] = Object.entries(unzipSync(file)).flatMap(([name, bytes]) =>
      name.startsWith('xl/charts/') ? [strFromU8(bytes)] : [],
    );
    expect(chart).toContain('Drivers of Revenue, 2027: difference only');
    expect(chart).toContain('<c:max val="4"/><c:min val="0"/>');
    expect(chart).toContain('<c:majorUnit val="1"/>');
    expect(chart).toContain('74A9DB');
    expect(chart).not.toMatch(/5FAE7F|DB7A6B/);
  });

  it('fail the check in view where parts do not add up', async () => {
    const file = await diffWorkbook(runs.diff, [explanation([part('one', 39)], 100, 140)]);
    const found = readSheets(file);
    expect(named(found, 'Checks').rows[3]![6]!.value).toBe(0);
    expect(rowsOf(found, 'Explanation').find(([label]) => label === 'Contributions minus difference')?.[6]).toBe(-1);
    expect(
      checkConformance(readWorkbook(file))
        .filter(({ result }) => result === 'fails')
        .map(({ rule }) => rule),
    ).toContain(17);
  });

  it('have no parts, no chart and no check where a difference cannot be split', async () => {
    const { sheets: found } = await read([
      { ...explanation([], 100, 0), new: null, difference: null, statements: ['The new run has no such result.'] },
    ]);
    expect(rowsOf(found, 'Explanation').flat()).toContain('The new run has no such result.');
    expect(found.some(({ name }) => name === 'Chart data')).toBe(false);
  });
});

describe('two runs that are alike', () => {
  it('are a workbook all the same', async () => {
    const { diff, explanations } = compared(newerModel, newerModel, []);
    const file = await diffWorkbook({ ...diff }, explanations);
    expect(checkConformance(readWorkbook(file)).filter(({ result }) => result === 'fails')).toEqual([]);
    const found = readSheets(file);
    expect(found.some(({ name }) => name === 'Explanation')).toBe(false);
    expect(rowsOf(found, 'Changes')[2]).toEqual(diff.changes.length === 0 ? ['No changes.'] : expect.anything());
    expect(rowsOf(found, 'Movements')[2]).toEqual(['No row moved.']);
  });
});

describe('timelines that differ', () => {
  it('are compared in the years that both have, at the place of each', async () => {
    const longer = newerModel
      .replace('from: 2026-01, to: 2027-12', 'from: 2025-01, to: 2029-12')
      .replace('{ 2026-01: 700', '{ 2025-01: 700');
    const { diff } = compared(olderModel, longer, []);
    const found = readSheets(await diffWorkbook(diff));
    const [, head] = rowsOf(found, 'Summary');
    expect(head!.slice(4)).toEqual(['2026', '2027']);
    const revenue = rowsOf(found, 'Summary').filter(([label]) => /^Revenue: /.test(String(label)));
    expect(revenue.map((cells) => cells.slice(4))).toEqual([
      [22_800, 22_800],
      [49_800, 49_800],
    ]);
  });

  it('of years are compared by their periods', async () => {
    const yearly = (text: string) => text.replace('to: 2027-12, grain: month', 'to: 2027-12, grain: year');
    const { diff } = compared(yearly(olderModel), yearly(newerModel), []);
    const found = readSheets(await diffWorkbook(diff));
    expect(rowsOf(found, 'Summary')[1]!.slice(4)).toEqual(['2026', '2027']);
    expect(
      rowsOf(found, 'Summary')
        .find(([label]) => label === 'Revenue: new')!
        .slice(4),
    ).toEqual([49_800, 49_800]);
  });
});

describe('things of one label', () => {
  it('say their names, so that a label means one of them', async () => {
    const twins = [
      { ...part('one', 50), label: 'Price' },
      { ...part('two', -10), label: 'price' },
    ];
    const both = [explanation(twins, 100, 140), { ...explanation(twins, 100, 140), target: 'sales@2027' }];
    const changes = runs.diff.changes.map((change) => ({ ...change, label: 'Same' }));
    const diff = { ...runs.diff, changes, movements: runs.diff.movements.map((one) => ({ ...one, label: 'Same' })) };
    const headlines = diff.headlines.map((one) => ({ ...one, label: 'Result' }));
    const file = await diffWorkbook({ ...diff, headlines }, both);
    expect(checkConformance(readWorkbook(file)).filter(({ result }) => result === 'fails')).toEqual([]);
    const labels = rowsOf(readSheets(file), 'Explanation').map(([label]) => label);
    expect(labels).toEqual(
      expect.arrayContaining([
        'Revenue, 2027 (revenue@2027)',
        'Revenue, 2027 (sales@2027)',
        'Price (one)',
        'price (two)',
      ]),
    );
    expect(rowsOf(readSheets(file), 'Summary').map(([label]) => label)).toEqual(
      expect.arrayContaining(['Result (revenue): old']),
    );
  });
});
