/**
 * Columns before the first period. Input: bound rows, checks and tie-outs. Output: how many columns are needed, and a
 * problem for every formula that would read a column without a value: never a silent zero.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Located } from '../source/source.ts';
import { containsKind, furthestLag, rowReferences } from './expression/walk.ts';
import type { Check, Expression, Quantity, Row, TieOut } from './model.ts';
import { type ItemDeclaration, localName, type Registry } from './registry.ts';

/** A formula that may look back, with its name and location. */
interface Looking {
  readonly who: string;
  readonly quantity?: Quantity;
  readonly formula: Located;
  readonly expressions: readonly Expression[];
}

/**
 * Columns before the first period: the longest look back of any formula, and at least one where something has an
 * opening.
 */
export function countOpenings(
  items: readonly Quantity[],
  checks: readonly Check[],
  tieOuts: readonly Pick<TieOut, 'id' | 'formula' | 'value'>[],
): number {
  const rows = items.flatMap((quantity) => quantity.rows);
  const expressions = [
    ...rows.flatMap((row) => row.expression ?? []),
    ...checks.map(expressionOf),
    ...tieOuts.map(({ value }) => value),
  ];
  const furthest = expressions.reduce((lag, expression) => Math.min(lag, furthestLag(expression)), 0);
  return Math.max(-furthest, rows.some((row) => row.opening !== undefined) ? 1 : 0);
}

const expressionOf = ({ difference, condition }: Check): Expression => (difference ?? condition)!;

/** A problem for every formula and opening that reads a row where it has no value. */
export function lookBackProblems(
  registry: Registry,
  checks: readonly Check[],
  tieOuts: readonly Pick<TieOut, 'id' | 'formula' | 'value'>[],
  openings: number,
): Diagnostic[] {
  const items = [...registry.items.values()];
  const looking: Looking[] = [
    ...items.map(({ quantity, source }) => ({
      who: quantity.id,
      quantity,
      formula: source.formula,
      expressions: formulasOf(quantity),
    })),
    ...checks.map((check) => ({ who: check.id, formula: check.formula, expressions: [expressionOf(check)] })),
    ...tieOuts.map((tieOut) => ({ who: tieOut.id, formula: tieOut.formula, expressions: [tieOut.value] })),
  ];
  return [
    ...looking.flatMap((one) => lookBackProblem(one, openings)),
    ...items.flatMap((declaration) => openingProblem(declaration, openings)),
  ];
}

function formulasOf({ rows }: Quantity): Expression[] {
  return rows.flatMap((row) => row.expression ?? []);
}

function lookBackProblem({ who, quantity, formula, expressions }: Looking, openings: number): Diagnostic[] {
  const unreached = expressions
    .flatMap((expression) => rowReferences(expression))
    .find((reading) => reading.lag < 0 && !reading.isGuarded && !hasOpening(reading.row, -reading.lag, openings));
  if (unreached === undefined) return [];
  const { row } = unreached;
  const labels = row.quantity === quantity ? [] : [{ span: row.quantity.declaredAt.span, text: 'has no opening' }];
  const message = `'${who}' refers to a period before the first one, where '${row.quantity.id}' has no value`;
  return [problem('missing-opening', formula.span, message, { labels, hint: openingHint(row.quantity, who) })];
}

/** `who` is the reader, whose file may use a shorter name for what it reads. */
function openingHint({ kind, id }: Quantity, who: string): string {
  const shown = localName(id, who.slice(0, who.lastIndexOf('.') + 1));
  return kind === 'item'
    ? `add opening: to '${shown}'; write opening: 0 if it starts at zero`
    : `start the series of '${shown}' earlier`;
}

/**
 * An opening fills every column before the first period, so what it reads must have a value in each, and it cannot look
 * back further.
 */
function openingProblem({ quantity, source }: ItemDeclaration, openings: number): Diagnostic[] {
  const expressions = quantity.rows.flatMap((row) => row.opening ?? []);
  const report = (message: string, hint: string) => [
    problem('missing-opening', source.opening!.span, message, { hint }),
  ];
  if (expressions.some((expression) => furthestLag(expression) < 0 || containsKind(expression, 'running')))
    return report(
      `the opening of '${quantity.id}' refers to an earlier period, but there is none`,
      'write the opening as a value, or make it an input with a source',
    );
  const unreached = expressions
    .flatMap((expression) => rowReferences(expression))
    .find((reading) => reading.moves && !hasOpening(reading.row, openings, openings));
  if (unreached === undefined) return [];
  const { quantity: read } = unreached.row;
  const message = `the opening of '${quantity.id}' reads '${read.id}' before the first period, where it has no value`;
  return report(message, openingHint(read, quantity.id));
}

/** Whether a row has a value in the last columns before the first period, as many as `depth`. */
function hasOpening(row: Row, depth: number, openings: number): boolean {
  if (row.quantity.time === 'scalar') return true;
  if (row.quantity.kind === 'item') return row.opening !== undefined;
  return (
    row.values?.every((value) =>
      value.series?.slice(openings - depth, openings).every((amount) => amount !== undefined),
    ) ?? true
  );
}
