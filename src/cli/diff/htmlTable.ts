/**
 * Tables of a page: cells with what their column is sorted by, headings, and the roles that a table laid out as a grid
 * keeps.
 */
import { type Content, html, joined, type Markup, noMarkup, trusted } from './markup.ts';

export interface Cell {
  readonly content: Content;
  /** What the column is sorted by, if it is not the content. */
  readonly sort?: number | string;
  readonly className?: string;
}

export interface Heading {
  readonly text: string;
  readonly isNumber?: boolean;
}

interface TableOptions {
  readonly classes?: string;
  /** Read out, not shown. */
  readonly caption?: string;
  /** The cells of the last row, which sorting leaves in place. */
  readonly foot?: readonly Cell[];
}

/** A table that scrolls in its own box if the page is too narrow. */
export function table(
  head: readonly Heading[],
  rows: readonly (readonly Cell[])[],
  { classes = '', caption = '', foot }: TableOptions = {},
): Markup {
  const headings = head.map(
    ({ text, isNumber }) => html`<th scope="col"${isNumber === true ? html` class="number"` : ''}>${text}</th>`,
  );
  const body = joined(rows.map(rowOf), trusted('\n'));
  const last = foot === undefined ? noMarkup : html`<tfoot>${rowOf(foot)}</tfoot>`;
  const label = caption === '' ? noMarkup : html` aria-label="${caption}"`;
  const start = html`<div class="scroll" tabindex="0" role="region"${label}><table class="${classes}"${label}>`;
  return html`${start}<thead><tr>${headings}</tr></thead><tbody>\n${body}\n</tbody>${last}</table></div>`;
}

const rowOf = (cells: readonly Cell[]): Markup => html`<tr>${cells.map(cellMarkup)}</tr>`;

function cellMarkup({ content, sort, className }: Cell): Markup {
  const classes = className === undefined ? noMarkup : html` class="${className}"`;
  const order = sort === undefined ? noMarkup : html` data-sort="${sort}"`;
  return html`<td${classes}${order}>${content}</td>`;
}

export const textCell = (content: string, className?: string): Cell => ({
  content,
  ...(className === undefined ? {} : { className }),
});

/** A number in words, sorted by its size; null comes last. The line may break after a slash. */
export const numberCell = (words: string, sort: number | null): Cell => ({
  content: breakable(words, /(?<=\/)/),
  className: 'number',
  sort: sort ?? '',
});

/** A name in code, which may break after its dots and underscores. */
export const code = (name: string): Markup => html`<code>${breakable(name, /(?<=[._])/)}</code>`;

const breakable = (text: string, places: RegExp): Markup => joined(text.split(places), html`<wbr>`);

const roles: Readonly<Record<string, string>> = {
  table: 'table',
  thead: 'rowgroup',
  tbody: 'rowgroup',
  tr: 'row',
  th: 'columnheader',
  td: 'cell',
};

/** A table whose rows are laid out as grids, and which screen readers still read as a table. */
export const withRoles = ({ markup }: Markup): Markup =>
  trusted(markup.replace(/<(table|thead|tbody|tr|th|td)\b/g, (tag, name: string) => `${tag} role="${roles[name]}"`));
