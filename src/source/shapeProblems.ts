/**
 * Departures from the shape of a file, as problems with a position.
 * Input: the tree of a file. Output: one diagnostic per departure, at the key or value that causes it, and the blocks
 * of the right shape.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { rewriteNumber, statedUnit } from '../values/rewriteNumber.ts';
import type { ShapeIssue } from './schema.ts';
import { shapeIssues } from './schema.ts';
import type { Located } from './source.ts';
import type { TreeNode } from './yamlTree.ts';
import { childOf, keyOf, toPlainData } from './yamlTree.ts';

/** A kind of file: its name, its shape and the guide that describes it. */
export interface FileKind {
  readonly name: string;
  readonly guide: string;
  readonly issues: (data: unknown) => readonly ShapeIssue[];
  /** Keys that only another kind of file has, with the hint for such a file. */
  readonly foreignKeys?: Readonly<Record<string, string>>;
}

const modelKind: FileKind = {
  name: 'the model file',
  guide: 'docs/language.md',
  issues: shapeIssues,
  foreignKeys: { claims: 'this is a claims file: use burnsheet claims' },
};

/**
 * Every departure, and the tree of the top-level blocks without any.
 * @example a file with `inptus:` gives one `unknown-key` with the hint `did you mean 'inputs'?`
 */
export function checkShape(root: TreeNode, kind: FileKind = modelKind): Checked<TreeNode> {
  const stranger = strangerIn(root, kind);
  if (stranger !== undefined) return { diagnostics: [stranger] };
  const unknown = kind.issues(toPlainData(root)).filter((issue) => issue.kind === 'unknown-key');
  const meant = unknown.reduce<TreeNode>(corrected, root);
  const issues = kind.issues(toPlainData(meant));
  const levels = missingLevels(meant);
  const others = issues.filter(
    ({ path }) => !levels.some((level) => level.path.every((step, at) => step === path[at])),
  );
  const diagnostics = [
    ...unknown.map((issue) => unknownKey(root, issue, kind)),
    ...firstOfEach(levels).map(levelProblem),
    ...others.map((issue) => shapeProblem(meant, issue, kind)),
  ];
  if (issues.some((issue) => issue.path.length === 0)) return { diagnostics };
  const faulty = new Set(issues.map((issue) => String(issue.path[0])));
  return { value: withoutKeys(meant, faulty), diagnostics };
}

/** A file of another kind has one problem only. */
function strangerIn(root: TreeNode, { name: what, foreignKeys: strangers = {} }: FileKind): Diagnostic | undefined {
  const [key, hint] = Object.entries(strangers).find(([name]) => keyOf(root, [name]) !== undefined) ?? [];
  if (key === undefined) return undefined;
  return problem('unknown-key', keyOf(root, [key])!.span, `there is no key '${key}' in ${what}`, { hint });
}

/** The tree with an unknown key renamed to what was meant, or removed, so that one mistake is reported once. */
function corrected(root: TreeNode, issue: ShapeIssue): TreeNode {
  const near = suggest(String(issue.path.at(-1)), issue.known);
  return rename(root, issue.path, near);
}

function rename(node: TreeNode, [step, ...rest]: readonly (string | number)[], name: string | undefined): TreeNode {
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, at) => (at === step ? rename(item, rest, name) : item)) };
  if (node.kind !== 'block') return node;
  const entries = [...node.entries].flatMap(([key, entry]) => {
    if (key !== String(step)) return [[key, entry] as const];
    if (rest.length > 0) return [[key, { ...entry, value: rename(entry.value, rest, name) }] as const];
    return name === undefined || node.entries.has(name) ? [] : [[name, entry] as const];
  });
  return { ...node, entries: new Map(entries) };
}

function withoutKeys(root: TreeNode, faulty: ReadonlySet<string>): TreeNode {
  if (root.kind !== 'block') return root;
  return { ...root, entries: new Map([...root.entries].filter(([key]) => !faulty.has(key))) };
}

function shapeProblem(root: TreeNode, issue: ShapeIssue, kind: FileKind): Diagnostic {
  if (issue.kind === 'unknown-key') return unknownKey(root, issue, kind);
  return issue.kind === 'missing-key' ? missingKey(root, issue, kind) : wrongShape(root, issue, kind);
}

/** Line items in the place of a sheet or a section. */
interface MissingLevel {
  /** Of the first such item. */
  readonly path: readonly string[];
  readonly key: Located;
  readonly isUnderSheet: boolean;
}

const isItem = (node: TreeNode): boolean => childOf(node, 'formula')?.kind === 'text';

function missingLevels(root: TreeNode): readonly MissingLevel[] {
  const sheets = childOf(root, 'sheets');
  if (sheets?.kind !== 'block') return [];
  return [...sheets.entries].flatMap(([name, { key, value }]): readonly MissingLevel[] => {
    if (isItem(value)) return [{ path: ['sheets', name], key, isUnderSheet: false }];
    const sections = value.kind === 'block' ? [...value.entries] : [];
    const astray = sections.filter(([, section]) => isItem(section.value));
    return astray.map(([item, section]) => ({ path: ['sheets', name, item], key: section.key, isUnderSheet: true }));
  });
}

/** One for each sheet, at its first item. */
function firstOfEach(levels: readonly MissingLevel[]): readonly MissingLevel[] {
  return levels.filter((level, at) => levels.findIndex((other) => other.path[1] === level.path[1]) === at);
}

function levelProblem({ path, key, isUnderSheet }: MissingLevel): Diagnostic {
  const item = key.text;
  const sheet = isUnderSheet ? path[1] : 'Sheet name';
  const message = isUnderSheet
    ? `the line item '${item}' is directly under the sheet '${sheet}', without a section`
    : `the line item '${item}' is directly under sheets:, without a sheet and a section`;
  const example = `${sheet}: { Section name: { ${item}: { formula: … } } }`;
  const hint = `a sheet contains sections, and a section contains line items: ${example}`;
  return problem('wrong-shape', key.span, message, { hint });
}

/** In `{ formula: max(a, b) }` YAML reads `b)` as a key without a value. */
const cutFormulaHint = 'inside { } a comma ends a value: put quotes around the whole formula or text';

function unknownKey(root: TreeNode, issue: ShapeIssue, kind: FileKind): Diagnostic {
  const key = String(issue.path.at(-1));
  const parent = issue.path.slice(0, -1);
  const span = keyOf(root, issue.path)?.span ?? root.span;
  const isCutFormula = nearest(root, issue.path).kind === 'empty' && /[^\w-]/.test(key);
  const hint = isCutFormula
    ? cutFormulaHint
    : (didYouMean(key, issue.known) ?? `the keys allowed here are ${issue.known.join(', ')}`);
  return problem('unknown-key', span, `there is no key '${key}' in ${placeName(parent, kind)}`, { hint });
}

/** Hints with an example for missing keys. */
const missingHints: Readonly<Record<string, string>> = {
  tolerance: 'write tolerance: 1% for a share of the figure, or an amount in its unit, such as 0.01 USD',
  expect: 'write expect: with the published figure, such as 120m USD',
  formula: 'write formula: with a calculation, such as price * users',
  rank: 'write rank: 0.5, or another number from -1 to 1',
  from: 'add from: with the first period, such as from: 2026-01',
  to: 'add to: with the last period, such as to: 2030-12',
  known: 'add known: with the date on which the value became known, such as known: 2026-05-05',
  title: 'add title: with the full name',
};

function missingKey(root: TreeNode, issue: ShapeIssue, kind: FileKind): Diagnostic {
  const parent = issue.path.slice(0, -1);
  const span = keyOf(root, parent)?.span ?? nearest(root, parent).span;
  const key = String(issue.path.at(-1));
  const hint = missingHints[key] ?? `add ${key}: with ${issue.expected}`;
  return problem('missing-key', span, `${placeName(parent, kind)} needs the key '${key}'`, { hint });
}

function wrongShape(root: TreeNode, issue: ShapeIssue, kind: FileKind): Diagnostic {
  const node = nearest(root, issue.path);
  const span = node.kind === 'text' ? node.span : (keyOf(root, issue.path)?.span ?? node.span);
  const message = `${placeName(issue.path, kind)} is ${foundName(node)}, but should be ${issue.expected}`;
  const hint =
    node.kind === 'text'
      ? (didYouMean(node.located.text, issue.known) ?? longForm(issue.path, node.located.text))
      : undefined;
  const otherwise = `write ${issue.expected}; ${kind.guide} has an example`;
  return problem('wrong-shape', span, message, { hint: hint ?? otherwise });
}

/** The hint for an input or a line item that is text instead of a block. */
function longForm(path: readonly (string | number)[], text: string): string | undefined {
  const name = path.at(-1);
  if (path[0] === 'inputs' && path.length === 2) {
    const unit = statedUnit(text) ?? (/^[-+]?[\d.,]+$/.test(text) ? "'1'" : 'USD');
    const values = rewriteNumber(text)?.readings ?? [text];
    const blocks = values.map((value) => `${name}: { unit: ${unit}, value: ${value} }`);
    return `an input needs a unit: write ${blocks.join(' or ')}`;
  }
  return path[0] === 'sheets' && path.length === 4 ? `write ${name}: { formula: '${text}' }` : undefined;
}

function foundName(node: TreeNode): string {
  if (node.kind === 'text') return `'${node.located.text.slice(0, 40)}'`;
  return { empty: 'empty', list: 'a list', block: 'a block of keys' }[node.kind];
}

function placeName(path: readonly (string | number)[], { name: what }: FileKind): string {
  return path.length === 0
    ? what
    : path.map((step) => (typeof step === 'number' ? `number ${step + 1}` : step)).join(' > ');
}

/** The node at the path, or its closest existing ancestor. */
function nearest(root: TreeNode, path: readonly (string | number)[]): TreeNode {
  return path.reduce<TreeNode>((node, step) => childOf(node, step) ?? node, root);
}
