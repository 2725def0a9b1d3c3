/** Answers in a workbook: the rules hold, charts refer to the right cells, and other programs read the file. */
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from '../../../src/audit/conformance.ts';
import type { Answer } from '../../../src/question/answer.ts';
import { answerSheetNames } from '../../../src/sheets/answers/answerSheets.ts';
import { isGeneratedSheet } from '../../../src/values/reservedWorkbookNames.ts';
import { workbookFromFile } from '../../../src/xlsx/read/fromFile.ts';
import type { FileSheet, WorkbookFile } from '../../../src/xlsx/read/workbookFile.ts';
import { type Answered, answered } from '../../helpers/answered.ts';
import { answers, sensitivity, simulation, tornado } from '../../helpers/answers.ts';
import { recalculate } from '../../helpers/libreoffice.ts';
import { packageFaults } from '../../helpers/openXml.ts';

const path = 'models/examples/loan.yaml';
let whole: Answered;
let file: WorkbookFile;

function read(bytes: Uint8Array): WorkbookFile {
  const { value, diagnostics } = workbookFromFile(bytes);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

beforeAll(async () => {
  whole = await answered(path, answers);
  file = read(whole.bytes);
});

const sheetOf = (name: string): FileSheet => file.sheets.find((sheet) => sheet.name === name)!;
/** What the cells of a range such as `Tornado!$A$31:$A$35` hold. */
function cellsAt(reference: string): unknown[] {
  const [, name, column, from, to = from] = /^'?([^'!]+)'?!\$([A-Z])\$(\d+)(?::\$\2\$(\d+))?$/.exec(reference)!;
  const at = column!.charCodeAt(0) - 65;
  const rows = sheetOf(name!).rows;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, offset) => {
    const cells = rows.find(({ row }) => row === Number(from) - 1 + offset)?.cells ?? [];
    return cells.find((cell) => cell.column === at)?.value ?? null;
  });
}

describe('a workbook with an answer of each kind', () => {
  it('keeps every rule for auditable workbooks', () => {
    expect(checkConformance(file).filter(({ result }) => result === 'fails')).toEqual([]);
  });

  it('keeps the standard to the letter', () => {
    expect(packageFaults(whole.bytes)).toEqual([]);
  });

  it('has the sheets behind the results and before the inputs, listed in the contents', () => {
    const names = file.sheets.map(({ name }) => name);
    const own = Object.values(answerSheetNames);
    expect(names.slice(names.indexOf('Scenarios') + 1, names.indexOf('Inputs'))).toEqual(own);
    const listed = sheetOf('Contents').rows.map(({ cells }) => cells.map(({ value }) => value));
    for (const name of own) expect(listed.find(([first]) => first === name)?.[2]).toMatch(/, stored as computed$/);
    expect(own.every(isGeneratedSheet)).toBe(true);
  });

  it('holds every number as it was computed, in the style of stored results', () => {
    for (const { question, tables } of answers) {
      const cells = sheetOf(answerSheetNames[question]).rows.flatMap((row) => row.cells);
      for (const cell of tables.flatMap(({ rows }) => rows.flat())) {
        if (typeof cell !== 'number') continue;
        const found = cells.filter(({ value, formula }) => value === cell && formula === undefined);
        expect(found.length, `${question} ${cell}`).toBeGreaterThan(0);
      }
    }
  });

  it('never makes a formula of words', () => {
    const labels = sheetOf('Tornado').rows.flatMap(({ cells }) => cells.filter(({ column }) => column === 0));
    expect(labels.find(({ value }) => value === '=Time between instalments')).toMatchObject({
      value: '=Time between instalments',
    });
    expect(labels.every(({ formula }) => formula === undefined)).toBe(true);
  });
});

describe('charts', () => {
  it('draw the columns of their tables', () => {
    const charts = sheetOf('Sensitivity').chartContents!;
    const [grid] = sensitivity.tables;
    expect(charts.map(({ title }) => title)).toEqual(['Level instalment by interest']);
    const { series } = charts[0]!;
    expect(series.map(({ name }) => cellsAt(name!))).toEqual([['80k USD'], ['120k USD'], ['160k USD']]);
    expect(series.map(({ categories }) => cellsAt(categories!))).toEqual(
      Array(3).fill(grid!.rows.map((row) => row[0])),
    );
    expect(series.map(({ values }) => cellsAt(values!))).toEqual(
      [1, 3, 5].map((column) => grid!.rows.map((row) => row[column])),
    );
  });

  it('draw a tornado as bars of live differences from the base', () => {
    const { series, title } = sheetOf('Tornado').chartContents![0]!;
    expect(title).toBe('Interest over the term: change from the base');
    const { rows } = tornado.tables[0]!;
    const base = tornado.charts[0]!.base!;
    expect(cellsAt(series[0]!.categories!)).toEqual(rows.map(([label]) => label));
    const changes = (column: number) =>
      rows.map((row) => (typeof row[column] === 'number' ? (row[column] as number) - base : null));
    expect(series.map(({ values }) => cellsAt(values!))).toEqual([changes(3), changes(4)]);
    const parts = unzipSync(whole.bytes);
    const xml = Object.keys(parts)
      .map((name) => (name.startsWith('xl/charts/chart') ? strFromU8(parts[name]!) : ''))
      .find((text) => text.includes('change from the base'))!;
    expect(xml).toContain('<c:barDir val="bar"/>');
    expect(xml).toContain('<c:orientation val="maxMin"/>');
    // No input moves the result the same way at both of its ends.
    expect(xml).toContain('<c:overlap val="100"/>');
  });

  it('draw a histogram as touching columns', () => {
    const charts = sheetOf('Simulation').chartContents!;
    expect(charts.map(({ title }) => title)).toEqual(['Closing cash, trials', 'Median cash']);
    expect(cellsAt(charts[0]!.series[0]!.values!)).toEqual(simulation.tables[1]!.rows.map(([, count]) => count));
    const texts = Object.entries(unzipSync(whole.bytes)).filter(([name]) => name.startsWith('xl/charts/chart'));
    expect(
      texts.map(([, bytes]) => strFromU8(bytes)).filter((text) => text.includes('<c:gapWidth val="4"/>')),
    ).toHaveLength(1);
  });

  it('put bars that go the same way beside each other', async () => {
    const [table] = tornado.tables;
    const rows = table!.rows.map((row) => row.map((cell, at) => (at === 3 || at === 4 ? 20_000 + at : cell)));
    const same: Answer = { ...tornado, tables: [{ ...table!, rows }] };
    const parts = unzipSync((await answered(path, [same])).bytes);
    const bars = Object.entries(parts).filter(
      ([name, bytes]) => name.startsWith('xl/charts/') && strFromU8(bytes).includes('"bar"'),
    );
    expect(bars.map(([, bytes]) => /<c:overlap val="(\d+)"/.exec(strFromU8(bytes))?.[1])).toEqual(['0']);
  });
});

describe('numbers are readable', () => {
  const formats = (name: string, label: unknown): string[] => {
    const row = sheetOf(name).rows.find(({ cells }) =>
      cells.some(({ column, value }) => column === 0 && value === label),
    )!;
    return row.cells
      .filter(({ value }) => typeof value === 'number')
      .map(({ styleIndex }) => file.styles[styleIndex]!.format);
  };

  it('in the unit and scale of their row or column', () => {
    expect(new Set(formats('Simulation', 'Closing cash'))).toEqual(new Set(['#,##0.00,"k"_);(#,##0.00,"k");"-"_)']));
    expect(new Set(formats('Simulation', 'Gross margin'))).toEqual(new Set(['0.0%_);(0.0%);0.0%_)']));
    expect(new Set(formats('Simulation', 'First day below zero'))).toEqual(new Set(['yyyy-mm-dd']));
    expect(new Set(formats('Comparison', 'Interest per instalment'))).toEqual(new Set(['0.00%_);(0.00%);0.00%_)']));
    expect(formats('Sensitivity', 0.0025)[0]).toBe('0.00%_);(0.00%);0.00%_)');
  });
});

describe('several answers of one kind, and none', () => {
  it('have numbered sheets', async () => {
    const { grid, bytes } = await answered(path, [sensitivity, sensitivity, sensitivity]);
    const names = grid.sheets.map(({ name }) => name).filter((name) => name.startsWith('Sensitivity'));
    expect(names).toEqual(['Sensitivity', 'Sensitivity 2', 'Sensitivity 3']);
    expect(names.every(isGeneratedSheet)).toBe(true);
    expect(checkConformance(read(bytes)).filter(({ result }) => result === 'fails')).toEqual([]);
  });

  it('leave no sheet where nothing was asked', async () => {
    const { grid } = await answered(path, []);
    const own: readonly string[] = Object.values(answerSheetNames);
    expect(grid.sheets.filter(({ name }) => own.includes(name))).toEqual([]);
  });

  it('draw nothing from a table without rows', async () => {
    const empty = { ...simulation, tables: simulation.tables.map((table) => ({ ...table, rows: [], rowUnits: [] })) };
    const { grid, bytes } = await answered(path, [
      empty,
      { ...tornado, tables: [{ ...tornado.tables[0]!, rows: [] }] },
    ]);
    expect(
      grid.sheets
        .filter(({ name }) => name === 'Simulation' || name === 'Tornado')
        .flatMap(({ charts }) => charts ?? []),
    ).toEqual([]);
    expect(packageFaults(bytes)).toEqual([]);
    expect(checkConformance(read(bytes)).filter(({ result }) => result === 'fails')).toEqual([]);
  });

  it('refuse a chart of what its answer does not hold', async () => {
    const astray: Answer = { ...sensitivity, charts: [{ ...sensitivity.charts[0]!, values: ['nothing'] }] };
    await expect(answered(path, [astray])).rejects.toThrow("draws the column 'nothing'");
  });
});

describe('LibreOffice', { tags: ['libreoffice'] }, () => {
  it('reads the sheets without change and computes the differences anew', async () => {
    const sheets = await recalculate(whole.bytes);
    for (const name of Object.values(answerSheetNames)) {
      const rows = sheets.find((sheet) => sheet.name === name)!.rows;
      const found = rows.map((cells) => cells.map(({ value }) => value ?? null));
      const own = whole.evaluation.sheets.get(name)!;
      own.forEach((cells, row) => {
        cells.forEach((value, column) => {
          const other = found[row]?.[column] ?? null;
          if (typeof value === 'number') expect(other, `${name} ${row} ${column}`).toBeCloseTo(value, 6);
          else expect(other ?? '', `${name} ${row} ${column}`).toEqual(value ?? '');
        });
      });
    }
  });
});
