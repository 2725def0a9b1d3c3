/**
 * Whether a document is a complete run record. Takes parsed JSON; returns what is wrong with it and where. Guarantee:
 * the schema has every key of `record.ts` with its type (the compiler holds it), and keys it does not know are ignored.
 */
import { z } from 'zod';
import type {
  RecordActual,
  RecordCheck,
  RecordCorrelation,
  RecordInput,
  RecordPresentation,
  RecordQuantity,
  RecordScenario,
  RecordSeries,
  RecordTable,
  RecordTieOut,
  RecordUnit,
  RunRecord,
} from './record.ts';

/** A schema for every key of `T`; a key that `T` may lack may be optional. */
type Keys<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> | z.ZodOptional<z.ZodType<T[K]>> };

const objectOf = <T extends object>(keys: Keys<T>): z.ZodType<T> => z.object(keys) as unknown as z.ZodType<T>;
const listOf = <T>(element: z.ZodType<T>): z.ZodType<readonly T[]> => z.array(element);

const text = z.string();
const textOrNull = text.nullable();
const number = z.number();
/** Of a figure: null if its formula is an error. */
const numberOrNull = number.nullable();
const texts = listOf(text);
const numbers = listOf(numberOrNull);
const values = listOf(z.union([number, text, z.null()]));

/** What an input, an actual and an override of a scenario have in common. */
const origin = {
  id: text,
  members: texts,
  written: text,
  source: textOrNull,
  status: textOrNull,
  known: textOrNull,
  note: textOrNull,
};

const input = objectOf<RecordInput>({
  ...origin,
  calibratedTo: texts,
  why: textOrNull,
  range: textOrNull,
  distribution: textOrNull,
  alternatives: listOf(objectOf({ value: text, source: textOrNull, note: textOrNull })).optional(),
  revisions: listOf(objectOf({ known: text, value: text, source: textOrNull, why: textOrNull })),
});

const quantity = objectOf<RecordQuantity>({
  id: text,
  label: text,
  kind: z.enum(['input', 'item']),
  unit: text,
  was: textOrNull,
  tables: texts,
  sheet: text,
  section: text,
  formula: textOrNull,
  opening: textOrNull,
  rollup: text,
  options: texts,
  note: textOrNull,
  reads: texts,
});

const table = objectOf<RecordTable>({
  id: text,
  label: text,
  members: listOf(objectOf({ id: text, label: text, was: textOrNull })),
});

const series = objectOf<RecordSeries>({
  id: text,
  members: texts,
  label: text,
  unit: text,
  kind: z.enum(['input', 'item']),
  time: z.enum(['scalar', 'series']),
  rollup: text,
  values,
  openings: values,
  years: numbers,
  quarters: numbers,
});

const check = objectOf<RecordCheck>({
  id: text,
  by: texts.optional(),
  members: texts.optional(),
  label: text,
  formula: text,
  tolerance: number,
  passed: z.boolean(),
  failures: texts,
  unit: text,
  largestDifference: numberOrNull,
});

const tieOut = objectOf<RecordTieOut>({
  id: text,
  label: text,
  kind: z.enum(['tie-out', 'expectation']),
  formula: text,
  unit: text,
  value: numberOrNull as z.ZodType<number>,
  expect: number,
  difference: numberOrNull as z.ZodType<number>,
  tolerance: number,
  relative: z.boolean(),
  passed: z.boolean(),
  judgedIn: texts.optional(),
  verdict: z.enum(['holds', 'misses', 'later', 'fails']),
  misses: textOrNull,
  source: textOrNull,
  known: textOrNull,
  note: textOrNull,
  calibrated: texts,
});

const scenario = objectOf<RecordScenario>({
  id: text,
  title: text,
  extends: textOrNull,
  note: textOrNull,
  inputs: listOf(input),
  series: listOf(series),
  checks: listOf(check),
  tieOuts: listOf(tieOut),
});

const twoTexts = z.custom<RecordCorrelation['inputs']>(
  (value) => Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string'),
  'two texts',
);

const correlation = { inputs: twoTexts, rank: number, source: textOrNull, note: textOrNull };

const keys: Keys<RunRecord> = {
  format: z.literal('burnsheet-run'),
  version: z.literal(1),
  runId: text,
  model: text,
  title: text,
  modelHash: text,
  path: text,
  files: listOf(objectOf({ path: text, text })),
  asked: objectOf({ known: textOrNull, set: listOf(objectOf({ key: text, value: text })) }),
  known: textOrNull,
  scenario: text,
  versions: objectOf({ burnsheet: text, hyperformula: text, exceljs: text }),
  grain: z.enum(['month', 'quarter', 'year']),
  periods: texts,
  years: texts,
  quarters: texts,
  keyResults: texts,
  statements: texts,
  tables: listOf(table),
  quantities: listOf(quantity),
  evaluationOrder: texts,
  inputs: listOf(input),
  actuals: listOf(objectOf<RecordActual>({ ...origin, period: text })),
  sources: listOf(objectOf({ id: text, title: text, publisher: textOrNull, date: textOrNull, url: textOrNull })),
  description: textOrNull.optional(),
  units: listOf(objectOf<RecordUnit>({ unit: text, is: text })).optional(),
  correlations: listOf(objectOf<RecordCorrelation>(correlation)).optional(),
  presentation: listOf(objectOf<RecordPresentation>({ id: text, title: text, words: text })).optional(),
  scenarios: listOf(scenario),
};

const record = objectOf<RunRecord>(keys);

/** Keys without which a document is not a run record, in the order of the record. */
export const requiredKeys: readonly string[] = Object.entries(keys).flatMap(([key, schema]) =>
  schema instanceof z.ZodOptional ? [] : [key],
);

/**
 * What is wrong with a run record, such as `scenarios[0].series[12].values[3] is a text, not a number`; empty if it is
 * complete.
 */
export function recordFaults(found: unknown): readonly string[] {
  const { error } = record.safeParse(found);
  if (error !== undefined) return error.issues.map((issue) => faultOf(issue, found));
  return [...wordFaults(found as RunRecord), ...lengthFaults(found as RunRecord)];
}

function faultOf(issue: z.core.$ZodIssue, found: unknown): string {
  return `${placeOf(issue.path)} ${mismatch(valueAt(found, issue.path), expected(issue))}`.trim();
}

/** `scenarios[0].series[12]`. */
function placeOf(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '');
}

const valueAt = (found: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)[step], found);

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What should be there, in words. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  return issue.code === 'invalid_union' ? 'a number or a text' : issue.message;
}

/** `is a text, not a number`, `is missing`. */
function mismatch(value: unknown, wanted: string): string {
  if (value === undefined) return 'is missing';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is not a finite number';
  return `is ${kindOf(value)}, not ${wanted}`;
}

function kindOf(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  return (Array.isArray(value) ? typeNames.array : typeNames[typeof value]) ?? typeof value;
}

/** Units of rows that hold words; all others hold numbers. */
const wordUnits = new Set(['choice', 'member']);

/** Texts in rows that hold numbers. */
function wordFaults({ scenarios }: RunRecord): readonly string[] {
  return rowFaults(scenarios, (row) =>
    wordUnits.has(row.unit)
      ? []
      : (['values', 'openings'] as const).flatMap((key) =>
          row[key].flatMap((value, at) => (typeof value === 'string' ? [`${key}[${at}] is a text, not a number`] : [])),
        ),
  );
}

/** Rows that do not have a value for each column of the timeline. */
function lengthFaults({ periods, years, quarters, scenarios }: RunRecord): readonly string[] {
  const counted = (key: 'values' | 'years' | 'quarters', row: RecordSeries, ...right: readonly number[]): string[] =>
    right.includes(row[key].length) ? [] : [`${key} has ${row[key].length} values, not ${right.at(-1)}`];
  return rowFaults(scenarios, (row) => [
    ...counted('values', row, row.time === 'scalar' ? 1 : periods.length),
    ...counted('years', row, 0, years.length),
    ...counted('quarters', row, 0, quarters.length),
  ]);
}

/** The faults of each row, with its place in front. */
function rowFaults(scenarios: readonly RecordScenario[], faultsIn: (row: RecordSeries) => readonly string[]): string[] {
  return scenarios.flatMap((one, at) =>
    one.series.flatMap((row, index) => faultsIn(row).map((fault) => `scenarios[${at}].series[${index}].${fault}`)),
  );
}
