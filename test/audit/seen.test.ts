/**
 * What a reader sees of a workbook: its numbers are as they were written, and somebody made them invisible or look like
 * something else.
 */
import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { hidesNumber, isSameFormat } from '../../src/audit/numberFormat.ts';
import { openWorkbook, verifyFile } from '../../src/pipeline.ts';
import { addressOf, editPart, editSheet } from '../helpers/edited.ts';
import { handmade, relationships, worksheet } from '../helpers/handmade.ts';
import { build } from '../helpers/models.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

let clean: Uint8Array;
let revenue: string;

beforeAll(async () => {
  clean = await build(
    `
model: seen
title: Seen
timeline: { from: 2026-01, to: 2026-03, grain: month }
sources: { accounts: { title: Accounts, url: 'https://example.com/accounts', date: 2026-01-01 } }
inputs:
  price: { label: Price, unit: USD/user, value: 20 USD/user, source: accounts }
  users: { label: Users, unit: user, value: 100 user, source: accounts }
  share: { label: Share, unit: '%', value: 0.0000002%, source: accounts }
units: { user: { label: User } }
sheets: { Sales: { All: { revenue: { label: Revenue, unit: USD, formula: price * users, rollup: sum }, tiny: { label: Tiny, unit: '%', formula: share * 3, rollup: last } } } }
key_results: [revenue]
`.replace('share * 3', 'share + share'),
  ).workbook();
  revenue = addressOf(clean, 'Sales', 'revenue', 'G');
});

function verified(bytes: Uint8Array) {
  const { value, diagnostics } = verifyFile(openWorkbook(bytes).value!);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

const found = (bytes: Uint8Array) => verified(bytes).findings.map(({ kind, place }) => `${kind} ${place}`);
const words = (bytes: Uint8Array) => verified(bytes).findings.map(({ now }) => String(now));
const failing = (bytes: Uint8Array) =>
  verified(bytes)
    .rules.filter(({ result }) => result === 'fails')
    .map(({ rule }) => rule);
const workbookXml = (edit: (xml: string) => string) => editPart(clean, 'xl/workbook.xml', edit);
const sales = (edit: (xml: string) => string) => editSheet(clean, 'Sales', edit);
const behindData = (element: string) => sales((xml) => xml.replace('</sheetData>', `</sheetData>${element}`));

/** Gives a cell a style of its own: the one that it has, with other attributes and other parts of the styles. */
function restyled(attributes: string, edit: (styles: string) => string, bytes = clean): Uint8Array {
  let count = 0;
  const styles = editPart(bytes, 'xl/styles.xml', (xml) =>
    edit(xml).replace(/<cellXfs([^>]*)>(.*?)<\/cellXfs>/s, (_, more: string, xfs: string) => {
      count = xfs.match(/<xf /g)!.length;
      return `<cellXfs${more}>${xfs}<xf ${attributes}/></cellXfs>`;
    }),
  );
  return editSheet(styles, 'Sales', (xml) =>
    xml.replace(new RegExp(`<c r="${revenue}" s="\\d+"`), `<c r="${revenue}" s="${count}"`),
  );
}

const withFont = (font: string) =>
  restyled('numFmtId="0" fontId="99" fillId="0"', (xml) => {
    const count = /<fonts[^>]*>(.*?)<\/fonts>/s.exec(xml)![1]!.match(/<font>|<font\/>/g)!.length;
    return xml.replace('</fonts>', `${'<font/>'.repeat(99 - count)}<font>${font}</font></fonts>`);
  });

describe('a clean workbook', () => {
  it('shows everything', () => {
    expect(verified(clean)).toMatchObject({ verdict: 'as written', findings: [] });
    expect(failing(clean)).toEqual([]);
  });
});

describe('workbooks in which numbers are as written and the reader does not see them', () => {
  const faults: readonly (readonly [file: string, findings: readonly string[], rules: readonly number[]])[] = [
    ['zeroHeight-default', ['row-hidden Cohorts!all rows that are not listed in the file'], [5]],
    ['column-width-0', ['column-hidden Cohorts!G:G'], [5]],
    ['cond-format-with-a-number-format', ['condition-added Cohorts!A1:AF60'], [5]],
    [
      'format-quotes-move-so-that-digits-become-a-literal',
      ['format-changed Scenarios!G5', 'format-changed Checks!G12', 'format-changed Checks!G16'],
      [],
    ],
  ];
  it.each(faults)('%s', (file, findings, rules) => {
    const bytes = new Uint8Array(readFileSync(`test/faults/${file}.xlsx`));
    expect(found(bytes)).toEqual(findings);
    expect(failing(bytes)).toEqual(expect.arrayContaining([...rules]));
  });
});

describe('a planted fault is found where it is', () => {
  it('rows and columns without a size', () => {
    const row = Number(revenue.slice(1));
    const low = (height: string) =>
      sales((xml) => xml.replace(`<row r="${row}"`, `<row r="${row}" ht="${height}" customHeight="1"`));
    expect(found(low('0'))).toEqual([`row-hidden Sales!${row}:${row}`]);
    expect(found(low('0.5'))).toEqual([`row-hidden Sales!${row}:${row}`]);
    expect(failing(low('0'))).toEqual([5]);
    expect(found(low('12'))).toEqual([]);
    const width = (to: string) => sales((xml) => xml.replace(/(<col min="7" max="7" width=")[^"]*/, `$1${to}`));
    expect(found(width('0.1'))).toEqual(['column-hidden Sales!G:G']);
    expect(found(width('2'))).toEqual(['column-narrowed Sales!G:G']);
    const byDefault = sales((xml) => xml.replace('<sheetFormatPr ', '<sheetFormatPr defaultColWidth="0" '));
    expect(found(byDefault)).toEqual(['column-hidden Sales!all columns that are not listed in the file']);
  });

  it('a text in the colour of its background, of another colour, or too small', () => {
    expect(found(withFont('<color rgb="FFFFFFFF"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color rgb="FFFEFEFE"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color theme="0"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color theme="0" tint="-0.04"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color theme="1" tint="0.95"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color theme="1"/>'))).not.toContain(`text-invisible Sales!${revenue}`);
    const turned = editPart(withFont('<color theme="1"/>'), 'xl/theme/theme1.xml', (xml) =>
      xml.replace(/<a:dk1>.*?<\/a:dk1>/s, '<a:dk1><a:srgbClr val="FEFEFE"/></a:dk1>'),
    );
    expect(found(turned)).toContain(`text-invisible Sales!${revenue}`);
    expect(found(withFont('<color indexed="9"/>'))).toContain(`text-invisible Sales!${revenue}`);
    expect(failing(withFont('<color rgb="FFFFFFFF"/>'))).toContain(5);
    expect(found(withFont('<sz val="1"/>'))).toContain(`text-invisible Sales!${revenue}`);
  });

  it('another colour of a text or a background', () => {
    const red = editPart(clean, 'xl/styles.xml', (xml) => xml.replace('FFFFFBE6', 'FFFF0000'));
    expect(new Set(verified(red).findings.map(({ kind }) => kind))).toEqual(new Set(['look-changed']));
    expect(verified(red).findings[0]).toMatchObject({ old: '0000FF on FFFBE6, 10 pt', now: '0000FF on FF0000, 10 pt' });
  });

  it('conditional formats, also of a later version', () => {
    const rule = `<conditionalFormatting sqref="${revenue}"><cfRule type="cellIs" operator="greaterThan" priority="1"><formula>0</formula></cfRule></conditionalFormatting>`;
    expect(found(behindData(rule))).toEqual([`condition-added Sales!${revenue}`]);
    const later = `<extLst><ext xmlns:x14="urn:x"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression"/></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>`;
    expect(found(sales((xml) => xml.replace('</worksheet>', `${later}</worksheet>`)))).toEqual([
      'condition-added Sales',
    ]);
  });

  it('merged cells', () => {
    const row = revenue.slice(1);
    const merged = behindData(`<mergeCells count="1"><mergeCell ref="H${row}:J${row}"/></mergeCells>`);
    expect(found(merged)).toEqual([`cells-merged Sales!H${row}:J${row}`]);
  });

  it('pictures and text boxes over cells', () => {
    const anchor = (content: string) =>
      `<xdr:wsDr xmlns:xdr="urn:d" xmlns:a="urn:a"><xdr:twoCellAnchor><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>${content}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>`;
    for (const [content, kind] of [
      ['<xdr:sp><xdr:txBody/></xdr:sp>', 'a shape'],
      ['<xdr:pic/>', 'a picture'],
    ] as const) {
      const edited = withDrawing(anchor(content));
      expect(found(edited)).toEqual(['cells-covered Sales!G5:H8', 'drawing-added Sales!G5:H8']);
      expect(words(edited)).toEqual([kind, kind]);
      expect(failing(edited)).toContain(5);
    }
  });

  it('settings of the workbook and of its window', () => {
    expect(words(workbookXml((xml) => xml.replace('<workbookPr ', '<workbookPr date1904="1" ')))[0]).toMatch(/1904/);
    expect(words(workbookXml((xml) => xml.replace('<calcPr ', '<calcPr fullPrecision="0" ')))[0]).toMatch(
      /precision as displayed/,
    );
    expect(words(workbookXml((xml) => xml.replace('<calcPr ', '<calcPr calcMode="manual" ')))[0]).toMatch(
      /not recalculated/,
    );
    expect(words(workbookXml((xml) => xml.replace('<calcPr ', '<calcPr iterate="1" ')))[0]).toMatch(/iterative/);
    expect(words(workbookXml((xml) => xml.replace('<workbookView ', '<workbookView visibility="hidden" ')))[0]).toMatch(
      /window is hidden/,
    );
    expect(words(workbookXml((xml) => xml.replace('<workbookView ', '<workbookView showSheetTabs="0" ')))[0]).toMatch(
      /tabs/,
    );
    const view = (more: string) => sales((xml) => xml.replace('<sheetView ', `<sheetView ${more} `));
    expect(words(view('showZeros="0"'))).toEqual(['zeros are not displayed']);
    expect(words(view('showFormulas="1"'))).toEqual(['formulas are displayed instead of results']);
    expect(words(view('zoomScale="10"'))).toEqual(['the zoom is 10%']);
  });

  it('protection, the order of sheets, and links to other files', () => {
    expect(found(behindData('<sheetProtection sheet="1"/>'))).toEqual(['protection-changed Sales']);
    const locked = workbookXml((xml) =>
      xml.replace('<bookViews>', '<workbookProtection lockStructure="1"/><bookViews>'),
    );
    expect(found(locked)).toEqual(['protection-changed workbook']);
    const moved = workbookXml((xml) => {
      const sheet = /<sheet [^>]*name="Inputs"[^>]*\/>/.exec(xml)![0];
      return xml.replace(sheet, '').replace('</sheets>', `${sheet}</sheets>`);
    });
    expect(found(moved)).toContain('sheet-moved Inputs');
    const linked = withPart(
      clean,
      'xl/externalLinks/externalLink1.xml',
      '<externalLink/>',
      'spreadsheetml.externalLink',
    );
    expect(found(linked)).toContain('link-changed xl/externalLinks/externalLink1.xml');
    const sheet = readWorkbook(clean).sheets.find(({ hyperlinks }) => hyperlinks.length > 0)!;
    const rels = sheet.part.replace('worksheets/', 'worksheets/_rels/').concat('.rels');
    const elsewhere = editPart(clean, rels, (xml) =>
      xml.replace('https://example.com/accounts', 'https://example.com/other'),
    );
    expect(verified(elsewhere).findings).toMatchObject([
      { kind: 'link-changed', old: 'https://example.com/accounts', now: 'https://example.com/other' },
    ]);
  });

  it('a name of one sheet that hides the input of the same name, also if it is hidden', () => {
    for (const more of ['', ' hidden="1"']) {
      const shadow = `<definedName name="price" localSheetId="5"${more}>Inputs!$H$9</definedName>`;
      const edited = workbookXml((xml) => xml.replace('<definedNames>', `<definedNames>${shadow}`));
      const sheet = readWorkbook(edited).sheets[5]!.name;
      expect(found(edited)).toEqual([`name-changed ${sheet}!price`]);
    }
  });

  it('a stored result below 1e-8 that is 18% off', () => {
    const tiny = addressOf(clean, 'Sales', 'tiny', 'G');
    const edited = sales((xml) => xml.replace(new RegExp(`(<c r="${tiny}"[^>]*><f>[^<]*</f><v>)[^<]*`), '$14.72e-9'));
    expect(verified(edited).recalculation.findings).toMatchObject([
      { kind: 'stale-value', place: `Sales!${tiny}`, old: 4.72e-9, now: 4e-9 },
    ]);
  });
});

/** The workbook with another part. */
function withPart(bytes: Uint8Array, path: string, xml: string, type: string): Uint8Array {
  const parts = unzipSync(bytes);
  const types = strFromU8(parts['[Content_Types].xml']!).replace(
    '</Types>',
    `<Override PartName="/${path}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/></Types>`,
  );
  return zipSync({ ...parts, [path]: strToU8(xml), '[Content_Types].xml': strToU8(types) });
}

/** The workbook with a drawing on the sheet Sales, which has none. */
function withDrawing(xml: string): Uint8Array {
  const { part } = readWorkbook(clean).sheets.find(({ name }) => name === 'Sales')!;
  const rels = part.replace('worksheets/', 'worksheets/_rels/').concat('.rels');
  const parts = unzipSync(withPart(clean, 'xl/drawings/drawing77.xml', xml, 'drawing'));
  if (parts[rels] !== undefined) throw new Error('the sheet has relationships');
  return zipSync({ ...parts, [rels]: strToU8(relationships({ rId77: ['drawing', '../drawings/drawing77.xml'] })) });
}

describe('workbooks that burnsheet did not write', () => {
  const styled = (format: string, cell: string) =>
    handmade('', {
      'xl/worksheets/sheet1.xml': worksheet(`<row r="1">${cell}</row>`),
      'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="${format.replaceAll('"', '&quot;')}"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs></styleSheet>`,
      'xl/_rels/workbook.xml.rels': relationships({
        rId1: ['worksheet', 'worksheets/sheet1.xml'],
        rId2: ['styles', 'styles.xml'],
      }),
    });

  it('have number formats that show nothing or other digits', () => {
    const one = '<c r="A1" s="1"><v>5</v></c>';
    expect(found(styled('"1,000,000"', one))).toEqual(['number-replaced S!A1']);
    expect(found(styled(';;;', one))).toEqual(['number-replaced S!A1']);
    expect(failing(styled(';;;', one))).toContain(5);
    expect(found(styled('#,##0;(#,##0);"-"', one))).toEqual([]);
  });

  it('have merged cells that hold something behind the first', () => {
    const merged = (ref: string) =>
      handmade('', {
        'xl/worksheets/sheet1.xml': worksheet('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>', {
          after: `<mergeCells><mergeCell ref="${ref}"/></mergeCells>`,
        }),
      });
    expect(found(merged('A1:B2'))).toEqual([]);
    expect(found(merged('A1:C1'))).toEqual(['cells-merged S!A1:C1']);
  });
});

describe('number formats', () => {
  it('are the same however their literals are spelled, and not if digits become one', () => {
    expect(isSameFormat('#,##0.0,,"m"_)', '#,##0.0,,\\m_)')).toBe(true);
    expect(isSameFormat('[Red][=0]"FAILS"', '[=0][RED]"FAILS"')).toBe(true);
    expect(isSameFormat('0"0"', '00')).toBe(false);
    expect(isSameFormat('"0E+00"', '0E+00')).toBe(false);
    expect(isSameFormat('#,##0', '#,##0,')).toBe(false);
    expect(isSameFormat('"a;b"0', '"a";"b"0')).toBe(false);
  });

  it('show a number, a word in its place, or nothing', () => {
    const hidden = (format: string, value = 5) => hidesNumber(format, value);
    for (const format of [
      '0',
      'General',
      '#,##0.0,,"m"',
      'yyyy-mm-dd',
      '[h]:mm',
      '0.0%',
      '@',
      '?/?',
      '[=1]"holds";[Red]"FAILS"',
      '"yes"',
    ])
      expect(hidden(format), format).toBe(false);
    for (const format of ['"1,000,000"', ';;;', '""', '_-', '"5"_)', '[>3]"12";0'])
      expect(hidden(format), format).toBe(true);
    expect(hidden('0;;0', -5)).toBe(true);
    expect(hidden('0;"-5";0', -4)).toBe(true);
    expect(hidden('0;0;;@', 0)).toBe(false);
  });
});
