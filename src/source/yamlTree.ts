/**
 * A YAML file as a tree of texts with positions, without the types of the parser.
 * `fromYaml.ts` builds the tree, `parsedFile.ts` reads it.
 * Guarantee: keys are texts, unique in their block, in the order of the file; an empty value is `empty`, never a text.
 */
import type { Span } from '../diagnostics/span.ts';
import type { Located } from './source.ts';

export interface TextNode {
  readonly kind: 'text';
  readonly span: Span;
  readonly located: Located;
}
export interface EmptyNode {
  readonly kind: 'empty';
  readonly span: Span;
}
export interface ListNode {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly TreeNode[];
}
export interface BlockNode {
  readonly kind: 'block';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, { readonly key: Located; readonly value: TreeNode }>;
}
export type TreeNode = TextNode | EmptyNode | ListNode | BlockNode;

/**
 * The tree as plain data, for the shape check: a block `price: 5%` becomes `{ price: '5%' }`, an empty value `null`.
 */
export function toPlainData(node: TreeNode): unknown {
  if (node.kind === 'text') return node.located.text;
  if (node.kind === 'empty') return null;
  if (node.kind === 'list') return node.items.map(toPlainData);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlainData(entry.value)]));
}

/** The node under one key or index: `childOf(root, 'inputs')`. */
export function childOf(node: TreeNode | undefined, step: string | number): TreeNode | undefined {
  if (node?.kind === 'list') return typeof step === 'number' ? node.items[step] : undefined;
  return node?.kind === 'block' ? node.entries.get(String(step))?.value : undefined;
}

/** The last key of a path, such as `unti` of `inputs.price.unti`. */
export function keyOf(root: TreeNode, path: readonly (string | number)[]): Located | undefined {
  const parent = path.slice(0, -1).reduce<TreeNode | undefined>(childOf, root);
  return parent?.kind === 'block' ? parent.entries.get(String(path.at(-1)))?.key : undefined;
}
