import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CellRange, Chart, Grid } from '../../../src/grid/grid.ts';
import { makeEvaluator } from '../../../src/run/fromGrid.ts';
import type { Evaluation } from '../../../src/run/run.ts';
import { readerOf } from '../../../src/xlsx/write/chartData.ts';
import { chartXml } from '../../../src/xlsx/write/chartXml.ts';
import { writeWorkbook } from '../../../src/xlsx/write/fromRun.ts';
import { chartGrid, charts } from '../../helpers/chartGrid.ts';
import { readSheets } from '../../helpers/readSheets.ts';
import { childNames, findAll, parseXml, settings, texts, type XmlNode } from '../../helpers/xmlTree.ts';

const properties = { title: 'Charts', runId: 'abc123', date: '2026-03-31', custom: { run: 'abc123' } };

function evaluate(grid: Grid): Evaluation {
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(0);
  evaluator.close();
  return evaluation;
}

const evaluation = evaluate(chartGrid);
const drawn = (chart: Chart): XmlNode => parseXml(chartXml(chart, readerOf(chartGrid, evaluation), 500));
const group = (root: XmlNode, name: string): XmlNode => findAll(root, name)[0]!;
const fills = (root: XmlNode): readonly string[] =>
  findAll(root, 'c:ser').map((one) => childNames(group(one, 'c:spPr'))[0]!);

describe('the order of the schema', () => {
  const orders: Readonly<Record<string, string>> = {
    'c:chartSpace': 'date1904 lang roundedCorners chart spPr txPr',
    'c:chart': 'title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs',
    'c:plotArea': 'layout barChart lineChart catAx valAx valAx catAx spPr',
    'c:barChart': 'barDir grouping varyColors ser gapWidth overlap axId axId',
    'c:lineChart': 'grouping varyColors ser ser marker axId axId',
    'c:catAx':
      'axId scaling delete axPos numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses auto lblAlgn lblOffset noMultiLvlLbl',
    'c:valAx':
      'axId scaling delete axPos majorGridlines numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossBetween',
    'c:legend': 'legendPos overlay',
  };

  test.each(Object.entries(orders))('%s', (name, order) => {
    const root = drawn(charts.combination);
    const node = name === root.name ? root : group(root, name);
    expect(childNames(node)).toEqual(order.split(' ').map((child) => `c:${child}`));
  });

  test('series of columns, of lines, and with labels', () => {
    const [columns, lines] = [
      group(drawn(charts.combination), 'c:barChart'),
      group(drawn(charts.combination), 'c:lineChart'),
    ];
    expect(childNames(group(columns, 'c:ser')).join(' ')).toBe(
      'c:idx c:order c:tx c:spPr c:invertIfNegative c:cat c:val',
    );
    expect(childNames(group(lines, 'c:ser')).join(' ')).toBe('c:idx c:order c:tx c:spPr c:marker c:cat c:val c:smooth');
    const step = findAll(drawn(charts.bridge), 'c:ser')[1]!;
    expect(childNames(step).join(' ')).toBe('c:idx c:order c:tx c:spPr c:invertIfNegative c:dLbls c:cat c:val');
  });
});

describe('cells', () => {
  test('names, categories and values are bound to their ranges and hold what stands there', () => {
    const [first, second] = findAll(drawn(charts.column), 'c:ser');
    expect(texts(first!, 'c:f')).toEqual([
      "'Lab''s P & L'!$A$5",
      "'Lab''s P & L'!$C$1:$I$1",
      "'Lab''s P & L'!$C$5:$I$5",
    ]);
    expect(texts(group(second!, 'c:tx'), 'c:v')).toEqual(['Enterprise <API>']);
    expect(texts(group(second!, 'c:cat'), 'c:v')).toEqual(['2024', '2025', '2026', '2027', '2028', '2029', '2030']);
    expect(texts(group(second!, 'c:val'), 'c:v').map(Number)).toEqual([
      0.1e9, 0.5e9, 1.2e9, 2.8e9, 4.8e9, 7.2e9, 9.9e9,
    ]);
  });

  test('blanks and errors leave gaps', () => {
    const { sheet, row } = charts.column.series[0]!.values;
    const rows = evaluation.sheets
      .get(sheet)!
      .map((values, index) => (index === row ? [null, null, 1, { error: '#N/A' } as const, 'x', null, -2] : values));
    const other = { ...evaluation, sheets: new Map(evaluation.sheets).set(sheet, rows) };
    const series = group(parseXml(chartXml(charts.column, readerOf(chartGrid, other), 500)), 'c:ser');
    const points = findAll(group(series, 'c:val'), 'c:pt').map(({ attributes, children }) => [
      attributes.idx,
      children[0]!.text,
    ]);
    expect(points).toEqual([
      ['0', '1'],
      ['4', '-2'],
    ]);
    expect(settings(group(series, 'c:val'), 'c:ptCount')).toEqual(['7']);
  });

  test('categories that are numbers keep their format', () => {
    const chart = { ...charts.column, categories: charts.column.series[0]!.values };
    const categories = group(group(drawn(chart), 'c:ser'), 'c:cat');
    expect(childNames(categories)).toEqual(['c:numRef']);
    expect(texts(categories, 'c:formatCode')[0]).toContain('"bn"');
    expect(group(group(drawn(chart), 'c:catAx'), 'c:numFmt').attributes).toEqual({
      formatCode: texts(categories, 'c:formatCode')[0],
      sourceLinked: '0',
    });
  });
});

describe('kinds', () => {
  test('every kind draws its groups', () => {
    const kinds = Object.values(charts).map((chart) => {
      const root = drawn(chart);
      return [settings(root, 'c:grouping'), settings(root, 'c:overlap'), settings(root, 'c:crosses')];
    });
    const one = ['autoZero', 'autoZero'];
    expect(kinds).toEqual([
      [['standard'], [], one],
      [['clustered'], ['0'], one],
      [['stacked'], ['100'], one],
      [['clustered', 'standard'], ['0'], [...one, 'max', 'autoZero']],
      [['stacked'], ['100'], one],
    ]);
  });

  test('every second axis has its own format, and its categories are not seen', () => {
    const root = drawn(charts.combination);
    expect(findAll(root, 'c:valAx').map((axis) => group(axis, 'c:numFmt').attributes.formatCode)).toEqual([
      '#,##0,,,"bn";(#,##0,,,"bn");0',
      '0%;(0%);0%',
    ]);
    expect(findAll(root, 'c:catAx').flatMap((axis) => settings(axis, 'c:delete'))).toEqual(['0', '1']);
  });

  test('a chart that only speaks of the second axis is drawn on the first', () => {
    const series = charts.column.series.map((one) => ({ ...one, axis: 'second' as const }));
    expect(drawn({ ...charts.column, series })).toEqual(drawn(charts.column));
  });

  test('a single point of a line has a marker', () => {
    const series = charts.line.series.map((one) => ({ ...one, values: { ...one.values, count: 1 } }));
    expect(settings(drawn({ ...charts.line, series }), 'c:symbol')).toEqual(['circle', 'circle', 'circle']);
    expect(settings(drawn(charts.line), 'c:symbol')).toEqual(['none', 'none', 'none']);
  });

  test('many periods are labelled in a rhythm, few categories all', () => {
    expect(settings(drawn(charts.line), 'c:tickLblSkip')).toEqual(['12']);
    expect(settings(drawn(charts.bridge), 'c:tickLblSkip')).toEqual([]);
  });

  test('quarters are labelled by the year or half of it', () => {
    const quarters = Array.from({ length: 20 }, (_, index) => `${2025 + Math.floor(index / 4)}-Q${(index % 4) + 1}`);
    const read = readerOf(chartGrid, evaluation);
    const { reference } = read(charts.column.categories);
    const other = (range: CellRange) =>
      range === charts.column.categories ? { reference, values: quarters, format: 'General' } : read(range);
    const skips = [320, 700, 900].map((width) =>
      settings(parseXml(chartXml(charts.column, other, width)), 'c:tickLblSkip'),
    );
    expect(skips).toEqual([['8'], ['4'], ['2']]);
  });

  test('hidden rows are drawn, blanks are gaps, corners are square', () => {
    const root = drawn(charts.line);
    const found = ['c:plotVisOnly', 'c:dispBlanksAs', 'c:roundedCorners', 'c:tickLblPos'].flatMap((name) =>
      settings(root, name),
    );
    expect(found).toEqual(['0', 'gap', '0', 'low', 'nextTo']);
  });
});

describe('the bridge', () => {
  const root = drawn(charts.bridge);
  const steps = findAll(root, 'c:ser');

  test('its base is neither filled nor labelled and there is no legend', () => {
    expect(fills(root)).toEqual(['a:noFill', 'a:solidFill', 'a:solidFill', 'a:solidFill']);
    expect(steps.map((step) => findAll(step, 'c:dLbls').length)).toEqual([0, 1, 1, 1]);
    expect(findAll(root, 'c:legend')).toEqual([]);
  });

  test('labels of low steps stand above, and labels of zero are empty', () => {
    expect(steps.map((step) => findAll(step, 'c:dLbl').flatMap((label) => settings(label, 'c:idx')))).toEqual([
      [],
      [],
      ['5', '6'],
      [],
    ]);
    const low = findAll(steps[2]!, 'c:dLbl')[0]!;
    expect(childNames(low).slice(0, 5)).toEqual(['c:idx', 'c:layout', 'c:numFmt', 'c:spPr', 'c:txPr']);
    expect(Number(settings(low, 'c:y')[0])).toBeLessThan(0);
    expect(group(low, 'c:numFmt').attributes.formatCode).toBe('(#,##0.00,,,"bn");(#,##0.00,,,"bn");');
  });

  test('labels stand in the middle: Excel takes no other place outside a stacked column', () => {
    expect(new Set(settings(root, 'c:dLblPos'))).toEqual(new Set(['ctr']));
  });
});

describe('the workbook', () => {
  let bytes: Uint8Array;
  let parts: Record<string, Uint8Array>;
  const part = (path: string): string => strFromU8(parts[path]!);

  beforeAll(async () => {
    bytes = await writeWorkbook(chartGrid, evaluation, properties);
    parts = unzipSync(bytes);
  });

  test('every part is well-formed, and has a kind of content', () => {
    const types = parseXml(part('[Content_Types].xml'));
    const named = new Set(findAll(types, 'Override').map(({ attributes }) => attributes.PartName));
    for (const path of Object.keys(parts).filter((one) => !one.startsWith('xl/theme')))
      expect(() => parseXml(part(path)), path).not.toThrow();
    expect([1, 2, 3, 4, 5].every((number) => named.has(`/xl/charts/chart${number}.xml`))).toBe(true);
    expect(
      ['/xl/drawings/drawing1.xml', '/xl/comments1.xml', '/xl/comments2.xml', '/docProps/custom.xml'].every((path) =>
        named.has(path),
      ),
    ).toBe(true);
    expect([...named].every((path) => path !== undefined && parts[path.slice(1)] !== undefined)).toBe(true);
  });

  test('every relation leads to a part', () => {
    for (const path of Object.keys(parts).filter((one) => one.endsWith('.rels'))) {
      const folder = path.replace(/_rels\/[^/]*$/, '');
      const targets = findAll(parseXml(part(path)), 'Relationship').map(
        ({ attributes }) => new URL(attributes.Target!, `file:///${folder}`),
      );
      for (const { pathname } of targets) expect(Object.keys(parts)).toContain(pathname.slice(1));
    }
  });

  test('the sheet shows its drawing before its notes, and page breaks before both', () => {
    expect(part('xl/worksheets/sheet2.xml')).toMatch(
      /<rowBreaks count="2" manualBreakCount="2"><brk id="21" max="16383" man="1"\/><brk id="41" [^>]*\/><\/rowBreaks><drawing r:id="rId1"\/><legacyDrawing r:id="rId2"\/><\/worksheet>$/,
    );
  });

  test('every chart tells what it shows', () => {
    const told = findAll(parseXml(part('xl/drawings/drawing1.xml')), 'xdr:cNvPr').map(({ attributes }) => attributes);
    expect(told.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '2 Chart 1',
      '3 Chart 2',
      '4 Chart 3',
      '5 Chart 4',
      '6 Chart 5',
    ]);
    expect(told.map(({ descr }) => descr)).toEqual([
      'Lines: Monthly revenue by scenario. Shows Optimistic, Base, Careful from 2024-01 to 2028-12.',
      'Columns: Revenue by customer, USD. Shows Consumer, Enterprise <API> from 2024 to 2030.',
      'Stacked columns: Revenue and cost, USD. Shows Consumer, Enterprise <API>, Compute, Salaries & stock from 2024 to 2030.',
      'Columns and lines: Revenue (left) & margin (right). Shows Revenue, Gross margin (second axis), Growth (second axis) from 2024 to 2030.',
      'Bridge: From cash 2025 to cash 2026, USD. Shows Increase, Decrease, Cash from Cash 2025 to Cash 2026.',
    ]);
  });

  test('the same inputs give the same bytes in every time zone', async () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Tokyo';
    const elsewhere = await writeWorkbook(chartGrid, evaluate(chartGrid), properties);
    process.env.TZ = zone ?? 'UTC';
    expect(Buffer.from(elsewhere).equals(Buffer.from(bytes))).toBe(true);
  });

  test('it can be read again', async () => {
    expect(readSheets(bytes).map(({ name }) => name)).toEqual(["Lab's P & L", 'Charts']);
    expect(part('xl/workbook.xml')).toContain(
      '&apos;Lab&apos;&apos;s P &amp; L&apos;!$A:$B,&apos;Lab&apos;&apos;s P &amp; L&apos;!$1:$1',
    );
  });
});
