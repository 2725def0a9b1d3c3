/** `burnsheet trace`: where a number comes from, as a tree of formulas down to the inputs and their sources. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Built, Trace } from '../../pipeline.ts';
import { buildModel, traceCell, traceItem } from '../../pipeline.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { modelFile } from '../io/modelFile.ts';
import type { SharedOptions } from '../io/options.ts';
import { modelOptions, newCommand } from '../io/options.ts';
import { startProgress } from '../io/progress.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { chosenScenarios } from '../reports/resultTables.ts';
import { renderTrace } from '../reports/traceText.ts';
import { readTraceQuery } from './traceQuery.ts';

export interface TraceOptions extends SharedOptions {
  readonly depth: number;
}

/** The command with its help; `done` takes the exit code. */
export function traceCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return newCommand(
    'trace',
    'trace a number back to its inputs and sources',
    'burnsheet trace models/anthropic.yaml revenue@2027-03',
  )
    .argument('<model>', 'model file')
    .argument('<number>', 'item@period, item.member@2027 for a reported year, item@opening, or a cell such as COGS!H14')
    .option('--scenario <id>', 'the scenario to trace')
    .option('--depth <levels>', 'levels of formulas to follow, or all', parseDepth, 3)
    .action((path: string, question: string, options: TraceOptions) =>
      done(runTrace(path, question, options, terminal)),
    );
}

function parseDepth(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('write a whole number, or all.');
}

interface Answer {
  readonly trace: Trace;
  readonly scenario: string;
  readonly stated?: string;
}

/** Evaluates a model and explains one of its numbers; returns the exit code. */
export function runTrace(path: string, question: string, options: TraceOptions, terminal: Terminal): number {
  const { value: answer, diagnostics } = answerOf(path, question, options, terminal);
  if (options.json === true) {
    terminal.say(jsonDocument('trace', { ...modelOutcome(path, diagnostics), question, ...answer }));
    return exitCodeOf(diagnostics);
  }
  reportProblems(diagnostics, terminal);
  if (answer !== undefined) {
    if (answer.stated !== undefined) terminal.say(`${answer.stated}\n`);
    terminal.say(renderTrace(answer.trace, options.depth, terminal.colours, terminal.width));
  }
  return exitCodeOf(diagnostics);
}

function answerOf(path: string, question: string, options: TraceOptions, terminal: Terminal): Checked<Answer> {
  const file = modelFile(path);
  if (file.problem !== undefined) return { diagnostics: [file.problem] };
  const progress = startProgress(terminal);
  const { scenario } = options;
  const asked = {
    ...modelOptions(options),
    ...(scenario === undefined ? {} : { scenario }),
    progress: progress.report,
  };
  const { value: built, diagnostics } = buildModel(file.path, file.read, asked);
  progress.end();
  if (built === undefined || exitCodeOf(diagnostics) === ExitCode.inputWrong) return { diagnostics };
  const answer = ask(built, question, scenario);
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics] };
}

function ask(built: Built, text: string, asked: string | undefined): Checked<Answer> {
  const chosen = chosenScenarios(built.record, asked);
  const scenario = chosen.value?.[0]?.id;
  if (scenario === undefined) return { diagnostics: chosen.diagnostics };
  const { value: question, diagnostics } = readTraceQuery(text, built.record, scenario);
  if (question === undefined) return { diagnostics };
  const trace =
    question.kind === 'cell'
      ? traceCell(built, question.address, scenario)
      : traceItem(built, { item: question.item, members: [...question.members], period: question.period, scenario });
  const stated = question.kind === 'item' && question.stated !== undefined ? { stated: question.stated } : {};
  if (trace !== undefined) return { value: { trace, scenario, ...stated }, diagnostics: [] };
  const message = `there is no model value at ${text}`;
  return {
    diagnostics: [
      problem('unknown-name', undefined, message, {
        hint: 'name a line item and its period, or a cell of a calculation sheet',
      }),
    ],
  };
}
