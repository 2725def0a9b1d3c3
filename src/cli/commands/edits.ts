/**
 * `burnsheet edits`: saves inputs that were typed into a workbook as a model file that extends its model.
 */
import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import { Command as NewCommand } from 'commander';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ReadBack } from '../../pipeline.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { ExitCode, exitCodeOf } from '../io/exit.ts';
import { exists, shownPath } from '../io/files.ts';
import { stripControls } from '../io/format.ts';
import { optionProblem } from '../io/options.ts';
import { jsonDocument, outcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { writeAll } from '../io/writing.ts';
import { parseModelName } from '../runs/runName.ts';
import { errorWarnings, openWorkbookRun, readBackOf, type WorkbookRun, warningsOf } from '../runs/workbookRun.ts';

export interface EditsOptions {
  readonly out?: string;
  readonly model?: string;
  readonly json?: boolean;
}

const help = `
The file extends the model of the workbook and contains the typed inputs, each with its cell.
Review it and add the sources of the values.

Example:
  burnsheet edits exports/anthropic/anthropic.xlsx --out models/anthropic_mine.yaml`;

/** The command with its help; `done` takes the exit code. */
export function editsCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('edits')
    .description('save inputs that were typed into a workbook as a model file')
    .argument('<workbook>', 'workbook that burnsheet wrote (.xlsx)')
    .option('--out <file>', 'the file to write, in the folder of the model (default: print it)')
    .option(
      '--model <file>',
      'the model of the workbook, if another program dropped its record, with scenario and date: ' +
        'models/x.yaml@base@2026-06-15',
    )
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', help)
    .action(async (path: string, options: EditsOptions) => done(await runEdits(path, options, terminal)));
}

/** Reads what was entered and writes it; returns the exit code. */
export async function runEdits(path: string, { out, model, json }: EditsOptions, terminal: Terminal): Promise<number> {
  const { value: named, diagnostics: unclear } = parseModelName(model);
  const { value: carried, diagnostics: refusals } =
    named === undefined ? { diagnostics: unclear } : await openWorkbookRun(path, named ?? undefined);
  const refused = carried === undefined || out === undefined ? undefined : refusal(out, carried);
  const back: Checked<ReadBack> =
    carried === undefined || refused !== undefined
      ? { diagnostics: [] }
      : readBackOf(carried, out === undefined ? {} : namingOf(out));
  const { value: found = nothing } = back;
  const { overlay, inputs, unread, scenario } = found;
  const said: Diagnostic[] = [
    ...refusals,
    ...(refused === undefined ? [] : [refused]),
    ...back.diagnostics,
    ...(carried?.warnings ?? []),
    ...warningsOf(found, path),
    ...(carried === undefined ? [] : errorWarnings(carried)),
  ];
  const obstacle =
    out === undefined || overlay === undefined || hasErrors(said)
      ? undefined
      : await writeAll([{ path: out, content: overlay.text }]);
  const problems = [...said, ...(obstacle === undefined ? [] : [obstacle])];
  const exitCode = hasErrors(problems)
    ? exitCodeOf(problems)
    : unread.length > 0
      ? ExitCode.resultWrong
      : ExitCode.allWell;
  if (json === true) {
    const chosen = scenario ?? null;
    terminal.say(
      jsonDocument('edits', {
        path,
        ...outcome(problems),
        exitCode,
        scenario: chosen,
        inputs,
        unread,
        text: overlay?.text ?? null,
      }),
    );
  } else {
    reportProblems(problems, terminal);
    if (!hasErrors(problems)) terminal.say(answer(path, out, found, carried!));
  }
  return exitCode;
}

const nothing: ReadBack = { inputs: [], unread: [], others: [] };

/** A file stands beside the model that it extends, and is new. */
function refusal(out: string, { rerun }: WorkbookRun): Diagnostic | undefined {
  if (exists(out)) return optionProblem(`${out} already exists and was not changed`, 'name another file');
  const beside = dirname(rerun.path);
  if (!/\.ya?ml$/.test(out) || dirname(shownPath(out)) !== beside)
    return optionProblem(
      `${out} is not a model file in the folder of ${rerun.path}, which it would extend`,
      `write --out ${beside}/${basename(out).replace(/(\.[^.]*)?$/, '.yaml')}`,
    );
  if (!exists(rerun.path))
    return optionProblem(
      `the file would extend ${rerun.path}, which does not exist here`,
      'run burnsheet in the folder that contains this path',
    );
  const id = idOf(out);
  return /^[A-Za-z]\w*$/.test(id)
    ? undefined
    : optionProblem(`'${id}' cannot be a model id`, 'use letters, digits and underscores in the file name');
}

const idOf = (out: string): string => basename(out).replace(/\.ya?ml$/, '');

const namingOf = (out: string) => ({ model: idOf(out), path: shownPath(out) });

function answer(path: string, out: string | undefined, found: ReadBack, { rerun }: WorkbookRun): string {
  const { overlay, inputs, scenario } = found;
  if (overlay === undefined) return unchangedWords(path, found);
  if (out === undefined)
    return [...overlay.text.trimEnd().split('\n'), ...chosenWords(found).map((line) => `# ${line}`)].join('\n');
  const listed = inputs.map(({ label, scenario }) => `  ${stripControls(label)} (${scenario})`);
  const at = scenario === undefined ? '' : `@${scenario}`;
  return [
    `wrote ${stripControls(out)}: ${formatCount(inputs.length, 'input')}`,
    ...listed,
    ...chosenWords(found),
    `next: burnsheet diff ${stripControls(rerun.path + at)} ${stripControls(out + at)}`,
  ].join('\n');
}

/** The scenario that was chosen, which no model file holds: `the scenario was switched to low (Inputs!G4)`. */
function chosenWords({ scenario, scenarioPlace }: ReadBack): string[] {
  return scenario === undefined ? [] : [`the scenario was switched to ${scenario} (${scenarioPlace})`];
}

function unchangedWords(path: string, found: ReadBack): string {
  const { unread, others } = found;
  if (unread.length > 0)
    return (
      `no input of ${stripControls(path)} could be read: ${formatCount(unread.length, 'changed cell')} cannot ` +
      'be read, as listed'
    );
  const chosen = chosenWords(found).map((words) => `; ${words}`);
  const changed = others.length === 0 ? '' : '; the other changes are listed';
  return `no input of ${stripControls(path)} differs from what was written${chosen.join('')}${changed}`;
}
