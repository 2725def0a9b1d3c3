/** All commands in one program. Enters: a terminal. Leaves: a function from arguments to an exit code. */
import { Command, CommanderError } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { versions } from '../values/versions.ts';
import { buildCommand } from './commands/build.ts';
import { checkCommand } from './commands/check.ts';
import { claimsCommand } from './commands/claims.ts';
import { diffCommand } from './commands/diff.ts';
import { editsCommand } from './commands/edits.ts';
import { historyCommand } from './commands/history.ts';
import { initCommand } from './commands/init.ts';
import { runsCommand } from './commands/runs.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { schemaCommand } from './commands/schema.ts';
import { sensitivityCommand } from './commands/sensitivity.ts';
import { showCommand } from './commands/show.ts';
import { simulateCommand } from './commands/simulate.ts';
import { solveCommand } from './commands/solve.ts';
import { tornadoCommand } from './commands/tornado.ts';
import { traceCommand } from './commands/trace.ts';
import { verifyCommand } from './commands/verify.ts';
import { ExitCode } from './io/exit.ts';
import { optionProblem } from './io/options.ts';
import { complainAbout, jsonDocument, outcome } from './io/report.ts';
import type { Terminal } from './io/terminal.ts';

const epilogue = `
Example:
  burnsheet build models/anthropic.yaml

Exit status:
  0  all well
  1  a check, a tie-out or a value is wrong, or a workbook was changed;
     with diff --exit-code, two runs differ
  2  the input is wrong
  3  a bug of burnsheet`;

const commands = [
  ...[checkCommand, buildCommand, showCommand, traceCommand, verifyCommand],
  ...[sensitivityCommand, tornadoCommand, simulateCommand, solveCommand, scenariosCommand, claimsCommand],
  ...[diffCommand, editsCommand, runsCommand, historyCommand],
  ...[initCommand, schemaCommand],
];

export interface Program {
  /** Runs one command line, such as `['check', 'models/a.yaml']`. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The program with its commands. */
export function createProgram(terminal: Terminal): Program {
  let exitCode: number = ExitCode.allWell;
  const done = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('burnsheet')
    .description('declarative financial models: checked, evaluated, exported as live auditable workbooks')
    .version(versions.burnsheet)
    .addHelpText('after', epilogue);
  for (const make of commands) {
    program.addCommand(make(terminal, done));
  }
  let given: readonly string[] = [];
  for (const each of [program, ...program.commands])
    configure(each, terminal, (message) => sayUsage(message, given, program, terminal));
  const run = async (args: readonly string[]): Promise<number> => {
    given = args;
    return (await parse(program, args)) ? exitCode : ExitCode.inputWrong;
  };
  return { run };
}

function configure(command: Command, terminal: Terminal, onError: (message: string) => void): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => terminal.say(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
      outputError: onError,
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    });
}

/**
 * Commander's complaint in the form of every other problem: `error[invalid-option]: unknown option '--jsn'`, or one
 * JSON document.
 */
function sayUsage(text: string, args: readonly string[], program: Command, terminal: Terminal): void {
  const name = args.find((arg) => program.commands.some((command) => command.name() === arg));
  const wrong = usageProblem(text, name);
  if (wantsJson(args)) terminal.say(jsonDocument(name ?? 'usage', outcome([wrong])));
  else complainAbout([wrong], terminal);
}

/**
 * What is wrong, and what to write: the reason that an option gives, a suggestion of Commander, or where an example
 * stands.
 */
function usageProblem(text: string, command: string | undefined): Diagnostic {
  const [line = '', ...suggestions] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const [, message = line, reason = ''] = /^(.* is invalid)\. (.*?)\.?$/.exec(line) ?? [];
  const suggestion = suggestions.join(' ').replace(/^\((.*)\)$/, '$1');
  const example = `${['burnsheet', command].filter((word) => word !== undefined).join(' ')} --help shows an example`;
  return optionProblem(message, [reason, suggestion].find((hint) => hint !== '') ?? example);
}

/** Whether a program reads the answer; the options themselves may be what is wrong, so they are looked at as texts. */
function wantsJson(args: readonly string[]): boolean {
  return (
    args.includes('--json') ||
    args.includes('--format=json') ||
    args.some((arg, at) => arg === 'json' && args[at - 1] === '--format')
  );
}

/** Whether the arguments could be understood; help and version count as understood. */
async function parse(program: Command, args: readonly string[]): Promise<boolean> {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return true;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0;
    throw error;
  }
}
