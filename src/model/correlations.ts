/**
 * How uncertain inputs move together. Enters `correlations:` of all files; leaves pairs of rows with their rank correlation.
 * Guarantee: each pair stands once, and there are numbers that have all these correlations at once.
 */
import { Decimal } from 'decimal.js';
import { type ProblemCode, problem } from '../diagnostics/catalogue.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { CorrelationSource, Located, Source } from '../source/source.ts';
import { choleskyOf, type RankedPair } from '../values/correlationMatrix.ts';
import { dimensionless } from '../values/unit.ts';
import { localName, localNames, type Registry, type StatedType } from './declarations.ts';
import { rowId } from './find.ts';
import { findInput } from './inputKeys.ts';
import { sourceProblem } from './knowledge.ts';
import type { Correlation, Row } from './model.ts';

type ReadScalar = (written: Located, type: StatedType, registry: Registry) => Decimal | string | undefined;

interface Reading {
  readonly registry: Registry;
  readonly readScalar: ReadScalar;
  /** By the ids of both rows in alphabetical order. */
  readonly found: Map<string, Correlation>;
  readonly report: (span: Span, message: string, hint: string, code?: ProblemCode) => undefined;
}

/** Reads all correlations of a model and of what it includes; the model that includes has the last word. Inputs have their values by then. */
export function readCorrelations(source: Source, registry: Registry, readScalar: ReadScalar): readonly Correlation[] {
  const report: Reading['report'] = (span, message, hint, code = 'invalid-correlation') =>
    void registry.diagnostics.push(problem(code, span, message, { hint }));
  const reading: Reading = { registry, readScalar, found: new Map(), report };
  readScope(source, '', reading);
  const correlations = [...reading.found.values()];
  reportContradictions(correlations, reading);
  return correlations.filter(({ a, b }) => isUncertain(a) && isUncertain(b));
}

function readScope(source: Source, scope: string, reading: Reading): void {
  for (const [prefix, { value }] of source.includes) readScope(value, `${scope}${prefix}.`, reading);
  const sources = new Set(source.sources.keys());
  const given = new Map<string, CorrelationSource>();
  for (const written of source.correlations) {
    reading.registry.diagnostics.push(...sourceProblem(written.source, sources));
    const correlation = readCorrelation(written, scope, reading);
    if (correlation === undefined) continue;
    const key = [rowId(correlation.a), rowId(correlation.b)].sort().join(' ');
    const before = given.get(key);
    if (before?.span.file === written.span.file) reportRepeated(written, before, reading.registry);
    given.set(key, written);
    reading.found.set(key, correlation);
  }
}

function reportRepeated({ span, inputs }: CorrelationSource, before: CorrelationSource, { diagnostics }: Registry): void {
  const names = inputs.map(({ text }) => `'${text}'`).join(' and ');
  diagnostics.push(
    problem('duplicate-key', span, `${names} get two correlations in one file`, {
      labels: [{ span: before.span, text: 'first given here' }],
      hint: 'keep one of the two',
    }),
  );
}

function readCorrelation(written: CorrelationSource, scope: string, reading: Reading): Correlation | undefined {
  const { registry, readScalar, report } = reading;
  const rank = readScalar(written.rank, { kind: 'number', unit: dimensionless }, registry);
  const [a, b] = written.inputs.map((input) => readInput(input, scope, reading));
  if (a === undefined || b === undefined || !(rank instanceof Decimal)) return undefined;
  if (a === b)
    return report(written.inputs[1]!.span, `'${written.inputs[1]!.text}' is correlated with itself`, 'name two different inputs');
  if (rank.abs().gt(1))
    return report(written.rank.span, `the rank correlation ${written.rank.text} lies outside of -1 to 1`, 'write a number such as 0.6');
  const source = written.source === undefined ? undefined : scope + written.source.text;
  return { a, b, rank: rank.toNumber(), note: written.note?.text, source, at: written.rank.span };
}

/** The one row that a name means. */
function readInput(input: Located, scope: string, { registry, report }: Reading): Row | undefined {
  const found = findInput(scope + input.text, registry);
  if (found === undefined) {
    const hint =
      didYouMean(input.text, localNames(registry.inputs.keys(), scope)) ?? 'name inputs as under values:, such as price or plan.pro.price';
    return report(input.span, `there is no input '${input.text}'`, hint);
  }
  if (!('rows' in found)) {
    const message = `'${input.text}' is unclear: ${found.member} is a member of several tables`;
    return report(input.span, message, 'name a member of each table, in the order of by:', 'ambiguous-member');
  }
  const [row, ...others] = found.rows;
  if (row === undefined) return undefined;
  if (others.length > 0)
    return report(
      input.span,
      `'${input.text}' stands for ${found.rows.length} values`,
      `name one of them, such as ${exampleOf(row, found.declaration.table, scope)}`,
    );
  if (!mayVary(row, registry))
    return report(input.span, `'${input.text}' has no distribution`, 'give it a range: or a distribution:, or leave the correlation out');
  return row;
}

function exampleOf(row: Row, table: string | undefined, scope: string): string {
  const key = table === undefined ? rowId(row) : [table, ...row.members, row.quantity.id.slice(table.length + 1)].join('.');
  return localName(key, scope);
}

const isUncertain = (row: Row): boolean => row.values?.some(({ distribution }) => distribution !== undefined) ?? false;

/** Whether an input is uncertain, or would be without a problem that was reported or a value that was set for one run. */
function mayVary(row: Row, { untyped, diagnostics }: Registry): boolean {
  if (isUncertain(row) || row.values === undefined || untyped.has(row.quantity)) return true;
  return (
    row.values.some(({ provenance }) => provenance.at.file.path === '--set') ||
    diagnostics.some(({ code }) => code === 'invalid-distribution')
  );
}

/** Every group of inputs whose correlations no numbers can have at once. */
function reportContradictions(correlations: readonly Correlation[], { registry }: Reading): void {
  for (const group of groupsOf(correlations)) {
    const rows = [...new Set(group.flatMap(({ a, b }) => [a, b]))];
    const pairs = group.map(({ a, b, rank }) => ({ a: rows.indexOf(a), b: rows.indexOf(b), rank }));
    if (choleskyOf(rows.length, pairs) !== undefined) continue;
    const [last, ...others] = [...group].reverse();
    const names = rows.map(rowId).join(', ');
    registry.diagnostics.push(
      problem('invalid-correlation', last!.at, `the correlations of ${names} contradict one another`, {
        labels: others.map(({ at }) => ({ span: at, text: 'and this one' })),
        hint: contradictionHint(rows.length, pairs),
      }),
    );
  }
}

function contradictionHint(size: number, pairs: readonly RankedPair[]): string {
  const lower = `multiply the ranks by ${greatestShare(size, pairs)} or less`;
  const isWhole = pairs.length === (size * (size - 1)) / 2;
  return isWhole ? `${lower}, or look at each again` : `a pair that is not written counts as 0: write it too, or ${lower}`;
}

/** The correlations that hang together through common inputs. */
function groupsOf(correlations: readonly Correlation[]): Correlation[][] {
  return correlations.reduce<Correlation[][]>((groups, correlation) => {
    const touches = (group: readonly Correlation[]): boolean =>
      group.some(({ a, b }) => [a, b].some((row) => row === correlation.a || row === correlation.b));
    const joined = groups.filter(touches);
    return [...groups.filter((group) => !touches(group)), [...joined.flat(), correlation]];
  }, []);
}

/** By how much all ranks can be multiplied, in hundredths rounded down. Independence always fits. */
function greatestShare(size: number, pairs: readonly RankedPair[]): number {
  let percent = 99;
  while (
    percent > 0 &&
    choleskyOf(
      size,
      pairs.map((pair) => ({ ...pair, rank: (pair.rank * percent) / 100 })),
    ) === undefined
  )
    percent -= 1;
  return percent / 100;
}
