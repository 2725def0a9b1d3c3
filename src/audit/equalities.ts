/**
 * What a formula compares with `=`. Takes a formula; returns the comparisons that need a tolerance unless the cells
 * they read hold flags, options or texts. Guarantee: a comparison of truth values, of texts, and of anything with 0 or
 * 1 is exact and is left out; a formula that is too long or too deep to be followed compares numbers.
 */
import { isComparisonOperator } from '../values/operators.ts';
import { type FormulaReference, formulaTokens } from '../xlsx/read/formulaReferences.ts';
import { formulaWords } from './formulaFacts.ts';

type FormulaWord = string | FormulaReference;

/** The cells that decide whether a comparison is exact: if those of one side all hold flags or texts, it is. */
export interface Equality {
  readonly sides: readonly (readonly FormulaReference[])[];
}

/** `exact`: a truth value or a text. `number`: computed. Otherwise it is what these cells are. */
type Operand = 'exact' | 'number' | readonly FormulaReference[];

const separators = new Set([',', ';']);
const flagFunctions = /^(?:AND|OR|NOT|XOR|EXACT|TRUE|FALSE|IS[A-Z.]+)$/;
const textFunctions = /^(?:TEXT|LEFT|RIGHT|MID|UPPER|LOWER|PROPER|TRIM|CONCAT|CONCATENATE|TEXTJOIN|SUBSTITUTE|CHAR)$/;
/** Functions that give one of their arguments, from this position on. */
const choosing: Readonly<Record<string, number>> = { IF: 1, IFERROR: 0, IFNA: 0, CHOOSE: 1, MIN: 0, MAX: 0 };
const exactWord = /^(?:[01]$|"|TRUE$|FALSE$)/i;

const wordsMost = 2000;
const depthMost = 64;

/**
 * The comparisons with `=` that are not exact by their form: `IF(A1>0,1,0)=B1` has none, `A1=B1` has one with the sides
 * A1 and B1.
 */
export function findEqualities(formula: string): Equality[] {
  const words = formulaTokens(formula).flatMap((token): readonly FormulaWord[] =>
    typeof token === 'string' ? formulaWords(token) : [token],
  );
  if (words.length > wordsMost) return words.includes('=') ? [{ sides: [] }] : [];
  return words.flatMap((word, at) => {
    if (word !== '=') return [];
    const sides = [operandOf(words.slice(startOf(words, at), at)), operandOf(words.slice(at + 1, endOf(words, at)))];
    if (sides.includes('exact')) return [];
    return [{ sides: sides.filter((side): side is readonly FormulaReference[] => typeof side !== 'string') }];
  });
}

const isEdge = (word: FormulaWord): boolean =>
  typeof word === 'string' && (separators.has(word) || isComparisonOperator(word));

/** Where the operand before a comparison begins. */
function startOf(words: readonly FormulaWord[], at: number): number {
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    const word = words[index]!;
    if (word === ')') depth += 1;
    else if (word === '(') depth -= 1;
    if (depth < 0 || (depth === 0 && isEdge(word))) return index + 1;
  }
  return 0;
}

/** Where the operand behind a comparison ends. */
function endOf(words: readonly FormulaWord[], at: number): number {
  let depth = 0;
  for (let index = at + 1; index < words.length; index += 1) {
    const word = words[index]!;
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    if (depth < 0 || (depth === 0 && isEdge(word))) return index;
  }
  return words.length;
}

function operandOf(words: readonly FormulaWord[], depth = 0): Operand {
  const [first] = words;
  if (first === undefined || depth > depthMost) return 'number';
  if (words.length === 1) return typeof first !== 'string' ? [first] : exactWord.test(first) ? 'exact' : 'number';
  const inside = argumentsOf(words, first === '(' ? 0 : 1);
  if (inside === undefined) return hasComparison(words) ? 'exact' : 'number';
  if (first === '(') return inside.length === 1 ? operandOf(inside[0]!, depth + 1) : 'number';
  return typeof first === 'string' ? resultOf(first.toUpperCase(), inside, depth + 1) : 'number';
}

/** What a function gives. */
function resultOf(name: string, args: readonly (readonly FormulaWord[])[], depth: number): Operand {
  if (flagFunctions.test(name) || textFunctions.test(name)) return 'exact';
  const from = choosing[name];
  if (from === undefined) return 'number';
  const results = args.slice(from).map((one) => operandOf(one, depth));
  if (results.length === 0 || results.includes('number')) return 'number';
  const cells = results.flatMap((one) => (typeof one === 'string' ? [] : one));
  return cells.length === 0 ? 'exact' : cells;
}

/** The arguments between a bracket and its end, if the words end there. */
function argumentsOf(words: readonly FormulaWord[], open: number): FormulaWord[][] | undefined {
  if (words[open] !== '(' || words.at(-1) !== ')') return undefined;
  const found: FormulaWord[][] = [[]];
  let depth = 0;
  for (const word of words.slice(open + 1, -1)) {
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    if (depth < 0) return undefined;
    if (depth === 0 && typeof word === 'string' && separators.has(word)) found.push([]);
    else found.at(-1)!.push(word);
  }
  return found;
}

/** Whether words compare outside of all brackets. */
function hasComparison(words: readonly FormulaWord[]): boolean {
  let depth = 0;
  return words.some((word) => {
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    return depth === 0 && typeof word === 'string' && isComparisonOperator(word);
  });
}
