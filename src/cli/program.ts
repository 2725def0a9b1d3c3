/** All commands in one program. Input: a terminal. Output: a function from arguments to an exit code. */
import { Command, CommanderError } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { versions } from '../values/versions.ts';
import { type CommandEntry, commandTable } from './commandTable.ts';
import { ExitCode } from './io/exit.ts';
import { optionProblem } from './io/options.ts';
import { jsonDocument, outcome, reportProblems } from './io/report.ts';
import type { Terminal } from './io/terminal.ts';

const epilogue = `
Example:
  burnsheet build models/anthropic.yaml

Exit status:
  0  success
  1  a check, tie-out or result fails, or a workbook has been changed;
     with diff --exit-code, the two runs differ
  2  the input is invalid
  3  a bug in burnsheet`;

export interface Program {
  /** Runs one command line, such as `['check', 'models/a.yaml']`. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The program with its commands. */
export function createProgram(terminal: Terminal): Program {
  return {
    run: async (args) => {
      let exitCode: number = ExitCode.allWell;
      const program = await makeProgram(args, terminal, (code) => {
        exitCode = code;
      });
      for (const each of [program, ...program.commands])
        configure(each, terminal, (message) => reportUsageProblem(message, args, program, terminal));
      return (await parse(program, args)) ? exitCode : ExitCode.inputWrong;
    },
  };
}

/** The program with the command that the arguments name; every other command is only its name and description. */
async function makeProgram(
  args: readonly string[],
  terminal: Terminal,
  done: (exitCode: number) => void,
): Promise<Command> {
  const program = new Command('burnsheet')
    .description('check and evaluate financial models written in YAML, and export them as auditable Excel workbooks')
    .version(versions.burnsheet)
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .addHelpText('after', epilogue);
  const called = args.filter((arg) => !arg.startsWith('-')).slice(0, 2);
  for (const entry of commandTable) {
    const isCalled = called[0] === entry.name || (called[0] === 'help' && called[1] === entry.name);
    program.addCommand(isCalled ? (await entry.load())(terminal, done) : listedCommand(entry));
  }
  return program;
}

/** A command for the list in the help: its options are not loaded. */
function listedCommand({ name, usage, description }: CommandEntry): Command {
  return new Command(name).usage(usage).description(description);
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
function reportUsageProblem(text: string, args: readonly string[], program: Command, terminal: Terminal): void {
  const name = args.find((arg) => program.commands.some((command) => command.name() === arg));
  const wrong = usageProblem(text, name);
  if (wantsJson(args)) terminal.say(jsonDocument(name ?? 'usage', outcome([wrong])));
  else reportProblems([wrong], terminal);
}

/** The problem and a hint: the reason given by an option, Commander's suggestion, or a pointer to the example. */
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

/** Whether the output is for a program; reads the raw arguments, because the options may be what is wrong. */
function wantsJson(args: readonly string[]): boolean {
  return (
    args.includes('--json') ||
    args.includes('--format=json') ||
    args.some((arg, at) => arg === 'json' && args[at - 1] === '--format')
  );
}

/** Whether the arguments are valid; help and version count as valid. */
async function parse(program: Command, args: readonly string[]): Promise<boolean> {
  try {
    await program.parseAsync([...args], { from: 'user' });
    return true;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0;
    throw error;
  }
}
