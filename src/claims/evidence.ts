/**
 * Answers evidence rows. Input: a row with its model in its context. Output: numbers, tables and answers, and the
 * values of the placeholders `{row}`. Guarantee: an answer equals the output of the command shown with it; if there is
 * no answer, the row says so.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { rowId } from '../model/find.ts';
import type { TieOut, ValueType } from '../model/model.ts';
import { judgeTieOut } from '../model/verdicts.ts';
import type { AnswerTable } from '../question/answer.ts';
import { describeResult, type Figure, figureOf, findFigureProblems } from '../question/figures.ts';
import { type Output, readOutput } from '../question/output.ts';
import { analyseSensitivity } from '../question/sensitivity.ts';
import { readVariation } from '../question/variation.ts';
import { unitOf } from '../question/whatIf.ts';
import type { CompareSource, ShowSource, TieOutRowSource } from '../source/claimsSource.ts';
import type { Located } from '../source/source.ts';
import { formatDifference } from '../values/formatDifference.ts';
import { formatFigure, formatHeading, isRateUnit } from '../values/formatFigure.ts';
import { sameUnit } from '../values/unit.ts';
import type { CitedWork, ClaimFigure, Evidence } from './claims.ts';
import { sensitivityCommand, showCommand } from './commandLines.ts';
import { formulaText, placeAt, type ReadyModel } from './contexts.ts';
import { oneLine } from './placeholders.ts';

/** The values of the placeholders of a row: `''` for `{row}`, `lowest` for `{row.lowest}`. */
export type RowValues = ReadonlyMap<string, string>;

export interface AnsweredRow {
  readonly evidence: Evidence;
  readonly values: RowValues;
}

export interface EvidenceRow<Source> {
  readonly id: string;
  readonly source: Source;
  readonly ready: ReadyModel;
}

export const noteOf = ({ note }: { readonly note?: Located }): { readonly note?: string } =>
  note === undefined ? {} : { note: oneLine(note.text) };

/** One figure, with the published figure if there is one. */
export function answerShow(
  { id, source, ready }: EvidenceRow<ShowSource>,
  sources: ReadonlyMap<string, CitedWork>,
): Checked<AnsweredRow> {
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
  const errors = placeAt(found.value === null ? findFigureProblems([target], ready.whatIf) : [], source.output);
  return { value: figureRow(figure, ready, formulaText(source.output)), diagnostics: errors };
}

function figureRow(figure: ClaimFigure, ready: ReadyModel, output: string): AnsweredRow {
  const { published, difference } = figure;
  return {
    evidence: { kind: 'figures', context: ready.context, command: showCommand(ready, [output]), figures: [figure] },
    values: new Map([
      ['', figure.words],
      ...(published === undefined ? [] : [['published', published.words] as const]),
      ...(difference === undefined ? [] : [['difference', difference] as const]),
    ]),
  };
}

/** Reads an output; its problems point to its place in the claims file. */
function targetOf(output: Located, { whatIf }: Pick<ReadyModel, 'whatIf'>): Checked<Output> {
  const { value, diagnostics } = readOutput(formulaText(output), whatIf.plan);
  return value === undefined ? { diagnostics: placeAt(diagnostics, output) } : { value, diagnostics };
}

interface Published {
  readonly published: { readonly value: number; readonly words: string };
  readonly difference?: string;
}

/** A published figure, in the unit of the computed one. */
function publishedOf(written: Located, { type }: Output, { value }: Figure, ready: ReadyModel): Checked<Published> {
  const { value: read, diagnostics } = targetOf(written, ready);
  if (read === undefined) return { diagnostics };
  const isSame = read.type.kind === 'number' && type.kind === 'number' && sameUnit(read.type.unit, type.unit);
  if (!isSame) {
    const message = `the published figure is in ${unitOf(read.type)}, but the computed one is in ${unitOf(type)}`;
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

/** The difference of two figures, percentages in points. A difference within the rounding of doubles counts as zero. */
function differenceWords(value: number, published: number, unit: string): string {
  const difference = value - published;
  const shown = Math.abs(difference) <= 1e-12 * Math.max(1, Math.abs(published)) ? 0 : difference;
  const words = formatFigure(shown, unit);
  const signed = shown > 0 ? `+${words}` : words;
  return unit === '%' ? `${signed.slice(0, -1)} points` : signed;
}

/** A tie-out of the model, in the scenario in which it is judged. */
export function answerTieOut(
  { id, source, ready }: EvidenceRow<TieOutRowSource>,
  sources: ReadonlyMap<string, CitedWork>,
): Checked<AnsweredRow> {
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
  return { value: figureRow(row, judged, formulaText(found.formula)), diagnostics: [] };
}

/** The requested scenario, or the first one in which the figure is judged if it is not judged there. */
function judgedReady({ scenarios }: TieOut, ready: ReadyModel): ReadyModel {
  const { context, inScenario } = ready;
  if (scenarios.includes(context.scenario)) return ready;
  const whatIf = inScenario(scenarios[0]).value!;
  return { ...ready, whatIf, isFirst: whatIf.scenario === 0, context: { ...context, scenario: whatIf.scenarioId } };
}

/** `2%`; for a figure in %, says whether it is a share of the figure or percentage points. */
function toleranceWords({ tolerance, relative }: TieOut, unit: string): string {
  if (relative) return `${formatHeading(tolerance, '%')}${isRateUnit(unit) ? ' of the figure' : ''}`;
  return formatDifference(tolerance, unit);
}

/** One output in several scenarios, or over the values of inputs. */
export function answerCompare({ id, source, ready }: EvidenceRow<CompareSource>): Checked<AnsweredRow> {
  const { value: target, diagnostics } = targetOf(source.output, ready);
  if (target === undefined) return { diagnostics };
  return source.vary.length > 0 ? overValues(id, source, ready, target) : overScenarios(id, source, ready, target);
}

function overScenarios(id: string, source: CompareSource, ready: ReadyModel, target: Output): Checked<AnsweredRow> {
  const all = ready.whatIf.plan.model.scenarios;
  const wanted = source.scenarios.length > 0 ? source.scenarios.map(({ text }) => text) : all.map((one) => one.id);
  const states = wanted.map((one) => ready.inScenario(one));
  const unknown = states.flatMap((one, at) => placeAt(one.diagnostics, source.scenarios[at] ?? source.output));
  if (unknown.length > 0) return { diagnostics: unknown };
  const figures = states.map(({ value }) => figureOf(target, value!));
  const table: AnswerTable = {
    id: 'scenarios',
    title: labelOf(source, target.label),
    columns: [
      { id: 'scenario', label: 'Scenario', unit: 'text' },
      { id: 'title', label: 'Description', unit: 'text' },
      { id: 'output', label: labelOf(source, target.label), unit: 'text' },
    ],
    rows: wanted.map((one, at) => [one, all.find((scenario) => scenario.id === one)!.title, figures[at]!.words]),
  };
  const command = showCommand(ready, [formulaText(source.output)], true);
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

function overValues(id: string, source: CompareSource, ready: ReadyModel, target: Output): Checked<AnsweredRow> {
  const [first, second, more] = source.vary;
  if (more !== undefined) {
    const hint = 'remove one, or write a separate row for it';
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
  const answer = analyseSensitivity(ready.whatIf, target, one, other);
  const [table] = answer.tables;
  const evidence: Evidence = {
    kind: 'comparison',
    id,
    label: labelOf(source, answer.title),
    context: ready.context,
    command: sensitivityCommand(
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

function variationOf(written: Located, { whatIf, reread }: ReadyModel) {
  const { value, diagnostics } = readVariation(oneLine(written.text), whatIf, reread);
  return value === undefined ? { diagnostics: placeAt(diagnostics, written) } : { value, diagnostics: [] };
}

export const labelOf = ({ label }: { readonly label?: Located }, otherwise: string): string =>
  label === undefined ? otherwise : oneLine(label.text);

/** `{row.lowest}` and `{row.highest}`, where there are numbers. */
function extremes(values: readonly (number | string | null)[], type: ValueType): [string, string][] {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return [];
  return [
    ['lowest', describeResult(Math.min(...numbers), type)],
    ['highest', describeResult(Math.max(...numbers), type)],
  ];
}

/** The failed checks of the model in the context of a row. */
export function findCheckProblems({ whatIf }: ReadyModel): readonly Diagnostic[] {
  return findFigureProblems([], whatIf);
}
