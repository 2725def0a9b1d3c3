import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import {
  joinPrintAreas,
  orderSheetProperties,
  packWorkbook,
  quotePrintTitles,
  repairParts,
} from '../../../src/xlsx/write/packageRepairs.ts';

const wrong = '<sheetPr><tabColor rgb="FF000000"/><pageSetUpPr fitToPage="1"/><outlinePr summaryBelow="0"/></sheetPr>';
const right = '<sheetPr><tabColor rgb="FF000000"/><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/></sheetPr>';
const repairWorkbook = (bytes: Uint8Array): Uint8Array => packWorkbook(repairParts(bytes));

test('the outline stands before the page set-up', () => {
  expect(orderSheetProperties(wrong)).toBe(right);
  expect(orderSheetProperties(right)).toBe(right);
});

test('order and time of the parts leave no trace in the bytes', () => {
  const sheet = strToU8(wrong);
  const other = strToU8('<x/>');
  const early = zipSync({ 'xl/worksheets/sheet1.xml': sheet, 'a.xml': other }, { mtime: '1990-01-01T00:00:00' });
  const late = zipSync(
    { 'a.xml': other, 'xl/worksheets/sheet1.xml': sheet },
    { mtime: '2020-05-05T10:00:00', level: 0 },
  );
  expect(repairWorkbook(early)).toEqual(repairWorkbook(late));
  expect(strFromU8(unzipSync(repairWorkbook(late))['xl/worksheets/sheet1.xml']!)).toBe(right);
});

const workbook = (name: string, titles: string): string =>
  `<sheet sheetId="1" name="Own" r:id="rId4"/><sheet sheetId="2" name="${name}" r:id="rId5"/>` +
  `<definedName name="_xlnm.Print_Titles" localSheetId="1">${titles}</definedName>`;

test('the apostrophe of a sheet name stands twice in the titles that repeat in print', () => {
  const once = workbook(
    'Lab&apos;s &amp; co',
    '&apos;Lab&apos;s &amp; co&apos;!$A:$B,&apos;Lab&apos;s &amp; co&apos;!$1:$2',
  );
  const twice = workbook(
    'Lab&apos;s &amp; co',
    '&apos;Lab&apos;&apos;s &amp; co&apos;!$A:$B,&apos;Lab&apos;&apos;s &amp; co&apos;!$1:$2',
  );
  expect(quotePrintTitles(once)).toBe(twice);
  expect(quotePrintTitles(twice)).toBe(twice);
  const plain = workbook('Lab', '&apos;Lab&apos;!$1:$2');
  expect(quotePrintTitles(plain)).toBe(plain);
});

test('a sheet has one name for all areas that are printed of it', () => {
  const area = (sheet: number, cells: string): string =>
    `<definedName name="_xlnm.Print_Area" localSheetId="${sheet}">${cells}</definedName>`;
  const twice = area(1, 'A!$A$1:$B$2') + area(1, 'A!$C$1:$D$2') + area(1, 'A!$E$1:$F$2') + area(2, 'B!$A$1:$B$2');
  expect(joinPrintAreas(twice)).toBe(area(1, 'A!$A$1:$B$2,A!$C$1:$D$2,A!$E$1:$F$2') + area(2, 'B!$A$1:$B$2'));
});
