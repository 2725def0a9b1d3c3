/**
 * Names that burnsheet or Excel reserves in workbooks, so that a model cannot use them.
 * Guarantee: burnsheet generates no other sheets than these and those of the model; a test compares the two.
 */

const SHEET_NAME_MAX = 31;

const generatedSheets = [
  'About',
  'Annual',
  'Changes',
  'Chart data',
  'Checks',
  'Contents',
  'Cover',
  'Dashboard',
  'Inputs',
  'Inputs over time',
  'Quarterly',
  'Scenarios',
  'Sources',
  'Tables',
  'Tie-outs',
  'Timeline',
] as const;

/** The sheets with answers to questions; further ones of a kind have a number, as in `Sensitivity 2`. */
const answerSheets = ['Sensitivity', 'Tornado', 'Simulation', 'Solution', 'Comparison'] as const;

/** The sheet with the options of drop-down lists, which is not listed in the contents. */
const listSheet = 'Lists';

/** The name of a sheet that burnsheet adds to every workbook of a model, or to those that need it. */
export type GeneratedSheetName = (typeof generatedSheets)[number];

/** The name of a sheet with the answer to a question, without its number. */
export type AnswerSheetName = (typeof answerSheets)[number];

const sheetNames: ReadonlySet<string> = new Set(
  [...generatedSheets, ...answerSheets, listSheet].map((name) => name.toLowerCase()),
);
const numberedAnswer = new RegExp(`^(?:${answerSheets.join('|')}) \\d+$`, 'i');

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
  return sheetNames.has(known) || numberedAnswer.test(known);
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
