/**
 * The cells of a sheet. Takes the elements within `<sheetData>` one by one; returns rows. Guarantee: rows and cells
 * ascend and lie within a sheet, shared and array formulas stand in every cell they cover, and the number of cells,
 * their text and the work for array formulas are bounded over all sheets.
 */

import { columnsMax, rowsMax } from '../../grid/address.ts';
import { parseAddress, parseRange } from './fileAddress.ts';
import { type FormulaToken, formulaTokens, movedTokens } from './formulaReferences.ts';
import { type Attributes, ElementProblem, type XmlVisitor } from './parseXml.ts';
import { charactersMax, makeTextCollector, unescaped } from './readStrings.ts';
import { isSet } from './readStyles.ts';
import { limitText } from './refusal.ts';
import type { FileCell, FileRange, FileRow, FileValue } from './workbookFile.ts';

export const cellsMax = 12_000_000;
/** Excel takes 8,192 characters; files of others may be generous. */
const formulaMax = 32_768;

/** What all sheets of a workbook have used up together. */
export interface Budget {
  cells: number;
  characters: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenCell = Writable<FileCell>;
type OpenRow = Writable<Omit<FileRow, 'cells'>> & { readonly cells: OpenCell[] };

interface Master {
  readonly row: number;
  readonly column: number;
  readonly formula: string;
  /** Made when the first copy asks for them. */
  tokens?: readonly FormulaToken[];
}

export interface CellReader extends Required<Omit<XmlVisitor, 'skipped'>> {
  /** The rows, once the last element is read. */
  readonly finish: () => readonly FileRow[];
}

function wholeNumber(text: string | undefined, max: number, what: string): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new ElementProblem(`'${text.slice(0, 40)}' is not a valid ${what}`);
  return value;
}

function numberOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  // Number() also reads 0x10 and Infinity, which no workbook holds.
  if (!Number.isFinite(value) || /[^0-9eE+.-]/.test(trimmed))
    throw new ElementProblem(`'${text.slice(0, 40)}' is not a number`);
  return value;
}

/** What each element of a sheet stands in; anything else is a file that Excel would repair. */
const parents: Readonly<Record<string, string>> = {
  row: 'sheetData',
  c: 'row',
  v: 'c',
  f: 'c',
  is: 'c',
  sheetData: 'worksheet',
};

/** The rows so far, and what is open. */
interface State {
  readonly path: string[];
  readonly rows: OpenRow[];
  row: OpenRow | undefined;
  rowNumber: number;
  column: number;
  type: string;
  style: number;
  value: string | undefined;
  formula: string | undefined;
  formulaAttributes: Attributes | undefined;
  into: 'value' | 'formula' | 'inline' | undefined;
}

function rowOf(attributes: Attributes, state: State): OpenRow {
  const number =
    attributes.r === undefined ? state.rowNumber + 1 : wholeNumber(attributes.r, rowsMax, 'row number') - 1;
  if (number < 0 || number >= rowsMax)
    throw new ElementProblem(`'${attributes.r ?? number + 1}' is not a valid row number`);
  if (number <= state.rowNumber) throw new ElementProblem(`row ${number + 1} follows row ${state.rowNumber + 1}`);
  return {
    row: number,
    hidden: isSet(attributes.hidden, false),
    outline: wholeNumber(attributes.outlineLevel, 255, 'outline level'),
    collapsed: isSet(attributes.collapsed, false),
    ...(attributes.ht === undefined ? {} : { height: numberOf(attributes.ht) ?? 0 }),
    cells: [],
  };
}

function columnOf(address: string | undefined, state: State): number {
  const place = address === undefined ? { row: state.rowNumber, column: state.column + 1 } : parseAddress(address);
  if (place === undefined || place.column >= columnsMax)
    throw new ElementProblem(`'${(address ?? '').slice(0, 40)}' is not a valid cell address`);
  if (place.row !== state.rowNumber) throw new ElementProblem(`the cell ${address} is in row ${state.rowNumber + 1}`);
  if (place.column === state.column) throw new ElementProblem(`the cell ${address} appears twice`);
  if (place.column < state.column) throw new ElementProblem(`the cell ${address} comes after a cell to its right`);
  return place.column;
}

function cellValue({ type, value }: State, strings: readonly string[]): FileValue {
  if (value === undefined) return null;
  switch (type) {
    case 'n':
      return numberOf(value);
    case 's':
      return sharedString(value, strings);
    case 'str':
    case 'd':
      return unescaped(value);
    case 'b':
      return isSet(value.trim(), false);
    case 'e':
      return { error: value };
    case 'inlineStr':
      return value;
    default:
      throw new ElementProblem(`a cell has the type '${type.slice(0, 40)}'`);
  }
}

function sharedString(index: string, strings: readonly string[]): string | null {
  if (index.trim() === '') return null;
  const text = strings[Number(index)];
  if (text === undefined) throw new ElementProblem(`there is no shared string number ${index.slice(0, 40)}`);
  return text;
}

/** Formulas of a sheet that stand in several cells. */
interface SharedFormulas {
  /** The formula of a cell of an element `<f>`; undefined while its master is still to come. */
  readonly formulaOf: (cell: OpenCell, text: string, attributes: Attributes) => string | undefined;
  readonly finish: (rows: readonly OpenRow[]) => void;
}

function makeSharedFormulas(budget: Budget): SharedFormulas {
  const masters = new Map<string, Master>();
  const waiting: { readonly cell: OpenCell; readonly index: string }[] = [];
  const arrays: { readonly range: FileRange; readonly formula: string }[] = [];
  const copied = ({ row, column }: OpenCell, master: Master): string => {
    master.tokens ??= formulaTokens(master.formula);
    return spend(budget, movedTokens(master.tokens, row - master.row, column - master.column));
  };
  const shared = (cell: OpenCell, text: string, index: string): string | undefined => {
    const master = masters.get(index);
    if (text === '') {
      if (master === undefined) waiting.push({ cell, index });
      return master === undefined ? undefined : copied(cell, master);
    }
    if (master !== undefined) throw new ElementProblem(`the shared formula ${index.slice(0, 40)} is defined twice`);
    masters.set(index, { row: cell.row, column: cell.column, formula: text });
    return text;
  };
  return {
    formulaOf: (cell, text, { t: type, si: index = '', ref, r1, r2 }) => {
      if (type === 'shared') return shared(cell, text, index);
      if (type === 'array' || type === 'dataTable') cell.isArray = true;
      if (type === 'dataTable') return `TABLE(${r1 ?? ''},${r2 ?? ''})`;
      if (type === 'array' && ref?.includes(':')) arrays.push({ range: rangeOf(ref), formula: text });
      return text;
    },
    finish: (rows) => {
      for (const { cell, index } of waiting) {
        const master = masters.get(index);
        if (master === undefined) throw new ElementProblem(`the shared formula ${index.slice(0, 40)} is not defined`);
        cell.formula = copied(cell, master);
      }
      fillArrays(rows, arrays);
    },
  };
}

function rangeOf(text: string): FileRange {
  const range = parseRange(text);
  if (range === undefined) throw new ElementProblem(`'${text.slice(0, 40)}' is not a valid cell range`);
  return range;
}

function spend(budget: Budget, text: string): string {
  budget.characters += text.length;
  if (budget.characters > charactersMax)
    throw new ElementProblem('the workbook contains more text than burnsheet can read');
  return text;
}

function firstRowFrom(rows: readonly OpenRow[], number: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.row < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fillArrays(
  rows: readonly OpenRow[],
  arrays: readonly { readonly range: FileRange; readonly formula: string }[],
): void {
  let visited = 0;
  for (const { range, formula } of arrays) {
    for (
      let index = firstRowFrom(rows, range.fromRow);
      index < rows.length && rows[index]!.row <= range.toRow;
      index += 1
    ) {
      visited += rows[index]!.cells.length + 1;
      if (visited > cellsMax) throw new ElementProblem('the array formulas cover more cells than burnsheet can read');
      for (const cell of rows[index]!.cells) {
        if (cell.column >= range.fromColumn && cell.column <= range.toColumn)
          [cell.formula, cell.isArray] = [cell.formula ?? formula, true];
      }
    }
  }
}

function hasSomething({ cells, hidden, outline, height }: OpenRow): boolean {
  return cells.length > 0 || hidden || outline > 0 || height !== undefined;
}

/**
 * The empty text with which a value or formula begins; a cell that has it already is a file that Excel would repair.
 */
function once(before: string | undefined, name: string): string {
  if (before !== undefined) throw new ElementProblem(`a cell contains <${name}> twice`);
  return '';
}

/** A reader of one sheet. It hears every element between `<sheetData>` and its end. */
export function makeCellReader(strings: readonly string[], budget: Budget): CellReader {
  const inline = makeTextCollector();
  const copies = makeSharedFormulas(budget);
  const state: State = {
    path: ['sheetData'],
    rows: [],
    row: undefined,
    rowNumber: -1,
    column: -1,
    type: 'n',
    style: 0,
    value: undefined,
    formula: undefined,
    formulaAttributes: undefined,
    into: undefined,
  };

  const enter = (name: string): void => {
    const parent = state.path.at(-1)!;
    const wanted = Object.hasOwn(parents, name) ? parents[name] : undefined;
    if (wanted !== undefined && wanted !== parent)
      throw new ElementProblem(`<${name}> is not allowed inside <${parent.slice(0, 40)}>`);
    state.path.push(name);
  };

  const openRow = (attributes: Attributes): void => {
    state.row = rowOf(attributes, state);
    state.rowNumber = state.row.row;
    state.column = -1;
  };

  const openCell = ({ r: address, t: type = 'n', s: style }: Attributes): void => {
    budget.cells += 1;
    if (budget.cells > cellsMax) throw new ElementProblem(`the workbook has more than ${limitText(cellsMax)} cells`);
    state.column = columnOf(address, state);
    state.type = type;
    state.style = style === undefined ? 0 : wholeNumber(style, 1_000_000, 'style');
    state.value = undefined;
    state.formula = undefined;
  };

  const closeCell = (): void => {
    const { value: text, formula, style, column, rowNumber } = state;
    if (text === undefined && formula === undefined && style === 0) return;
    const cell: OpenCell = {
      row: rowNumber,
      column,
      value: cellValue(state, strings),
      formula: undefined,
      styleIndex: style,
    };
    if (formula !== undefined) cell.formula = copies.formulaOf(cell, formula, state.formulaAttributes!);
    state.row!.cells.push(cell);
  };

  const closeRow = (): void => {
    if (state.row !== undefined && hasSomething(state.row)) state.rows.push(state.row);
    state.row = undefined;
  };

  return {
    open: (name, attributes) => {
      enter(name);
      if (state.into === 'inline') inline.open(name);
      else if (name === 'c') openCell(attributes);
      else if (name === 'v') [state.into, state.value] = ['value', once(state.value, name)];
      else if (name === 'f')
        [state.into, state.formula, state.formulaAttributes] = ['formula', once(state.formula, name), attributes];
      else if (name === 'is') state.into = 'inline';
      else if (name === 'row') openRow(attributes);
    },
    text: (text) => {
      if (state.into === undefined) return;
      spend(budget, text);
      if (state.into === 'value') state.value += text;
      else if (state.into === 'formula') state.formula += text;
      else inline.text(text);
      if ((state.formula?.length ?? 0) > formulaMax) throw new ElementProblem('a formula is longer than Excel allows');
    },
    close: (name) => {
      state.path.pop();
      if (name === 'c') closeCell();
      else if (name === 'v' || name === 'f') state.into = undefined;
      else if (name === 'row') closeRow();
      else if (name === 'is') [state.into, state.value] = [undefined, inline.take()];
      else if (state.into === 'inline') inline.close(name);
    },
    finish: () => {
      copies.finish(state.rows);
      return state.rows;
    },
  };
}
