import { strFromU8, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { addCustomProperties, addRecord } from '../../../src/xlsx/write/documentProperties.ts';
import type { Parts } from '../../../src/xlsx/write/packageParts.ts';
import { childNames, findAll, parseXml, texts } from '../../helpers/xmlTree.ts';

const emptyParts = (): Parts => ({ '[Content_Types].xml': strToU8('<Types></Types>') });
const part = (parts: Parts, path: string): string => strFromU8(parts[path]!);

test('properties have names, numbers from 2 on, and texts of a length that Excel takes', () => {
  const parts = emptyParts();
  addCustomProperties(parts, { 'burnsheet run': 'abc & <d>', 'burnsheet model hash': 'f'.repeat(300) });
  const root = parseXml(part(parts, 'docProps/custom.xml'));
  expect(findAll(root, 'property').map(({ attributes }) => [attributes.pid, attributes.name])).toEqual([
    ['2', 'burnsheet run'],
    ['3', 'burnsheet model hash'],
  ]);
  expect(texts(root, 'vt:lpwstr')).toEqual(['abc & <d>', 'f'.repeat(255)]);
  expect(part(parts, '[Content_Types].xml')).toContain('<Override PartName="/docProps/custom.xml"');
  expect(part(parts, '_rels/.rels')).toContain('/custom-properties" Target="docProps/custom.xml"');
});

test('no properties leave no part', () => {
  const parts = emptyParts();
  addCustomProperties(parts, {});
  expect(Object.keys(parts)).toEqual(['[Content_Types].xml']);
});

test('a record is bound to the workbook and to its namespace', () => {
  const parts = emptyParts();
  const record = '<record xmlns="urn:burnsheet:record"><run>1</run></record>';
  addRecord(parts, record);
  expect(part(parts, 'customXml/item1.xml')).toBe(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${record}`);
  expect(findAll(parseXml(part(parts, 'customXml/itemProps1.xml')), 'ds:schemaRef')[0]!.attributes['ds:uri']).toBe(
    'urn:burnsheet:record',
  );
  expect(part(parts, 'customXml/_rels/item1.xml.rels')).toContain('/customXmlProps" Target="itemProps1.xml"');
  expect(part(parts, 'xl/_rels/workbook.xml.rels')).toContain('/customXml" Target="../customXml/item1.xml"');
  expect(childNames(parseXml(part(parts, '[Content_Types].xml')))).toEqual(['Override']);
});

test('a record of another namespace is a mistake of the program', () => {
  expect(() => addRecord(emptyParts(), '<record/>')).toThrow('urn:burnsheet:record');
});
