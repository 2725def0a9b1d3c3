/**
 * In what two models differ, as far as some results depend on it. Enters both plans and the names of what matters;
 * leaves differences by kind. Guarantee: renames, reordering and reformatting are no difference.
 */
import { changeKey } from '../diff/diff.ts';
import { formulaTokens } from '../diff/formulaTokens.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Model, Quantity, Row } from '../model/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { ScalarOrSeries, StructuralChange } from './attribution.ts';
import type { NameMap } from './nameMap.ts';

export interface Differences {
  /** Absent where it is the same. */
  readonly timeline?: StructuralChange;
  /** By the ids of items on the new side, in the order of the model. */
  readonly formulas: readonly StructuralChange[];
  readonly actuals: readonly StructuralChange[];
  /** What came or went, and units; absent where there is nothing of it. */
  readonly structure?: StructuralChange;
  /**
   * Ids, on both sides alike named as on the new one, of inputs that have one value on one side and one per period on
   * the other.
   */
  readonly overTime: ReadonlySet<string>;
}

interface QuantityPair {
  readonly old: Quantity;
  readonly now: Quantity;
}

/** Both sides with what matters. */
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

/** All of the structure as one part. */
export function structureChange(changes: readonly string[]): StructuralChange {
  return { kind: 'structure', id: 'structure', label: 'Model structure', changes };
}

function formulaChange(pair: QuantityPair, names: NameMap): StructuralChange {
  const { id, label } = pair.now;
  const changes = otherFormulas(pair, names).map((which) => changeKey({ kind: 'formula', id: `${id}${which}` }));
  return { kind: 'formula', id, label, changes };
}

/** The actuals of an item, with a key for each row that has others; none where they are the same. */
function actualsChange(pair: QuantityPair, sides: Sides): StructuralChange[] {
  const { id, label } = pair.now;
  const changes = rowsWithOtherActuals(pair, sides).map((row) => changeKey({ kind: 'actual', id: rowId(row) }));
  return changes.length === 0 ? [] : [{ kind: 'actuals', id, label, changes }];
}

/** What files write: the numerator of a ratio that was made for a roll-up is part of its owner. */
const quantitiesOf = (model: Model): readonly Quantity[] => [
  ...model.inputs,
  ...itemsOf(model).filter(({ owner }) => owner === undefined),
];

/** Quantities of both sides of which some row matters. */
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

/** A formula without what is only for the eye. */
const tokensOf = (text: string): string => JSON.stringify(formulaTokens(text).map(({ word }) => word));

const isOtherFormula = (pair: QuantityPair, names: NameMap): boolean => otherFormulas(pair, names).length > 0;

/** What of an item is computed otherwise, as the changes are called: its formula, its opening, how it adds up. */
function otherFormulas({ old, now }: QuantityPair, { formulaToNew }: NameMap): string[] {
  const isSame = (was = '', is = ''): boolean => {
    const said = formulaToNew(was, { from: old.id, to: now.id });
    return said === is || tokensOf(said) === tokensOf(is);
  };
  return [
    ...(isSame(old.formulaText, now.formulaText) ? [] : ['']),
    ...(isSame(old.openingText, now.openingText) ? [] : [' opening']),
    // A rule that no file states follows from what else was changed.
    ...(!isStated(old, now) || (old.rollup === now.rollup && isSame(old.rollupText, now.rollupText))
      ? []
      : [' roll-up']),
  ];
}

const isStated = (old: Quantity, now: Quantity): boolean =>
  [old, now].some(({ rollupReason }) => rollupReason?.isStated === true);

/** Rows that have other actuals in a period of both sides. */
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

/** Keys of what came or went, of other units, and of references that decide what formulas read. */
function structuralKeys(sides: Sides, pairs: readonly QuantityPair[], changed: ReadonlySet<Quantity>): string[] {
  const { older, newer, names, relevant } = sides;
  const before = new Set(rowsOf(older).map(names.newNameOf));
  const after = new Set(rowsOf(newer).map(rowId));
  const gone = rowsOf(older).filter((row) => relevant.has(names.newNameOf(row)) && !after.has(names.newNameOf(row)));
  const come = rowsOf(newer).filter((row) => relevant.has(rowId(row)) && !before.has(rowId(row)));
  const common = new Set(pairs.map(({ now }) => now.id));
  const newTableOf = ({ quantity }: Row): string => names.newTableOf(quantity.tables[0]?.id ?? '');
  return [
    ...new Set([
      ...come.map((row) => keyOfRow(row, common.has(row.quantity.id), row.quantity.tables[0]?.id)),
      ...gone.map((row) => keyOfRow(row, common.has(names.newIdOf(row.quantity)), newTableOf(row))),
      ...pairs
        .filter(({ old, now }) => typeWords(old) !== typeWords(now) && !changed.has(now))
        .map(({ now }) => unitKey(now)),
      ...references(sides).map(({ id }) => changeKey({ kind: 'value', id })),
    ]),
  ];
}

/** Inputs of both sides that decide what formulas read, where they name something else. */
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

/** What a row of the old side holds in the first scenario; a member as the new side calls it. */
function valuesWithNewName({ quantity: { type }, values }: Row, { newMemberOf }: NameMap): ScalarOrSeries {
  const held = values![0]!;
  if (type.kind !== 'member' || typeof held.constant !== 'string') return held;
  return { ...held, constant: newMemberOf(type.table, held.constant) };
}

const rowsOf = ({ model }: Plan): Row[] => quantitiesOf(model).flatMap((quantity) => quantity.rows);
const unitKey = ({ id, type }: Quantity): string => changeKey({ kind: type.kind === 'choice' ? 'choice' : 'unit', id });

/** A row that came or went because of its quantity, or because of a member where both sides have the quantity. */
function keyOfRow({ quantity, members }: Row, isCommon: boolean, table = ''): string {
  if (!isCommon || members.length === 0) return changeKey({ kind: quantity.kind, id: quantity.id });
  return changeKey({ kind: 'member', id: `${table}.${members[0]!}` });
}

/** Whether a value of one side can stand in the model of the other. */
export function isSameType(old: Quantity, now: Quantity): boolean {
  return typeWords(old) === typeWords(now) && !old.structural && !now.structural;
}

function typeWords({ type }: Quantity): string {
  if (type.kind === 'number') return type.unit.text;
  if (type.kind === 'choice') return type.options.join('|');
  return type.kind === 'member' ? `member of ${type.table}` : type.kind;
}

/** Whether two values are the same in every column; one number is the same as that number in each. */
export function hasSameValues(one: ScalarOrSeries, other: ScalarOrSeries): boolean {
  if (one.constant !== undefined && other.constant !== undefined) return one.constant === other.constant;
  const count = Math.max(one.series?.length ?? 0, other.series?.length ?? 0);
  const at = ({ constant, series }: ScalarOrSeries, column: number) =>
    series === undefined ? constant : series[column];
  return Array.from({ length: count }, (_, column) => at(one, column) === at(other, column)).every(Boolean);
}
