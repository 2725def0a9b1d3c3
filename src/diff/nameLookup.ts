/**
 * Formulas of one side in the names of the other. Takes a formula, its scopes on both sides, and a lookup of names;
 * returns its tokens or its text. Guarantee: a name is resolved as the model resolves it, within its scope, and a
 * member by the table it is compared with; only names change.
 */
import { type FormulaToken, formulaTokens } from './formulaTokens.ts';

/**
 * Names of one side on the other; undefined if the side has no such name. If the name means something else on the other
 * side, the result is an unused name.
 */
export interface NameLookup {
  /** The name of an input, an item or a row: `plan.price`, `plan.price.pro`. */
  readonly name: (id: string) => string | undefined;
  readonly table: (id: string) => string | undefined;
  readonly member: (table: string, member: string) => string | undefined;
  /** Ids of the tables with such a member. */
  readonly tablesWith: (member: string) => readonly string[];
  /** Ids of the tables that an input of type member may refer to, judged by its values. */
  readonly tablesOf: (id: string) => readonly string[];
  readonly isOption: (id: string, option: string) => boolean;
}

/** The prefix of the names in a formula, on its own side and on the other: `openai.`. */
export interface Scopes {
  readonly from: string;
  readonly to: string;
}

/** The prefix of the names in the formula of an item: `openai.` for `openai.revenue`. */
export const scopeOf = (id: string): string => id.slice(0, id.lastIndexOf('.') + 1);

/** A name that no model can have. */
export const unusedName = (id: string): string => `${scopeOf(id)}_${id.slice(scopeOf(id).length)}`;

/** The tokens of a formula in the names of the other side. */
export function translateTokens(formula: string, scopes: Scopes, lexicon: NameLookup): string[] {
  const tokens = formulaTokens(formula);
  return tokens.map(({ word }, at) => (isName(word) ? translateToken(tokens, at, scopes, lexicon) : word));
}

/** The formula in the names of the other side, otherwise unchanged. */
export function translateFormula(formula: string, scopes: Scopes, lexicon: NameLookup): string {
  const tokens = formulaTokens(formula);
  const words = translateTokens(formula, scopes, lexicon);
  const parts = tokens.map(({ word, start }, at) => {
    const between = formula.slice(tokens[at - 1]?.end ?? 0, start);
    return between + (words[at] === word ? formula.slice(start, tokens[at]!.end) : words[at]!);
  });
  return parts.join('') + formula.slice(tokens.at(-1)?.end ?? 0);
}

const isName = (word: string): boolean => /^[a-z_]/i.test(word);
const compares: ReadonlySet<string | undefined> = new Set(['=', '<>']);

function translateToken(
  tokens: readonly FormulaToken[],
  at: number,
  { from, to }: Scopes,
  lexicon: NameLookup,
): string {
  const wordAt = (place: number): string | undefined => tokens[place]?.word;
  const word = wordAt(at)!;
  const local = (id: string | undefined): string | undefined => (id?.startsWith(to) ? id.slice(to.length) : id);
  const table = (): string | undefined => local(lexicon.table(from + word));
  if (wordAt(at + 1) === '(') return word;
  if (wordAt(at - 1) === 'over' || (wordAt(at - 1) === '[' && wordAt(at + 1) === '=')) return table() ?? word;
  const name = (): string | undefined => local(lexicon.name(from + word)) ?? table();
  if (!compares.has(wordAt(at - 1))) return name() ?? word;
  const beside = from + (comparedWith(tokens, at - 1) ?? '');
  if (wordAt(at - 3) === '[') return lexicon.member(beside, word) ?? name() ?? word;
  return lexicon.isOption(beside, word) ? word : (name() ?? memberBeside(word, beside, from, lexicon) ?? word);
}

/** The name on the left of a comparison, without its brackets. */
function comparedWith(tokens: readonly FormulaToken[], at: number): string | undefined {
  let place = at - 1;
  while (tokens[place]?.word === ']') {
    while (place >= 0 && tokens[place]!.word !== '[') place -= 1;
    place -= 1;
  }
  return tokens[place]?.word;
}

/**
 * The new name of a member that is compared with its table or with a column of that type; otherwise its new name in
 * every table that has it, if that is unambiguous.
 */
function memberBeside(
  word: string,
  beside: string,
  scope: string,
  { member, tablesWith, tablesOf }: NameLookup,
): string | undefined {
  const ofThatName = scope + beside.slice(scopeOf(beside).length);
  const all = tablesWith(word).filter((id) => scopeOf(id) === scope);
  for (const tables of [[beside], tablesOf(beside), [ofThatName], all]) {
    const [found, ...others] = new Set(tables.flatMap((id) => member(id, word) ?? []));
    if (found !== undefined && others.length === 0) return found;
  }
  return undefined;
}
