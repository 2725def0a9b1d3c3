/**
 * Problems that are known once formulas are bound and inputs are laid out: inputs of the model's own file that no
 * formula reads, and look-up columns that do not ascend.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import type { Quantity, Scenario } from './model.ts';
import type { Registry } from './registry.ts';

/**
 * Inputs that nothing reads. A file that is extended or included may hold more than one model needs, so it is not
 * warned about.
 */
export function unusedInputs(registry: Registry, file: SourceFile): Diagnostic[] {
  return [...registry.inputs.values()].flatMap(({ quantity, table }) => {
    if (registry.read.has(quantity) || quantity.declaredAt.span.file !== file) return [];
    const what = table === undefined ? 'input' : 'column';
    return [
      problem('unused-input', quantity.declaredAt.span, `no formula uses the ${what} '${quantity.id}'`, {
        hint: 'use it in a formula, or delete it; it does not affect any result',
      }),
    ];
  });
}

/** Look-up columns whose rows do not ascend in some scenario. */
export function unsortedLookups(registry: Registry, scenarios: readonly Scenario[]): Diagnostic[] {
  return [...registry.ascendingColumns].flatMap(([column, reader]) => {
    const found = scenarios
      .map((scenario, index) => ({ scenario, fault: firstDescent(column, index) }))
      .find(({ fault }) => fault !== undefined);
    if (found?.fault === undefined) return [];
    const { scenario, fault } = found;
    const where = scenarios.length === 1 ? '' : ` in scenario '${scenario.id}'`;
    return [
      problem('unsorted-lookup', column.declaredAt.span, `'${column.id}' is not in ascending order${where}: ${fault}`, {
        labels: [{ span: reader, text: 'looked up here' }],
        hint: 'sort the members by this column, without repeated bounds',
      }),
    ];
  });
}

/** `'high' (100) comes after 'middle' (500)`, or undefined when the column ascends. */
function firstDescent(column: Quantity, scenario: number): string | undefined {
  const rows = column.rows.map((row) => ({ member: row.members.join('.'), value: row.values?.[scenario] }));
  const at = rows.findIndex(({ value }, index) => {
    const before = rows[index - 1]?.value?.constant;
    return typeof before === 'number' && typeof value?.constant === 'number' && value.constant <= before;
  });
  if (at < 1) return undefined;
  const [before, after] = [rows[at - 1]!, rows[at]!];
  return (
    `'${after.member}' (${after.value!.provenance.valueText}) comes after '${before.member}' ` +
    `(${before.value!.provenance.valueText})`
  );
}
