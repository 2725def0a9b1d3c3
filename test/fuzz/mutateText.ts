/**
 * Texts with mistakes in them, as a person, a program or an attacker makes them. Enters a text and chance; leaves
 * another text.
 */
import type { Chance } from './chance.ts';

type Mutation = (text: string, chance: Chance) => string;

/** What breaks readers of YAML, of numbers, of dates and of formulas. */
const pieces: readonly string[] = [
  ...[
    '? ',
    '? '.repeat(200),
    '- '.repeat(100),
    ': ',
    '&a ',
    '*a',
    '!!js/function ',
    '<<: ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
  ],
  ...[
    '\t',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\u202e',
    '\ud800',
    'é',
    '¹',
    '\r',
    '\u001b[31m',
    '<script>alert(1)</script>',
    '`',
    '"',
    "'",
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{'.repeat(300),
    '['.repeat(300),
    ',',
    ','.repeat(300),
    '{a, b, {c, d}, e}',
    '|',
    '>',
    '#',
    ' #',
  ],
  ...[
    '1e999',
    '-1e999',
    '1e-999',
    '0x10',
    '.5',
    '5.',
    '0,5',
    '1,000,000.5',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    '-0',
    '1_000',
    '50%%',
  ],
  ...['0000-00', '9999-12-31', '2026-02-30', '2026-13', '-2026', '2026-01-01T00:00:00Z', '0001'],
  ...['USD', 'USD/user', 'USD^9', '1/0', 'month/month', 'GBP/USD'],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'prototype',
    'hasOwnProperty',
    'model',
    'formula',
    'R1C1',
    'A1',
    'RC',
    'TRUE',
  ],
  ...[
    `${'('.repeat(300)}1${')'.repeat(300)}`,
    `1${' + 1'.repeat(300)}`,
    '-'.repeat(300),
    'if(1, '.repeat(80),
    '1/0',
    'ln(-1)',
  ],
  ...[
    'item[-1]',
    'x[-100000]',
    'x[1]',
    'sum(x over nothing)',
    'x[2026-01..1999-01]',
    'x.y.z',
    'irr(x over timeline)',
    '10^10^10',
  ],
];

const lines = (text: string): string[] => text.split('\n');

/** Changes a range of lines. */
function withLines(text: string, chance: Chance, change: (some: readonly string[]) => readonly string[]): string {
  const all = lines(text);
  const from = chance.below(all.length);
  const count = 1 + chance.below(Math.min(6, all.length - from));
  return [...all.slice(0, from), ...change(all.slice(from, from + count)), ...all.slice(from + count)].join('\n');
}

/** Replaces one match of a pattern. */
function withMatch(text: string, pattern: RegExp, chance: Chance, change: (match: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { 0: match, index } = chance.pick(found);
  return text.slice(0, index) + change(match) + text.slice(index + match.length);
}

const wordPattern = /[\p{L}_][\p{L}\p{N}_.]*/gu;
const numberPattern = /\d+(?:\.\d+)?/g;

const insertAt = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);
const wordOf = (text: string, chance: Chance): string => chance.pick(text.match(wordPattern) ?? ['x']);

const mutations: readonly Mutation[] = [
  (text, chance) => withLines(text, chance, () => []),
  (text, chance) => withLines(text, chance, (some) => [...some, ...some]),
  (text, chance) => withLines(text, chance, (some) => [...some].reverse()),
  (text, chance) => withLines(text, chance, (some) => some.map((line) => `${' '.repeat(chance.below(6))}${line}`)),
  (text, chance) => withLines(text, chance, (some) => some.map((line) => line.replace(/^ {1,2}/, ''))),
  (text, chance) => withLines(text, chance, (some) => Array.from({ length: chance.pick([50, 500]) }, () => some[0]!)),
  (text, chance) =>
    withLines(text, chance, (some) => some.map((line) => line.replace(/:.*/, `: ${chance.pick(pieces)}`))),
  (text, chance) => withLines(text, chance, ([first = '']) => numbered(first, chance.pick([20, 300]))),
  (text, chance) => insertAt(text, chance.below(text.length), chance.pick(pieces)),
  (text, chance) => insertAt(text, chance.below(text.length), chance.pick(pieces)),
  (text, chance) => text.slice(0, chance.below(text.length)),
  (text, chance) => {
    const at = chance.below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + chance.below(20));
  },
  (text, chance) => withMatch(text, wordPattern, chance, () => wordOf(text, chance)),
  (text, chance) => withMatch(text, wordPattern, chance, () => wordOf(text, chance)),
  (text, chance) => withMatch(text, wordPattern, chance, (word) => word.slice(0, -1)),
  (text, chance) =>
    withMatch(text, numberPattern, chance, () =>
      chance.pick(['0', '-1', '1', '1e9', '0.1', '999999999999', ...pieces]),
    ),
  (text, chance) => withMatch(text, numberPattern, chance, (number) => `${number}${chance.below(10)}`),
  (text, chance) =>
    withMatch(text, /formula: .*/g, chance, () => `formula: '${chance.pick(pieces).replaceAll("'", "''")}'`),
  (text, chance) =>
    withMatch(
      text,
      /formula: '?/g,
      chance,
      (start) => `${start}${wordOf(text, chance)} ${chance.pick(['+', '*', '/', '^'])} `,
    ),
  (text, chance) =>
    withMatch(text, /\b(?:from|to|grain|known|unit|rollup|by|extends|set): [^,}\n]*/g, chance, (key) => {
      const other = chance.pick([...(text.match(/(?<=: )[^,}\n]*/g) ?? ['']), ...pieces]);
      return key.replace(/: .*/, `: ${other}`);
    }),
];

/** Copies of a line under other names, as of a key of a block. */
function numbered(line: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => line.replace(/^(\s*[\w.-]+)(?=:)/, `$1_${at}`));
}

/** A text with one to four mistakes. */
export function mutateText(text: string, chance: Chance): string {
  let changed = text;
  for (let left = 1 + chance.below(4); left > 0; left -= 1)
    changed = chance.pick(mutations)(changed === '' ? ' ' : changed, chance);
  return changed;
}
