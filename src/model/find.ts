/** Finding line items, inputs and their rows in a model, by id and members. */
import type { Located } from '../source/source.ts';
import type { Check, Model, Quantity, Row, Scenario, TieOut } from './model.ts';

/** Every line item in the order of the sheets. */
export function itemsOf({ sheets }: Pick<Model, 'sheets'>): Quantity[] {
  return sheets.flatMap(({ sections }) => sections.flatMap(({ items }) => items));
}

/** An input or a line item. */
export function findQuantity(model: Model, id: string): Quantity | undefined {
  return [...itemsOf(model), ...model.inputs].find((quantity) => quantity.id === id);
}

/** The row of a quantity with these members: `rowOf(price, ['pro'])`. */
export function rowOf({ rows }: Quantity, members: readonly string[]): Row | undefined {
  return rows.find((row) => row.members.join('.') === members.join('.'));
}

/** The id of a row with its members: `price.pro`. */
export function rowId({ quantity, members }: Row): string {
  return [quantity.id, ...members].join('.');
}

/** The id of a check with its members: `adds_up.pro`. */
export function checkName({ id, members }: Pick<Check, 'id' | 'members'>): string {
  return [id, ...members].join('.');
}

/** The index of the scenario that one extends; the first if it names none. */
export function parentIndex(index: number, scenarios: readonly Scenario[]): number {
  return Math.max(
    0,
    scenarios.findIndex(({ id }) => id === scenarios[index]!.extends),
  );
}

/** The text in its file: the name of an item or input, the formula of a check or tie-out. */
export function locatedText(subject: Quantity | Check | TieOut): Located {
  return 'formula' in subject ? subject.formula : subject.declaredAt;
}
