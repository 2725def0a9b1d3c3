/** The leaves of a formula tree: its names, numbers, dates and texts. */
import type { Node } from './formula.ts';

/**
 * All nodes without children, in the order of the text: `price` and `2` of `price * 2`. The parser limits the depth.
 */
export function leavesOf(node: Node): Node[] {
  switch (node.kind) {
    case 'negate':
      return leavesOf(node.operand);
    case 'binary':
      return operandsOf(node).flatMap(leavesOf);
    case 'call':
      return node.args.flatMap(leavesOf);
    case 'aggregate':
      return [
        ...node.args,
        ...('where' in node.over && node.over.where !== undefined ? [node.over.where] : []),
        ...(node.guess === undefined ? [] : [node.guess]),
      ].flatMap(leavesOf);
    default:
      return [node];
  }
}

/** The operands of a chain such as a + b + …, which is nested on the left; a loop, so its length does not matter. */
function operandsOf(node: Node & { kind: 'binary' }): Node[] {
  const operands: Node[] = [];
  let left: Node = node;
  while (left.kind === 'binary') {
    operands.push(left.right);
    left = left.left;
  }
  return [...operands, left];
}
