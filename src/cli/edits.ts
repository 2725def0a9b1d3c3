/** `burnsheet edits`: what was entered in the inputs of a workbook, as a model file that extends the one it was made of. */
import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import { Command as NewCommand } from 'commander';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { ReadBack } from '../pipeline.ts';
import { counted } from '../question/words.ts';
import { ExitCode, exitCodeOf } from './exit.ts';
import { exists, shownPath } from './files.ts';
import { plain } from './format.ts';
import { optionProblem } from './options.ts';
import { complainAbout, jsonDocument, outcome } from './report.ts';
import type { Terminal } from './terminal.ts';
import { type CarriedRun, carriedRunOf, leftOut, readBackOf } from './workbookRun.ts';
import { writeAll } from './writing.ts';

export interface EditsOptions {
  readonly out?: string;
  readonly json?: boolean;
}

const help = `
The file that is written extends the model of the workbook and gives the inputs that were
entered, each with its cell. Review it, and say where the values come from.

Example:
  burnsheet edits exports/anthropic/anthropic.xlsx --out models/anthropic_mine.yaml`;

/** The command with its help; `done` takes the exit code. */
export function editsCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('edits')
    .description('write what was entered in a workbook as a model file')
    .argument('<workbook>', 'workbook that burnsheet wrote (.xlsx)')
    .option('--out <file>', 'where to write it, beside the model; the terminal where nothing is said')
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', help)
    .action(async (path: string, options: EditsOptions) => done(await runEdits(path, options, terminal)));
}

/** Reads what was entered and writes it; returns the exit code. */
export async function runEdits(path: string, { out, json }: EditsOptions, terminal: Terminal): Promise<number> {
  const { value: carried, diagnostics: unread } = carriedRunOf(path);
  const refused = carried === undefined || out === undefined ? undefined : refusal(out, carried);
  const back: Checked<ReadBack> =
    carried === undefined || refused !== undefined ? { diagnostics: [] } : readBackOf(carried, out === undefined ? {} : namingOf(out));
  const { overlay, inputs = [], others = [], scenario } = back.value ?? {};
  const found: Diagnostic[] = [...unread, ...(refused === undefined ? [] : [refused]), ...back.diagnostics, ...leftOut(others, path)];
  const obstacle =
    out === undefined || overlay === undefined || hasErrors(found) ? undefined : await writeAll([{ path: out, content: overlay.text }]);
  const problems = [...found, ...(obstacle === undefined ? [] : [obstacle])];
  if (json === true) terminal.say(jsonDocument('edits', { path, ...outcome(problems), inputs, text: overlay?.text ?? null }));
  else {
    complainAbout(problems, terminal);
    if (!hasErrors(problems)) terminal.say(answer(path, out, { overlay, inputs, others, scenario }, carried!));
  }
  return hasErrors(problems) ? exitCodeOf(problems) : ExitCode.allWell;
}

/** A file stands beside the model that it extends, and is new. */
function refusal(out: string, { rerun }: CarriedRun): Diagnostic | undefined {
  if (exists(out)) return optionProblem(`${out} exists already and is left as it is`, 'name another file');
  const beside = dirname(rerun.path);
  if (!/\.ya?ml$/.test(out) || dirname(shownPath(out)) !== beside)
    return optionProblem(
      `${out} is no model file beside ${rerun.path}, which it would extend`,
      `write --out ${beside}/${basename(out).replace(/(\.[^.]*)?$/, '.yaml')}`,
    );
  if (!exists(rerun.path))
    return optionProblem(`there is no ${rerun.path} here, which the file would extend`, 'run this where the model is');
  const id = idOf(out);
  return /^[A-Za-z]\w*$/.test(id)
    ? undefined
    : optionProblem(`'${id}' cannot be a model's id`, 'use letters, digits and underscore in the file name');
}

const idOf = (out: string): string => basename(out).replace(/\.ya?ml$/, '');

const namingOf = (out: string) => ({ model: idOf(out), path: shownPath(out) });

function answer(path: string, out: string | undefined, { overlay, inputs, scenario }: ReadBack, { rerun }: CarriedRun): string {
  if (overlay === undefined) return `no input of ${plain(path)} holds anything else than was written`;
  if (out === undefined) return overlay.text.trimEnd();
  const listed = inputs.map(({ label, scenario }) => `  ${plain(label)} (${scenario})`);
  const at = scenario === undefined ? '' : `@${scenario}`;
  return [
    `wrote ${plain(out)}: ${counted(inputs.length, 'input')}`,
    ...listed,
    `next: burnsheet diff ${plain(rerun.path + at)} ${plain(out + at)}`,
  ].join('\n');
}
