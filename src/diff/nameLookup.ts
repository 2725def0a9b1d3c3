/**
 * Formulas of one side as the other one says them. Enters a formula, the scopes in which it stands on both, and what
 * the names of a side are on the other; leaves its words, or its text. Guarantee: a name is read as the model reads it,
 * within its scope, and a member by the table that it stands with; nothing but names is another text.
 */
import { type FormulaToken, formulaTokens } from './formulaTokens.ts';

/**
 * Names of one side on the other; undefined where a side has no such thing. A name that belongs to another thing there
 * is one that nothing has.
 */
export interface NameLookup {
  /** Of an input or item, or of a row of one: `plan.price`, `plan.price.pro`. */
  readonly name: (id: string) => string | undefined;
  readonly table: (id: string) => string | undefined;
  readonly member: (table: string, member: string) => string | undefined;
  /** Ids of tables that have such a member. */
  readonly tablesWith: (member: string) => readonly string[];
  /** Ids of tables whose members an input that refers to one holds. */
  readonly tablesOf: (id: string) => readonly string[];
  readonly isOption: (id: string, option: string) => boolean;
}

/** What the names of a formula begin with on its own side, and on the other: `openai.`. */
export interface Scopes {
  readonly from: string;
  readonly to: string;
}

/** What the names in a formula of an item begin with: of `openai.revenue` it is `openai.`. */
export const scopeOf = (id: string): string => id.slice(0, id.lastIndexOf('.') + 1);

/** A name that nothing can have. */
export const unusedName = (id: string): string => `${scopeOf(id)}_${id.slice(scopeOf(id).length)}`;

/** The words of a formula, each as the other side has it. */
export function translateTokens(formula: string, scopes: Scopes, lexicon: NameLookup): string[] {
  const tokens = formulaTokens(formula);
  return tokens.map(({ word }, at) => (isName(word) ? translateToken(tokens, at, scopes, lexicon) : word));
}

/** The formula as the other side says it; all but names is left as it is. */
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

/** The name on the left of a comparison, before the brackets behind it. */
function comparedWith(tokens: readonly FormulaToken[], at: number): string | undefined {
  let place = at - 1;
  while (tokens[place]?.word === ']') {
    while (place >= 0 && tokens[place]!.word !== '[') place -= 1;
    place -= 1;
  }
  return tokens[place]?.word;
}

/**
 * A member that is compared with its table, or with a column that refers to it; or that is called alike in whichever
 * table is meant.
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
