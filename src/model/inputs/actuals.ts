/**
 * Actuals. Input: the actuals of an item as written. Output: for each row one amount per period, with its provenance.
 * Guarantee: an actual belongs to one period of one row, and one that became known after the as-of date is not used.
 */
import { Decimal } from 'decimal.js';
import { problem } from '../../diagnostics/catalogue.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Entries, Located, MemberActualsSource, ValueSource } from '../../source/source.ts';
import { parseDate, type Timeline } from '../../values/timeline.ts';
import type { Provenance, Quantity, Row } from '../model.ts';
import { type ItemDeclaration, type Registry, statedType } from '../registry.ts';
import { type AsOf, checkCitedSources, provenanceOf, valueInForce } from './asOf.ts';
import { readRange } from './ranges.ts';
import { readScalar } from './scalars.ts';

interface Context {
  readonly registry: Registry;
  readonly timeline: Timeline;
  readonly asOf: AsOf;
}

/** Gives every row of an item its actuals. */
export function assignActuals({ quantity, source }: ItemDeclaration, context: Context): void {
  const { actuals } = source;
  if (actuals === undefined) return;
  for (const row of quantity.rows) assignRow(row, new Map(), context);
  if (quantity.tables.length === 0) {
    const [row] = quantity.rows;
    if (row !== undefined) assignRow(row, byPeriodOnly(actuals, quantity, context), context);
    return;
  }
  for (const [name, { key, value }] of actuals) {
    const row = rowNamed(name, key, value, quantity, context);
    if (row !== undefined && 'byPeriod' in value) assignRow(row, value.byPeriod, context);
  }
}

function refuse({ span }: Located, message: string, hint: string, { registry }: Context): void {
  registry.diagnostics.push(problem('invalid-actuals', span, message, { hint }));
}

function byPeriodOnly(
  actuals: Entries<ValueSource | MemberActualsSource>,
  { id }: Quantity,
  context: Context,
): Entries<ValueSource> {
  const kept = new Map<string, { key: Located; value: ValueSource }>();
  for (const [period, { key, value }] of actuals) {
    if ('byPeriod' in value)
      refuse(
        key,
        `'${id}' is not by a table, so it has no '${period}'`,
        'write the periods directly under actuals:',
        context,
      );
    else kept.set(period, { key, value });
  }
  return kept;
}

/** One figure cannot be the actual of every member, so each member has its own. */
function rowNamed(
  name: string,
  key: Located,
  value: ValueSource | MemberActualsSource,
  { id, tables, rows }: Quantity,
  context: Context,
): Row | undefined {
  const names = rows.map((row) => row.members.join('.'));
  const row = rows[names.indexOf(name)];
  const example = `actuals: { ${names[0] ?? 'member'}: { ${context.timeline.periods[0]!.label}: … } }`;
  if (row === undefined && 'byPeriod' in value)
    context.registry.diagnostics.push(
      problem('unknown-member', key.span, `'${id}' has no member '${name}'`, {
        hint: didYouMean(name, names) ?? `it has ${names.join(', ')}`,
      }),
    );
  else if (!('byPeriod' in value))
    refuse(
      key,
      `'${id}' is by ${tables.map((table) => table.id).join(' and ')}, but its actuals are not by member`,
      `write ${example}`,
      context,
    );
  return row;
}

function assignRow(row: Row, actuals: Entries<ValueSource>, context: Context): void {
  const { periods } = context.timeline;
  const amounts = periods.map((): number | undefined => undefined);
  const facts = periods.map((): Provenance | undefined => undefined);
  for (const [text, { key, value }] of actuals) {
    const date = parseDate(text);
    const at =
      date === undefined ? -1 : periods.findIndex((period) => period.from === date.from && period.to === date.to);
    const isPeriod = at !== -1 && date?.grain !== 'day';
    const hint =
      `write a period from ${periods[0]!.label} to ${periods.at(-1)!.label}; use a tie-out for figures ` +
      'of longer periods';
    if (!isPeriod) refuse(key, `${text} is not a period of the timeline`, hint, context);
    const read = readActual(value, row.quantity, context);
    if (!isPeriod || read === undefined) continue;
    amounts[at] = read.amount;
    facts[at] = read.provenance;
  }
  row.actuals = amounts;
  row.actualFacts = facts;
}

/** The amount that was known on the as-of date; undefined when there was none yet. */
function readActual(
  value: ValueSource,
  quantity: Quantity,
  context: Context,
): { amount: number; provenance: Provenance } | undefined {
  const { registry, asOf } = context;
  const type = statedType(quantity, registry);
  checkCitedSources(value, asOf, registry);
  for (const revision of value.revisions ?? [])
    for (const { key } of revision.series?.values() ?? [])
      refuse(key, 'an actual is one value, not a series', 'write value: in this revision', context);
  readRange(value, type, [], registry);
  const part = valueInForce(value, asOf);
  const amount = part?.value === undefined ? undefined : readScalar(part.value, type, registry);
  return part !== undefined && amount instanceof Decimal
    ? { amount: amount.toNumber(), provenance: provenanceOf(value, part, asOf) }
    : undefined;
}
