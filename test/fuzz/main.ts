/**
 * `npm run fuzz`: breaks what can be broken. Takes a seed and a count; prints a line with what was run and found. The
 * input of every finding is kept in `.fuzz/findings`. Exit status 1 if anything was found.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeAtomically } from '../../src/cli/io/writing.ts';
import { lemonade } from '../helpers/lemonade.ts';
import { build } from '../helpers/models.ts';
import { batchSize } from './engines.ts';
import { fuzzers } from './fuzzers.ts';
import { type Finding, runWatched } from './watched.ts';
import { originals } from './workbooks.ts';

type Name = keyof typeof fuzzers;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    count: { type: 'string', default: '2000' },
    kills: { type: 'string' },
    only: { type: 'string' },
    case: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run fuzz -- [--seed N] [--count 2000] [--kills 50] [--only ${Object.keys(fuzzers).join('|')}|properties] [--case NUMBER]
Runs COUNT model files, COUNT workbooks and COUNT random models with mistakes in them, kills builds, and runs the random
tests with the seed. Without --seed each run has a new one, which the last line names.
--case runs one case of a fuzzer again, such as --only models --seed 1 --case 17.`;

const seed = Number(values.seed);
const count = Number(values.count);
const cases: Readonly<Record<Name, number>> = {
  models: count,
  workbooks: count,
  engines: Math.ceil(count / batchSize),
  kills: Number(values.kills ?? Math.ceil(count / 40)),
};

/** A folder with the models and with workbooks to change; fuzzers work in it. */
async function prepareFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'burnsheet-fuzz-'));
  cpSync('models', join(folder, 'models'), { recursive: true });
  process.chdir(folder);
  const texts = [readFileSync('models/examples/cohort.yaml', 'utf8'), lemonade];
  for (const [at, path] of originals.entries()) await writeAtomically(path, await build(texts[at]!).workbook());
  return folder;
}

/** Keeps the input of a finding, and says what was found. */
function report({ name, number, judged: { verdict, ending, input } }: Finding, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${seed}-${number}.${ending}`);
  writeFileSync(path, input);
  process.stdout.write(`${name}, seed ${seed}, case ${number}: ${verdict}\n`);
}

async function run(name: Name, findingsFolder: string): Promise<string> {
  const [from, to] = values.case === undefined ? [0, cases[name]] : [Number(values.case), Number(values.case) + 1];
  let done = 0;
  const found = await runWatched({ name, seed, from, to }, () => {
    done += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${fuzzers[name].title}: ${done} of ${to - from} `);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  for (const finding of found) report(finding, findingsFolder);
  if (found.length > 0) process.exitCode = 1;
  return `${(to - from) * (name === 'engines' ? batchSize : 1)} ${fuzzers[name].title}: ${found.length} found`;
}

/** Runs the test files with random tests under the seed of this run. */
function runProperties(home: string, findingsFolder: string): string {
  const files = readdirSync(join(home, 'test'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.test.ts') && readFileSync(join(home, 'test', path), 'utf8').includes('helpers/seeded.ts'),
  );
  const vitest = [join(home, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'tests', '--reporter=dot'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...vitest, ...files.map((path) => `test/${path}`)], {
    cwd: home,
    env: { ...process.env, FUZZ_SEED: String(seed) },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    mkdirSync(findingsFolder, { recursive: true });
    writeFileSync(join(findingsFolder, `properties-${seed}.txt`), stdout + stderr);
    process.stdout.write(`properties, seed ${seed}: see ${join(findingsFolder, `properties-${seed}.txt`)}\n`);
    process.exitCode = 1;
  }
  return `${files.length} files of random tests: ${status === 0 ? 0 : 'some'} found`;
}

async function runAll(): Promise<void> {
  const home = process.cwd();
  const hasProperties = values.case === undefined && [undefined, 'properties'].includes(values.only);
  const names = Object.keys(fuzzers).filter((name) => values.only === undefined || name === values.only) as Name[];
  const isNumber = [seed, count, cases.kills].every(Number.isSafeInteger);
  if (values.help || !isNumber || (names.length === 0 && !hasProperties)) {
    process.stdout.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const [started, findingsFolder, folder] = [performance.now(), resolve('.fuzz/findings'), await prepareFolder()];
  try {
    const parts: string[] = [];
    for (const name of names) parts.push(await run(name, findingsFolder));
    if (hasProperties) parts.push(runProperties(home, findingsFolder));
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stdout.write(`fuzz, seed ${seed}: ${parts.join('; ')} (${seconds} s)\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runAll();
