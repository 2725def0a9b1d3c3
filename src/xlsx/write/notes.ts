/**
 * Cell notes. Takes the notes of all sheets; adds a part with texts and a part with boxes for each sheet with notes.
 * Guarantee: box ids are unique in the workbook, empty cells may have notes, and boxes fit their texts.
 */
import { columnName } from '../../grid/address.ts';
import type { GridSheet, Note } from '../../grid/grid.ts';
import { columnPixels, rowPixels } from './cellSizes.ts';
import { addContentType, addPart, addRelationship, addToSheet, type Parts, sheetPath } from './packageParts.ts';
import { element, escapeXml, xmlDeclaration } from './xml.ts';

const noteType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml';
const boxExtension = element('Default', {
  Extension: 'vml',
  ContentType: 'application/vnd.openxmlformats-officedocument.vmlDrawing',
});
/** The longest text of a note, as of a cell. */
const textMax = 32_767;
/** Ids of boxes come in blocks, and a block belongs to one sheet. */
const blockSize = 1024;

/** Adds the notes of every sheet, which stand in the order of the workbook's sheets. */
export function addNotes(parts: Parts, sheets: readonly GridSheet[]): void {
  let block = 1;
  sheets.forEach((sheet, position) => {
    const notes = orderedNotes(sheet.notes ?? []);
    if (notes.length === 0) return;
    addSheetNotes(parts, position, notes, boxesXml(notes, sheet, block));
    block += blocksOf(notes);
  });
}

const blocksOf = (notes: readonly Note[]): number => Math.ceil((notes.length + 1) / blockSize);

function addSheetNotes(parts: Parts, position: number, notes: readonly Note[], boxes: string): void {
  const number = position + 1;
  const sheet = sheetPath(position);
  addPart(parts, `xl/comments${number}.xml`, textsXml(notes), noteType);
  addPart(parts, `xl/drawings/vmlDrawing${number}.vml`, boxes);
  addContentType(parts, boxExtension);
  const box = addRelationship(parts, sheet, 'vmlDrawing', `../drawings/vmlDrawing${number}.vml`);
  addRelationship(parts, sheet, 'comments', `../comments${number}.xml`);
  addToSheet(parts, sheet, 'legacyDrawing', box);
}

/** From top to bottom and left to right; a cell holds one note, so several on one cell become one. */
function orderedNotes(notes: readonly Note[]): readonly Note[] {
  const byCell = new Map<string, Note>();
  for (const note of notes.filter(({ text }) => text.trim() !== '')) {
    const key = `${note.row} ${note.column}`;
    const before = byCell.get(key);
    const text = before === undefined ? note.text : `${before.text}\n${note.text}`;
    byCell.set(key, { ...note, text: text.slice(0, textMax) });
  }
  return [...byCell.values()].sort((a, b) => a.row - b.row || a.column - b.column);
}

function textsXml(notes: readonly Note[]): string {
  const authors = element('authors', {}, element('author', {}, 'burnsheet'));
  const space = { xmlns: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main' };
  return xmlDeclaration + element('comments', space, authors, element('commentList', {}, ...notes.map(textXml)));
}

const noteFont = element(
  'rPr',
  {},
  element('sz', { val: 9 }),
  element('color', { indexed: 81 }),
  element('rFont', { val: 'Calibri' }),
  element('family', { val: 2 }),
);

function textXml({ row, column, text }: Note): string {
  const segment = element('r', {}, noteFont, element('t', { 'xml:space': 'preserve' }, escapeXml(text)));
  return element(
    'comment',
    { ref: `${columnName(column)}${row + 1}`, authorId: 0, shapeId: 0 },
    element('text', {}, segment),
  );
}

const boxSpaces = {
  'xmlns:v': 'urn:schemas-microsoft-com:vml',
  'xmlns:o': 'urn:schemas-microsoft-com:office:office',
  'xmlns:x': 'urn:schemas-microsoft-com:office:excel',
};

function boxesXml(notes: readonly Note[], sheet: GridSheet, block: number): string {
  const blocks = Array.from({ length: blocksOf(notes) }, (_, index) => block + index).join(',');
  const layout = element('o:shapelayout', { 'v:ext': 'edit' }, element('o:idmap', { 'v:ext': 'edit', data: blocks }));
  const boxes = notes.map((note, index) => boxXml(note, sheet, block * blockSize + index + 1, index + 1));
  return element('xml', boxSpaces, layout, boxKind, ...boxes);
}

const boxKind = element(
  'v:shapetype',
  { id: '_x0000_t202', coordsize: '21600,21600', 'o:spt': 202, path: 'm,l,21600r21600,l21600,xe' },
  element('v:stroke', { joinstyle: 'miter' }),
  element('v:path', { gradientshapeok: 't', 'o:connecttype': 'rect' }),
);

function boxXml(note: Note, sheet: GridSheet, id: number, depth: number): string {
  const size = boxSize(note.text);
  const [width, height] = [points(size.width), points(size.height)];
  const place = `position:absolute;margin-left:0;margin-top:0;width:${width}pt;height:${height}pt`;
  const attributes = {
    id: `_x0000_s${id}`,
    type: '#_x0000_t202',
    style: `${place};z-index:${depth};visibility:hidden`,
    fillcolor: '#ffffe1',
    'o:insetmode': 'auto',
  };
  return element('v:shape', attributes, boxLook, boxData(note, sheet, size));
}

const points = (pixels: number): number => pixels * 0.75;

const boxLook = [
  element('v:fill', { color2: '#ffffe1' }),
  element('v:shadow', { on: 't', color: 'black', obscured: 't' }),
  element('v:path', { 'o:connecttype': 'none' }),
  element('v:textbox', { style: 'mso-direction-alt:auto' }, element('div', { style: 'text-align:left' })),
].join('');

/** The empty elements for move and size say that the box does neither with the cells: so Excel writes its own notes. */
function boxData({ row, column }: Note, sheet: GridSheet, size: Size): string {
  return element(
    'x:ClientData',
    { ObjectType: 'Note' },
    element('x:MoveWithCells'),
    element('x:SizeWithCells'),
    element('x:Anchor', {}, anchorOf(row, column, sheet, size).join(', ')),
    element('x:AutoFill', {}, 'False'),
    element('x:Row', {}, `${row}`),
    element('x:Column', {}, `${column}`),
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of Calibri 9: a wide character, a line, and the space between text and border on both sides together. */
const characterWidth = 5.9;
const lineHeight = 15;
const padding = 14;

/** The box of a text: as wide as its longest line, within bounds, and as high as its lines when they are wrapped. */
function boxSize(text: string): Size {
  const lines = text.split('\n');
  const widest = text.length > 1200 ? 480 : 320;
  const longest = Math.max(...lines.map(({ length }) => length));
  const width = Math.round(Math.min(widest, Math.max(110, longest * characterWidth + padding)));
  const characters = Math.floor((width - padding) / characterWidth);
  const wrapped = lines.reduce((count, line) => count + wrappedLines(line, characters), 0);
  return { width, height: wrapped * lineHeight + padding };
}

/** How many lines a text takes when words do not break, unless one is longer than a line. */
function wrappedLines(line: string, characters: number): number {
  let count = 1;
  let filled = 0;
  for (const { length } of line.split(' ')) {
    const starts = filled === 0 || filled + 1 + length > characters;
    if (starts) count += (filled === 0 ? 0 : 1) + Math.max(0, Math.ceil(length / characters) - 1);
    filled = starts ? Math.min(length, characters) : filled + 1 + length;
  }
  return count;
}

/** How far the box stands from the cell. */
const gap = 15;

/**
 * Corners as Excel wants them: column, pixels into it, row and pixels into it, of the top left and of the bottom right.
 */
function anchorOf(row: number, column: number, sheet: GridSheet, { width, height }: Size): readonly number[] {
  const top = Math.max(0, row - 1);
  const inset = row === 0 ? 2 : 10;
  const right = columnAt(sheet, column + 1, gap + width);
  const bottom = inset + height;
  return [
    column + 1,
    gap,
    top,
    inset,
    right.column,
    right.rest,
    top + Math.floor(bottom / rowPixels),
    bottom % rowPixels,
  ];
}

function columnAt(sheet: GridSheet, first: number, pixels: number): { readonly column: number; readonly rest: number } {
  let column = first;
  let rest = pixels;
  for (let width = columnPixels(sheet, column); rest >= width; width = columnPixels(sheet, column)) {
    rest -= width;
    column += 1;
  }
  return { column, rest: Math.round(rest) };
}
