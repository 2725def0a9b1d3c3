/**
 * How a workbook does on the rules for auditable workbooks. Takes a workbook as read from its file, also one that
 * burnsheet did not write; returns a result for each of the rules. Guarantee: linear in the cells, and the same file
 * always has the same results.
 */
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { type AuditedWorkbook, analyseWorkbook } from './auditedWorkbook.ts';
import { checkChecksInView } from './rules/checks.ts';
import { checkNoCircles } from './rules/circles.ts';
import {
  checkInputsMatter,
  checkOpensWithoutRepair,
  checkRecalculated,
  checkSelfDescription,
  checkStoredResults,
  type Evidence,
} from './rules/evidence.ts';
import {
  checkNoNumbers,
  checkOneFormulaPerRow,
  checkReadableFormulas,
  checkTrustedFunctions,
} from './rules/formulas.ts';
import { checkInputEvidence, checkInputsApart, checkLabelsAndUnits, checkNamesForInputs } from './rules/inputs.ts';
import { checkCarriedForward, checkPrecedentsBeside } from './rules/links.ts';
import { ruleTable } from './rules/ruleTable.ts';
import {
  checkNothingHidden,
  checkOneTimeAxis,
  checkSameColumns,
  checkTopToBottom,
  checkTypedSheets,
} from './rules/structure.ts';
import type { RuleVerdict } from './verdict.ts';

export type { Evidence } from './rules/evidence.ts';

/** How the workbook does on one rule. */
export interface RuleResult extends RuleVerdict {
  readonly rule: number;
  readonly title: string;
}

type Judge = (audited: AuditedWorkbook, evidence: Evidence) => RuleVerdict;

/** In the order of the table of rules. */
const judges: readonly Judge[] = [
  checkTypedSheets,
  checkSameColumns,
  checkOneTimeAxis,
  checkTopToBottom,
  checkNothingHidden,
  checkOneFormulaPerRow,
  checkNoNumbers,
  checkReadableFormulas,
  checkTrustedFunctions,
  checkPrecedentsBeside,
  checkCarriedForward,
  checkNoCircles,
  checkInputsApart,
  checkInputEvidence,
  checkLabelsAndUnits,
  checkNamesForInputs,
  checkChecksInView,
  checkStoredResults,
  (_, evidence) => checkRecalculated(evidence),
  checkInputsMatter,
  checkSelfDescription,
  checkOpensWithoutRepair,
];

/** Checks every rule: `checkConformance(file)[5]` says how rows do on holding one formula each. */
export function checkConformance(file: WorkbookFile, evidence: Evidence = {}): readonly RuleResult[] {
  const audited = analyseWorkbook(file);
  return ruleTable.map(({ rule, title }, at) => ({ rule, title, ...judges[at]!(audited, evidence) }));
}
