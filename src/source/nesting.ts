/**
 * How deeply a YAML text is nested, before anything is parsed: parsers of nested texts call themselves, and one that
 * runs out of stack ends the whole program. Enters a text; leaves the place where it is nested deeper than so many
 * levels. The time is linear in the length.
 */
import { CST, Lexer } from 'yaml';

/** What opens a level within a line: `- - - a`, `? ? a`. */
const indicators: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/** Levels so far: brackets that are open, levels of this line, and margins of the lines above it. */
interface Levels {
  brackets: number;
  inLine: number;
  readonly margins: number[];
  isStart: boolean;
}

/** Marks of the lexer that no text has: the begin of a document, the end of a faulty flow, the begin of a scalar. */
const marks: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/**
 * Where brackets, lines or margins of a text nest deeper than `most` levels; undefined where they do not. In
 * `depthExceeded('a: [[1]]', 1)` it is 4, the place of the second bracket.
 */
export function findExcessDepth(text: string, most: number): number | undefined {
  const levels: Levels = { brackets: 0, inLine: 0, margins: [], isStart: true };
  let at = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count(levels, CST.tokenType(lexeme) ?? 'scalar', lexeme);
    if (levels.brackets > most || levels.inLine > most || levels.margins.length > most) return at;
    if (!marks.has(lexeme)) at += lexeme.length;
  }
  return undefined;
}

function count(levels: Levels, type: string, lexeme: string): void {
  const { isStart } = levels;
  levels.isStart = type === 'newline';
  if (type === 'newline') levels.inLine = 0;
  else if (type === 'flow-map-start' || type === 'flow-seq-start') levels.brackets += 1;
  else if (type === 'flow-map-end' || type === 'flow-seq-end') levels.brackets = Math.max(0, levels.brackets - 1);
  else if (levels.brackets > 0) return;
  else if (indicators.has(type)) levels.inLine += 1;
  else if (type === 'space' && isStart) enterMargin(levels.margins, lexeme.length);
}

function enterMargin(margins: number[], margin: number): void {
  while (margins.length > 0 && margins.at(-1)! >= margin) margins.pop();
  margins.push(margin);
}
