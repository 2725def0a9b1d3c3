/**
 * The differences between two models that some results depend on. Takes both plans and the names of the relevant rows;
 * returns differences by kind. Guarantee: renames, reordering and reformatting are no differences.
 */
import { changeKey } from '../diff/diff.ts';
import { formulaTokens } from '../diff/formulaTokens.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Model, Quantity, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { ScalarOrSeries, StructuralChange } from './attribution.ts';
import type { NameMap } from './nameMap.ts';

export interface Differences {
  /** Absent if both sides have the same timeline. */
  readonly timeline?: StructuralChange;
  /** One for each changed item of the new side, in the order of the model. */
  readonly formulas: readonly StructuralChange[];
  readonly actuals: readonly StructuralChange[];
  /** Rows that were added or removed, and units; absent if there are none. */
  readonly structure?: StructuralChange;
  /** Ids, as on the new side, of inputs with one value on one side and a value for each period on the other. */
  readonly overTime: ReadonlySet<string>;
}

interface QuantityPair {
  readonly old: Quantity;
  readonly now: Quantity;
}

/** Both sides, and the names of the rows that the results depend on. */
interface Sides {
  readonly older: Plan;
  readonly newer: Plan;
  readonly names: NameMap;
  readonly relevant: ReadonlySet<string>;
}

/** `differencesBetween({ older, newer, names, relevant })`. */
export function findDifferences(sides: Sides): Differences {
  const pairs = pairsOf(sides);
  const items = pairs.filter(({ now }) => now.kind === 'item');
  const changed = items.filter((pair) => isOtherFormula(pair, sides.names));
  const structure = structuralKeys(sides, pairs, new Set(changed.map(({ now }) => now)));
  return {
    ...timelineChange(sides),
    formulas: changed.map((pair) => formulaChange(pair, sides.names)),
    actuals: items.flatMap((pair) => actualsChange(pair, sides)),
    ...(structure.length === 0 ? {} : { structure: structureChange(structure) }),
    overTime: new Set(
      pairs.filter(({ old, now }) => now.kind === 'input' && old.time !== now.time).map(({ now }) => now.id),
    ),
  };
}

/** The whole structure as one change. */
export function structureChange(changes: readonly string[]): StructuralChange {
  return { kind: 'structure', id: 'structure', label: 'Model structure', changes };
}

function formulaChange(pair: QuantityPair, names: NameMap): StructuralChange {
  const { id, label } = pair.now;
  const changes = otherFormulas(pair, names).map((which) => changeKey({ kind: 'formula', id: `${id}${which}` }));
  return { kind: 'formula', id, label, changes };
}

/** The actuals of an item, with a key for each row that differs; empty if none does. */
function actualsChange(pair: QuantityPair, sides: Sides): StructuralChange[] {
  const { id, label } = pair.now;
  const changes = rowsWithOtherActuals(pair, sides).map((row) => changeKey({ kind: 'actual', id: rowId(row) }));
  return changes.length === 0 ? [] : [{ kind: 'actuals', id, label, changes }];
}

/** The quantities written in the files: the generated numerator of a ratio belongs to its owner. */
const quantitiesOf = (model: Model): readonly Quantity[] => [
  ...model.inputs,
  ...itemsOf(model).filter(({ owner }) => owner === undefined),
];

/** Quantities of both sides with a relevant row. */
function pairsOf({ older, newer, names, relevant }: Sides): QuantityPair[] {
  const before = new Map(
    quantitiesOf(older.model).map((quantity) => [`${quantity.kind} ${names.newIdOf(quantity)}`, quantity]),
  );
  return quantitiesOf(newer.model).flatMap((now): QuantityPair[] => {
    const old = before.get(`${now.kind} ${now.id}`);
    const matters =
      now.rows.some((row) => relevant.has(rowId(row))) || old?.rows.some((row) => relevant.has(names.newNameOf(row)));
    return old !== undefined && matters === true ? [{ old, now }] : [];
  });
}

function timelineChange({ older, newer }: Sides): Pick<Differences, 'timeline'> {
  const words = ({ model: { timeline } }: Plan): string =>
    [timeline.grain, ...timeline.periods.map(({ label }) => label)].join(' ');
  if (words(older) === words(newer)) return {};
  return {
    timeline: {
      kind: 'timeline',
      id: 'timeline',
      label: 'Timeline',
      changes: [changeKey({ kind: 'timeline', id: 'timeline' })],
    },
  };
}

/** The tokens of a formula as one text: white space and comments make no difference. */
const tokensOf = (text: string): string => JSON.stringify(formulaTokens(text).map(({ word }) => word));

const isOtherFormula = (pair: QuantityPair, names: NameMap): boolean => otherFormulas(pair, names).length > 0;

/** Which formulas of an item differ, as in the ids of their changes: its formula, its opening, its roll-up. */
function otherFormulas({ old, now }: QuantityPair, { formulaToNew }: NameMap): string[] {
  const isSame = (was = '', is = ''): boolean => {
    const said = formulaToNew(was, { from: old.id, to: now.id });
    return said === is || tokensOf(said) === tokensOf(is);
  };
  return [
    ...(isSame(old.formulaText, now.formulaText) ? [] : ['']),
    ...(isSame(old.openingText, now.openingText) ? [] : [' opening']),
    // An inferred roll-up follows from other changes.
    ...(!isStated(old, now) || (old.rollup === now.rollup && isSame(old.rollupText, now.rollupText))
      ? []
      : [' roll-up']),
  ];
}

const isStated = (old: Quantity, now: Quantity): boolean =>
  [old, now].some(({ rollupReason }) => rollupReason?.isStated === true);

/** Rows whose actuals differ in a period of both sides. */
function rowsWithOtherActuals({ old, now }: QuantityPair, { older, newer, names }: Sides): Row[] {
  const [before, after] = [periodsOf(older), periodsOf(newer)];
  const rows = new Map(old.rows.map((row) => [names.newNameOf(row), row]));
  return now.rows.filter((row) => {
    const was = rows.get(rowId(row));
    return (
      was !== undefined &&
      [...before].some(([label, at]) => after.has(label) && was.actuals?.[at] !== row.actuals?.[after.get(label)!])
    );
  });
}

const periodsOf = ({ model }: Plan): ReadonlyMap<string, number> =>
  new Map(model.timeline.periods.map(({ label }, at): [string, number] => [label, at]));

/** Keys of rows that were added or removed, of units, and of references that decide which cells formulas read. */
function structuralKeys(sides: Sides, pairs: readonly QuantityPair[], changed: ReadonlySet<Quantity>): string[] {
  const { older, newer, names, relevant } = sides;
  const before = new Set(rowsOf(older).map(names.newNameOf));
  const after = new Set(rowsOf(newer).map(rowId));
  const removed = rowsOf(older).filter((row) => relevant.has(names.newNameOf(row)) && !after.has(names.newNameOf(row)));
  const added = rowsOf(newer).filter((row) => relevant.has(rowId(row)) && !before.has(rowId(row)));
  const common = new Set(pairs.map(({ now }) => now.id));
  const newTableOf = ({ quantity }: Row): string => names.newTableOf(quantity.tables[0]?.id ?? '');
  return [
    ...new Set([
      ...added.map((row) => keyOfRow(row, common.has(row.quantity.id), row.quantity.tables[0]?.id)),
      ...removed.map((row) => keyOfRow(row, common.has(names.newIdOf(row.quantity)), newTableOf(row))),
      ...pairs
        .filter(({ old, now }) => typeWords(old) !== typeWords(now) && !changed.has(now))
        .map(({ now }) => unitKey(now)),
      ...references(sides).map(({ id }) => changeKey({ kind: 'value', id })),
    ]),
  ];
}

/** Inputs that decide which cells formulas read and that refer to something else now. */
function references({ older, newer, names }: Sides): { id: string }[] {
  const before = new Map(
    older.model.inputs.flatMap(({ rows }) => rows.map((row) => [names.newNameOf(row), row] as const)),
  );
  const now = newer.model.inputs.flatMap(({ rows }) => rows);
  return now.flatMap((row) => {
    const was = before.get(rowId(row));
    if (was === undefined || !(row.quantity.structural || was.quantity.structural)) return [];
    return hasSameValues(valuesWithNewName(was, names), row.values![0]!) ? [] : [{ id: rowId(row) }];
  });
}

/** The value of a row of the old side in the first scenario, with a member by its new name. */
function valuesWithNewName({ quantity: { type }, values }: Row, { newMemberOf }: NameMap): ScalarOrSeries {
  const value = values![0]!;
  if (type.kind !== 'member' || typeof value.constant !== 'string') return value;
  return { ...value, constant: newMemberOf(type.table, value.constant) };
}

const rowsOf = ({ model }: Plan): Row[] => quantitiesOf(model).flatMap((quantity) => quantity.rows);
const unitKey = ({ id, type }: Quantity): string => changeKey({ kind: type.kind === 'choice' ? 'choice' : 'unit', id });

/** The key of an added or removed row: its quantity or, if both sides have that, its member. */
function keyOfRow({ quantity, members }: Row, isCommon: boolean, table = ''): string {
  if (!isCommon || members.length === 0) return changeKey({ kind: quantity.kind, id: quantity.id });
  return changeKey({ kind: 'member', id: `${table}.${members[0]!}` });
}

/** Whether the value of one side is valid in the model of the other. */
export function isSameType(old: Quantity, now: Quantity): boolean {
  return typeWords(old) === typeWords(now) && !old.structural && !now.structural;
}

function typeWords({ type }: Quantity): string {
  if (type.kind === 'number') return type.unit.text;
  if (type.kind === 'choice') return type.options.join('|');
  return type.kind === 'member' ? `member of ${type.table}` : type.kind;
}

/** Whether two values agree in every column; a constant equals a series of that constant. */
export function hasSameValues(one: ScalarOrSeries, other: ScalarOrSeries): boolean {
  if (one.constant !== undefined && other.constant !== undefined) return one.constant === other.constant;
  const count = Math.max(one.series?.length ?? 0, other.series?.length ?? 0);
  const at = ({ constant, series }: ScalarOrSeries, column: number) =>
    series === undefined ? constant : series[column];
  return Array.from({ length: count }, (_, column) => at(one, column) === at(other, column)).every(Boolean);
}
