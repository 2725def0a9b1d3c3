/**
 * What a formula does, for the rules of audit. Takes a formula without `=`; returns what it reads and calls, the
 * numbers written into it and how deep its choices stand within each other. Guarantee: text in quotes and what stands
 * within HYPERLINK or YEARFRAC count for nothing.
 */
import { type FormulaReference, type FormulaToken, formulaTokens } from '../xlsx/read/formulaReferences.ts';

export interface FormulaFacts {
  readonly references: readonly FormulaReference[];
  /** In capitals and without the `_xlfn.` of young functions. */
  readonly functions: readonly string[];
  /** Numbers as written, without their sign. */
  readonly numbers: readonly string[];
  /** How many IFs stand within each other: 0, 1, 2 and so on. */
  readonly choices: number;
  /** Nothing but one reference to one cell. */
  readonly isBare: boolean;
}

/** Stands for a reference among the words of a formula. */
const referenceMark = '\u0000';
const word = String.raw`[\p{L}_\\][\p{L}\p{N}_.\\]*`;
const number = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?`;
const quoted = String.raw`"(?:[^"]|"")*"?|'(?:[^']|'')*'?|\[[^\]]*\]?|#[A-Z0-9/_]*[!?]?`;
const wordPattern = new RegExp(`${quoted}|${word}|${number}|<=|>=|<>|[-+*/^&%(),;=<>]`, 'gu');

/** The words of a piece of a formula without references: names, numbers, texts in quotes, operators and brackets. */
export function formulaWords(text: string): readonly string[] {
  return text.match(wordPattern) ?? [];
}

function wordsOf(tokens: readonly FormulaToken[]): string[] {
  return tokens.flatMap((token) => (typeof token === 'string' ? formulaWords(token) : [referenceMark]));
}

const isName = (text: string): boolean => /^[\p{L}_\\]/u.test(text);
const isNumber = (text: string): boolean => /^[.\d]/.test(text);

interface Found {
  readonly functions: string[];
  readonly numbers: string[];
  choices: number;
}

/** Numbers within these are no values: a link is a text, and the day count is a choice of method. */
const withoutNumbers = new Set(['HYPERLINK', 'YEARFRAC']);

/** The functions that are open at a place, innermost last. */
class Nesting {
  readonly #open: string[] = [];
  #options = 0;
  #choices = 0;

  enter(name: string): number {
    this.#open.push(name);
    if (withoutNumbers.has(name)) this.#options += 1;
    if (name === 'IF' || name === 'IFS') this.#choices += 1;
    return this.#choices;
  }

  leave(): void {
    const name = this.#open.pop();
    if (withoutNumbers.has(name ?? '')) this.#options -= 1;
    if (name === 'IF' || name === 'IFS') this.#choices -= 1;
  }

  get hidesNumbers(): boolean {
    return this.#options > 0;
  }
}

function scan(words: readonly string[]): Found {
  const found: Found = { functions: [], numbers: [], choices: 0 };
  const nesting = new Nesting();
  words.forEach((text, at) => {
    if (text === '(') {
      const before = words[at - 1] ?? '';
      const name = isName(before) ? before.toUpperCase().replace(/^_XLFN\.(?:_XLWS\.)?/, '') : '';
      if (name !== '') found.functions.push(name);
      found.choices = Math.max(found.choices, nesting.enter(name));
    } else if (text === ')') nesting.leave();
    else if (isNumber(text) && !nesting.hidesNumbers) found.numbers.push(text);
  });
  return found;
}

/** `formulaFacts(formulaTokens('IF(A1>5,B1,0)'))` calls IF, reads A1 and B1 and holds the numbers 5 and 0. */
export function formulaFacts(tokens: readonly FormulaToken[]): FormulaFacts {
  const references = tokens.filter((token): token is FormulaReference => typeof token !== 'string');
  const isBare = tokens.length === 1 && references.length === 1 && references[0]!.last === undefined;
  if (isBare) return { references, functions: [], numbers: [], choices: 0, isBare };
  return { references, ...scan(wordsOf(tokens)), isBare };
}

/** The facts of a formula text. */
export function factsOf(formula: string): FormulaFacts {
  return formulaFacts(formulaTokens(formula));
}
