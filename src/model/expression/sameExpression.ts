/** Whether two expressions are the same: the same nodes that read the same rows. */
import type { Expression } from '../model.ts';

/** Whether two expressions are the same, node by node. */
export function isSameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  if (keysA.length !== keysB.length) return false;
  return keysA.every((key) => {
    const [one, other] = [a[key as keyof Expression], b[key as keyof Expression]] as readonly [unknown, unknown];
    if (Array.isArray(one) && Array.isArray(other))
      return one.length === other.length && one.every((part, at) => isSamePart(part, other[at]));
    return isSamePart(one, other);
  });
}

/** A row is the same as itself only. */
function isSamePart(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const isNode = (one: unknown): one is Expression =>
    typeof one === 'object' && one !== null && 'kind' in one && !('quantity' in one);
  return isNode(a) && isNode(b) && isSameExpression(a, b);
}
