/**
 * Charts on sheets. Takes the parts of a workbook, the grid and an evaluation; adds one chart part for each chart and
 * one drawing for each sheet with charts. Guarantee: sheets without charts keep their bytes, and numbers follow the
 * order of the sheets.
 */
import type { Chart, Grid, GridSheet } from '../../grid/grid.ts';
import type { Evaluation } from '../../run/run.ts';
import { columnPixels, rowPixels } from './cellSizes.ts';
import { describeChart, type ReadCells, readerOf } from './chartData.ts';
import { chartXml } from './chartXml.ts';
import { addPart, addRelationship, addToSheet, type Parts, sheetPath } from './packageParts.ts';
import { element, xmlDeclaration } from './xml.ts';

const chartType = 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml';
const drawingType = 'application/vnd.openxmlformats-officedocument.drawing+xml';
const chartSpace = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const relationSpace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const drawingSpaces = {
  'xmlns:xdr': 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing',
  'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
};

/** A chart with its number in the workbook. */
interface Numbered {
  readonly chart: Chart;
  readonly number: number;
}

/** Adds every chart of the grid, with the values of the evaluation for readers that do not compute. */
export function addCharts(parts: Parts, grid: Grid, evaluation: Evaluation): void {
  const read = readerOf(grid, evaluation);
  let charts = 0;
  let drawings = 0;
  grid.sheets.forEach((sheet, position) => {
    const numbered = (sheet.charts ?? []).map((chart, index) => ({ chart, number: charts + index + 1 }));
    if (numbered.length === 0) return;
    charts += numbered.length;
    drawings += 1;
    addDrawing(parts, `xl/drawings/drawing${drawings}.xml`, numbered, sheet, read);
    const relation = addRelationship(parts, sheetPath(position), 'drawing', `../drawings/drawing${drawings}.xml`);
    addToSheet(parts, sheetPath(position), 'drawing', relation);
  });
}

function addDrawing(parts: Parts, path: string, charts: readonly Numbered[], sheet: GridSheet, read: ReadCells): void {
  const anchors = charts.map((numbered) => {
    const { chart, number } = numbered;
    addPart(parts, `xl/charts/chart${number}.xml`, chartXml(chart, read, widthOf(chart, sheet)), chartType);
    const relation = addRelationship(parts, path, 'chart', `../charts/chart${number}.xml`);
    return anchorXml(numbered, sheet, relation, describeChart(chart, read));
  });
  addPart(parts, path, xmlDeclaration + element('xdr:wsDr', drawingSpaces, ...anchors), drawingType);
}

function widthOf({ place }: Chart, sheet: GridSheet): number {
  const widths = Array.from({ length: place.columns }, (_, offset) => columnPixels(sheet, place.column + offset));
  return widths.reduce((sum, width) => sum + width, 0);
}

/**
 * The chart moves with its cells and keeps its size when they change theirs. It ends before its cells do, or its edge
 * would not print.
 */
function anchorXml(
  { chart: { place }, number }: Numbered,
  sheet: GridSheet,
  relation: string,
  description: string,
): string {
  const column = place.column + place.columns - 1;
  return element(
    'xdr:twoCellAnchor',
    { editAs: 'oneCell' },
    corner('xdr:from', [place.column, 0], [place.row, 0]),
    corner('xdr:to', [column, columnPixels(sheet, column) - margin], [place.row + place.rows - 1, rowPixels - margin]),
    frameXml(number, relation, description),
    element('xdr:clientData'),
  );
}

/** Pixels between a chart and the end of its cells; drawings are measured in parts of a pixel. */
const margin = 6;
const partsOfPixel = 9525;

function corner(
  name: string,
  [column, right]: readonly [number, number],
  [row, down]: readonly [number, number],
): string {
  const at = (axis: string, value: number): string => element(`xdr:${axis}`, {}, `${value}`);
  const offset = (pixels: number): number => Math.max(0, pixels) * partsOfPixel;
  return element(name, {}, at('col', column), at('colOff', offset(right)), at('row', row), at('rowOff', offset(down)));
}

/** The drawing itself has the first id. */
function frameXml(number: number, relation: string, description: string): string {
  const name = element('xdr:cNvPr', { id: number + 1, name: `Chart ${number}`, descr: description });
  const place = element('a:off', { x: 0, y: 0 }) + element('a:ext', { cx: 0, cy: 0 });
  const chart = element('c:chart', { 'xmlns:c': chartSpace, 'xmlns:r': relationSpace, 'r:id': relation });
  return element(
    'xdr:graphicFrame',
    { macro: '' },
    element('xdr:nvGraphicFramePr', {}, name, element('xdr:cNvGraphicFramePr')),
    element('xdr:xfrm', {}, place),
    element('a:graphic', {}, element('a:graphicData', { uri: chartSpace }, chart)),
  );
}
