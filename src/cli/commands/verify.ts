/**
 * `burnsheet verify`: whether a workbook was changed, whether its results are right, and how it scores against the
 * rules for auditable workbooks.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import { type Checked, hasErrors } from '../../diagnostics/diagnostic.ts';
import {
  type VerifyOptions as Against,
  buildModel,
  type Computed,
  cellsForEngine,
  type EngineId,
  engineNames,
  findEngine,
  openWorkbook,
  scenarioOfFile,
  type Verification,
  verifyFile,
  type WorkbookFile,
} from '../../pipeline.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { withoutCachedResults } from '../../xlsx/read/cachedResults.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { readBytes } from '../io/files.ts';
import { shorten, stripControls } from '../io/format.ts';
import { type FormulaThread, startFormulaThread } from '../io/formulaThread.ts';
import { ConversionFailure, convertWorkbooks, findLibreOffice } from '../io/libreOffice.ts';
import { modelFile } from '../io/modelFile.ts';
import { modelOptions, newCommand, optionProblem, type SharedOptions } from '../io/options.ts';
import { jsonDocument, outcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { isSystemError } from '../io/writing.ts';
import { renderFindings } from '../reports/findingsText.ts';

type EngineOption = 'libreoffice' | EngineId;

export interface VerifyOptions extends SharedOptions {
  readonly model?: string;
  readonly engine?: EngineOption;
  readonly all?: boolean;
}

/** The command with its help; `done` takes the exit code. */
export function verifyCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return newCommand(
    'verify',
    'check a workbook: changes, results, and the rules for auditable workbooks',
    'burnsheet verify exports/anthropic/anthropic.xlsx --model models/anthropic.yaml',
  )
    .argument('<file>', 'workbook (.xlsx), including one that burnsheet did not write')
    .option('--model <file>', 'compare with this model instead of the record inside the workbook')
    .option('--scenario <id>', 'scenario of the model (default: the one that the workbook names)')
    .option('--all', 'list every finding')
    .addOption(
      new Option(
        '--engine <engine>',
        'which program recalculates the results (default: LibreOffice if it is installed, otherwise IronCalc)',
      ).choices(Object.keys(engineNotes)),
    )
    .action(async (path: string, options: VerifyOptions) => done(await runVerify(path, options, terminal)));
}

/** Verifies a workbook; returns the exit code: 1 if anything is found, 2 if the workbook cannot be read. */
export async function runVerify(path: string, options: VerifyOptions, terminal: Terminal): Promise<number> {
  const { value: found, diagnostics } = await verify(path, options);
  const exitCode =
    found === undefined ? exitCodeOf(diagnostics) : isSound(found) ? ExitCode.allWell : ExitCode.resultWrong;
  if (options.json === true) {
    terminal.say(jsonDocument('verify', { path, ...outcome(diagnostics), exitCode, ...(found ?? {}) }));
    return exitCode;
  }
  reportProblems(diagnostics, terminal);
  if (found !== undefined) terminal.say(render(path, found, options, terminal));
  return exitCode;
}

/** Whether there is no change, no stale result and no failing rule. */
function isSound({ findings, recalculation, rules }: Verification): boolean {
  return (
    findings.length === 0 && recalculation.findings.length === 0 && rules.every(({ result }) => result !== 'fails')
  );
}

async function verify(path: string, options: VerifyOptions): Promise<Checked<Verification>> {
  if (options.scenario !== undefined && options.model === undefined)
    return {
      diagnostics: [
        optionProblem(
          '--scenario selects a scenario of a model, but no model is named',
          'add --model models/anthropic.yaml',
        ),
      ],
    };
  const bytes = readBytes(path);
  if (typeof bytes === 'string')
    return {
      diagnostics: [
        problem('missing-file', undefined, bytes, {
          hint: 'name a workbook, such as exports/anthropic/anthropic.xlsx',
        }),
      ],
    };
  const engine = await engineOf(options);
  if (engine.value === undefined) return { diagnostics: engine.diagnostics };
  const chosen = engine.value;
  if (typeof chosen === 'object')
    return verifyBytes(bytes, options, () => recalculateWithLibreOffice(bytes, chosen.program));
  const thread = startFormulaThread(chosen, bytes.length);
  try {
    return await verifyBytes(bytes, options, (file) => recalculateInThread(file, chosen, thread));
  } finally {
    await thread.end();
  }
}

async function verifyBytes(
  bytes: Uint8Array,
  options: VerifyOptions,
  recalculate: (file: WorkbookFile) => Promise<Checked<Computed>>,
): Promise<Checked<Verification>> {
  // A file that cannot be read is refused before any other program opens it.
  const { value: file, diagnostics } = openWorkbook(bytes);
  if (file === undefined || hasErrors(diagnostics)) return { diagnostics };
  const expected = await expectedWorkbook(file, options);
  if (expected.value === undefined && hasErrors(expected.diagnostics)) return { diagnostics: expected.diagnostics };
  const recalculated = await recalculate(file);
  if (recalculated.value === undefined && hasErrors(recalculated.diagnostics))
    return { diagnostics: recalculated.diagnostics };
  const against: Against = {
    ...(recalculated.value === undefined ? {} : { recalculated: recalculated.value }),
    ...(expected.value === undefined ? {} : { expected: expected.value }),
  };
  const verified = verifyFile(file, against);
  return { ...verified, diagnostics: [...diagnostics, ...verified.diagnostics] };
}

/** The workbook that the model gives; undefined if no model was named. */
async function expectedWorkbook(
  file: WorkbookFile,
  options: VerifyOptions,
): Promise<Checked<NonNullable<Against['expected']>>> {
  if (options.model === undefined) return { diagnostics: [] };
  const source = modelFile(options.model);
  if (source.problem !== undefined) return { diagnostics: [source.problem] };
  const scenario = options.scenario ?? scenarioOfFile(file);
  const asked = { ...modelOptions(options), ...(scenario === undefined ? {} : { scenario }) };
  const { value: built, diagnostics } = buildModel(source.path, source.read, asked);
  if (built === undefined || exitCodeOf(diagnostics) === ExitCode.inputWrong) return { diagnostics };
  return { value: { runId: built.record.runId, bytes: await built.workbook() }, diagnostics: [] };
}

/** An engine that is given cells, or the program of LibreOffice, which reads the file. */
type ChosenEngine = EngineId | { readonly program: string };

/**
 * The engine that recalculates the workbook. By default it is one that shares no code with HyperFormula, which computed
 * the results of a workbook of burnsheet and so cannot confirm them.
 */
async function engineOf({ engine }: VerifyOptions): Promise<Checked<ChosenEngine>> {
  switch (engine) {
    case 'hyperformula':
    case 'ironcalc':
      return { value: engine, diagnostics: [] };
    case 'libreoffice':
    case undefined: {
      const program = await findLibreOffice();
      if (program !== undefined) return { value: { program }, diagnostics: [] };
      if (engine === undefined) return { value: 'ironcalc', diagnostics: [] };
      const hint = 'install it, or write --engine ironcalc';
      return { diagnostics: [optionProblem('LibreOffice is not installed: the program soffice was not found', hint)] };
    }
    default:
      return engine satisfies never;
  }
}

/** The workbook as LibreOffice computes it. */
async function recalculateWithLibreOffice(bytes: Uint8Array, program: string): Promise<Checked<Computed>> {
  const converted = await convertWorkbooks(program, [withoutCachedResults(bytes)]).catch(failureOf);
  const result = 'failure' in converted ? converted : { bytes: converted[0]! };
  return { value: { engine: 'LibreOffice', result }, diagnostics: [] };
}

/** Any workbook may make another program fail or work without end, and its folder may be on a disk that is full. */
function failureOf(error: unknown): { readonly failure: string } {
  if (error instanceof ConversionFailure || isSystemError(error)) return { failure: error.message.split('\n')[0]! };
  throw error;
}

/** The values that an engine computes from the cells. */
async function recalculateInThread(
  file: WorkbookFile,
  engine: EngineId,
  thread: FormulaThread,
): Promise<Checked<Computed>> {
  const { value: sheets, diagnostics } = cellsForEngine(file, engine);
  if (sheets === undefined) return { diagnostics };
  return { value: { engine: engineNames[engine], result: await thread.compute(sheets) }, diagnostics };
}

const verdictWords: Readonly<Record<Verification['verdict'], string>> = {
  'as written': 'has not been changed',
  changed: 'was changed after it was written',
  'record lost':
    'was written by burnsheet, but another program dropped its record when saving: name its model with --model',
  'not written by burnsheet': 'was not written by burnsheet, so its original content is unknown',
};
const comparedWords: Readonly<Record<Verification['comparedWith'], string>> = {
  model: 'compared with the model',
  record: 'compared with the record inside the file; use --model to compare with a model',
  nothing: 'not compared: the file contains no record',
};

/** The sheets that depend on another run, which the model does not contain. */
function sinceWords({ since, recorded }: Verification, width: number): string {
  if (since === undefined) return '';
  const told = `it shows changes since the run ${stripControls(since)}`;
  const words =
    recorded === undefined || recorded.length === 0
      ? told
      : `${told}; sheets and cells that depend on it (${recorded.join(', ')}) were compared with the record inside ` +
        'the file, because the model does not contain that run';
  return `\n${wrapWords(words, width).join('\n')}`;
}

function render(path: string, found: Verification, { all }: VerifyOptions, terminal: Terminal): string {
  const { colours } = terminal;
  const { runId, verdict, comparedWith, findings, recalculation } = found;
  const mark = verdict === 'as written' ? colours.green : verdict === 'changed' ? colours.red : colours.yellow;
  const head =
    `${stripControls(path)} ` +
    `${mark(verdictWords[verdict])}${runId === undefined ? '' : ` (run ${stripControls(runId)})`}`;
  const parts = [
    `${head}\n${comparedWords[comparedWith]}${sinceWords(found, terminal.width)}`,
    recalculationWords(recalculation, terminal),
    renderFindings([...findings, ...recalculation.findings], all === true, terminal),
    renderRules(found.rules, all === true, terminal),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** How many results were recalculated, by which engine, and whether they agree. */
function recalculationWords({ engine, cells, failure, findings }: Verification['recalculation'], terminal: Terminal) {
  const { colours, width } = terminal;
  const engineId = findEngine(engine);
  if (failure !== undefined) {
    const hint = engineId === 'ironcalc' ? '; LibreOffice or --engine hyperformula may succeed' : '';
    return colours.red(`${engine} could not recalculate the results: ${stripControls(failure)}${hint}`);
  }
  const count = (wanted: string) => findings.filter(({ kind }) => kind === wanted).length;
  const [wrong, left] = [count('stale-value'), count('not-computed')];
  const agreement = wrong === 0 ? colours.green('all agree') : colours.red(`${wrong.toLocaleString('en-US')} differ`);
  const rest = left === 0 ? '' : `; ${engine} cannot compute ${left.toLocaleString('en-US')} more`;
  const line = `${cells.toLocaleString('en-US')} results recalculated by ${engine}: ${agreement}${rest}`;
  const note = engineNotes[engineId ?? 'libreoffice'];
  return [line, ...(note === undefined ? [] : wrapWords(note, width))].join('\n');
}

/** What the reader must know of an engine to judge its agreement, in the order in which the help lists the engines. */
const engineNotes: Readonly<Record<EngineOption, string | undefined>> = {
  libreoffice: undefined,
  ironcalc: 'IronCalc shares no code with HyperFormula, which burnsheet uses',
  hyperformula:
    'burnsheet also builds workbooks with HyperFormula; for an independent check, use --engine ironcalc or libreoffice',
};

const placesMost = 5;

/**
 * The places of a rule behind what it says: all of them if that is asked for, otherwise the first, unless it names them
 * itself.
 */
function placesOf(detail: string, cells: readonly string[], count: number, all: boolean): string {
  if (
    cells.length === 0 ||
    (!all && detail.includes(cells[0]!)) ||
    (all && cells.every((cell) => detail.includes(cell)))
  )
    return '';
  const shown = all ? cells : cells.slice(0, placesMost);
  const more =
    count > shown.length ? ` and ${(count - shown.length).toLocaleString('en-US')} more: --all lists them` : '';
  return ` (${shown.map(stripControls).join(', ')}${more})`;
}

/** The rules for auditable workbooks as a table, with explanations of failures and, on request, of exceptions. */
function renderRules(rules: Verification['rules'], all: boolean, terminal: Terminal): string {
  const { colours, width } = terminal;
  const colour = {
    passes: colours.green,
    fails: colours.red,
    'justified exception': colours.yellow,
    'not applicable': colours.dim,
  } as const;
  const numbered = Math.max(...rules.map(({ result }) => result.length));
  const lines = rules.flatMap(({ rule, title, result, detail, cells, count }) => {
    const line =
      `${String(rule).padStart(2)}  ${colour[result](result.padEnd(numbered))}  ` +
      `${shorten(stripControls(title), width - numbered - 6)}`;
    if (result === 'passes' || (result === 'justified exception' && !all)) return [line];
    return [line, ...wrapWords(`${stripControls(detail)}${placesOf(detail, cells, count, all)}`, width, '      ')];
  });
  const count = (wanted: RuleOutcome) => rules.filter(({ result }) => result === wanted).length;
  const counts = resultCounts(count).join(', ');
  const hint = !all && count('justified exception') > 0 ? '; --all gives the reasons' : '';
  return [colours.bold(`Rules for auditable workbooks: ${counts}${hint}`), ...lines].join('\n');
}

type RuleOutcome = Verification['rules'][number]['result'];

/** `18 pass`, `1 fails` and so on, without results that no rule has. */
function resultCounts(count: (result: RuleOutcome) => number): readonly string[] {
  const [passing, failing] = [count('passes'), count('fails')];
  const [exceptions, inapplicable] = [count('justified exception'), count('not applicable')];
  return [
    ...(passing === 0 ? [] : [`${passing} ${passing === 1 ? 'passes' : 'pass'}`]),
    ...(exceptions === 0 ? [] : [`${exceptions} justified exception${exceptions === 1 ? '' : 's'}`]),
    ...(inapplicable === 0 ? [] : [`${inapplicable} not applicable`]),
    ...(failing === 0 ? [] : [`${failing} ${failing === 1 ? 'fails' : 'fail'}`]),
  ];
}
