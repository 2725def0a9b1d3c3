/**
 * The nesting depth of a YAML text, measured before it is parsed: parsers are recursive, and running out of stack ends
 * the program. Input: a text. Output: the position where it is nested too deeply. The time is linear in the length.
 */
import { CST, Lexer } from 'yaml';

/** What opens a level within a line: `- - - a`, `? ? a`. */
const indicators: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/** The levels so far: open brackets, levels of this line, and indentations of the lines above it. */
interface Levels {
  brackets: number;
  inLine: number;
  readonly margins: number[];
  isStart: boolean;
}

/** Marks of the lexer that are not in the text: start of a document, end of a faulty flow, start of a scalar. */
const marks: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/**
 * Where brackets, lines or indentations are nested more than `limit` levels deep, if anywhere:
 * `findExcessDepth('a: [[1]]', 1)` is 4, the position of the second bracket.
 */
export function findExcessDepth(text: string, limit: number): number | undefined {
  const levels: Levels = { brackets: 0, inLine: 0, margins: [], isStart: true };
  let at = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count(levels, CST.tokenType(lexeme) ?? 'scalar', lexeme);
    if (levels.brackets > limit || levels.inLine > limit || levels.margins.length > limit) return at;
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
