/** Reading one entry under `values:` with its series, range and distribution, as of the as-of date. */

import { Decimal } from 'decimal.js';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Entries, Located, ValueSource } from '../../source/source.ts';
import { parseDate, periodLabel, type Timeline } from '../../values/timeline.ts';
import type { Provenance, Row } from '../model.ts';
import { type InputDeclaration, type Registry, type StatedType, statedType } from '../registry.ts';
import { type AsOf, checkCitedSources, type LaterValue, provenanceOf, valueInForce } from './asOf.ts';
import { readDistribution } from './distributions.ts';
import type { DatedAmount, ParsedValue } from './layOut.ts';
import { readRange } from './ranges.ts';
import { readScalar } from './scalars.ts';

export interface Entry {
  readonly key: Located;
  readonly value: ValueSource;
  /** Under `set:` of a scenario. */
  readonly setBy?: Provenance['setBy'];
}

export interface ValueContext {
  readonly registry: Registry;
  /** Ids of the scenarios of the whole model. */
  readonly scenarios: readonly string[];
  readonly timeline: Timeline | undefined;
  /** Of the model whose values are read. */
  readonly asOf: AsOf;
  readonly values: Map<Row, (ParsedValue | undefined)[]>;
  /** Rows whose value was refused, so that it is not called missing as well. */
  readonly refused: Set<Row>;
  /** Values of which nothing was known on the as-of date. */
  readonly later: LaterValue[];
}

export function readValue(
  name: string,
  { value, setBy }: Entry,
  declaration: InputDeclaration,
  context: ValueContext,
): ParsedValue | undefined {
  const { registry, asOf } = context;
  const type = statedType(declaration.quantity, registry);
  checkCitedSources(value, asOf, registry);
  const part = valueInForce(value, asOf);
  if (part === undefined) {
    // An empty list of revisions was reported already.
    if (value.revisions?.length !== 0) context.later.push({ name, value, known: asOf.known! });
    return undefined;
  }
  const shared = {
    interpolate: part.interpolate ?? value.interpolate ?? 'step',
    from: value.from === undefined ? undefined : readFrom(value.from, type, context),
    provenance: { ...provenanceOf(value, part, asOf), ...(setBy === undefined ? {} : { setBy }) },
  } as const;
  if (part.series !== undefined) {
    const points = readPoints(part.series, type, registry);
    if (points === undefined) return undefined;
    checkLine(part.series, shared.interpolate, type, registry);
    readRange(value, type, points, registry);
    readDistribution({ value, type, changesAt: part.series.values().next().value?.key }, registry);
    return { ...shared, points };
  }
  if (part.value === undefined) return undefined;
  const read = readScalar(part.value, type, registry);
  if (read === undefined) return undefined;
  const amount = typeof read === 'string' ? undefined : read;
  const amounts = amount === undefined ? [] : [{ amount, written: part.value }];
  const range = readRange(value, type, amounts, registry);
  const distribution = readDistribution({ value, type, amount, range, changesAt: value.from }, registry);
  const bounds =
    range === undefined || value.from !== undefined
      ? undefined
      : { low: range.low.toNumber(), high: range.high.toNumber() };
  return { ...shared, constant: amount?.toNumber() ?? read.toString(), amount, distribution, bounds };
}

/** The month from which a scenario changes a value. */
function readFrom(written: Located, type: StatedType, { timeline, registry }: ValueContext): number | undefined {
  const date = parseDate(written.text);
  const report = (code: 'invalid-date' | 'invalid-series' | 'outside-timeline', message: string, hint: string) =>
    void registry.diagnostics.push(problem(code, written.span, message, { hint }));
  if (type !== 'unknown' && (type.kind === 'choice' || type.kind === 'member'))
    return report(
      'invalid-series',
      'options and members cannot change over time',
      'remove from:, or use another input for the choice',
    );
  if (date === undefined || date.grain === 'day')
    return report(
      'invalid-date',
      `'${written.text}' is not a month, quarter or year`,
      'write 2027-01; the value changes at its start',
    );
  const [first, last] = [timeline?.periods[0], timeline?.periods.at(-1)];
  if (first === undefined || last === undefined || (first.from <= date.from && date.from < last.to)) return date.from;
  return report(
    'outside-timeline',
    `${written.text} is ${date.from < first.from ? 'before the start' : 'after the end'} of the timeline`,
    date.from < first.from
      ? 'remove from: if the value applies from the start'
      : `the timeline ends with ${last.label}`,
  );
}

/** Refuses interpolation between flags or dates. */
function checkLine(
  series: Entries<Located>,
  interpolate: 'step' | 'linear',
  type: StatedType,
  registry: Registry,
): void {
  const [first] = series.values();
  if (interpolate === 'step' || type === 'unknown' || type.kind === 'number' || first === undefined) return;
  registry.diagnostics.push(
    problem('invalid-series', first.key.span, 'flags and dates cannot be interpolated', {
      hint: 'remove interpolate:; each value then applies until the next one',
    }),
  );
}

interface WrittenPoint extends DatedAmount {
  readonly key: Located;
  readonly written: Located;
}

function readPoints(series: Entries<Located>, type: StatedType, registry: Registry): WrittenPoint[] | undefined {
  const points: WrittenPoint[] = [];
  for (const [text, { key, value }] of series) {
    const date = parseDate(text);
    const amount = readScalar(value, type, registry);
    if (date === undefined || date.grain === 'day') {
      registry.diagnostics.push(
        problem('invalid-date', key.span, `'${text}' is not a month, quarter or year`, {
          hint: 'write 2026-01, 2026-Q1 or 2026',
        }),
      );
    } else if (amount instanceof Decimal) points.push({ from: date.from, amount, key, written: value });
    else if (amount !== undefined)
      registry.diagnostics.push(
        problem('invalid-series', value.span, 'options and members cannot change over time', {
          hint: 'write one value',
        }),
      );
  }
  points.sort((a, b) => a.from - b.from);
  registry.diagnostics.push(...points.flatMap((point, at) => sameStart(points[at - 1], point)));
  return points.length === 0 ? undefined : points;
}

/** Two points that start in one month, such as 2026 and 2026-01: one of them would be lost. */
function sameStart(before: WrittenPoint | undefined, { from, key }: WrittenPoint) {
  if (before?.from !== from) return [];
  const message = `'${before.key.text}' and '${key.text}' both start in ${periodLabel(from, 'month')}`;
  return [
    problem('invalid-series', key.span, message, {
      labels: [{ span: before.key.span, text: 'starts in the same month' }],
      hint: 'delete one of the two',
    }),
  ];
}
