import { strFromU8, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { addContentType, addRelationship, addToSheet, type Parts } from '../../../src/xlsx/write/packageParts.ts';

const path = 'xl/worksheets/sheet1.xml';

function withDrawing(sheet: string): string {
  const parts: Parts = { [path]: strToU8(sheet) };
  addToSheet(parts, path, 'legacyDrawing', 'rId2');
  addToSheet(parts, path, 'drawing', 'rId1');
  return strFromU8(parts[path]!);
}

const added = '<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>';

test.each([
  ['<worksheet><sheetData/><pageMargins/>', '</worksheet>'],
  [
    '<worksheet><sheetData><row/></sheetData><rowBreaks><brk/></rowBreaks>',
    '<tableParts count="1"/><extLst/></worksheet>',
  ],
  ['<worksheet><sheetData></sheetData>', '<picture r:id="rId9"/></worksheet>'],
])('drawings stand at their place in %s', (before, after) => {
  expect(withDrawing(before + after)).toBe(before + added + after);
});

test('relations are numbered on from those that are there', () => {
  const parts: Parts = {};
  expect(addRelationship(parts, path, 'drawing', '../drawings/drawing1.xml')).toBe('rId1');
  expect(addRelationship(parts, path, 'comments', '../comments1.xml')).toBe('rId2');
  const own = 'xl/worksheets/_rels/sheet1.xml.rels';
  expect(strFromU8(parts[own]!).match(/Id="rId\d"/g)).toEqual(['Id="rId1"', 'Id="rId2"']);
  parts[own] = strToU8('<Relationships xmlns="x"><Relationship Id="rId7"/></Relationships>');
  expect(addRelationship(parts, path, 'drawing', 'a.xml')).toBe('rId8');
  parts[own] = strToU8('<Relationships xmlns="x"/>');
  expect(addRelationship(parts, path, 'drawing', 'a.xml')).toBe('rId1');
  expect(strFromU8(parts[own]!)).toMatch(/^<Relationships xmlns="x"><Relationship [^>]*\/><\/Relationships>$/);
});

test('a content type is said once', () => {
  const parts: Parts = { '[Content_Types].xml': strToU8('<Types></Types>') };
  for (let time = 0; time < 2; time += 1) addContentType(parts, '<Default Extension="vml"/>');
  expect(strFromU8(parts['[Content_Types].xml']!)).toBe('<Types><Default Extension="vml"/></Types>');
});
