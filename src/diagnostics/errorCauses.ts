/**
 * Errors of spreadsheets in the words of an analyst. Enters nothing; leaves what a cell with such an error does, as it
 * continues the name of an item.
 */
export const errorCauses = {
  '#DIV/0!': 'divides by zero',
  '#NUM!': 'gives a number that does not exist or has no solution',
  '#VALUE!': 'calculates with something that is no number',
  '#N/A': 'looks up something that is not there, or asks a function for what it cannot give',
} as const;
