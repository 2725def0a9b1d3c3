/**
 * Grid to numbers with HyperFormula. Takes a Grid; returns an evaluator for every cell in every scenario. Guarantee:
 * text stays text (never a date, a number or a formula), numbers are unrounded doubles, and every error is one that
 * Excel has.
 */
import { HyperFormula, type RawCellContent } from 'hyperformula';
import { formulaText } from '../grid/address.ts';
import type { Content, Grid, GridRow, GridSheet, RowSegment } from '../grid/grid.ts';
import { cellValue, engineConstants, engineSettings } from './hyperFormulaSettings.ts';
import type { CellValue, Evaluation, Evaluator, SheetValues } from './run.ts';
import { asTextCell } from './workbookSheets.ts';

function rawContent(content: Content, column: number): RawCellContent {
  switch (content.kind) {
    case 'number':
      return content.value;
    case 'formula':
      return `=${formulaText(content.template, column)}`;
    case 'text':
    case 'link':
    case 'url':
      return content.text === '' ? null : asTextCell(content.text);
  }
}

function placeRun(cells: RawCellContent[], segment: RowSegment): void {
  for (let offset = 0; offset < segment.count; offset += 1) {
    const content = Array.isArray(segment.content) ? segment.content[offset] : (segment.content as Content);
    if (content !== undefined) cells[segment.column + offset] = rawContent(content, segment.column + offset);
  }
}

function rawRow(row: GridRow): RawCellContent[] {
  const width = row.segments.reduce((widest, segment) => Math.max(widest, segment.column + segment.count), 0);
  const cells = new Array<RawCellContent>(width).fill(null);
  for (const segment of row.segments) placeRun(cells, segment);
  return cells;
}

function rawSheets(sheets: readonly GridSheet[]): Record<string, RawCellContent[][]> {
  return Object.fromEntries(sheets.map((sheet) => [sheet.name, sheet.rows.map(rawRow)]));
}

function sheetValues(engine: HyperFormula, name: string): SheetValues {
  return engine.getSheetValues(sheetNumber(engine, name)).map((row) => row.map(cellValue));
}

function sheetNumber(engine: HyperFormula, name: string): number {
  const id = engine.getSheetId(name);
  if (id === undefined) throw new Error(`the grid has no sheet '${name}'`);
  return id;
}

/** An error cannot be stored, so it is shown as text. */
function storedContent(value: CellValue): RawCellContent {
  if (typeof value === 'number') return value;
  return value === null ? null : asTextCell(typeof value === 'object' ? value.error : String(value));
}

/**
 * Builds the engine once; `evaluate(index)` writes the name of that scenario into the scenario cell and reads every
 * cell. @example makeEvaluator(grid).evaluate(0).sheets.get('Revenue')?.[4]?.[3] // 1250000
 */
export function makeEvaluator(grid: Grid): Evaluator {
  const engine = HyperFormula.buildFromSheets(rawSheets(grid.sheets), engineSettings(), engineConstants);
  const { sheet, row, column } = grid.scenarioCell;
  const scenarioAddress = { sheet: sheetNumber(engine, sheet), row, col: column };
  return {
    evaluate(index: number): Evaluation {
      const scenario = grid.scenarios[index];
      if (scenario === undefined) throw new RangeError(`the grid has no scenario number ${index + 1}`);
      if (engine.getCellValue(scenarioAddress) !== scenario)
        engine.setCellContents(scenarioAddress, asTextCell(scenario));
      return { scenario, sheets: new Map(grid.sheets.map(({ name }) => [name, sheetValues(engine, name)])) };
    },
    store(numbers, sheets) {
      engine.batch(() => {
        for (const { cells, values } of numbers)
          engine.setCellContents({ sheet: sheetNumber(engine, cells.sheet), row: cells.row, col: cells.column }, [
            values.map(storedContent),
          ]);
      });
      return new Map(sheets.map((name) => [name, sheetValues(engine, name)]));
    },
    close: () => engine.destroy(),
  };
}
