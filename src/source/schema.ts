/**
 * The shape of a model file, as plain data in which every scalar is text.
 * Input: plain data. Output: where it departs from the shape, as issues without vendor types; and a JSON Schema for
 * editors. Guarantee: blocks are strict, so no key is ever ignored. An empty block (`values:`) is `null`, and allowed
 * if nothing in it is required.
 */
import { z } from 'zod';

/** One departure from the shape, at a path such as `['inputs', 'price', 'unti']`. */
export interface ShapeIssue {
  readonly kind: 'unknown-key' | 'missing-key' | 'wrong-shape';
  readonly path: readonly (string | number)[];
  /** The expected form: `text`, `a list`, `one of month, quarter, year`. */
  readonly expected: string;
  /** The keys or options that exist, for suggestions. */
  readonly known: readonly string[];
}

export const text = z.string();
export const textOrList = z.union([text, z.array(text)]);
export const entries = <T extends z.ZodType>(value: T) => z.record(z.string(), value).nullable();

/** A strict block; the message of an unknown key lists the keys that exist. */
export function block<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined) });
}

export const statuses = ['reported', 'company', 'estimate', 'assumption'] as const;
export const interpolations = ['step', 'linear'] as const;
export const grains = ['month', 'quarter', 'year'] as const;
export const emphases = ['normal', 'subtotal', 'total'] as const;
export const chartKinds = ['line', 'column', 'stacked_column', 'combination', 'bridge'] as const;
export const chartSteps = ['year', 'quarter', 'period'] as const;
export const distributionKinds = ['triangular', 'pert', 'uniform', 'normal', 'lognormal', 'discrete'] as const;
export const rollups = ['sum', 'last', 'first', 'average', 'recompute', 'growth', 'none'] as const;
/** What a time series can measure. */
export const measures = ['flow', 'level'] as const;

const provenance = {
  source: text.optional(),
  status: z.enum(statuses).optional(),
  note: text.optional(),
  why: text.optional(),
};
const series = { series: z.record(z.string(), text).optional(), interpolate: z.enum(interpolations).optional() };
const calibration = { calibrated_to: textOrList.optional() };
const revision = block({ known: text, value: text.optional(), ...series, ...provenance, ...calibration });
const distribution = block({
  kind: z.enum(distributionKinds),
  low: text.optional(),
  mode: text.optional(),
  high: text.optional(),
  mean: text.optional(),
  deviation: text.optional(),
  median: text.optional(),
  spread: text.optional(),
  chances: z.record(z.string(), text).optional(),
});
const valueKeys = {
  value: text.optional(),
  ...series,
  revisions: z.array(revision).optional(),
  ...provenance,
  ...calibration,
  known: text.optional(),
  range: block({ low: text, high: text }).optional(),
  distribution: distribution.optional(),
  alternatives: z.array(block({ value: text, ...provenance, known: text.optional() })).optional(),
};
const value = z.union([text, block(valueKeys)]);
const changedValue = z.union([text, block({ ...valueKeys, from: text.optional() })]);

/** The actual of one period: a value or its revisions, never a series. */
const actual = z.union([
  text,
  block({
    value: text.optional(),
    revisions: valueKeys.revisions,
    ...provenance,
    known: valueKeys.known,
    alternatives: valueKeys.alternatives,
  }),
]);
/** By period; for items by a table, by member and then by period. Periods start with a digit, members do not. */
const actuals = z
  .record(z.string(), z.union([...actual.options, z.record(z.string().regex(/^\d/), actual)]))
  .nullable();

const unit = block({ label: text.optional(), equals: text.optional() }).nullable();
export const citation = block({
  title: text,
  publisher: text.optional(),
  date: text.optional(),
  url: text.optional(),
  confidence: text.optional(),
  note: text.optional(),
});
const input = block({
  label: text.optional(),
  unit: text.optional(),
  by: textOrList.optional(),
  choice: textOrList.optional(),
  measure: z.enum(measures).optional(),
  was: text.optional(),
  ...valueKeys,
});
const column = block({
  label: text.optional(),
  unit: text.optional(),
  choice: textOrList.optional(),
  ref: text.optional(),
  measure: z.enum(measures).optional(),
  default: text.optional(),
  was: text.optional(),
}).nullable();
const member = z
  .object({ label: text.optional(), was: text.optional(), note: text.optional() })
  .catchall(value)
  .nullable();
const table = block({
  label: text.optional(),
  columns: entries(column).optional(),
  members: entries(member).optional(),
}).nullable();
const item = block({
  label: text.optional(),
  unit: text.optional(),
  by: textOrList.optional(),
  opening: text.optional(),
  formula: text,
  actuals: actuals.optional(),
  rollup: z
    .union([z.enum(rollups), block({ numerator: text, denominator: text }), block({ weighted_by: text })])
    .optional(),
  was: text.optional(),
  note: text.optional(),
});
const check = block({
  label: text.optional(),
  by: textOrList.optional(),
  formula: text,
  tolerance: text.optional(),
  note: text.optional(),
});
const figureKeys = {
  label: text.optional(),
  formula: text,
  expect: text,
  tolerance: text,
  scenario: textOrList.optional(),
  source: text.optional(),
  known: text.optional(),
  note: text.optional(),
};
/** A result worked out by hand has no reason to miss. */
const closedForm = block(figureKeys);
const misses = z.union([text, block({ reason: text, from: text.optional(), until: text.optional() })]);
const tieOut = block({ ...figureKeys, misses: misses.optional() });
const scenario = block({
  title: text.optional(),
  extends: text.optional(),
  note: text.optional(),
  set: entries(changedValue).optional(),
}).nullable();

const pairOfInputs = z
  .array(text)
  .refine((names) => names.length === 2, 'a list of two inputs')
  .meta({ minItems: 2, maxItems: 2 });
const correlation = block({ inputs: pairOfInputs, rank: text, note: text.optional(), source: text.optional() });

const reportRow = z.union([
  text,
  block({
    item: text.optional(),
    heading: text.optional(),
    label: text.optional(),
    emphasis: z.enum(emphases).optional(),
  }),
]);
const report = block({ title: text.optional(), rows: z.array(reportRow) });
const chart = block({
  title: text.optional(),
  kind: z.enum(chartKinds),
  items: textOrList,
  lines: textOrList.optional(),
  by: z.enum(chartSteps).optional(),
  at: text.optional(),
});

const modelFile = block({
  model: text.optional(),
  title: text.optional(),
  description: text.optional(),
  extends: textOrList.optional(),
  include: entries(text).optional(),
  timeline: block({ from: text, to: text, grain: z.enum(grains) }).optional(),
  known: text.optional(),
  units: entries(unit).optional(),
  display: entries(text).optional(),
  sources: entries(citation).optional(),
  tables: entries(table).optional(),
  inputs: entries(input).optional(),
  values: entries(value).optional(),
  correlations: z.array(correlation).nullable().optional(),
  sheets: entries(entries(entries(item))).optional(),
  checks: entries(check).optional(),
  tie_outs: entries(tieOut).optional(),
  expect: entries(closedForm).optional(),
  scenarios: entries(scenario).optional(),
  key_results: textOrList.nullable().optional(),
  reports: entries(report).optional(),
  charts: entries(chart).optional(),
});

/**
 * Every departure of the data from the shape of a model file: `shapeIssues({ modle: 'x' })` is one `unknown-key` at
 * `['modle']`.
 */
export function shapeIssues(data: unknown): readonly ShapeIssue[] {
  return issuesOf(modelFile, data);
}

/** Every departure of the data from a shape. */
export function issuesOf(shape: z.ZodType, data: unknown): readonly ShapeIssue[] {
  const result = shape.safeParse(data ?? {});
  return result.success ? [] : result.error.issues.flatMap((issue) => fromIssue(issue, data ?? {}, []));
}

function fromIssue(
  issue: z.core.$ZodIssue,
  data: unknown,
  parent: readonly (string | number)[],
): readonly ShapeIssue[] {
  const path = [...parent, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const found = valueAt(data, path);
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => ({ kind: 'unknown-key', path: [...path, key], expected: issue.message, known }));
  }
  if (issue.code === 'invalid_union') return fromUnion(issue, data, path, found);
  const expected = expectation(issue);
  const known = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  return [{ kind: found === undefined ? 'missing-key' : 'wrong-shape', path, expected, known }];
}

/** A union reports the issues of the branch that matches the form of the data: text, block or list. */
function fromUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  data: unknown,
  path: readonly (string | number)[],
  found: unknown,
): readonly ShapeIssue[] {
  const fits = issue.errors.filter(
    (branch) => !branch.some((part) => part.code === 'invalid_type' && part.path.length === 0),
  );
  const meant =
    fits.find((branch) => branch.every((part) => part.path.length > 0 && part.code !== 'invalid_key')) ?? fits[0];
  if (meant !== undefined) return meant.flatMap((part) => fromIssue(part, data, path));
  const expected = issue.errors.flatMap((branch) => branch.map(expectation)).join(' or ');
  return [{ kind: found === undefined ? 'missing-key' : 'wrong-shape', path, expected, known: [] }];
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  if (issue.code !== 'invalid_type') return issue.message;
  const words: Record<string, string> = {
    string: 'text',
    array: 'a list',
    object: 'a block of keys',
    record: 'a block of keys',
  };
  return words[issue.expected] ?? issue.expected;
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    data,
  );
}

/**
 * The JSON Schema that editors use to complete and check model files, in which scalars may be texts, numbers or
 * booleans.
 * @example modelJsonSchema() has `properties.inputs`
 */
export function modelJsonSchema(): object {
  return jsonSchemaOf(modelFile);
}

/** The JSON Schema of a shape whose scalars are texts. */
export function jsonSchemaOf(shape: z.ZodType): object {
  return z.toJSONSchema(shape, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'string' && jsonSchema.enum === undefined) {
        Reflect.set(jsonSchema, 'type', ['string', 'number', 'boolean']);
      }
      const names = jsonSchema.propertyNames;
      if (typeof names === 'object') Reflect.deleteProperty(jsonSchema, 'propertyNames');
    },
  });
}
