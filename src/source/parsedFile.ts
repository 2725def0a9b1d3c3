/**
 * The tree of one file → its typed blocks.
 * Input: a tree that has passed the shape check. Output: a parsed file, in which `extends` and `include` are still
 * paths. Guarantee: the order of the file is kept; every value has exactly one of `value`, `series`, `revisions`.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import { readDistribution } from './parsedDistribution.ts';
import type {
  ChartSource,
  CheckSource,
  CitationSource,
  ColumnSource,
  CorrelationSource,
  Entries,
  InputSource,
  ItemSource,
  Located,
  MemberActualsSource,
  MemberSource,
  MissSource,
  ProvenanceSource,
  ReportRowSource,
  ReportSource,
  RevisionSource,
  RollupSource,
  ScenarioSource,
  SheetSource,
  Source,
  TableSource,
  TieOutSource,
  UnitSource,
  ValueSource,
} from './source.ts';
import type { TreeNode } from './yamlTree.ts';
import { childOf } from './yamlTree.ts';

/** One file alone: a `Source` before `extends` is merged and `include` is read. */
export interface ParsedFile extends Omit<Source, 'id' | 'includes' | 'files'> {
  readonly id?: Located;
  readonly extends: readonly Located[];
  /** Prefix to path. */
  readonly include: Entries<Located>;
}

/**
 * Builds the typed blocks: with `inputs: { price: { unit: USD, value: 5 USD } }` the input `price` has a given value.
 */
export function parsedFile(file: SourceFile, root: TreeNode): Checked<ParsedFile> {
  const diagnostics: Diagnostic[] = [];
  const valueIn = (node: TreeNode): ValueSource => readValue(node, diagnostics);
  const of = <T>(key: string, read: (node: TreeNode) => T): Entries<T> => readEntries(childOf(root, key), read);
  const id = textAt(root, 'model');
  const value: ParsedFile = {
    file,
    ...optionalTexts(root, 'title', 'description', 'known'),
    ...(id === undefined ? {} : { id }),
    ...readTimeline(root),
    extends: readList(childOf(root, 'extends')),
    include: of('include', readText),
    units: of('units', readUnit),
    display: of('display', readText),
    sources: of('sources', readCitation),
    tables: of('tables', (node) => readTable(node, valueIn)),
    inputs: of('inputs', (node) => readInput(node, diagnostics)),
    values: of('values', valueIn),
    correlations: readCorrelations(childOf(root, 'correlations')),
    sheets: of('sheets', (node) => readSheet(node, valueIn)),
    checks: of('checks', readCheck),
    tieOuts: of('tie_outs', readTieOut),
    expect: of('expect', readTieOut),
    scenarios: of('scenarios', (node) => readScenario(node, valueIn)),
    keyResults: readList(childOf(root, 'key_results')),
    reports: of('reports', (node) => readReport(node, diagnostics)),
    charts: of('charts', readChart),
  };
  return { value, diagnostics };
}

/** The text of a node that has passed the shape check as text. */
export function readText(node: TreeNode | undefined): Located {
  if (node?.kind !== 'text') throw new Error('the shape check accepted a node that is not text');
  return node.located;
}

/** The text under a key, if there is one. */
export function textAt(node: TreeNode, key: string): Located | undefined {
  const child = childOf(node, key);
  return child?.kind === 'text' ? child.located : undefined;
}

/** The texts that exist under some keys: `optionalTexts(node, 'label')` is `{ label }` or `{}`. */
export function optionalTexts<Name extends string>(
  node: TreeNode,
  ...names: readonly Name[]
): { readonly [name in Name]?: Located } {
  const found: { [name in Name]?: Located } = {};
  for (const name of names) {
    const text = textAt(node, name);
    if (text !== undefined) found[name] = text;
  }
  return found;
}

/** Every entry of a block, in the order of the file. */
export function readEntries<T>(
  node: TreeNode | undefined,
  read: (node: TreeNode) => T,
  skipped: ReadonlySet<string> = new Set(),
): Entries<T> {
  if (node?.kind !== 'block') return new Map();
  const kept = [...node.entries].filter(([key]) => !skipped.has(key));
  return new Map(kept.map(([key, entry]) => [key, { key: entry.key, value: read(entry.value) }]));
}

/** A list; a text is a list of one. */
export function readList(node: TreeNode | undefined): readonly Located[] {
  if (node?.kind === 'list') return node.items.map(readText);
  return node?.kind === 'text' ? [node.located] : [];
}

function optionalList<Name extends string>(
  node: TreeNode,
  name: Name,
): { readonly [name in Name]?: readonly Located[] } {
  const child = childOf(node, name);
  const found: { [name in Name]?: readonly Located[] } = {};
  if (child !== undefined) found[name] = readList(child);
  return found;
}

function readTimeline(root: TreeNode): Pick<Source, 'timeline'> {
  const node = childOf(root, 'timeline');
  if (node === undefined) return {};
  const [from, to, grain] = ['from', 'to', 'grain'].map((key) => readText(childOf(node, key)));
  return { timeline: { span: node.span, from: from!, to: to!, grain: grain! } };
}

const readUnit = (node: TreeNode): UnitSource => ({ span: node.span, ...optionalTexts(node, 'equals', 'label') });

/** A cited source. */
export const readCitation = (node: TreeNode): CitationSource => ({
  span: node.span,
  title: readText(childOf(node, 'title')),
  ...optionalTexts(node, 'publisher', 'date', 'url', 'confidence', 'note'),
});

const readColumn = (node: TreeNode): ColumnSource => ({
  span: node.span,
  ...optionalTexts(node, 'label', 'unit', 'ref', 'default', 'measure', 'was'),
  ...optionalList(node, 'choice'),
});

/** The keys of a member besides its columns. */
export const memberKeys = ['label', 'was', 'note'] as const;

function readTable(node: TreeNode, valueIn: (node: TreeNode) => ValueSource): TableSource {
  const readMember = (member: TreeNode): MemberSource => ({
    span: member.span,
    ...optionalTexts(member, ...memberKeys),
    cells: readEntries(member, valueIn, new Set(memberKeys)),
  });
  return {
    span: node.span,
    ...optionalTexts(node, 'label'),
    columns: readEntries(childOf(node, 'columns'), readColumn),
    members: readEntries(childOf(node, 'members'), readMember),
  };
}

function readInput(node: TreeNode, diagnostics: Diagnostic[]): InputSource {
  return {
    span: node.span,
    ...optionalTexts(node, 'label', 'unit', 'measure', 'was', 'note'),
    ...optionalList(node, 'by'),
    ...optionalList(node, 'choice'),
    ...(hasValueKeys(node) ? { given: readValue(node, diagnostics) } : {}),
  };
}

const valueKeys = [
  'value',
  'series',
  'interpolate',
  'revisions',
  'source',
  'status',
  'known',
  'range',
  'distribution',
  'alternatives',
  'why',
  'calibrated_to',
];
const hasValueKeys = (node: TreeNode): boolean => valueKeys.some((key) => childOf(node, key) !== undefined);

/** A value in any form; plain text is its short form. */
function readValue(node: TreeNode, diagnostics: Diagnostic[]): ValueSource {
  if (node.kind === 'text') return { span: node.span, value: node.located };
  checkOneForm(node, ['value', 'series', 'revisions'], diagnostics);
  const revisions = childOf(node, 'revisions');
  if (revisions?.kind === 'list' && revisions.items.length === 0) {
    const hint = 'write each value with its as-of date, such as revisions: [{ known: 2026-05-05, value: 5 USD }]';
    diagnostics.push(problem('missing-value', revisions.span, 'the list of revisions is empty', { hint }));
  }
  const alternatives = childOf(node, 'alternatives');
  return {
    span: node.span,
    ...optionalTexts(node, 'value', 'from', 'source', 'status', 'known', 'note', 'why'),
    ...readCalibration(node),
    ...readSeries(node, diagnostics),
    ...(revisions?.kind === 'list'
      ? { revisions: revisions.items.map((item) => readRevision(item, diagnostics)) }
      : {}),
    ...readRange(node),
    ...readDistribution(childOf(node, 'distribution'), diagnostics),
    ...(alternatives?.kind === 'list' ? { alternatives: alternatives.items.map(readAlternative) } : {}),
  };
}

function checkOneForm(node: TreeNode, forms: readonly string[], diagnostics: Diagnostic[]): void {
  const present = forms.filter((form) => childOf(node, form) !== undefined);
  const choice = forms.map((form) => `'${form}'`).join(', ');
  if (present.length === 0)
    diagnostics.push(problem('missing-key', node.span, `the value has none of the keys ${choice}`));
  if (present.length > 1) {
    const both = present.map((form) => `'${form}'`).join(' and ');
    const message = `a value has the keys ${both}, but only one of them is allowed`;
    diagnostics.push(problem('wrong-shape', childOf(node, present[1]!)!.span, message));
  }
}

function isEmptyBlock(node: TreeNode | undefined): boolean {
  return node?.kind === 'block' && node.entries.size === 0;
}

function readSeries(node: TreeNode, diagnostics: Diagnostic[]): Pick<ValueSource, 'series' | 'interpolate'> {
  const interpolate = textAt(node, 'interpolate');
  const series = childOf(node, 'series');
  if (isEmptyBlock(series)) {
    const hint = 'write dates and values, such as series: { 2026-01: 5 USD, 2027-01: 6 USD }';
    diagnostics.push(problem('invalid-series', series!.span, 'the series is empty', { hint }));
  }
  if (interpolate !== undefined && series === undefined && childOf(node, 'revisions') === undefined) {
    diagnostics.push(
      problem('wrong-shape', interpolate.span, "'interpolate' is only allowed with a series", {
        hint: 'write dates and values under series:',
      }),
    );
  }
  return {
    ...(series === undefined ? {} : { series: readEntries(series, readText) }),
    ...(interpolate === undefined ? {} : { interpolate: interpolate.text === 'linear' ? 'linear' : 'step' }),
  };
}

function readRange(node: TreeNode): Pick<ValueSource, 'range'> {
  const range = childOf(node, 'range');
  if (range === undefined) return {};
  return { range: { low: readText(childOf(range, 'low')), high: readText(childOf(range, 'high')) } };
}

function readCalibration(node: TreeNode): Pick<ValueSource, 'calibratedTo'> {
  const tieOuts = childOf(node, 'calibrated_to');
  return tieOuts === undefined ? {} : { calibratedTo: readList(tieOuts) };
}

function readProvenance(node: TreeNode): ProvenanceSource {
  return { span: node.span, ...optionalTexts(node, 'source', 'status', 'known', 'note', 'why') };
}

function readAlternative(node: TreeNode): ProvenanceSource & { readonly value: Located } {
  return { ...readProvenance(node), value: readText(childOf(node, 'value')) };
}

function readRevision(node: TreeNode, diagnostics: Diagnostic[]): RevisionSource {
  checkOneForm(node, ['value', 'series'], diagnostics);
  return {
    ...readProvenance(node),
    ...readCalibration(node),
    ...optionalTexts(node, 'value'),
    ...readSeries(node, diagnostics),
    known: readText(childOf(node, 'known')),
  };
}

function readSheet(node: TreeNode, valueIn: (node: TreeNode) => ValueSource): SheetSource {
  const readSection = (section: TreeNode) => ({ items: readEntries(section, (item) => readItem(item, valueIn)) });
  return { sections: readEntries(node, readSection) };
}

function readItem(node: TreeNode, valueIn: (node: TreeNode) => ValueSource): ItemSource {
  const actuals = childOf(node, 'actuals');
  return {
    span: node.span,
    formula: readText(childOf(node, 'formula')),
    ...optionalTexts(node, 'label', 'unit', 'opening', 'was', 'note'),
    ...readRollup(childOf(node, 'rollup')),
    ...optionalList(node, 'by'),
    ...(actuals === undefined ? {} : { actuals: readEntries(actuals, (one) => readActual(one, valueIn)) }),
  };
}

/** A rule by name, or a block with the formulas of a ratio or of weights. */
function readRollup(node: TreeNode | undefined): { readonly rollup?: RollupSource } {
  if (node === undefined) return {};
  if (node.kind === 'text') return { rollup: { span: node.span, rule: node.located } };
  const weights = childOf(node, 'weighted_by');
  const weighted = weights === undefined ? {} : { weightedBy: readText(weights) };
  return { rollup: { span: node.span, ...optionalTexts(node, 'numerator', 'denominator'), ...weighted } };
}

/** If all keys start with a digit they are periods, and the block has the actuals of one member. */
function readActual(node: TreeNode, valueIn: (node: TreeNode) => ValueSource): ValueSource | MemberActualsSource {
  const isByPeriod =
    node.kind === 'block' && node.entries.size > 0 && [...node.entries.keys()].every((key) => /^\d/.test(key));
  return isByPeriod ? { span: node.span, byPeriod: readEntries(node, valueIn) } : valueIn(node);
}

function readCheck(node: TreeNode): CheckSource {
  const by = childOf(node, 'by');
  return {
    span: node.span,
    formula: readText(childOf(node, 'formula')),
    ...optionalTexts(node, 'label', 'tolerance', 'note'),
    ...(by === undefined ? {} : { by: readList(by) }),
  };
}

function readTieOut(node: TreeNode): TieOutSource {
  const scenario = childOf(node, 'scenario');
  return {
    span: node.span,
    formula: readText(childOf(node, 'formula')),
    expect: readText(childOf(node, 'expect')),
    tolerance: readText(childOf(node, 'tolerance')),
    ...(scenario === undefined ? {} : { scenario: readList(scenario) }),
    ...optionalTexts(node, 'label', 'source', 'known', 'note'),
    ...readMiss(childOf(node, 'misses')),
  };
}

/** A reason, or a block with the reason and the dates from and until which it applies. */
function readMiss(node: TreeNode | undefined): { readonly misses?: MissSource } {
  if (node === undefined) return {};
  if (node.kind === 'text') return { misses: { span: node.span, reason: node.located } };
  return {
    misses: { span: node.span, reason: readText(childOf(node, 'reason')), ...optionalTexts(node, 'from', 'until') },
  };
}

function readCorrelations(node: TreeNode | undefined): readonly CorrelationSource[] {
  if (node?.kind !== 'list') return [];
  return node.items.map((item) => ({
    span: item.span,
    inputs: readList(childOf(item, 'inputs')),
    rank: readText(childOf(item, 'rank')),
    ...optionalTexts(item, 'note', 'source'),
  }));
}

function readReport(node: TreeNode, diagnostics: Diagnostic[]): ReportSource {
  const rows = childOf(node, 'rows');
  return {
    span: node.span,
    ...optionalTexts(node, 'title'),
    rows: rows?.kind === 'list' ? rows.items.map((item) => readReportRow(item, diagnostics)) : [],
  };
}

/** A row is an item or a heading; plain text is an item. */
function readReportRow(node: TreeNode, diagnostics: Diagnostic[]): ReportRowSource {
  if (node.kind === 'text') return { span: node.span, item: node.located };
  checkOneForm(node, ['item', 'heading'], diagnostics);
  return { span: node.span, ...optionalTexts(node, 'item', 'heading', 'label', 'emphasis') };
}

const readChart = (node: TreeNode): ChartSource => ({
  span: node.span,
  kind: readText(childOf(node, 'kind')),
  items: readList(childOf(node, 'items')),
  lines: readList(childOf(node, 'lines')),
  ...optionalTexts(node, 'title', 'by', 'at'),
});

const readScenario = (node: TreeNode, valueIn: (node: TreeNode) => ValueSource): ScenarioSource => ({
  span: node.span,
  ...optionalTexts(node, 'title', 'extends', 'note'),
  set: readEntries(childOf(node, 'set'), valueIn),
});
