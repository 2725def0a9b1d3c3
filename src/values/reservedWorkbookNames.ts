/**
 * Names that burnsheet or Excel reserves in workbooks, so that a model cannot use them.
 * Guarantee: burnsheet generates no other sheets than these and those of the model; a test compares the two.
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

/** The sheets with answers to questions; further ones of a kind have a number, as in `Sensitivity 2`. */
const answerName = /^(?:sensitivity|tornado|simulation|solution|comparison)(?: \d+)?$/;

/** Inputs become defined names of the workbook; these names are used by burnsheet or have a meaning in Excel. */
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

/** Whether burnsheet generates a sheet of this name, in upper or lower case: `isGeneratedSheet('inputs')` is true. */
export function isGeneratedSheet(name: string): boolean {
  const known = name.trim().toLowerCase();
  return sheetNames.has(known) || answerName.test(known);
}

/** Whether a defined name is reserved: `isReservedDefinedName('Scenario_Name')` is true. */
export function isReservedDefinedName(name: string): boolean {
  return definedNames.has(name.toLowerCase());
}

/** The reason why Excel does not allow a sheet name, such as `it is empty`; undefined if it is allowed. */
export function sheetNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty';
  if (name.length > SHEET_NAME_MAX) return `Excel allows ${SHEET_NAME_MAX} characters and this has ${name.length}`;
  if (/[[\]:*?/\\]/.test(name)) return 'Excel does not allow any of []:*?/\\';
  if (/[\t\n\r]/.test(name)) return 'it contains a tab or a line break';
  if (/^'|'$/.test(name)) return 'Excel does not allow an apostrophe at its start or end';
  return name.toLowerCase() === 'history' ? 'Excel reserves this name' : undefined;
}
