/**
 * Which rules for auditable workbooks a workbook fails, in one line. Takes the results of the rules; returns a warning,
 * or nothing.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RuleResult } from './conformance.ts';

/** `path` is where the workbook was written: `failingRules(rules, 'exports/lab/lab.xlsx')` names rules 14 and 15. */
export function failingRules(rules: readonly RuleResult[], path: string): readonly Diagnostic[] {
  const failing = rules.filter(({ result }) => result === 'fails').map(({ rule, title }) => `${rule} (${title})`);
  if (failing.length === 0) return [];
  const named =
    failing.length === 1 ? `rule ${failing[0]}` : `rules ${failing.slice(0, -1).join(', ')} and ${failing.at(-1)}`;
  const hint = `its numbers follow from the model, so it was written; burnsheet verify ${path} names the cells`;
  return [problem('rule-fails', undefined, `the workbook fails ${named} for auditable workbooks`, { hint })];
}
