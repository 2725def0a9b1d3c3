/**
 * The depth of trees. Input: a tree and a function that gives the children of a node. Output: the cost of its deepest
 * path. Guarantee: not recursive, so a tree of any depth can be measured.
 */

/** The steps that the spreadsheet engine can evaluate in one formula, at one per operator; it fails at 1,440. */
export const FORMULA_STEPS_MAX = 1000;

/** The steps of a function or a pair of parentheses, of which the engine can nest 130. */
export const NESTING_STEPS = 11;

/** The nesting of functions: Excel allows 64, and a truth value needs one more. */
export const FUNCTION_NESTING_MAX = 60;

/** The cost of the deepest path: 2 for `a + b + c`, at one step per operator. */
export function deepestPathCost<Node>(
  root: Node,
  below: (node: Node) => readonly (readonly [node: Node, cost: number])[],
): number {
  const open: (readonly [Node, number])[] = [[root, 0]];
  let deepest = 0;
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [node, depth] = top;
    deepest = Math.max(deepest, depth);
    for (const [child, cost] of below(node)) open.push([child, depth + cost]);
  }
  return deepest;
}
