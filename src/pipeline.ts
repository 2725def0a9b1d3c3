/**
 * A build in seven numbered steps: text becomes source, model, grid, numbers and a workbook.
 *
 *   text -> source -> model -> grid -> run -> xlsx
 *            formula ^
 *
 * Steps 1 to 3 are in `reading.ts`, so that threads that only compute load nothing else. `comparing.ts`, `verifying.ts`
 * and `tracing.ts` tell what can be done with runs, workbooks and numbers.
 */
import { baselineText } from './audit/baseline.ts';
import type { RuleResult } from './audit/conformance.ts';
import type { WorkbookValues } from './audit/recalculation.ts';
import { sinceProperty } from './audit/recordedChangesSheet.ts';
import { ruleTable } from './audit/rules/ruleTable.ts';
import { recordElement, runProperty, scenarioProperty, type Verification } from './audit/verify.ts';
import { auditWrittenWorkbook } from './audit/writtenWorkbook.ts';
import { judgeRounding } from './checking.ts';
import type { Claims } from './claims/claims.ts';
import { claimsFromSource } from './claims/fromSource.ts';
import { problem } from './diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from './diagnostics/diagnostic.ts';
import { unknownScenario } from './diagnostics/unknownScenario.ts';
import type { Explanation, RunDiff } from './diff/diff.ts';
import type { ItemExactness } from './exact/report.ts';
import type { Grid } from './grid/grid.ts';
import { findGridProblems } from './grid/limits.ts';
import { describeDisagreement, findEngineDisagreements } from './kernel/agreement.ts';
import { compilePlan } from './kernel/fromPlan.ts';
import type { Cells, Kernel } from './kernel/kernel.ts';
import { findMultipleRates } from './kernel/multipleRates.ts';
import { findQuantity, locatedText } from './model/find.ts';
import type { Model, ModelOptions } from './model/model.ts';
import type { Plan } from './plan/plan.ts';
import type { Answer } from './question/answer.ts';
import { findFailures } from './question/failures.ts';
import { planFile, type Read, readerOf } from './reading.ts';
import { identityOf, makeRecord } from './record/fromPlan.ts';
import type { RecordScenario, RunRecord } from './record/record.ts';
import { errorProblems, type FoundError, findErrors } from './run/errorValues.ts';
import { makeEvaluator } from './run/fromGrid.ts';
import { makeLineReader } from './run/lineReader.ts';
import { type FoundRates, rateProblems } from './run/rateProblems.ts';
import { recordScenario } from './run/recordFromEvaluation.ts';
import type { Evaluation, SheetValues, StoredNumbers } from './run/run.ts';
import { collectStoredNumbers, fillStoredRanges } from './run/storedResults.ts';
import type { Trace } from './run/trace.ts';
import type { WorkbookSheet } from './run/workbookSheets.ts';
import type { ChangesSince } from './sheets/comparison/changesSheet.ts';
import { layOutDiff } from './sheets/comparison/diffWorkbook.ts';
import { type Layout, layOutModel } from './sheets/model/fromModel.ts';
import { claimsFromYaml } from './source/claimsFromYaml.ts';
import { fingerprint } from './values/fingerprint.ts';
import { lastDayOf, parseDate } from './values/timeline.ts';
import { versions } from './values/versions.ts';
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
      const audited = auditWrittenWorkbook(parts, runId, (file) => recordElement(runId, baselineText(file), record));
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
    audit: (parts) => auditWrittenWorkbook(parts, comparison, (file) => recordElement(comparison, baselineText(file))),
  });
}

/** What carries no day of its own: no file has a clock, so that the same contents give the same bytes. */
const undatedDay = '2000-01-01';

/** The day that the workbook carries: it has no clock, so that the same model gives the same bytes. */
function knownDay({ known }: Model): string {
  const date = known === undefined ? undefined : parseDate(known);
  return date === undefined ? undatedDay : lastDayOf(date);
}

/** Reads a claims file and answers each of them by the models that it names. */
export function readClaims(path: string, read: Read): Checked<Claims> {
  const text = read(path);
  if (text === undefined)
    return {
      diagnostics: [
        problem('missing-file', undefined, `the file ${path} cannot be read`, { hint: 'name a claims file' }),
      ],
    };
  const source = claimsFromYaml({ path, text });
  if (source.value === undefined) return { diagnostics: source.diagnostics };
  const claims = claimsFromSource(source.value, readerOf(read));
  return { ...claims, diagnostics: [...source.diagnostics, ...claims.diagnostics] };
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
  const { disagreements } = findEngineDisagreements(kernel.plan, cells, makeLineReader(layout, evaluation));
  if (disagreements.length === 0) return cells;
  const named = disagreements.slice(0, disagreementsNamed).map(describeDisagreement);
  const more = disagreements.length - named.length;
  throw new Error(
    `HyperFormula and the kernel disagree in scenario ${evaluation.scenario}: ` +
      `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
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

export { type Baseline, baselineOf } from './audit/baseline.ts';
export { type EmbeddedRun, readEmbeddedRun } from './audit/embeddedRun.ts';
export { errorCells } from './audit/errorCells.ts';
export { failingRules } from './audit/failingRules.ts';
export { type EngineId, engineNames, findEngine } from './audit/recalculationEngines.ts';
export { findTraces } from './audit/verify.ts';
export { checkModel, judgeExactness, workbookLimits } from './checking.ts';
export { compareRuns, explainRuns, type RunOptions, readRecord, runModel, runPlan } from './comparing.ts';
export { type Naming, type Origin, type ReadBack, readBack } from './edits/fromWorkbook.ts';
export { type Traceable, traceCell, traceItem } from './tracing.ts';
export {
  type Computed,
  cellsForEngine,
  openWorkbook,
  scenarioOfFile,
  type VerifyOptions,
  verifyFile,
} from './verifying.ts';
export { judgeRounding, planFile, type Read, readerOf };
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
  WorkbookValues,
  WorkbookFile,
  WorkbookSheet,
};
