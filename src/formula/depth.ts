/**
 * How deep trees are. Enters: a tree and how to go down in it. Leaves: what its deepest path costs.
 * Guarantee: walks with a stack of its own, so that a tree of any depth can be measured.
 */

/** What the spreadsheet engine can hold of one formula, in steps; an operator is one step. It breaks down at 1,440. */
export const FORMULA_STEPS_MAX = 1000;

/** What a function or a pair of parentheses costs: of those the engine holds 130 in each other. */
export const NESTING_STEPS = 11;

/** Functions in each other: Excel holds 64, and a truth value is wrapped once more. */
export const FUNCTION_NESTING_MAX = 60;

/** The cost of the deepest path: of `a + b + c`, one step per operator, it is 2. */
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
