/**
 * What was found before, so that it is run again each time: a seed and a number, or an input of its own in `cases/`.
 */

/** `--only models --seed 1 --case 17` is `{ name: 'models', seed: 1, number: 17 }`. */
export const foundBefore: readonly {
  readonly name: 'models' | 'workbooks';
  readonly seed: number;
  readonly number: number;
}[] = [
  // The text that a link shows was changed, and its formula was not.
  { name: 'workbooks', seed: 1, number: 976 },
];

/** Texts that once took minutes, ended the program or were read without end; each is refused, or read, in seconds. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'explicit keys in each other': '? '.repeat(20_000),
  'lists in each other': '- '.repeat(20_000),
  'blocks in each other': `x: ${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`,
  'brackets that are never closed': `x: ${'['.repeat(20_000)}`,
  'margins in each other': Array.from({ length: 900 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  'commas in a block': `model: a\nx: {${','.repeat(20_000)}}`,
  'values cut by commas': `model: a\ninputs: {x: {formula: max(${'a,'.repeat(20_000)}a)}}`,
  'numbers cut by commas': `model: a\ninputs: {x: {value: 1${',000'.repeat(20_000)} USD}}`,
  'formulas with brackets in blocks': `model: a\nx:\n${'  - { formula: a[1] }\n'.repeat(10_000)}`,
  'a key thirty thousand times': 'a: 1\n'.repeat(30_000),
  'anchors in a row': `x: ${'&a '.repeat(20_000)}1`,
  zeros: '\u0000'.repeat(1_000_000),
};
