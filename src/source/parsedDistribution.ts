/**
 * A `distribution:` block → its kind and parameters.
 * Enters: a node that has passed the shape check, which knows all parameters of all kinds. Leaves: those of its own
 * kind. Guarantee: a parameter of another kind is a problem and never ignored.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSource, Located, ValueSource } from './source.ts';
import type { TreeNode } from './yamlTree.ts';
import { childOf } from './yamlTree.ts';

/** What each kind takes, by its name as written under `kind:`. */
export const distributionParameters: Readonly<Record<string, readonly string[]>> = {
  triangular: ['low', 'mode', 'high'],
  pert: ['low', 'mode', 'high'],
  uniform: ['low', 'high'],
  normal: ['mean', 'deviation'],
  lognormal: ['median', 'spread'],
  discrete: ['chances'],
};

/**
 * The distribution of a value, for `distribution: { kind: normal, mean: 70%, deviation: 5% }`; nothing where there is
 * none.
 */
export function readDistribution(
  node: TreeNode | undefined,
  diagnostics: Diagnostic[],
): Pick<ValueSource, 'distribution'> {
  const kind = childOf(node, 'kind');
  if (node?.kind !== 'block' || kind?.kind !== 'text') return {};
  const known = distributionParameters[kind.located.text] ?? [];
  const others = [...node.entries].filter(([key]) => key !== 'kind' && !known.includes(key));
  for (const [key, entry] of others) diagnostics.push(foreignParameter(key, entry.key, kind.located, known));
  const chances = childOf(node, 'chances');
  const distribution: DistributionSource = {
    span: node.span,
    kind: kind.located,
    parameters: textsOf(node, (key) => key !== 'chances' && known.includes(key)),
    chances: chances?.kind === 'block' && known.includes('chances') ? textsOf(chances, () => true) : new Map(),
  };
  return { distribution };
}

function textsOf(
  node: TreeNode & { kind: 'block' },
  isWanted: (key: string) => boolean,
): DistributionSource['parameters'] {
  const wanted = [...node.entries].filter(([key]) => isWanted(key));
  return new Map(
    wanted.flatMap(([key, entry]) =>
      entry.value.kind === 'text' ? [[key, { key: entry.key, value: entry.value.located }]] : [],
    ),
  );
}

function foreignParameter(key: string, at: Located, kind: Located, known: readonly string[]): Diagnostic {
  return problem('unknown-key', at.span, `'${key}' is no parameter of the distribution '${kind.text}'`, {
    labels: [{ span: kind.span, text: 'the kind' }],
    hint: `${kind.text} takes ${known.join(', ')}`,
  });
}
