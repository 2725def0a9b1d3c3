/**
 * The rules for auditable workbooks: our own workbooks keep them, each planted fault breaks its rule alone, and foreign
 * workbooks are judged.
 */
import * as foreignWriter from '@e965/xlsx';
import ExcelJS from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkConformance, type Evidence, type RuleResult } from '../../src/audit/conformance.ts';
import { knownFunctions } from '../../src/audit/rules/formulas.ts';
import { ruleTable } from '../../src/audit/rules/ruleTable.ts';
import { functions } from '../../src/formula/functions.ts';
import { workbookFromFile } from '../../src/xlsx/read/fromFile.ts';
import type { WorkbookFile } from '../../src/xlsx/read/workbookFile.ts';
import { addressOf, copyStyle, editPart, editSheet, setCell, setResult, setText } from '../helpers/edited.ts';
import { handmade } from '../helpers/handmade.ts';
import { build } from '../helpers/models.ts';
import { buildFile, examples, smallLabs } from '../helpers/projectModels.ts';

const model = `
model: small
title: A small company
timeline: { from: 2026-01, to: 2026-06, grain: month }
sources: { accounts: { title: Management accounts, date: 2026-03-10 } }
inputs:
  price:   { label: Price, unit: USD/unit, value: 20 USD/unit, source: accounts }
  start:   { label: Units before, unit: unit, value: 100 unit, status: assumption }
  growth:  { label: Growth, unit: '%', series: { 2026-01: 5%, 2026-04: 2% }, status: assumption }
  rent:    { label: Rent, unit: USD/year, value: 12k USD/year, status: assumption }
units: { unit: { label: Unit } }
sheets:
  Sales:
    Volume:
      volume:  { label: Units, unit: unit, opening: start, formula: 'volume[-1] * (1 + growth)', rollup: sum }
      revenue: { label: Revenue, unit: USD, formula: volume * price, rollup: sum }
      fees:
        label: Fees
        unit: USD
        opening: 9 USD
        formula: fees[-1] * (1 + growth)
        rollup: sum
        actuals:
          2026-01: { value: 10 USD, source: accounts, status: reported }
          2026-02: { value: 11 USD, source: accounts, status: reported }
  Cash:
    Balance:
      paid: { label: Rent paid, unit: USD, formula: 'convert(rent, "USD/month") * period.months', rollup: sum }
      cash: { label: Cash, unit: USD, opening: '0', formula: 'cash[-1] + revenue + fees - paid', rollup: last }
checks:
  cash_is_positive: { label: Cash is positive, formula: cash >= 0, tolerance: 0.01 USD }
`;

function read(bytes: Uint8Array): WorkbookFile {
  const { value, diagnostics } = workbookFromFile(bytes);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

const conform = (bytes: Uint8Array, evidence?: Evidence) => checkConformance(read(bytes), evidence);
const failing = (results: readonly RuleResult[]) => results.filter(({ result }) => result === 'fails');
/** `7: Sales!I13 …`, so that a test shows what else fails. */
const faults = (bytes: Uint8Array) => failing(conform(bytes)).map(({ rule, cells }) => `${rule}: ${cells.join(' ')}`);

let clean: Uint8Array;
const at = (sheet: string, id: string, column: string) => addressOf(clean, sheet, id, column);
const rowOf = (sheet: string, id: string) => Number(at(sheet, id, 'A').slice(1));

/** Changes every formula of a row. */
function editRow(sheet: string, row: number, edit: (formula: string, column: string) => string): Uint8Array {
  return editSheet(clean, sheet, (xml) =>
    xml.replace(
      new RegExp(`(<c r="([A-Z]+)${row}"[^>]*><f>)([^<]*)(</f>)`, 'g'),
      (whole, before: string, column: string, formula: string, after: string) =>
        formula.startsWith('HYPERLINK') ? whole : before + edit(formula, column) + after,
    ),
  );
}

const spread = (sheet: string, row: number, columns = 'IJKLMN') =>
  [...columns].map((column) => `${sheet}!${column}${row}`).join(' ');

beforeAll(async () => {
  clean = await build(model).workbook();
});

describe('our own workbooks', () => {
  it.each([...examples, ...smallLabs, 'test/faults/yearly-opening.yaml'])('%s passes every rule', async (path) => {
    expect(failing(conform(await buildFile(path).workbook()))).toEqual([]);
  });

  it('keeps every rule with actuals, openings and conversions', () => {
    const results = conform(clean);
    expect(failing(results)).toEqual([]);
    expect(results.map(({ rule }) => rule)).toEqual(ruleTable.map(({ rule }) => rule));
    expect(results[4]!.detail).toContain('actuals look different from the forecast (2 columns)');
    expect(results[12]).toMatchObject({ result: 'justified exception', cells: [`Sales!${at('Sales', 'fees', 'H')}`] });
  });

  it('says on its sheet About what the check of the file says', () => {
    const { sheets } = read(clean);
    const rows = sheets.find(({ name }) => name === 'About')!.rows.map(({ cells }) => cells.map(({ value }) => value));
    const shown = rows
      .filter(([label]) => /^\d+\. /.test(String(label)))
      .map(([, , result, detail]) => ({ result, detail }));
    expect(shown).toEqual(conform(clean).map(({ result, detail }) => ({ result, detail })));
  });

  it('is the same bytes when it is written again', async () => {
    expect(Buffer.compare(await build(model).workbook(), clean)).toBe(0);
  });

  it('calls no function that is not on the list', () => {
    const called = Object.values(functions).flatMap(({ excel }) =>
      [...excel.matchAll(/([A-Z]+)\(/g)].map((match) => match[1]!),
    );
    expect(called.filter((name) => !knownFunctions.has(name))).toEqual([]);
  });
});

describe('a planted fault breaks its rule alone', () => {
  it('1: a link to another file', () => {
    const part = 'xl/externalLinks/externalLink1.xml';
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml';
    const typed = editPart(clean, '[Content_Types].xml', (xml) =>
      xml.replace('</Types>', `<Override PartName="/${part}" ContentType="${type}"/></Types>`),
    );
    expect(faults(zipSync({ ...unzipSync(typed), [part]: strToU8('<externalLink/>') }))).toEqual([`1: ${part}`]);
  });

  it('2: headings in other columns', () => {
    const swapped = setText(setText(clean, 'Cash', 'E2', 'Source'), 'Cash', 'F2', 'Formula');
    expect(faults(swapped)).toEqual(['2: Cash!F2 Cash!E2']);
  });

  it('3: a period that ends on another date', () => {
    expect(faults(setResult(clean, 'Cash', 'K3', '46100'))).toEqual(['3: Cash!K3']);
  });

  it('4: counts what reads a lower row, and gives the reason', () => {
    const [result] = conform(
      handmade('<row r="1"><c r="A1"><f>A2+1</f><v>3</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'),
    ).slice(3);
    expect(result).toMatchObject({ result: 'justified exception', cells: ['S!A1'], count: 1 });
  });

  it('5: a hidden row', () => {
    expect(faults(editSheet(clean, 'Sales', (xml) => xml.replace('<row r="9"', '<row r="9" hidden="1"')))).toEqual([
      '5: Sales!A9',
    ]);
  });

  it('5: actuals that look like the forecast', () => {
    expect(faults(copyStyle(clean, 'Sales', 'L2', 'I2'))).toEqual(['5: Sales!I2']);
  });

  it('6: another formula in one period', () => {
    const address = at('Sales', 'revenue', 'K');
    expect(faults(setCell(clean, 'Sales', address, '<f>J12*$G10</f><v>1</v>'))).toEqual([`6: Sales!${address}`]);
  });

  it('7: a number that should be an input', () => {
    const row = rowOf('Sales', 'revenue');
    expect(faults(editRow('Sales', row, (formula) => `${formula}*1.05`))).toEqual([`7: ${spread('Sales', row)}`]);
  });

  it('7: tells a change of units from a hidden number', () => {
    const row = rowOf('Cash', 'paid');
    const edited = editRow('Cash', row, (formula) => `${formula}*365`);
    expect(conform(edited)[6]).toMatchObject({ result: 'justified exception', count: 6 });
  });

  it('8: a choice within a choice that no words explain', () => {
    const row = rowOf('Checks', 'cash_is_positive') + 3;
    const edited = editRow('Checks', row, (formula, column) =>
      column === 'G' ? formula : `IF(${column}$3&gt;0,${formula},0)`,
    );
    expect(faults(edited)).toEqual([`8: ${spread('Checks', row)}`]);
  });

  it('9: a function that changes by itself', () => {
    const row = rowOf('Sales', 'revenue');
    expect(faults(editRow('Sales', row, (formula) => `${formula}+0*NOW()`))).toEqual([`9: ${spread('Sales', row)}`]);
  });

  it('10: a link to a link', () => {
    const [link, growth] = [rowOf('Cash', 'revenue'), rowOf('Sales', 'growth')];
    expect(faults(editRow('Cash', link, (_, column) => `Sales!${column}${growth}`))).toEqual([
      `10: ${spread('Cash', link)}`,
    ]);
  });

  it('11: an opening that nothing reads', () => {
    const row = rowOf('Sales', 'revenue');
    const opened = editSheet(clean, 'Sales', (xml) =>
      xml.replace(`<c r="I${row}"`, `<c r="H${row}"><f>$G9</f><v>1</v></c><c r="I${row}"`),
    );
    expect(faults(opened)).toEqual([`11: Sales!H${row}`]);
  });

  it('12: a circle', () => {
    const [volume, revenue] = [rowOf('Sales', 'volume'), rowOf('Sales', 'revenue')];
    const edited = editRow('Sales', volume, (formula, column) =>
      column === 'H' ? formula : `${formula}+0*${column}${revenue}`,
    );
    expect(faults(edited)).toEqual([
      `12: ${[...'IJKLMN'].map((at) => `Sales!${at}${volume} Sales!${at}${revenue}`).join(' ')}`,
    ]);
  });

  it('13: a formula that looks like an input', () => {
    const [formula, input] = [at('Inputs', 'price', 'G'), at('Inputs', 'price', 'H')];
    expect(faults(copyStyle(clean, 'Inputs', input, formula))).toEqual([`13: Inputs!${formula}`]);
  });

  it('14: an input without a source', () => {
    const address = at('Inputs', 'price', 'F');
    expect(faults(setCell(clean, 'Inputs', address, ''))).toEqual([`14: Inputs!${address}`]);
  });

  it('15: a label that another line item has', () => {
    const address = at('Sales', 'revenue', 'A');
    expect(faults(setText(clean, 'Sales', address, 'Units'))).toEqual([`15: Sales!${address}`]);
  });

  it('16: a name like a cell', () => {
    expect(faults(editPart(clean, 'xl/workbook.xml', (xml) => xml.replace('name="price"', 'name="Q1"')))).toEqual([
      '16: Q1',
    ]);
  });

  it('17: a check that does not hold', () => {
    const address = `K${rowOf('Checks', 'cash_is_positive') + 3}`;
    expect(faults(setResult(clean, 'Checks', address, '0'))).toEqual([`17: Checks!${address}`]);
  });

  it('17: a sheet without the summary of the checks', () => {
    expect(faults(setCell(clean, 'Cash', 'G1', ''))).toEqual(['17: Cash']);
  });

  it('17: a check that compares numbers with =, wherever it does', () => {
    const row = rowOf('Checks', 'cash_is_positive');
    const compares = (formula: string) => faults(setCell(clean, 'Checks', `K${row + 3}`, `<f>${formula}</f><v>1</v>`));
    const found = `17: Checks!K${row + 3}`;
    for (const formula of [
      `IF(K${row}=Sales!K8,1,0)`,
      `IF(K${row}*1=Sales!K8,1,0)`,
      `IF(IF(K${row}&gt;0,K${row},1)=Sales!K8,1,0)`,
      `IF(AND(K${row}=Sales!K8,K${row}&gt;=0),1,0)`,
      `IF((K${row})=(Sales!K8),1,0)`,
    ])
      expect(compares(formula), formula).toContain(found);
    for (const formula of [
      `IF(K${row}=0,1,0)`,
      `IF((K${row}&gt;=0)=(Sales!K8&gt;=0),1,0)`,
      `IF(IF(K${row}&gt;=0,1,0)=IF(Sales!K8&gt;=0,1,0),1,0)`,
      `IF(NOT(K${row}&lt;0)=AND(Sales!K8&gt;=0,1),1,0)`,
      `IF(IFERROR(L${row + 3},0)=M${row + 3},1,0)`,
      `IF(Inputs!$B$8=$A${row},1,0)`,
    ])
      expect(compares(formula), formula).not.toContain(found);
  });

  it('17: flags and options are compared without a tolerance', async () => {
    const flags = build(`
model: flags
timeline: { from: 2026-01, to: 2026-03, grain: month }
inputs:
  on:    { label: Switched on, unit: flag, value: 1, status: assumption, note: A flag }
  way:   { label: Way, choice: [short, long], value: short, status: assumption, note: An option }
  x:     { label: X, unit: USD, value: 5 USD, status: assumption, note: A number }
sheets: { S: { A: { y: { label: Y, unit: USD, formula: x * 2, rollup: last } } } }
checks:
  sign:    { label: The sign follows, formula: (y >= 0) = (x >= 0) }
  switch:  { label: The switch is on where Y is positive, formula: on = (y >= 0) }
  options: { label: Both ways are the same, formula: way = short }
key_results: [y]
`);
    expect(faults(await flags.workbook())).toEqual([]);
  });

  it('17: a check that the summary does not read', () => {
    const row = rowOf('Checks', 'cash_is_positive') + 3;
    const edited = editRow('Checks', 4, (formula) => formula.replace(`,$G${row}`, ''));
    expect(faults(edited)).toEqual([`17: Checks!G${row}`]);
  });

  it('18: a formula without its result', () => {
    const address = at('Sales', 'revenue', 'K');
    const bare = editSheet(clean, 'Sales', (xml) =>
      xml.replace(new RegExp(`(<c r="${address}"[^>]*><f>[^<]*</f>)<v>[^<]*</v>`), '$1'),
    );
    expect(faults(bare)).toEqual([`18: Sales!${address}`]);
  });

  it('19: another engine that differs, or agrees', () => {
    const recalculated = { engine: 'LibreOffice', differences: 2, cells: 100 };
    expect(failing(conform(clean, { recalculated })).map(({ rule }) => rule)).toEqual([19]);
    expect(conform(clean, { recalculated: { ...recalculated, differences: 0 } })[18]!.result).toBe('passes');
  });

  it('20: is left to the proof', () => {
    expect(conform(clean)[19]!.result).toBe('justified exception');
  });

  it('21: another run in the properties', () => {
    const edited = editPart(clean, 'docProps/core.xml', (xml) =>
      xml.replace(/run [0-9a-f]{16}/, 'run 0123456789abcdef'),
    );
    expect(failing(conform(edited)).map(({ rule }) => rule)).toEqual([21]);
  });

  it('22: print titles of another sheet', () => {
    const edited = editPart(clean, 'xl/workbook.xml', (xml) =>
      xml.replace(
        /(name="_xlnm.Print_Titles"[^>]*>)([^<]*Cash[^<]*)/,
        (_, before: string, text: string) => before + text.replaceAll('Cash', 'Sales'),
      ),
    );
    expect(faults(edited)).toEqual(['22: print titles of Cash']);
  });
});

/**
 * A workbook of somebody else: years in the second row, a hidden sheet, a number in a formula and a formula that was
 * overwritten.
 */
async function byExcelJs(): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Plan');
  sheet.addRow(['Plan']);
  sheet.addRow(['USD', 2026, 2027, 2028, 2029]);
  sheet.addRow(['Revenue', 100, ...['B', 'C', 'D'].map((column) => ({ formula: `${column}3*1.1`, result: 110 }))]);
  sheet.addRow(['Cost', ...['B', 'C', 'D', 'E'].map((column) => ({ formula: `${column}3/2`, result: 55 }))]);
  sheet.getCell('D4').value = 60;
  workbook.addWorksheet('Notes', { state: 'hidden' }).addRow(['Nothing to see']);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function byForeignWriter(): Uint8Array {
  const cells = {
    '!ref': 'A1:B2',
    A1: { t: 's', v: 'Rate' },
    B1: { t: 'n', v: 0.1 },
    A2: { t: 's', v: 'Value' },
    B2: { t: 'n', v: 5, f: 'NPV(B1,B1)' },
  };
  const workbook = { SheetNames: ['Sheet1'], Sheets: { Sheet1: cells } };
  return new Uint8Array(
    foreignWriter.write(workbook as foreignWriter.WorkBook, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer,
  );
}

describe('workbooks that burnsheet did not write', () => {
  it('are judged as far as the rules apply, and the rest says why not', async () => {
    const results = conform(await byExcelJs());
    expect(results.filter(({ result }) => result === 'not applicable').map(({ rule }) => rule)).toEqual([
      1, 2, 10, 11, 13, 14, 15, 21,
    ]);
    const found = Object.fromEntries(failing(results).map(({ rule, cells }) => [rule, cells]));
    expect(found).toMatchObject({
      5: ['Notes'],
      6: ['Plan!D4', 'Plan!B3'].sort(),
      7: ['Plan!C3', 'Plan!D3', 'Plan!E3'],
    });
    for (const { detail } of results) expect(detail).toMatch(/\.$/);
  });

  it('may have no time axis, and functions that hide what they read', () => {
    const results = conform(byForeignWriter());
    expect(results[2]!.result).toBe('not applicable');
    expect(results[5]!.result).toBe('not applicable');
    expect(results[8]).toMatchObject({ result: 'fails', cells: ["'Sheet1'!B2"] });
    expect(results[8]!.detail).toContain('NPV');
  });

  it('may be empty', () => {
    expect(conform(handmade()).filter(({ result }) => result === 'fails')).toEqual([]);
  });

  it('are followed through circles of many rows in time that grows with them', () => {
    const rows = Array.from(
      { length: 3000 },
      (_, row) => `<row r="${row + 1}"><c r="A${row + 1}"><f>SUM(A${row + 2}:A3001)</f><v>0</v></c></row>`,
    );
    const results = conform(handmade(rows.join('')));
    expect(results[11]!.result).toBe('justified exception');
  });

  it('hold text in strings and links that is no formula', () => {
    const formula = 'IF(A1=1,"IF(IF(NOW()*7,","x")';
    const bytes = handmade(
      `<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>${formula.replaceAll('"', '&quot;')}</f><v>x</v></c></row>`,
    );
    expect(
      conform(bytes)
        .slice(6, 9)
        .map(({ result }) => result),
    ).toEqual(['passes', 'passes', 'passes']);
    expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)).toContain('NOW()');
  });
});
