/**
 * What lies over the cells of a sheet: charts, pictures, text boxes and other shapes, and notes that are always shown.
 * Takes the parts and the relationships of a worksheet; returns each with the cells that it covers. Guarantee: the
 * number of drawings is bounded; an old drawing (VML) that is no XML is read as far as it is.
 */
import { columnsMax, rowsMax } from '../../grid/address.ts';
import { ElementProblem, relationId } from './parseXml.ts';
import { Refusal } from './refusal.ts';
import { type OpenParts, type Relationship, targetOfType } from './relationships.ts';
import type { FileDrawing, FileRange } from './workbookFile.ts';

const drawingsMax = 100_000;

export interface Drawings {
  readonly drawings: readonly FileDrawing[];
  /** Relationships of charts with their places in the order of the drawing. */
  readonly chartOrder: ReadonlyMap<string, number>;
}

/** The drawings of the sheet with these relationships. */
export function readDrawings(parts: OpenParts, relationships: readonly Relationship[]): Drawings {
  const { drawings, chartOrder } = readAnchors(parts, targetOfType(relationships, 'drawing'));
  const old = relationships.filter(({ type, isExternal }) => type === 'vmlDrawing' && !isExternal);
  return { drawings: [...drawings, ...old.flatMap(({ target }) => readOldDrawing(parts, target))], chartOrder };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
interface Anchor {
  kind: FileDrawing['kind'];
  readonly range: Writable<FileRange>;
}

/**
 * English Metric Units of a usual column and row, by which the end of a drawing is found that has a size and no end.
 */
const usualWidth = 609_600;
const usualHeight = 190_500;
const anchors = new Set(['twoCellAnchor', 'oneCellAnchor', 'absoluteAnchor']);
const kinds: Readonly<Record<string, FileDrawing['kind']>> = { chart: 'chart', pic: 'picture' };

function readAnchors(parts: OpenParts, part: string | undefined): Drawings {
  const found: Anchor[] = [];
  const chartOrder = new Map<string, number>();
  const path: string[] = [];
  let text = '';
  if (part === undefined || !parts.has(part)) return { drawings: [], chartOrder };
  parts.parse(
    part,
    {
      open: (name, attributes) => {
        path.push(name);
        text = '';
        const id = name === 'chart' ? relationId(attributes) : undefined;
        if (id !== undefined && !chartOrder.has(id)) chartOrder.set(id, chartOrder.size);
        if (anchors.has(name)) addAnchor(found);
        const last = found.at(-1);
        if (last === undefined) return;
        if (name in kinds) last.kind = kinds[name]!;
        if (name === 'ext' && anchors.has(path.at(-2) ?? '')) endBySize(last.range, attributes);
      },
      text: (more) => {
        text += more;
      },
      close: (name) => {
        const last = found.at(-1);
        if (last !== undefined) setCorner(last.range, path.at(-2), name, Number(text));
        path.pop();
        text = '';
      },
    },
    { mixed: true },
  );
  return { drawings: found, chartOrder };
}

function addAnchor(found: Anchor[]): void {
  if (found.length >= drawingsMax) throw new ElementProblem('a sheet has more drawings than burnsheet can read');
  found.push({ kind: 'shape', range: { fromRow: 0, fromColumn: 0, toRow: 0, toColumn: 0 } });
}

function endBySize(range: Writable<FileRange>, { cx, cy }: Readonly<Record<string, string>>): void {
  range.toColumn = range.fromColumn + cellsIn(Number(cx), usualWidth);
  range.toRow = range.fromRow + cellsIn(Number(cy), usualHeight);
}

const cellsIn = (size: number, unit: number): number =>
  Number.isFinite(size) && size > 0 ? Math.min(10_000, Math.floor(size / unit)) : 0;

/** A drawing that ends at the very beginning of a cell does not cover it. */
function setCorner(range: Writable<FileRange>, corner: string | undefined, name: string, value: number): void {
  if (!Number.isFinite(value)) return;
  const at = Math.max(0, value);
  if (corner === 'from' && name === 'col') range.fromColumn = Math.min(at, columnsMax - 1);
  if (corner === 'from' && name === 'row') range.fromRow = Math.min(at, rowsMax - 1);
  if (corner !== 'to') return;
  if (name === 'col') range.toColumn = Math.min(at, columnsMax) - 1;
  if (name === 'row') range.toRow = Math.min(at, rowsMax) - 1;
  if (name === 'colOff' && at > 0) range.toColumn += 1;
  if (name === 'rowOff' && at > 0) range.toRow += 1;
}

/** Shapes of old drawings; a note counts only where it is always shown. */
function readOldDrawing(parts: OpenParts, part: string): readonly FileDrawing[] {
  const found: FileDrawing[] = [];
  let [text, type, anchor, isShown] = ['', '', '', false];
  if (!parts.has(part)) return found;
  const visitor = {
    open: (name: string, { ObjectType: objectType = '' }: Readonly<Record<string, string>>) => {
      text = '';
      if (name === 'ClientData') [type, anchor, isShown] = [objectType, '', false];
      if (name === 'Visible') isShown = true;
    },
    text: (more: string) => {
      text += more;
    },
    close: (name: string) => {
      if (name === 'Anchor') anchor = text;
      if (name === 'Visible' && /^\s*f/i.test(text)) isShown = false;
      if (name !== 'ClientData' || found.length >= drawingsMax) return;
      if (type !== 'Note' || isShown)
        found.push({ kind: type === 'Pict' ? 'picture' : 'shape', range: oldRange(anchor) });
    },
  };
  try {
    parts.parse(part, visitor, { mixed: true });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}

/** Left column, offset, top row, offset, right column, offset, bottom row, offset. */
function oldRange(anchor: string): FileRange {
  const [fromColumn = 0, , fromRow = 0, , toColumn = fromColumn, , toRow = fromRow] = anchor
    .split(',')
    .map((one) => Number(one) || 0);
  return { fromRow, fromColumn, toRow, toColumn };
}
