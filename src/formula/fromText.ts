/**
 * Formula text → tree.
 * Input: the text of one formula. Output: its tree, or the problems that prevent one.
 * Guarantee: never throws; there is a node if and only if there are no problems; chains such as a + b + … do not
 * recurse, and recursion is limited to 64 levels.
 *
 *   formula     = comparison
 *   comparison  = sum [ ( "=" | "<>" | "<" | "<=" | ">" | ">=" ) sum ]
 *   sum         = product { ( "+" | "-" ) product }
 *   product     = power { ( "*" | "/" ) power }
 *   power       = unary { "^" unary }                        left to right, as in Excel: 2^3^2 = 64
 *   unary       = "-" unary | primary                        binds tighter than ^, as in Excel: -2^2 = 4
 *   primary     = number | date | "true" | "false" | call | aggregate | reference | "(" comparison ")"
 *   reference   = name { "[" selector "]" } [ "@" time ]      "@" only in questions to a model
 *   selector    = lag [ ".." lag ] | date | year | name "=" name
 *   lag         = [ "-" ] digits
 *   call        = name "(" [ argument { "," argument } ] ")"
 *   argument    = comparison | string                        strings only in convert(x, "USD/month")
 *   aggregate   = name "(" comparison { "," comparison } over ")"
 *   over        = "over" ( "timeline" | time [ ".." time ] | name [ "where" comparison ] )
 *   time        = date | year                                a year has four digits; elsewhere it is a number
 */

import { type BinaryOperator, comparisonOperators } from '../values/operators.ts';
import type { DateText, FormulaProblem, Node, Over, Selector, TextRange } from './formula.ts';
import type { Token } from './tokens.ts';
import { tokenize } from './tokens.ts';
import { excelFunctionHint } from './unsupportedExcelFunctions.ts';

const LENGTH_MAX = 8192;
const DEPTH_MAX = 64;
const LAG_DIGITS_MAX = 5;

type Aggregate = Extract<Node, { kind: 'aggregate' }>;

const aggregateNames: readonly string[] = [
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
] satisfies Aggregate['name'][];

/** The position of the parser, which is its only mutable state. */
interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** Thrown to end parsing at a problem; caught in this file. */
class Stop extends Error {
  readonly problem: FormulaProblem;
  constructor(problem: FormulaProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Reads a formula: `parseFormula('price * users')` has a node of kind `binary` and no problems. */
export function parseFormula(text: string): { node?: Node; problems: FormulaProblem[] } {
  if (text.length > LENGTH_MAX) return { problems: [tooLong(text)] };
  const { tokens, problems } = tokenize(text);
  if (problems.length > 0) return { problems: [...problems] };
  try {
    return { node: parseWhole({ tokens, at: 0, depth: 0 }), problems: [] };
  } catch (stop) {
    if (stop instanceof Stop) return { problems: [stop.problem] };
    throw stop;
  }
}

function tooLong(text: string): FormulaProblem {
  const message = `the formula has ${text.length} characters; Excel allows ${LENGTH_MAX}`;
  return { code: 'formula-too-long', start: 0, end: text.length, message, hint: 'split it into several line items' };
}

function fail({ start, end }: TextRange, message: string, hint?: string): never {
  throw new Stop({ code: 'formula-syntax', start, end, message, ...(hint === undefined ? {} : { hint }) });
}

// The cursor

function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[Math.min(cursor.at + ahead, cursor.tokens.length - 1)]!;
}

function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

function isSymbol(token: Token, ...symbols: readonly string[]): boolean {
  return token.kind === 'symbol' && symbols.includes(token.text);
}

/** Keywords are recognised in upper and lower case, because ids can be neither. */
function isKeyword(token: Token, word: 'over' | 'where'): boolean {
  return token.kind === 'name' && token.text.toLowerCase() === word;
}

function accept(cursor: Cursor, symbol: string): boolean {
  const found = isSymbol(peek(cursor), symbol);
  if (found) cursor.at += 1;
  return found;
}

/** Consumes a closing bracket; if it is missing, the problem is at the opening one. */
function close(cursor: Cursor, symbol: ')' | ']', opening: Token): Token {
  const token = peek(cursor);
  if (isSymbol(token, symbol)) return next(cursor);
  if (token.kind === 'end') return fail(opening, `this '${opening.text}' is never closed`, `add '${symbol}'`);
  return misplaced(token, `'${symbol}' is expected`);
}

const between = (from: TextRange, to: TextRange): TextRange => ({ start: from.start, end: to.end });

// Expressions

function parseWhole(cursor: Cursor): Node {
  const first = peek(cursor);
  if (first.kind === 'end') return fail(first, 'the formula is empty', 'write a calculation, such as price * users');
  if (isSymbol(first, '=')) return fail(first, "a formula does not start with '='", "delete the '='");
  const node = parseComparison(cursor);
  const rest = peek(cursor);
  if (rest.kind !== 'end') misplaced(rest, 'the formula could end before it');
  return node;
}

/** Explains a token that cannot follow. */
function misplaced(token: Token, expected: string): never {
  const { kind, text } = token;
  const word = text.toLowerCase();
  if (isSymbol(token, ')', ']'))
    fail(token, `this '${text}' has no opening bracket`, 'delete it, or add the opening bracket');
  if (isSymbol(token, ','))
    fail(
      token,
      'a comma is only allowed between the arguments of a function',
      'write numbers without commas, and decimals with a point',
    );
  if (isSymbol(token, '..'))
    fail(
      token,
      "'..' is only allowed between two periods",
      'for example sum(revenue[-11..0]) or sum(revenue over 2026..2028)',
    );
  if (isSymbol(token, '['))
    fail(token, 'only a name can be followed by [ ]', 'make the calculation a separate line item and use its id here');
  if (word === 'over' || word === 'where')
    fail(
      token,
      `'${text}' is only allowed in an aggregate function`,
      'for example sum(revenue over plan where plan.paid)',
    );
  if (kind === 'name' && (word === 'and' || word === 'or'))
    fail(token, `'${text}' is a function, not an operator`, `write ${word}(first, second)`);
  if (kind === 'string')
    fail(token, 'formulas cannot contain text in quotes', 'write an option without quotes: treatment = cogs');
  return fail(
    token,
    `there is no operator before '${text}'; ${expected}`,
    'write an operator before it, such as * or +',
  );
}

/** Limits the depth of everything that can be nested. */
function nested<T>(cursor: Cursor, token: Token, parse: (cursor: Cursor) => T): T {
  cursor.depth += 1;
  if (cursor.depth > DEPTH_MAX) {
    const message = `the formula is nested more than ${DEPTH_MAX} levels deep`;
    throw new Stop({
      code: 'formula-too-long',
      start: token.start,
      end: token.end,
      message,
      hint: 'split it into several line items',
    });
  }
  const result = parse(cursor);
  cursor.depth -= 1;
  return result;
}

function parseComparison(cursor: Cursor): Node {
  const left = parseSum(cursor);
  if (!isSymbol(peek(cursor), ...comparisonOperators)) return left;
  const operator = next(cursor).text as BinaryOperator;
  const right = parseSum(cursor);
  if (isSymbol(peek(cursor), ...comparisonOperators))
    fail(peek(cursor), 'a comparison has only two sides', 'write and(a < b, b < c)');
  return { kind: 'binary', operator, left, right, ...between(left, right) };
}

const parseSum = (cursor: Cursor): Node => parseChain(cursor, ['+', '-'], parseProduct);
const parseProduct = (cursor: Cursor): Node => parseChain(cursor, ['*', '/'], parsePower);
const parsePower = (cursor: Cursor): Node => parseChain(cursor, ['^'], parseUnary);

/** Operands joined by operators of the same precedence, from left to right. */
function parseChain(cursor: Cursor, operators: readonly string[], parseOperand: (cursor: Cursor) => Node): Node {
  let left = parseOperand(cursor);
  while (isSymbol(peek(cursor), ...operators)) {
    const operator = next(cursor).text as BinaryOperator;
    const right = parseOperand(cursor);
    left = { kind: 'binary', operator, left, right, ...between(left, right) };
  }
  return left;
}

function parseUnary(cursor: Cursor): Node {
  const sign = peek(cursor);
  if (!isSymbol(sign, '-')) return parsePrimary(cursor);
  next(cursor);
  const operand = nested(cursor, sign, parseUnary);
  return { kind: 'negate', operand, ...between(sign, operand) };
}

function parsePrimary(cursor: Cursor): Node {
  const token = peek(cursor);
  const { kind, text, start, end } = token;
  if (kind === 'name') return parseNamed(cursor);
  if (isSymbol(token, '(')) return parseParentheses(cursor);
  if (kind !== 'number' && kind !== 'date') return noOperand(token);
  next(cursor);
  if (kind === 'date') return { kind, date: { text }, start, end };
  return { kind, text, start, end, ...(token.unit === undefined ? {} : { unit: token.unit }) };
}

function parseParentheses(cursor: Cursor): Node {
  const opening = next(cursor);
  const inner = nested(cursor, opening, parseComparison);
  const closing = close(cursor, ')', opening);
  return { ...inner, ...between(opening, closing) };
}

/** Explains why no operand starts here. */
function noOperand(token: Token): never {
  const { text } = token;
  if (token.kind === 'end') return fail(token, 'the formula is incomplete', 'add a number or a name at the end');
  if (token.kind === 'string') return misplaced(token, '');
  if (text === '+') return fail(token, "'+' is only allowed between two numbers", "delete the '+'");
  if (isSymbol(token, '[')) return misplaced(token, '');
  return fail(token, `a number or a name is missing before '${text}'`);
}

// Names, calls and aggregates

function parseNamed(cursor: Cursor): Node {
  const name = next(cursor);
  const word = name.text.toLowerCase();
  if (isKeyword(name, 'over') || isKeyword(name, 'where')) {
    return fail(name, `'${name.text}' has nothing before it`, 'for example sum(revenue over plan where plan.paid)');
  }
  if (isSymbol(peek(cursor), '(')) return parseCall(cursor, name);
  const { start, end } = name;
  if (word === 'true' || word === 'false')
    return { kind: 'call', name: word, nameRange: { start, end }, args: [], start, end };
  const selectors = parseSelectors(cursor, name.text);
  return { kind: 'name', name: name.text, selectors, ...between(name, selectors.at(-1) ?? name) };
}

function parseCall(cursor: Cursor, name: Token): Node {
  const nameRange: TextRange = { start: name.start, end: name.end };
  const callee = name.text.toLowerCase();
  const opening = next(cursor);
  const args = isSymbol(peek(cursor), ')') ? [] : nested(cursor, opening, (inner) => parseArguments(inner, callee));
  const over = isKeyword(peek(cursor), 'over') ? parseAggregateOver(cursor, name, opening) : undefined;
  const guess =
    over !== undefined && takesGuess(callee) && accept(cursor, ',')
      ? nested(cursor, opening, parseComparison)
      : undefined;
  const range = between(name, close(cursor, ')', opening));
  if (over === undefined) return { kind: 'call', name: callee, nameRange, args, ...range };
  return {
    kind: 'aggregate',
    name: callee as Aggregate['name'],
    nameRange,
    args,
    over,
    ...(guess === undefined ? {} : { guess }),
    ...range,
  };
}

/** The functions that take a guess after their range. */
const takesGuess = (callee: string): boolean => callee === 'irr' || callee === 'xirr';

function parseArguments(cursor: Cursor, callee: string): readonly Node[] {
  const args: Node[] = [];
  do {
    if (isSymbol(peek(cursor), ',', ')')) fail(peek(cursor), `${callee} has an empty argument`);
    args.push(takesText(callee) && peek(cursor).kind === 'string' ? parseString(cursor) : parseComparison(cursor));
  } while (accept(cursor, ','));
  return args;
}

/** For a function of Excel the problem is that it does not exist, not that its criteria are in quotes. */
const takesText = (callee: string): boolean => callee === 'convert' || excelFunctionHint(callee) !== undefined;

function parseString(cursor: Cursor): Node {
  const { text, start, end } = next(cursor);
  return { kind: 'string', text, start, end };
}

function parseAggregateOver(cursor: Cursor, name: Token, opening: Token): Over {
  const callee = name.text.toLowerCase();
  if (!aggregateNames.includes(callee))
    fail(
      name,
      `${callee} cannot run over a table or over time`,
      excelFunctionHint(callee) ?? `the functions that can are ${aggregateNames.join(', ')}`,
    );
  const keyword = next(cursor);
  const over = nested(cursor, opening, (inner) => parseOver(inner, keyword));
  const again = peek(cursor);
  if (isKeyword(again, 'over'))
    fail(again, `${callee} has a second 'over'`, `nest two calls: ${callee}(${callee}(x over plan) over 2027)`);
  if (isKeyword(again, 'where'))
    fail(
      again,
      "'where' is only allowed after the name of a table",
      'for example sum(price over plan where plan.paid)',
    );
  if (isSymbol(again, ',') && !takesGuess(callee))
    fail(again, "'over' is only allowed after the last argument", 'for example sumproduct(price, users over timeline)');
  return over;
}

function parseOver(cursor: Cursor, keyword: Token): Over {
  const token = peek(cursor);
  if (isTime(token)) return parseDates(cursor);
  if (token.kind !== 'name') {
    return fail(
      token.kind === 'end' ? keyword : token,
      "'over' needs a table, a date or timeline",
      'for example sum(x over plan), sum(x over 2027) or sum(x over timeline)',
    );
  }
  next(cursor);
  if (token.text.toLowerCase() === 'timeline') return { kind: 'timeline', ...between(token, token) };
  const range = between(token, token);
  if (!isKeyword(peek(cursor), 'where')) return { kind: 'table', table: token.text, ...range };
  next(cursor);
  const where = parseComparison(cursor);
  return { kind: 'table', table: token.text, where, ...between(token, where) };
}

function parseDates(cursor: Cursor): Over {
  const from = next(cursor);
  if (!accept(cursor, '..')) return { kind: 'dates', from: dateText(from), to: dateText(from), ...between(from, from) };
  const to = next(cursor);
  if (!isTime(to)) fail(to, "there is no date after '..'", 'for example sum(revenue over 2026..2028)');
  return { kind: 'dates', from: dateText(from), to: dateText(to), ...between(from, to) };
}

function isYear(token: Token): boolean {
  return token.kind === 'number' && token.unit === undefined && /^\d{4}$/.test(token.text);
}
const isTime = (token: Token): boolean => token.kind === 'date' || isYear(token);
const dateText = ({ text }: Token): DateText => ({ text });

// Selectors

function parseSelectors(cursor: Cursor, name: string): readonly Selector[] {
  const selectors: Selector[] = [];
  while (isSymbol(peek(cursor), '[')) {
    const opening = next(cursor);
    const read = parseSelector(cursor, opening, name);
    if (isSymbol(peek(cursor), ',')) fail(peek(cursor), 'brackets contain one selector only', 'write x[plan=pro][-1]');
    const closing = close(cursor, ']', opening);
    selectors.push(read(between(opening, closing)));
  }
  if (isSymbol(peek(cursor), '@')) selectors.push(parseReported(cursor));
  return selectors;
}

/** `x@2027`: the value of a year or quarter as in the reports. */
function parseReported(cursor: Cursor): Selector {
  const sign = next(cursor);
  const token = peek(cursor);
  if (!isTime(token))
    fail(
      token.kind === 'end' ? sign : token,
      "there is no year, quarter or period after '@'",
      'for example gross_margin@2027',
    );
  next(cursor);
  return { kind: 'reported', date: dateText(token), ...between(sign, token) };
}

/** The contents of the brackets; the range is known when they close. */
function parseSelector(cursor: Cursor, opening: Token, name: string): (range: TextRange) => Selector {
  const token = peek(cursor);
  refuseTimeIndex(cursor, name);
  if (isTime(token)) return parseAt(cursor);
  if (token.kind === 'name') return parseMember(cursor);
  if (token.kind === 'number' || isSymbol(token, '-')) return parseLags(cursor);
  const hint = 'write x[-1] for the previous period, x[2027-03] for a date, x[plan=pro] for a member';
  return fail(token.kind === 'end' ? opening : token, 'there is no period, date or member in [ ]', hint);
}

/** Explains `x[t]`, `x[t-1]` and `x[previous]`, which index time in other notations. */
function refuseTimeIndex(cursor: Cursor, name: string): void {
  const [token, sign, distance] = [peek(cursor), peek(cursor, 1), peek(cursor, 2)];
  if (token.kind !== 'name' || isSymbol(sign, '=')) return;
  const word = token.text.toLowerCase();
  if (/^prev(ious)?(_period)?$/.test(word))
    fail(token, `'${token.text}' is not a period`, `write ${name}[-1] for the previous period`);
  if (!['t', 'n', 'i', 'now', 'current', 'period'].includes(word)) return;
  const range = isSymbol(sign, '-', '+') ? between(token, distance) : token;
  const hint = isSymbol(sign, '-')
    ? `write ${name}[-${distance.text}]`
    : `write ${name} for the current period, ${name}[-1] for the previous one`;
  fail(range, 'periods are relative to the current one, which has no name', hint);
}

function parseAt(cursor: Cursor): (range: TextRange) => Selector {
  const token = next(cursor);
  if (isSymbol(peek(cursor), '..')) {
    fail(
      peek(cursor),
      'a range of dates is not allowed in [ ]',
      `write sum(x over ${token.text}..${peek(cursor, 1).text})`,
    );
  }
  return (range) => ({ kind: 'at', date: dateText(token), ...range });
}

function parseMember(cursor: Cursor): (range: TextRange) => Selector {
  const table = next(cursor);
  if (!accept(cursor, '='))
    fail(table, `'${table.text}' is not a period; a member needs its table`, `write x[plan=${table.text}]`);
  const member = next(cursor);
  if (member.kind !== 'name')
    fail(member.kind === 'end' ? table : member, "there is no member after '='", 'for example x[plan=pro]');
  return (range) => ({ kind: 'member', table: table.text, member: member.text, ...range });
}

function parseLags(cursor: Cursor): (range: TextRange) => Selector {
  const from = parseLag(cursor);
  if (!accept(cursor, '..')) return (range) => ({ kind: 'lag', offset: from, ...range });
  const to = parseLag(cursor);
  return (range) => ({ kind: 'window', from, to, ...range });
}

function parseLag(cursor: Cursor): number {
  const isNegative = accept(cursor, '-');
  const token = next(cursor);
  if (token.kind !== 'number' || !/^\d+$/.test(token.text) || token.unit !== undefined) {
    fail(token, 'the number of periods is not a whole number', 'write x[-1] for the previous period');
  }
  if (token.text.length > LAG_DIGITS_MAX) fail(token, 'no timeline has that many periods');
  return isNegative ? 0 - Number(token.text) : Number(token.text);
}
