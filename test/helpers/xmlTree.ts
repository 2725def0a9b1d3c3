/** Reads XML strictly and simply: enough to tell well-formed parts from broken ones and to walk through them. */
import { unescapeXml } from '../../src/xlsx/write/xml.ts';

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  text: string;
}

const token = /<\?xml [^?]*\?>\s*|<\/([\w:]+)>|<([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<>]+)/y;
const strayAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;

/** The root of a part; it throws where the text is not well-formed. */
export function parseXml(xml: string): XmlNode {
  if (strayAmpersand.test(xml)) throw new Error('a stray ampersand');
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (let at = 0; at < xml.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML: ${xml.slice(at, at + 60)}`);
    take(match, open);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('elements are left open');
  return root.children[0]!;
}

function take([, closed, opened, attributes, empty, text]: RegExpExecArray, open: XmlNode[]): void {
  const parent = open.at(-1)!;
  if (text !== undefined) parent.text += unescapeXml(text);
  if (closed !== undefined && open.pop()!.name !== closed) throw new Error(`</${closed}> closes another element`);
  if (opened === undefined) return;
  const node: XmlNode = { name: opened, attributes: attributesOf(attributes ?? ''), children: [], text: '' };
  parent.children.push(node);
  if (empty === '') open.push(node);
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map((match) => [match[1]!, unescapeXml(match[2]!)]),
  );
}

/** Every element of a name, from top to bottom. */
export function findAll(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)]);
}

/** The `val` of every element of a name. */
export const settings = (node: XmlNode, name: string): readonly string[] =>
  findAll(node, name).map(({ attributes }) => attributes.val ?? '');
/** The text of every element of a name. */
export const texts = (node: XmlNode, name: string): readonly string[] => findAll(node, name).map(({ text }) => text);
/** The names of the children, in their order. */
export const childNames = (node: XmlNode): readonly string[] => node.children.map(({ name }) => name);
