/**
 * Depth-first search with an explicit stack, so that a chain of ten thousand nodes needs no deep recursion. Guarantee:
 * every node is finished after all nodes that it leads to, except through a cycle.
 */

/** What a search does with the nodes of a graph. */
export interface DepthFirstSearch<T, Key> {
  /** Identifies a node. */
  readonly key: (node: T) => Key;
  /** The nodes that a node leads to, in the order in which they are visited. */
  readonly next: (node: T) => readonly T[];
  readonly onDone: (node: T) => void;
  /** Takes the nodes of a cycle, in the order in which they lead to each other. */
  readonly onCycle?: (cycle: readonly T[]) => void;
}

/** Visits everything that a node leads to. `state` is shared by searches from several starts. */
export function searchDepthFirst<T, Key>(
  start: T,
  state: Map<Key, 'open' | 'done'>,
  { key, next, onDone, onCycle }: DepthFirstSearch<T, Key>,
): void {
  if (state.has(key(start))) return;
  const stack: { readonly node: T; readonly children: readonly T[]; visited: number }[] = [];
  const open = (node: T): void => {
    state.set(key(node), 'open');
    stack.push({ node, children: next(node), visited: 0 });
  };
  open(start);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.visited === top.children.length) {
      state.set(key(top.node), 'done');
      onDone(top.node);
      stack.pop();
      continue;
    }
    const child = top.children[top.visited] as T;
    top.visited += 1;
    const found = state.get(key(child));
    if (found === undefined) open(child);
    else if (found === 'open') {
      const first = stack.findIndex(({ node }) => key(node) === key(child));
      onCycle?.(stack.slice(first).map(({ node }) => node));
    }
  }
}
