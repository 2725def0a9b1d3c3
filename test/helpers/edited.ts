/**
 * A written workbook with something changed in its parts, as a person or a program might. Enters and leaves the bytes
 * of an `.xlsx`.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import {
  type FormulaReference,
  type FormulaToken,
  formulaOfTokens,
  formulaTokens,
  shiftRows,
} from '../../src/xlsx/read/formulaReferences.ts';
import { readWorkbook } from './readSheets.ts';

/** Changes the text of one part, which must be there and must change. */
export function editPart(workbook: Uint8Array, path: string, edit: (xml: string) => string): Uint8Array {
  const parts = unzipSync(workbook);
  const before = strFromU8(parts[path]!);
  const after = edit(before);
  if (after === before) throw new Error(`${path} was not changed`);
  return zipSync({ ...parts, [path]: strToU8(after) });
}

function partOf(workbook: Uint8Array, sheet: string): string {
  const found = readWorkbook(workbook).sheets.find(({ name }) => name === sheet);
  if (found === undefined) throw new Error(`there is no sheet ${sheet}`);
  return found.part;
}

/** Changes one sheet. */
export function editSheet(workbook: Uint8Array, sheet: string, edit: (xml: string) => string): Uint8Array {
  return editPart(workbook, partOf(workbook, sheet), edit);
}

/** The element of a cell, such as `<c r="B4" s="3"><v>1</v></c>`. */
function cellPattern(address: string): RegExp {
  return new RegExp(`<c r="${address}"([^>]*?)(?:/>|>(.*?)</c>)`);
}

/** Puts another content into a cell: `setCell(bytes, 'Inputs', 'H8', '<v>25</v>')`. */
export function setCell(workbook: Uint8Array, sheet: string, address: string, content: string): Uint8Array {
  return editSheet(workbook, sheet, (xml) =>
    xml.replace(
      cellPattern(address),
      (_, attributes: string) => `<c r="${address}"${attributes.replace(/ t="[^"]*"/, '')}>${content}</c>`,
    ),
  );
}

/** Puts a text into a cell. */
export function setText(workbook: Uint8Array, sheet: string, address: string, text: string): Uint8Array {
  return editSheet(workbook, sheet, (xml) =>
    xml.replace(
      cellPattern(address),
      (_, attributes: string) =>
        `<c r="${address}"${attributes.replace(/ t="[^"]*"/, '')} t="inlineStr"><is><t>${text}</t></is></c>`,
    ),
  );
}

/** Changes the stored result of a formula and leaves the formula. */
export function setResult(workbook: Uint8Array, sheet: string, address: string, result: string): Uint8Array {
  return editSheet(workbook, sheet, (xml) =>
    xml.replace(cellPattern(address), (cell) => cell.replace(/<v>[^<]*<\/v>/, `<v>${result}</v>`)),
  );
}

/** Gives a cell the look of another cell of the same sheet. */
export function copyStyle(workbook: Uint8Array, sheet: string, from: string, to: string): Uint8Array {
  return editSheet(workbook, sheet, (xml) => {
    const style = / s="(\d+)"/.exec(cellPattern(from).exec(xml)![1]!)![1]!;
    return xml.replace(cellPattern(to), (cell) => cell.replace(/ s="\d+"/, ` s="${style}"`));
  });
}

/** Inserts an empty row, as Excel does: rows below move down, and every formula of the workbook follows. */
export function insertRow(workbook: Uint8Array, sheet: string, row: number): Uint8Array {
  const map = (name: string, at: number) => (name === sheet && at >= row ? at + 1 : at);
  return moveRows(
    workbook,
    sheet,
    (formula, own) => shiftRows(formula, own, map),
    (xml) => renumbered(xml, (at) => (at >= row ? at + 1 : at)),
  );
}

/**
 * Deletes a row, as Excel does: rows below move up, ranges shrink, and what read the row alone becomes `#REF!`. Rows
 * count from 0.
 */
export function deleteRow(workbook: Uint8Array, sheet: string, row: number): Uint8Array {
  const gone = new RegExp(`<row r="${row + 1}"(?:[^>]*/>|.*?</row>)`, 's');
  return moveRows(
    workbook,
    sheet,
    (formula, own) =>
      formulaOfTokens(
        formulaTokens(formula).map((token) =>
          isOn(token, sheet, own) ? withoutRow(token as FormulaReference, row) : token,
        ),
      ),
    (xml) => renumbered(xml.replace(gone, ''), (at) => (at > row ? at - 1 : at)),
  );
}

const isOn = (token: FormulaToken, sheet: string, own: string) =>
  typeof token !== 'string' && (token.sheet ?? own) === sheet;

function withoutRow(reference: FormulaReference, row: number): FormulaToken {
  const { prefix, first, last = first } = reference;
  if (first.row === undefined || last.row === undefined) return reference;
  if (first.row === row && last.row === row) return `${prefix}#REF!`;
  const top = { ...first, row: first.row > row ? first.row - 1 : first.row };
  if (reference.last === undefined) return { ...reference, first: top };
  return { ...reference, first: top, last: { ...last, row: last.row >= row ? last.row - 1 : last.row } };
}

function moveRows(
  workbook: Uint8Array,
  sheet: string,
  moved: (formula: string, own: string) => string,
  rows: (xml: string) => string,
): Uint8Array {
  const { sheets } = readWorkbook(workbook);
  const target = partOf(workbook, sheet);
  const parts = Object.entries(unzipSync(workbook)).map(([path, bytes]): [string, Uint8Array] => {
    if (path === 'xl/workbook.xml')
      return [
        path,
        strToU8(
          strFromU8(bytes).replace(
            /(<definedName[^>]*>)([^<]*)(?=<)/g,
            (_, open: string, text: string) => open + escaped(moved(plain(text), '')),
          ),
        ),
      ];
    if (path.startsWith('xl/charts/chart'))
      return [
        path,
        strToU8(
          strFromU8(bytes).replace(
            /<c:f>([^<]*)<\/c:f>/g,
            (_, text: string) => `<c:f>${escaped(moved(plain(text), ''))}</c:f>`,
          ),
        ),
      ];
    if (!path.startsWith('xl/worksheets/sheet')) return [path, bytes];
    const own = sheets.find(({ part }) => part === path)!.name;
    const shifted = strFromU8(bytes).replace(
      /<f>([^<]*)<\/f>/g,
      (_, text: string) => `<f>${escaped(moved(plain(text), own))}</f>`,
    );
    return [path, strToU8(path === target ? rows(shifted) : shifted)];
  });
  return zipSync(Object.fromEntries(parts));
}

const plain = (xml: string) =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Rows and cells with other numbers; `map` counts from 0. */
function renumbered(xml: string, map: (at: number) => number): string {
  const moved = (number: string) => map(Number(number) - 1) + 1;
  return xml
    .replace(/<row r="(\d+)"/g, (_, number: string) => `<row r="${moved(number)}"`)
    .replace(/<c r="([A-Z]+)(\d+)"/g, (_, letters: string, number: string) => `<c r="${letters}${moved(number)}"`);
}

/** The address of the first cell of a row with an id, in a column: `addressOf(bytes, 'Inputs', 'price', 'H')`. */
export function addressOf(workbook: Uint8Array, sheet: string, id: string, column: string): string {
  const found = readWorkbook(workbook)
    .sheets.find(({ name }) => name === sheet)!
    .rows.find(({ cells }) => cells.some(({ column: at, value }) => at === 2 && value === id));
  if (found === undefined) throw new Error(`${sheet} has no row ${id}`);
  return `${column}${found.row + 1}`;
}
