import { strFromU8, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import type { GridSheet, Note } from '../../../src/grid/grid.ts';
import { addNotes } from '../../../src/xlsx/write/notes.ts';
import { type Parts, sheetPath } from '../../../src/xlsx/write/packageParts.ts';
import { chartGrid } from '../../helpers/chartGrid.ts';
import { findAll, parseXml, texts } from '../../helpers/xmlTree.ts';

const cells = '<worksheet><sheetData><row r="1"/></sheetData></worksheet>';

function partsWith(sheets: readonly GridSheet[]): Parts {
  const parts: Parts = { '[Content_Types].xml': strToU8('<Types></Types>') };
  for (const position of sheets.keys()) parts[sheetPath(position)] = strToU8(cells);
  addNotes(parts, sheets);
  return parts;
}

const part = (parts: Parts, path: string): string => strFromU8(parts[path]!);
const sheetWith = (notes: readonly Note[]): GridSheet => ({ ...chartGrid.sheets[1]!, notes });
const note = (row: number, column: number, text: string): Note => ({ row, column, text });

function boxes(parts: Parts, number: number) {
  const root = parseXml(part(parts, `xl/drawings/vmlDrawing${number}.vml`));
  const block = findAll(root, 'o:idmap')[0]!.attributes.data;
  return {
    block,
    ids: findAll(root, 'v:shape').map(({ attributes }) => attributes.id),
    anchors: texts(root, 'x:Anchor'),
  };
}

test('no two boxes of a workbook share an id', () => {
  const parts = partsWith([sheetWith([note(0, 0, 'a'), note(1, 0, 'b')]), sheetWith([]), sheetWith([note(0, 0, 'c')])]);
  expect(boxes(parts, 1)).toMatchObject({ block: '1', ids: ['_x0000_s1025', '_x0000_s1026'] });
  expect(boxes(parts, 3)).toMatchObject({ block: '2', ids: ['_x0000_s2049'] });
  expect(parts['xl/comments2.xml']).toBeUndefined();
  expect(part(parts, sheetPath(1))).toBe(cells);
});

test('more notes than a block has ids take further blocks', () => {
  const many = Array.from({ length: 1024 }, (_, row) => note(row, 0, 'a'));
  const parts = partsWith([sheetWith(many), sheetWith([note(0, 0, 'b')])]);
  expect(boxes(parts, 1).block).toBe('1,2');
  expect(boxes(parts, 2)).toMatchObject({ block: '3', ids: ['_x0000_s3073'] });
});

test('notes stand in the order of the cells, one on each, in Calibri 9', () => {
  const parts = partsWith([
    sheetWith([note(4, 1, 'late'), note(0, 27, '<first> & "only"'), note(4, 1, 'later'), note(2, 2, ' ')]),
  ]);
  const root = parseXml(part(parts, 'xl/comments1.xml'));
  expect(findAll(root, 'comment').map(({ attributes }) => attributes.ref)).toEqual(['AB1', 'B5']);
  expect(texts(root, 't')).toEqual(['<first> & "only"', 'late\nlater']);
  expect(findAll(root, 'rFont')[0]!.attributes.val).toBe('Calibri');
  expect(findAll(root, 'sz')[0]!.attributes.val).toBe('9');
});

test('the sheet leads to its notes', () => {
  const parts = partsWith([sheetWith([note(0, 0, 'a')])]);
  expect(part(parts, sheetPath(0))).toContain('</sheetData><legacyDrawing r:id="rId1"/></worksheet>');
  expect(part(parts, 'xl/worksheets/_rels/sheet1.xml.rels')).toMatch(/vmlDrawing1\.vml.*comments1\.xml/);
  expect(part(parts, '[Content_Types].xml')).toContain('<Default Extension="vml"');
});

test('a box fits its text', () => {
  const size = (text: string): readonly string[] =>
    /width:([\d.]+)pt;height:([\d.]+)pt/
      .exec(part(partsWith([sheetWith([note(0, 0, text)])]), 'xl/drawings/vmlDrawing1.vml'))!
      .slice(1, 3);
  const [short, line, long] = [size('a'), size('word '.repeat(12)), size('word '.repeat(100))].map((both) =>
    both.map(Number),
  );
  expect(short).toEqual([82.5, 21.75]);
  expect(line![0]).toBeGreaterThan(short![0]!);
  expect(long![0]).toBe(240);
  expect(long![1]).toBeGreaterThan(9 * 11.25);
});

test('a box stands beside its cell and spans the columns and rows that it needs', () => {
  const parts = partsWith([sheetWith([note(0, 0, 'a'), note(9, 2, 'a\nb')])]);
  expect(boxes(parts, 1).anchors).toEqual(['1, 15, 0, 2, 2, 36, 1, 11', '3, 15, 8, 10, 4, 36, 10, 14']);
});
