/** The operators of formulas, which are the same in the language and in Excel. */

export const comparisonOperators = ['=', '<>', '<', '<=', '>', '>='] as const;
export type ComparisonOperator = (typeof comparisonOperators)[number];
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '^';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator;

const comparisons: ReadonlySet<string> = new Set(comparisonOperators);

/** Whether an operator compares: `isComparisonOperator('<=')` is true. */
export function isComparisonOperator(operator: string): operator is ComparisonOperator {
  return comparisons.has(operator);
}

/** The operator that gives the same result when the sides are swapped: `a < b` is `b > a`. */
export const swappedOperators: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Whether a comparison is true, from the sign of left minus right: `isTrueFor('<=', 0)` is true. */
export function isTrueFor(operator: ComparisonOperator, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '<>':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return operator satisfies never;
  }
}
