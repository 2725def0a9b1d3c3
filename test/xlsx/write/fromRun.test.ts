import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Grid } from '../../../src/grid/grid.ts';
import { makeEvaluator } from '../../../src/run/fromGrid.ts';
import type { CellValue, Evaluation } from '../../../src/run/run.ts';
import { writeWorkbook } from '../../../src/xlsx/write/fromRun.ts';
import { recalculate, recalculateAll } from '../../helpers/libreoffice.ts';
import { type ReadSheet, readSheets } from '../../helpers/readSheets.ts';
import { sampleGrid } from '../../helpers/sampleGrid.ts';

const properties = { title: 'Sample & more', runId: 'abc123', date: '2026-03-31' };

function evaluate(grid: Grid, index: number): Evaluation {
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(index);
  evaluator.close();
  return evaluation;
}

function writeSample(index = 0): Promise<Uint8Array> {
  return writeWorkbook(sampleGrid, evaluate(sampleGrid, index), properties);
}

const part = (bytes: Uint8Array, path: string): string => strFromU8(unzipSync(bytes)[path]!);

function sheetNamed(sheets: readonly ReadSheet[], name: string): ReadSheet {
  return sheets.find((sheet) => sheet.name === name)!;
}

/** Every cell in which the two differ by more than 1e-9 of its size. */
function differences(evaluation: Evaluation, foreign: readonly ReadSheet[]): string[] {
  return [...evaluation.sheets].flatMap(([name, rows]) =>
    rows.flatMap((row, r) =>
      row.flatMap((value, c) => {
        const other = sheetNamed(foreign, name).rows[r]?.[c]?.value ?? null;
        return same(value, other)
          ? []
          : [`${name} row ${r} column ${c}: ${JSON.stringify(value)} and ${JSON.stringify(other)}`];
      }),
    ),
  );
}

function same(own: CellValue, other: CellValue): boolean {
  if (typeof own === 'number' && typeof other === 'number')
    return Math.abs(own - other) <= 1e-9 * Math.max(1, Math.abs(own));
  if ((own ?? '') === '') return (other ?? '') === '';
  return JSON.stringify(own) === JSON.stringify(other);
}

test('the same inputs give the same bytes', async () => {
  expect(Buffer.from(await writeSample()).equals(Buffer.from(await writeSample()))).toBe(true);
});

test('every formula carries its evaluated result', async () => {
  const evaluation = evaluate(sampleGrid, 0);
  expect(differences(evaluation, readSheets(await writeSample()))).toEqual([]);
});

test('text never becomes a formula, and the same formula stands in every column of a row', async () => {
  const sheets = readSheets(await writeSample());
  const [inputs, workings] = [sheetNamed(sheets, 'Inputs'), sheetNamed(sheets, 'P & L')];
  expect(inputs.rows[3]![0]).toEqual({ value: '2024' });
  expect(inputs.rows[4]![0]).toEqual({ value: '=1+1' });
  expect(inputs.rows[8]![0]).toEqual({ value: 'to "Work"', formula: `HYPERLINK("#'P & L'!A4","to ""Work""")` });
  expect(workings.rows[3]!.slice(4, 6).map((cell) => cell.formula)).toEqual([
    "D4*(1+'Inputs'!$B$4)",
    "E4*(1+'Inputs'!$B$4)",
  ]);
});

const needsLibreOffice = { tags: ['libreoffice'] };

test('LibreOffice computes the same from the formulas alone, in every scenario', needsLibreOffice, async () => {
  const indices = [...sampleGrid.scenarios.keys()];
  const recalculated = await recalculateAll(await Promise.all(indices.map(writeSample)));
  for (const index of indices) expect(differences(evaluate(sampleGrid, index), recalculated[index]!)).toEqual([]);
});

test('LibreOffice does recalculate: wrong cached results do not survive', needsLibreOffice, async () => {
  const right = evaluate(sampleGrid, 0);
  const wrong = {
    ...right,
    sheets: new Map([...right.sheets].map(([name, rows]) => [name, rows.map((row) => row.map(() => 999))])),
  };
  const stale = await writeWorkbook(sampleGrid, wrong, properties);
  expect(sheetNamed(readSheets(stale), 'P & L').rows[3]![4]!.value).toBe(999);
  expect(differences(right, await recalculate(stale))).toEqual([]);
});

test('Excel recalculates on load, and the file says what made it', async () => {
  const bytes = await writeSample();
  expect(part(bytes, 'xl/workbook.xml')).toContain('fullCalcOnLoad="1"');
  expect(part(bytes, 'xl/workbook.xml')).toContain('<definedName name="growth_rate">Inputs!$B$4</definedName>');
  expect(part(bytes, 'docProps/core.xml')).toContain('burnsheet run abc123');
  expect(part(bytes, 'docProps/core.xml')).toContain('2026-03-31T00:00:00Z');
});

test('rows are grouped and open, panes are frozen, heads repeat in print', async () => {
  const sheet = part(await writeSample(), 'xl/worksheets/sheet2.xml');
  expect(sheet).toContain('outlineLevel="2"');
  expect(sheet).not.toContain('collapsed="1"');
  expect(sheet).toMatch(/<pane xSplit="3" ySplit="2" topLeftCell="D3"/);
  expect(sheet).toMatch(/<sheetPr>.*<outlinePr[^>]*\/><pageSetUpPr[^>]*\/><\/sheetPr>/);
  expect(sheet).toMatch(/<pageSetup [^>]*orientation="landscape"/);
  expect(part(await writeSample(), 'xl/workbook.xml')).toContain('&apos;P &amp; L&apos;!$1:$2</definedName>');
});

test('a drop-down whose options hold a comma reads them from cells', async () => {
  const bytes = await writeSample();
  expect(part(bytes, 'xl/worksheets/sheet1.xml')).toContain('<formula1>&apos;Lists&apos;!$A$2:$A$3</formula1>');
  expect(sheetNamed(readSheets(bytes), 'Lists').rows.map((row) => row[0]!.value)).toEqual([
    'List 1',
    'base',
    'down, a lot',
  ]);
});

test('a drop-down of plain options holds them itself', async () => {
  const plain = { ...sampleGrid.sheets[0]!, dropDowns: [{ row: 1, column: 1, options: ['base', 'R&D'] }] };
  const grid = { ...sampleGrid, sheets: [plain, sampleGrid.sheets[1]!] };
  const bytes = await writeWorkbook(grid, evaluate(grid, 0), properties);
  expect(part(bytes, 'xl/worksheets/sheet1.xml')).toContain('<formula1>&quot;base,R&amp;D&quot;</formula1>');
  expect(readSheets(bytes)).toHaveLength(2);
});

test('a number that no file can hold is an error cell', async () => {
  const run = { column: 0, count: 1, content: { kind: 'number', value: Number.NaN }, style: 'input' } as const;
  const grid: Grid = {
    ...sampleGrid,
    sheets: [{ ...sampleGrid.sheets[0]!, rows: [{ segments: [run] }], dropDowns: [] }],
  };
  const bytes = await writeWorkbook(grid, { scenario: 'base', sheets: new Map() }, properties);
  expect(readSheets(bytes)[0]!.rows[0]![0]!.value).toEqual({ error: '#NUM!' });
});

test('only addresses of the web become links', async () => {
  const url = (address: string) =>
    ({ column: 0, count: 1, content: { kind: 'url', text: 'source', url: address }, style: 'url' }) as const;
  const rows = [
    { segments: [url('https://example.com/a')] },
    { segments: [url('javascript:alert(1)')] },
    { segments: [url('file:///etc/passwd')] },
  ];
  const grid: Grid = { ...sampleGrid, sheets: [{ ...sampleGrid.sheets[0]!, rows }] };
  const bytes = await writeWorkbook(grid, { scenario: 'base', sheets: new Map() }, properties);
  expect(part(bytes, 'xl/worksheets/_rels/sheet1.xml.rels').match(/Target="[^"]*"/g)).toEqual([
    'Target="https://example.com/a"',
  ]);
});

test('the file carries properties of its own and a record', async () => {
  const record = '<record xmlns="urn:burnsheet:record"><run id="abc123"/></record>';
  const bytes = await writeWorkbook(sampleGrid, evaluate(sampleGrid, 0), {
    ...properties,
    custom: { 'burnsheet run': 'abc123' },
    audit: () => ({ texts: new Map(), record }),
  });
  expect(part(bytes, 'docProps/custom.xml')).toContain('name="burnsheet run"><vt:lpwstr>abc123</vt:lpwstr>');
  expect(part(bytes, 'customXml/item1.xml')).toContain(record);
  expect(
    Object.keys(unzipSync(await writeSample())).filter(
      (path) => path.startsWith('customXml') || path.includes('custom.xml'),
    ),
  ).toEqual([]);
});

test('texts and columns keep to what Excel holds', async () => {
  const long = `${'a'.repeat(32_766)}\u{1F600}`;
  const rows = [{ segments: [{ column: 0, count: 1, content: { kind: 'text', text: long }, style: 'text' } as const] }];
  const grid: Grid = {
    ...sampleGrid,
    sheets: [{ ...sampleGrid.sheets[0]!, rows, columns: [{ width: 400 }], dropDowns: [] }],
  };
  const bytes = await writeWorkbook(grid, { scenario: 'base', sheets: new Map() }, properties);
  expect(readSheets(bytes)[0]!.rows[0]![0]!.value).toBe('a'.repeat(32_766));
  expect(part(bytes, 'xl/worksheets/sheet1.xml')).toContain('width="255"');
});
