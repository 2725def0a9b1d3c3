/**
 * The rules of the source tree that prose would let rot: who may import whom, where vendors live, what is generated.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../src/cli/documents.ts';
import { functions } from '../src/formula/functions.ts';

/**
 * What each room may import, besides itself. A room is a folder of `src`, a folder of `src/cli` or `src/xlsx`, or a
 * file at the root. A room may import only rooms that are listed before it, so there is no circle. Type imports count.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  values: [],
  diagnostics: ['values'],
  source: ['values', 'diagnostics'],
  formula: ['values'],
  model: ['values', 'diagnostics', 'source', 'formula'],
  grid: ['values', 'diagnostics', 'formula', 'model'],
  'xlsx/read': ['diagnostics', 'grid'],
  plan: ['values', 'diagnostics', 'model'],
  kernel: ['values', 'model', 'plan'],
  sampling: ['values', 'model'],
  question: ['values', 'diagnostics', 'model', 'plan', 'kernel', 'sampling'],
  record: ['values', 'model', 'grid', 'plan', 'kernel'],
  diff: ['values', 'formula', 'model', 'plan', 'record'],
  sheets: ['values', 'model', 'grid', 'question', 'record', 'diff'],
  run: ['values', 'diagnostics', 'model', 'grid', 'record', 'sheets'],
  audit: ['values', 'diagnostics', 'grid', 'xlsx/read', 'sheets', 'run'],
  claims: ['values', 'diagnostics', 'source', 'model', 'plan', 'kernel', 'question'],
  exact: ['values', 'diagnostics', 'model', 'plan'],
  'reading.ts': ['diagnostics', 'source', 'model', 'plan', 'question'],
  'checking.ts': ['diagnostics', 'model', 'grid', 'plan', 'kernel', 'record', 'sheets', 'audit', 'exact', 'reading.ts'],
  'xlsx/write': ['grid', 'run'],
  explain: ['values', 'diagnostics', 'source', 'model', 'plan', 'kernel', 'sampling', 'question', 'record', 'diff'],
  'comparing.ts': ['diagnostics', 'model', 'plan', 'kernel', 'record', 'diff', 'reading.ts', 'explain'],
  edits: ['values', 'diagnostics', 'source', 'model', 'grid', 'xlsx/read', 'sheets', 'audit', 'reading.ts'],
  'tracing.ts': ['values', 'model', 'sheets', 'run'],
  'verifying.ts': ['diagnostics', 'xlsx/read', 'run', 'audit'],
  'pipeline.ts': [
    'values',
    'diagnostics',
    'source',
    'model',
    'grid',
    'xlsx/read',
    'plan',
    'kernel',
    'question',
    'record',
    'diff',
    'sheets',
    'run',
    'audit',
    'claims',
    'exact',
    'reading.ts',
    'checking.ts',
    'xlsx/write',
    'comparing.ts',
    'edits',
    'tracing.ts',
    'verifying.ts',
  ],
  'cli/io': ['values', 'diagnostics', 'run', 'pipeline.ts'],
  'cli/questions': ['values', 'diagnostics', 'sampling', 'question', 'reading.ts', 'pipeline.ts', 'cli/io'],
  'cli/reports': [
    'values',
    'diagnostics',
    'question',
    'record',
    'audit',
    'claims',
    'pipeline.ts',
    'cli/io',
    'cli/questions',
  ],
  'cli/diff': ['values', 'diagnostics', 'diff', 'cli/io'],
  'cli/runs': [
    'values',
    'diagnostics',
    'record',
    'diff',
    'audit',
    'reading.ts',
    'comparing.ts',
    'pipeline.ts',
    'cli/io',
    'cli/diff',
  ],
  'cli/commands': [
    'values',
    'diagnostics',
    'source',
    'model',
    'xlsx/read',
    'sampling',
    'question',
    'record',
    'diff',
    'claims',
    'reading.ts',
    'checking.ts',
    'comparing.ts',
    'pipeline.ts',
    'cli/io',
    'cli/questions',
    'cli/reports',
    'cli/diff',
    'cli/runs',
  ],
  cli: ['values', 'diagnostics', 'formula', 'audit', 'cli/io', 'cli/reports', 'cli/commands'],
  'index.ts': ['diagnostics', 'run', 'pipeline.ts'],
};

/** The only folder or file that may import a vendor. Vendors that are not listed may be imported anywhere. */
const vendorHomes: Readonly<Record<string, string | readonly string[]>> = {
  zod: ['source/', 'record/'],
  yaml: 'source/',
  hyperformula: 'run/',
  '@ironcalc/wasm': 'run/',
  exceljs: 'xlsx/',
  fflate: ['xlsx/', 'audit/compressedText.ts'],
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

/** Where a package may be imported: `homesOf('zod')` is `['source/']`; anywhere is `['']`. */
function homesOf(specifier: string): readonly string[] {
  const homes = vendorHomes[packageOf(specifier)] ?? '';
  return typeof homes === 'string' ? [homes] : homes;
}

/**
 * Files that nothing under `src` imports: programs start there, the package is read there, or tests prove the rest with
 * them.
 */
const entries = new Set([
  'cli/main.ts',
  'cli/io/formulaWorker.ts',
  'cli/questions/trialWorker.ts',
  'cli/generate.ts',
  'index.ts',
]);

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

/** The room of a file: `roomOf('xlsx/read/fromFile.ts')` is `xlsx/read`. */
function roomOf(path: string): string {
  const [folder = path, inner = '', ...rest] = path.split('/');
  return rest.length > 0 && (folder === 'cli' || folder === 'xlsx') ? `${folder}/${inner}` : folder;
}

const roomImports = localImports
  .map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }))
  .filter(({ from, to }) => from !== to);

function isAllowed({ from, to }: Import): boolean {
  return roomOf(from) === roomOf(to) || (mayImport[roomOf(from)] ?? []).includes(roomOf(to));
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

  it('has no circle of rooms', () => {
    const rooms = Object.keys(mayImport);
    const backwards = Object.entries(mayImport).flatMap(([from, all]) =>
      all.filter((to) => rooms.indexOf(to) >= rooms.indexOf(from) || !rooms.includes(to)).map((to) => ({ from, to })),
    );
    expect(backwards.map(show)).toEqual([]);
  });

  it('allows no import that is not used', () => {
    const used = new Set(roomImports.map(show));
    const allowed = Object.entries(mayImport).flatMap(([from, all]) => all.map((to) => show({ from, to })));
    expect(allowed.filter((each) => !used.has(each))).toEqual([]);
  });

  it('keeps every vendor at home', () => {
    const astray = vendorImports.filter(({ from, to }) => !homesOf(to).some((home) => from.startsWith(home)));
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
