/**
 * YAML text → a parsed model file.
 * Input: a source file. Output: its blocks with the position of every text, and every problem of syntax and shape.
 * Guarantee: scalars are never converted, so decimals stay exact; anchors, tags and duplicate keys never reach the
 * model.
 */
import type { Document, Node, Pair, Scalar, YAMLError } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceFile, Span } from '../diagnostics/span.ts';
import { lineAt } from '../diagnostics/span.ts';
import { bracketProblems, maskFormulas, unmask } from './bracedFormulas.ts';
import { encodingProblem, textProblems } from './characters.ts';
import { findExcessDepth } from './nesting.ts';
import type { ParsedFile } from './parsedFile.ts';
import { parsedFile } from './parsedFile.ts';
import type { ScalarStyle } from './scalarOffsets.ts';
import { scalarOffsets } from './scalarOffsets.ts';
import { checkShape, type FileKind } from './shapeProblems.ts';
import type { Located } from './source.ts';
import {
  cutProblem,
  explainSyntax,
  isCutFormula,
  isCutNumber,
  openingBracket,
  overIndentation,
  repairedNumber,
  truncationProblem,
} from './yamlTraps.ts';
import type { BlockNode, TreeNode } from './yamlTree.ts';

const SIZE_MAX = 1_000_000;
const DEPTH_MAX = 50;
/** Problems after which the tree can still be read: values that a comma has cut are joined again. */
const repairable: ReadonlySet<string> = new Set<ProblemCode>(['unknown-key']);
/** After the first syntax error a parser mostly reports its consequences. */
const SYNTAX_PROBLEMS_MAX = 1;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads one model file: `fromYaml({ path: 'models/a.yaml', text: 'model: a' }).value?.id?.text` is `'a'`.
 * There is no value if the file is not valid YAML. Otherwise the value has the top-level blocks of the right shape, so
 * that all files can be checked at once. Only a result without errors is complete.
 */
export function fromYaml(file: SourceFile): Checked<ParsedFile> {
  const read = readShaped(file);
  if (read.value === undefined) return { diagnostics: read.diagnostics };
  const parsed = parsedFile(file, read.value);
  return { ...parsed, diagnostics: [...read.diagnostics, ...parsed.diagnostics] };
}

/** The tree of a file (by default a model file) without the top-level blocks whose shape is wrong. */
export function readShaped(file: SourceFile, kind?: FileKind): Checked<TreeNode> {
  if (file.text.length > SIZE_MAX) return { diagnostics: [tooLarge(file, 'is larger than 1 MB')] };
  const unreadable = encodingProblem(file);
  if (unreadable.length > 0) return { diagnostics: unreadable };
  const read = treeFromYaml(file);
  if (read.value === undefined || hasErrors(read.diagnostics.filter(({ code }) => !repairable.has(code))))
    return { diagnostics: [...read.brackets, ...read.diagnostics] };
  const shape = checkShape(read.value, kind);
  return { ...shape, diagnostics: [...read.brackets, ...read.diagnostics, ...shape.diagnostics] };
}

/** The tree of a file. `brackets` are the problems of unquoted formulas inside { }, which did not stop the reading. */
function treeFromYaml(file: SourceFile): Checked<TreeNode> & { readonly brackets: readonly Diagnostic[] } {
  const tooDeep = findExcessDepth(file.text, DEPTH_MAX);
  const document = tooDeep === undefined ? parse(file.text) : undefined;
  if (document === undefined)
    return { brackets: [], diagnostics: [nestedTooDeeply({ file, start: tooDeep ?? 0, end: (tooDeep ?? 0) + 1 })] };
  const { document: best, brackets } = withoutBrackets(file, document);
  const diagnostics: Diagnostic[] = syntaxProblems(file, best.errors);
  const value = readNode({ file, diagnostics, isMasked: brackets.length > 0 }, best.contents, { start: 0, end: 0 }, 0);
  return { value, diagnostics, brackets };
}

/**
 * If unquoted formulas inside { } make a file invalid, it is read without their brackets, to find all of them at once.
 */
function withoutBrackets(
  file: SourceFile,
  document: Document.Parsed,
): { document: Document.Parsed; brackets: readonly Diagnostic[] } {
  const { text, ranges } = document.errors.length === 0 ? { text: file.text, ranges: [] } : maskFormulas(file.text);
  const masked = ranges.length === 0 ? undefined : parse(text);
  const isBetter = masked !== undefined && masked.errors.length < document.errors.length;
  return isBetter ? { document: masked, brackets: bracketProblems(file, ranges) } : { document, brackets: [] };
}

/**
 * The document; undefined if it is nested too deeply for the parser, which is recursive. With the log level `error` the
 * parser reports a second document.
 */
function parse(text: string): Document.Parsed | undefined {
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    return document.errors.some((error) => error.code === 'RESOURCE_EXHAUSTION') ? undefined : document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** One problem per line, because one mistake causes several errors. */
function syntaxProblems(file: SourceFile, errors: readonly YAMLError[]): Diagnostic[] {
  const firstOnLine = new Map<number, YAMLError>();
  for (const error of errors) {
    if (firstOnLine.size === SYNTAX_PROBLEMS_MAX) break;
    const line = lineAt(file, error.pos[0]).start;
    if (!firstOnLine.has(line)) firstOnLine.set(line, error);
  }
  return [...firstOnLine.values()].map((error) => syntaxProblem(file, error));
}

function syntaxProblem(file: SourceFile, error: YAMLError): Diagnostic {
  const stopped = wordBehind(file, error.pos[0]);
  const indented = overIndentation(file, stopped.start);
  if (indented !== undefined) return indented;
  const { message, hint, isUnclosed } = explainSyntax(error.code, error.message, lineAt(file, stopped.start).text);
  const start = isUnclosed === true ? openingBracket(file.text, stopped.start) : stopped.start;
  const end = start === stopped.start ? Math.max(error.pos[1], stopped.end) : start + 1;
  return problem('yaml-syntax', { file, start, end }, message, { hint });
}

/** The word after the indentation where the parser stopped, or the character where it stopped. */
function wordBehind(file: SourceFile, at: number): Range {
  const [, margin = '', word = ''] = /^( +)([\w.-]+)/.exec(file.text.slice(at, at + 200)) ?? [];
  return word === ''
    ? { start: at, end: at + 1 }
    : { start: at + margin.length, end: at + margin.length + word.length };
}

function tooLarge(file: SourceFile, reason: string): Diagnostic {
  return problem('file-too-large', { file, start: 0, end: 0 }, `${file.path} ${reason}`, {
    hint: 'split the model into several files and combine them with extends:',
  });
}

function nestedTooDeeply(span: Span): Diagnostic {
  return problem('file-too-large', span, `the file is nested more than ${DEPTH_MAX} levels deep`, {
    hint: 'look for brackets that were pasted by mistake',
  });
}

interface Reading {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[];
  /** Whether the brackets of formulas inside { } are replaced by placeholders. */
  readonly isMasked: boolean;
}
interface Range {
  readonly start: number;
  readonly end: number;
}

function readNode(reading: Reading, node: Node | null | undefined, place: Range, depth: number): TreeNode {
  const span = spanOf(reading.file, node, place);
  if (node === null || node === undefined) return { kind: 'empty', span };
  if (depth > DEPTH_MAX) {
    reading.diagnostics.push(nestedTooDeeply(span));
    return { kind: 'empty', span };
  }
  refuseExtras(reading, node, span);
  if (isMap<Node, Node | null>(node)) return readBlock(reading, node.items, span, depth);
  if (isSeq<Node | null>(node))
    return { kind: 'list', span, items: node.items.map((item) => readNode(reading, item, span, depth + 1)) };
  if (!isScalar(node)) return { kind: 'empty', span };
  const scalar = readScalar(node, span, reading.isMasked);
  if (scalar.kind === 'text') reading.diagnostics.push(...textProblems(scalar.located));
  return scalar;
}

/** Reports anchors, aliases and tags, which the language does not have. */
function refuseExtras(reading: Reading, node: Node, span: Span): void {
  const hint = 'write the value itself; a text or formula that starts with `&`, `*` or `!` needs quotes';
  if (isAlias(node)) {
    reading.diagnostics.push(
      problem('yaml-alias', span, `the language has no aliases, such as *${node.source}`, { hint }),
    );
  } else if ('anchor' in node && typeof node.anchor === 'string') {
    reading.diagnostics.push(
      problem('yaml-alias', span, `the language has no anchors, such as &${node.anchor}`, { hint }),
    );
  }
  if (!isAlias(node) && node.tag !== undefined && node.tag.startsWith('tag:yaml.org') === false) {
    reading.diagnostics.push(problem('yaml-syntax', span, `the language has no tags, such as ${node.tag}`, { hint }));
  }
}

function readBlock(reading: Reading, pairs: readonly Pair<Node, Node | null>[], span: Span, depth: number): BlockNode {
  const entries = new Map<string, Entry>();
  const pieces = new Map<Entry, Located>();
  let last: Entry | undefined;
  for (const pair of pairs) {
    if (last !== undefined && rejoin(reading, last, pair, pieces)) continue;
    const key = readKey(reading, pair.key, entries);
    if (key === undefined) continue;
    const value = readNode(reading, pair.value, { start: key.span.start, end: key.span.end }, depth + 1);
    const truncated = value.kind === 'text' && isScalar(pair.value) && pair.value.type === 'PLAIN';
    if (truncated) reading.diagnostics.push(...truncationProblem(key.text, value.located));
    last = { key, value };
    entries.set(key.text, last);
  }
  for (const [{ key, value }, piece] of pieces)
    if (value.kind === 'text') reading.diagnostics.push(cutProblem(key.text, value.located, piece));
  return { kind: 'block', span, entries };
}

interface Entry {
  readonly key: Located;
  value: TreeNode;
}

/** The longest value that is joined again; each piece searches the whole of it. */
const REJOINED_MAX = 2000;

/** Joins a value that a comma inside { } has cut; `pieces` keeps the first piece that YAML reads as a key. */
function rejoin({ file }: Reading, last: Entry, pair: Pair<Node, Node | null>, pieces: Map<Entry, Located>): boolean {
  const { key, value } = last;
  if (
    value.kind !== 'text' ||
    value.located.text.length > REJOINED_MAX ||
    pair.value !== null ||
    !isScalar(pair.key) ||
    pair.key.type !== 'PLAIN'
  )
    return false;
  const piece = String(pair.key.value);
  const span = spanOf(file, pair.key, { start: 0, end: 0 });
  const isNumber = isCutNumber(value.located.text, piece);
  const isCut = isNumber || isCutFormula(key.text, value.located.text);
  if (!isCut || !/^\s*,\s*$/.test(file.text.slice(value.span.end, span.start))) return false;
  const whole = { file, start: value.span.start, end: span.end };
  const text = file.text.slice(whole.start, whole.end).replace(/\s+/g, ' ');
  const located = locate(isNumber ? repairedNumber(text) : text, whole, 'plain');
  if (!pieces.has(last)) pieces.set(last, locate(piece, span, 'plain'));
  last.value = { kind: 'text', span: whole, located };
  return true;
}

/** The key of a pair; undefined if it is not allowed. */
function readKey(
  reading: Reading,
  node: Node,
  before: ReadonlyMap<string, { readonly key: Located }>,
): Located | undefined {
  const read = readNode(reading, node, { start: 0, end: 0 }, 0);
  if (read.kind !== 'text') {
    if (!isAlias(node))
      reading.diagnostics.push(problem('wrong-shape', read.span, 'a key is not text', { hint: keyHint(read) }));
    return undefined;
  }
  const refusal = keyProblem(read.located, before.get(read.located.text)?.key);
  if (refusal !== undefined) reading.diagnostics.push(refusal);
  return refusal === undefined ? read.located : undefined;
}

function keyHint(read: TreeNode): string {
  return read.kind === 'empty' ? 'write a name before the colon' : 'put quotes around text that starts with `{` or `[`';
}

function keyProblem(key: Located, first: Located | undefined): Diagnostic | undefined {
  if (key.text === '<<') {
    return problem('yaml-alias', key.span, 'the language has no merge key <<', {
      hint: 'write the keys themselves',
    });
  }
  if (forbiddenKeys.has(key.text))
    return problem('reserved-name', key.span, `'${key.text}' cannot be a name`, { hint: 'choose another name' });
  if (first === undefined) return undefined;
  const labels = [{ span: first.span, text: 'first written here' }];
  return problem('duplicate-key', key.span, `the key '${key.text}' appears twice in this block`, {
    labels,
    hint: 'delete one of the two',
  });
}

function spanOf(file: SourceFile, node: Node | null | undefined, place: Range): Span {
  const [start, end] = node?.range ?? [place.start, place.end];
  const written = file.text.slice(start, end).trimEnd().length;
  return { file, start, end: start + written };
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function readScalar(node: Scalar, span: Span, isMasked: boolean): TreeNode {
  const written = String(node.value ?? '');
  const text = isMasked ? unmask(written) : written;
  const style = styles[node.type ?? ''] ?? 'plain';
  if (text === '' && style === 'plain') return { kind: 'empty', span };
  const located = locate(text, span, style);
  return { kind: 'text', span: located.span, located };
}

/** A text with its position; the positions of its characters are computed on first use. */
function locate(text: string, span: Span, style: ScalarStyle): Located {
  let offsets: readonly number[] | undefined;
  const at = (index: number): number => {
    offsets ??= scalarOffsets(text, span.file.text.slice(span.start, span.end), style);
    return span.start + offsets[Math.max(0, Math.min(index, text.length))]!;
  };
  const isFilledBlock = style === 'block' && text.trim() !== '';
  const content = isFilledBlock
    ? { ...span, start: at(text.search(/\S/)), end: at(text.trimEnd().length - 1) + 1 }
    : span;
  return { text, span: content, at };
}
