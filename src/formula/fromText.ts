/**
 * Formula text to tree. Never throws; reports the first place that cannot be read.
 *
 *   formula    = comparison
 *   comparison = sum { ('=' | '<>' | '<' | '<=' | '>' | '>=') sum }
 *   sum        = product { ('+' | '-') product }
 *   product    = power { ('*' | '/') power }
 *   power      = sign { '^' sign }                      left to right, as in Excel
 *   sign       = { '-' | '+' } primary                  binds tighter than ^: -2^2 is 4, as in Excel
 *   primary    = number | date | text | '(' formula ')' | call | name { selector }
 *   call       = name '(' [ formula { ',' formula } ] [ 'over' over ] ')'
 *   over       = 'timeline' | dates | table [ 'where' formula ]
 *   dates      = date [ '..' date ]
 *   selector   = '[' ( lag | lag '..' lag | date | table '=' member ) ']'
 */
import type { BinaryOperator, DateText, FormulaProblem, Node, Over, Selector, TextRange } from './formula.ts';
import { type Token, tokenize } from './tokens.ts';

const longest = 8192;
const deepest = 64;
const aggregates = ['sum', 'average', 'min', 'max', 'count', 'last', 'first', 'irr', 'sumproduct', 'xirr'] as const;
const levels: readonly (readonly string[])[] = [['=', '<>', '<', '<=', '>', '>='], ['+', '-'], ['*', '/'], ['^']];

/** Leaves the parser at the first problem; caught in `parseFormula`. */
class Unreadable extends Error {
  readonly problem: FormulaProblem;
  constructor(problem: FormulaProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** Reads a formula: `parseFormula('a + b')` gives a binary node and no problems. */
export function parseFormula(text: string): { node?: Node; problems: FormulaProblem[] } {
  if (text.length > longest)
    return {
      problems: [
        {
          code: 'formula-too-long',
          start: 0,
          end: 1,
          message: `the formula has ${text.length} characters; Excel holds ${longest}`,
          hint: 'give parts of it line items of their own',
        },
      ],
    };
  const { tokens, problem } = tokenize(text);
  if (problem !== undefined) return { problems: [problem] };
  try {
    return { node: parseAll({ tokens, at: 0, depth: 0 }), problems: [] };
  } catch (unreadable) {
    if (unreadable instanceof Unreadable) return { problems: [unreadable.problem] };
    throw unreadable;
  }
}

function parseAll(cursor: Cursor): Node {
  const first = peek(cursor);
  if (first.kind === 'end') fail({ start: 0, end: 1 }, 'the formula is empty');
  if (first.text === '=') fail(first, "a formula does not start with '='", 'leave the = out');
  const node = formula(cursor);
  const rest = peek(cursor);
  if (rest.kind === 'end') return node;
  return fail(
    rest,
    rest.text === ')' ? "there is one ')' too many" : `an operator is missing before '${rest.text}'`,
    rest.kind === 'name' ? 'write * to multiply' : undefined,
  );
}

function fail(range: TextRange, message: string, hint?: string): never {
  throw new Unreadable({
    code: 'formula-syntax',
    start: range.start,
    end: Math.max(range.end, range.start + 1),
    message,
    ...(hint === undefined ? {} : { hint }),
  });
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at]!;
}
function take(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.at += 1;
  return token;
}
function accept(cursor: Cursor, text: string): Token | undefined {
  const token = peek(cursor);
  return (token.kind === 'symbol' || token.kind === 'name') && token.text.toLowerCase() === text ? take(cursor) : undefined;
}
function expect(cursor: Cursor, text: string, what: string): Token {
  const token = peek(cursor);
  return (
    accept(cursor, text) ??
    fail(token, token.kind === 'end' ? `${what} is missing its '${text}'` : `'${text}' is expected before '${token.text}'`)
  );
}

function formula(cursor: Cursor): Node {
  cursor.depth += 1;
  if (cursor.depth > deepest) {
    throw new Unreadable({
      code: 'formula-too-long',
      start: peek(cursor).start,
      end: peek(cursor).end,
      message: `the formula is nested deeper than ${deepest} levels`,
      hint: 'give parts of it line items of their own',
    });
  }
  const node = level(cursor, 0);
  cursor.depth -= 1;
  return node;
}

/** One level of operators, left to right; a loop, so that long sums need no deep recursion. */
function level(cursor: Cursor, at: number): Node {
  const operators = levels[at];
  if (operators === undefined) return sign(cursor);
  let left = level(cursor, at + 1);
  while (peek(cursor).kind === 'symbol' && operators.includes(peek(cursor).text)) {
    const operator = take(cursor).text as BinaryOperator;
    const right = level(cursor, at + 1);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
  return left;
}

function sign(cursor: Cursor): Node {
  const negations: Token[] = [];
  for (let token = peek(cursor); token.text === '-' || token.text === '+'; token = peek(cursor)) {
    take(cursor);
    if (token.text === '-') negations.push(token);
    if (negations.length > deepest) fail(token, 'there are too many minus signs');
  }
  return negations.reduceRight<Node>(
    (operand, minus) => ({ kind: 'negate', operand, start: minus.start, end: operand.end }),
    primary(cursor),
  );
}

function primary(cursor: Cursor): Node {
  const token = take(cursor);
  switch (token.kind) {
    case 'number':
      return {
        kind: 'number',
        text: token.text,
        ...(token.unit === undefined ? {} : { unit: token.unit }),
        start: token.start,
        end: token.end,
      };
    case 'date':
      return { kind: 'date', date: { text: token.text }, start: token.start, end: token.end };
    case 'string':
      return { kind: 'string', text: token.text.slice(1, -1), start: token.start, end: token.end };
    case 'name':
      return peek(cursor).text === '(' && peek(cursor).kind === 'symbol' ? call(cursor, token) : named(cursor, token);
    default:
      return token.text === '('
        ? group(cursor, token)
        : fail(token, token.kind === 'end' ? 'the formula stops too early' : `'${token.text}' stands where a name or a number is expected`);
  }
}

function group(cursor: Cursor, open: Token): Node {
  const inner = formula(cursor);
  const close = expect(cursor, ')', 'a parenthesis');
  return { ...inner, start: open.start, end: close.end };
}

function named(cursor: Cursor, token: Token): Node {
  if (/^(?:over|where)$/i.test(token.text)) fail(token, `'${token.text}' stands only inside sum(), average(), min(), max() and the like`);
  const logical = /^(?:TRUE|FALSE)$/.test(token.text);
  if (logical) return { kind: 'call', name: token.text.toLowerCase(), nameRange: token, args: [], start: token.start, end: token.end };
  const selectors: Selector[] = [];
  while (peek(cursor).text === '[' && peek(cursor).kind === 'symbol') selectors.push(selector(cursor));
  return { kind: 'name', name: token.text, selectors, start: token.start, end: selectors.at(-1)?.end ?? token.end };
}

function selector(cursor: Cursor): Selector {
  const open = take(cursor);
  const close = (): TextRange => ({ start: open.start, end: expect(cursor, ']', 'a bracket').end });
  const token = peek(cursor);
  if (token.kind === 'name') {
    take(cursor);
    expect(cursor, '=', 'a member pick');
    const member = take(cursor);
    if (member.kind !== 'name') fail(member, 'a member is expected here', 'write x[plan=max_20x]');
    return { kind: 'member', table: token.text, member: member.text, ...close() };
  }
  if (token.kind === 'date' || (token.kind === 'number' && /^\d{4}$/.test(token.text))) {
    take(cursor);
    return { kind: 'at', date: { text: token.text }, ...close() };
  }
  const from = lag(cursor);
  if (accept(cursor, '..') === undefined) return { kind: 'lag', offset: from, ...close() };
  return { kind: 'window', from, to: lag(cursor), ...close() };
}

function lag(cursor: Cursor): number {
  const negative = accept(cursor, '-') !== undefined;
  if (!negative) accept(cursor, '+');
  const token = take(cursor);
  if (token.kind !== 'number' || !/^\d{1,4}$/.test(token.text) || token.unit !== undefined)
    fail(token, 'brackets hold a number of periods, a date or a member', 'write x[-1], x[-11..0], x[2027-03] or x[plan=max_20x]');
  return negative ? -Number(token.text) || 0 : Number(token.text);
}

function call(cursor: Cursor, name: Token): Node {
  take(cursor);
  const args: Node[] = [];
  const lower = name.text.toLowerCase();
  if (peek(cursor).text !== ')') {
    do args.push(formula(cursor));
    while (accept(cursor, ',') !== undefined);
  }
  const over = accept(cursor, 'over') === undefined ? undefined : readOver(cursor);
  const close = expect(cursor, ')', `${lower}(`);
  const shared = { nameRange: { start: name.start, end: name.end }, args, start: name.start, end: close.end };
  if (over === undefined) return { kind: 'call', name: lower, ...shared };
  const aggregate =
    aggregates.find((one) => one === lower) ??
    fail(name, `${lower} cannot run over a table or over time`, `these can: ${aggregates.join(', ')}`);
  return { kind: 'aggregate', name: aggregate, over, ...shared };
}

function isDate(token: Token): boolean {
  return token.kind === 'date' || (token.kind === 'number' && /^\d{4}$/.test(token.text) && token.unit === undefined);
}

function readOver(cursor: Cursor): Over {
  const token = take(cursor);
  if (isDate(token)) return dates(cursor, token);
  if (token.kind !== 'name') fail(token, 'a table, a year or timeline is expected after over');
  if (token.text === 'timeline') return { kind: 'timeline', start: token.start, end: token.end };
  if (accept(cursor, 'where') === undefined) return { kind: 'table', table: token.text, start: token.start, end: token.end };
  const where = formula(cursor);
  return { kind: 'table', table: token.text, where, start: token.start, end: where.end };
}

function dates(cursor: Cursor, from: Token): Over {
  const text = (token: Token): DateText => ({ text: token.text });
  if (accept(cursor, '..') === undefined) return { kind: 'dates', from: text(from), to: text(from), start: from.start, end: from.end };
  const to = take(cursor);
  if (!isDate(to)) fail(to, 'a date is expected after ..', 'write 2026..2028');
  return { kind: 'dates', from: text(from), to: text(to), start: from.start, end: to.end };
}
