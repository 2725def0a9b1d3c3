/** A formula in tokens, so that white space, line breaks and comments make no difference. */
import { type Token, tokenize } from '../formula/tokens.ts';

export interface FormulaToken {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of a formula with their places: `a*b # all` has `a`, `*` and `b`. */
export function formulaTokens(formula: string): FormulaToken[] {
  const { tokens } = tokenize(formula);
  return tokens.filter(({ kind }) => kind !== 'end').map((token) => ({ word: wordOf(token), start: token.start, end: token.end }));
}

function wordOf({ kind, text, unit }: Token): string {
  if (kind === 'string') return `"${text.replaceAll('"', '""')}"`;
  if (unit === undefined) return text;
  return /^[/*]/.test(unit) ? `${text}${unit}` : `${text} ${unit}`;
}
