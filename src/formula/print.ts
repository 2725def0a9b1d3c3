/**
 * Formula tree → canonical text.
 * Input: a tree. Output: one line with minimal parentheses, spaces around operators except ^, and lower-case functions.
 * Guarantee: parsing the text gives the same tree, apart from offsets.
 */
import type { BinaryOperator } from '../values/operators.ts';
import { type Node, type Over, operatorStrengths, type Selector } from './formula.ts';

type Binary = Extract<Node, { kind: 'binary' }>;

const COMPARISON = 1;
const NEGATION = 5;
const ATOM = 6;

/** The canonical text of a formula: the tree of `(a*b)+ C( d )` gives `a * b + c(d)`. */
export function printFormula(node: Node): string {
  switch (node.kind) {
    case 'number':
      return printNumber(node.text, node.unit);
    case 'date':
      return node.date.text;
    case 'string':
      return `"${node.text.replaceAll('"', '""')}"`;
    case 'name':
      return node.name + node.selectors.map(printSelector).join('');
    case 'negate':
      return `-${printInside(node.operand, NEGATION)}`;
    case 'binary':
      return printBinary(node);
    case 'call':
      return `${node.name}(${printAll(node.args)})`;
    case 'aggregate':
      return printAggregate(node);
    default:
      return node satisfies never;
  }
}

function printAggregate({ name, args, over, guess }: Extract<Node, { kind: 'aggregate' }>): string {
  const rest = guess === undefined ? '' : `, ${printFormula(guess)}`;
  return `${name}(${printAll(args)} over ${printOver(over)}${rest})`;
}

const printAll = (nodes: readonly Node[]): string => nodes.map(printFormula).join(', ');

function printNumber(text: string, unit: string | undefined): string {
  if (unit === undefined) return text;
  return /^[/*]/.test(unit) ? text + unit : `${text} ${unit}`;
}

function strengthOf(node: Node): number {
  if (node.kind === 'binary') return operatorStrengths[node.operator];
  return node.kind === 'negate' ? NEGATION : ATOM;
}

function printInside(node: Node, needed: number): string {
  return strengthOf(node) >= needed ? printFormula(node) : `(${printFormula(node)})`;
}

/** Follows the left operands in a loop, because a sum of thousands of terms is as deep as it is long. */
function printBinary(node: Binary): string {
  const tails: string[] = [];
  let left: Node = node;
  let needed = strengthOf(node);
  while (left.kind === 'binary' && strengthOf(left) >= needed) {
    const own = strengthOf(left);
    tails.push(spaced(left.operator) + printInside(left.right, own + 1));
    // Comparisons cannot be chained, so a comparison on the left side of another needs parentheses.
    needed = own === COMPARISON ? own + 1 : own;
    left = left.left;
  }
  return printInside(left, needed) + tails.reverse().join('');
}

const spaced = (operator: BinaryOperator): string => (operator === '^' ? operator : ` ${operator} `);

function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'lag':
      return `[${selector.offset}]`;
    case 'window':
      return `[${selector.from}..${selector.to}]`;
    case 'at':
      return `[${selector.date.text}]`;
    case 'reported':
      return `@${selector.date.text}`;
    case 'member':
      return `[${selector.table}=${selector.member}]`;
    default:
      return selector satisfies never;
  }
}

function printOver(over: Over): string {
  switch (over.kind) {
    case 'timeline':
      return 'timeline';
    case 'table':
      return over.where === undefined ? over.table : `${over.table} where ${printFormula(over.where)}`;
    case 'dates':
      return over.from.text === over.to.text ? over.from.text : `${over.from.text}..${over.to.text}`;
    default:
      return over satisfies never;
  }
}
