/** Builds a sheet row by row. Rows count from 0; call `finish` once at the end. */
import type { Content, DropDown, GridRow, GridSheet, Origin, RowSegment, StyleRole, Template } from './grid.ts';

export interface SegmentOptions {
  readonly format?: string;
  readonly origin?: Origin;
  readonly compared?: RowSegment['compared'];
}

export function textCell(column: number, content: string | undefined, style: StyleRole = 'text'): RowSegment[] {
  return content === undefined || content === ''
    ? []
    : [{ column, count: 1, content: { kind: 'text', text: content }, style }];
}
export function valueCell(
  column: number,
  content: number | string | null | undefined,
  style: StyleRole,
  extra: SegmentOptions = {},
): RowSegment[] {
  if (content === undefined || content === null) return [];
  return [
    {
      column,
      count: 1,
      content: typeof content === 'number' ? { kind: 'number', value: content } : { kind: 'text', text: content },
      style,
      ...extra,
    },
  ];
}
export function formulaCells(
  column: number,
  count: number,
  template: Template,
  style: StyleRole,
  extra: SegmentOptions = {},
): RowSegment[] {
  return count <= 0 ? [] : [{ column, count, content: { kind: 'formula', template }, style, ...extra }];
}
/** Excel allows 255 arguments. */
const argumentsMax = 200;

/**
 * One call over any number of arguments, nested if there are too many for one call: `callInGroups('MIN', [['A1'],
 * ['A2']])` is `MIN(A1,A2)`.
 */
export function callInGroups(name: 'MIN' | 'SUM', parts: readonly Template[]): Template {
  const call = (some: readonly Template[]): Template => [
    `${name}(`,
    ...some.flatMap((part, at) => (at === 0 ? part : [',', ...part])),
    ')',
  ];
  if (parts.length <= argumentsMax) return call(parts);
  const groups = Array.from({ length: Math.ceil(parts.length / argumentsMax) }, (_, at) =>
    call(parts.slice(at * argumentsMax, (at + 1) * argumentsMax)),
  );
  return callInGroups(name, groups);
}

/** Text as cell content. */
export const textContent = (words: string): Content => ({ kind: 'text', text: words });

export function listCells(
  column: number,
  contents: readonly Content[],
  style: StyleRole,
  extra: SegmentOptions = {},
): RowSegment[] {
  return contents.length === 0 ? [] : [{ column, count: contents.length, content: contents, style, ...extra }];
}

export interface SheetBuilder {
  readonly name: string;
  /** Adds a row; returns its number. */
  add(...segments: RowSegment[][]): number;
  next(): number;
  /** Starts an outline level for the following rows; 0 ends it. */
  indent(level: number): void;
  dropDown(dropDown: DropDown): void;
  finish(): GridSheet;
}

export function sheetBuilder(
  name: string,
  kind: GridSheet['kind'],
  widths: readonly number[],
  frozen: GridSheet['frozen'],
): SheetBuilder {
  const rows: GridRow[] = [];
  const dropDowns: DropDown[] = [];
  let outline = 0;
  return {
    name,
    add: (...segments) =>
      rows.push(outline === 0 ? { segments: segments.flat() } : { segments: segments.flat(), outline }) - 1,
    next: () => rows.length,
    indent: (level) => {
      outline = level;
    },
    dropDown: (one) => void dropDowns.push(one),
    finish: () => ({
      name,
      kind,
      rows,
      columns: widths.map((width) => ({ width })),
      frozen,
      dropDowns,
      landscape: true,
    }),
  };
}
