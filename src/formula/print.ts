/** Tree to canonical text: one space around operators, parentheses only where they are needed. Parsing it gives the same tree. */
import type { Node, Over, Selector } from './formula.ts';

const strength: Record<string, number> = { '=': 1, '<>': 1, '<': 1, '<=': 1, '>': 1, '>=': 1, '+': 2, '-': 2, '*': 3, '/': 3, '^': 4 };
const signStrength = 5;

/** `printFormula` of the tree of `(a+b) * c` is `(a + b) * c`. */
export function printFormula(node: Node): string {
  switch (node.kind) {
    case 'number':
      return node.unit === undefined ? node.text : `${node.text}${node.unit.startsWith('/') ? '' : ' '}${node.unit}`;
    case 'date':
      return node.date.text;
    case 'string':
      return `"${node.text}"`;
    case 'name':
      return node.name + node.selectors.map(selectorText).join('');
    case 'negate':
      return `-${inside(node.operand, signStrength)}`;
    case 'binary':
      return `${inside(node.left, strength[node.operator]!)} ${node.operator} ${inside(node.right, strength[node.operator]! + 1)}`;
    case 'call':
      return `${node.name}(${node.args.map(printFormula).join(', ')})`;
    case 'aggregate':
      return `${node.name}(${node.args.map(printFormula).join(', ')} over ${overText(node.over)})`;
    default:
      return node satisfies never;
  }
}

function inside(node: Node, needed: number): string {
  const own = node.kind === 'binary' ? strength[node.operator]! : node.kind === 'negate' ? signStrength : 6;
  return own >= needed ? printFormula(node) : `(${printFormula(node)})`;
}

function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case 'lag':
      return `[${selector.offset}]`;
    case 'window':
      return `[${selector.from}..${selector.to}]`;
    case 'at':
      return `[${selector.date.text}]`;
    case 'member':
      return `[${selector.table}=${selector.member}]`;
    default:
      return selector satisfies never;
  }
}

function overText(over: Over): string {
  if (over.kind === 'timeline') return 'timeline';
  if (over.kind === 'dates') return over.from.text === over.to.text ? over.from.text : `${over.from.text}..${over.to.text}`;
  return over.where === undefined ? over.table : `${over.table} where ${printFormula(over.where)}`;
}
