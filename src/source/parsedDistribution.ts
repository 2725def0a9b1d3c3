/**
 * A `distribution:` block → its kind and parameters.
 * Input: a node that has passed the shape check, which allows the parameters of all kinds. Output: those of its own
 * kind. Guarantee: a parameter of another kind is a problem and never ignored.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSource, Located, ValueSource } from './source.ts';
import type { TreeNode } from './yamlTree.ts';
import { childOf } from './yamlTree.ts';

/** The parameters of each kind, as named under `kind:`. */
export const distributionParameters: Readonly<Record<string, readonly string[]>> = {
  triangular: ['low', 'mode', 'high'],
  pert: ['low', 'mode', 'high'],
  uniform: ['low', 'high'],
  normal: ['mean', 'deviation'],
  lognormal: ['median', 'spread'],
  discrete: ['chances'],
};

/** The distribution of a value, such as `distribution: { kind: normal, mean: 70%, deviation: 5% }`, if it has one. */
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
  return problem('unknown-key', at.span, `the distribution '${kind.text}' has no parameter '${key}'`, {
    labels: [{ span: kind.span, text: 'kind of distribution' }],
    hint: `the parameters of ${kind.text} are ${known.join(', ')}`,
  });
}
