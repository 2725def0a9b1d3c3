/**
 * Inputs over a range of values. Enters `margin=40%..95%:12`, `treatment=cogs|opex` or `margin` alone, and a way to
 * read the model with other values; leaves points, each of which can be put into cells. Guarantee: values are read as
 * `--set` reads them, with units and every problem; the numbers between two ends are exact decimals.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { writeValue } from '../kernel/fromPlan.ts';
import type { Cells } from '../kernel/kernel.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { InputValue, Model, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** What the inputs of the model are with other values for some of them. */
export type Reread = (
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

const pointsUsual = 9;
const pointsMost = 10_000;

/** The points of a variation as it was asked for. */
export function readVariation(text: string, whatIf: WhatIf, reread: Reread): Checked<Variation> {
  const match = /^\s*([^=\s]+)\s*(?:=\s*(.+))?$/s.exec(text);
  if (match === null)
    return refuse(`'${text}' is no variation`, 'write margin=40%..95%:12, treatment=cogs|opex or margin');
  const [, key = '', values] = match;
  if (values === undefined) return ownPoints(key, whatIf);
  const stretch = /^(.+?)\s*\.\.\s*(.+?)(?::\s*(\d+))?$/s.exec(values);
  if (stretch !== null && !values.includes('|')) {
    const count = stretch[3] === undefined ? pointsUsual : Number(stretch[3]);
    if (count < 2 || count > pointsMost)
      return refuse(`${count} points are asked for`, `write a number from 2 to ${pointsMost} behind the colon`);
    return between(key, stretch[1]!, stretch[2]!, count, whatIf, reread);
  }
  return listed(key, values.split('|'), whatIf, reread);
}

function refuse(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-option', undefined, message, { hint })] };
}

/** What the rows hold when an input has another value: those that change, by their ids. */
function valuesWith(
  key: string,
  value: string,
  { plan, scenario }: WhatIf,
  reread: Reread,
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
 * What changes over time in no scenario any more has one value in the model that was read again, and still one per
 * period in this one.
 */
function inShapeOf(own: InputValue | undefined, { constant, ...other }: InputValue): InputValue {
  if (own?.series === undefined || typeof constant !== 'number')
    return constant === undefined ? other : { ...other, constant };
  return { ...other, ...numbered(constant, own) };
}

function inputsOf({ inputs }: Pick<Model, 'inputs'>, scenario: number): Map<string, InputValue> {
  return new Map(
    inputs.flatMap(({ rows }) => rows.map((row): [string, InputValue] => [rowId(row), row.values![scenario]!])),
  );
}

/** Whether two values of an input are the same at every period. */
export function isSameValue(one: InputValue, other: InputValue | undefined): boolean {
  if (other === undefined || one.constant !== other.constant) return false;
  return (
    (one.series ?? []).length === (other.series ?? []).length &&
    (one.series ?? []).every((value, at) => value === other.series?.[at])
  );
}

/** Rows of inputs by the names that `--set` knows: `price`, `price.pro`, `plan.pro.price`. */
export function inputRows(key: string, { inputs }: Pick<Model, 'inputs'>): Row[] {
  return inputs.flatMap(({ rows }) => rows).filter((row) => namesOf(row).includes(key));
}

function namesOf(row: Row): string[] {
  const { id, tables } = row.quantity;
  const [path, name] = [id.split('.').slice(0, -1), id.split('.').at(-1)!];
  // A member that stands in both tables says nothing of which is meant.
  const clear = row.members.filter(
    (member) => tables.filter(({ members }) => members.some((one) => one.id === member)).length === 1,
  );
  return [id, rowId(row), ...clear.flatMap((member) => [`${id}.${member}`, [...path, member, name].join('.')])];
}

/** The name of an input as model files have it: a column behind the member, `plan.pro.price`. */
export function inputName(row: Row): string {
  const { id, tables } = row.quantity;
  const [table, ...others] = tables.map((one) => one.id);
  if (table === undefined || others.length > 0 || !id.startsWith(`${table}.`)) return rowId(row);
  return [table, ...row.members, id.slice(table.length + 1)].join('.');
}

/** What is wrong with a name that no input has. */
export function unknownInput(key: string, { model }: Plan): { readonly diagnostics: Diagnostic[] } {
  const isItem = itemsOf(model).some((item) => item.id === key || item.rows.some((row) => rowId(row) === key));
  if (isItem) return refuse(`'${key}' is calculated`, 'name an input that it is calculated from');
  const names = model.inputs.flatMap(({ rows }) => rows.flatMap(namesOf));
  return refuse(
    `there is no input '${key}'`,
    didYouMean(key, names) ??
      alike(
        key,
        model.inputs.flatMap(({ rows }) => rows.map(inputName)),
      ),
  );
}

const inputsNamed = 6;

/** Inputs with the name inside of theirs, or the first ones. */
function alike(key: string, names: readonly string[]): string {
  const words = key
    .toLowerCase()
    .split(/[._]/)
    .filter((word) => word.length > 2);
  const near = names.filter((name) => words.some((word) => name.toLowerCase().includes(word)));
  const shown = (near.length > 0 ? near : names).slice(0, inputsNamed).join(', ');
  return `${near.length > 0 ? 'there are' : 'the inputs are'} ${shown}${(near.length > 0 ? near : names).length > inputsNamed ? ', …' : ''}`;
}

/** Values one by one. */
function listed(key: string, texts: readonly string[], whatIf: WhatIf, reread: Reread): Checked<Variation> {
  if (texts.length === 1)
    return refuse(
      `'${key}' has one value, ${texts[0]!.trim()}`,
      `write ${key}=low..high:9 or ${key}=one|other, or ask with --set ${key}=value`,
    );
  const read = texts.map((text) => valuesWith(key, text, whatIf, reread));
  const diagnostics = eachOnce(read.flatMap((one) => one.diagnostics));
  if (hasErrors(diagnostics)) return { diagnostics };
  const changed = read.map(({ value }) => value!);
  const rows = rowsOf(changed, whatIf.plan);
  if (rows.length === 0) return same(key);
  const own = inputsOf(whatIf.plan.model, whatIf.scenario);
  const points = changed.map(
    (values): Point => pointOf(rows, (row) => values.get(rowId(row)) ?? own.get(rowId(row))!, whatIf.plan),
  );
  return { value: variationOf(key, rows, points), diagnostics };
}

/** What is wrong with a name is wrong at every value. */
function eachOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ message }, at) => diagnostics.findIndex((other) => other.message === message) === at);
}

const same = (key: string) => refuse(`'${key}' is the same at every point`, 'write values that differ from each other');

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
      for (const [row, value] of values) writeValue(plan, row, value, cells);
    },
  };
}

function variationOf(key: string, rows: readonly Row[], points: readonly Point[]): Variation {
  const [first] = rows;
  const label = rows.length === 1 ? first!.label : first!.quantity.label;
  return { key, label, unit: unitOf(first!.quantity.type), rows, points };
}

/** Evenly from one value to another. */
function between(
  key: string,
  low: string,
  high: string,
  count: number,
  whatIf: WhatIf,
  reread: Reread,
): Checked<Variation> {
  const ends = [low, high].map((text) => valuesWith(key, text, whatIf, reread));
  const diagnostics = eachOnce(ends.flatMap((one) => one.diagnostics));
  if (hasErrors(diagnostics)) return { diagnostics };
  const rows = rowsOf(
    ends.map(({ value }) => value!),
    whatIf.plan,
  );
  if (rows.length === 0) return same(key);
  if (!['number', 'date'].includes(rows[0]!.quantity.type.kind))
    return refuse(`'${key}' is no number, so nothing lies between ${low} and ${high}`, `write ${key}=${low}|${high}`);
  const own = inputsOf(whatIf.plan.model, whatIf.scenario);
  const endOf = (at: number, row: Row): InputValue => ends[at]!.value!.get(rowId(row)) ?? own.get(rowId(row))!;
  const isWhole = rows[0]!.quantity.type.kind === 'date';
  const points = Array.from({ length: count }, (_, at) =>
    pointOf(rows, (row) => mixed(endOf(0, row), endOf(1, row), new Decimal(at).div(count - 1), isWhole), whatIf.plan),
  );
  return { value: variationOf(key, rows, points), diagnostics };
}

/** A value on the straight line between two. */
function mixed(
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

/** Over the range that the model gives an input, or over the options of a choice. */
function ownPoints(key: string, { plan, scenario }: WhatIf): Checked<Variation> {
  const rows = inputRows(key, plan.model);
  const [first] = rows;
  if (first === undefined) return unknownInput(key, plan);
  const { type } = first.quantity;
  if (type.kind === 'choice') {
    const points = type.options.map((constant) => pointOf(rows, () => ({ constant }), plan));
    return { value: variationOf(key, rows, points), diagnostics: [] };
  }
  const bounds = commonBounds(rows, scenario);
  if (bounds === undefined)
    return refuse(
      rows.length > 1 ? `'${key}' names ${rows.length} inputs that have no range in common` : `'${key}' has no range`,
      `write ${key}=low..high:9${rows.length > 1 ? ` or name one, such as ${inputName(first)}` : ', or give it a range: { low: …, high: … } in the model'}`,
    );
  const points = spread(bounds, pointsUsual, type.kind === 'date').map((number) =>
    pointOf(rows, (row) => numbered(number, row.values![scenario]!), plan),
  );
  return { value: variationOf(key, rows, points), diagnostics: [] };
}

/** The range of inputs that have the same one. */
export function commonBounds(rows: readonly Row[], scenario: number): InputValue['bounds'] {
  const [first, ...others] = rows.map((row) => row.values![scenario]!.bounds);
  return others.every((other) => other?.low === first?.low && other?.high === first?.high) ? first : undefined;
}

/** One number for an input, in every period where it has one per period. */
export function numbered(number: number, { series }: InputValue): Pick<InputValue, 'constant' | 'series'> {
  return series === undefined ? { constant: number } : { series: series.map(() => number) };
}

/** Numbers from one end to the other at equal distances. */
export function spread(
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
