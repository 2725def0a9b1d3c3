/**
 * The declared unit of a line item and the unit of its formula. Input: the declaration and the type of the formula.
 * Output: the type of the item, and a problem with a suggestion if the two differ.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import type { Node } from '../../formula/formula.ts';
import { applyChanges, fileSpanOf, formulaEdits } from '../../source/formulaPlaces.ts';
import type { Located } from '../../source/source.ts';
import { dimensionless, isDimensionless, sameUnit } from '../../values/unit.ts';
import type { ValueType } from '../model.ts';
import type { ItemDeclaration, Registry } from '../registry.ts';
import type { BoundType } from './argumentRules.ts';
import { describeType } from './problems.ts';
import { type Advice, adviseUnit, isDeclarable } from './unitAdvice.ts';

/** What is needed to try repairs of a unit: the model, and the type that another formula of the item would have. */
export interface RepairContext {
  readonly registry: Registry;
  readonly typeOfText: (text: string) => BoundType | undefined;
  readonly parse: (formula: Located) => Node | undefined;
}

/** Compares the unit that was stated with the one that the formula gives, and keeps the one for display. */
export function settleType(
  declaration: ItemDeclaration,
  found: BoundType,
  typed: boolean,
  repairing: RepairContext,
): void {
  const { quantity, source } = declaration;
  const { registry } = repairing;
  if (!declaration.stated && !typed) {
    quantity.type = asValueType(found);
    if (found.kind === 'unknown') registry.untyped.add(quantity);
    return;
  }
  if (
    found.kind === 'zero' ||
    found.kind === 'unknown' ||
    registry.untyped.has(quantity) ||
    isCompatible(quantity.type, found)
  )
    return;
  const span = fileSpanOf({ start: 0, end: source.formula.text.length }, source.formula);
  const { hint, fixes } = declaredAdvice(declaration, found, repairing);
  const message =
    `'${quantity.id}' is declared in ${describeType(quantity.type)}, but its formula gives ` + `${describeType(found)}`;
  const labels = source.unit === undefined ? [] : [{ span: source.unit.span, text: 'declared here' }];
  registry.diagnostics.push(problem('declared-unit-differs', span, message, { labels, hint, fixes }));
}

/**
 * What to write where an item is declared in another unit than its formula gives; each repair was tried before it is
 * offered.
 */
function declaredAdvice(
  declaration: ItemDeclaration,
  found: BoundType,
  repairing: RepairContext,
): { hint: string; fixes: Fix[] } {
  const { quantity, source } = declaration;
  const { registry, typeOfText, parse } = repairing;
  const declared = quantity.type;
  const node = parse(source.formula);
  if (declared.kind !== 'number' || found.kind !== 'number' || node === undefined)
    return { hint: 'change the unit or the formula', fixes: [] };
  const fits = ({ repairs }: Advice): boolean =>
    repairs.every(({ changes }) => {
      const type = typeOfText(applyChanges(source.formula.text, changes));
      return type?.kind === 'number' && sameUnit(type.unit, declared.unit);
    });
  const isPlain = (name: string): boolean => {
    const type = (registry.items.get(declaration.scope + name) ?? registry.inputs.get(declaration.scope + name))
      ?.quantity.type;
    return type?.kind === 'number' && isDimensionless(type.unit) && type.unit.text !== '%';
  };
  const asked = {
    node,
    formula: source.formula.text,
    found: found.unit,
    declared: declared.unit,
    units: registry.units,
  };
  const advice = adviseUnit(asked, fits, isPlain);
  const fixes = advice.repairs.map(({ label, changes }) => ({ label, edits: formulaEdits(source.formula, changes) }));
  const other =
    source.unit !== undefined && advice.repairs.length > 0 && isDeclarable(found.unit, registry.units)
      ? source.unit
      : undefined;
  if (other === undefined) return { hint: advice.hint, fixes };
  const label = `declare it in ${found.unit.text}`;
  return {
    hint: `${advice.hint}, or ${label}`,
    fixes: [...fixes, { label, edits: [{ span: other.span, text: `'${found.unit.text}'` }] }],
  };
}

/** The type of a value; what is nothing or unknown counts as a plain number. */
export function asValueType(type: BoundType): ValueType {
  return type.kind === 'zero' || type.kind === 'text' || type.kind === 'unknown'
    ? { kind: 'number', unit: dimensionless }
    : type;
}

/** Whether what a formula gives is what is declared; flags are plain numbers. */
export function isCompatible(declared: ValueType, found: BoundType): boolean {
  if (declared.kind === 'number' && found.kind === 'flag') return isDimensionless(declared.unit);
  if (declared.kind === 'flag' && found.kind === 'number') return isDimensionless(found.unit);
  if (declared.kind === 'number' && found.kind === 'number') return sameUnit(declared.unit, found.unit);
  return declared.kind === found.kind;
}
