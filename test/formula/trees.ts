/**
 * Random formula trees, and trees without places. Leaves: every shape that the parser can give, so that printing can be
 * reversed.
 */
import fc from 'fast-check';
import type { Node, Over, Selector } from '../../src/formula/formula.ts';

const range = { start: 0, end: 0 };

/** The same tree without `start`, `end` and `nameRange`, for comparison. */
export function withoutRanges(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRanges);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !['start', 'end', 'nameRange'].includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutRanges(inner)]));
}

const reserved = new Set(['over', 'where', 'and', 'or', 'true', 'false', 'timeline']);
const id = fc.stringMatching(/^[a-zA-Z][a-z0-9_]{0,6}$/).filter((text) => !reserved.has(text.toLowerCase()));
const dotted = fc.array(id, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const functionName = id.map((text) => text.toLowerCase()).filter((text) => text !== 'convert');
const date = fc.constantFrom('2027-03', '2027-03-31', '2028-Q2').map((text) => ({ text }));
const time = fc.oneof(
  date,
  fc.constantFrom('2025', '2031').map((text) => ({ text })),
);

const plainNumber = fc
  .constantFrom('0', '12', '1000', '2027', '0.5', '1.25bn', '3k', '40m')
  .map((text): Node => ({ kind: 'number', text, ...range }));
const percentage = fc.constantFrom('12%', '0.5%').map((text): Node => ({ kind: 'number', text, ...range }));
const rate = fc.constant<Node>({ kind: 'number', text: '3%', unit: '/month', ...range });
const amount = fc
  .tuple(fc.constantFrom('5', '1.25bn', '7%'), fc.constantFrom('USD', 'USD/user/month', 'user*month', 'months'))
  .map(([text, unit]): Node => ({ kind: 'number', text, unit, ...range }));

const selector: fc.Arbitrary<Selector> = fc.oneof(
  fc.integer({ min: -99, max: 99 }).map((offset): Selector => ({ kind: 'lag', offset, ...range })),
  fc
    .tuple(fc.integer({ min: -99, max: 0 }), fc.integer({ min: -9, max: 9 }))
    .map(([from, to]): Selector => ({ kind: 'window', from, to, ...range })),
  time.map((each): Selector => ({ kind: 'at', date: each, ...range })),
  fc.tuple(dotted, dotted).map(([table, member]): Selector => ({ kind: 'member', table, member, ...range })),
);
const reference = fc
  .tuple(dotted, fc.array(selector, { maxLength: 2 }))
  .map(([name, selectors]): Node => ({ kind: 'name', name, selectors, ...range }));
const leaf = fc.oneof(
  plainNumber,
  percentage,
  rate,
  amount,
  reference,
  date.map((each): Node => ({ kind: 'date', date: each, ...range })),
);

const operator = fc.constantFrom('+', '-', '*', '/', '^', '=', '<>', '<', '<=', '>', '>=');
const aggregateName = fc.constantFrom(
  'sum',
  'average',
  'min',
  'max',
  'count',
  'last',
  'first',
  'irr',
  'sumproduct',
  'xirr',
);

function overOf(node: fc.Arbitrary<Node>): fc.Arbitrary<Over> {
  return fc.oneof(
    fc.constant<Over>({ kind: 'timeline', ...range }),
    fc.tuple(time, time).map(([from, to]): Over => ({ kind: 'dates', from, to, ...range })),
    dotted.map((table): Over => ({ kind: 'table', table, ...range })),
    fc.tuple(dotted, node).map(([table, where]): Over => ({ kind: 'table', table, where, ...range })),
  );
}

const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    tie('tree').map((operand): Node => ({ kind: 'negate', operand, ...range })),
    fc
      .tuple(operator, tie('tree'), tie('tree'))
      .map(([each, left, right]): Node => ({ kind: 'binary', operator: each, left, right, ...range })),
    fc
      .tuple(functionName, fc.array(tie('tree'), { maxLength: 3 }))
      .map(([name, args]): Node => ({ kind: 'call', name, nameRange: range, args, ...range })),
    fc.tuple(tie('tree'), fc.constantFrom('USD/month', 'a "quoted" word')).map(
      ([value, text]): Node => ({
        kind: 'call',
        name: 'convert',
        nameRange: range,
        args: [value, { kind: 'string', text, ...range }],
        ...range,
      }),
    ),
    fc
      .tuple(aggregateName, fc.array(tie('tree'), { minLength: 1, maxLength: 2 }), overOf(tie('tree')))
      .map(([name, args, over]): Node => ({ kind: 'aggregate', name, nameRange: range, args, over, ...range })),
  ),
}));

/** Any formula tree up to a few levels deep. */
export const formulaTree: fc.Arbitrary<Node> = tree;
