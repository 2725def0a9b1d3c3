/**
 * The parts of a workbook file and their links: content types, relationships, and the elements at the end of a sheet.
 * Takes parts by path and adds to them. Guarantee: cells are never decoded, and ids follow the order of the calls.
 */
import { strFromU8, strToU8 } from 'fflate';
import { element, xmlDeclaration } from './xml.ts';

/** Bytes by path, such as `xl/workbook.xml`. */
export type Parts = Record<string, Uint8Array>;

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const noRelationships =
  `${xmlDeclaration}<Relationships ` +
  'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';

/** The text of a part, or the one given when there is no such part. */
export function partText(parts: Parts, path: string, otherwise = ''): string {
  const bytes = parts[path];
  return bytes === undefined ? otherwise : strFromU8(bytes);
}

/** Adds a part of XML and, unless it is a plain one, says what kind of content it holds. */
export function addPart(parts: Parts, path: string, xml: string, contentType?: string): void {
  parts[path] = strToU8(xml);
  if (contentType === undefined) return;
  addContentType(parts, element('Override', { PartName: `/${path}`, ContentType: contentType }));
}

/** Adds one statement to the content types, once. */
export function addContentType(parts: Parts, statement: string): void {
  const types = partText(parts, contentTypes);
  if (!types.includes(statement)) parts[contentTypes] = strToU8(types.replace('</Types>', `${statement}</Types>`));
}

const contentTypes = '[Content_Types].xml';

/**
 * Says that one part leads to another, and gives the id of the relation, such as `rId3`. `kind` is the last word of the
 * relation's type; the path of the owner is empty for the file as a whole.
 */
export function addRelationship(parts: Parts, owner: string, kind: string, target: string): string {
  const path = relationshipsPath(owner);
  const relationships = partText(parts, path, noRelationships);
  const id = `rId${freeNumber(relationships)}`;
  const relationship = element('Relationship', { Id: id, Type: `${office}/${kind}`, Target: target });
  parts[path] = strToU8(
    relationships.replace(/<\/Relationships>|(?<=<Relationships[^>]*)\/>/, (end) => closing(end, relationship)),
  );
  return id;
}

function closing(end: string, relationship: string): string {
  return `${end === '/>' ? '>' : ''}${relationship}</Relationships>`;
}

function freeNumber(relationships: string): number {
  return Math.max(0, ...[...relationships.matchAll(/\bId="rId(\d+)"/g)].map((match) => Number(match[1]))) + 1;
}

/** `xl/workbook.xml` keeps its relations in `xl/_rels/workbook.xml.rels`. */
function relationshipsPath(owner: string): string {
  const slash = owner.lastIndexOf('/') + 1;
  return `${owner.slice(0, slash)}_rels/${owner.slice(slash)}.rels`;
}

/** Where ExcelJS writes a sheet: `sheetPath(0)` is the first. */
export const sheetPath = (position: number): string => `xl/worksheets/sheet${position + 1}.xml`;

/** What the schema lets follow the cells from the drawing on, in its order. */
const lastElements = [
  'drawing',
  'legacyDrawing',
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
];

/** Adds a `drawing` or a `legacyDrawing` to a sheet, before everything that the schema wants after it. */
export function addToSheet(parts: Parts, path: string, name: 'drawing' | 'legacyDrawing', relationship: string): void {
  const bytes = parts[path];
  if (bytes === undefined) throw new Error(`the workbook has no part '${path}'`);
  const start = endOfCells(bytes);
  const tail = strFromU8(bytes.subarray(start));
  const followers = lastElements.slice(lastElements.indexOf(name) + 1).join('|');
  const at = tail.search(new RegExp(`<(${followers})[ />]|</worksheet>`));
  parts[path] = joined(
    bytes.subarray(0, start),
    strToU8(tail.slice(0, at) + element(name, { 'r:id': relationship }) + tail.slice(at)),
  );
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

const cellsTag = strToU8('sheetData');

/** Looks from the end, because hundreds of megabytes of cells may stand before it. */
function endOfCells(bytes: Uint8Array): number {
  for (let at = bytes.length - cellsTag.length; at > 0; at -= 1) {
    if (cellsTag.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  throw new Error('the sheet has no cells');
}
