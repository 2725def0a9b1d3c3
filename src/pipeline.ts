/**
 * The whole story: text becomes source, model, grid, numbers and a workbook.
 *
 *   text -> source -> model -> grid -> run -> xlsx
 *            formula ^
 *
 * Steps 1 to 3 stand in `reading.ts`: threads that only compute need nothing of what follows.
 */
import { baselineOf, baselineText } from './audit/baseline.ts';
import type { RuleResult } from './audit/conformance.ts';
import { engineSheets, farSheet, recalculateFile, withheldFormulas } from './audit/engineInput.ts';
import { type EngineId, engineLimits, engineNames } from './audit/engines.ts';
import { type Values, valuesOf } from './audit/recalculation.ts';
import { ruleTable } from './audit/rules/ruleTable.ts';
import { sinceProperty } from './audit/since.ts';
import { recordElement, runProperty, scenarioProperty, type Verification, verifyWorkbook } from './audit/verify.ts';
import { auditWritten } from './audit/writtenWorkbook.ts';
import type { Claims } from './claims/claims.ts';
import { claimsFromSource } from './claims/fromSource.ts';
import { problem } from './diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { unknownScenario } from './diagnostics/unknownScenario.ts';
import type { Explanation, RunDiff } from './diff/diff.ts';
import { defaultBound, type ItemExactness, inexactProblems, measureExactness } from './exact/report.ts';
import { roundingDecisions } from './exact/roundingDecisions.ts';
import { roundingProblems } from './exact/roundingReport.ts';
import type { Grid } from './grid/grid.ts';
import { findGridProblems } from './grid/limits.ts';
import { compareCells, describeDisagreement } from './kernel/agreement.ts';
import { doubleArithmetic } from './kernel/doubleArithmetic.ts';
import { compilePlan } from './kernel/fromPlan.ts';
import type { Cells, Kernel } from './kernel/kernel.ts';
import { findMultipleRates } from './kernel/multipleRates.ts';
import { findQuantity, locatedText, rowOf } from './model/find.ts';
import type { Model, ModelOptions, Row } from './model/model.ts';
import type { Plan } from './plan/plan.ts';
import type { Answer } from './question/answer.ts';
import { findFailures } from './question/failures.ts';
import { planFile, type Read, readerOf } from './reading.ts';
import { identityOf, makeRecord } from './record/fromPlan.ts';
import type { RecordScenario, RunRecord } from './record/record.ts';
import { errorProblems, type FoundError, findErrors } from './run/errorValues.ts';
import { recordScenario } from './run/fromEvaluation.ts';
import { makeEvaluator } from './run/fromGrid.ts';
import { makeLineReader } from './run/lineReader.ts';
import { type FoundRates, rateProblems } from './run/rateProblems.ts';
import type { Evaluation, SheetValues, StoredNumbers } from './run/run.ts';
import { collectStoredNumbers, fillStoredRanges } from './run/storedResults.ts';
import { columnOf, type ReportPeriod, type Trace, type TraceContext, traceRollup, traceRow } from './run/trace.ts';
import { traceCell as traceBehind } from './run/traceCell.ts';
import type { WorkbookSheet } from './run/workbookSheets.ts';
import type { ChangesSince } from './sheets/comparison/changesSheet.ts';
import { layOutDiff } from './sheets/comparison/diffWorkbook.ts';
import { type Layout, layOutModel } from './sheets/model/fromModel.ts';
import { claimsFromYaml } from './source/claimsFromYaml.ts';
import { fingerprint } from './values/fingerprint.ts';
import { lastDayOf, parseDate, periodPositionOf } from './values/timeline.ts';
import { versions } from './values/versions.ts';
import { workbookFromFile } from './xlsx/read/fromFile.ts';
import type { WorkbookFile } from './xlsx/read/workbookFile.ts';
import { writeWorkbook } from './xlsx/write/fromRun.ts';

export interface BuildOptions extends ModelOptions {
  /** Scenario the workbook opens with; the first by default. */
  readonly scenario?: string;
  /** Answers that stand on sheets of their own. */
  readonly answers?: readonly Answer[];
  /** Another run and why results differ from it, for the sheet of changes. */
  readonly since?: ChangesSince;
  readonly progress?: (done: number, total: number, what: string) => void;
}

export interface Built {
  readonly model: Model;
  readonly grid: Grid;
  readonly layout: Layout;
  readonly record: RunRecord;
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  /** Computes the same thousands of times faster. */
  readonly kernel: Kernel;
  /** The workbook as bytes, with the scenario asked for in force. */
  readonly workbook: () => Promise<Uint8Array>;
  /** The workbook, and how it scores against the rules for auditable workbooks. */
  readonly audited: () => Promise<{ readonly bytes: Uint8Array; readonly rules: readonly RuleResult[] }>;
}

/** Steps 1 to 3: reads a model and says everything that is wrong with it. Nothing is evaluated. */
export function checkModel(path: string, read: Read, options: ModelOptions = {}): Checked<Model> {
  const { value, diagnostics } = planFile(path, read, options);
  return value === undefined ? { diagnostics } : { value: value.model, diagnostics };
}

/**
 * What no workbook can hold of a model that was read: formulas, sheets and numbers of cells that are too large, with
 * their places.
 */
export function workbookLimits({ model }: Plan): readonly Diagnostic[] {
  const { grid } = layOutModel(model, identityOf(model, model.scenarios[0]!.id), ruleTable);
  return findGridProblems(grid, (id) => findQuantity(model, id)?.declaredAt.span);
}

/** Steps 1 to 7: reads, lays out, evaluates every scenario and judges checks and tie-outs. */
export function buildModel(path: string, read: Read, options: BuildOptions = {}): Checked<Built> {
  return buildPlan(path, planFile(path, read, options), options);
}

/** Steps 4 to 7 for a model that was read with these options. */
export function buildPlan(path: string, checked: Checked<Plan>, options: BuildOptions = {}): Checked<Built> {
  if (checked.value === undefined) return { diagnostics: checked.diagnostics };
  const { model } = checked.value;
  const chosen = options.scenario ?? model.scenarios[0]!.id;
  const ids = model.scenarios.map(({ id }) => id);
  if (!ids.includes(chosen)) return { diagnostics: [...checked.diagnostics, unknownScenario(chosen, ids)] };
  // 4. Lay the model out in sheets, rows and formulas.
  const identity = identityOf(model, chosen);
  const layout = layOutModel(model, identity, ruleTable, options.answers, options.since);
  const tooLarge = findGridProblems(layout.grid, (id) => findQuantity(model, id)?.declaredAt.span);
  if (tooLarge.length > 0) return { diagnostics: [...checked.diagnostics, ...tooLarge] };
  // 5. Evaluate every scenario, keep the results of each, and let the kernel compute them once more.
  const kernel = compilePlan(checked.value);
  const { evaluations, scenarios, stored, diagnostics } = evaluateAll(kernel, layout, chosen, options);
  const grid = fillStoredRanges(layout.grid, stored);
  // 6. Write down what the run says.
  const record = makeRecord(checked.value, identity, { ...options, path, scenario: chosen }, scenarios);
  // 7. The workbook is written when it is asked for.
  const audited = () => writeAudited(grid, evaluations.get(chosen)!, model, identity.inputsHash, record, options.since);
  const built: Built = {
    model,
    grid,
    layout: { ...layout, grid },
    record,
    evaluations,
    kernel,
    workbook: async () => (await audited()).bytes,
    audited,
  };
  return { value: built, diagnostics: [...checked.diagnostics, ...judgeRounding(checked.value), ...diagnostics] };
}

/** Writes the workbook of a run, and keeps what its check against the rules found. */
async function writeAudited(
  grid: Grid,
  evaluation: Evaluation,
  model: Model,
  inputsHash: string,
  record: RunRecord,
  since: ChangesSince | undefined,
): ReturnType<Built['audited']> {
  const { runId, modelHash, scenario } = record;
  let rules: readonly RuleResult[] = [];
  const bytes = await writeWorkbook(grid, evaluation, {
    title: model.title,
    runId,
    date: knownDay(model),
    custom: {
      [runProperty]: runId,
      [scenarioProperty]: scenario,
      'burnsheet model': model.id,
      'burnsheet model hash': modelHash,
      'burnsheet inputs hash': inputsHash,
      ...(since === undefined ? {} : { [sinceProperty]: since.diff.old.runId }),
    },
    audit: (parts) => {
      const audited = auditWritten(parts, runId, (file) => recordElement(runId, baselineText(file), record));
      rules = audited.rules;
      return audited;
    },
  });
  return { bytes, rules };
}

/** A comparison as a workbook: `await diffWorkbook(diff, explanations)` is the file. */
export async function diffWorkbook(diff: RunDiff, explanations: readonly Explanation[] = []): Promise<Uint8Array> {
  const hash = fingerprint(JSON.stringify({ diff, explanations, burnsheet: versions.burnsheet }));
  const comparison = hash.slice(0, 16);
  const grid = layOutDiff(diff, explanations, { comparison, hash }, ruleTable);
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(0);
  evaluator.close();
  return writeWorkbook(grid, evaluation, {
    title: `What changed: ${diff.new.title}`,
    runId: comparison,
    date: undatedDay,
    custom: {
      [runProperty]: comparison,
      'burnsheet compared, old run': diff.old.runId,
      'burnsheet compared, new run': diff.new.runId,
    },
    audit: (parts) => auditWritten(parts, comparison, (file) => recordElement(comparison, baselineText(file))),
  });
}

/** What carries no day of its own: no file has a clock, so that the same contents give the same bytes. */
const undatedDay = '2000-01-01';

/** The day that the workbook carries: it has no clock, so that the same model gives the same bytes. */
function knownDay({ known }: Model): string {
  const date = known === undefined ? undefined : parseDate(known);
  return date === undefined ? undatedDay : lastDayOf(date);
}

/** Reads a file of claims and answers each of them by the models that it names. */
export function readClaims(path: string, read: Read): Checked<Claims> {
  const text = read(path);
  if (text === undefined)
    return {
      diagnostics: [
        problem('missing-file', undefined, `the file ${path} cannot be read`, { hint: 'name a file of claims' }),
      ],
    };
  const source = claimsFromYaml({ path, text });
  if (source.value === undefined) return { diagnostics: source.diagnostics };
  const claims = claimsFromSource(source.value, readerOf(read));
  return { ...claims, diagnostics: [...source.diagnostics, ...claims.diagnostics] };
}

/**
 * How far the doubles of a model are from forty digits: the worst of every item over all scenarios, and a problem for
 * each above the bound.
 */
export function judgeExactness(plan: Plan, bound: number = defaultBound): Checked<readonly ItemExactness[]> {
  const kernel = compilePlan(plan);
  const value = measureExactness(plan, (scenario) => {
    const cells = kernel.start(scenario);
    kernel.evaluate(cells);
    return cells;
  });
  return { value, diagnostics: inexactProblems(value, bound, plan.model) };
}

/** What rounding decides in any scenario of a model: each item or check as a problem with both outcomes. */
export function judgeRounding(plan: Plan): readonly Diagnostic[] {
  return roundingProblems(roundingDecisions(plan, doubleArithmetic), plan.model);
}

/**
 * What distinguishes a piece of work on a model from any other: the version of the program, the files, and whatever
 * else is said.
 */
export function fingerprintOf(model: Model, more: unknown): string {
  return fingerprint(
    JSON.stringify([versions.burnsheet, model.files.map(({ path, text }) => [path.split('/').at(-1), text]), more]),
  );
}

function evaluateAll(kernel: Kernel, layout: Layout, chosen: string, options: BuildOptions) {
  const { model } = kernel.plan;
  const evaluations = new Map<string, Evaluation>();
  const scenarios = new Map<string, Judged>();
  const stored: StoredNumbers[] = [];
  const rates: FoundRates[] = [];
  const { length } = model.scenarios;
  options.progress?.(0, length, 'evaluating');
  const evaluator = makeEvaluator(layout.grid);
  // The chosen one comes last, so that the engine stands where the workbook will stand.
  const order = [...model.scenarios.keys()].sort(
    (a, b) => Number(model.scenarios[a]!.id === chosen) - Number(model.scenarios[b]!.id === chosen),
  );
  order.forEach((index, done) => {
    const { id } = model.scenarios[index]!;
    const evaluation = evaluator.evaluate(index);
    const cells = requireAgreement(kernel, index, layout, evaluation);
    rates.push(...ratesFound(kernel.plan, cells, id));
    const record = recordScenario(model, layout, evaluation);
    if (id === chosen || length <= scenariosKept) evaluations.set(id, evaluation);
    stored.push(...collectStoredNumbers(layout.grid, index, evaluation));
    const verdicts = findFailures({ plan: kernel.plan, cells, scenarioId: id });
    scenarios.set(id, { record, errors: findErrors(model, layout, evaluation), verdicts });
    options.progress?.(done + 1, length, `scenario ${id}`);
  });
  const changed = evaluator.store(stored, changedSheets(layout.grid, stored));
  const last = evaluations.get(chosen)!;
  evaluations.set(chosen, { ...last, sheets: new Map([...last.sheets, ...changed]) });
  evaluator.close();
  const judged = model.scenarios.map(({ id }) => scenarios.get(id)!);
  const diagnostics = [
    ...errorProblems(judged.flatMap(({ errors }) => errors)),
    ...rateProblems(rates),
    ...judged.flatMap(({ verdicts }) => verdicts),
  ];
  return { evaluations, scenarios: judged.map(({ record }) => record), stored, diagnostics };
}

/** Cells that are named when engines disagree. */
const disagreementsNamed = 5;

/** The cells of the kernel. Two engines that give different numbers are a fault of ours, and nothing may be written. */
function requireAgreement(kernel: Kernel, index: number, layout: Layout, evaluation: Evaluation): Cells {
  const cells = kernel.start(index);
  kernel.evaluate(cells);
  const { disagreements } = compareCells(kernel.plan, cells, makeLineReader(layout, evaluation));
  if (disagreements.length === 0) return cells;
  const named = disagreements.slice(0, disagreementsNamed).map(describeDisagreement);
  const more = disagreements.length - named.length;
  throw new Error(
    `HyperFormula and the kernel disagree in scenario ${evaluation.scenario}: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
  );
}

/** Rates of return that are one of several, with their places in the file. */
function ratesFound(plan: Plan, cells: Cells, scenario: string): FoundRates[] {
  const { checks, tieOuts } = plan.model;
  return findMultipleRates(plan, cells).map(({ line, id, functionName: asked, rates }) => {
    const subject = line.row?.quantity ?? [...checks, ...tieOuts].find((one) => one.id === line.id);
    const span = subject && locatedText(subject).span;
    return { id, asked, rates, scenario, ...(span === undefined ? {} : { span }) };
  });
}

/** One scenario with what is wrong in it. */
interface Judged {
  readonly record: RecordScenario;
  readonly errors: readonly FoundError[];
  readonly verdicts: readonly Diagnostic[];
}

/** Evaluations that are kept beside the chosen one, for traces. */
const scenariosKept = 12;

/** Sheets whose values follow from stored results: their own, and the cover with its verdict. */
function changedSheets(grid: Grid, stored: readonly StoredNumbers[]): string[] {
  return stored.length === 0 ? [] : [...new Set([...stored.map(({ cells }) => cells.sheet), grid.sheets[0]!.name])];
}

/** The values of one scenario in a workbook as it is written, with every stored result in place. */
export function evaluateScenario({ grid }: Built, scenario: string): Evaluation {
  const evaluator = makeEvaluator(grid);
  const evaluation = evaluator.evaluate(grid.scenarios.indexOf(scenario));
  evaluator.close();
  return evaluation;
}

/**
 * Traces an item at a period, or at a quarter or year as the reports show it. Undefined when there is no such item or
 * period, or when the item does not add up to that quarter or year.
 */
export function traceItem(
  built: Built,
  question: { item: string; members: readonly string[]; period?: string | undefined; scenario: string },
): Trace | undefined {
  const row = findRow(built.model, question.item, question.members);
  const tracing = tracingOf(built, question.scenario);
  if (row === undefined || tracing === undefined) return undefined;
  const { timeline } = built.model;
  if (question.period === 'opening')
    return row.opening === undefined ? undefined : traceRow(row, built.layout.firstColumn - 1, tracing);
  const date = question.period === undefined ? undefined : parseDate(question.period);
  if (date === undefined) {
    const last = timeline.periods.length - 1;
    return question.period === undefined || row.quantity.time === 'scalar'
      ? traceRow(row, columnOf(row, last, built.layout), tracing)
      : undefined;
  }
  const bucket = bucketOf(question.period!, built.layout);
  if (bucket !== undefined) return traceRollup(row, bucket, tracing);
  const position = periodPositionOf(timeline, date.to - 1);
  return position === undefined ? undefined : traceRow(row, columnOf(row, position, built.layout), tracing);
}

function bucketOf(label: string, { years, quarters }: Layout): ReportPeriod | undefined {
  if (years.labels.includes(label)) return { by: 'year', at: years.labels.indexOf(label) };
  return quarters.labels.includes(label) ? { by: 'quarter', at: quarters.labels.indexOf(label) } : undefined;
}

function tracingOf({ model, layout, evaluations }: Built, scenario: string): TraceContext | undefined {
  const evaluation = evaluations.get(scenario);
  return evaluation === undefined ? undefined : { model, layout, evaluation, seen: new Set() };
}

/** Traces what stands behind a workbook cell such as `COGS!H14`. */
export function traceCell(built: Built, address: string, scenario: string): Trace | undefined {
  const tracing = tracingOf(built, scenario);
  return tracing === undefined ? undefined : traceBehind(address, tracing);
}

function findRow(model: Model, item: string, members: readonly string[]): Row | undefined {
  const quantity = findQuantity(model, item);
  return quantity === undefined ? undefined : rowOf(quantity, members);
}

/** What an engine made of a workbook: its values, or the workbook with them, or why it computed nothing. */
export interface Computed {
  readonly engine: string;
  readonly result:
    | { readonly values: Values; readonly unknownFunctions?: ReadonlySet<string> }
    | { readonly bytes: Uint8Array }
    | { readonly failure: string };
}

/** What a workbook is checked with: who computes it anew, and what it should be. */
export interface VerifyOptions {
  /**
   * The workbook as an engine computed it from its formulas; HyperFormula does it here and without bounds if there is
   * none.
   */
  readonly recalculated?: Computed;
  /** The workbook as its model gives it. */
  readonly expected?: { readonly runId: string; readonly bytes: Uint8Array };
}

/** Reads any workbook, also one that burnsheet did not write. */
export const openWorkbook: (bytes: Uint8Array) => Checked<WorkbookFile> = workbookFromFile;

/** The cells of a workbook for an engine, or why it cannot be given them. */
export function cellsForEngine(file: WorkbookFile, engine: EngineId): Checked<readonly WorkbookSheet[]> {
  const far = engine === 'hyperformula' ? farSheet(file) : undefined;
  return far === undefined
    ? { value: engineSheets(file, withheldFormulas(file)), diagnostics: [] }
    : { diagnostics: [tooFar(far)] };
}

/** Says of a workbook that was read whether it is what was written, and whether its stored results are right. */
export function verifyFile(file: WorkbookFile, { recalculated, expected }: VerifyOptions = {}): Checked<Verification> {
  const model = expected === undefined ? undefined : workbookFromFile(expected.bytes);
  const found = recalculated === undefined ? computedHere(file) : valuesOfComputed(recalculated);
  const diagnostics = [...(model?.diagnostics ?? []), ...found.diagnostics];
  if (found.value === undefined || hasErrors(diagnostics)) return { diagnostics };
  const engine = recalculated?.engine ?? engineNames.hyperformula;
  const isIndependent = engine !== engineNames.hyperformula;
  const result = recalculated?.result;
  const unknown = result !== undefined && 'values' in result ? result.unknownFunctions : undefined;
  const limits = engineLimits(engine, unknown);
  const baseline = model?.value === undefined ? undefined : baselineOf(model.value);
  const wanted = baseline === undefined ? undefined : { runId: expected!.runId, baseline };
  const withheld = limits.computes === undefined ? new Map<string, string>() : withheldFormulas(file);
  const given = { engine, values: found.value, isIndependent, limits, withheld };
  return { value: verifyWorkbook(file, given, wanted), diagnostics };
}

function computedHere(file: WorkbookFile): Checked<Values> {
  const far = farSheet(file);
  return far === undefined ? { value: recalculateFile(file), diagnostics: [] } : { diagnostics: [tooFar(far)] };
}

function valuesOfComputed({ result }: Computed): Checked<Values | { readonly failure: string }> {
  if ('failure' in result) return { value: result, diagnostics: [] };
  if ('values' in result) return { value: result.values, diagnostics: [] };
  const { value, diagnostics } = workbookFromFile(result.bytes);
  return value === undefined ? { diagnostics } : { value: valuesOf(value), diagnostics };
}

function tooFar(sheet: string): Diagnostic {
  return problem(
    'invalid-workbook',
    undefined,
    `a cell of the sheet '${sheet}' lies so far out that its results cannot be computed by HyperFormula`,
    {
      hint: 'delete the rows and columns behind the last used one, or compute with --engine ironcalc',
    },
  );
}

/** The scenario that a workbook was written with, or undefined when it does not say so. */
export function scenarioOfFile({ properties }: WorkbookFile): string | undefined {
  return properties.custom.get(scenarioProperty);
}

export { type Baseline, baselineOf } from './audit/baseline.ts';
export { type EngineId, engineNames } from './audit/engines.ts';
export { errorCells } from './audit/errorCells.ts';
export { failingRules } from './audit/failingRules.ts';
export { type Rerun, rerunOf } from './audit/rerun.ts';
export { type Traces, tracesOf } from './audit/verify.ts';
export { compareRuns, explainRuns, type RunOptions, readRecord, runModel, runPlan } from './comparing.ts';
export { type Naming, type Origin, type ReadBack, readBack } from './edits/fromWorkbook.ts';
export { planFile, type Read, readerOf };
export type {
  Checked,
  Claims,
  Diagnostic,
  ItemExactness,
  Model,
  ModelOptions,
  Plan,
  RuleResult,
  RunRecord,
  SheetValues,
  ChangesSince,
  Trace,
  Verification,
  Values,
  WorkbookFile,
  WorkbookSheet,
};
