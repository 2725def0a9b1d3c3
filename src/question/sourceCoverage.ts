/**
 * Where the figures of a model come from. Input: a plan. Output: every value written in the model files with its
 * basis, whether it moves a key result and how old it is; the uncited sources; and the table cells filled by a
 * default. Guarantee: no written value is left out: inputs and table cells with each revision, scenario values,
 * actuals, figures in openings, tie-outs.
 */
import { type Position, positionAt, type Span } from '../diagnostics/span.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Citation, Model, Provenance, Quantity, Row, Version } from '../model/model.ts';
import type { LineKind, Plan } from '../plan/plan.ts';
import { addMonths, isoDate } from '../values/excelDates.ts';
import { daySerial, lastSerialOfText } from '../values/timeline.ts';
import { type MaterialityTest, type ScenarioRows, startMaterialityTest } from './materiality.ts';
import { inputNameOf } from './variation.ts';

/** The default age in months at which a value is stale. */
export const defaultStaleMonths = 12;

/**
 * The basis of a value. `source`: it cites one. `calibration`: it was calibrated to published figures. `reason`: it is
 * an assumption with a reason. `member`: it is a reference of a table member whose other cells have a basis. `no-
 * reason`: an assumption without a reason. `none`: none of these.
 */
export type Basis = 'source' | 'calibration' | 'reason' | 'member' | 'no-reason' | 'none';

export type WrittenValueKind = 'input' | 'revision' | 'scenario' | 'reference' | 'actual' | 'opening' | 'tie-out';

/** A value as written in the file, whatever the number of cells that it fills. */
export interface WrittenValue {
  readonly kind: WrittenValueKind;
  /**
   * The name used in model files and questions: `plan.pro.price`, `revenue@2026-01`; with the prefix of an included
   * model.
   */
  readonly name: string;
  readonly value: string;
  readonly basis: Basis;
  readonly isMaterial: boolean;
  /** For a revision, the day it became known; for a scenario value, the scenario that sets it. */
  readonly of?: string;
  readonly status?: string;
  readonly source?: string;
  readonly confidence?: string;
  readonly stale?: Stale;
  readonly place: FilePosition;
}

/** The reason a value may be stale: its date, or a source without a date. */
export type Stale = { readonly since: string; readonly months: number } | 'undated';

export interface FilePosition extends Position {
  readonly path: string;
}

/** A table column with cells filled by a default. */
export interface DefaultedColumn {
  readonly column: string;
  readonly value: string;
  /** The members filled by the default, and the number of members with their own value. */
  readonly members: readonly string[];
  readonly declared: number;
}

export interface SourceCoverage {
  /** In the order of the files. */
  readonly values: readonly WrittenValue[];
  readonly orphans: readonly (Pick<Citation, 'id' | 'title' | 'date'> & { readonly place: FilePosition })[];
  readonly sources: number;
  readonly defaults: readonly DefaultedColumn[];
  readonly staleMonths: number;
  /** Whether there is an as-of date from which to count the age of values. */
  readonly isDated: boolean;
}

/** The gaps in a coverage. */
export interface SourceGaps {
  readonly uncited: readonly WrittenValue[];
  readonly unreasoned: readonly WrittenValue[];
  readonly stale: readonly WrittenValue[];
  /** Values without a source or a reason that move no key result. */
  readonly immaterial: readonly WrittenValue[];
}

/** Finds the gaps. */
export function gapsOf({ values }: SourceCoverage): SourceGaps {
  const lacking = values.filter(({ basis }) => basis === 'none' || basis === 'no-reason');
  return {
    uncited: lacking.filter(({ basis, isMaterial }) => isMaterial && basis === 'none'),
    unreasoned: lacking.filter(({ basis, isMaterial }) => isMaterial && basis === 'no-reason'),
    stale: values.filter(({ stale }) => stale !== undefined),
    immaterial: lacking.filter(({ isMaterial }) => !isMaterial),
  };
}

/**
 * Whether every material value has a basis and every source is cited; with `strict`, also whether no value is stale.
 */
export function isCovered(coverage: SourceCoverage, strict = false): boolean {
  const { uncited, unreasoned, stale } = gapsOf(coverage);
  return uncited.length + unreasoned.length + coverage.orphans.length === 0 && (!strict || stale.length === 0);
}

/** Examines all values of a model; `staleMonths` is the age at which a value is stale. */
export function sourceCoverageOf(plan: Plan, staleMonths: number = defaultStaleMonths): SourceCoverage {
  const { model } = plan;
  const context: Context = {
    plan,
    materiality: startMaterialityTest(plan),
    sources: new Map(model.sources.map((source) => [source.id, source])),
    readers: readersOf(plan),
    staleMonths,
  };
  const inputValues = valueRowsOf(model).filter(({ provenance }) => provenance.status !== 'default');
  const supported = membersWithBasis(inputValues);
  const values = [
    ...inputValues.flatMap((value) => ofInput(value, supported, context)),
    ...itemsOf(model).flatMap((item) => [...ofActuals(item, context), ...ofOpening(item, context)]),
    ...model.tieOuts.flatMap(ofTieOut),
  ];
  const order = new Map(model.files.map(({ path }, at) => [path, at]));
  const fileAt = ({ place }: WrittenValue): number => order.get(place.path) ?? order.size;
  return {
    values: values.sort(
      (a, b) => fileAt(a) - fileAt(b) || a.place.line - b.place.line || a.place.column - b.place.column,
    ),
    orphans: model.sources
      .filter(({ isCited }) => !isCited)
      .map(({ id, title, date, at }) => ({ id, title, date, place: placeOf(at) })),
    sources: model.sources.length,
    defaults: model.inputs.flatMap(defaultsOf),
    staleMonths,
    isDated: inputValues.some(({ provenance }) => provenance.asOf !== undefined),
  };
}

interface Context {
  readonly plan: Plan;
  readonly materiality: MaterialityTest;
  readonly sources: ReadonlyMap<string, Citation>;
  /** The kinds of lines that read each input. */
  readonly readers: ReadonlyMap<Row, ReadonlySet<LineKind>>;
  readonly staleMonths: number;
}

/** A written value and the rows that it fills, by scenario. */
interface ValueRows {
  readonly provenance: Provenance;
  readonly rows: readonly Row[];
  readonly filled: readonly ScenarioRows[];
}

const placeOf = ({ file, start }: Span): FilePosition => ({ path: file.path, ...positionAt(file, start) });

/** Groups rows by the written value that fills them, in its scenario and in those that inherit it. */
function valueRowsOf({ inputs, scenarios }: Model): ValueRows[] {
  const found = new Map<Provenance, Map<number, Row[]>>();
  for (const { rows } of inputs)
    for (const row of rows)
      scenarios.forEach((_, scenario) => {
        const { provenance } = row.values![scenario]!;
        const byScenario = found.get(provenance) ?? new Map<number, Row[]>();
        const filled = byScenario.get(scenario) ?? [];
        filled.push(row);
        found.set(provenance, byScenario.set(scenario, filled));
      });
  return [...found].map(([provenance, byScenario]) => ({
    provenance,
    rows: [...new Set([...byScenario.values()].flat())],
    filled: [...byScenario].map(([scenario, rows]) => ({ scenario, rows })).sort((a, b) => a.scenario - b.scenario),
  }));
}

const isReference = ({ quantity }: Row): boolean => quantity.type.kind === 'member';

/** The table member that a cell belongs to. */
function memberOf({ quantity: { tables }, members }: Row): string {
  return [tables[0]?.id, ...members].join(' ');
}

/** Members with a non-reference cell that has a basis in the first scenario. */
function membersWithBasis(inputValues: readonly ValueRows[]): ReadonlySet<string> {
  const cells = inputValues.filter(({ provenance, rows }) => provenance.setBy === undefined && !isReference(rows[0]!));
  const isSupported = ({ provenance }: ValueRows): boolean =>
    provenance.versions.some((version) => sufficientBases.includes(basisOf(version, provenance)));
  return new Set(cells.filter(isSupported).flatMap(({ rows }) => rows.map(memberOf)));
}

/** The bases that are sufficient on their own. */
const sufficientBases: readonly Basis[] = ['source', 'calibration', 'reason'];

/**
 * The basis of a value. A source comes first. A scenario value is an assumption, and the note of the scenario may give
 * its reason.
 */
function basisOf({ source, status, hasReason, isCalibrated }: Version, { setBy }: Provenance): Basis {
  if (source !== undefined) return 'source';
  if (isCalibrated) return 'calibration';
  if (status !== 'assumption' && (setBy === undefined || status !== undefined)) return 'none';
  return hasReason || setBy?.hasNote === true ? 'reason' : 'no-reason';
}

function ofInput(input: ValueRows, supported: ReadonlySet<string>, context: Context): WrittenValue[] {
  const { provenance, rows, filled } = input;
  const reference = isReference(rows[0]!);
  const isCarried = reference && rows.every((row) => supported.has(memberOf(row)));
  const isMaterial = context.materiality.lastPeriodMoved(filled) !== undefined;
  return provenance.versions.map((version): WrittenValue => {
    const own = basisOf(version, provenance);
    const { setBy } = provenance;
    const of = setBy?.scenario ?? (version.isRevision ? version.known : undefined);
    const stale = version.isInForce && isMaterial ? staleness(input, version, context) : undefined;
    return {
      kind: setBy !== undefined ? 'scenario' : version.isRevision ? 'revision' : reference ? 'reference' : 'input',
      name: nameOf(rows),
      basis: isCarried && !sufficientBases.includes(own) ? 'member' : own,
      isMaterial,
      ...(of === undefined ? {} : { of }),
      ...(setBy !== undefined && version.status === undefined ? { status: 'assumption' } : {}),
      ...(stale === undefined ? {} : { stale }),
      ...described(version, context),
    };
  });
}

function described(
  version: Version,
  { sources }: Context,
): Pick<WrittenValue, 'value' | 'status' | 'source' | 'confidence' | 'place'> {
  const { value, status, source, at } = version;
  const confidence = sources.get(source ?? '')?.confidence;
  return {
    value,
    ...(status === undefined ? {} : { status }),
    ...(source === undefined ? {} : { source }),
    ...(confidence === undefined ? {} : { confidence }),
    place: placeOf(at),
  };
}

/** The key of the input if all its rows are filled, otherwise the first row and the number of others. */
function nameOf(rows: readonly Row[]): string {
  const [first, ...others] = rows;
  if (others.length === 0) return inputNameOf(first!);
  return rows.length === first!.quantity.rows.length
    ? first!.quantity.id
    : `${inputNameOf(first!)} and ${others.length} more`;
}

function ofActuals(item: Quantity, context: Context): WrittenValue[] {
  return item.rows.flatMap((row) =>
    (row.actualFacts ?? []).flatMap((fact, period): WrittenValue[] => {
      if (fact === undefined) return [];
      const isMaterial = context.materiality.movesWithActual(row, period);
      return fact.versions.map((version) => ({
        kind: 'actual',
        name: `${rowId(row)}@${context.plan.model.timeline.periods[period]!.label}`,
        basis: basisOf(version, fact),
        isMaterial,
        ...(version.isRevision && version.known !== undefined ? { of: version.known } : {}),
        ...described(version, context),
      }));
    }),
  );
}

/** A figure in an opening cannot cite a source, so it always lacks one. */
function ofOpening(item: Quantity, { materiality }: Context): WrittenValue[] {
  const { id, openingFigure } = item;
  if (openingFigure === undefined) return [];
  const value = openingFigure.text.trim();
  return [
    {
      kind: 'opening',
      name: id,
      value,
      basis: 'none',
      isMaterial: materiality.readsOpening(item),
      place: placeOf(openingFigure.span),
    },
  ];
}

/** A published figure needs a source; an expected answer worked out by hand does not. */
function ofTieOut({ id, kind, source, expectText, formula }: Model['tieOuts'][number]): WrittenValue[] {
  if (kind !== 'tie-out') return [];
  const shared = { kind, name: id, value: expectText, isMaterial: true, place: placeOf(formula.span) } as const;
  return [source === undefined ? { ...shared, basis: 'none' } : { ...shared, basis: 'source', source }];
}

/** The kinds of lines that read each input. */
function readersOf({ reads }: Plan): ReadonlyMap<Row, ReadonlySet<LineKind>> {
  const found = new Map<Row, Set<LineKind>>();
  for (const [{ kind }, read] of reads)
    for (const one of read) if (!('calculation' in one)) found.set(one, (found.get(one) ?? new Set()).add(kind));
  return found;
}

/**
 * Whether a value is stale at the as-of date of its model. Dates, references and values read only by openings describe
 * a single day and do not age; nor does a value that moves no key result after the as-of date.
 */
function staleness({ provenance, rows, filled }: ValueRows, version: Version, context: Context): Stale | undefined {
  const source = context.sources.get(version.source ?? '');
  const dated = version.known ?? source?.date;
  const day = lastSerialOfText(dated);
  const today = lastSerialOfText(provenance.asOf);
  if (!rows.some((row) => mayAge(row, context))) return undefined;
  if (day === undefined) return source === undefined || !isMovedAfter(today, filled, context) ? undefined : 'undated';
  if (today === undefined || addMonths(day, context.staleMonths) > today) return undefined;
  return isMovedAfter(today, filled, context) ? { since: isoDate(day), months: monthsBetween(day, today) } : undefined;
}

function mayAge(row: Row, { readers }: Context): boolean {
  const kinds = readers.get(row);
  return row.quantity.type.kind !== 'date' && !isReference(row) && !(kinds?.size === 1 && kinds.has('opening'));
}

/** Whether a key result moves in a period that ends after a day. */
function isMovedAfter(
  day: number | undefined,
  filled: readonly ScenarioRows[],
  { materiality, plan }: Context,
): boolean {
  const { periods } = plan.model.timeline;
  const first = day === undefined ? 0 : periods.findIndex(({ to }) => daySerial(to, 1) - 1 > day);
  return first >= 0 && (materiality.lastPeriodMoved(filled, first) ?? -1) >= first;
}

/** Whole months from one day to a later one. */
function monthsBetween(from: number, to: number): number {
  let months = Math.floor((to - from) / 31);
  while (addMonths(from, months + 1) <= to) months += 1;
  return months;
}

/** The cells of a column filled by its default. */
function defaultsOf(column: Quantity): DefaultedColumn[] {
  const filled = column.rows.filter((row) => row.values![0]!.provenance.status === 'default');
  if (filled.length === 0) return [];
  const { valueText } = filled[0]!.values![0]!.provenance;
  const declared = column.rows.length - filled.length;
  return [{ column: column.id, value: valueText, members: filled.map(({ members }) => members.join('.')), declared }];
}
