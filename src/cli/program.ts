/** All commands in one program. Enters: a terminal. Leaves: a function from arguments to an exit code. */
import { Command, CommanderError } from 'commander';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { versions } from '../versions.ts';
import { buildCommand } from './build.ts';
import { checkCommand } from './check.ts';
import { ExitCode } from './exit.ts';
import { initCommand } from './init.ts';
import { optionProblem } from './options.ts';
import { schemaCommand } from './schema.ts';
import { showCommand } from './show.ts';
import type { Terminal } from './terminal.ts';
import { traceCommand } from './trace.ts';

const epilogue = `
Example:
  burnsheet build models/anthropic.yaml

Exit status:
  0  all well
  1  a check, a tie-out or a value is wrong
  2  the input is wrong
  3  a bug of burnsheet`;

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
  for (const make of [checkCommand, buildCommand, showCommand, traceCommand, initCommand, schemaCommand]) {
    program.addCommand(make(terminal, done));
  }
  for (const each of [program, ...program.commands]) configure(each, terminal);
  return { run: async (args) => ((await parse(program, args)) ? exitCode : ExitCode.inputWrong) };
}

function configure(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => terminal.say(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
      outputError: (text, write) => write(usageProblem(text, terminal)),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    });
}

/** Commander's complaint in the form of every other problem: `error[invalid-option]: unknown option '--jsn'`. */
function usageProblem(text: string, terminal: Terminal): string {
  const [message = '', ...hints] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const hint = hints.join(' ').replace(/^\((.*)\)$/, '$1');
  const color = terminal.errorColours.isColorSupported;
  return renderDiagnostics([optionProblem(message, hint === '' ? undefined : hint)], { color, width: terminal.width });
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
