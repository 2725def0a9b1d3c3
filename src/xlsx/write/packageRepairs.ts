/**
 * Repairs errors in files written by ExcelJS 4.4.0 and makes the file reproducible. Takes the bytes of an `.xlsx`;
 * returns parts that Excel opens without repair, and packs them again. Guarantee: equal contents give equal bytes, on
 * any day and in any time zone.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Parts } from './packageParts.ts';
import { escapeXml, unescapeXml } from './xml.ts';

/** The first moment a zip can hold; a string, because a number would be read in the local time zone. */
const zipTime = '1980-01-01T00:00:00';
/** Fast packing: on cells it is half the work of the usual level for a file that is 2% larger. */
const zipLevel = 1;

/** In `<sheetPr>` the schema wants the outline before the page set-up; ExcelJS writes them the other way round. */
export function orderSheetProperties(sheetXml: string): string {
  return sheetXml.replace(/(<pageSetUpPr[^>]*\/>)(<outlinePr[^>]*\/>)/, '$2$1');
}

/**
 * In references the apostrophe of a sheet's name stands twice; in the rows and columns that repeat in print ExcelJS
 * writes it once.
 */
export function quotePrintTitles(workbookXml: string): string {
  const names = [...workbookXml.matchAll(/<sheet [^>]*?\bname="([^"]*)"/g)].map((match) => unescapeXml(match[1]!));
  if (!names.some((name) => name.includes("'"))) return workbookXml;
  return workbookXml.replace(
    /(<definedName name="_xlnm\.Print_Titles" localSheetId="(\d+)">)([^<]*)/g,
    (_, opening: string, sheet: string, references: string) => opening + quoted(references, names[Number(sheet)] ?? ''),
  );
}

function quoted(references: string, name: string): string {
  const escaped = escapeXml(name);
  const once = escaped.replaceAll("'", '&apos;');
  return references.replaceAll(`&apos;${once}&apos;!`, `&apos;${escaped.replaceAll("'", '&apos;&apos;')}&apos;!`);
}

/** A sheet has one name for all that is printed of it; ExcelJS writes one for each area. */
export function joinPrintAreas(workbookXml: string): string {
  const opening = /<definedName name="_xlnm\.Print_Area" localSheetId="(\d+)">/.source;
  const twice = new RegExp(
    `(${opening})([^<]*)</definedName>\\s*<definedName name="_xlnm\\.Print_Area" localSheetId="\\2">`,
  );
  const joined = workbookXml.replace(twice, '$1$3,');
  return joined === workbookXml ? workbookXml : joinPrintAreas(joined);
}

/**
 * The order of what makes a font, by the schema; ExcelJS writes the colour before the size, and the name after both.
 */
const fontOrder = 'b i strike condense extend outline shadow u vertAlign sz color name family charset scheme'.split(
  ' ',
);

/** Puts what makes each font of the styles in the order of the schema. */
export function orderFonts(stylesXml: string): string {
  const place = (element: string): number => fontOrder.indexOf(/^<(\w+)/.exec(element)?.[1] ?? '');
  return stylesXml.replace(/(?<=<font>)(?:<\w+[^>]*\/>)+(?=<\/font>)/g, (children) =>
    (children.match(/<[^>]*>/g) ?? []).sort((a, b) => place(a) - place(b)).join(''),
  );
}

/** The sheet properties stand at the top of a part; the cells after them are never decoded. */
const headLength = 4096;

function repaired(path: string, bytes: Uint8Array): Uint8Array {
  if (path === 'xl/workbook.xml') return strToU8(joinPrintAreas(quotePrintTitles(strFromU8(bytes))));
  if (path === 'xl/styles.xml') return strToU8(orderFonts(strFromU8(bytes)));
  if (!/^xl\/worksheets\/sheet\d+\.xml$/.test(path)) return bytes;
  const head = strFromU8(bytes.subarray(0, headLength), true);
  const ordered = orderSheetProperties(head);
  if (ordered === head) return bytes;
  const whole = bytes.slice();
  whole.set(strToU8(ordered, true));
  return whole;
}

/**
 * Unpacks a file that ExcelJS wrote and repairs every part, without folders: `repairParts(bytes)['xl/workbook.xml']` is
 * one of them.
 */
export function repairParts(workbook: Uint8Array): Parts {
  const parts = Object.entries(unzipSync(workbook)).filter(([path]) => !path.endsWith('/'));
  return Object.fromEntries(parts.map(([path, bytes]) => [path, repaired(path, bytes)]));
}

/** Packs parts, sorted by path and without the time of day. */
export function packWorkbook(parts: Parts): Uint8Array {
  const sorted = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: zipLevel, mtime: zipTime });
}
