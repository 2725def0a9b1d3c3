import { describe, expect, test } from 'vitest';
import { makeEvaluator } from '../../../src/run/fromGrid.ts';
import { workbookFromFile } from '../../../src/xlsx/read/fromFile.ts';
import type { WorkbookFile } from '../../../src/xlsx/read/workbookFile.ts';
import { writeWorkbook } from '../../../src/xlsx/write/fromRun.ts';
import { chartGrid } from '../../helpers/chartGrid.ts';
import { handmade, handmadeParts, type PartTexts, packed, relationships, worksheet } from '../../helpers/handmade.ts';
import { readWorkbook } from '../../helpers/readSheets.ts';
import { sampleGrid } from '../../helpers/sampleGrid.ts';

const read = (rows: string, more: PartTexts = {}): WorkbookFile => readWorkbook(handmade(rows, more));
const cellsOf = (file: WorkbookFile) => file.sheets[0]!.rows.flatMap(({ cells }) => cells);
const valuesOf = (file: WorkbookFile) => cellsOf(file).map(({ value }) => value);
const formulasOf = (file: WorkbookFile) => cellsOf(file).map(({ formula }) => formula);
const sheetWith = (parts: Parameters<typeof worksheet>[1], rels?: string): PartTexts => ({
  'xl/worksheets/sheet1.xml': worksheet('', parts),
  ...(rels === undefined ? {} : { 'xl/worksheets/_rels/sheet1.xml.rels': rels }),
});
const withStrings = (strings: string): PartTexts => ({
  'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
  'xl/_rels/workbook.xml.rels': relationships({
    rId1: ['worksheet', 'worksheets/sheet1.xml'],
    rId2: ['sharedStrings', '/xl/sharedStrings.xml'],
  }),
});

describe('values', () => {
  test('of every type', () => {
    const rows = [
      '<row><c><v>-1.5E-3</v></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c><c t="str"><f>A1&amp;"x"</f><v> x </v></c>',
      '<c t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c><c t="s"><v>0</v></c><c s="2"/><c/></row>',
    ];
    const file = read(rows.join(''), withStrings('<si><t>shared</t></si>'));
    expect(valuesOf(file)).toEqual([-0.0015, true, { error: '#DIV/0!' }, ' x ', 'in line', 'shared', null]);
    expect(cellsOf(file)[3]).toEqual({ row: 0, column: 3, value: ' x ', formula: 'A1&"x"', styleIndex: 0 });
  });

  test('a formula without result has none', () => {
    expect(cellsOf(read('<row r="3"><c r="B3"><f>1+1</f></c></row>'))).toEqual([
      { row: 2, column: 1, value: null, formula: '1+1', styleIndex: 0 },
    ]);
  });

  test('shared texts of several runs, without phonetic guides and with escaped characters', () => {
    const strings =
      '<si><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t>_x0041__x005F_x0041_</t></si><si><t/></si>';
    const cells = [0, 1, 2].map((index) => `<c t="s"><v>${index}</v></c>`).join('');
    expect(valuesOf(read(`<row>${cells}</row>`, withStrings(strings)))).toEqual(['ab', 'A_x0041_', '']);
  });

  test('CDATA, character references and another prefix', () => {
    const xml =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="str"><x:v>&#65;<![CDATA[<&]]>&lt;</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    expect(valuesOf(read('', { 'xl/worksheets/sheet1.xml': xml }))).toEqual(['A<&<']);
  });

  test('UTF-16, and characters of two units', () => {
    const xml = `\ufeff<?xml version="1.0" encoding="UTF-16"?>${worksheet('<row><c t="str"><v>Größe 😀</v></c></row>')}`;
    expect(valuesOf(read('', { 'xl/worksheets/sheet1.xml': new Uint8Array(Buffer.from(xml, 'utf16le')) }))).toEqual([
      'Größe 😀',
    ]);
    const long = `${'ä'.repeat(70_001)}\ufffd😀`;
    expect(valuesOf(read(`<row><c t="str"><v>${long}</v></c></row>`))).toEqual([long]);
  });
});

describe('formulas that stand in several cells', () => {
  test('shared ones move, also before their master', () => {
    const cells = [
      '<c r="A1"><f t="shared" si="0"/></c>',
      '<c r="B1"><f t="shared" si="0" ref="A1:C1">$A2+B3*LOG10(S!B$1)</f></c>',
    ];
    expect(formulasOf(read(`<row>${cells.join('')}<c r="C1"><f t="shared" si="0"/></c></row>`))).toEqual([
      '$A2+A3*LOG10(S!A$1)',
      '$A2+B3*LOG10(S!B$1)',
      '$A2+C3*LOG10(S!C$1)',
    ]);
  });

  test('arrays stay as they are', () => {
    const rows =
      '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2*2</f></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>';
    expect(formulasOf(read(rows))).toEqual(['C1:D2*2', 'C1:D2*2', undefined, 'C1:D2*2']);
  });
});

describe('a sheet', () => {
  test('rows, columns and what is hidden', () => {
    const file = read('<row r="2" hidden="1" outlineLevel="2" ht="20.5" collapsed="true"/><row r="3"/>');
    expect(file.sheets[0]!.rows).toEqual([
      { row: 1, hidden: true, outline: 2, collapsed: true, height: 20.5, cells: [] },
    ]);
    const columns = '<cols><col min="2" max="3" width="12.5" hidden="1" outlineLevel="1"/></cols>';
    expect(read('', sheetWith({ before: columns })).sheets[0]!.columns).toEqual([
      { from: 1, to: 2, hidden: true, outline: 1, width: 12.5 },
    ]);
  });

  test('everything around the cells', () => {
    const before =
      '<sheetPr><tabColor rgb="FF1565C0"/></sheetPr><sheetViews><sheetView><pane xSplit="2" ySplit="3" state="frozen"/></sheetView></sheetViews>';
    const after = [
      '<sheetProtection sheet="1"/><autoFilter ref="A1:C9"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
      '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="1"><formula>1</formula></cfRule></conditionalFormatting>',
      '<dataValidations><dataValidation type="list" allowBlank="1" sqref="A1 B2:B3"><formula1>"a,b"</formula1></dataValidation></dataValidations>',
      '<hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="B1" location="S!A1"/></hyperlinks>',
      '<extLst><ext><dataValidation type="whole" sqref="X"/></ext></extLst>',
    ];
    const sheet = read(
      '',
      sheetWith(
        { before, after: after.join('') },
        relationships({ rId1: ['hyperlink', 'https://example.com/', 'External'] }),
      ),
    ).sheets[0]!;
    const one = (row: number, column: number) => ({ fromRow: row, fromColumn: column, toRow: row, toColumn: column });
    expect(sheet).toMatchObject({
      tabColour: 'FF1565C0',
      kind: 'presentation',
      frozen: { rows: 3, columns: 2 },
      isProtected: true,
      autoFilter: { fromRow: 0, fromColumn: 0, toRow: 8, toColumn: 2 },
      merged: [{ fromRow: 0, fromColumn: 0, toRow: 1, toColumn: 1 }],
      conditions: [{ type: 'cellIs', ranges: [one(0, 0)], formulas: ['1'], hidesValue: false }],
      validations: [
        {
          type: 'list',
          allowBlank: true,
          formula1: '"a,b"',
          ranges: [one(0, 0), { fromRow: 1, fromColumn: 1, toRow: 2, toColumn: 1 }],
        },
      ],
      hyperlinks: [
        { range: one(0, 0), target: 'https://example.com/' },
        { range: one(0, 1), location: 'S!A1' },
      ],
    });
  });

  test('names, states and what is printed', () => {
    const workbook = (handmadeParts()['xl/workbook.xml'] as string)
      .replace('name="S"', 'name="S &amp; T" state="veryHidden"')
      .replace(
        '</sheets>',
        `</sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'S &amp; T'!$1:$2</definedName><definedName name="rate" hidden="1">0.5</definedName></definedNames><calcPr fullCalcOnLoad="1" iterate="1"/>`,
      );
    const file = read('', { 'xl/workbook.xml': workbook });
    expect(file.sheets[0]).toMatchObject({ name: 'S & T', state: 'veryHidden', printTitles: "'S & T'!$1:$2" });
    expect(file.names).toEqual([
      { name: '_xlnm.Print_Titles', formula: "'S & T'!$1:$2", hidden: false, sheet: 'S & T' },
      { name: 'rate', formula: '0.5', hidden: true },
    ]);
    expect(file.calculation).toEqual({ fullCalcOnLoad: true, iterate: true, mode: 'auto', fullPrecision: true });
  });
});

test('styles by index', () => {
  const fonts =
    '<fonts><font/><font><b/><color rgb="FF0000FF"/></font><font><b val="0"/><color theme="1"/></font></fonts>';
  const fills =
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFFBE6"/></patternFill></fill></fills>';
  const formats = '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>';
  const xfs = '<cellXfs><xf/><xf numFmtId="164" fontId="1" fillId="1"/><xf numFmtId="10" fontId="2"/></cellXfs>';
  const file = read('', {
    'xl/styles.xml': `<styleSheet>${formats}${fonts}${fills}<cellStyleXfs><xf fontId="1"/></cellStyleXfs>${xfs}</styleSheet>`,
    'xl/_rels/workbook.xml.rels': relationships({
      rId1: ['worksheet', 'worksheets/sheet1.xml'],
      rId2: ['styles', 'styles.xml'],
    }),
  });
  expect(file.styles).toEqual([
    { format: 'General', bold: false },
    { format: '0.0%', bold: true, fontColour: 'FF0000FF', fillColour: 'FFFFFBE6' },
    { format: '0.00%', bold: false, fontColour: 'FF000000' },
  ]);
});

test('a file that burnsheet wrote says all that was put into it', async () => {
  const evaluator = makeEvaluator(chartGrid);
  const record = '<record xmlns="urn:burnsheet:record" version="1"><run>abc &amp; d</run></record>';
  const properties = {
    title: 'A & B',
    runId: 'abc',
    date: '2026-03-31',
    custom: { 'burnsheet run': 'abc' },
    audit: () => ({ texts: new Map(), record }),
  };
  const file = readWorkbook(await writeWorkbook(chartGrid, evaluator.evaluate(0), properties));
  evaluator.close();
  expect(file.properties).toMatchObject({
    title: 'A & B',
    keywords: 'burnsheet run abc',
    created: '2026-03-31T00:00:00Z',
  });
  expect([...file.properties.custom]).toEqual([['burnsheet run', 'abc']]);
  expect(file.record).toEqual({
    part: 'customXml/item1.xml',
    attributes: { xmlns: 'urn:burnsheet:record', version: '1' },
    text: 'abc & d',
  });
  expect(file.parts).toEqual({ externalLinks: [], macros: [], embedded: [], connections: [], unknown: [] });
  expect(file.sheets.map(({ charts }) => charts)).toEqual(chartGrid.sheets.map(({ charts = [] }) => charts.length));
  expect(file.sheets.map(({ kind }) => kind)).toEqual(chartGrid.sheets.map(({ kind }) => kind));
  const notes = chartGrid.sheets.flatMap((sheet) => sheet.notes ?? []);
  expect(new Set(file.sheets.flatMap(({ comments }) => comments.map(({ text }) => text)))).toEqual(
    new Set(notes.map(({ text }) => text)),
  );
});

test('every cell is found under its row and column', async () => {
  const evaluator = makeEvaluator(sampleGrid);
  const evaluation = evaluator.evaluate(0);
  evaluator.close();
  const file = readWorkbook(await writeWorkbook(sampleGrid, evaluation, { title: '', runId: '', date: '2026-03-31' }));
  for (const sheet of file.sheets.slice(0, 2)) {
    for (const { row, column, value } of sheet.rows.flatMap(({ cells }) => cells)) {
      expect(value ?? null).toEqual(evaluation.sheets.get(sheet.name)?.[row]?.[column] ?? null);
    }
  }
});

test('a hundred thousand formulas are read', () => {
  const cells = (row: number) =>
    Array.from({ length: 1000 }, (_, at) => `<c s="1"><f>A${row}*(1+$B$1)+${at}</f><v>${at + 0.123456789}</v></c>`);
  const rows = Array.from({ length: 100 }, (_, row) => `<row>${cells(row + 1).join('')}</row>`);
  const bytes = packed(handmadeParts(rows.join('')));
  expect(cellsOf(workbookFromFile(bytes).value!)).toHaveLength(100_000);
});
