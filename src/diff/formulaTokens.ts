/** A formula as tokens, so that white space, line breaks and comments make no difference. */
import { type Token, tokenize } from '../formula/tokens.ts';

export interface FormulaToken {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of a formula with their places: `a*b # all` has `a`, `*` and `b`. */
export function formulaTokens(formula: string): FormulaToken[] {
  const { tokens } = tokenize(formula);
  return tokens
    .filter(({ kind }) => kind !== 'end')
    .map((token) => ({ word: wordOf(token), start: token.start, end: token.end }));
}

function wordOf({ kind, text, unit }: Token): string {
  if (kind === 'string') return `"${text.replaceAll('"', '""')}"`;
  if (unit === undefined) return text;
  return /^[/*]/.test(unit) ? `${text}${unit}` : `${text} ${unit}`;
}

/** Tokens of a formula that are read together, with their place. */
export interface FormulaPiece {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * The pieces of a formula: its tokens, with a name and its brackets as one piece: `users[-1] * price` has `users[-1]`,
 * `*` and `price`.
 */
export function formulaPieces(formula: string): FormulaPiece[] {
  const tokens = formulaTokens(formula);
  const pieces: FormulaPiece[] = [];
  for (let at = 0; at < tokens.length; ) {
    const count = /^[a-z_]/i.test(tokens[at]!.word) ? 1 + inBracketsBehind(tokens, at) : 1;
    const own = tokens.slice(at, at + count);
    pieces.push({ words: own.map(({ word }) => word), start: own[0]!.start, end: own.at(-1)!.end });
    at += count;
  }
  return pieces;
}

/** The maximum number of tokens in brackets that join the name before them. */
const bracketMost = 6;

/** How many tokens the brackets after a name have; 0 if there are no brackets, or long ones. */
function inBracketsBehind(tokens: readonly FormulaToken[], at: number): number {
  if (tokens[at + 1]?.word !== '[') return 0;
  const length = tokens.slice(at + 1, at + 1 + bracketMost).findIndex(({ word }) => word === ']') + 1;
  const hasOther = tokens.slice(at + 2, at + length).some(({ word }) => word === '[');
  return hasOther ? 0 : length;
}
