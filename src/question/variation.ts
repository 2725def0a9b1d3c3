/**
 * Inputs over a range of values. Input: `margin=40%..95%:12`, `treatment=cogs|opex` or `margin` alone, and a function
 * that rereads the model with other values. Output: points, each of which can be written into cells. Guarantee: values
 * are read as `--set` reads them, with units and every problem; numbers between two bounds are exact decimals.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { writeInputValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { InputValue, Model, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** Rereads the inputs of the model with other values for some of them. */
export type RereadInputs = (
  set: readonly { readonly key: string; readonly value: string }[],
) => Checked<Pick<Model, 'inputs'>>;

export interface Point {
  /** A number in the unit of the input, or an option. */
  readonly value: number | string;
  readonly write: (cells: Cells) => void;
}
export interface Variation {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly rows: readonly Row[];
  readonly points: readonly Point[];
}

const defaultPoints = 9;
const maxPoints = 10_000;

/** Reads a variation and returns its points. */
export function readVariation(text: string, whatIf: WhatIf, reread: RereadInputs): Checked<Variation> {
  const match = /^\s*([^=\s]+)\s*(?:=\s*(.+))?$/s.exec(text);
  if (match === null)
    return refuse(
      `'${text}' does not specify how to vary an input`,
      'write margin=40%..95%:12, treatment=cogs|opex or margin',
    );
  const [, key = '', values] = match;
  if (values === undefined) return variationOverOwnRange(key, whatIf);
  const stretch = /^(.+?)\s*\.\.\s*(.+?)(?::\s*(\d+))?$/s.exec(values);
  if (stretch !== null && !values.includes('|')) {
    const count = stretch[3] === undefined ? defaultPoints : Number(stretch[3]);
    if (count < 2 || count > maxPoints)
      return refuse(`the number of points is ${count}`, `write a number from 2 to ${maxPoints} after the colon`);
    return variationBetween(key, stretch[1]!, stretch[2]!, count, whatIf, reread);
  }
  return variationOverList(key, values.split('|'), whatIf, reread);
}

function refuse(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-option', undefined, message, { hint })] };
}

/** The values of the rows that change when an input has another value, by row id. */
function valuesWith(
  key: string,
  value: string,
  { plan, scenario }: WhatIf,
  reread: RereadInputs,
): Checked<ReadonlyMap<string, InputValue>> {
  const { value: other, diagnostics } = reread([{ key, value: value.trim() }]);
  if (other === undefined || hasErrors(diagnostics)) return { diagnostics };
  const now = inputsOf(plan.model, scenario);
  const then = [...inputsOf(other, scenario)].map(([id, one]): [string, InputValue] => [
    id,
    inShapeOf(now.get(id), one),
  ]);
  return { value: new Map(then.filter(([id, one]) => !isSameValue(one, now.get(id)))), diagnostics: [] };
}

/**
 * An input that no scenario varies over time is read as one value, but still has one value per period in this model.
 */
function inShapeOf(own: InputValue | undefined, { constant, ...other }: InputValue): InputValue {
  if (own?.series === undefined || typeof constant !== 'number')
    return constant === undefined ? other : { ...other, constant };
  return { ...other, ...inShapeOfInput(constant, own) };
}

function inputsOf({ inputs }: Pick<Model, 'inputs'>, scenario: number): Map<string, InputValue> {
  return new Map(
    inputs.flatMap(({ rows }) => rows.map((row): [string, InputValue] => [rowId(row), row.values![scenario]!])),
  );
}

/** Whether two values of an input are equal in every period. */
export function isSameValue(one: InputValue, other: InputValue | undefined): boolean {
  if (other === undefined || one.constant !== other.constant) return false;
  return (
    (one.series ?? []).length === (other.series ?? []).length &&
    (one.series ?? []).every((value, at) => value === other.series?.[at])
  );
}

/** Finds rows of inputs by the names that `--set` accepts: `price`, `price.pro`, `plan.pro.price`. */
export function findInputRows(key: string, { inputs }: Pick<Model, 'inputs'>): Row[] {
  return inputs.flatMap(({ rows }) => rows).filter((row) => namesOf(row).includes(key));
}

function namesOf(row: Row): string[] {
  const { id, tables } = row.quantity;
  const [path, name] = [id.split('.').slice(0, -1), id.split('.').at(-1)!];
  // A member that is in both tables is ambiguous.
  const clear = row.members.filter(
    (member) => tables.filter(({ members }) => members.some((one) => one.id === member)).length === 1,
  );
  return [id, rowId(row), ...clear.flatMap((member) => [`${id}.${member}`, [...path, member, name].join('.')])];
}

/** The name of an input as in model files, with the column after the member: `plan.pro.price`. */
export function inputNameOf(row: Row): string {
  const { id, tables } = row.quantity;
  const [table, ...others] = tables.map((one) => one.id);
  if (table === undefined || others.length > 0 || !id.startsWith(`${table}.`)) return rowId(row);
  return [table, ...row.members, id.slice(table.length + 1)].join('.');
}

/** The problem of an unknown input name. */
export function refuseUnknownInput(key: string, { model }: Plan): { readonly diagnostics: Diagnostic[] } {
  const isItem = itemsOf(model).some((item) => item.id === key || item.rows.some((row) => rowId(row) === key));
  if (isItem) return refuse(`'${key}' is calculated`, 'name an input it is calculated from');
  const names = model.inputs.flatMap(({ rows }) => rows.flatMap(namesOf));
  return refuse(
    `there is no input '${key}'`,
    didYouMean(key, names) ??
      similarInputs(
        key,
        model.inputs.flatMap(({ rows }) => rows.map(inputNameOf)),
      ),
  );
}

const inputsNamed = 6;

/** Inputs with a similar name, or the first ones. */
function similarInputs(key: string, names: readonly string[]): string {
  const words = key
    .toLowerCase()
    .split(/[._]/)
    .filter((word) => word.length > 2);
  const near = names.filter((name) => words.some((word) => name.toLowerCase().includes(word)));
  const shown = (near.length > 0 ? near : names).slice(0, inputsNamed).join(', ');
  return (
    `${near.length > 0 ? 'there are' : 'the inputs are'} ` +
    `${shown}${(near.length > 0 ? near : names).length > inputsNamed ? ', …' : ''}`
  );
}

/** A variation over listed values. */
function variationOverList(
  key: string,
  texts: readonly string[],
  whatIf: WhatIf,
  reread: RereadInputs,
): Checked<Variation> {
  if (texts.length === 1)
    return refuse(
      `'${key}' has only one value, ${texts[0]!.trim()}`,
      `write ${key}=low..high:9 or ${key}=one|other, or use --set ${key}=value`,
    );
  const read = texts.map((text) => valuesWith(key, text, whatIf, reread));
  const diagnostics = eachOnce(read.flatMap((one) => one.diagnostics));
  if (hasErrors(diagnostics)) return { diagnostics };
  const changed = read.map(({ value }) => value!);
  const rows = rowsOf(changed, whatIf.plan);
  if (rows.length === 0) return refuseSameValues(key);
  const own = inputsOf(whatIf.plan.model, whatIf.scenario);
  const points = changed.map(
    (values): Point => pointOf(rows, (row) => values.get(rowId(row)) ?? own.get(rowId(row))!, whatIf.plan),
  );
  return { value: variationOf(key, rows, points), diagnostics };
}

/** A problem with a name occurs at every value, but is reported once. */
function eachOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ message }, at) => diagnostics.findIndex((other) => other.message === message) === at);
}

const refuseSameValues = (key: string) =>
  refuse(`'${key}' is the same at every point`, 'write values that differ from each other');

function rowsOf(changed: readonly ReadonlyMap<string, InputValue>[], { model }: Plan): Row[] {
  const ids = new Set(changed.flatMap((values) => [...values.keys()]));
  return model.inputs.flatMap((quantity) => quantity.rows).filter((row) => ids.has(rowId(row)));
}

function pointOf(rows: readonly Row[], read: (row: Row) => Pick<InputValue, 'constant' | 'series'>, plan: Plan): Point {
  const values = rows.map((row) => [row, read(row)] as const);
  const [, first] = values[0]!;
  return {
    value: first.constant ?? first.series?.find((one) => one !== undefined) ?? Number.NaN,
    write: (cells) => {
      for (const [row, value] of values) writeInputValue(plan, row, value, cells);
    },
  };
}

function variationOf(key: string, rows: readonly Row[], points: readonly Point[]): Variation {
  const [first] = rows;
  const label = rows.length === 1 ? first!.label : first!.quantity.label;
  return { key, label, unit: unitOf(first!.quantity.type), rows, points };
}

/** A variation evenly spaced between two values. */
function variationBetween(
  key: string,
  low: string,
  high: string,
  count: number,
  whatIf: WhatIf,
  reread: RereadInputs,
): Checked<Variation> {
  const ends = [low, high].map((text) => valuesWith(key, text, whatIf, reread));
  const diagnostics = eachOnce(ends.flatMap((one) => one.diagnostics));
  if (hasErrors(diagnostics)) return { diagnostics };
  const rows = rowsOf(
    ends.map(({ value }) => value!),
    whatIf.plan,
  );
  if (rows.length === 0) return refuseSameValues(key);
  if (!['number', 'date'].includes(rows[0]!.quantity.type.kind))
    return refuse(
      `'${key}' is not a number, so there is nothing between ${low} and ${high}`,
      `write ${key}=${low}|${high}`,
    );
  const own = inputsOf(whatIf.plan.model, whatIf.scenario);
  const endOf = (at: number, row: Row): InputValue => ends[at]!.value!.get(rowId(row)) ?? own.get(rowId(row))!;
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  const points = Array.from({ length: count }, (_, at) =>
    pointOf(
      rows,
      (row) => interpolate(endOf(0, row), endOf(1, row), new Decimal(at).div(count - 1), isWhole),
      whatIf.plan,
    ),
  );
  return { value: variationOf(key, rows, points), diagnostics };
}

/** Interpolates between two values. */
function interpolate(
  low: InputValue,
  high: InputValue,
  share: Decimal,
  isWhole: boolean,
): Pick<InputValue, 'constant' | 'series'> {
  const mix = (from: number, to: number): number => {
    const value = new Decimal(from).plus(new Decimal(to).minus(from).times(share));
    return (isWhole ? value.round() : value).toNumber();
  };
  if (typeof low.constant === 'number' && typeof high.constant === 'number')
    return { constant: mix(low.constant, high.constant) };
  const series = (low.series ?? []).map((value, at) => {
    const other = high.series?.[at];
    return value === undefined || other === undefined ? undefined : mix(value, other);
  });
  return { series };
}

/** A variation over the input's own range, or over the options of a choice. */
function variationOverOwnRange(key: string, { plan, scenario }: WhatIf): Checked<Variation> {
  const rows = findInputRows(key, plan.model);
  const [first] = rows;
  if (first === undefined) return refuseUnknownInput(key, plan);
  const { type } = first.quantity;
  if (type.kind === 'choice') {
    const points = type.options.map((constant) => pointOf(rows, () => ({ constant }), plan));
    return { value: variationOf(key, rows, points), diagnostics: [] };
  }
  const bounds = commonBoundsOf(rows, scenario);
  const otherwise =
    rows.length > 1
      ? ` or name one, such as ${inputNameOf(first)}`
      : ', or give it a range: { low: …, high: … } in the model';
  if (bounds === undefined)
    return refuse(
      rows.length > 1 ? `'${key}' names ${rows.length} inputs that have no range in common` : `'${key}' has no range`,
      `write ${key}=low..high:9${otherwise}`,
    );
  const points = spreadEvenly(bounds, defaultPoints, type.kind === 'date').map((number) =>
    pointOf(rows, (row) => inShapeOfInput(number, row.values![scenario]!), plan),
  );
  return { value: variationOf(key, rows, points), diagnostics: [] };
}

/** The range of the inputs if all have the same one. */
export function commonBoundsOf(rows: readonly Row[], scenario: number): InputValue['bounds'] {
  const [first, ...others] = rows.map((row) => row.values![scenario]!.bounds);
  return others.every((other) => other?.low === first?.low && other?.high === first?.high) ? first : undefined;
}

/** One number as the value of an input: in every period if it has one value per period. */
export function inShapeOfInput(number: number, { series }: InputValue): Pick<InputValue, 'constant' | 'series'> {
  return series === undefined ? { constant: number } : { series: series.map(() => number) };
}

/** Evenly spaced numbers between two bounds. */
export function spreadEvenly(
  { low, high }: { readonly low: number; readonly high: number },
  count: number,
  isWhole = false,
): number[] {
  return Array.from({ length: count }, (_, at) => {
    const value = new Decimal(low).plus(
      new Decimal(high)
        .minus(low)
        .times(at)
        .div(count - 1),
    );
    return (isWhole ? value.round() : value).toNumber();
  });
}
