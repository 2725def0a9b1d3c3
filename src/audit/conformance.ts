/**
 * How a workbook does on the rules for auditable workbooks. Enters a workbook as read from its file, also one that
 * burnsheet did not write; leaves a result for each of the rules. Guarantee: linear in the cells, and the same file
 * always has the same results.
 */
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { checksInView } from './rules/checks.ts';
import { noCircles } from './rules/circles.ts';
import {
  type Evidence,
  inputsMatter,
  opensWithoutRepair,
  recalculated,
  resultsAsComputed,
  saysWhatItIs,
} from './rules/evidence.ts';
import { noNumbers, oneFormula, readable, trustedFunctions } from './rules/formulas.ts';
import { inputEvidence, inputsApart, labelsAndUnits, namesForInputs } from './rules/inputs.ts';
import { carriedForward, ingredientsBeside } from './rules/links.ts';
import { ruleTable } from './rules/ruleTable.ts';
import { nothingHidden, oneTimeAxis, sameColumns, topToBottom, typedSheets } from './rules/structure.ts';
import { type Survey, surveyWorkbook } from './survey.ts';
import type { Verdict } from './verdict.ts';

export type { Evidence } from './rules/evidence.ts';

/** How the workbook does on one rule. */
export interface RuleResult extends Verdict {
  readonly rule: number;
  readonly title: string;
}

type Judge = (survey: Survey, evidence: Evidence) => Verdict;

/** In the order of the table of rules. */
const judges: readonly Judge[] = [
  typedSheets,
  sameColumns,
  oneTimeAxis,
  topToBottom,
  nothingHidden,
  oneFormula,
  noNumbers,
  readable,
  trustedFunctions,
  ingredientsBeside,
  carriedForward,
  noCircles,
  inputsApart,
  inputEvidence,
  labelsAndUnits,
  namesForInputs,
  checksInView,
  resultsAsComputed,
  (_, evidence) => recalculated(evidence),
  inputsMatter,
  saysWhatItIs,
  opensWithoutRepair,
];

/** Checks every rule: `checkConformance(file)[5]` says how rows do on holding one formula each. */
export function checkConformance(file: WorkbookFile, evidence: Evidence = {}): readonly RuleResult[] {
  const survey = surveyWorkbook(file);
  return ruleTable.map(({ rule, title }, at) => ({ rule, title, ...judges[at]!(survey, evidence) }));
}
