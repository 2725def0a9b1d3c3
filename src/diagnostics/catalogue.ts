/**
 * Every problem that burnsheet reports: code, severity, and what it means for the analyst.
 * `docs/errors.md` is generated from this table and every code has a case under `test/errors/`.
 */
import type { Diagnostic, Fix, Label, Severity } from './diagnostic.ts';
import type { Span } from './span.ts';

export interface CatalogueEntry {
  readonly severity: Severity;
  readonly meaning: string;
}

const error = (meaning: string): CatalogueEntry => ({ severity: 'error', meaning });
const warning = (meaning: string): CatalogueEntry => ({ severity: 'warning', meaning });

export const catalogue = {
  // The file as YAML
  'yaml-syntax': error(
    'The file is not valid YAML. Usual causes: a formula or text that holds `: ` or ` #` without quotes, a tab used for indentation, a bracket that is never closed.',
  ),
  'yaml-alias': error(
    'Anchors, aliases and merge keys (`&`, `*`, `<<`) are not part of the language: every value stands where it is read.',
  ),
  'duplicate-key': error(
    'The same key stands twice in one block, or two keys of one file give the same input a value; one of them would be lost.',
  ),
  'reserved-name': error(
    '`__proto__`, `constructor`, `prototype` and words of the language cannot be ids, and a sheet cannot have the name of one that the workbook makes itself.',
  ),
  'file-too-large': error('A model file is larger than one megabyte or nested deeper than 50 levels.'),
  'missing-file': error('A file named by `extends` or `include`, or on the command line, cannot be read.'),
  'path-outside-models': error(
    '`extends` and `include` stay inside the folder of the model that is built (the models folder).',
  ),
  'too-many-models': error(
    'A model includes more than 100 models, counted as often as they are included, or more than 10 levels of them.',
  ),
  'too-many-scenarios': error(
    'A model has more than 1,000 scenarios. Each of them is evaluated, and has a column in the workbook.',
  ),
  'extends-loop': error('Files extend or include each other in a circle.'),
  // The shape of the model
  'unknown-key': error('A key that the language does not know. It is never ignored.'),
  'wrong-shape': error(
    'Something has another form than expected: a list where a block belongs, a text where a number belongs.',
  ),
  'missing-key': error('A key that must be there is missing.'),
  'invalid-id': error(
    "An id that a formula, Excel or a dimension cannot hold: letters, digits and underscore, starting with a letter; sheet names up to 31 characters without []:*?/\\'.",
  ),
  'duplicate-id': error('Two things have the same id. Ids of inputs, items and tables share one space.'),
  'invalid-timeline': error('The timeline ends before it starts, or does not fall on whole periods of its grain.'),
  'invalid-date': error(
    'A date that does not exist, is not written as 2026, 2026-Q1, 2026-03 or 2026-03-31, or lies outside the years 1901 to 2199.',
  ),
  // Values
  'invalid-value': error('A value that cannot be read as a number with a unit, a date, or one of the options.'),
  'missing-value': error('An input or a table column has no value for some member.'),
  'missing-unit': error('A value is written without the unit that its input declares.'),
  'wrong-unit': error('A value is written in another unit than its input declares.'),
  'unknown-unit': error('A unit that is neither built in nor declared under `units:`.'),
  'unknown-source': error('A value names a source that does not stand under `sources:`.'),
  'unknown-scenario': error('A scenario that the model does not define.'),
  'unknown-member': error('A member that the table does not have.'),
  'ambiguous-member': error('A key such as `price.other` names a member that several tables of the input have.'),
  'overrides-nothing': error(
    'A key under `values:`, `set:` or `--set` that names no input and no table cell, or in a scenario a reference between tables, which all scenarios share.',
  ),
  'not-known-yet': error(
    'A value, or every revision of it, became known after the known date, so there is no value to use. Where many are, one problem names the earliest date that would do.',
  ),
  'invalid-series': error(
    'A series that is empty, does not start early enough, has two points in one month, or has a step that the timeline cannot hold.',
  ),
  'invalid-distribution': error(
    'A distribution that is none: bounds out of order, a mode outside of them, a deviation that is not above zero, chances that do not add up to 1; or one that the input cannot have, such as a value that changes over time.',
  ),
  'invalid-correlation': error(
    'A correlation that cannot be: of an input that does not exist or has no distribution, of an input with itself, with a rank outside of -1 to 1, or in contradiction to other correlations.',
  ),
  'invalid-calibration': error(
    'A value says that it was calibrated to a tie-out that the model does not have, or belongs to a scenario in which that tie-out is not judged.',
  ),
  'invalid-actuals': error('Actual values that do not fit the periods of the timeline.'),
  // Formulas
  'formula-syntax': error('A formula that cannot be read.'),
  'formula-too-long': error(
    'A formula that is longer than Excel holds (8,192 characters), nested deeper than 64 levels, or adds up more than 1,000 terms one by one.',
  ),
  'unknown-name': error('A name in a formula that is no input, item, table column or time attribute.'),
  'unknown-function': error('A function that is not in the table of functions.'),
  'wrong-arguments': error(
    'A function is called with too few or too many arguments, or with a kind of argument it does not take.',
  ),
  'unit-mismatch': error('Two quantities in different units are added, compared or returned from the same `if`.'),
  'declared-unit-differs': error('The unit that a line item declares is not the unit that its formula gives.'),
  'dimension-mismatch': error(
    'A quantity by member is used where there is no such member: sum it over the table, or pick one member.',
  ),
  'missing-opening': error('A formula looks back before the first period, and the item it reads has no `opening`.'),
  'outside-timeline': error(
    'A formula reads a period that the timeline does not have, or a scenario changes a value outside of it.',
  ),
  'circular-item': error('Items depend on each other within one period.'),
  'hidden-literal': error(
    'A number stands inside a formula where an input belongs; only 0, 1, 2, 12, 24, 100 and 1000 may stand in formulas.',
  ),
  'bare-conversion': error(
    'A number such as 12 converts one unit into another (months into years), but has no unit. The number would change and its unit would not, so that the next conversion would be applied twice. Write `12 months/year`.',
  ),
  'float-comparison': error(
    'A line item compares computed numbers with `=` or `<>`. They carry the rounding of binary fractions, so that equal amounts can differ in the last digit.',
  ),
  'check-needs-tolerance': error('A check that compares two computed numbers with `=` needs a tolerance.'),
  'empty-check': error('A check that says nothing of the model: it compares something with itself, or reads no name.'),
  'unsorted-lookup': error('The bands of a look-up do not ascend.'),
  'invalid-report': error(
    'A report or a chart names something that it cannot show, such as an item that does not add up to a year.',
  ),
  // Results
  'error-value': error(
    'A cell evaluates to an error such as a division by zero. It is named by item, member and period.',
  ),
  'several-rates': warning(
    'The flows of irr or xirr are worth nothing at several rates, and the model does not say which one is meant: all of them are named.',
  ),
  'too-many-cells': error(
    'A sheet needs more rows or columns than Excel holds (1,048,576 rows, 16,384 columns), or the model more than can be calculated: 200,000 rows of members, 3,000,000 cells.',
  ),
  'check-failed': error('A check of the model does not hold.'),
  'tie-out-failed': error('A published figure is not reproduced within its tolerance.'),
  'tie-out-holds': error('A tie-out says why it misses its figure, and yet it holds: the reason is out of date.'),
  'tie-out-not-judged': warning(
    'A figure of an included model is judged in a scenario that the including model does not have, so it is left out there.',
  ),
  'inexact-result': error(
    'With forty digits a result is another than with the sixteen of a spreadsheet, by more than `check --exact` allows: the last digits decide a comparison, a rounding or a look-up.',
  ),
  'decided-by-rounding': error(
    'A result depends on the last digits of a number: a comparison, a divisor, a rounding or a look-up in which two amounts differ only by the rounding of larger terms. Spreadsheet programs treat such digits differently, so the workbook may show another number. The message names both outcomes.',
  ),
  // Claims
  'invalid-claim': error(
    'A file of claims asks what cannot be answered: a row of evidence of no kind or of two, a tie-out or a placeholder that does not exist, a condition without a model, or a text that states a figure which it should take from a row.',
  ),
  // Workbooks that are read
  'invalid-workbook': error(
    'A file cannot be read as an .xlsx workbook: it is damaged, protected by a password, of another kind, or larger than any workbook that burnsheet reads.',
  ),
  'invalid-data-file': error(
    'A file of columns cannot be read as Parquet: it is damaged, of another kind, or holds what burnsheet does not write.',
  ),
  // Runs that are compared
  'invalid-run': error(
    'A run cannot be read: the file is no run record, one of another version, or one that does not say all that a comparison needs.',
  ),
  'rule-fails': warning(
    'The workbook that was written fails rules for auditable workbooks (docs/conformance.md). Its numbers follow from the model; `burnsheet verify` names the cells.',
  ),
  'unread-input': warning(
    'A cell of an input in a workbook holds what the input cannot: nothing, a text where a number belongs, a date that is a text, an unknown option. The input keeps the value that was written; `burnsheet edits` ends with 1.',
  ),
  'workbook-errors': warning(
    'A workbook shows error values. A comparison computes the model anew and does not use stored results, so that it would not show them.',
  ),
  'other-model': warning(
    'A workbook is read with the help of a model that gives another run than the one of which it was made: what was changed in the model since then looks as if it had been changed in the workbook.',
  ),
  'workbook-changed': warning(
    'A workbook was changed in places that hold no input; they are left out of a comparison.',
  ),
  // The command line
  'unwritable-file': error(
    'A file that should be written cannot be: its folder is a file or not writable, or a folder has its name.',
  ),
  'invalid-option': error('An option of the command line that cannot be understood.'),
  'unclear-rollup': warning(
    'An item whose formula does not prove what its year is: an amount that is paid once or is there in every period, a price or a rate that changes, a run-rate, a flow mixed with a balance, a ratio of inputs that say neither flow nor level. It is on no quarterly and no yearly report until `rollup:` states how it aggregates. The hint shows what each answer gives for the first full year; `burnsheet check --rollups` lists every item with its rule and the reason.',
  ),
  'unused-input': warning('An input that no formula reads.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;

/**
 * Makes a diagnostic. The message is in the analyst's words and names the thing; the hint says what to do.
 * @example problem('unknown-name', span, "there is nothing called 'reveneu'", { hint: "did you mean 'revenue'?" })
 */
export function problem(
  code: ProblemCode,
  span: Span | undefined,
  message: string,
  extra: { labels?: readonly Label[]; hint?: string | undefined; fixes?: readonly Fix[] | undefined } = {},
): Diagnostic {
  const { severity } = catalogue[code];
  return {
    code,
    severity,
    message,
    labels: extra.labels ?? [],
    ...(span === undefined ? {} : { span }),
    ...(extra.hint === undefined ? {} : { hint: extra.hint }),
    ...(extra.fixes === undefined || extra.fixes.length === 0 ? {} : { fixes: extra.fixes }),
  };
}
