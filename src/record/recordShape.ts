/**
 * Whether a document is a run record in its whole shape. Enters parsed JSON; leaves what is wrong with it, with the
 * places. Guarantee: every key of `record.ts` is looked at, with its type; lists of numbers in one loop, so that a long
 * record is read as fast as a short one.
 */
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

/** What is wrong, and where from the value itself on: `.series[12].values[3]`. */
interface Fault {
  readonly at: string;
  readonly why: string;
}

/** What is wrong with a value that should be a `T`. */
type Shape<T> = ((value: unknown) => readonly Fault[]) & { readonly of?: (value: T) => T };

const none: readonly Fault[] = [];

/**
 * The first faults of a run record, such as `scenarios[0].series[12].values[3] is a text, not a number`; none where it
 * is one.
 */
export function recordFaults(found: unknown): readonly string[] {
  const faults = record(found);
  return (faults.length > 0 ? faults : lengthFaults(found as RunRecord)).map(({ at, why }) =>
    `${at.replace(/^\./, '')} ${why}`.trim(),
  );
}

/** Rows that do not have a value for each column of the timeline. */
function lengthFaults({ periods, years, quarters, scenarios }: RunRecord): readonly Fault[] {
  const counted = (place: string, found: readonly unknown[], ...right: readonly number[]): readonly Fault[] =>
    right.includes(found.length) ? none : [{ at: place, why: `has ${found.length} values, not ${right.at(-1)}` }];
  return scenarios.flatMap((one, at) =>
    one.series.flatMap((row, index) => {
      const faults = [
        ...counted('.values', row.values, row.time === 'scalar' ? 1 : periods.length),
        ...counted('.years', row.years, 0, years.length),
        ...counted('.quarters', row.quarters, 0, quarters.length),
      ];
      return faults.length === 0 ? none : under(`scenarios[${at}].series[${index}]`, faults);
    }),
  );
}

/** What a value is, in words. */
function wordsOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'a text', number: Number.isFinite(value) ? 'a number' : 'no finite number' }[typeof value as string] ??
    'an object'
  );
}

function wrong(value: unknown, wanted: string): readonly Fault[] {
  const words = wordsOf(value);
  return [
    { at: '', why: words === 'missing' || words.startsWith('no ') ? `is ${words}` : `is ${words}, not ${wanted}` },
  ];
}

const under = (place: string, faults: readonly Fault[]): readonly Fault[] =>
  faults.map(({ at, why }) => ({ at: `${place}${at}`, why }));

function plainValue<T>(wanted: string, isRight: (value: unknown) => boolean): Shape<T> {
  return (value) => (isRight(value) ? none : wrong(value, wanted));
}

const text = plainValue<string>('a text', (value) => typeof value === 'string');
const number = plainValue<number>('a number', Number.isFinite);
/** Of a figure: null where its formula is an error. */
const numberOrError = plainValue<number>('a number', (value) => value === null || Number.isFinite(value));
const flag = plainValue<boolean>('true or false', (value) => typeof value === 'boolean');
const oneOf = <const T extends string | number>(...options: readonly T[]): Shape<T> =>
  plainValue(options.join(' or '), (value) => options.includes(value as T));
const maybe =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? none : shape(value);
/** A key that records of earlier versions do not have. */
const later =
  <T>(shape: Shape<T>): Shape<T | undefined> =>
  (value) =>
    value === undefined ? none : shape(value);

/** Faults are named up to so many in each list. */
const faultsMost = 3;

function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return wrong(value, 'a list');
    const found: Fault[] = [];
    for (let at = 0; at < value.length && found.length < faultsMost; at += 1) {
      const faults = shape(value[at]);
      if (faults.length > 0) found.push(...under(`[${at}]`, faults));
    }
    return found;
  };
}

/** A list of plain values, of which a record has a million. */
function plainList<T>(wanted: string, isRight: (value: unknown) => boolean): Shape<readonly T[]> {
  const one = plainValue<T>(wanted, isRight);
  const slow = listOf(one);
  return (value) => (Array.isArray(value) && value.every(isRight) ? none : slow(value));
}

const texts = plainList<string>('a text', (value) => typeof value === 'string');
const numbers = plainList<number | null>('a number', (value) => value === null || Number.isFinite(value));
const plainValues = plainList<number | string | null>(
  'a number or a text',
  (value) => value === null || Number.isFinite(value) || typeof value === 'string',
);

type Keys<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

function objectOf<T extends object>(keys: Keys<T>): Shape<T> {
  const all = Object.entries(keys) as [string, Shape<unknown>][];
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, 'an object');
    return all.flatMap(([key, shape]) => {
      const faults = shape((value as Record<string, unknown>)[key]);
      return faults.length === 0 ? none : under(`.${key}`, faults);
    });
  };
}

/** What an input, an actual and what a scenario sets have in common. */
const origin = {
  id: text,
  members: texts,
  written: text,
  source: maybe(text),
  status: maybe(text),
  known: maybe(text),
  note: maybe(text),
};

const input = objectOf<RecordInput>({
  ...origin,
  calibratedTo: texts,
  why: maybe(text),
  range: maybe(text),
  distribution: maybe(text),
  alternatives: later(listOf(objectOf({ value: text, source: maybe(text), note: maybe(text) }))),
  revisions: listOf(objectOf({ known: text, value: text, source: maybe(text), why: maybe(text) })),
});

const quantity = objectOf<RecordQuantity>({
  id: text,
  label: text,
  kind: oneOf('input', 'item'),
  unit: text,
  was: maybe(text),
  tables: texts,
  sheet: text,
  section: text,
  formula: maybe(text),
  opening: maybe(text),
  rollup: text,
  options: texts,
  note: maybe(text),
  reads: texts,
});

const table = objectOf<RecordTable>({
  id: text,
  label: text,
  members: listOf(objectOf({ id: text, label: text, was: maybe(text) })),
});

/** Units of rows that hold words. */
const wordUnits = new Set(['choice', 'member']);

const seriesKeys = objectOf<RecordSeries>({
  id: text,
  members: texts,
  label: text,
  unit: text,
  kind: oneOf('input', 'item'),
  time: oneOf('scalar', 'series'),
  rollup: text,
  values: plainValues,
  openings: plainValues,
  years: numbers,
  quarters: numbers,
});

/** A row holds numbers, unless its unit is one of words. */
const series: Shape<RecordSeries> = (value) => {
  const faults = seriesKeys(value);
  if (faults.length > 0) return faults;
  const { unit, values, openings } = value as RecordSeries;
  if (wordUnits.has(unit)) return none;
  return [...under('.values', numbers(values)), ...under('.openings', numbers(openings))];
};

const check = objectOf<RecordCheck>({
  id: text,
  by: later(texts),
  members: later(texts),
  label: text,
  formula: text,
  tolerance: number,
  passed: flag,
  failures: texts,
  unit: text,
  largestDifference: maybe(number),
});

const tieOut = objectOf<RecordTieOut>({
  id: text,
  label: text,
  kind: oneOf('tie-out', 'expectation'),
  formula: text,
  unit: text,
  value: numberOrError,
  expect: number,
  difference: numberOrError,
  tolerance: number,
  relative: flag,
  passed: flag,
  judgedIn: later(texts),
  verdict: oneOf('holds', 'misses', 'later', 'fails'),
  misses: maybe(text),
  source: maybe(text),
  known: maybe(text),
  note: maybe(text),
  calibrated: texts,
});

const scenario = objectOf<RecordScenario>({
  id: text,
  title: text,
  extends: maybe(text),
  note: maybe(text),
  inputs: listOf(input),
  series: listOf(series),
  checks: listOf(check),
  tieOuts: listOf(tieOut),
});

const twoTexts = plainValue<RecordCorrelation['inputs']>(
  'two texts',
  (value) => Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string'),
);

const record = objectOf<RunRecord>({
  format: oneOf('burnsheet-run'),
  version: oneOf(1),
  runId: text,
  model: text,
  title: text,
  modelHash: text,
  path: text,
  files: listOf(objectOf({ path: text, text })),
  asked: objectOf({ known: maybe(text), set: listOf(objectOf({ key: text, value: text })) }),
  known: maybe(text),
  scenario: text,
  versions: objectOf({ burnsheet: text, hyperformula: text, exceljs: text }),
  grain: oneOf('month', 'quarter', 'year'),
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
  sources: listOf(objectOf({ id: text, title: text, publisher: maybe(text), date: maybe(text), url: maybe(text) })),
  description: later(maybe(text)),
  units: later(listOf(objectOf<RecordUnit>({ unit: text, is: text }))),
  correlations: later(
    listOf(objectOf<RecordCorrelation>({ inputs: twoTexts, rank: number, source: maybe(text), note: maybe(text) })),
  ),
  presentation: later(listOf(objectOf<RecordPresentation>({ id: text, title: text, words: text }))),
  scenarios: listOf(scenario),
});
