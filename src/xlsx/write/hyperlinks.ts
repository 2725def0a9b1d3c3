/**
 * External links. Takes addresses as written in a model; returns those that a file may contain. Guarantee: only web and
 * mail addresses become links, and a link never makes Excel repair the file.
 */
import type { Content, GridSheet, RowSegment } from '../../grid/grid.ts';

/** The longest address, and the most links of one sheet. */
const addressMax = 2079;
const linksMax = 65_530;

/**
 * The address as it stands in the file, or undefined for anything that stays text: `https://a.com/x y` becomes
 * `https://a.com/x%20y`.
 */
export function linkTarget(url: string): string | undefined {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return undefined;
  const target = /^(?:[\w.~:/?#@!$&'()*+,;=-]|%[\dA-Fa-f]{2})+$/.test(url) ? url : encoded(url);
  return target === undefined || target.length > addressMax ? undefined : target;
}

function encoded(url: string): string | undefined {
  try {
    return new URL(url).href
      .replace(/%(?![\dA-Fa-f]{2})/g, '%25')
      .replace(/[^\w.~:/?#@!$&'()*+,;=%-]/g, encodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The same sheet, or one with its addresses as text when it has more of them than Excel takes as links. */
export function withinLinkLimit(sheet: GridSheet, most = linksMax): GridSheet {
  const links = sheet.rows.reduce(
    (sum, row) => sum + row.segments.reduce((count, segment) => count + linksOf(segment), 0),
    0,
  );
  if (links <= most) return sheet;
  return { ...sheet, rows: sheet.rows.map((row) => ({ ...row, segments: row.segments.map(unlinked) })) };
}

const isList = (content: RowSegment['content']): content is readonly Content[] => Array.isArray(content);

function linksOf({ content, count }: RowSegment): number {
  if (isList(content)) return content.filter(({ kind }) => kind === 'url').length;
  return content.kind === 'url' ? count : 0;
}

function unlinked(segment: RowSegment): RowSegment {
  return { ...segment, content: isList(segment.content) ? segment.content.map(plain) : plain(segment.content) };
}

function plain(content: Content): Content {
  return content.kind === 'url' ? { kind: 'text', text: content.text === '' ? content.url : content.text } : content;
}
