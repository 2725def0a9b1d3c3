/**
 * Writes the generated documents; with `--check` it only names those that are out of date and exits with 1. Run it in
 * the project folder.
 */
import { renderDiagnostics } from '../diagnostics/render.ts';
import { loadClaims } from './commands/claims.ts';
import { claimsDocuments, generatedDocuments } from './documents.ts';
import { readText } from './io/files.ts';
import { writeAtomically } from './io/writing.ts';
import { renderClaimsPage } from './reports/claimsPage.ts';

const claimed = claimsDocuments.map(({ path, from }) => ({ path, ...loadClaims(from) }));
const problems = claimed.flatMap(({ diagnostics }) => diagnostics);
if (problems.length > 0) process.stderr.write(renderDiagnostics(problems));
const pages = claimed.flatMap(({ path, value }) =>
  value === undefined ? [] : [{ path, text: renderClaimsPage(value) }],
);
const outdated = [...generatedDocuments(), ...pages].filter(({ path, text }) => readText(path) !== text);
const onlyCheck = process.argv.includes('--check');

for (const { path, text } of outdated) {
  if (!onlyCheck) await writeAtomically(path, text);
  process.stdout.write(`${onlyCheck ? 'out of date' : 'wrote'}: ${path}\n`);
}
if (onlyCheck && outdated.length > 0) process.exitCode = 1;
if (pages.length < claimed.length) process.exitCode = 2;
