import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { orderSheetProperties, repairWorkbook } from '../../src/xlsx/fixups.ts';

const wrong = '<sheetPr><tabColor rgb="FF000000"/><pageSetUpPr fitToPage="1"/><outlinePr summaryBelow="0"/></sheetPr>';
const right = '<sheetPr><tabColor rgb="FF000000"/><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/></sheetPr>';

test('the outline stands before the page set-up', () => {
  expect(orderSheetProperties(wrong)).toBe(right);
  expect(orderSheetProperties(right)).toBe(right);
});

test('order and time of the parts leave no trace in the bytes', () => {
  const sheet = strToU8(wrong);
  const other = strToU8('<x/>');
  const early = zipSync({ 'xl/worksheets/sheet1.xml': sheet, 'a.xml': other }, { mtime: '1990-01-01T00:00:00' });
  const late = zipSync({ 'a.xml': other, 'xl/worksheets/sheet1.xml': sheet }, { mtime: '2020-05-05T10:00:00', level: 0 });
  expect(repairWorkbook(early)).toEqual(repairWorkbook(late));
  expect(strFromU8(unzipSync(repairWorkbook(late))['xl/worksheets/sheet1.xml']!)).toBe(right);
});
