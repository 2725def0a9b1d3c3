/** `burnsheet claims`: evaluates the claims of an article with models, as a table, a page or JSON. */
import { Command, Option } from 'commander';
import type { Claims } from '../../claims/claims.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { readClaims } from '../../pipeline.ts';
import { exitCodeOf } from '../io/exit.ts';
import { claimsFiles, shownPath } from '../io/files.ts';
import { modelFile } from '../io/modelFile.ts';
import { optionProblem } from '../io/options.ts';
import { jsonDocument, modelOutcome, reportProblems } from '../io/report.ts';
import type { Terminal } from '../io/terminal.ts';
import { renderClaimsPage } from '../reports/claimsPage.ts';
import { renderClaimsTable } from '../reports/claimsTable.ts';

interface ClaimsOptions {
  readonly format: 'table' | 'markdown' | 'json';
  readonly json?: boolean;
}

/** The command with its help; `done` takes the exit code. */
export function claimsCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new Command('claims')
    .description('test the claims of an article with models; every number comes with the command that gives it')
    .argument('[file]', 'claims file (default: the only one in models/claims/)')
    .addOption(new Option('--format <format>', 'output format').choices(['table', 'markdown', 'json']).default('table'))
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
  reportProblems(diagnostics, terminal);
  if (claims !== undefined)
    terminal.say(
      options.format === 'markdown' ? renderClaimsPage(claims).trimEnd() : renderClaimsTable(claims, terminal),
    );
  return exitCodeOf(diagnostics);
}

function onlyClaims(): Checked<Claims> {
  const [only, ...others] = claimsFiles();
  if (only !== undefined && others.length === 0) return loadClaims(only);
  const hint =
    only === undefined ? 'name one, or put one in models/claims/' : `choose from ${[only, ...others].join(', ')}`;
  return {
    diagnostics: [
      optionProblem(
        only === undefined ? 'there is no claims file' : 'models/claims/ contains several files: name one',
        hint,
      ),
    ],
  };
}

/** Evaluates the claims of a file, or returns its problems. */
export function loadClaims(given: string): Checked<Claims> {
  const file = modelFile(given);
  return file.problem === undefined ? readClaims(file.path, file.read) : { diagnostics: [file.problem] };
}
