/**
 * What can be said of a model without a spreadsheet engine: its problems, what no workbook can hold of it, how exact
 * its numbers are, and which results rounding decides.
 */
import { ruleTable } from './audit/rules/ruleTable.ts';
import type { Checked, Diagnostic } from './diagnostics/diagnostic.ts';
import { defaultBound, type ItemExactness, inexactProblems, measureExactness } from './exact/report.ts';
import { roundingDecisions } from './exact/roundingDecisions.ts';
import { roundingProblems } from './exact/roundingReport.ts';
import { findGridProblems } from './grid/limits.ts';
import { doubleArithmetic } from './kernel/doubleArithmetic.ts';
import { compilePlan } from './kernel/fromPlan.ts';
import { findQuantity } from './model/find.ts';
import type { Model, ModelOptions } from './model/model.ts';
import type { Plan } from './plan/plan.ts';
import { planFile, type Read } from './reading.ts';
import { identityOf } from './record/fromPlan.ts';
import { layOutModel } from './sheets/model/fromModel.ts';

/** Steps 1 to 3 of a build: reads a model and reports every problem. Nothing is evaluated. */
export function checkModel(path: string, read: Read, options: ModelOptions = {}): Checked<Model> {
  const { value, diagnostics } = planFile(path, read, options);
  return value === undefined ? { diagnostics } : { value: value.model, diagnostics };
}

/**
 * What no workbook can hold of a model that was read: formulas, sheets and numbers of cells that are too large, with
 * their places.
 */
export function workbookLimits({ model }: Plan): readonly Diagnostic[] {
  const { grid } = layOutModel(model, identityOf(model, model.scenarios[0]!.id), ruleTable);
  return findGridProblems(grid, (id) => findQuantity(model, id)?.declaredAt.span);
}

/**
 * How far the doubles of a model are from forty digits: the worst of every item over all scenarios, and a problem for
 * each above the bound.
 */
export function judgeExactness(plan: Plan, bound: number = defaultBound): Checked<readonly ItemExactness[]> {
  const kernel = compilePlan(plan);
  const value = measureExactness(plan, (scenario) => {
    const cells = kernel.start(scenario);
    kernel.evaluate(cells);
    return cells;
  });
  return { value, diagnostics: inexactProblems(value, bound, plan.model) };
}

/** What rounding decides in any scenario of a model: each item or check as a problem with both outcomes. */
export function judgeRounding(plan: Plan): readonly Diagnostic[] {
  return roundingProblems(roundingDecisions(plan, doubleArithmetic), plan.model);
}
