/**
 * What was known on the as-of date, and who says so. Input: values as written. Output: the revision of each that
 * applies on the as-of date, its provenance, and a problem for every invalid date and missing source.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Entries, Located, MissSource, ProvenanceSource, Source, ValueSource } from '../../source/source.ts';
import { lastSerialOfText, parseDate, validDatesHint } from '../../values/timeline.ts';
import type { Miss, ModelOptions, Provenance, Version } from '../model.ts';
import type { Registry } from '../registry.ts';

/** The `scenario:` of a figure that is judged in every scenario. */
export const allScenarios = 'all';

/** The as-of date of one model, and what its values may cite. */
export interface AsOf {
  /** Prefix of the model: `openai.`, or empty. */
  readonly scope: string;
  readonly sources: ReadonlySet<string>;
  /** Tie-outs of the model, and those of models that it includes with their prefix. */
  readonly tieOuts: ReadonlySet<string>;
  /** The scenarios in which a tie-out is judged, as written; those that name none are judged in the first. */
  readonly judgedIn: ReadonlyMap<string, readonly string[]>;
  readonly known?: KnownDate | undefined;
}
interface KnownDate {
  readonly text: string;
  readonly day: number;
}

/** The part of a value that counts: the value itself, or one of its revisions. */
export type ValuePart = ProvenanceSource & {
  readonly value?: Located;
  readonly series?: Entries<Located>;
  readonly interpolate?: 'step' | 'linear';
  readonly calibratedTo?: readonly Located[];
};

/**
 * By scope. An option takes precedence over the files; the as-of date of an included model counts only if
 * there is none above.
 */
export function readAsOf(source: Source, options: ModelOptions, registry: Registry): ReadonlyMap<string, AsOf> {
  const found = new Map<string, AsOf>();
  const asked = options.known === undefined ? undefined : readKnown(options.known, undefined, registry);
  addKnowledge(source, '', asked, found, registry);
  return found;
}

function addKnowledge(
  source: Source,
  scope: string,
  above: KnownDate | undefined,
  found: Map<string, AsOf>,
  registry: Registry,
): void {
  const own = source.known === undefined ? undefined : readKnown(source.known.text, source.known.span, registry);
  const known = above ?? own;
  found.set(scope, {
    scope,
    sources: new Set(source.sources.keys()),
    tieOuts: new Set(tieOutsOf(source)),
    judgedIn: judgedIn(source),
    known,
  });
  for (const [prefix, { value }] of source.includes) addKnowledge(value, `${scope}${prefix}.`, known, found, registry);
}

function tieOutsOf({ tieOuts, includes }: Source): string[] {
  return [
    ...tieOuts.keys(),
    ...[...includes].flatMap(([prefix, { value }]) => tieOutsOf(value).map((id) => `${prefix}.${id}`)),
  ];
}

function judgedIn({ tieOuts, includes }: Source): ReadonlyMap<string, readonly string[]> {
  const own = [...tieOuts].flatMap(([id, { value }]) =>
    value.scenario === undefined ? [] : [[id, value.scenario.map(({ text }) => text)] as const],
  );
  const included = [...includes].flatMap(([prefix, { value }]) =>
    [...judgedIn(value)].map(([id, of]) => [`${prefix}.${id}`, of] as const),
  );
  return new Map([...own, ...included]);
}

function readKnown(text: string, span: Span | undefined, registry: Registry): KnownDate | undefined {
  const day = lastSerialOfText(text);
  if (day !== undefined) return { text, day };
  registry.diagnostics.push(
    problem('invalid-date', span, `the as-of date '${text}' is not a date`, { hint: validDatesHint }),
  );
  return undefined;
}

/** A value that became known in a month counts from its last day. */
const dayKnown = ({ known }: { readonly known?: Located | undefined }): number => lastSerialOfText(known?.text) ?? 0;

/** The value, or its latest revision that was known; undefined when all of it became known later. */
export function valueInForce(value: ValueSource, { known }: AsOf): ValuePart | undefined {
  const written: readonly ValuePart[] = value.revisions ?? [value];
  const usable = written.filter((part) => known === undefined || dayKnown(part) <= known.day);
  return usable.reduce<ValuePart | undefined>(
    (latest, part) => (latest === undefined || dayKnown(part) >= dayKnown(latest) ? part : latest),
    undefined,
  );
}

/** Whether a reason with dates applies on the as-of date; without an as-of date everything is known. */
export function appliesAt({ from, until }: Pick<MissSource, 'from' | 'until'>, { known }: AsOf): boolean {
  if (known === undefined) return until === undefined;
  return dayKnown({ known: from }) <= known.day && (until === undefined || known.day < dayKnown({ known: until }));
}

/** Whether a time span ends before it begins, so that it never applies. */
export function endsBeforeStart({ from, until }: Pick<MissSource, 'from' | 'until'>): boolean {
  return from !== undefined && until !== undefined && dayKnown({ known: from }) >= dayKnown({ known: until });
}

/** The as-of dates on which a reason applies: `from 2026-06-15 until 2026-10-01`, or empty if it always does. */
export function describeMissDates({ from, until }: Pick<Miss, 'from' | 'until'>): string {
  return [from === undefined ? [] : [`from ${from}`], until === undefined ? [] : [`until ${until}`]].flat().join(' ');
}

/**
 * Whether what became known on a day was not known yet: `known: 2026-06-16` on the as-of date 2026-06-15. Without a
 * as-of date all is known.
 */
export function isLater(figure: { readonly known?: Located | undefined }, { known }: AsOf): boolean {
  return known !== undefined && dayKnown(figure) > known.day;
}

/** A value of which nothing was known on the as-of date of its model. */
export interface LaterValue {
  /** As under `values:`: `plan.price.pro`. */
  readonly name: string;
  readonly value: ValueSource;
  readonly known: KnownDate;
}

/** Values that are told one by one; where more of them became known later, it is the as-of date that is too early. */
const laterMost = 5;

/** The problems of values that have no part in force: each by itself, or one for all of an as-of date. */
export function laterValueProblems(later: readonly LaterValue[]): Diagnostic[] {
  const distinct = [...new Map(later.map((one) => [one.value.span, one])).values()];
  const dates = [...new Set(distinct.map(({ known }) => known.text))];
  return dates.flatMap((date) => {
    const some = distinct.filter(({ known }) => known.text === date);
    return some.length > laterMost ? [tooEarly(some)] : some.map(oneNotKnown);
  });
}

function oneNotKnown({ name, value, known }: LaterValue): Diagnostic {
  const message =
    value.revisions === undefined
      ? `'${name}' became known on ${value.known?.text}, after the as-of date ${known.text}`
      : `no revision of '${name}' was known on ${known.text}`;
  const hint = 'add the value of that date under revisions:, or use a later as-of date';
  return problem('not-known-yet', firstKnown(value)?.span ?? value.span, message, { hint });
}

/**
 * `223 values were not known on 2024-01-01, such as 'fee', 'price' and 'users'; the earliest date at which everything
 * is known is 2026-06-15`.
 */
function tooEarly(some: readonly LaterValue[]): Diagnostic {
  const { known } = some[0]!;
  const [one, other, third] = [...new Set(some.map(({ name }) => name))].map((name) => `'${name}'`);
  const named =
    third === undefined
      ? [one, other].filter((name) => name !== undefined).join(' and ')
      : `${one}, ${other} and ${third}`;
  const firsts = some.map(({ value }) => firstKnown(value)!);
  const last = firsts.reduce((latest, next) =>
    dayKnown({ known: next }) > dayKnown({ known: latest }) ? next : latest,
  );
  const message =
    `${some.length} values were not known on ${known.text}, such as ${named}; the earliest date on ` +
    `which all values are known is ${last.text}`;
  const hint = `use ${last.text} or a later as-of date, or add the values of ${known.text} under revisions:`;
  return problem('not-known-yet', last.span, message, {
    labels: [{ span: last.span, text: 'the last to become known' }],
    hint,
  });
}

/** When a value, or the earliest of its revisions, became known. */
function firstKnown(value: ValueSource): Located | undefined {
  const dates = (value.revisions ?? [value]).map(({ known }) => known ?? value.known);
  return dates.reduce((first, next) => (dayKnown({ known: next }) < dayKnown({ known: first }) ? next : first));
}

/** Sources and tie-outs that do not exist and as-of dates that are no dates, anywhere in a value. */
export function checkCitedSources(value: ValueSource, asOf: AsOf, registry: Registry): void {
  for (const part of [value, ...(value.alternatives ?? []), ...(value.revisions ?? [])]) {
    registry.diagnostics.push(...citedSourceProblem(part.source, asOf.sources), ...knownDateProblem(part.known));
  }
  for (const part of [value, ...(value.revisions ?? [])])
    registry.diagnostics.push(...(part.calibratedTo ?? []).flatMap((tieOut) => tieOutProblem(tieOut, asOf)));
}

/** A problem if a value is calibrated to a tie-out that does not exist. */
function tieOutProblem({ text, span }: Located, { tieOuts }: AsOf): Diagnostic[] {
  if (tieOuts.has(text)) return [];
  const hint =
    didYouMean(text, tieOuts) ?? 'write the id of the tie-out under tie_outs: that the value was solved to reproduce';
  return [
    problem('invalid-calibration', span, `the value is calibrated to the tie-out '${text}', which does not exist`, {
      hint,
    }),
  ];
}

/** A problem if a cited source is not declared under `sources:`. */
export function citedSourceProblem(cited: Located | undefined, sources: ReadonlySet<string>): Diagnostic[] {
  if (cited === undefined || sources.has(cited.text)) return [];
  const hint =
    didYouMean(cited.text, sources) ?? 'declare it under sources:, such as sources: { id: { title: …, url: … } }';
  return [problem('unknown-source', cited.span, `there is no source '${cited.text}' under sources:`, { hint })];
}

/** A problem if `known:` is not a date. */
export function knownDateProblem(known: Located | undefined): Diagnostic[] {
  if (known === undefined || parseDate(known.text) !== undefined) return [];
  return [
    problem('invalid-date', known.span, `'${known.text}' is not a date`, {
      hint: validDatesHint,
    }),
  ];
}

/** Where a value comes from; sources and tie-outs get the prefix under which the whole model knows them. */
export function provenanceOf(value: ValueSource, part: ValuePart, { scope, known }: AsOf): Provenance {
  const cited = (source: Located | undefined) => (source === undefined ? undefined : scope + source.text);
  const versionOf = (one: ValuePart): Version => ({
    value: writtenIn(one),
    source: cited(one.source ?? value.source),
    status: (one.status ?? value.status)?.text,
    known: (one.known ?? value.known)?.text,
    hasReason: [one.note, one.why, value.note, value.why].some((reason) => reason !== undefined),
    isCalibrated: (one.calibratedTo ?? value.calibratedTo ?? []).length > 0,
    isRevision: value.revisions !== undefined,
    isInForce: one === part,
    at: one.span,
  });
  return {
    source: cited(part.source ?? value.source),
    status: (part.status ?? value.status)?.text,
    known: (part.known ?? value.known)?.text,
    note: (part.note ?? value.note)?.text,
    why: (part.why ?? value.why)?.text,
    calibratedTo: [...new Set((part.calibratedTo ?? value.calibratedTo ?? []).map(({ text }) => scope + text))],
    range: value.range === undefined ? undefined : { low: value.range.low.text, high: value.range.high.text },
    alternatives: (value.alternatives ?? []).map((one) => ({
      value: one.value.text,
      source: cited(one.source),
      note: one.note?.text,
    })),
    revisions: [...(value.revisions ?? [])]
      .sort((a, b) => dayKnown(a) - dayKnown(b))
      .map((one) => ({ known: one.known.text, value: writtenIn(one), source: cited(one.source), why: one.why?.text })),
    valueText: writtenIn(part),
    at: part.span,
    versions: (value.revisions ?? [value]).map(versionOf),
    asOf: known?.text,
  };
}

/** The value as written: `5%`, or `2026-01: 5%, 2027-01: 4%`. */
function writtenIn({ value, series }: ValuePart): string {
  return value?.text ?? [...(series ?? [])].map(([date, point]) => `${date}: ${point.value.text}`).join(', ');
}
