/**
 * Error values such as #DIV/0!, reported where they arise and not where they are passed on. Takes the evaluation of
 * each scenario; returns one problem per error, with the periods and scenarios in which it occurs.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorCauses } from '../diagnostics/errorCauses.ts';
import type { Span } from '../diagnostics/span.ts';
import { rowReferences } from '../model/expression/walk.ts';
import { checkName, rowId } from '../model/find.ts';
import type { Expression, Model, Row } from '../model/model.ts';
import { columns, type Position } from '../sheets/layoutContext.ts';
import type { Layout } from '../sheets/model/fromModel.ts';
import { forecastErrors, type PlacedError, shownErrors } from './errorPlaces.ts';
import { isError } from './recordFromEvaluation.ts';
import type { CellError, Evaluation } from './run.ts';

/** One error in one scenario; `what` is the same in every scenario. */
export interface FoundError {
  readonly what: string;
  readonly error: CellError['error'];
  readonly span?: Span;
  /** Empty for what has one value. */
  readonly period: string;
  /** The location if it is not the row of the item: `in the forecast covered by an actual`. */
  readonly where: string;
  readonly scenario: string;
}

/** A row, check or tie-out with its formula. */
interface Calculated {
  readonly name: string;
  readonly span: Span;
  readonly position: Position;
  readonly expression?: Expression;
  readonly row?: Row;
}

const causes: Readonly<Record<string, string>> = errorCauses;

const SHOWN_MAX = 6;

/** Finds where the errors of one scenario arise. */
export function findErrors(model: Model, layout: Layout, evaluation: Evaluation): FoundError[] {
  const failing = new Map<Calculated, PlacedError>();
  for (const one of calculatedParts(model, layout)) {
    const found = firstError(one, model, layout, evaluation);
    if (found !== undefined) failing.set(one, found);
  }
  const failingRows = new Set([...failing.keys()].map(({ row }) => row));
  const roots = [...failing].filter(([{ expression, row }]) => {
    const read = expression === undefined ? [] : rowReferences(expression);
    return !read.some((reading) => reading.row !== row && failingRows.has(reading.row));
  });
  // No formula reads a forecast that an actual covers, but its error is still shown in a cell.
  const covered = forecastErrors(model, layout, evaluation).filter(
    ({ row }) => row === undefined || !failingRows.has(row),
  );
  const named = [...roots.map(([, found]) => found), ...covered];
  return (named.length > 0 ? named : shownErrors(model, layout, evaluation)).map(
    ({ name, error, span, period, where }): FoundError => ({
      what: `'${name}' ${causes[error] ?? 'has an error'} (${error})`,
      error,
      period,
      where,
      scenario: evaluation.scenario,
      ...(span === undefined ? {} : { span }),
    }),
  );
}

function firstError(
  { name, span, position: { sheet, row, time } }: Calculated,
  { timeline }: Model,
  { firstColumn }: Layout,
  { sheets }: Evaluation,
): PlacedError | undefined {
  const cells = sheets.get(sheet)?.[row] ?? [];
  // The constant column combines the results of a check over all periods.
  const at = cells.findIndex((cell, column) => isError(cell) && (time === 'scalar' || column !== columns.constant));
  if (at === -1) return undefined;
  const period = time === 'scalar' ? '' : (timeline.periods[at - firstColumn]?.label ?? 'the opening');
  return { name, span, period, where: '', error: (cells[at] as CellError).error };
}

function calculatedParts(model: Model, layout: Layout): readonly Calculated[] {
  return [
    ...[...layout.positions].map(([row, position]): Calculated => {
      const name = rowId(row);
      return {
        name,
        span: row.quantity.declaredAt.span,
        position,
        row,
        ...(row.expression === undefined ? {} : { expression: row.expression }),
      };
    }),
    ...model.checks.map((check): Calculated => {
      const expression = check.difference ?? check.condition;
      const position = layout.checks.get(check)!.holds;
      return {
        name: checkName(check),
        span: check.formula.span,
        position,
        ...(expression === undefined ? {} : { expression }),
      };
    }),
    ...model.tieOuts.map(({ id, formula: written, value }): Calculated => {
      const [position] = [...layout.tieOuts.get(id)!.values()];
      return { name: id, span: written.span, position: position!, expression: value };
    }),
  ];
}

/** One problem per error, however many scenarios it occurs in. */
export function errorProblems(found: readonly FoundError[]): Diagnostic[] {
  const byError = new Map<string, FoundError[]>();
  for (const one of found) {
    const key = `${one.what}\n${one.where}`;
    byError.set(key, [...(byError.get(key) ?? []), one]);
  }
  return [...byError.values()].map(([first, ...others]) => {
    const hint =
      first!.error === '#DIV/0!'
        ? 'write divide(a, b, 0), which gives 0 if b is zero'
        : 'trace the item to see the numbers behind it';
    return problem('error-value', first!.span, `${first!.what}${whereWords([first!, ...others])}`, { hint });
  });
}

/** ` in 2026-03, scenarios base, bear`, or ` in 2026-03 (base), 2026-05 (bear)` where the periods differ. */
function whereWords(found: readonly FoundError[]): string {
  const [first] = found;
  const where = first!.where === '' ? '' : ` ${first!.where}`;
  if (found.some(({ period }) => period !== first!.period))
    return ` in ${listed(found.map(({ period, scenario }) => `${period} (${scenario})`))}${where}`;
  const when = first!.period === '' ? '' : ` in ${first!.period}`;
  return `${when}${where}, scenario${found.length === 1 ? '' : 's'} ${listed(found.map(({ scenario }) => scenario))}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN_MAX;
  return `${names.slice(0, SHOWN_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
