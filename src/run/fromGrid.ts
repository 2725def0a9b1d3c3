/**
 * Grid → numbers, by HyperFormula. Enters a Grid; leaves an evaluator that gives every cell under every scenario.
 * Guarantee: text of the grid stays text (never a date, a number or a formula), numbers are doubles as computed
 * (no rounding on the way out), and every error is one that Excel knows.
 */
import { DetailedCellError, HyperFormula, type RawCellContent, type CellValue as VendorValue } from 'hyperformula';
import { formulaText } from '../grid/address.ts';
import type { Content, Grid, GridRow, GridSheet, Run } from '../grid/grid.ts';
import { excelFunctions } from './overrides.ts';
import type { CellError, CellValue, Evaluation, Evaluator, SheetValues } from './run.ts';

/** Rows and columns that Excel holds; HyperFormula's own limits differ. */
const rowsMax = 1_048_576;
const columnsMax = 16_384;

const configuration = () => ({
  licenseKey: 'gpl-v3',
  smartRounding: false,
  useArrayArithmetic: true,
  evaluateNullToZero: true,
  accentSensitive: true,
  undoLimit: 0,
  maxRows: rowsMax,
  maxColumns: columnsMax,
  functionPlugins: excelFunctions(),
});

/** Functions only when written `TRUE()`; Excel also takes the bare word. */
const words = [
  { name: 'TRUE', expression: '=TRUE()' },
  { name: 'FALSE', expression: '=FALSE()' },
];

/** The apostrophe that keeps `2024`, `1/2/2024` and `=x` from being read as anything but text. */
const asText = (text: string): string => `'${text}`;

function rawContent(content: Content, column: number): RawCellContent {
  switch (content.kind) {
    case 'number':
      return content.value;
    case 'formula':
      return `=${formulaText(content.template, column)}`;
    case 'text':
    case 'link':
    case 'url':
      return content.text === '' ? null : asText(content.text);
  }
}

function placeRun(cells: RawCellContent[], run: Run): void {
  for (let offset = 0; offset < run.count; offset += 1) {
    const content = Array.isArray(run.content) ? run.content[offset] : (run.content as Content);
    if (content !== undefined) cells[run.column + offset] = rawContent(content, run.column + offset);
  }
}

function rawRow(row: GridRow): RawCellContent[] {
  const width = row.runs.reduce((widest, run) => Math.max(widest, run.column + run.count), 0);
  const cells = new Array<RawCellContent>(width).fill(null);
  for (const run of row.runs) placeRun(cells, run);
  return cells;
}

function rawSheets(sheets: readonly GridSheet[]): Record<string, RawCellContent[][]> {
  return Object.fromEntries(sheets.map((sheet) => [sheet.name, sheet.rows.map(rawRow)]));
}

const excelErrors = new Set<string>(['#DIV/0!', '#N/A', '#NAME?', '#NUM!', '#REF!', '#VALUE!', '#NULL!']);

/** Excel has no `#CYCLE!`, `#ERROR!`, `#SPILL!` or `#LIC!` that a file may hold: they become `#VALUE!`. */
function excelError(error: DetailedCellError): CellError {
  return { error: (excelErrors.has(error.value) ? error.value : '#VALUE!') as CellError['error'] };
}

function cellValue(value: VendorValue): CellValue {
  if (value instanceof DetailedCellError) return excelError(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return { error: '#NUM!' };
  return value;
}

function sheetValues(engine: HyperFormula, name: string): SheetValues {
  return engine.getSheetValues(sheetNumber(engine, name)).map((row) => row.map(cellValue));
}

function sheetNumber(engine: HyperFormula, name: string): number {
  const id = engine.getSheetId(name);
  if (id === undefined) throw new Error(`the grid has no sheet '${name}'`);
  return id;
}

/** An error cannot be stored; it stays visible as a text. */
function storedContent(value: CellValue): RawCellContent {
  if (typeof value === 'number') return value;
  return value === null ? null : asText(typeof value === 'object' ? value.error : String(value));
}

/**
 * Builds the engine once; `evaluate(index)` writes the name of that scenario into the scenario cell and reads every cell.
 * @example makeEvaluator(grid).evaluate(0).sheets.get('Revenue')?.[4]?.[3] // 1250000
 */
export function makeEvaluator(grid: Grid): Evaluator {
  const engine = HyperFormula.buildFromSheets(rawSheets(grid.sheets), configuration(), words);
  const { sheet, row, column } = grid.scenarioCell;
  const scenarioAddress = { sheet: sheetNumber(engine, sheet), row, col: column };
  return {
    evaluate(index: number): Evaluation {
      const scenario = grid.scenarios[index];
      if (scenario === undefined) throw new RangeError(`the grid has no scenario number ${index + 1}`);
      if (engine.getCellValue(scenarioAddress) !== scenario) engine.setCellContents(scenarioAddress, asText(scenario));
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
