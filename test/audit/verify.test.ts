/** What `verify` finds in a workbook: nothing in a clean one, and each planted fault with its address and no other. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { baselineOf } from '../../src/audit/baseline.ts';
import { compareWithBaseline } from '../../src/audit/compare.ts';
import type { Finding } from '../../src/audit/findings.ts';
import { convertWorkbooks, findLibreOffice } from '../../src/cli/io/libreOffice.ts';
import { type Built, buildModel, openWorkbook, type Verification, verifyFile } from '../../src/pipeline.ts';
import { withoutCachedResults } from '../../src/xlsx/read/cachedResults.ts';
import {
  addressOf,
  copyStyle,
  deleteRow,
  editPart,
  editSheet,
  insertRow,
  setCell,
  setResult,
  setText,
} from '../helpers/edited.ts';
import { handmade, relationships, worksheet } from '../helpers/handmade.ts';
import { buildFile } from '../helpers/projectModels.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

const libreOffice = { tags: ['libreoffice'] };
const path = 'models/examples/cohort.yaml';
let built: Built;
let clean: Uint8Array;
/** Has notes, validations and charts. */
let lab: Uint8Array;

beforeAll(async () => {
  built = buildFile(path);
  clean = await built.workbook();
  lab = await buildFile('test/models/small_lab.yaml').workbook();
});

const note = (at: string, text: string) => `<comment ref="${at}" authorId="0"><text><t>${text}</t></text></comment>`;
const list = (at: string, formula: string, more = '') =>
  `<dataValidation type="list" sqref="${at}"><formula1>${formula}</formula1>${more}</dataValidation>`;
/** A sheet with notes and validations. */
const pairOfExtras = (notes: string, validations: string) =>
  handmade('', {
    'xl/worksheets/sheet1.xml': worksheet('', { after: `<dataValidations>${validations}</dataValidations>` }),
    'xl/worksheets/_rels/sheet1.xml.rels': relationships({ rId1: ['comments', '../comments1.xml'] }),
    'xl/comments1.xml': `<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>A</author></authors><commentList>${notes}</commentList></comments>`,
  });

function verified(bytes: Uint8Array, expected?: { runId: string; bytes: Uint8Array }): Verification {
  const { value, diagnostics } = verifyFile(openWorkbook(bytes).value!, expected === undefined ? {} : { expected });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

const short = ({ kind, place }: Finding) => `${kind} ${place}`;
/** Changes, then stored results that no longer are what the formulas give. */
const changes = (bytes: Uint8Array) => verified(bytes).findings.map(short);
const stale = (bytes: Uint8Array) => verified(bytes).recalculation.findings.map(({ place }) => place);

describe('a clean workbook', () => {
  it('is as it was written, by its record and by its model', () => {
    expect(verified(clean)).toMatchObject({
      verdict: 'as written',
      comparedWith: 'record',
      findings: [],
      runId: built.record.runId,
    });
    const byModel = verified(clean, { runId: built.record.runId, bytes: clean });
    expect(byModel).toMatchObject({ verdict: 'as written', comparedWith: 'model', findings: [] });
  });

  it('has results that follow from its formulas', () => {
    const { recalculation } = verified(clean);
    expect(recalculation.findings).toEqual([]);
    expect(recalculation.cells).toBeGreaterThan(1000);
  });

  it('is still as it was written after LibreOffice has saved it, with the same results', libreOffice, async () => {
    const [saved] = await convertWorkbooks((await findLibreOffice())!, [withoutCachedResults(clean)]);
    expect(verified(saved!)).toMatchObject({ verdict: 'as written', findings: [] });
    const [other] = await convertWorkbooks((await findLibreOffice())!, [lab]);
    expect(verified(other!)).toMatchObject({ verdict: 'as written', findings: [] });
    const { value } = verifyFile(openWorkbook(clean).value!, {
      recalculated: { engine: 'LibreOffice', result: { bytes: saved! } },
    });
    expect(value!.recalculation).toMatchObject({ engine: 'LibreOffice', findings: [] });
  });

  it(
    'saved by LibreOffice, passes every rule but the frozen rows, which it loses without a window',
    libreOffice,
    async () => {
      const [saved] = await convertWorkbooks((await findLibreOffice())!, [clean]);
      const { rules } = verified(saved!);
      expect(rules[17]).toMatchObject({ rule: 18, result: 'justified exception' });
      expect(rules.filter(({ result }) => result === 'fails').map(({ rule }) => rule)).toEqual([3]);
      expect(rules[2]!.detail).toContain('not in rows that stay in view');
      expect(new Set(rules[2]!.cells).size).toBe(rules[2]!.count);
    },
  );
});

describe('a planted fault is found where it is', () => {
  it('a formula that was replaced by its value', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    const edited = setCell(clean, 'Cohorts', address, '<v>12345</v>');
    expect(changes(edited)).toEqual([`formula-overwritten Cohorts!${address}`]);
    expect(verified(edited).findings[0]).toMatchObject({ item: 'revenue', now: 12345 });
    expect(verified(edited).verdict).toBe('changed');
  });

  it('a formula that was changed', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    expect(changes(setCell(clean, 'Cohorts', address, '<f>SUM(K35:K36)</f><v>1</v>'))).toEqual([
      `formula-changed Cohorts!${address}`,
    ]);
  });

  it('an input that was changed, with the results that are stale', () => {
    const address = addressOf(clean, 'Inputs', 'price', 'H');
    const edited = setCell(clean, 'Inputs', address, '<v>25</v>');
    expect(verified(edited).findings).toEqual([
      { kind: 'input-changed', place: `Inputs!${address}`, item: 'price', old: 20, now: 25 },
    ]);
    expect(stale(edited)).toContain(`Cohorts!${addressOf(clean, 'Cohorts', 'revenue', 'K')}`);
  });

  it('a number in a formula, and not how it is spelled', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    const at = (formula: string) => readWorkbook(setCell(clean, 'Cohorts', address, `<f>${formula}</f><v>1</v>`));
    const between = (one: string, other: string) =>
      compareWithBaseline(baselineOf(at(one)), at(other)).findings.map(short);
    expect(between('K35*1E-12+.5', 'K35*0.000000000001+0.50')).toEqual([]);
    expect(between('LOG10(K35)*1E-12', 'LOG10(K35)*1E-11')).toEqual([`formula-changed Cohorts!${address}`]);
  });

  it('a stale result', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    const edited = setResult(clean, 'Cohorts', address, '999999');
    expect(changes(edited)).toEqual([]);
    expect(stale(edited)).toEqual([`Cohorts!${address}`]);
  });

  it('a link that shows another text than its formula', () => {
    const edited = setText(clean, 'Cohorts', 'F11', 'Tables, row 7');
    const forged = editSheet(clean, 'Cohorts', (xml) =>
      xml.replace(/(<c r="F11"[^>]*>(?:<f>[^<]*<\/f>)<v>)[^<]*(<\/v>)/, '$1Tables, row 7$2'),
    );
    expect(changes(edited)).not.toEqual([]);
    expect(verified(forged).recalculation.findings).toEqual([
      { kind: 'stale-value', place: 'Cohorts!F11', old: 'Tables, row 7', now: 'Tables, row 6' },
    ]);
  });

  it('a hidden sheet, row and column', () => {
    const hidden = editPart(clean, 'xl/workbook.xml', (xml) =>
      xml
        .replace('name="Checks"', 'name="Checks" state="hidden"')
        .replace(/(name="Checks" state="hidden"[^>]*?) state="visible"/, '$1'),
    );
    expect(changes(hidden)).toEqual(['sheet-hidden Checks']);
    expect(changes(editSheet(clean, 'Cohorts', (xml) => xml.replace('<row r="12"', '<row r="12" hidden="1"')))).toEqual(
      ['row-hidden Cohorts!12:12'],
    );
    expect(
      changes(editSheet(clean, 'Cohorts', (xml) => xml.replace(/<col min="4"/, '<col hidden="1" min="4"'))),
    ).toEqual(['column-hidden Cohorts!D:D']);
  });

  it('an inserted row, and nothing in the rows below it or in the formulas that follow', () => {
    expect(changes(insertRow(clean, 'Cohorts', 20))).toEqual(['row-inserted Cohorts!21:21']);
    expect(stale(insertRow(clean, 'Cohorts', 20))).toEqual([]);
  });

  it('an inserted row beside a change below it', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    const both = insertRow(setCell(clean, 'Cohorts', address, '<v>1</v>'), 'Cohorts', 20);
    const moved = `K${Number(address.slice(1)) + 1}`;
    expect(changes(both)).toEqual(['row-inserted Cohorts!21:21', `formula-overwritten Cohorts!${moved}`]);
  });

  it('a deleted row, and of the formulas those alone that lost what they read', () => {
    const address = addressOf(clean, 'Cohorts', 'revenue', 'K');
    const row = Number(address.slice(1));
    const found = verified(deleteRow(clean, 'Cohorts', row - 1)).findings;
    const [lines, lost] = [
      found.filter(({ kind }) => kind === 'row-removed'),
      found.filter(({ kind }) => kind === 'formula-changed'),
    ];
    expect(lines.map(short)).toEqual([`row-removed Cohorts!${row}:${row}`]);
    expect(lost.length + 1).toBe(found.length);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.filter(({ now }) => !String(now).includes('#REF!'))).toEqual([]);
  });

  it('a deleted row at the edge of a range, above as many empty rows as LibreOffice leaves', () => {
    const row = (at: number, id: string, cell: string) =>
      `<row r="${at}"><c r="C${at}" t="inlineStr"><is><t>${id}</t></is></c><c r="H${at}">${cell}</c></row>`;
    const lines = (sum: string, last = '') =>
      row(1, 'one', '<v>1</v>') +
      row(2, 'two', '<v>2</v>') +
      row(3, 'three', '<v>3</v>') +
      row(4, 'sum', `<f>${sum}</f><v>6</v>`) +
      last;
    const before = baselineOf(readWorkbook(handmade(lines('SUM(H1:H3)+SUM(H$1:H3)'))));
    const edges = [
      [2, 'row-removed S!3:3'],
      [0, 'row-removed S!1:1'],
    ] as const;
    for (const [at, finding] of edges) {
      const shorter = deleteRow(handmade(lines('SUM(H1:H3)+SUM(H$1:H3)', '<row r="1048576" ht="12"/>')), 'S', at);
      expect(compareWithBaseline(before, readWorkbook(shorter)).findings.map(short)).toEqual([finding]);
    }
  });

  it('a number format that was changed on a check', () => {
    const [check, other] = [addressOf(clean, 'Checks', 'no_error_1', 'G'), 'H3'];
    expect(changes(copyStyle(clean, 'Checks', other, check))).toEqual([`format-changed Checks!${check}`]);
  });

  it('a label, a cell that was empty, a name and a removed sheet', () => {
    const label = addressOf(clean, 'Cohorts', 'revenue', 'B');
    expect(changes(setText(clean, 'Cohorts', label, 'EUR'))).toEqual([`text-changed Cohorts!${label}`]);
    const added = editSheet(clean, 'Cover', (xml) =>
      xml.replace('</sheetData>', '<row r="200"><c r="A200"><v>5</v></c></row></sheetData>'),
    );
    expect(changes(added)).toEqual(['row-inserted Cover!200:200']);
    expect(
      changes(
        editPart(clean, 'xl/workbook.xml', (xml) => xml.replace(/(<definedName name="price">Inputs!\$G\$)\d+/, '$11')),
      ),
    ).toEqual(['name-changed price']);
  });

  it('a chart of which a range or the title was changed', () => {
    const chart = (edit: (xml: string) => string) => verified(editPart(lab, 'xl/charts/chart1.xml', edit)).findings;
    const title = readWorkbook(lab).sheets.find(({ charts }) => charts > 0)!.chartContents![0]!.title;
    const renamed = chart((xml) => xml.replace(`>${title}<`, '>Another title<'));
    expect(renamed.map(({ kind }) => kind)).toEqual(['chart-changed']);
    expect(renamed[0]!.place).toMatch(/ chart 1$/);
    expect(renamed[0]!.now).toContain('Another title; ');
    const widened = chart((xml) =>
      xml.replace(/(<c:val>.*?<c:f>[^<]*\$)(\d+)(<\/c:f>)/, (_, start, row, end) => start + (Number(row) + 1) + end),
    );
    expect(widened.map(({ kind }) => kind)).toEqual(['chart-changed']);
    const scaled = chart((xml) =>
      xml.replace(
        /(<c:valAx>.*?<c:scaling>)(.*?)(<\/c:scaling>)/s,
        '$1<c:orientation val="minMax"/><c:max val="5"/>$3',
      ),
    );
    expect(scaled.map(({ kind, now }) => [kind, String(now).split('; ').at(-1)])).toEqual([
      ['chart-changed', 'axis to 5'],
    ]);
    expect(chart((xml) => xml.replace(/<c:f>[^<]*<\/c:f>/g, (formula) => formula.replaceAll('$', '')))).toEqual([]);
  });

  it('a note and what a cell accepts, and neither their order nor how they are spelled', () => {
    const before = pairOfExtras(note('A1', 'One&#10;two') + note('B2', 'Other'), list('H1:H2', '&quot;a,b&quot;'));
    const found = (now: Uint8Array) =>
      compareWithBaseline(baselineOf(readWorkbook(before)), readWorkbook(now)).findings.map(short);
    const split = list('H2', '&quot;a,b&quot;', '<formula2>0</formula2>') + list('H1', '&quot;a,b&quot;');
    expect(found(pairOfExtras(note('B2', 'Other ') + note('A1', 'One&#13;&#10;two'), split))).toEqual([]);
    expect(found(pairOfExtras(note('A1', 'One&#10;two'), list('H1:H2', '&quot;a,b&quot;')))).toEqual([
      'note-changed S!B2',
    ]);
    const longer = pairOfExtras(
      note('A1', 'One') + note('B2', 'Other'),
      list('H1', '&quot;a,b,c&quot;') + list('H2', '&quot;a,b&quot;'),
    );
    expect(found(longer)).toEqual(['note-changed S!A1', 'validation-changed S!H1']);
  });

  it('notes and validations of a workbook by its record', () => {
    const sheet = readWorkbook(lab).sheets.find(
      ({ comments, validations }) => comments.length > 0 && validations.length > 0,
    )!;
    const part = sheet.part.replace('worksheets/sheet', 'comments');
    expect(changes(editPart(lab, part, (xml) => xml.replace(/(<t xml:space="preserve">)/, '$1Not ')))[0]).toContain(
      `note-changed ${sheet.name}!`,
    );
    const freed = editSheet(lab, sheet.name, (xml) => xml.replace(/<dataValidations.*<\/dataValidations>/, ''));
    expect(new Set(verified(freed).findings.map(({ kind }) => kind))).toEqual(new Set(['validation-changed']));
  });

  it('a record that was tampered with, and another run', () => {
    const tampered = editPart(clean, 'customXml/item1.xml', (xml) => xml.replace('Cohorts', 'Cohortz'));
    expect(changes(tampered)[0]).toBe('record-damaged customXml/item1.xml');
    const other = editPart(clean, 'customXml/item1.xml', (xml) =>
      xml.replace(/run="[0-9a-f]+"/, 'run="0000000000000000"'),
    );
    expect(changes(other)).toEqual(['run-differs document properties']);
  });
});

describe('a workbook against its model', () => {
  it('differs where the model has changed since', async () => {
    const { value } = buildModel(path, (name) =>
      readFileSync(name, 'utf8').replace('value: 20 USD/user/month', 'value: 21 USD/user/month'),
    );
    const found = verified(clean, { runId: value!.record.runId, bytes: await value!.workbook() });
    const kinds = found.findings.map(({ kind }) => kind);
    expect(kinds).toContain('run-differs');
    expect(
      found.findings.filter(({ kind }) => kind === 'input-changed').map(({ item, old, now }) => [item, old, now]),
    ).toEqual([['price', 21, 20]]);
  });
});

describe('a workbook that burnsheet did not write', () => {
  it('is recalculated all the same', () => {
    const foreign = editPart(
      editPart(clean, '[Content_Types].xml', (xml) => `${xml} `),
      'xl/_rels/workbook.xml.rels',
      (xml) => xml.replace(/<Relationship [^>]*customXml[^>]*\/>/, ''),
    );
    const nameless = editPart(foreign, 'docProps/custom.xml', (xml) => xml.replace('burnsheet run', 'other run'));
    expect(verified(nameless)).toMatchObject({ comparedWith: 'nothing', verdict: 'record lost' });
    expect(verified(nameless).recalculation.findings).toEqual([]);
    expect(verified(handmade(''))).toMatchObject({ comparedWith: 'nothing', verdict: 'not written by burnsheet' });
  });
});

describe('formulas that are built to take time', () => {
  const fault = (name: string): Uint8Array => readFileSync(`test/faults/${name}.xlsx`);

  it('a range of a whole sheet is not computed: one finding, and nothing that follows from it', () => {
    const { findings, recalculation } = verified(fault('verify-hang-sum-all'));
    expect(findings.map(short)).toEqual(['formula-changed Cohorts!M29']);
    expect(recalculation.findings).toEqual([
      {
        kind: 'not-computed',
        place: 'Cohorts!M29',
        old: 885.2928100000008,
        now: 'reads a range of 17,179,869,184 cells',
      },
    ]);
  });

  it('a text of a billion characters is an error, as in Excel', () => {
    const { findings, recalculation } = verified(fault('verify-crash-rept'));
    expect(findings.map(short)).toEqual(['formula-changed Cohorts!M29']);
    expect(recalculation.findings.find(({ place }) => place === 'Cohorts!M29')!.now).toEqual({ error: '#VALUE!' });
  });

  it('a row inside a cell is refused', () => {
    expect(openWorkbook(fault('verify-crash-row-in-cell')).diagnostics.map(({ message }) => message)).toEqual([
      'xl/worksheets/sheet10.xml, line 2: <row> is not allowed inside <c>',
    ]);
  });

  it('an engine that fails leaves everything else that is found', () => {
    const file = openWorkbook(fault('verify-crash-deep')).value!;
    const { value } = verifyFile(file, {
      recalculated: { engine: 'LibreOffice', result: { failure: 'it took longer than 120 s' } },
    });
    expect(value!.findings.map(short)).toEqual(['formula-changed Cohorts!M29']);
    expect(value!.recalculation).toEqual({
      engine: 'LibreOffice',
      cells: 0,
      unknown: 0,
      failure: 'it took longer than 120 s',
      findings: [{ kind: 'not-computed', place: 'workbook', now: 'it took longer than 120 s' }],
    });
    expect(value!.rules[18]).toMatchObject({ rule: 19, result: 'justified exception' });
  });
});
