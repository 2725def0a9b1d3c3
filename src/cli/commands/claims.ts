/** `burnsheet claims`: what models say about the claims of an article, as a table, a page or JSON. */
import { Command, Option } from 'commander';
import type { Claims } from '../../claims/claims.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { readClaims } from '../../pipeline.ts';
import { exitCodeOf } from '../io/exit.ts';
import { claimsFiles, shownPath } from '../io/files.ts';
import { modelFile } from '../io/modelFile.ts';
import { optionProblem } from '../io/options.ts';
import { complainAbout, jsonDocument, modelOutcome } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { claimsPage } from '../text/claimsPage.ts';
import { claimsTable } from '../text/claimsTable.ts';

interface ClaimsOptions {
  readonly format: 'table' | 'markdown' | 'json';
  readonly json?: boolean;
}

/** The command with its help; `done` takes the exit code. */
export function claimsCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new Command('claims')
    .description('what models say about the claims of an article, each with the command that gives its numbers')
    .argument('[file]', 'file of claims; the one in models/claims/ when none is named')
    .addOption(
      new Option('--format <format>', 'form of the output').choices(['table', 'markdown', 'json']).default('table'),
    )
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', '\nExample:\n  burnsheet claims models/claims/brokenomics.yaml --format markdown > claims.md')
    .action((path: string | undefined, options: ClaimsOptions) => done(runClaims(path, options, terminal)));
}

function runClaims(given: string | undefined, options: ClaimsOptions, terminal: Terminal): number {
  const path = given ?? claimsFiles()[0];
  const { value: claims, diagnostics } = given === undefined ? onlyClaims() : loadClaims(given);
  if (options.json === true || options.format === 'json') {
    const outcome = modelOutcome(path === undefined ? '' : shownPath(path), diagnostics);
    terminal.say(jsonDocument('claims', { ...outcome, ...claims, path: outcome.path }));
    return exitCodeOf(diagnostics);
  }
  complainAbout(diagnostics, terminal);
  if (claims !== undefined)
    terminal.say(options.format === 'markdown' ? claimsPage(claims).trimEnd() : claimsTable(claims, terminal));
  return exitCodeOf(diagnostics);
}

function onlyClaims(): Checked<Claims> {
  const [only, ...others] = claimsFiles();
  if (only !== undefined && others.length === 0) return loadClaims(only);
  const hint =
    only === undefined ? 'name one, or put it into models/claims/' : `there are ${[only, ...others].join(', ')}`;
  return {
    diagnostics: [
      optionProblem(
        only === undefined ? 'there is no file of claims' : 'models/claims/ holds several files: name one',
        hint,
      ),
    ],
  };
}

/** The claims of a file with everything computed, or what is wrong with it. */
export function loadClaims(given: string): Checked<Claims> {
  const file = modelFile(given);
  return file.problem === undefined ? readClaims(file.path, file.read) : { diagnostics: [file.problem] };
}
