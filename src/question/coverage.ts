/**
 * Where the figures of a model come from. Enters a plan; leaves every value that is written, with what it rests on,
 * whether a key result moves with it and how old it is; the sources that nothing cites; and the table cells that a
 * default fills. Guarantee: nothing that is written is left out: values of inputs and tables with each of their
 * revisions, what scenarios set, actuals, figures in openings, tie-outs.
 */
import { type Position, positionAt, type Span } from '../diagnostics/span.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Citation, Model, Provenance, Quantity, Row, Version } from '../model/model.ts';
import type { LineKind, Plan } from '../plan/plan.ts';
import { addMonths, isoDate } from '../values/excelDates.ts';
import { daySerial, lastSerialOfText } from '../values/timeline.ts';
import { type Filled, type Judge, startJudge } from './materiality.ts';
import { inputName } from './variation.ts';

/** Months after which a value counts as stale where nothing else is said. */
export const usualStaleMonths = 12;

/**
 * What a value rests on. `source`: it cites one. `calibration`: it was solved so that published figures come out.
 * `reason`: it is an assumption, and a note says why. `member`: it is a reference of a table member whose other cells
 * rest on something. `no-reason`: an assumption that does not say why. `none`: nothing of all this.
 */
export type Ground = 'source' | 'calibration' | 'reason' | 'member' | 'no-reason' | 'none';

export type WrittenKind = 'input' | 'revision' | 'scenario' | 'reference' | 'actual' | 'opening' | 'tie-out';

/** A value as it is written once, whatever the number of cells that it fills. */
export interface Written {
  readonly kind: WrittenKind;
  /**
   * As model files and questions name it: `plan.pro.price`, `revenue@2026-01`; with the prefix of an included model.
   */
  readonly name: string;
  readonly value: string;
  readonly ground: Ground;
  readonly isMaterial: boolean;
  /** Of `revision`: the day on which it became known. Of `scenario`: the scenario that sets it. */
  readonly of?: string;
  readonly status?: string;
  readonly source?: string;
  readonly confidence?: string;
  readonly stale?: Stale;
  readonly place: Place;
}

/** Why a value may have been overtaken: it is from a day that long ago, or its source has no date. */
export type Stale = { readonly since: string; readonly months: number } | 'undated';

export interface Place extends Position {
  readonly path: string;
}

/** A table column in which a default fills cells. */
export interface Defaulted {
  readonly column: string;
  readonly value: string;
  /** The members without a value of their own, and how many have one. */
  readonly members: readonly string[];
  readonly declared: number;
}

export interface Coverage {
  /** In the order of the files. */
  readonly values: readonly Written[];
  readonly orphans: readonly (Pick<Citation, 'id' | 'title' | 'date'> & { readonly place: Place })[];
  readonly sources: number;
  readonly defaults: readonly Defaulted[];
  readonly staleMonths: number;
  /** Whether a day is known from which the age of values is counted. */
  readonly isDated: boolean;
}

/** What is wrong with a coverage. */
export interface Gaps {
  readonly uncited: readonly Written[];
  readonly unreasoned: readonly Written[];
  readonly stale: readonly Written[];
  /** Without a source or a reason, but no key result moves with them. */
  readonly immaterial: readonly Written[];
}

/** The values that lack something. */
export function gapsOf({ values }: Coverage): Gaps {
  const lacking = values.filter(({ ground }) => ground === 'none' || ground === 'no-reason');
  return {
    uncited: lacking.filter(({ ground, isMaterial }) => isMaterial && ground === 'none'),
    unreasoned: lacking.filter(({ ground, isMaterial }) => isMaterial && ground === 'no-reason'),
    stale: values.filter(({ stale }) => stale !== undefined),
    immaterial: lacking.filter(({ isMaterial }) => !isMaterial),
  };
}

/**
 * Whether every value that matters rests on something and every source is cited; `strict` asks that nothing is stale,
 * too.
 */
export function isCovered(coverage: Coverage, strict = false): boolean {
  const { uncited, unreasoned, stale } = gapsOf(coverage);
  return uncited.length + unreasoned.length + coverage.orphans.length === 0 && (!strict || stale.length === 0);
}

/** Looks at all values of a model; `staleMonths` is the age from which on a value counts as stale. */
export function coverageOf(plan: Plan, staleMonths: number = usualStaleMonths): Coverage {
  const { model } = plan;
  const context: Context = {
    plan,
    judge: startJudge(plan),
    sources: new Map(model.sources.map((source) => [source.id, source])),
    readers: readersOf(plan),
    staleMonths,
  };
  const fills = fillsOf(model).filter(({ provenance }) => provenance.status !== 'default');
  const grounded = groundedMembers(fills);
  const values = [
    ...fills.flatMap((fill) => ofInput(fill, grounded, context)),
    ...itemsOf(model).flatMap((item) => [...ofActuals(item, context), ...ofOpening(item, context)]),
    ...model.tieOuts.flatMap(ofTieOut),
  ];
  const order = new Map(model.files.map(({ path }, at) => [path, at]));
  const fileAt = ({ place }: Written): number => order.get(place.path) ?? order.size;
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
    isDated: fills.some(({ provenance }) => provenance.asOf !== undefined),
  };
}

interface Context {
  readonly plan: Plan;
  readonly judge: Judge;
  readonly sources: ReadonlyMap<string, Citation>;
  /** What kinds of lines read an input. */
  readonly readers: ReadonlyMap<Row, ReadonlySet<LineKind>>;
  readonly staleMonths: number;
}

/** A value as written, with what it fills, the scenarios in order. */
interface Fill {
  readonly provenance: Provenance;
  readonly rows: readonly Row[];
  readonly filled: readonly Filled[];
}

const placeOf = ({ file, start }: Span): Place => ({ path: file.path, ...positionAt(file, start) });

/** What is written once fills the rows that its key names, in its scenario and in those that inherit it. */
function fillsOf({ inputs, scenarios }: Model): Fill[] {
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

/** The member of a table in which a cell stands. */
function memberOf({ quantity: { tables }, members }: Row): string {
  return [tables[0]?.id, ...members].join(' ');
}

/** Members of which a cell that is no reference has a source or a reason in the first scenario. */
function groundedMembers(fills: readonly Fill[]): ReadonlySet<string> {
  const cells = fills.filter(({ provenance, rows }) => provenance.setBy === undefined && !isReference(rows[0]!));
  const isGrounded = ({ provenance }: Fill): boolean =>
    provenance.versions.some((version) => rests.includes(groundOf(version, provenance)));
  return new Set(cells.filter(isGrounded).flatMap(({ rows }) => rows.map(memberOf)));
}

/** What carries a value without help from elsewhere. */
const rests: readonly Ground[] = ['source', 'calibration', 'reason'];

/**
 * A source comes first. What a scenario sets is an assumption, for which a note of the scenario may give the reason.
 */
function groundOf({ source, status, hasReason, isCalibrated }: Version, { setBy }: Provenance): Ground {
  if (source !== undefined) return 'source';
  if (isCalibrated) return 'calibration';
  if (status !== 'assumption' && (setBy === undefined || status !== undefined)) return 'none';
  return hasReason || setBy?.hasNote === true ? 'reason' : 'no-reason';
}

function ofInput(fill: Fill, grounded: ReadonlySet<string>, context: Context): Written[] {
  const { provenance, rows, filled } = fill;
  const reference = isReference(rows[0]!);
  const isCarried = reference && rows.every((row) => grounded.has(memberOf(row)));
  const isMaterial = context.judge.lastMoved(filled) !== undefined;
  return provenance.versions.map((version): Written => {
    const own = groundOf(version, provenance);
    const { setBy } = provenance;
    const of = setBy?.scenario ?? (version.isRevision ? version.known : undefined);
    const stale = version.isInForce && isMaterial ? staleness(fill, version, context) : undefined;
    return {
      kind: setBy !== undefined ? 'scenario' : version.isRevision ? 'revision' : reference ? 'reference' : 'input',
      name: nameOf(rows),
      ground: isCarried && !rests.includes(own) ? 'member' : own,
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
): Pick<Written, 'value' | 'status' | 'source' | 'confidence' | 'place'> {
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

/** The key of all rows where they are all of an input, or of the first one and how many there are. */
function nameOf(rows: readonly Row[]): string {
  const [first, ...others] = rows;
  if (others.length === 0) return inputName(first!);
  return rows.length === first!.quantity.rows.length
    ? first!.quantity.id
    : `${inputName(first!)} and ${others.length} more`;
}

function ofActuals(item: Quantity, context: Context): Written[] {
  return item.rows.flatMap((row) =>
    (row.actualFacts ?? []).flatMap((fact, period): Written[] => {
      if (fact === undefined) return [];
      const isMaterial = context.judge.movesByActual(row, period);
      return fact.versions.map((version) => ({
        kind: 'actual',
        name: `${rowId(row)}@${context.plan.model.timeline.periods[period]!.label}`,
        ground: groundOf(version, fact),
        isMaterial,
        ...(version.isRevision && version.known !== undefined ? { of: version.known } : {}),
        ...described(version, context),
      }));
    }),
  );
}

/** A figure in an opening can take no source, so that it is one that lacks it. */
function ofOpening(item: Quantity, { judge }: Context): Written[] {
  const { id, openingFigure } = item;
  if (openingFigure === undefined) return [];
  const value = openingFigure.text.trim();
  return [
    {
      kind: 'opening',
      name: id,
      value,
      ground: 'none',
      isMaterial: judge.readsOpening(item),
      place: placeOf(openingFigure.span),
    },
  ];
}

/** A published figure names who published it; an answer worked out by hand needs nobody. */
function ofTieOut({ id, kind, source, expectWritten, written }: Model['tieOuts'][number]): Written[] {
  if (kind !== 'tie-out') return [];
  const shared = { kind, name: id, value: expectWritten, isMaterial: true, place: placeOf(written.span) } as const;
  return [source === undefined ? { ...shared, ground: 'none' } : { ...shared, ground: 'source', source }];
}

/** The kinds of lines that read each input. */
function readersOf({ reads }: Plan): ReadonlyMap<Row, ReadonlySet<LineKind>> {
  const found = new Map<Row, Set<LineKind>>();
  for (const [{ kind }, read] of reads)
    for (const one of read) if (!('calculation' in one)) found.set(one, (found.get(one) ?? new Set()).add(kind));
  return found;
}

/**
 * Whether a value may have been overtaken by the known date of its model. Dates, references and what is read by
 * openings only say what was so on a day, and do not age; nor does what moves no key result after the known date.
 */
function staleness({ provenance, rows, filled }: Fill, version: Version, context: Context): Stale | undefined {
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
function isMovedAfter(day: number | undefined, filled: readonly Filled[], { judge, plan }: Context): boolean {
  const { periods } = plan.model.timeline;
  const first = day === undefined ? 0 : periods.findIndex(({ to }) => daySerial(to, 1) - 1 > day);
  return first >= 0 && (judge.lastMoved(filled, first) ?? -1) >= first;
}

/** Whole months from one day to a later one. */
function monthsBetween(from: number, to: number): number {
  let months = Math.floor((to - from) / 31);
  while (addMonths(from, months + 1) <= to) months += 1;
  return months;
}

/** The cells of a column that a default fills. */
function defaultsOf(column: Quantity): Defaulted[] {
  const filled = column.rows.filter((row) => row.values![0]!.provenance.status === 'default');
  if (filled.length === 0) return [];
  const { written } = filled[0]!.values![0]!.provenance;
  const declared = column.rows.length - filled.length;
  return [{ column: column.id, value: written, members: filled.map(({ members }) => members.join('.')), declared }];
}
