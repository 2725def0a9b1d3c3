/**
 * Correlations between uncertain inputs. Input: `correlations:` of all files. Output: pairs of rows with their rank
 * correlation. Guarantee: each pair occurs once, and the correlations do not contradict one another.
 */
import { Decimal } from 'decimal.js';
import { type ProblemCode, problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { CorrelationSource, Located, Source } from '../../source/source.ts';
import { choleskyOf, type RankedPair } from '../../values/correlationMatrix.ts';
import { dimensionless } from '../../values/unit.ts';
import { rowId } from '../find.ts';
import type { Correlation, Row } from '../model.ts';
import { localName, localNames, type Registry } from '../registry.ts';
import { citedSourceProblem } from './asOf.ts';
import { findInput } from './inputKeys.ts';
import { readScalar } from './scalars.ts';

/**
 * Inputs that may hang together through correlations: whether they fit is found out in a time that grows with the cube
 * of their number.
 */
const GROUP_MAX = 500;
/** Inputs and places that a problem names. */
const NAMES_MAX = 8;

interface CorrelationReader {
  readonly registry: Registry;
  /** By the ids of both rows in alphabetical order. */
  readonly found: Map<string, Correlation>;
  readonly report: (span: Span, message: string, hint: string, code?: ProblemCode) => undefined;
}

/**
 * Reads all correlations of a model and of what it includes; the model that includes has the last word. Inputs have
 * their values by then.
 */
export function readCorrelations(source: Source, registry: Registry): readonly Correlation[] {
  const report: CorrelationReader['report'] = (span, message, hint, code = 'invalid-correlation') =>
    void registry.diagnostics.push(problem(code, span, message, { hint }));
  const reader: CorrelationReader = { registry, found: new Map(), report };
  readScope(source, '', reader);
  const correlations = [...reader.found.values()];
  reportContradictions(correlations, reader);
  return correlations.filter(({ a, b }) => isUncertain(a) && isUncertain(b));
}

function readScope(source: Source, scope: string, reader: CorrelationReader): void {
  for (const [prefix, { value }] of source.includes) readScope(value, `${scope}${prefix}.`, reader);
  const sources = new Set(source.sources.keys());
  const given = new Map<string, CorrelationSource>();
  for (const written of source.correlations) {
    reader.registry.diagnostics.push(...citedSourceProblem(written.source, sources));
    const correlation = readCorrelation(written, scope, reader);
    if (correlation === undefined) continue;
    const key = [rowId(correlation.a), rowId(correlation.b)].sort().join(' ');
    const before = given.get(key);
    if (before?.span.file === written.span.file) reportRepeated(written, before, reader.registry);
    given.set(key, written);
    reader.found.set(key, correlation);
  }
}

function reportRepeated(
  { span, inputs }: CorrelationSource,
  before: CorrelationSource,
  { diagnostics }: Registry,
): void {
  const names = inputs.map(({ text }) => `'${text}'`).join(' and ');
  diagnostics.push(
    problem('duplicate-key', span, `${names} have two correlations in one file`, {
      labels: [{ span: before.span, text: 'first given here' }],
      hint: 'delete one of the two',
    }),
  );
}

function readCorrelation(
  written: CorrelationSource,
  scope: string,
  reader: CorrelationReader,
): Correlation | undefined {
  const { registry, report } = reader;
  const rank = readScalar(written.rank, { kind: 'number', unit: dimensionless }, registry);
  const [a, b] = written.inputs.map((input) => readInput(input, scope, reader));
  if (a === undefined || b === undefined || !(rank instanceof Decimal)) return undefined;
  if (a === b)
    return report(
      written.inputs[1]!.span,
      `'${written.inputs[1]!.text}' is correlated with itself`,
      'name two different inputs',
    );
  if (rank.abs().gt(1))
    return report(
      written.rank.span,
      `the rank correlation ${written.rank.text} is not between -1 and 1`,
      'write a number such as 0.6',
    );
  const source = written.source === undefined ? undefined : scope + written.source.text;
  return { a, b, rank: rank.toNumber(), note: written.note?.text, source, at: written.rank.span };
}

/** The one row that a name means. */
function readInput(input: Located, scope: string, { registry, report }: CorrelationReader): Row | undefined {
  const found = findInput(scope + input.text, registry);
  if (found === undefined) {
    const hint =
      didYouMean(input.text, localNames(registry.inputs.keys(), scope)) ??
      'write inputs as under values:, such as price or plan.pro.price';
    return report(input.span, `there is no input '${input.text}'`, hint);
  }
  if (!('rows' in found)) {
    const message = `'${input.text}' is ambiguous: ${found.member} is a member of several tables`;
    return report(input.span, message, 'write a member of each table, in the order of by:', 'ambiguous-member');
  }
  const [row, ...others] = found.rows;
  if (row === undefined) return undefined;
  if (others.length > 0)
    return report(
      input.span,
      `'${input.text}' has ${found.rows.length} values`,
      `write one of them, such as ${localName(keyOf(row, registry), scope)}`,
    );
  if (!mayVary(row, registry))
    return report(
      input.span,
      `'${input.text}' has no distribution`,
      'add a range: or a distribution: to it, or remove the correlation',
    );
  return row;
}

/** The key of one row under `values:`, with the prefixes of included models. */
function keyOf(row: Row, { inputs }: Registry): string {
  const table = inputs.get(row.quantity.id)?.table;
  return table === undefined ? rowId(row) : [table, ...row.members, row.quantity.id.slice(table.length + 1)].join('.');
}

const isUncertain = (row: Row): boolean => row.values?.some(({ distribution }) => distribution !== undefined) ?? false;

/**
 * Whether an input is uncertain, or would be without a problem that was reported or a value that was set for one run.
 */
function mayVary(row: Row, { untyped, diagnostics }: Registry): boolean {
  if (isUncertain(row) || row.values === undefined || untyped.has(row.quantity)) return true;
  return (
    row.values.some(({ provenance }) => provenance.at.file.path.startsWith('--')) ||
    diagnostics.some(({ code }) => code === 'invalid-distribution')
  );
}

/** Every group of inputs whose correlations no numbers can have at once, or that is too large to find out. */
function reportContradictions(correlations: readonly Correlation[], { registry, report }: CorrelationReader): void {
  const order = new Map(correlations.map((correlation, at) => [correlation, at]));
  for (const group of groupsOf(correlations)) {
    const rows = [...new Set(group.flatMap(({ a, b }) => [a, b]))];
    const inOrder = [...group].sort((one, other) => order.get(one)! - order.get(other)!);
    if (rows.length > GROUP_MAX) {
      const message = `${rows.length} inputs are connected by correlations; the maximum is ${GROUP_MAX}`;
      report(inOrder.at(-1)!.at, message, 'remove the weakest correlations');
    } else registry.diagnostics.push(...contradiction(rows, inOrder, registry));
  }
}

function contradiction(rows: readonly Row[], group: readonly Correlation[], registry: Registry): Diagnostic[] {
  const place = new Map(rows.map((row, at) => [row, at]));
  const pairs = group.map(({ a, b, rank }) => ({ a: place.get(a)!, b: place.get(b)!, rank }));
  if (choleskyOf(rows.length, pairs) !== undefined) return [];
  const [last, ...others] = [...group].reverse();
  const named = rows.slice(0, NAMES_MAX);
  const names = named.map((row) => keyOf(row, registry)).join(', ');
  const more = rows.length > NAMES_MAX ? ` and ${rows.length - NAMES_MAX} others` : '';
  return [
    problem('invalid-correlation', last!.at, `the correlations of ${names}${more} contradict each other`, {
      labels: others.slice(0, NAMES_MAX).map(({ at }) => ({ span: at, text: 'and this one' })),
      hint: contradictionHint(rows.length, pairs),
    }),
  ];
}

function contradictionHint(size: number, pairs: readonly RankedPair[]): string {
  const share = greatestShare(size, pairs);
  const lower = share === 0 ? 'remove some of them' : `multiply the ranks by ${share} or less`;
  const isWhole = pairs.length === (size * (size - 1)) / 2;
  return isWhole ? `${lower}, or review them` : `a pair without a correlation counts as 0: add it, or ${lower}`;
}

/** The correlations that hang together through common inputs. */
function groupsOf(correlations: readonly Correlation[]): Correlation[][] {
  const groups = new Map<Row, Correlation[]>();
  for (const correlation of correlations) {
    const ofA = groups.get(correlation.a) ?? [];
    const ofB = groups.get(correlation.b) ?? [];
    // The shorter list joins the longer one, so that no correlation is moved more than a few times.
    const [kept, joining] = ofA.length < ofB.length ? [ofB, ofA] : [ofA, ofB];
    if (kept !== joining) kept.push(...joining);
    kept.push(correlation);
    for (const { a, b } of kept === joining ? [correlation] : [...joining, correlation])
      groups.set(a, kept).set(b, kept);
  }
  return [...new Set(groups.values())];
}

/** By how much all ranks can be multiplied, in hundredths rounded down. Independence always fits. */
function greatestShare(size: number, pairs: readonly RankedPair[]): number {
  let [fits, fails] = [0, 100];
  while (fails - fits > 1) {
    const percent = (fits + fails) >>> 1;
    const lower = pairs.map((pair) => ({ ...pair, rank: (pair.rank * percent) / 100 }));
    if (choleskyOf(size, lower) === undefined) fails = percent;
    else fits = percent;
  }
  return fits / 100;
}
