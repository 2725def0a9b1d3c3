/**
 * Workbooks that were damaged or changed: `verify`, `edits` and `diff` end with a verdict or a problem and never with
 * an exception, in bounded time, and `verify` never calls a workbook as it was written if a cell is not.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { workbookFromFile } from '../../src/xlsx/read/fromFile.ts';
import type { WorkbookFile } from '../../src/xlsx/read/workbookFile.ts';
import { listening } from '../helpers/terminal.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Fuzzer, type Judged, thrown } from './fuzzer.ts';

/** Workbooks of our own that are changed. */
export const originals: readonly string[] = ['cohort', 'lemonade'].map((name) => `exports/${name}/${name}.xlsx`);

const formulas: readonly string[] = [
  ...[
    'REPT("x",1E9)',
    'SUM(A1:XFD1048576)',
    'SUM(A:XFD)',
    `${'('.repeat(3000)}1${')'.repeat(3000)}`,
    `1${'+1'.repeat(2000)}`,
  ],
  ...[
    'SUM(SEQUENCE(9999,999))',
    '1/0',
    'A1',
    'INDIRECT("A1")',
    'OFFSET(A1,1,1)',
    'NOW()',
    'RAND()',
    'WEBSERVICE("http://x")',
  ],
  ...[
    '[1]Sheet1!A1',
    "'Nobody'!A1",
    'Nobody',
    '{1,2;3,4}',
    '"',
    '(',
    'SUM(',
    '',
    ' ',
    '#REF!',
    'IF(1,2',
    '-'.repeat(2000),
    'A1:A2',
  ],
  ...[
    'LET(x,1,x)',
    '_xlfn.FOO(1)',
    'IRR(A1:Z9)',
    'FACT(1E9)',
    '"&amp;"',
    'TEXT(1,"x")',
    'COMBIN(1E9,5E8)',
    '10^10^10',
    'A1#',
  ],
];
const values: readonly string[] = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'Infinity',
  '0x10',
  '#N/A',
  'x',
  '9'.repeat(400),
  '1,5',
  'TRUE',
  '4294967296',
];
const attributes: readonly string[] = [
  ...values,
  'A0',
  'XFD1048576',
  'XFE1',
  'A1:A0',
  'A1048577',
  's',
  'str',
  'shared',
  '../../x',
  'rId999',
];

type Mutation = (xml: string, chance: Chance) => string;

/** Replaces one match of a pattern. */
function withMatch(text: string, pattern: RegExp, chance: Chance, change: (match: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { 0: match, index } = chance.pick(found);
  return text.slice(0, index) + change(match) + text.slice(index + match.length);
}

const element = /<(\w+)\b[^<>]*(?:\/>|>[^<>]*<\/\1>)/g;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const mutations: readonly Mutation[] = [
  (xml, chance) => withMatch(xml, /<f\b[^>]*>[^<]*<\/f>/g, chance, () => `<f>${escaped(chance.pick(formulas))}</f>`),
  (xml, chance) => withMatch(xml, /<f\b[^>]*>[^<]*<\/f>/g, chance, () => `<f>${escaped(chance.pick(formulas))}</f>`),
  (xml, chance) => withMatch(xml, /<f\b[^>]*>[^<]*<\/f>/g, chance, () => ''),
  (xml, chance) => withMatch(xml, /<v>[^<]*<\/v>/g, chance, () => `<v>${chance.pick(values)}</v>`),
  (xml, chance) =>
    withMatch(xml, /<v>[^<]*<\/v>/g, chance, (match) =>
      match.replace(/\d(?=<)/, (digit) => String((Number(digit) + 1) % 10)),
    ),
  (xml, chance) => withMatch(xml, /"[^"<>]*"(?=[^<]*>)/g, chance, () => `"${chance.pick(attributes)}"`),
  (xml, chance) => withMatch(xml, / \w+="[^"]*"(?=[^<]*>)/g, chance, () => ''),
  (xml, chance) => withMatch(xml, element, chance, () => ''),
  (xml, chance) => withMatch(xml, element, chance, (match) => match + match),
  (xml, chance) =>
    withMatch(xml, element, chance, (match) =>
      match.replace(/\/>$|(?=<\/)/, (end) => (end === '' ? match : `>${match}</x>`)),
    ),
  (xml, chance) =>
    withMatch(xml, element, chance, () => chance.pick([...xml.matchAll(element)].map(([match]) => match))),
  (xml, chance) =>
    withMatch(
      xml,
      /<(\w+)(?=[ >])/g,
      chance,
      () => `<${chance.pick(['row', 'c', 'v', 'f', 'is', 't', 'sheetData', 'x:row'])}`,
    ),
  (xml, chance) => withMatch(xml, /<[^<>]*>/g, chance, () => ''),
  (xml, chance) =>
    withMatch(xml, /(?<=>)(?=<)/g, chance, () =>
      chance.pick(['&lol;', '<!DOCTYPE x>', '<![CDATA[1]]>', '\u0001', '<row/>', '<c/>']),
    ),
  (xml, chance) => xml.slice(0, chance.below(xml.length)),
  (xml, chance) => withMatch(xml, /[\s\S]/g, chance, () => String.fromCharCode(chance.below(256))),
];

/** A workbook with one to three changes in its parts, or in its bytes. */
export function mutatedWorkbook(original: Uint8Array, chance: Chance): Uint8Array {
  if (chance.happens(0.1)) return withBytes(original, chance);
  const parts = unzipSync(original);
  for (let left = 1 + chance.below(3); left > 0; left -= 1) {
    const names = Object.keys(parts).filter((name) => chance.happens(0.3) || name.includes('sheet'));
    const name = chance.pick(names.length === 0 ? Object.keys(parts) : names);
    if (chance.happens(0.03)) delete parts[name];
    else parts[name] = strToU8(chance.pick(mutations)(strFromU8(parts[name]!), chance));
    if (Object.keys(parts).length === 0) break;
  }
  return zipSync(parts, { level: 1 });
}

function withBytes(original: Uint8Array, chance: Chance): Uint8Array {
  const changed = original.slice(0, chance.happens(0.3) ? chance.below(original.length) : original.length);
  for (let left = 1 + chance.below(8); left > 0 && changed.length > 0; left -= 1)
    changed[chance.below(changed.length)] = chance.below(256);
  return changed;
}

/** Every cell as one text, in order. */
function cellsOf({ sheets }: WorkbookFile): string {
  const cells = sheets.flatMap(({ name, rows }) =>
    rows.flatMap((row) =>
      row.cells.map(({ row: at, column, formula, value }) => [name, at, column, formula ?? null, value]),
    ),
  );
  return JSON.stringify(cells);
}

/** Whether a cell differs from the original although both can be read. */
function isChanged(original: Uint8Array, changed: Uint8Array): boolean {
  const [before, now] = [original, changed].map((bytes) => workbookFromFile(bytes).value);
  return before !== undefined && now !== undefined && cellsOf(before) !== cellsOf(now);
}

/** Judges a workbook; the file of that name is written in the working folder. */
export async function judgeWorkbook(
  original: Uint8Array,
  changed: Uint8Array,
  name: string,
): Promise<string | undefined> {
  const path = `${name}.xlsx`;
  writeFileSync(path, changed);
  for (const args of [
    ['verify', path, '--engine', 'hyperformula', '--json'],
    ['edits', path],
    ['diff', path],
  ]) {
    const { run, said } = listening();
    let code: number;
    try {
      code = await run(...args);
    } catch (error) {
      return `${args.join(' ')}: ${thrown(error)}`;
    }
    if (![0, 1, 2].includes(code)) return `${args.join(' ')}: ended with ${code}`;
    if (args[0] === 'verify' && code === 0 && isChanged(original, changed))
      return `${args.join(' ')}: a cell was changed and nothing is found: ${said().slice(0, 200)}`;
    if (code === 2) return undefined;
  }
  return undefined;
}

export const workbooks: Fuzzer = {
  title: 'workbooks',
  // HyperFormula may take 20 seconds for a formula that is built to take time.
  seconds: 40,
  run: async (seed, number): Promise<Judged> => {
    const chance = chanceOf(seed, number);
    const original = readFileSync(chance.pick(originals));
    const input = mutatedWorkbook(original, chance);
    return { verdict: await judgeWorkbook(original, input, `fuzz_${number}`), ending: 'xlsx', input };
  },
};
