/**
 * Small percentages and multiples have the decimals they need, the same on the terminal, in sentences and in the number
 * formats of the workbook.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatAmount, formatValue, rowFormat } from '../../src/cli/io/format.ts';
import { autoShareFormat, autoTimesFormat } from '../../src/grid/formats.ts';
import { chooseFormat } from '../../src/grid/scales.ts';
import { buildModel } from '../../src/pipeline.ts';
import { formatResult, formatRounded } from '../../src/values/formatFigure.ts';
import { readWorkbook } from '../helpers/readSheets.ts';

const built = buildModel('model.yaml', () => readFileSync('test/faults/small-percentages.yaml', 'utf8')).value!;
const valuesOf = (id: string) => built.record.scenarios[0]!.series.find((one) => one.id === id)!.values as number[];

it('are shown in full on the terminal', () => {
  const shown = (id: string, unit: string) =>
    valuesOf(id).map((value) => formatValue(value, unit, rowFormat(unit, valuesOf(id))));
  expect(shown('all_in', '%')).toEqual(['0.30%', '0.40%', '0.09%']);
  expect(shown('spread', '%')).toEqual(['0.25%', '0.35%', '0.04%']);
  expect(shown('fee', '%')).toEqual(['0.05%']);
  expect(shown('times', 'x')).toEqual(['0.84x']);
});

it('are said alike in sentences', () => {
  for (const value of [0.0005, 0.0025, 0.0035, 0.0004])
    expect([formatRounded(value, '%'), formatResult(value, '%')]).toEqual([
      formatAmount(value, '%'),
      formatAmount(value, '%'),
    ]);
});

it('have number formats with the same decimals, on every sheet', async () => {
  const file = readWorkbook(await built.workbook());
  const formatsOf = (id: string): ReadonlySet<string> =>
    new Set(
      file.sheets.flatMap(({ rows }) =>
        rows
          .filter(({ cells }) => cells.some(({ column, value }) => column === 2 && value === id))
          .flatMap(({ cells }) => cells.filter(({ value }) => typeof value === 'number'))
          .map(({ styleIndex }) => file.styles[styleIndex]!.format)
          .filter((format) => /[%x]/.test(format)),
      ),
    );
  for (const id of ['all_in', 'spread', 'fee']) expect([...formatsOf(id)]).toEqual(['0.00%_);(0.00%);0.00%_)']);
  expect([...formatsOf('times')]).toEqual(['#,##0.00"x"_);(#,##0.00"x")']);
});

it.each([
  [autoShareFormat, [0.052, 0.4], '0.0%_);(0.0%);0.0%_)'],
  [autoShareFormat, [0.0005, 1 / 300], '0.00%_);(0.00%);0.00%_)'],
  [autoTimesFormat, [12.3456], '#,##0.0000"x"_);(#,##0.0000"x")'],
  [autoTimesFormat, [1 / 3], '#,##0.00"x"_);(#,##0.00"x")'],
  [autoTimesFormat, [], '#,##0.0"x"_);(#,##0.0"x")'],
] as const)('%s of %j is %s', (format, numbers, settled) => {
  expect(chooseFormat(format, numbers)).toBe(settled);
});
