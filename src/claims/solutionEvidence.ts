/**
 * Answers evidence rows that search for a value: `solve` and `overturn`. Input: a row with its model in its context.
 * Output: the solution in a sentence, the statements of the command, and the values of the placeholders.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { findSolution, type Solution } from '../question/solve.ts';
import { solvePeriods } from '../question/solvePeriods.ts';
import type { OverturnSource, SolveSource } from '../source/claimsSource.ts';
import type { Located } from '../source/source.ts';
import { formatFigure } from '../values/formatFigure.ts';
import type { Evidence } from './claims.ts';
import { solveCommand } from './commandLines.ts';
import { formulaText, placeAt, type ReadyModel } from './contexts.ts';
import { type AnsweredRow, type EvidenceRow, labelOf, noteOf, type RowValues } from './evidence.ts';
import { fillPlaceholders, oneLine } from './placeholders.ts';

/** The value of an input that meets a condition; `rows` are the values of earlier rows, which its sentence may use. */
export function answerSolve(
  { id, source, ready }: EvidenceRow<SolveSource>,
  rows: ReadonlyMap<string, string>,
): Checked<AnsweredRow> {
  const condition = formulaText(source.soThat);
  const found = source.find.text === 'period' ? periodsOf(source, condition, ready) : inputOf(source, condition, ready);
  if (found.value === undefined) return { diagnostics: found.diagnostics };
  const { label, values, statements, isFound } = found.value;
  const known = new Map([
    ...rows,
    ...[...values].map(([key, words]) => [key === '' ? id : `${id}.${key}`, words] as const),
  ]);
  const template = isFound ? source.means : source.otherwise;
  const filled =
    template === undefined ? { value: statements[0]!, diagnostics: [] } : fillPlaceholders(template, known);
  // The text that is not used must be valid too.
  const idle = isFound ? source.otherwise : source.means;
  const diagnostics = [...filled.diagnostics, ...(idle === undefined ? [] : fillPlaceholders(idle, known).diagnostics)];
  if (diagnostics.length > 0) return { diagnostics };
  const between = source.between === undefined ? undefined : oneLine(source.between.text);
  const evidence: Evidence = {
    kind: 'solution',
    id,
    label: labelOf(source, `${label} so that ${condition}`),
    context: ready.context,
    command: solveCommand(ready, source.find.text, condition, between),
    sentence: filled.value!,
    statements,
    ...noteOf(source),
  };
  return { value: { evidence, values }, diagnostics: [] };
}

interface FoundAnswer {
  readonly label: string;
  readonly values: RowValues;
  readonly statements: readonly string[];
  readonly isFound: boolean;
}

function periodsOf(source: SolveSource, condition: string, { whatIf }: ReadyModel): Checked<FoundAnswer> {
  if (source.between !== undefined) {
    const hint = 'remove between:';
    return {
      diagnostics: [
        problem('invalid-claim', source.between.span, 'between: does not apply to solve: period', { hint }),
      ],
    };
  }
  const { value: answer, diagnostics } = solvePeriods(whatIf, condition);
  if (answer === undefined) return { diagnostics: placeAt(diagnostics, source.soThat) };
  const [first] = answer.statements;
  const isFound = answer.tables[0]!.rows.some(([, holds]) => holds === 1);
  const phrase = first!.replace(/^It holds (?:first )?/, '').replace(/\.$/, '');
  return {
    value: { label: 'Periods', values: new Map([['', phrase]]), statements: answer.statements, isFound },
    diagnostics: [],
  };
}

function inputOf(
  { find, between }: SolveSource | OverturnSource,
  condition: string,
  ready: ReadyModel,
): Checked<FoundAnswer & { solution: Solution }> {
  const ends = between === undefined ? {} : { between: oneLine(between.text) };
  const { value, diagnostics } = findSolution(ready.whatIf, { find: find.text, condition, ...ends }, ready.reread);
  if (value === undefined)
    return { diagnostics: placeAt(diagnostics, diagnostics.length > 0 && between !== undefined ? between : find) };
  const { answer, solution } = value;
  return {
    value: {
      label: solution.label,
      values: solutionValues(solution),
      statements: answer.statements,
      isFound: (solution.values ?? solution.intervals ?? []).length > 0,
      solution,
    },
    diagnostics: [],
  };
}

function solutionValues(solution: Solution): RowValues {
  const { low, high, now, unit } = solution;
  return new Map([
    ['', answerWords(solution)],
    ['low', formatFigure(low, unit)],
    ['high', formatFigure(high, unit)],
    ...(now === undefined ? [] : [['now', formatFigure(now, unit)] as const]),
  ]);
}

/** The answer as part of a sentence: `22.36%`, `from 10% up`, `no value between 0% and 100%`. */
function answerWords({ values, intervals, low, high, unit }: Solution): string {
  const words = (value: number): string => formatFigure(value, unit);
  const looked = `between ${words(low)} and ${words(high)}`;
  if (values !== undefined) return values.length === 0 ? `no value ${looked}` : values.map(words).join('; ');
  const [first] = intervals ?? [];
  if (first === undefined) return `no value ${looked}`;
  if (first.from === low && first.to === high) return `every value ${looked}`;
  return (intervals ?? [])
    .map(({ from, to }) => {
      if (from === to) return words(from);
      if (from === low) return `up to ${words(to)}`;
      return to === high ? `from ${words(from)} up` : `from ${words(from)} to ${words(to)}`;
    })
    .join('; ');
}

/** The values of an input for which the claim holds, and those that overturn it. */
export function answerOverturn(
  { id, source, ready }: EvidenceRow<OverturnSource>,
  holds: Located,
): Checked<AnsweredRow> {
  const condition = formulaText(holds);
  const { value: found, diagnostics } = inputOf(source, condition, ready);
  if (found === undefined) return { diagnostics };
  if (found.solution.values !== undefined) {
    const hint = 'write it with <, <=, > or >=, so that it can hold over a range of values';
    return {
      diagnostics: [
        problem('invalid-claim', holds.span, 'a claim that is an equation holds only at single values', { hint }),
      ],
    };
  }
  const evidence: Evidence = {
    kind: 'overturn',
    id,
    label: labelOf(source, found.label),
    context: ready.context,
    command: solveCommand(
      ready,
      source.find.text,
      condition,
      source.between === undefined ? undefined : oneLine(source.between.text),
    ),
    sentence: overturnWords(found.solution),
    statements: found.statements,
    ...noteOf(source),
  };
  return { value: { evidence, values: found.values }, diagnostics: [] };
}

function overturnWords(solution: Solution): string {
  const { intervals = [], low, high, now, unit } = solution;
  const words = (value: number): string => formatFigure(value, unit);
  const has = now === undefined ? '' : ` The model uses ${words(now)}.`;
  const [first, ...others] = intervals;
  const looked = `between ${words(low)} and ${words(high)}`;
  if (first === undefined) return `No value ${looked} makes the claim hold.${has}`;
  if (first.from === low && first.to === high) return `No value ${looked} overturns the claim.${has}`;
  const where = answerWords(solution);
  if (others.length === 0 && first.from === low)
    return `The claim holds ${where} and is overturned above that (searched ${looked}).${has}`;
  if (others.length === 0 && first.to === high)
    return `The claim holds ${where} and is overturned below that (searched ${looked}).${has}`;
  return `The claim holds ${where}; for other values ${looked} it is overturned.${has}`;
}
