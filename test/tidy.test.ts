/**
 * The rules of the source tree that prose would let rot: who may import whom, where vendors live, what is generated.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../src/cli/documents.ts';
import { functions } from '../src/formula/functions.ts';

const leaves = ['diagnostics', 'values'];

/** What each folder may import, besides itself: folders, or single files. Type imports count too. */
const mayImport: Record<string, readonly string[]> = {
  diagnostics: [],
  values: ['diagnostics'],
  source: leaves,
  formula: leaves,
  model: ['source', 'formula', ...leaves],
  grid: ['model', 'formula', 'question/answer.ts', 'question/words.ts', 'diff/diff.ts', 'diff/movements.ts', ...leaves],
  run: ['grid', 'model', ...leaves],
  xlsx: ['run', 'grid', ...leaves],
  diff: ['run', 'grid', 'kernel', 'plan', 'model', 'formula', 'question/words.ts', 'question/apart.ts', ...leaves],
  audit: ['xlsx', 'run', 'grid', 'model/model.ts', 'model/written.ts', ...leaves],
  plan: ['model', ...leaves],
  exact: ['plan', 'model', ...leaves],
  kernel: ['plan', 'model', ...leaves],
  sampling: ['model', ...leaves],
  question: ['kernel', 'plan', 'sampling', 'model', ...leaves],
  claims: ['source', 'question', 'kernel', 'plan', 'model', ...leaves],
  explain: [
    'diff',
    'run',
    'kernel',
    'plan',
    'model',
    'source',
    'question/target.ts',
    'question/words.ts',
    'question/whatIf.ts',
    'sampling/uniforms.ts',
    ...leaves,
  ],
  'explaining.ts': ['explain', 'diff', 'run', 'kernel', 'plan', 'model', 'source', 'question/target.ts', ...leaves],
  'reading.ts': ['source', 'formula', 'model', 'plan', 'question/rollupQuestions.ts', ...leaves],
  'recording.ts': ['audit/fingerprint.ts', 'diff', 'run', 'grid', 'kernel', 'plan', 'model', 'versions.ts', ...leaves],
  'comparing.ts': [
    'reading.ts',
    'recording.ts',
    'explaining.ts',
    'diff',
    'explain',
    'run',
    'kernel',
    'plan',
    'model',
    'source',
    ...leaves,
  ],
  'readingBack.ts': ['reading.ts', 'audit', 'xlsx', 'model', 'source', ...leaves],
  'pipeline.ts': [
    'readingBack.ts',
    'recording.ts',
    'comparing.ts',
    'reading.ts',
    'source',
    'formula',
    'model',
    'grid',
    'run',
    'xlsx',
    'audit',
    'diff',
    'plan',
    'kernel',
    'exact',
    'sampling',
    'question',
    'claims',
    'versions.ts',
    ...leaves,
  ],
  'index.ts': [
    'pipeline.ts',
    'source',
    'formula',
    'model',
    'grid',
    'run',
    'xlsx',
    'audit',
    'diff',
    'plan',
    'kernel',
    'exact',
    'sampling',
    'question',
    'model/find.ts',
    'sampling/sample.ts',
    'sampling/uniforms.ts',
    ...leaves,
  ],
  cli: [
    'pipeline.ts',
    'comparing.ts',
    'reading.ts',
    'audit/findings.ts',
    'audit/grouping.ts',
    'audit/rules/ruleTable.ts',
    'xlsx/cachedResults.ts',
    'versions.ts',
    'run/record.ts',
    'run/fromWorkbook.ts',
    'source/schema.ts',
    'source/claimsSchema.ts',
    'claims',
    'formula/documentation.ts',
    'diff',
    'question',
    'model/find.ts',
    'sampling/sample.ts',
    'sampling/uniforms.ts',
    ...leaves,
  ],
};

/** The only folder or file that may import a vendor. Vendors that are not listed may be imported anywhere. */
const vendorHomes: Record<string, string> = {
  zod: 'source/',
  yaml: 'source/',
  hyperformula: 'run/',
  exceljs: 'xlsx/',
  fflate: 'xlsx/',
  saxes: 'xlsx/',
  commander: 'cli/',
  'cli-table3': 'cli/',
  'cli-progress': 'cli/',
  chokidar: 'cli/',
  '@stdlib/stats-base-dists-beta-quantile': 'sampling/',
  '@stdlib/stats-base-dists-lognormal-quantile': 'sampling/',
  '@stdlib/stats-base-dists-normal-cdf': 'sampling/',
  '@stdlib/stats-base-dists-normal-quantile': 'sampling/',
  '@stdlib/stats-base-dists-triangular-quantile': 'sampling/',
  'pure-rand': 'sampling/',
  'simple-ascii-chart': 'cli/',
  hyparquet: 'cli/',
  'hyparquet-writer': 'cli/',
  tinypool: 'cli/',
  'simple-git': 'cli/',
  vega: 'cli/',
};

/**
 * Files that nothing under `src` imports: programs start there, the package is read there, or tests prove the rest with
 * them.
 */
const entries = new Set(['cli/main.ts', 'cli/formulaWorker.ts', 'cli/trialWorker.ts', 'cli/generate.ts', 'index.ts']);

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));
const imports = files.flatMap(importsOf);
const isLocal = ({ to }: Import): boolean => to.startsWith('.');
const localImports = imports.filter(isLocal).map(({ from, to }) => ({ from, to: normalize(join(dirname(from), to)) }));
const vendorImports = imports.filter((each) => !isLocal(each));

function importsOf(path: string): readonly Import[] {
  const text = readFileSync(join('src', path), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(?:[^;'"=()]*?\sfrom\s)?'([^']+)';/gm);
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g);
  return [...statements, ...dynamic].map((match) => ({ from: path, to: match[1] ?? '' }));
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isAllowed({ from, to }: Import): boolean {
  const folder = folderOf(from);
  return (
    folder === folderOf(to) || (mayImport[folder] ?? []).some((allowed) => allowed === to || allowed === folderOf(to))
  );
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

const show = ({ from, to }: Import): string => `${from} imports ${to}`;

describe('the source tree', () => {
  it('imports along the direction of the data only', () => {
    expect(localImports.filter((each) => !isAllowed(each)).map(show)).toEqual([]);
  });

  it('keeps every vendor at home', () => {
    const astray = vendorImports.filter(({ from, to }) => !from.startsWith(vendorHomes[packageOf(to)] ?? ''));
    expect(astray.map(show)).toEqual([]);
  });

  it('touches files and processes in cli only', () => {
    const node = vendorImports.filter(({ from, to }) => to.startsWith('node:') && !from.startsWith('cli/'));
    expect(node.map(show)).toEqual([]);
  });

  it('declares every vendor it imports', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const undeclared = vendorImports.filter(
      ({ to }) => !to.startsWith('node:') && dependencies[packageOf(to)] === undefined,
    );
    expect(undeclared.map(show)).toEqual([]);
  });

  it('holds no file that nothing imports', () => {
    const imported = new Set(localImports.map(({ to }) => to));
    expect(files.filter((path) => !imported.has(path) && !entries.has(path))).toEqual([]);
  });

  it('holds no grab-bag', () => {
    expect(files.filter((path) => /(?:^|\/)(?:utils?|helpers?|common|misc)\.ts$/i.test(path))).toEqual([]);
  });
});

describe('the project', () => {
  it('gives every function an example, and runs the examples in a test', () => {
    const without = Object.values(functions).filter(({ examples }) => examples.length === 0);
    expect(without.map(({ name }) => name)).toEqual([]);
    const runs = (text: string): boolean => text.includes('formula/functions.ts') && text.includes('examples');
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.test.ts'),
    );
    const running = tests.filter((path) => path !== 'tidy.test.ts' && runs(readFileSync(join('test', path), 'utf8')));
    expect(running.length).toBeGreaterThan(0);
  });

  it.each(
    generatedDocuments().map((document) => [document.path, document.text] as const),
  )('%s is current (npm run generate)', (path, text) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
  });

  it('pins packages by version and not by address', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
