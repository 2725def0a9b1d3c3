/**
 * The Changes sheet of a model's workbook: the changes since another run with their effects on results, then the
 * revisions that the model states. Takes the layout context and the comparison; returns the sheet, or undefined if
 * there is nothing to list. Guarantee: the effects on a result are summed live and compared with its difference; no
 * effect is counted twice; a dash means no effect.
 */
import { type Change, changeKey, type Explanation, type Part, type RunDiff } from '../../diff/diff.ts';
import { unitText } from '../../grid/formats.ts';
import type { Content, FormulaPart, GridSheet, PrintArea, RowSegment, Template } from '../../grid/grid.ts';
import { splitIntoPages } from '../../grid/printAreas.ts';
import {
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { checkName, itemsOf, rowId } from '../../model/find.ts';
import type { Check, Model, Row } from '../../model/model.ts';
import { lastSerialOfText } from '../../values/timeline.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle, type LayoutContext, type Position, sourceLink } from '../layoutContext.ts';
import type { BuiltInCheck, CheckPosition, CheckSheets } from '../model/checkSheets.ts';
import {
  addChangeHeadings,
  changeColumns,
  changeRuns,
  changeWidths,
  distinctLabels,
  namingColumns,
  printedColumns,
} from './changeRows.ts';
import { distinctExplanations } from './diffExplanation.ts';
import { differenceFormat, differenceUnit, valueFormat } from './diffFormats.ts';
import { gapFormat, gapFormula } from './diffRows.ts';

export const changesSheetName = 'Changes';

/** The comparison of the model with another run, and the explanations of its results. */
export interface ChangesSince {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
}

/** The positions of checks and tie-outs. */
export interface CheckPlaces {
  readonly checks: ReadonlyMap<Check, CheckPosition>;
  readonly tieOuts: CheckSheets['tieOuts'];
}

const placeColumn = changeColumns.more;
const firstEffect = placeColumn + 1;
const [placeWidth, effectWidth] = [22, 12];
/** Characters per line of text on a landscape page. */
const lineLength = 150;
const tolerance = 1e-9;

/** Writes the sheet; undefined if there is no comparison and the model states no revisions. */
export function changesSheet(
  context: LayoutContext,
  since: ChangesSince | undefined,
  proofs: CheckPlaces,
): GridSheet | undefined {
  const revisions = revisionsOf(context.model);
  if (since === undefined && revisions.length === 0) return undefined;
  const explained = explainedOf(since);
  const effects = explained.map((one) => `Effect on ${one.label} (${differenceUnit(one.unit)})`);
  const widths = [...changeWidths, placeWidth, ...effects.map(() => effectWidth)];
  const sheet = sheetBuilder(changesSheetName, 'control', widths, { rows: head + 1, columns: 1 });
  const compared = since === undefined ? undefined : `since ${since.diff.old.name}`;
  addTitle(sheet, since === undefined ? 'Revisions' : 'Changes', changeColumns.difference);
  addChangeHeadings(sheet, ['Cell', ...effects]);
  const places = placesOf(context, proofs);
  const rows =
    since === undefined
      ? addRevisions(sheet, revisions, places, context)
      : addChanges(sheet, since, explained, places, context);
  const totals = sheet.next();
  if (since !== undefined) addTotals(sheet, { first: head + 1, last: head + rows }, explained, context.model);
  const told = sheet.next();
  if (since !== undefined) {
    addWords(sheet, since);
    addRevisionBlock(sheet, revisions, places, context);
  }
  const finished = sheet.finish();
  const stretches = { changed: totals, effects: told, all: sheet.next() };
  return {
    ...finished,
    rows: withSubtitles(finished.rows, compared),
    filter: { row: head, column: 0, rows: rows + 1, columns: widths.length },
    wraps: true,
    print: { areas: printAreas(widths, stretches), repeated: namingColumns },
  };
}

/** The row of the headings. */
const head = 1;

/** Results with an explained difference, sorted by year; results without a year come last. */
function explainedOf(since: ChangesSince | undefined): readonly Explanation[] {
  const yearOf = ({ target }: Explanation): string => target.split('@')[1] ?? '~';
  const explained = distinctExplanations(since?.explanations ?? []).filter(({ parts }) => parts.length > 0);
  return explained
    .map((one, at) => ({ one, at }))
    .sort((a, b) => compareTexts(yearOf(a.one), yearOf(b.one)) || a.at - b.at)
    .map(({ one }) => one);
}

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Adds the name of the other run beside the title and above the effects, which are printed on separate pages. */
function withSubtitles(rows: GridSheet['rows'], words: string | undefined): GridSheet['rows'] {
  const [first, ...rest] = rows;
  const segments = [
    ...first!.segments,
    ...textCell(changeColumns.id, words, 'note'),
    ...(words === undefined ? [] : textCell(firstEffect, words, 'note')),
  ];
  return [{ ...first!, segments }, ...rest];
}

/** The rows after the changes, after the effects, and after everything. */
interface Stretches {
  readonly changed: number;
  readonly effects: number;
  readonly all: number;
}

/**
 * The pages: changes with reasons; effects with their sums; notes and revisions. The other columns are for the screen
 * only.
 */
function printAreas(widths: readonly number[], { changed, effects, all }: Stretches): PrintArea[] {
  const main = { column: 0, columns: printedColumns };
  return [
    { row: 0, rows: changed, ...main },
    ...splitIntoPages(widths, { row: 0, rows: effects, column: firstEffect, repeated: namingColumns }),
    ...(all > effects ? [{ row: effects, rows: all - effects, ...main }] : []),
  ];
}

/** Finds the position of a changed input, item, check or tie-out. */
function placesOf(
  { model, positions }: LayoutContext,
  { checks, tieOuts }: CheckPlaces,
): (change: Pick<Change, 'kind' | 'id'>) => Position | undefined {
  const found = new Map<string, Position>();
  for (const quantity of [...model.inputs, ...itemsOf(model)])
    for (const row of quantity.rows) {
      const place = positions.get(row);
      if (place === undefined) continue;
      found.set(rowId(row), place);
      if (!found.has(quantity.id)) found.set(quantity.id, place);
    }
  const checkPlaces = new Map<string, Position>();
  for (const [check, { holds }] of checks)
    for (const name of [checkName(check), check.id]) if (!checkPlaces.has(name)) checkPlaces.set(name, holds);
  return ({ kind, id }) =>
    kind === 'check'
      ? checkPlaces.get(id)
      : kind === 'tie-out'
        ? [...(tieOuts.get(id)?.values() ?? [])][0]
        : found.get(id);
}

type PositionOf = ReturnType<typeof placesOf>;

function placeLink(place: Position | undefined): RowSegment[] {
  if (place === undefined) return [];
  const { sheet, row } = place;
  return [
    {
      column: placeColumn,
      count: 1,
      content: { kind: 'link', text: `${sheet}, row ${row + 1}`, sheet, row },
      style: 'source',
    },
  ];
}

/** The effect of each change on one result, and of parts that cover no change or several. */
interface Effects {
  readonly byChange: ReadonlyMap<string, number>;
  readonly others: ReadonlyMap<string, { readonly part: Part; readonly amount: number }>;
  /** Changes that are covered by those parts. */
  readonly together: ReadonlySet<string>;
  /** Effects up to this size are rounding. */
  readonly noise: number;
}

const noiseShare = 1e-12;

/** The parts without groups: a group is replaced by its members. */
const leavesOf = (part: Part): readonly Part[] => (part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf));

function effectsOf({ parts, old, new: now }: Explanation, known: ReadonlySet<string>): Effects {
  const byChange = new Map<string, number>();
  const others = new Map<string, { part: Part; amount: number }>();
  for (const part of parts.flatMap(leavesOf)) {
    const [key] = part.changes;
    if (part.changes.length === 1 && known.has(key!)) byChange.set(key!, (byChange.get(key!) ?? 0) + part.amount);
    else {
      const name = `${part.kind} ${part.id}`;
      others.set(name, { part, amount: (others.get(name)?.amount ?? 0) + part.amount });
    }
  }
  const together = new Set([...others.values()].flatMap(({ part }) => part.changes));
  return { byChange, others, together, noise: noiseShare * Math.max(Math.abs(old ?? 0), Math.abs(now ?? 0)) };
}

/** The effect of a change: zero if it has none, undefined if it is counted in another row. */
function effectOf({ byChange, together, noise }: Effects, key: string): number | undefined {
  const amount = byChange.get(key);
  if (amount === undefined) return together.has(key) ? undefined : 0;
  return Math.abs(amount) <= noise ? 0 : amount;
}

/** Distinct parts that cover no change or several. */
const othersOf = (effects: readonly Effects[]): ReadonlyMap<string, Part> =>
  new Map(effects.flatMap(({ others }) => [...others].map(([name, { part }]) => [name, part] as const)));

const allEffects = ({ changes }: RunDiff, explained: readonly Explanation[]): readonly Effects[] => {
  const keys = new Set(changes.map(changeKey));
  return explained.map((one) => effectsOf(one, keys));
};

/** Rows of totals after the empty first one; the last shows whether they add up. */
const totalRows = 7;

/** The check that the effects add up to the differences; undefined if no result was explained. */
export function effectsCheck(since: ChangesSince | undefined): BuiltInCheck | undefined {
  const explained = explainedOf(since);
  if (since === undefined || explained.length === 0) return undefined;
  const rows = Math.max(1, since.diff.changes.length + othersOf(allEffects(since.diff, explained)).size);
  const row = head + 1 + rows + totalRows;
  const to = { row, column: { absolute: firstEffect + explained.length - 1 } };
  const cells: FormulaPart = { sheet: changesSheetName, row, column: { absolute: firstEffect }, to };
  return {
    id: 'effects_add_up',
    label: 'The effects of the changes add up to the differences in the results',
    words: 'the gaps on the Changes sheet are within the tolerance',
    template: ['IFERROR(MIN(', cells, '),0)'],
  };
}

/** Adds a row for each change and one for each part that covers several; returns the number of rows. */
function addChanges(
  sheet: SheetBuilder,
  { diff }: ChangesSince,
  explained: readonly Explanation[],
  positionOf: PositionOf,
  context: LayoutContext,
): number {
  const { display } = context.model;
  const first = sheet.next();
  const effects = allEffects(diff, explained);
  const formats = explained.map(effectFormat(display));
  const labels = distinctLabels(diff.changes.map(({ label, id }) => ({ label, name: id })));
  const amounts = (of: (one: Effects) => number | undefined) =>
    effects.flatMap((one, at) => valueCell(firstEffect + at, of(one), 'stored', { format: formats[at]! }));
  diff.changes.forEach((change, at) => {
    const source = change.newOrigin?.source ?? undefined;
    const link = source === undefined ? undefined : sourceLink(source, undefined, context);
    const isLinked = link !== undefined && link.kind === 'link';
    sheet.add(
      changeRuns(change, sheet.next(), { label: labels[at]!, display, ...(isLinked ? { source: link } : {}) }),
      placeLink(positionOf(change)),
      amounts((one) => effectOf(one, changeKey(change))),
    );
  });
  for (const [name, part] of othersOf(effects))
    sheet.add(
      textCell(changeColumns.label, `Combined: ${part.label}`),
      textCell(changeColumns.unit, 'text', 'unit'),
      textCell(changeColumns.id, part.id, 'id'),
      textCell(changeColumns.kind, part.kind, 'label'),
      textCell(changeColumns.newWords, part.changes.length === 0 ? undefined : `covers ${part.changes.join(', ')}`),
      amounts((one) => one.others.get(name)?.amount ?? 0),
    );
  if (sheet.next() === first) sheet.add(textCell(0, 'No changes.', 'note'));
  return sheet.next() - first;
}

const effectFormat =
  (display: ReadonlyMap<string, string>) =>
  ({ unit, parts, difference }: Explanation): string =>
    differenceFormat(unit, [difference ?? 0, ...parts.flatMap(leavesOf).map(({ amount }) => amount)], display);

/** Adds the totals below each column of effects: live sum, both results, live difference, and a check. */
function addTotals(
  sheet: SheetBuilder,
  { first, last }: { readonly first: number; readonly last: number },
  explained: readonly Explanation[],
  { display }: Model,
): void {
  if (explained.length === 0) return;
  const formats = explained.map(effectFormat(display));
  const here = (row: number) => ({ row, column: { relative: 0 } }) as const;
  const header = (label: string, kind: string, unit = 'by column'): RowSegment[] => [
    ...textCell(changeColumns.label, label, 'label'),
    ...textCell(changeColumns.unit, unit, 'unit'),
    ...textCell(changeColumns.id, 'effects', 'id'),
    ...textCell(changeColumns.kind, kind, 'unit'),
  ];
  const live = (template: Template, style: 'subtotal' | 'calculation' | 'check', format?: string): RowSegment[] =>
    explained.flatMap((_, at) =>
      formulaCells(firstEffect + at, 1, template, style, { format: format ?? formats[at]! }),
    );
  const result = (side: 'old' | 'new') =>
    explained.flatMap((one, at) =>
      valueCell(firstEffect + at, one[side], 'stored', { format: valueFormat(one.unit, [one.old, one.new], display) }),
    );
  sheet.add();
  const range: FormulaPart = { ...here(first), to: here(last) };
  const sum = sheet.add(header('Sum of the effects', 'calculation'), live(['SUM(', range, ')'], 'subtotal'));
  const old = sheet.add(header('Result of the other run', 'stored'), result('old'));
  const now = sheet.add(header('Result of this run', 'stored'), result('new'));
  const difference = sheet.add(header('Difference', 'calculation'), live([here(now), '-', here(old)], 'calculation'));
  const limits = explained.flatMap((_, at) => valueCell(firstEffect + at, tolerance, 'input', { format: '0E+00' }));
  const limit = sheet.add(header('Tolerance (share of larger result)', 'input', '1'), limits);
  const bound: Template = [here(limit), '*MAX(ABS(', here(old), '),ABS(', here(now), '))'];
  const beyond = gapFormula([here(sum), '-', here(difference)], bound);
  const gap = sheet.add(header('Effects minus difference', 'check'), live(beyond, 'check', gapFormat));
  sheet.add(header('  adds up', 'check', 'flag'), live(['IF(ABS(', here(gap), ')<=', ...bound, ',1,0)'], 'check', '0'));
}

/** Adds notes: which run is compared, and which results could not be explained. */
function addWords(sheet: SheetBuilder, { diff, explanations }: ChangesSince): void {
  const { old } = diff;
  sheet.add();
  const words = (sentence: string) => {
    for (const line of wrapWords(sentence, lineLength)) sheet.add(textCell(0, line, 'note'));
  };
  words(
    `Compared with run ${old.runId} (${old.name}), scenario ${old.scenario}, ` +
      `${old.known === null ? 'no as-of date' : `as of ${old.known}`}. Results are stored as computed.`,
  );
  words(
    'The effect of a change on a result is its contribution to the difference, averaged over all orders in which the ' +
      'changes can be made.',
  );
  words(
    'Each result is shown for the year in which it moved most. A dash is zero. If the cell of an effect is empty, ' +
      'the effect is included in a Combined row.',
  );
  for (const one of distinctExplanations(explanations).filter(({ parts }) => parts.length === 0))
    words(`${one.label}: ${one.statements.join(' ')}`);
}

/** An earlier value and the one that replaced it. */
interface Revised {
  readonly row: Row;
  readonly scenario: string | undefined;
  readonly old: { readonly known: string; readonly value: string };
  readonly new: {
    readonly known: string;
    readonly value: string;
    readonly source?: string | undefined;
    readonly why?: string | undefined;
  };
}

/** Revisions up to the current values, input by input, oldest first. */
function revisionsOf({ inputs, scenarios }: Model): Revised[] {
  return inputs.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      (row.values ?? []).flatMap(({ provenance, inherited }, at): Revised[] => {
        if (at > 0 && inherited) return [];
        const day = lastSerialOfText(provenance.asOf) ?? Number.POSITIVE_INFINITY;
        const believed = provenance.revisions.filter(({ known }) => (lastSerialOfText(known) ?? 0) <= day);
        const scenario = at === 0 ? undefined : scenarios[at]!.id;
        return believed.slice(1).map((now, index) => ({ row, scenario, old: believed[index]!, new: now }));
      }),
    ),
  );
}

function addRevisionBlock(
  sheet: SheetBuilder,
  revisions: readonly Revised[],
  positionOf: PositionOf,
  context: LayoutContext,
): void {
  if (revisions.length === 0) return;
  sheet.add();
  const rest = Array.from({ length: placeColumn }, () => textContent(''));
  sheet.add(textCell(0, 'Revisions in this model', 'section'), listCells(1, rest, 'section'));
  addRevisions(sheet, revisions, positionOf, context);
}

/** Adds one row for each revised value; returns the number of rows. */
function addRevisions(
  sheet: SheetBuilder,
  revisions: readonly Revised[],
  positionOf: PositionOf,
  context: LayoutContext,
): number {
  const at = changeColumns;
  const labels = distinctLabels(
    revisions.map(({ row, scenario }) => ({ label: labelOf(row, scenario), name: rowId(row) })),
  );
  revisions.forEach(({ row, old, new: now }, index) => {
    const source: Content | undefined = sourceLink(now.source, undefined, context);
    sheet.add(
      textCell(at.label, labels[index]),
      textCell(at.unit, unitText(row.quantity.type), 'unit'),
      textCell(at.id, rowId(row), 'id'),
      textCell(at.kind, 'revision', 'label'),
      textCell(at.action, 'revised', 'label'),
      source === undefined ? [] : [{ column: at.source, count: 1, content: source, style: 'source' }],
      textCell(at.oldWords, `${old.value} (known ${old.known})`),
      textCell(at.newWords, `${now.value} (known ${now.known})`),
      textCell(at.reason, now.why),
      textCell(at.known, now.known, 'note'),
      placeLink(positionOf({ kind: 'value', id: rowId(row) })),
    );
  });
  return revisions.length;
}

const labelOf = ({ label }: Row, scenario: string | undefined): string =>
  scenario === undefined ? label : `${scenario}: ${label}`;
