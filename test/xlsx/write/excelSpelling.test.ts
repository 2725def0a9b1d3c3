import { expect, test } from 'vitest';
import { toExcelSpelling } from '../../../src/xlsx/write/excelSpelling.ts';

test.each([
  ['DAYS(A1,B1)', '_xlfn.DAYS(A1,B1)'],
  ['SUM(1,IFS(A1,2))', 'SUM(1,_xlfn.IFS(A1,2))'],
  ['SUMIFS(A1:A2,B1:B2,1)', 'SUMIFS(A1:A2,B1:B2,1)'],
  ['1e-7+2e21', '1E-7+2E21'],
  ['"DAYS(" & "1e5 ""IFS("""', '"DAYS(" & "1e5 ""IFS("""'],
])('%s becomes %s', (own, excel) => {
  expect(toExcelSpelling([own])).toEqual([excel]);
});

test('references pass unchanged', () => {
  const reference = { row: 0, column: { relative: -1 } };
  expect(toExcelSpelling([reference])).toEqual([reference]);
});
