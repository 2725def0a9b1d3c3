/**
 * The output that a question names. Input: `gross_margin@2027`, `price.pro` or a formula such as `sum(revenue over
 * 2027)`. Output: the cell that contains it. Guarantee: a year or quarter means the value that reports show; an item
 * with one value per period needs a period.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Row, ValueType } from '../model/model.ts';
import type { Line, Plan } from '../plan/plan.ts';
import { parseDate, periodPositionOf } from '../values/timeline.ts';
import { findInputRows } from './variation.ts';

export interface Output {
  /** The label for people: `Gross margin, 2027`. */
  readonly label: string;
  readonly type: ValueType;
  readonly slot: number;
  /** The lines to compute for it; none for an input. */
  readonly lines: readonly Line[];
}

/** Whether a text is the name of an item rather than a formula. */
export function isItemName(text: string): boolean {
  return /^[A-Za-z_][\w.]*(?:@[\w-]+)?$/.test(text.trim());
}

/** Finds the cell of a text; a formula must be among the probes of the model. */
export function readOutput(text: string, plan: Plan): Checked<Output> {
  const probe = plan.model.probes.find(({ id }) => id === text);
  if (probe !== undefined) {
    if (probe.time === 'series')
      return refuse(
        'dimension-mismatch',
        `'${text}' has one value per period`,
        'write sum(x over 2026), last(x over 2026) or x[2026-03]',
      );
    const line = plan.probes.get(text)!.value;
    return { value: { label: text, type: probe.type, slot: line.slot, lines: [line] }, diagnostics: [] };
  }
  const [name = '', period] = text.trim().split('@');
  const row = findRow(name, plan);
  return row.value === undefined ? { diagnostics: row.diagnostics } : atPeriod(row.value, period, plan);
}

function refuse(
  code: Diagnostic['code'] & Parameters<typeof problem>[0],
  message: string,
  hint: string,
): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem(code, undefined, message, { hint })] };
}

function findRow(name: string, { model }: Plan): Checked<Row> {
  const quantities = [...itemsOf(model), ...model.inputs];
  const rows = quantities.flatMap((quantity) => quantity.rows);
  const found = rows.find((row) => rowId(row) === name);
  if (found !== undefined) return { value: found, diagnostics: [] };
  const [named, ...others] = findInputRows(name, model);
  if (named !== undefined && others.length === 0) return { value: named, diagnostics: [] };
  const members = quantities.find(({ id }) => id === name)?.rows.map(rowId);
  if (members !== undefined)
    return refuse(
      'dimension-mismatch',
      `'${name}' has one row per member: choose one`,
      `such as ${members.slice(0, 8).join(', ')}`,
    );
  const ids = rows.map(rowId);
  return refuse(
    'unknown-name',
    `the model has no '${name}'`,
    didYouMean(name, ids) ?? 'name an item, or write a formula in quotes',
  );
}

function atPeriod(row: Row, period: string | undefined, plan: Plan): Checked<Output> {
  const { type, time } = row.quantity;
  const { slot } = plan.rowCells.get(row)!;
  const lines = linesOf(row, plan);
  const target = (place: number, label: string, needed: readonly Line[] = lines): Checked<Output> => ({
    value: { label, type, slot: place, lines: needed },
    diagnostics: [],
  });
  if (time === 'scalar') {
    if (
      period !== undefined &&
      periodPositionOf(plan.model.timeline, parseDate(period)?.from ?? Number.NaN) === undefined
    )
      return refuse(
        'outside-timeline',
        `'${period}' is not a period of the timeline`,
        `write ${rowId(row)}: it has one value for all periods`,
      );
    return target(slot, row.label);
  }
  if (period === undefined)
    return refuse(
      'dimension-mismatch',
      `'${rowId(row)}' has one value per period`,
      `write ${rowId(row)}@${periodHint(plan)}`,
    );
  for (const [labels, report] of [
    [plan.yearLabels, plan.years],
    [plan.quarterLabels, plan.quarters],
  ] as const) {
    const [at, place] = [labels.indexOf(period), report.get(row)];
    if (at !== -1 && place !== undefined)
      return target(
        place + at,
        `${row.label}, ${period}`,
        plan.groups.flatMap((group) => group.lines).filter((line) => line.slot === place),
      );
  }
  return atPosition(row, period, plan, (position) => target(slot + position, `${row.label}, ${period}`));
}

function atPosition(
  row: Row,
  period: string,
  { model }: Plan,
  found: (position: number) => Checked<Output>,
): Checked<Output> {
  const date = parseDate(period);
  if (date === undefined) return refuse('invalid-date', `'${period}' is not a date`, 'write 2027, 2027-Q1 or 2027-03');
  const { timeline } = model;
  const [first, last] = [periodPositionOf(timeline, date.from), periodPositionOf(timeline, date.to - 1)];
  if (first === undefined || last === undefined) {
    const { periods } = timeline;
    return refuse(
      'outside-timeline',
      `${period} is outside the timeline`,
      `the timeline runs from ${periods[0]!.label} to ${periods.at(-1)!.label}`,
    );
  }
  if (first === last) return found(first);
  const hint =
    `write ${rowId(row)}@${timeline.periods[last]!.label}, or a formula such as "average(${rowId(row)} ` +
    `over ${period})"`;
  return refuse('dimension-mismatch', `'${rowId(row)}' has no value for ${period}`, hint);
}

const periodHint = ({ yearLabels, model }: Plan): string => yearLabels[0] ?? model.timeline.periods[0]!.label;

/** The lines that fill the cells of an item. */
function linesOf(row: Row, plan: Plan): Line[] {
  return plan.groups.flatMap(({ lines }) => lines).filter((line) => line.row === row && line.axis === 'periods');
}
