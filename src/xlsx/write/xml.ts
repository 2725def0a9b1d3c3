/**
 * XML text. Takes names, attributes and texts; returns elements. Guarantee: elements are well-formed for any text, and
 * characters that XML cannot represent are dropped.
 */

export type Attributes = Readonly<Record<string, string | number>>;

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Control characters and halves of characters: a file that holds one cannot be read. */
const unreadable = /[^\t\n\r\u{20}-\u{7E}\u{80}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it stands between tags: `R&D` becomes `R&amp;D`. */
export function escapeXml(text: string): string {
  return text.replace(unreadable, '').replace(/[&<>"]/g, (character) => escapes[character]!);
}

/** The text that `escapeXml` and other writers of XML made: `P &amp; L` becomes `P & L`. */
export function unescapeXml(xml: string): string {
  const texts: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return xml.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => texts[name]!);
}

/** `element('c:idx', { val: 0 })` is `<c:idx val="0"/>`; children are XML already. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`);
  const opening = name + written.join('');
  const inside = children.join('');
  return inside === '' ? `<${opening}/>` : `<${opening}>${inside}</${name}>`;
}

/** A line break within an attribute would be read as a space. */
function attributeText(value: string | number): string {
  return escapeXml(String(value)).replaceAll('\n', '&#10;');
}

/** `setting('c:order', 2)` is `<c:order val="2"/>`, the usual shape of a setting in charts. */
export const setting = (name: string, value: string | number): string => element(name, { val: value });
