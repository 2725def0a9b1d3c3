/**
 * XML as a stream of elements and texts. Enters the chunks of a part; leaves calls of the visitor.
 * Guarantee: anything but well-formed XML of bounded depth is refused with the name of the part and the line, as are document types and
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
}

export interface XmlOptions {
  /** Reads elements of every vocabulary; by default those of another prefix than the root's are passed over with all they hold. */
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

function* texts(part: string, chunks: Iterable<Uint8Array>): Generator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for (const chunk of chunks) {
      decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8', { fatal: true });
      for (let at = 0; at < chunk.length; at += writeSize) yield decoder.decode(chunk.subarray(at, at + writeSize), { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal(`${part} is not written in UTF-8`);
    throw error;
  }
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
interface Gauge {
  readonly heard: () => void;
  readonly wrote: (length: number) => void;
  readonly between: (length: number) => void;
}

function makeGauge(part: string, pieceMax: number): Gauge {
  let [silent, blank] = [0, 0];
  return {
    heard: () => {
      silent = 0;
    },
    wrote: (length) => {
      silent += length;
      if (silent > pieceMax + writeSize) throw new Refusal(`${part} holds more than ${limitText(pieceMax)} characters without an element`);
    },
    between: (length) => {
      blank += length;
      if (blank > blankMax) throw new Refusal(`${part} holds more than ${limitText(blankMax)} characters of white space`);
    },
  };
}

type Parser = SaxesParser<{ position: true }>;

function refuseWith(parser: Parser, part: string, message: string): never {
  throw new Refusal(`${part}, line ${parser.line}: ${message}`);
}

function plainMessage(error: Error): string {
  return error.message.replace(/^(?:undefined:)?\d+:\d+: /, '').replace(/\.$/, '');
}

function guard(parser: Parser, part: string): void {
  parser.on('error', (error) => refuseWith(parser, part, plainMessage(error)));
  parser.on('doctype', () => refuseWith(parser, part, 'a document type may not stand in a workbook'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?(?:8|16)$/i.test(encoding)) refuseWith(parser, part, `the encoding ${encoding} is not read`);
  });
}

function listen(parser: Parser, part: string, visitor: XmlVisitor, gauge: Gauge, mixed: boolean): void {
  let [depth, skippedFrom, attributeCount] = [0, Number.POSITIVE_INFINITY, 0];
  let prefix: string | undefined;
  const isForeign = (name: string): boolean => !mixed && (prefixOf(name) !== prefix || localName(name) === 'extLst');
  parser.on('attribute', () => {
    attributeCount += 1;
    if (attributeCount > attributesMax) refuseWith(parser, part, `more than ${attributesMax} attributes in one element`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    gauge.heard();
    attributeCount = 0;
    depth += 1;
    prefix ??= prefixOf(name);
    if (depth > depthMax) refuseWith(parser, part, `elements are nested deeper than ${depthMax} levels`);
    if (depth < skippedFrom && isForeign(name)) skippedFrom = depth;
    if (depth < skippedFrom) visitor.open?.(localName(name), attributes);
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
}

/** Reads one part. `visitor.open` hears `('c', { r: 'A1' })` for `<x:c r="A1">`. Throws a `Refusal`. */
export function parseXml(part: string, chunks: Iterable<Uint8Array>, visitor: XmlVisitor, options: XmlOptions = {}): void {
  const parser: Parser = new SaxesParser({ position: true });
  const gauge = makeGauge(part, options.pieceMax ?? usualPieceMax);
  guard(parser, part);
  listen(parser, part, visitor, gauge, options.mixed ?? false);
  const inPlace = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (error instanceof ElementProblem) return refuseWith(parser, part, error.message);
      throw error;
    }
  };
  for (const text of texts(part, chunks)) {
    gauge.wrote(text.length);
    inPlace(() => parser.write(text));
  }
  inPlace(() => parser.close());
}
