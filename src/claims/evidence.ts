/**
 * Rows of evidence, answered. Enters a row with its model in its context; leaves numbers, tables and answers, and what
 * stands for `{row}` in texts. Guarantee: an answer is what the command gives that stands beside it; where there is no
 * answer, that is said.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { rowId } from '../model/find.ts';
import type { TieOut, ValueType } from '../model/model.ts';
import { judgeTieOut } from '../model/verdicts.ts';
import type { AnswerTable } from '../question/answer.ts';
import { type Figure, figureOf, figureProblems, resultWords } from '../question/figures.ts';
import { sensitivity } from '../question/sensitivity.ts';
import { findSolution, type Solution, solvePeriod } from '../question/solve.ts';
import { readTarget, type Target } from '../question/target.ts';
import { readVariation } from '../question/variation.ts';
import { unitOf } from '../question/whatIf.ts';
import type {
  CompareSource,
  OverturnSource,
  ShowSource,
  SolveSource,
  TieOutRowSource,
} from '../source/claimsSource.ts';
import type { Located } from '../source/source.ts';
import { formatDifference } from '../values/formatDifference.ts';
import { formatFigure, formatHeading, isRateUnit } from '../values/formatFigure.ts';
import { sameUnit } from '../values/unit.ts';
import type { ClaimFigure, Evidence, Work } from './claims.ts';
import { sensitivityWords, showWords, solveWords } from './commands.ts';
import { formulaText, placed, type Ready } from './contexts.ts';
import { fill, oneLine } from './texts.ts';

/** What stands behind the placeholders of a row: `''` for `{row}`, `lowest` for `{row.lowest}`. */
export type RowValues = ReadonlyMap<string, string>;

export interface Answered {
  readonly evidence: Evidence;
  readonly values: RowValues;
}

interface Row<Source> {
  readonly id: string;
  readonly source: Source;
  readonly ready: Ready;
}

const noteOf = ({ note }: { readonly note?: Located }): { readonly note?: string } =>
  note === undefined ? {} : { note: oneLine(note.text) };

/** One figure, with the published one beside it. */
export function answerShow(
  { id, source, ready }: Row<ShowSource>,
  sources: ReadonlyMap<string, Work>,
): Checked<Answered> {
  const { value: target, diagnostics } = targetOf(source.output, ready);
  if (target === undefined) return { diagnostics };
  const found = figureOf(target, ready.whatIf);
  const published = source.published === undefined ? undefined : publishedOf(source.published, target, found, ready);
  const cited = source.source;
  const unknown =
    cited === undefined || sources.has(cited.text)
      ? []
      : [
          problem('unknown-source', cited.span, `there is no source '${cited.text}' under sources:`, {
            hint: didYouMean(cited.text, sources.keys()) ?? 'declare it in this file',
          }),
        ];
  const problems = [...(published?.diagnostics ?? []), ...unknown];
  if (problems.length > 0) return { diagnostics: problems };
  const figure: ClaimFigure = {
    id,
    ...found,
    label: source.label?.text ?? found.label,
    ...(published?.value === undefined
      ? {}
      : {
          published: {
            ...published.value.published,
            ...(cited === undefined ? {} : { source: sources.get(cited.text)! }),
          },
          ...(published.value.difference === undefined ? {} : { difference: published.value.difference }),
        }),
    ...noteOf(source),
  };
  const errors = placed(found.value === null ? figureProblems([target], ready.whatIf) : [], source.output);
  return { value: figureRow(figure, ready, formulaText(source.output)), diagnostics: errors };
}

function figureRow(figure: ClaimFigure, ready: Ready, output: string): Answered {
  const { published, difference } = figure;
  return {
    evidence: { kind: 'figures', context: ready.context, command: showWords(ready, [output]), figures: [figure] },
    values: new Map([
      ['', figure.words],
      ...(published === undefined ? [] : [['published', published.words] as const]),
      ...(difference === undefined ? [] : [['difference', difference] as const]),
    ]),
  };
}

/** An output, whose problems stand where it is written. */
function targetOf(output: Located, { whatIf }: Pick<Ready, 'whatIf'>): Checked<Target> {
  const { value, diagnostics } = readTarget(formulaText(output), whatIf.plan);
  return value === undefined ? { diagnostics: placed(diagnostics, output) } : { value, diagnostics };
}

interface Published {
  readonly published: { readonly value: number; readonly words: string };
  readonly difference?: string;
}

/** A figure that somebody published, in the unit of what is computed. */
function publishedOf(written: Located, { type }: Target, { value }: Figure, ready: Ready): Checked<Published> {
  const { value: read, diagnostics } = targetOf(written, ready);
  if (read === undefined) return { diagnostics };
  const isSame = read.type.kind === 'number' && type.kind === 'number' && sameUnit(read.type.unit, type.unit);
  if (!isSame) {
    const message = `the published figure is in ${unitOf(read.type)}, and ${unitOf(type)} is computed`;
    return { diagnostics: [problem('wrong-unit', written.span, message, { hint: `write it in ${unitOf(type)}` })] };
  }
  const figure = Number(figureOf(read, ready.whatIf).value);
  const unit = unitOf(type);
  return {
    value: {
      published: { value: figure, words: formatFigure(figure, unit) },
      ...(typeof value === 'number' ? { difference: differenceWords(value, figure, unit) } : {}),
    },
    diagnostics: [],
  };
}

/** By how much two figures differ: shares in points. What is lost in the rounding of doubles is no difference. */
function differenceWords(value: number, published: number, unit: string): string {
  const difference = value - published;
  const shown = Math.abs(difference) <= 1e-12 * Math.max(1, Math.abs(published)) ? 0 : difference;
  const words = formatFigure(shown, unit);
  const signed = shown > 0 ? `+${words}` : words;
  return unit === '%' ? `${signed.slice(0, -1)} points` : signed;
}

/** A published figure of the model, which the model has to reproduce in the scenario in which it is judged. */
export function answerTieOut(
  { id, source, ready }: Row<TieOutRowSource>,
  sources: ReadonlyMap<string, Work>,
): Checked<Answered> {
  const { plan } = ready.whatIf;
  const own = plan.model.tieOuts.filter(({ kind }) => kind === 'tie-out');
  const found = own.find((one) => one.id === source.id.text);
  if (found === undefined || found.id.includes('.')) {
    const ids = own.map((one) => one.id).filter((one) => !one.includes('.'));
    const message =
      found === undefined
        ? `the model has no tie-out '${source.id.text}'`
        : `'${found.id}' is a tie-out of an included model`;
    const listed =
      ids.length === 0 ? 'it has none' : `it has ${ids.slice(0, 8).join(', ')}${ids.length > 8 ? ', …' : ''}`;
    const hint =
      found === undefined ? (didYouMean(source.id.text, ids) ?? listed) : 'name the file of that model under model:';
    return { diagnostics: [problem('invalid-claim', source.id.span, message, { hint })] };
  }
  const { type, expect, misses, isLater, known, calibrated } = found;
  const { slot } = plan.tieOuts.get(found.id)!;
  const cited = found.source === undefined ? undefined : sources.get(found.source);
  const judged = judgedReady(found, ready);
  const figure = figureOf({ label: found.label, type, slot, lines: [] }, judged.whatIf);
  const unit = unitOf(type);
  const { difference: gap, passed: passes } = judgeTieOut(
    found,
    typeof figure.value === 'number' ? figure.value : Number.NaN,
  );
  const row: ClaimFigure = {
    id,
    ...figure,
    label: source.label?.text ?? found.label,
    published: { value: expect, words: formatFigure(expect, unit), ...(cited === undefined ? {} : { source: cited }) },
    ...(Number.isNaN(gap) ? {} : { difference: differenceWords(Number(figure.value), expect, unit) }),
    tieOut: {
      passes,
      tolerance: toleranceWords(found, unit),
      ...(misses?.inForce === true ? { misses: oneLine(misses.reason) } : {}),
      ...(isLater && known !== undefined ? { later: known } : {}),
      calibrated: calibrated.map(rowId),
    },
    ...(source.note === undefined && found.note !== undefined ? { note: found.note } : noteOf(source)),
  };
  return { value: figureRow(row, judged, formulaText(found.written)), diagnostics: [] };
}

/** The scenario that is asked for, or the first one in which a figure is judged where it is not judged there. */
function judgedReady({ scenarios }: TieOut, ready: Ready): Ready {
  const { context, inScenario } = ready;
  if (scenarios.includes(context.scenario)) return ready;
  const whatIf = inScenario(scenarios[0]).value!;
  return { ...ready, whatIf, isFirst: whatIf.scenario === 0, context: { ...context, scenario: whatIf.scenarioId } };
}

/** `2%`; of a figure in % whether it is a share of the figure or percentage points. */
function toleranceWords({ tolerance, relative }: TieOut, unit: string): string {
  if (relative) return `${formatHeading(tolerance, '%')}${isRateUnit(unit) ? ' of the figure' : ''}`;
  return formatDifference(tolerance, unit);
}

/** One output in several scenarios, or over the values of inputs. */
export function answerCompare({ id, source, ready }: Row<CompareSource>): Checked<Answered> {
  const { value: target, diagnostics } = targetOf(source.output, ready);
  if (target === undefined) return { diagnostics };
  return source.vary.length > 0 ? overValues(id, source, ready, target) : overScenarios(id, source, ready, target);
}

function overScenarios(id: string, source: CompareSource, ready: Ready, target: Target): Checked<Answered> {
  const all = ready.whatIf.plan.model.scenarios;
  const wanted = source.scenarios.length > 0 ? source.scenarios.map(({ text }) => text) : all.map((one) => one.id);
  const states = wanted.map((one) => ready.inScenario(one));
  const unknown = states.flatMap((one, at) => placed(one.diagnostics, source.scenarios[at] ?? source.output));
  if (unknown.length > 0) return { diagnostics: unknown };
  const figures = states.map(({ value }) => figureOf(target, value!));
  const table: AnswerTable = {
    id: 'scenarios',
    title: labelOf(source, target.label),
    columns: [
      { id: 'scenario', label: 'Scenario', unit: 'text' },
      { id: 'title', label: 'Which is', unit: 'text' },
      { id: 'output', label: labelOf(source, target.label), unit: 'text' },
    ],
    rows: wanted.map((one, at) => [one, all.find((scenario) => scenario.id === one)!.title, figures[at]!.words]),
  };
  const command = showWords(ready, [formulaText(source.output)], true);
  const values = new Map([
    ...wanted.map((one, at): [string, string] => [one, figures[at]!.words]),
    ...extremes(
      figures.map(({ value }) => value),
      target.type,
    ),
  ]);
  const evidence: Evidence = {
    kind: 'comparison',
    id,
    label: table.title,
    context: ready.context,
    command,
    table,
    ...noteOf(source),
  };
  return { value: { evidence, values }, diagnostics: [] };
}

function overValues(id: string, source: CompareSource, ready: Ready, target: Target): Checked<Answered> {
  const [first, second, more] = source.vary;
  if (more !== undefined) {
    const hint = 'leave one out, or write a row for it';
    return { diagnostics: [problem('invalid-claim', more.span, 'more than two inputs are varied', { hint })] };
  }
  const read = [first, second].flatMap((one) => (one === undefined ? [] : [variationOf(one, ready)]));
  const diagnostics = read.flatMap((one) => one.diagnostics);
  const [one, other] = read.map(({ value }) => value);
  if (one === undefined || (second !== undefined && other === undefined)) return { diagnostics };
  if (other?.rows.some((row) => one.rows.includes(row)))
    return {
      diagnostics: [
        problem('invalid-claim', second!.span, `'${other.key}' is varied twice`, { hint: 'vary two inputs' }),
      ],
    };
  const answer = sensitivity(ready.whatIf, target, one, other);
  const [table] = answer.tables;
  const evidence: Evidence = {
    kind: 'comparison',
    id,
    label: labelOf(source, answer.title),
    context: ready.context,
    command: sensitivityWords(
      ready,
      formulaText(source.output),
      source.vary.map(({ text }) => oneLine(text)),
    ),
    table: { ...table!, title: labelOf(source, answer.title) },
    ...noteOf(source),
  };
  const values = new Map(
    extremes(
      table!.rows.flatMap((row) => row.slice(1)),
      target.type,
    ),
  );
  return { value: { evidence, values }, diagnostics: [] };
}

function variationOf(written: Located, { whatIf, reread }: Ready) {
  const { value, diagnostics } = readVariation(oneLine(written.text), whatIf, reread);
  return value === undefined ? { diagnostics: placed(diagnostics, written) } : { value, diagnostics: [] };
}

const labelOf = ({ label }: { readonly label?: Located }, otherwise: string): string =>
  label === undefined ? otherwise : oneLine(label.text);

/** `{row.lowest}` and `{row.highest}`, where there are numbers. */
function extremes(values: readonly (number | string | null)[], type: ValueType): [string, string][] {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return [];
  return [
    ['lowest', resultWords(Math.min(...numbers), type)],
    ['highest', resultWords(Math.max(...numbers), type)],
  ];
}

/** What an input has to be; `values` are those of the rows before it, which its sentence may use. */
export function answerSolve(
  { id, source, ready }: Row<SolveSource>,
  rows: ReadonlyMap<string, string>,
): Checked<Answered> {
  const condition = formulaText(source.soThat);
  const found = source.find.text === 'period' ? periodsOf(source, condition, ready) : inputOf(source, condition, ready);
  if (found.value === undefined) return { diagnostics: found.diagnostics };
  const { label, values, statements, isFound } = found.value;
  const known = new Map([
    ...rows,
    ...[...values].map(([key, words]) => [key === '' ? id : `${id}.${key}`, words] as const),
  ]);
  const template = isFound ? source.means : source.otherwise;
  const filled = template === undefined ? { value: statements[0]!, diagnostics: [] } : fill(template, known);
  // A text for the other case has to be right too.
  const idle = isFound ? source.otherwise : source.means;
  const diagnostics = [...filled.diagnostics, ...(idle === undefined ? [] : fill(idle, known).diagnostics)];
  if (diagnostics.length > 0) return { diagnostics };
  const between = source.between === undefined ? undefined : oneLine(source.between.text);
  const evidence: Evidence = {
    kind: 'solution',
    id,
    label: labelOf(source, `${label} so that ${condition}`),
    context: ready.context,
    command: solveWords(ready, source.find.text, condition, between),
    sentence: filled.value!,
    statements,
    ...noteOf(source),
  };
  return { value: { evidence, values }, diagnostics: [] };
}

interface Found {
  readonly label: string;
  readonly values: RowValues;
  readonly statements: readonly string[];
  readonly isFound: boolean;
}

function periodsOf(source: SolveSource, condition: string, { whatIf }: Ready): Checked<Found> {
  if (source.between !== undefined) {
    const hint = 'leave between: out';
    return { diagnostics: [problem('invalid-claim', source.between.span, 'every period is looked at', { hint })] };
  }
  const { value: answer, diagnostics } = solvePeriod(whatIf, condition);
  if (answer === undefined) return { diagnostics: placed(diagnostics, source.soThat) };
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
  ready: Ready,
): Checked<Found & { solution: Solution }> {
  const ends = between === undefined ? {} : { between: oneLine(between.text) };
  const { value, diagnostics } = findSolution(ready.whatIf, { find: find.text, condition, ...ends }, ready.reread);
  if (value === undefined)
    return { diagnostics: placed(diagnostics, diagnostics.length > 0 && between !== undefined ? between : find) };
  const { answer, solution } = value;
  return {
    value: {
      label: solution.label,
      values: solutionValues(solution),
      statements: answer.statements,
      isFound: (solution.values ?? solution.stretches ?? []).length > 0,
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

/** The answer as it stands in a sentence: `22.36%`, `from 10% up`, `no value between 0% and 100%`. */
function answerWords({ values, stretches, low, high, unit }: Solution): string {
  const words = (value: number): string => formatFigure(value, unit);
  const looked = `between ${words(low)} and ${words(high)}`;
  if (values !== undefined) return values.length === 0 ? `no value ${looked}` : values.map(words).join('; ');
  const [first] = stretches ?? [];
  if (first === undefined) return `no value ${looked}`;
  if (first.from === low && first.to === high) return `every value ${looked}`;
  return (stretches ?? [])
    .map(({ from, to }) => {
      if (from === to) return words(from);
      if (from === low) return `up to ${words(to)}`;
      return to === high ? `from ${words(from)} up` : `from ${words(from)} to ${words(to)}`;
    })
    .join('; ');
}

/** Over which values of an input the claim holds, and where it is overturned. */
export function answerOverturn({ id, source, ready }: Row<OverturnSource>, holds: Located): Checked<Answered> {
  const condition = formulaText(holds);
  const { value: found, diagnostics } = inputOf(source, condition, ready);
  if (found === undefined) return { diagnostics };
  if (found.solution.values !== undefined) {
    const hint = 'write it with <, <=, > or >=, so that it can hold over a stretch of values';
    return {
      diagnostics: [
        problem('invalid-claim', holds.span, 'a claim that is an equation holds at single values only', { hint }),
      ],
    };
  }
  const evidence: Evidence = {
    kind: 'overturn',
    id,
    label: labelOf(source, found.label),
    context: ready.context,
    command: solveWords(
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
  const { stretches = [], low, high, now, unit } = solution;
  const words = (value: number): string => formatFigure(value, unit);
  const has = now === undefined ? '' : ` The model has ${words(now)}.`;
  const [first, ...others] = stretches;
  const looked = `between ${words(low)} and ${words(high)}`;
  if (first === undefined) return `No value ${looked} makes the claim hold.${has}`;
  if (first.from === low && first.to === high) return `No value ${looked} overturns the claim.${has}`;
  const where = answerWords(solution);
  if (others.length === 0 && first.from === low)
    return `The claim holds ${where} and is overturned above, looked for ${looked}.${has}`;
  if (others.length === 0 && first.to === high)
    return `The claim holds ${where} and is overturned below, looked for ${looked}.${has}`;
  return `The claim holds ${where}; elsewhere ${looked} it is overturned.${has}`;
}

/** Problems of what a row computes in: checks of the model that do not hold there. */
export function checkProblems({ whatIf }: Ready): readonly Diagnostic[] {
  return figureProblems([], whatIf);
}
