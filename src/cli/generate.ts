/** Writes the generated documents; with `--check` it only says which are out of date and exits with 1. Run it in the project's folder. */
import { generatedDocuments } from './documents.ts';
import { readText, writeWhole } from './files.ts';

const outdated = generatedDocuments().filter(({ path, text }) => readText(path) !== text);
const onlyCheck = process.argv.includes('--check');

for (const { path, text } of outdated) {
  if (!onlyCheck) await writeWhole(path, text);
  process.stdout.write(`${onlyCheck ? 'out of date' : 'wrote'}: ${path}\n`);
}
if (onlyCheck && outdated.length > 0) process.exitCode = 1;
