/**
 * The ends of a formula. Enters a tree; leaves its names, numbers, dates and texts in the order in which they are
 * found.
 */
import type { Node } from './formula.ts';

/**
 * Everything in a formula that holds no further part: `price` and `2` of `price * 2`. A formula is bounded in depth
 * where it is read.
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

/** Both sides of an operator; a long chain such as a + b + … leans to the left and is followed without recursion. */
function operandsOf(node: Node & { kind: 'binary' }): Node[] {
  const operands: Node[] = [];
  let left: Node = node;
  while (left.kind === 'binary') {
    operands.push(left.right);
    left = left.left;
  }
  return [...operands, left];
}
