/** `burnsheet init`: writes a small documented model to start from. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { ExitCode } from '../io/exit.ts';
import { exists, leadsOutside } from '../io/files.ts';
import { optionProblem } from '../io/options.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { writeAll } from '../io/writing.ts';
import { starterModel } from './starterModel.ts';

/** The command with its help; `done` takes the exit code. */
export function initCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new Command('init')
    .description('write a small documented model to start from')
    .argument('[file]', 'file to write', 'models/starter.yaml')
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', '\nExample:\n  burnsheet init models/my_lab.yaml')
    .action(async (path: string, options: { json?: boolean }) => done(await runInit(path, options, terminal)));
}

/** Writes the starter model unless the file exists; returns the exit code. */
export async function runInit(path: string, options: { readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const id = basename(path).replace(/\.ya?ml$/, '');
  const found = refusal(path, id) ?? (await writeAll([{ path, content: starterModel(id) }]));
  if (options.json === true) terminal.say(jsonDocument('init', modelOutcome(path, found === undefined ? [] : [found])));
  else if (found !== undefined) reportProblems([found], terminal);
  else terminal.say(`wrote ${path}\nnext: burnsheet build ${path}`);
  return found === undefined ? ExitCode.allWell : ExitCode.inputWrong;
}

function refusal(path: string, id: string): Diagnostic | undefined {
  if (leadsOutside(path, process.cwd()))
    return problem('path-outside-models', undefined, `${path} is outside the working folder`, {
      hint: 'run burnsheet init in the folder that will contain the model',
    });
  if (exists(path)) return optionProblem(`${path} already exists and was not changed`, 'name another file');
  if (!/\.ya?ml$/.test(path))
    return optionProblem(`${path} does not end in .yaml`, `write burnsheet init ${path}.yaml`);
  if (/^[A-Za-z]\w*$/.test(id)) return undefined;
  return problem('invalid-id', undefined, `'${id}' cannot be a model id`, {
    hint: 'use letters, digits and underscores in the file name',
  });
}
