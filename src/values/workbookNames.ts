/**
 * Names that the workbook or Excel itself takes, so that a model cannot give them to its own things.
 * Guarantee: the workbook makes no sheet outside this list besides those of the model; a test compares the two.
 */

const SHEET_NAME_MAX = 31;

const sheetNames: ReadonlySet<string> = new Set([
  'about',
  'annual',
  'changes',
  'chart data',
  'checks',
  'contents',
  'cover',
  'dashboard',
  'inputs',
  'inputs over time',
  'lists',
  'quarterly',
  'scenarios',
  'sources',
  'tables',
  'tie-outs',
  'timeline',
]);

/** Answers to questions stand on sheets of these names; further ones of a kind have a number, as in `Sensitivity 2`. */
const answerName = /^(?:sensitivity|tornado|simulation|solution|comparison)(?: \d+)?$/;

/** Inputs become defined names of the workbook; these are its own, or have a meaning for Excel. */
const definedNames: ReadonlySet<string> = new Set([
  'scenario_name',
  'print_area',
  'print_titles',
  'sheet_title',
  'consolidate_area',
  'data_form',
  'auto_open',
  'auto_close',
  'auto_activate',
  'auto_deactivate',
]);

/**
 * Whether the workbook makes a sheet of this name itself: `isWorkbookSheet('inputs')` is true, as Excel does not regard
 * case.
 */
export function isGeneratedSheet(name: string): boolean {
  const known = name.trim().toLowerCase();
  return sheetNames.has(known) || answerName.test(known);
}

/** Whether a defined name is taken: `isTakenName('Scenario_Name')` is true. */
export function isReservedDefinedName(name: string): boolean {
  return definedNames.has(name.toLowerCase());
}

/** What is wrong with the name of a sheet, for Excel: `it is empty`; undefined when nothing is. */
export function sheetNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty';
  if (name.length > SHEET_NAME_MAX) return `Excel takes ${SHEET_NAME_MAX} characters and this has ${name.length}`;
  if (/[[\]:*?/\\]/.test(name)) return 'Excel does not take any of []:*?/\\';
  if (/[\t\n\r]/.test(name)) return 'it holds a tab or a line break';
  if (/^'|'$/.test(name)) return 'Excel does not take an apostrophe at its start or end';
  return name.toLowerCase() === 'history' ? 'Excel keeps this name for itself' : undefined;
}
