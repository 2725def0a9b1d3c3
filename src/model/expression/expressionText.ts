/** The formula of a bound expression as text, for rows that no file contains. */
import type { Expression, Row } from '../model.ts';

const strengths: Readonly<Record<string, number>> = { '+': 2, '-': 2, '*': 3, '/': 3, '^': 4 };
const comparison = 1;
const atom = 5;

/** The formula as an analyst would write it: `(revenue - cost) / revenue`. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return `${expression.value}`;
    case 'text':
      return expression.text;
    case 'read':
      return `${rowWords(expression.row)}${lagWords(expression.lag)}`;
    case 'readAt':
      return `${rowWords(expression.row)}[period ${expression.position + 1}]`;
    case 'period':
      return `period.${expression.attribute}${lagWords(expression.lag)}`;
    case 'periodAt':
      return `period.${expression.attribute}[period ${expression.position + 1}]`;
    case 'window':
      return `${rowWords(expression.row)}[${expression.from}..${expression.to}]`;
    case 'range':
      return `${rowWords(expression.row)} over periods ${expression.from + 1} to ${expression.to + 1}`;
    case 'running':
      return `${rowWords(expression.row)} to date`;
    case 'periodRunning':
      return `period.${expression.attribute} to date`;
    case 'periodRange':
      return `period.${expression.attribute} over periods ${expression.from + 1} to ${expression.to + 1}`;
    case 'block':
      return expression.rows.map(rowWords).join(', ');
    case 'negate':
      return `-${inside(expression.operand, strengths['*']!)}`;
    case 'binary':
      return binaryWords(expression);
    case 'call':
      return `${expression.name}(${expression.args.map(expressionText).join(', ')})`;
    default:
      return expression satisfies never;
  }
}

function binaryWords({ operator, left, right }: Expression & { kind: 'binary' }): string {
  const own = strengths[operator] ?? comparison;
  // The right side of a minus or a division keeps its brackets.
  return `${inside(left, own)} ${operator} ${inside(right, operator === '-' || operator === '/' ? own + 1 : own)}`;
}

function inside(expression: Expression, needed: number): string {
  const words = expressionText(expression);
  const own = expression.kind === 'binary' ? (strengths[expression.operator] ?? comparison) : atom;
  return own < needed ? `(${words})` : words;
}

function rowWords({ quantity, members }: Row): string {
  const picks = members.map((member, at) => `${quantity.tables[at]!.id}=${member}`);
  return picks.length === 0 ? quantity.id : `${quantity.id}[${picks.join(', ')}]`;
}

const lagWords = (lag: number): string => (lag === 0 ? '' : `[${lag}]`);
