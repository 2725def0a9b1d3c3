/**
 * Drop-down lists. Takes the drop-downs of a grid; returns the text of Excel's list validation for each. Short options
 * are part of the validation; options with a comma, or too long in total, are in cells of a separate sheet.
 */
import { columnName, sheetPrefix } from '../../grid/address.ts';
import type { DropDown, Grid } from '../../grid/grid.ts';

/** Options that stand on a sheet of their own, one column each list. */
export interface ListSheet {
  readonly name: string;
  readonly columns: readonly (readonly string[])[];
}

const literalMax = 255;

function fitsInline(options: readonly string[]): boolean {
  return (
    options.join(',').length <= literalMax - 2 &&
    options.every((option) => !/[",]/.test(option) && option.trim() === option)
  );
}

function freeName(taken: ReadonlySet<string>): string {
  let name = 'Lists';
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `Lists ${number}`;
  return name;
}

/** The sheet of all lists that do not fit inline, or undefined when every list does; equal lists share a column. */
export function listSheet(grid: Grid): ListSheet | undefined {
  const long = grid.sheets
    .flatMap((sheet) => sheet.dropDowns.map(({ options }) => options))
    .filter((options) => !fitsInline(options));
  if (long.length === 0) return undefined;
  const columns = [...new Map(long.map((options) => [JSON.stringify(options), options])).values()];
  return { name: freeName(new Set(grid.sheets.map(({ name }) => name.toLowerCase()))), columns };
}

/** `"base,down"`, or `Lists!$A$2:$A$3` for options that stand on the list sheet. */
export function listFormula({ options }: DropDown, lists: ListSheet | undefined): string {
  if (lists === undefined || fitsInline(options)) return `"${options.join(',')}"`;
  const wanted = JSON.stringify(options);
  const column = columnName(lists.columns.findIndex((list) => JSON.stringify(list) === wanted));
  return `${sheetPrefix(lists.name)}$${column}$2:$${column}$${options.length + 1}`;
}
