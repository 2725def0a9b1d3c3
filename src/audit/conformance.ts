/**
 * How a workbook scores against the rules for auditable workbooks. Takes a workbook as read from its file, including
 * one that burnsheet did not write; returns a result for each rule. Guarantee: linear in the cells, and the same file
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
import { type RuleNumber, ruleTable } from './rules/ruleTable.ts';
import {
  checkNothingHidden,
  checkOneTimeAxis,
  checkSameColumns,
  checkTopToBottom,
  checkTypedSheets,
} from './rules/structure.ts';
import type { RuleVerdict } from './verdict.ts';

export type { Evidence } from './rules/evidence.ts';

/** The result of one rule. */
export interface RuleResult extends RuleVerdict {
  readonly rule: number;
  readonly title: string;
}

type Judge = (audited: AuditedWorkbook, evidence: Evidence) => RuleVerdict;

/** The function that judges each rule, by the number of the rule. */
const judges: Readonly<Record<RuleNumber, Judge>> = {
  1: checkTypedSheets,
  2: checkSameColumns,
  3: checkOneTimeAxis,
  4: checkTopToBottom,
  5: checkNothingHidden,
  6: checkOneFormulaPerRow,
  7: checkNoNumbers,
  8: checkReadableFormulas,
  9: checkTrustedFunctions,
  10: checkPrecedentsBeside,
  11: checkCarriedForward,
  12: checkNoCircles,
  13: checkInputsApart,
  14: checkInputEvidence,
  15: checkLabelsAndUnits,
  16: checkNamesForInputs,
  17: checkChecksInView,
  18: checkStoredResults,
  19: (_, evidence) => checkRecalculated(evidence),
  20: checkInputsMatter,
  21: checkSelfDescription,
  22: checkOpensWithoutRepair,
};

/** Checks every rule, in the order of the table: `checkConformance(file)[5]` is the result of rule 6. */
export function checkConformance(file: WorkbookFile, evidence: Evidence = {}): readonly RuleResult[] {
  const audited = analyseWorkbook(file);
  return ruleTable.map(({ rule, title }) => ({ rule, title, ...judges[rule](audited, evidence) }));
}
