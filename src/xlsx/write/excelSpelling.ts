/**
 * Converts formulas from the spelling of HyperFormula to that of Excel files. Takes and returns a formula template.
 * Guarantee: text between quotes is unchanged.
 */
import type { FormulaPart, Template } from '../../grid/grid.ts';

/**
 * Functions younger than the file format: a file must hold them with `_xlfn.` before the name, or Excel shows `#NAME?`.
 */
const youngFunctions = /\b(CONCAT|DAYS|IFNA|IFS|MAXIFS|MINIFS|PDURATION|RRI|SWITCH|TEXTJOIN|XLOOKUP|XOR)\(/g;
const lowerExponent = /(\d)e([+-]?\d)/g;
const quoted = /("(?:[^"]|"")*")/;

function excelPart(part: FormulaPart): FormulaPart {
  if (typeof part !== 'string') return part;
  const pieces = part.split(quoted);
  return pieces
    .map((piece, index) =>
      index % 2 === 1 ? piece : piece.replace(youngFunctions, '_xlfn.$1(').replace(lowerExponent, '$1E$2'),
    )
    .join('');
}

/** The same formula in Excel's spelling: `['DAYS(1e-7,', …]` becomes `['_xlfn.DAYS(1E-7,', …]`. */
export function toExcelSpelling(template: Template): Template {
  return template.map(excelPart);
}
