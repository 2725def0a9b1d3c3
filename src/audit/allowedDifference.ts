/**
 * How far a stored result may be from a recomputed one because both are rounded. Takes a workbook and the recomputed
 * values; returns the largest difference, in the unit of the cell, that is explained by rounding in the cell's own
 * formula and by the differences, themselves explained, of the cells that it reads. Guarantee: the size of a share of
 * large amounts is that of a share; a difference never excuses more than it can cause; formulas are followed back only
 * where results differ, and only as far as a budget allows.
 */
import { type FormulaReference, formulaTokens } from '../xlsx/read/formulaReferences.ts';
import type { FileCell, FileRow, FileValue, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { formulaWords } from './formulaFacts.ts';
import type { WorkbookValues } from './recalculation.ts';
import type { CellPosition } from './sameFormula.ts';
import { type FormulaWord, type SizedValue, sizeOfFormula } from './sizedFormula.ts';

/** How far engines may differ, relative to the larger result. */
const shareTolerance = 1e-9;
/** What rounding leaves of numbers that cancel, relative to them. */
const rest = 1e-13;
/** Cells that are looked at in all, and words of a formula that are read. */
const budgetMost = 2_000_000;
const wordsMost = 4000;

/** Whether a stored number agrees with a recomputed one, relative to the larger. */
export function isClose(left: number, right: number): boolean {
  return Math.abs(left - right) <= shareTolerance * Math.max(Math.abs(left), Math.abs(right));
}

/** A formula that waits for cells that it reads. */
interface Frame {
  readonly place: CellPosition;
  readonly key: string;
  readonly words: readonly FormulaWord[];
}

/**
 * Makes a function that gives the difference allowed at a cell: 1e-7 for `A1-A2` over two numbers of 500,000 that
 * cancel out.
 */
export function makeAllowedDifferences(file: WorkbookFile, values: WorkbookValues): (place: CellPosition) => number {
  const sheets = new Map(
    file.sheets.map(({ name, rows }) => [
      name.toLowerCase(),
      { name, rows: new Map(rows.map((row) => [row.row, row] as const)) },
    ]),
  );
  /** Differences that are explained, by cell; 0 for one that is not. */
  const explained = new Map<string, number>();
  const allowed = new Map<string, number>();
  const open = new Set<string>();
  let budget = budgetMost;

  const keyOf = ({ sheet, row, column }: CellPosition): string => `${sheet.toLowerCase()}!${row}:${column}`;
  const cellAt = ({ sheet, row, column }: CellPosition): FileCell | undefined =>
    cellIn(sheets.get(sheet.toLowerCase())?.rows.get(row), column);
  const bothAt = (place: CellPosition): readonly [stored: number, now: number] => {
    const cell = cellAt(place);
    if (cell?.formula === undefined) return [numberOf(cell?.value), numberOf(cell?.value)];
    const name = sheets.get(place.sheet.toLowerCase())!.name;
    return [numberOf(cell.value), numberOf(values.get(name)?.[place.row]?.[place.column])];
  };
  const frameOf = (place: CellPosition): Frame => {
    const tokens = formulaTokens(cellAt(place)?.formula ?? '');
    const words = tokens.flatMap((token): readonly FormulaWord[] =>
      typeof token === 'string' ? formulaWords(token) : [token],
    );
    return { place, key: keyOf(place), words: words.length > wordsMost ? [] : words };
  };
  const read = (reference: FormulaReference, own: string): CellPosition[] => {
    const cells = placesIn(reference, own, sheets.get((reference.sheet ?? own).toLowerCase())?.rows, budget);
    budget -= cells.length;
    return cells;
  };
  const sized = (reference: FormulaReference, own: string): SizedValue =>
    read(reference, own).reduce<SizedValue>(
      (sum, place) => {
        const [stored, now] = bothAt(place);
        const value = Math.abs(stored) > Math.abs(now) ? stored : now;
        const error = isClose(stored, now) ? Math.abs(stored - now) : (explained.get(keyOf(place)) ?? 0);
        return { value: sum.value! + value, size: sum.size + Math.abs(value), error: sum.error + error };
      },
      { value: 0, size: 0, error: 0 },
    );
  const waitingFor = ({ words, place }: Frame): CellPosition[] =>
    words.flatMap((word) =>
      typeof word === 'string'
        ? []
        : read(word, place.sheet).filter((one) => {
            const key = keyOf(one);
            return !explained.has(key) && !open.has(key) && !isClose(...bothAt(one));
          }),
    );
  const settle = ({ key, place, words }: Frame): void => {
    const { size, error } = sizeOfFormula(words, (reference) => sized(reference, place.sheet));
    const most = rest * size + 2 * error;
    const [stored, now] = bothAt(place);
    allowed.set(key, most);
    explained.set(key, Math.abs(stored - now) <= most ? Math.abs(stored - now) : 0);
    open.delete(key);
  };

  return (asked) => {
    const stack = [frameOf(asked)];
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      const isSettled = allowed.has(frame.key);
      const waiting = isSettled || open.has(frame.key) || budget <= 0 ? [] : waitingFor(frame);
      if (waiting.length > 0) {
        open.add(frame.key);
        for (const one of waiting) stack.push(frameOf(one));
      } else {
        if (!isSettled) settle(frame);
        stack.pop();
      }
    }
    return allowed.get(keyOf(asked))!;
  };
}

const numberOf = (value: FileValue | undefined): number => (typeof value === 'number' ? value : Number(value === true));

function cellIn(row: FileRow | undefined, column: number): FileCell | undefined {
  const cells = row?.cells ?? [];
  let [low, high] = [0, cells.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = cells[middle]!;
    if (found.column === column) return found;
    if (found.column < column) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The cells of a reference that hold something, as many as are allowed. */
function placesIn(
  { sheet, first, last = first }: FormulaReference,
  own: string,
  rows: ReadonlyMap<number, FileRow> | undefined,
  most: number,
): CellPosition[] {
  const found: CellPosition[] = [];
  if (rows === undefined) return found;
  const [left, right] = [first.column ?? 0, last.column ?? Number.POSITIVE_INFINITY].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const add = (row: FileRow | undefined): void => {
    for (const { column, row: at } of row?.cells ?? [])
      if (column >= left && column <= right && found.length < most)
        found.push({ sheet: sheet ?? own, row: at, column });
  };
  if (first.row === undefined || last.row === undefined) for (const row of rows.values()) add(row);
  else
    for (let at = Math.min(first.row, last.row); at <= Math.max(first.row, last.row) && found.length < most; at += 1)
      add(rows.get(at));
  return found;
}
