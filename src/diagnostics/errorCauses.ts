/** The causes of spreadsheet errors, each as a predicate after the name of an item: `'margin' divides by zero`. */
export const errorCauses = {
  '#DIV/0!': 'divides by zero',
  '#NUM!': 'has no solution, or a result that is not a number',
  '#VALUE!': 'calculates with a value that is not a number',
  '#N/A': 'looks up a value that does not exist, or calls a function with invalid arguments',
} as const;
