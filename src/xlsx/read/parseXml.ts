/**
 * XML as a stream of elements and texts. Takes the chunks of a part; calls the visitor. Guarantee: anything but
 * well-formed XML of bounded depth is refused with the name of the part and the line, as are document types and
 * entities of their own; nothing is held but the element or the text being read, and that is bounded too.
 */
import { SaxesParser } from 'saxes';
import { limitText, Refusal } from './refusal.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Names of elements come without prefix; attributes keep theirs. */
export interface XmlVisitor {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
  /** Names of elements that are passed over, because they are of another vocabulary or in an extension. */
  readonly skipped?: (name: string) => void;
}

export interface XmlOptions {
  /**
   * Reads elements of every vocabulary; by default those of another prefix than the root's are passed over with all
   * they hold.
   */
  readonly mixed?: boolean;
  /** Characters of one text or start tag. */
  readonly pieceMax?: number;
}

const depthMax = 64;
const attributesMax = 256;
/** A cell holds 32,767 characters, each of which may be spelled as `&#x1F600;`. */
const usualPieceMax = 1_000_000;
/** White space between elements, in all. */
const blankMax = 16_000_000;
const writeSize = 65_536;

const replacement = '\ufffd';

/** Whether bytes are UTF-8 where they stand for whole characters: a slice may begin and end within one. */
function isUtf8(bytes: Uint8Array): boolean {
  let [from, to] = [0, bytes.length];
  while (from < 3 && (bytes[from]! & 0xc0) === 0x80) from += 1;
  while (to > from && to > bytes.length - 3 && bytes[to - 1]! >= 0x80) to -= 1;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
    return true;
  } catch {
    return false;
  }
}

/** Decodes without proof, which is several times faster, and proves what holds a replaced character. */
function* texts(part: string, chunks: Iterable<Uint8Array>): Generator<string> {
  let [decoder, wide] = [new TextDecoder(), false];
  let isFirst = true;
  for (const chunk of chunks) {
    if (isFirst && chunk[0] === 0xff && chunk[1] === 0xfe) [decoder, wide] = [new TextDecoder('utf-16le'), true];
    isFirst = false;
    for (let at = 0; at < chunk.length; at += writeSize) {
      const bytes = chunk.subarray(at, at + writeSize);
      const text = decoder.decode(bytes, { stream: true });
      if (!wide && text.includes(replacement) && !isUtf8(bytes)) throw new Refusal(`${part} is not written in UTF-8`);
      yield text;
    }
  }
  yield decoder.decode();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(':') + 1);
}

/** The relationship that an element names, whatever prefix the file gives the vocabulary: the value of `r:id`. */
export function relationId(attributes: Attributes): string | undefined {
  const name = Object.keys(attributes).find((each) => /^(?!xmlns:)[^:]+:id$/.test(each));
  return name === undefined ? undefined : attributes[name];
}

/** What a visitor throws about the element it hears; the name of the part and the line are added. */
export class ElementProblem extends Error {}

/** Notices pieces without end, and white space without end. */
interface TextGauge {
  readonly heard: () => void;
  readonly wrote: (length: number) => void;
  readonly between: (length: number) => void;
}

function makeGauge(part: string, pieceMax: number): TextGauge {
  let [silent, blank] = [0, 0];
  return {
    heard: () => {
      silent = 0;
    },
    wrote: (length) => {
      silent += length;
      if (silent > pieceMax + writeSize)
        throw new Refusal(`${part} contains more than ${limitText(pieceMax)} characters without an element`);
    },
    between: (length) => {
      blank += length;
      if (blank > blankMax)
        throw new Refusal(`${part} contains more than ${limitText(blankMax)} characters of white space`);
    },
  };
}

type Parser = SaxesParser<{ position: true }>;

/**
 * The problem with the part and the line; exceptions of the parser itself are plain errors that begin with line and
 * column.
 */
function placed(error: unknown, parser: Parser, part: string): unknown {
  const isOfParser = error instanceof Error && error.constructor === Error && /^\d+:\d+: /.test(error.message);
  if (!isOfParser && !(error instanceof ElementProblem)) return error;
  const message = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
  return new Refusal(`${part}, line ${parser.line}: ${message}`);
}

function refuseEncoding(encoding: string | undefined): void {
  if (encoding === undefined || /^utf-?(?:8|16)$/i.test(encoding)) return;
  throw new ElementProblem(`the encoding ${encoding.slice(0, 40)} is not supported`);
}

function refuseElement(depth: number, attributes: Attributes): void {
  if (depth > depthMax) throw new ElementProblem(`elements are nested deeper than ${depthMax} levels`);
  let count = 0;
  for (const _ in attributes) count += 1;
  if (count > attributesMax) throw new ElementProblem(`an element has more than ${attributesMax} attributes`);
}

/**
 * Six handlers are the most: each is a property that the parser adds to itself, and with more of them the engine treats
 * the parser as a dictionary, which makes every step five times slower.
 */
function listen(parser: Parser, visitor: XmlVisitor, gauge: TextGauge, mixed: boolean): void {
  let [depth, skippedFrom] = [0, Number.POSITIVE_INFINITY];
  let prefix: string | undefined;
  const isForeign = (name: string): boolean => !mixed && (prefixOf(name) !== prefix || localName(name) === 'extLst');
  parser.on('opentag', ({ name, attributes }) => {
    gauge.heard();
    depth += 1;
    prefix ??= prefixOf(name);
    refuseElement(depth, attributes as Attributes);
    if (depth < skippedFrom && isForeign(name)) skippedFrom = depth;
    if (depth < skippedFrom) visitor.open?.(localName(name), attributes as Attributes);
    else visitor.skipped?.(localName(name));
  });
  parser.on('closetag', ({ name }) => {
    gauge.heard();
    if (depth < skippedFrom) visitor.close?.(localName(name));
    if (depth === skippedFrom) skippedFrom = Number.POSITIVE_INFINITY;
    depth -= 1;
  });
  const onText = (text: string): void => {
    gauge.heard();
    if (text.charCodeAt(0) <= 32 && text.trim() === '') gauge.between(text.length);
    if (depth < skippedFrom) visitor.text?.(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('xmldecl', ({ encoding }) => refuseEncoding(encoding));
  parser.on('doctype', () => {
    throw new ElementProblem('a workbook cannot contain a document type declaration');
  });
}

/** Reads one part. `visitor.open` hears `('c', { r: 'A1' })` for `<x:c r="A1">`. Throws a `Refusal`. */
export function parseXml(
  part: string,
  chunks: Iterable<Uint8Array>,
  visitor: XmlVisitor,
  options: XmlOptions = {},
): void {
  const parser: Parser = new SaxesParser({ position: true });
  const gauge = makeGauge(part, options.pieceMax ?? usualPieceMax);
  listen(parser, visitor, gauge, options.mixed ?? false);
  try {
    for (const text of texts(part, chunks)) {
      gauge.wrote(text.length);
      parser.write(text);
    }
    parser.close();
  } catch (error) {
    throw placed(error, parser, part);
  }
}
