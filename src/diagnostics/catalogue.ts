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

/** An entry from the lines of its meaning. */
const error = (...meaning: readonly string[]): CatalogueEntry => ({ severity: 'error', meaning: meaning.join(' ') });
const warning = (...meaning: readonly string[]): CatalogueEntry => ({
  severity: 'warning',
  meaning: meaning.join(' '),
});

export const catalogue = {
  // The file as YAML
  'yaml-syntax': error(
    'The file is not valid YAML. Usual causes: a formula or text that contains `: ` or ` #` without quotes, a tab',
    'used for indentation, or a bracket that is never closed.',
  ),
  'yaml-alias': error(
    'The file uses an anchor, an alias or a merge key (`&`, `*`, `<<`). The language does not have them: write each',
    'value where it is used.',
  ),
  'duplicate-key': error(
    'A key appears twice in one block, or two keys of one file set the same input. One of the values would be lost.',
  ),
  'reserved-name': error(
    'The name is reserved. `__proto__`, `constructor`, `prototype` and keywords of the language cannot be ids, and a',
    'sheet cannot have the name of a sheet that burnsheet generates.',
  ),
  'file-too-large': error('The model file is larger than one megabyte, or nested more than 50 levels deep.'),
  'missing-file': error('A file named by `extends`, by `include` or on the command line cannot be read.'),
  'path-outside-models': error(
    '`extends` or `include` names a file outside the folder of the model (the models folder).',
  ),
  'too-many-models': error(
    'The model includes more than 100 models, or models nested more than 10 levels deep. A model counts each time it',
    'is included.',
  ),
  'too-many-scenarios': error(
    'The model has more than 1,000 scenarios. Each scenario is evaluated and has its own column in the workbook.',
  ),
  'extends-loop': error('Files form a circular reference through `extends` or `include`.'),
  // The shape of the model
  'unknown-key': error('The language has no such key. Unknown keys are never ignored.'),
  'wrong-shape': error(
    'A value has the wrong form: for example, a list instead of a block, or text instead of a number.',
  ),
  'missing-key': error('A required key is missing.'),
  'invalid-id': error(
    'The id cannot be used in formulas or in Excel. Ids consist of letters, digits and underscores, and start with a',
    "letter. Sheet names have at most 31 characters and none of []:*?/\\'.",
  ),
  'duplicate-id': error('An id is used twice. Inputs, items and tables share one set of ids.'),
  'invalid-timeline': error('The timeline ends before it starts, or does not consist of whole periods.'),
  'invalid-date': error(
    'The date does not exist, is outside the years 1901 to 2199, or is not written as 2026, 2026-Q1, 2026-03 or',
    '2026-03-31.',
  ),
  // Values
  'invalid-value': error('The value is not a number with a unit, a date, or one of the options of its input.'),
  'missing-value': error('An input or a table column has no value for one of the members.'),
  'missing-unit': error('The value does not state the unit of its input.'),
  'wrong-unit': error('The value is in a different unit from its input.'),
  'unknown-unit': error('The unit is neither built in nor declared under `units:`.'),
  'unknown-source': error('The source is not listed under `sources:`.'),
  'unknown-scenario': error('The model has no such scenario.'),
  'unknown-member': error('The table has no such member.'),
  'ambiguous-member': error(
    'A key such as `price.other` names a member that exists in more than one table of the input.',
  ),
  'overrides-nothing': error(
    'A key under `values:` or `set:`, or of `--set`, is neither an input nor a table cell. A scenario cannot change a',
    'reference from one table to another either, because all scenarios share it.',
  ),
  'not-known-yet': error(
    'No value was known on the as-of date (`known`): the value, or every revision of it, became known later. If this',
    'is true of many values, one message names the earliest date on which all of them are known.',
  ),
  'invalid-series': error(
    'The series is empty, starts after the first period, has two values in one month, or has a date that is not the',
    'start of a period.',
  ),
  'invalid-distribution': error(
    'The distribution is not valid: its bounds are out of order, its mode is outside them, its deviation is not',
    'positive, or its probabilities do not add up to 1; or the input cannot have one, for example because it changes',
    'over time.',
  ),
  'invalid-correlation': error(
    'The correlation is not valid: an input does not exist, has no distribution or is correlated with itself; the',
    'rank is not between -1 and 1; or the correlation contradicts others.',
  ),
  'invalid-calibration': error(
    'A value is marked as calibrated to a tie-out that does not exist, or that does not apply to its scenario.',
  ),
  'invalid-actuals': error('Actual values do not match the periods of the timeline.'),
  // Formulas
  'formula-syntax': error('The formula cannot be read.'),
  'formula-too-long': error(
    'The formula is longer than Excel allows (8,192 characters), nested more than 64 levels deep, or adds more than',
    '1,000 terms.',
  ),
  'unknown-name': error('A name in the formula is not an input, an item, a table column or a time attribute.'),
  'unknown-function': error('The language has no such function.'),
  'wrong-arguments': error(
    'A function has too few or too many arguments, or an argument of a kind that it does not accept.',
  ),
  'unit-mismatch': error(
    'Two amounts in different units are added, subtracted or compared, or are the two results of an `if`.',
  ),
  'declared-unit-differs': error('A line item is declared in one unit, but its formula gives another.'),
  'dimension-mismatch': error(
    'A formula uses an amount that has one value per member, but the item itself has no `by:`. Sum the amount over',
    'the table, or choose one member.',
  ),
  'missing-opening': error(
    'A formula refers to a period before the first one, and the item that it reads has no `opening`.',
  ),
  'outside-timeline': error('A formula reads a period outside the timeline, or a scenario changes a value there.'),
  'circular-item': error('Items depend on each other within one period.'),
  'hidden-literal': error(
    'A formula contains a number that should be an input. Only 0, 1, 2, 12, 24, 100 and 1000 are allowed in formulas.',
  ),
  'bare-conversion': error(
    'A formula converts between units (such as months and years) with a number that has no unit, such as 12. The unit',
    'of the result would not change, and a later conversion would convert it a second time. Write `12 months/year`.',
  ),
  'float-comparison': error(
    'A line item compares computed numbers with `=` or `<>`. Computed numbers carry binary rounding errors, so equal',
    'amounts can differ in the last digit.',
  ),
  'check-needs-tolerance': error('A check compares two computed numbers with `=` and has no tolerance.'),
  'empty-check': error('A check tests nothing: it compares an expression with itself, or does not read the model.'),
  'unsorted-lookup': error('The bounds of a look-up are not in ascending order.'),
  'invalid-report': error(
    'A report or a chart names something that it cannot show, such as an item without annual values.',
  ),
  // Results
  'error-value': error(
    'A cell evaluates to an error, such as a division by zero. The message names the item, the member and the period.',
  ),
  'several-rates': warning(
    'The cash flows of irr or xirr have a net present value of zero at several rates, and the model does not say',
    'which rate is meant. The message names all of them.',
  ),
  'too-many-cells': error(
    'A sheet has more rows or columns than Excel allows (1,048,576 rows, 16,384 columns), or the model is larger than',
    'burnsheet can calculate: 200,000 rows of members, or 3,000,000 cells.',
  ),
  'check-failed': error('A check of the model fails.'),
  'tie-out-failed': error('The model does not reproduce a published figure within its tolerance.'),
  'tie-out-holds': error(
    'A tie-out gives a reason for missing its figure (`misses:`), but the model now reproduces the figure.',
  ),
  'tie-out-not-judged': warning(
    'A tie-out of an included model applies to a scenario that the including model does not have, so it is skipped.',
  ),
  'inexact-result': error(
    'Computed with 40 digits, a result differs from the 16-digit result of a spreadsheet by more than `check --exact`',
    'allows. The last digits decide a comparison, a rounding or a look-up.',
  ),
  'decided-by-rounding': error(
    'A result depends on rounding errors: a comparison, a divisor, a rounding or a look-up involves two amounts that',
    'differ only by the rounding of larger terms. Spreadsheet programs treat such digits differently, so the workbook',
    'may show another number. The message gives both results.',
  ),
  // Claims
  'invalid-claim': error(
    'A claims file cannot be evaluated: an evidence row has no kind or more than one kind, a tie-out or a placeholder',
    'does not exist, a condition has no model, or a text contains a figure that it should take from an',
    'evidence row.',
  ),
  // Workbooks that are read
  'invalid-workbook': error(
    'The file cannot be read as an .xlsx workbook: it is damaged, password-protected, in another format, or too',
    'large.',
  ),
  'invalid-data-file': error(
    'The file cannot be read as a Parquet file: it is damaged, in another format, or contains data that burnsheet',
    'does not write.',
  ),
  // Runs that are compared
  'invalid-run': error(
    'The run cannot be read: the file is not a run record, has another version, or lacks data that a comparison',
    'needs.',
  ),
  'rule-fails': warning(
    'The workbook breaks rules for auditable workbooks (docs/conformance.md). Its numbers are those of the model;',
    '`burnsheet verify` names the cells.',
  ),
  'unread-input': warning(
    'An input cell of a workbook contains something that the input cannot have: it is empty, or contains text instead',
    'of a number or a date, or an unknown option. The input keeps the value of the model; `burnsheet edits` exits',
    'with status 1.',
  ),
  'workbook-errors': warning(
    'The workbook contains error values. A comparison recalculates the model and ignores stored results, so it does',
    'not show them.',
  ),
  'other-model': warning(
    'The workbook comes from a different run from the one that the model gives now. Changes made to the model since',
    'then are reported as changes to the workbook.',
  ),
  'workbook-changed': warning(
    'Cells of the workbook that are not inputs were changed. A comparison does not include these changes.',
  ),
  // The command line
  'unwritable-file': error(
    'The file cannot be written: its folder is a file or is not writable, or a folder has the same name.',
  ),
  'invalid-option': error('An option of the command is not valid.'),
  'unclear-rollup': warning(
    'The formula of an item does not show how it aggregates to a year. Examples: an amount that could be a',
    'payment (a flow) or a balance, a price or a rate that changes, a run-rate, a flow combined with a balance, or a ratio',
    'of inputs that are not marked as flow or level. The item appears in no quarterly or annual report until',
    '`rollup:` states how it aggregates. The hint shows the result of each rule for the first full year; `burnsheet',
    'check --rollups` lists every item with its rule and the reason.',
  ),
  'unused-input': warning('No formula uses the input.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;

/**
 * A diagnostic. The message names what is wrong in the analyst's terms; the hint says what to do.
 * @example problem('unknown-name', span, "the model has no 'reveneu'", { hint: "did you mean 'revenue'?" })
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
