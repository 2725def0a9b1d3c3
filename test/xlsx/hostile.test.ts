/**
 * Files that somebody made to do harm, or that were damaged on their way: each is refused, or read, in bounded time and
 * memory.
 */

import { deflateSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { workbookFromFile } from '../../src/xlsx/read/fromFile.ts';
import { openPackage, packageLimits } from '../../src/xlsx/read/openPackage.ts';
import { deflated, handmade, handmadeParts, packed, rawZip, relationships, worksheet } from '../helpers/handmade.ts';
import fc from '../helpers/seeded.ts';

/** The message of the refusal; a file that is read gives `read`. */
function outcome(bytes: Uint8Array): string {
  const { value, diagnostics } = workbookFromFile(bytes);
  if (value !== undefined) return 'read';
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['error invalid-workbook']);
  expect(diagnostics[0]!.hint).toBeDefined();
  return diagnostics[0]!.message;
}

const megabyte = 1024 ** 2;
const blanks = (megabytes: number): Uint8Array => new Uint8Array(megabytes * megabyte).fill(32);
const row = (cells: string, number = 1): string => `<row r="${number}">${cells}</row>`;

describe('files of another kind', () => {
  test.each<readonly [string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'the file is empty'],
    ['a text', strToU8('item,2026\n'), 'the file is not an .xlsx workbook'],
    [
      'an OLE file',
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(600).fill(0)]),
      'the file is an old .xls workbook or is protected by a password',
    ],
    ['two letters', strToU8('PK'), 'the archive is truncated or damaged'],
    ['a zip archive of texts', packed({ 'a.txt': 'a' }), 'the file is a zip archive, not an .xlsx workbook'],
    [
      'an archive of archives',
      packed({ 'xl/workbook.xml': zipSync({ 'b.zip': zipSync({ c: blanks(1) }) }) }),
      'the file is a zip archive, not an .xlsx workbook',
    ],
  ])('%s', (_, bytes, message) => {
    expect(outcome(bytes)).toBe(message);
  });

  test('a text document of Office, and a binary workbook', () => {
    const withType = (type: string) =>
      handmade('', {
        '[Content_Types].xml': handmadeParts()
          ['[Content_Types].xml']!.toString()
          .replace(/[^"]*sheet\.main\+xml/, type),
      });
    expect(
      outcome(withType('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml')),
    ).toMatch('not an .xlsx workbook');
    expect(outcome(withType('application/vnd.ms-excel.sheet.binary.macroEnabled.main'))).toMatch('.xlsb');
  });
});

describe('damaged archives', () => {
  const whole = handmade(row('<c r="A1"><v>1</v></c>'));

  test('the whole one is read', () => {
    expect(outcome(whole)).toBe('read');
  });

  test('cut off anywhere', () => {
    for (let length = 4; length < whole.length; length += 7)
      expect(outcome(whole.subarray(0, length))).not.toBe('read');
  });

  test('any byte changed ends in a report or in a workbook, never in an exception', () => {
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const changed = whole.slice();
        changed[at] = byte;
        outcome(changed);
      }),
      { numRuns: 400 },
    );
  });

  test('a changed byte within a part is found by its check sum', () => {
    const stored = zipSync(
      Object.fromEntries(
        Object.entries(handmadeParts(row('<c r="A1"><v>1234</v></c>'))).map(([name, part]) => [
          name,
          strToU8(part as string),
        ]),
      ),
      { level: 0 },
    );
    stored[Buffer.from(stored).indexOf('1234')] = 0x39;
    expect(outcome(stored)).toBe('the part xl/worksheets/sheet1.xml is damaged: its checksum does not match');
  });
});

describe('archives that lie', () => {
  const entry = { name: 'a.xml', data: deflateSync(strToU8('<a/>')), size: 4 };

  test.each([
    '../evil.xml',
    '/etc/passwd',
    'xl\\workbook.xml',
    'C:/a.xml',
    'xl/../../a',
    'a\u0000b',
  ])('the name %j', (name) => {
    expect(outcome(rawZip([{ ...entry, name }]))).toMatch('a part whose name is outside the package');
  });

  test('a name that stands there twice', () => {
    expect(outcome(rawZip([entry, { ...entry, name: 'A.XML' }]))).toBe('the archive contains the part A.XML twice');
  });

  test('an encrypted part', () => {
    expect(outcome(rawZip([{ ...entry, flags: 1 }]))).toBe('the part a.xml is encrypted');
  });

  test('an unknown compression', () => {
    expect(outcome(rawZip([{ ...entry, method: 14 }]))).toMatch('method 14');
  });

  test('another name before the part than in the directory', () => {
    expect(outcome(rawZip([{ ...entry, nameBefore: 'b.xml' }]))).toBe(
      'the archive has conflicting entries for the part a.xml',
    );
  });

  test('parts that share their bytes', () => {
    const inner = rawZip([entry]);
    const outer = { name: 'b.xml', data: inner, size: inner.length, method: 0 };
    const dataOfOuter = 30 + outer.name.length;
    expect(outcome(rawZip([outer, entry], [0, dataOfOuter]))).toBe('the parts b.xml and a.xml overlap');
  });

  test('more parts than are read', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => ({ ...entry, name: `${index}.xml` }));
    expect(outcome(rawZip(many))).toBe('the archive contains 10,001 parts; the maximum is 10,000');
  });

  test.each([0, 100, 5_000_000])('a part that says it has %i bytes and expands to 60 MB', (size) => {
    const bomb = deflateSync(blanks(60), { level: 1 });
    const opened = openPackage(rawZip([{ name: 'a.xml', data: bomb, size }]));
    expect(opened.value!.read('a.xml').diagnostics[0]!.message).toBe(
      'the part a.xml does not have the size that the archive states',
    );
  });

  test('a part that says it is larger than it is', () => {
    const opened = openPackage(rawZip([{ ...entry, size: 5 }]));
    expect(opened.value!.read('a.xml').diagnostics[0]!.message).toBe(
      'the part a.xml does not have the size that the archive states',
    );
  });
});

describe('archives that explode', () => {
  test('a part of 1000 times its compressed size is refused at once', () => {
    const bomb = handmade('', { 'xl/worksheets/sheet1.xml': blanks(100) });
    expect(bomb.length).toBeLessThan(megabyte);
    expect(outcome(bomb)).toMatch(
      /^the part xl\/worksheets\/sheet1\.xml expands to 1,0\d\d times its compressed size$/,
    );
  });

  test('one part, and all parts together, have a limit', () => {
    const entry = { name: 'a.xml', data: new Uint8Array(6 * megabyte), size: packageLimits.partBytesMax + 1 };
    expect(outcome(rawZip([entry]))).toBe('the part a.xml has 536,870,913 bytes; the maximum is 536,870,912');
    const many = ['a', 'b', 'c'].map((name) => ({ ...entry, name, size: packageLimits.partBytesMax }));
    expect(outcome(rawZip(many))).toBe('the workbook has 1,610,612,736 bytes in total; the maximum is 1,073,741,824');
  });

  /** Blanks that deflate badly enough to pass the limit of the ratio: every line is another number of them. */
  const slowBlanks = (megabytes: number): string => {
    const lines = Array.from({ length: 20_000 }, (_, index) => ' '.repeat((index * 7919) % 97) + '\n\t'[index % 2]);
    return lines.join('').repeat(megabytes);
  };

  test('a hundred megabytes of white space', () => {
    expect(outcome(handmade(slowBlanks(100)))).toMatch(/grows to|without an element/);
    expect(outcome(handmade(`<row>${slowBlanks(1).slice(0, 500_000)}</row>`.repeat(60)))).toBe(
      'xl/worksheets/sheet1.xml contains more than 16,000,000 characters of white space',
    );
  });

  test('thirteen million empty cells', () => {
    const cells = Array.from({ length: 10_000 }, (_, at) => (((at * at) % 65_521) % 3 === 0 ? '<c/>' : '<c />')).join(
      '',
    );
    const rows = Array.from({ length: 1300 }, (_, at) => row(cells, at + 1)).join('');
    expect(outcome(handmade(rows))).toMatch('the workbook has more than 12,000,000 cells');
  });

  test('shared texts of 300 MB in all', () => {
    const text = Array.from({ length: 30_000 }, (_, at) => `${(at * 7919) % 65_521}`).join('');
    const strings = `<sst>${`<si><t>${text}</t></si>`.repeat(2_000)}</sst>`;
    const bytes = handmade('', {
      'xl/sharedStrings.xml': strings,
      'xl/_rels/workbook.xml.rels': relationships({
        rId1: ['worksheet', 'worksheets/sheet1.xml'],
        rId2: ['sharedStrings', 'sharedStrings.xml'],
      }),
    });
    expect(outcome(bytes)).toMatch('the workbook contains more text than burnsheet can read');
  });

  test('copies of a long shared formula', () => {
    const copies = Array.from({ length: 40_000 }, (_, at) =>
      row(`<c r="A${at + 2}"><f t="shared" si="0"/></c>`, at + 2),
    ).join('');
    const bytes = handmade(
      row(`<c r="A1"><f t="shared" si="0" ref="A1:A40001">${'B1+'.repeat(2_700)}1</f></c>`) + copies,
    );
    expect(outcome(bytes)).toMatch('more text than burnsheet can read');
  });

  test('array formulas over all rows', () => {
    const rows = Array.from({ length: 20_000 }, (_, at) =>
      row(`<c r="A${at + 1}"><f t="array" ref="A1:XFD1048576">1</f></c>`, at + 1),
    ).join('');
    expect(outcome(handmade(rows))).toMatch('the array formulas cover more cells than burnsheet can read');
  });
});

describe('XML that does harm', () => {
  const sheet = (xml: string): string => outcome(handmade('', { 'xl/worksheets/sheet1.xml': xml }));
  const part = 'xl/worksheets/sheet1.xml';

  test('a billion laughs', () => {
    const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('\n');
    expect(sheet(`<!DOCTYPE a [<!ENTITY l0 "ha">\n${entities}]>\n<a>&l9;</a>`)).toBe(
      `${part}, line 10: a workbook cannot contain a document type declaration`,
    );
  });

  test('an external entity', () => {
    expect(sheet('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toMatch(
      'a workbook cannot contain a document type declaration',
    );
    expect(sheet('<a>&passwd;</a>')).toBe(`${part}, line 1: undefined entity`);
  });

  test.each([
    ['unclosed', '<a>\n<b>\n</a>', `${part}, line 3: unexpected close tag`],
    ['cut off', '<a>\n<b', `${part}, line 2: `],
    ['no XML', 'hello', `${part}, line 1: `],
    ['empty', '', `${part}, line 1: `],
    ['nested too deep', '<a>'.repeat(65), `${part}, line 1: elements are nested deeper than 64 levels`],
    [
      'in another encoding',
      '<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
      `${part}, line 1: the encoding ISO-8859-1 is not supported`,
    ],
    [
      '300 attributes',
      `<a ${Array.from({ length: 300 }, (_, at) => `a${at}=""`).join(' ')}/>`,
      `${part}, line 1: an element has more than 256 attributes`,
    ],
    ['an attribute twice', '<a b="" b=""/>', `${part}, line 1: duplicate attribute`],
    ['control characters', '<a>\u0001</a>', `${part}, line 1: disallowed character`],
  ])('%s', (_, xml, message) => {
    expect(sheet(xml)).toContain(message);
  });

  test('bytes that are no UTF-8', () => {
    expect(
      outcome(handmade('', { [part]: new Uint8Array([0x3c, 0x61, 0x3e, 0xc3, 0x28, 0x3c, 0x2f, 0x61, 0x3e]) })),
    ).toBe(`${part} is not written in UTF-8`);
  });

  test('an attribute, a comment and a text without end', () => {
    const noise = Array.from({ length: 400_000 }, (_, at) => `${(at * 7919) % 65_521}`).join('');
    for (const start of ['<a b="', '<!-- ', '<a>', '<a><?x ', '<a><![CDATA['])
      expect(sheet(start + noise)).toMatch('characters without an element');
  });
});

describe('sheets that are impossible', () => {
  test.each([
    ['A9999999', `<row r="1"><c r="A9999999"/></row>`, "'A9999999' is not a valid cell address"],
    ['ZZZZ1', `<row r="1"><c r="ZZZZ1"/></row>`, "'ZZZZ1' is not a valid cell address"],
    ['XFE1', `<row r="1"><c r="XFE1"/></row>`, "'XFE1' is not a valid cell address"],
    ['A0', `<row r="1"><c r="A0"/></row>`, "'A0' is not a valid cell address"],
    ['row 1048577', `<row r="1048577"/>`, "'1048577' is not a valid row number"],
    ['row -1', `<row r="-1"/>`, "'-1' is not a valid row number"],
    ['a cell twice', row('<c r="A1"/><c r="A1"/>'), 'the cell A1 appears twice'],
    ['a row twice', row('') + row(''), 'row 1 follows row 1'],
    ['cells out of order', row('<c r="B1"/><c r="A1"/>'), 'the cell A1 comes after a cell to its right'],
    ['a cell of another row', row('<c r="A2"/>'), 'the cell A2 is in row 1'],
    ['a shared text that is not there', row('<c r="A1" t="s"><v>0</v></c>'), 'there is no shared string number 0'],
    ['a number that is none', row('<c r="A1"><v>0x10</v></c>'), "'0x10' is not a number"],
    ['an endless number', row('<c r="A1"><v>1e999</v></c>'), "'1e999' is not a number"],
    ['an unknown type', row('<c r="A1" t="q"><v>1</v></c>'), "a cell has the type 'q'"],
    ['a copy without master', row('<c r="A1"><f t="shared" si="7"/></c>'), 'the shared formula 7 is not defined'],
    [
      'masters in a circle',
      row('<c r="A1"><f t="shared" si="0">B1</f></c><c r="B1"><f t="shared" si="0">A1</f></c>'),
      'the shared formula 0 is defined twice',
    ],
    ['a style that is none', row('<c r="A1" s="x"/>'), "'x' is not a valid style"],
  ])('%s', (_, rows, message) => {
    expect(outcome(handmade(rows))).toBe(`xl/worksheets/sheet1.xml, line 1: ${message}`);
  });

  test.each([
    ['<c r="A1"/>', '<c> is not allowed inside <sheetData>'],
    [row('<c r="A1"><row r="2"><c r="A2"><v>1</v></c></row></c>'), '<row> is not allowed inside <c>'],
    [row('<c r="A1"><c r="B1"><v>1</v></c></c>'), '<c> is not allowed inside <c>'],
    [row('<row r="2"/>'), '<row> is not allowed inside <row>'],
    [row('<v>1</v>'), '<v> is not allowed inside <row>'],
    [row('<c r="A1"><v><f>1</f></v></c>'), '<f> is not allowed inside <v>'],
    [row('<c r="A1"><x><row r="2"/></x></c>'), '<row> is not allowed inside <x>'],
    [row('<c r="A1"><is><row r="2"/></is></c>'), '<row> is not allowed inside <is>'],
    [row('<c r="A1"><sheetData/><v>1</v></c>'), '<sheetData> is not allowed inside <c>'],
    [row('<c r="A1"><v>1</v><v>2</v></c>'), 'a cell contains <v> twice'],
    [row('<c r="A1"><f>1</f><v>1</v><f>2</f></c>'), 'a cell contains <f> twice'],
  ])('an element in the wrong place: %s', (rows, message) => {
    expect(outcome(handmade(rows))).toMatch(message);
  });
});

describe('workbooks whose parts do not hang together', () => {
  const workbookRels = (targets: Parameters<typeof relationships>[0]) =>
    handmade('', { 'xl/_rels/workbook.xml.rels': relationships(targets) });

  test('a sheet without a part', () => {
    expect(outcome(workbookRels({ rId1: ['worksheet', 'worksheets/sheet9.xml'] }))).toBe(
      "the part of the sheet 'S' is missing: xl/worksheets/sheet9.xml",
    );
    expect(outcome(workbookRels({ rId9: ['worksheet', 'worksheets/sheet1.xml'] }))).toBe(
      "the sheet 'S' does not refer to a part of the workbook",
    );
    expect(outcome(workbookRels({ rId1: ['worksheet', 'https://example.com/', 'External'] }))).toBe(
      "the sheet 'S' does not refer to a part of the workbook",
    );
  });

  test('a target outside of the package is looked up inside of it', () => {
    expect(outcome(workbookRels({ rId1: ['worksheet', '../../../etc/passwd'] }))).toMatch('is missing: etc/passwd');
  });

  test('shared texts that are not there', () => {
    expect(
      outcome(
        workbookRels({ rId1: ['worksheet', 'worksheets/sheet1.xml'], rId2: ['sharedStrings', 'sharedStrings.xml'] }),
      ),
    ).toBe('the workbook refers to a part that does not exist: xl/sharedStrings.xml');
  });

  test('one part for a thousand sheets', () => {
    const sheets = Array.from(
      { length: 1000 },
      (_, at) => `<sheet name="S${at}" sheetId="${at + 1}" r:id="rId1"/>`,
    ).join('');
    const workbook = (handmadeParts()['xl/workbook.xml'] as string).replace(
      /<sheets>.*<\/sheets>/,
      `<sheets>${sheets}</sheets>`,
    );
    expect(outcome(handmade('', { 'xl/workbook.xml': workbook }))).toMatch(
      /uses one part for two purposes: xl\/worksheets\//,
    );
  });

  test('no sheet at all, and two of one name', () => {
    const withSheets = (sheets: string) =>
      handmade('', {
        'xl/workbook.xml': (handmadeParts()['xl/workbook.xml'] as string).replace(
          /<sheets>.*<\/sheets>/,
          `<sheets>${sheets}</sheets>`,
        ),
      });
    expect(outcome(withSheets(''))).toBe('xl/workbook.xml lists no sheet');
    expect(outcome(withSheets('<sheet name="S" r:id="rId1"/><sheet name="s" r:id="rId1"/>'))).toBe(
      "xl/workbook.xml lists the sheet 's' twice",
    );
  });

  test('links, macros and connections are read and listed', () => {
    const { value } = workbookFromFile(
      handmade('', {
        'xl/externalLinks/externalLink1.xml': '<externalLink/>',
        'xl/vbaProject.bin': 'x',
        'xl/connections.xml': '<connections/>',
        'xl/embeddings/oleObject1.bin': 'x',
        'xl/surprise.bin': 'x',
      }),
    );
    expect(value!.parts).toEqual({
      externalLinks: ['xl/externalLinks/externalLink1.xml'],
      macros: ['xl/vbaProject.bin'],
      connections: ['xl/connections.xml'],
      embedded: ['xl/embeddings/oleObject1.bin'],
      unknown: ['xl/surprise.bin'],
    });
  });

  test('elements named like members of every object', () => {
    const xml = worksheet(row('<constructor/><c r="A1"><toString/><v>1</v></c>'), {
      before: '<constructor/><__proto__/>',
    });
    expect(
      workbookFromFile(handmade('', { 'xl/worksheets/sheet1.xml': xml })).value!.sheets[0]!.rows[0]!.cells[0]!.value,
    ).toBe(1);
  });

  test('the limits of a caller hold', () => {
    expect(openPackage(handmade(), { ...packageLimits, partsMax: 2 }).diagnostics[0]!.message).toMatch(
      'the maximum is 2',
    );
    expect(
      openPackage(rawZip([deflated('a.xml', blanks(1))]), { ...packageLimits, partBytesMax: 1000 }).diagnostics[0]!
        .message,
    ).toMatch('the maximum is 1,000');
  });
});
