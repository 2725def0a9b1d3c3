/**
 * The change log of a model's workbook: what was changed since another run and what each change does to the results, then the revisions that the
 * model itself states. Enters drafting with the comparison; leaves the sheet, or none where there is nothing to tell.
 * Guarantee: the effects of a result are added up live and set against its difference; no effect is counted twice.
 */
import { type Change, changeKey, type Explanation, type Part, type RunDiff } from '../diff/diff.ts';
import { itemsOf, rowId } from '../model/find.ts';
import type { Model, Row } from '../model/model.ts';
import { lastSerialIn } from '../values/timeline.ts';
import { addChangeHeadings, changeColumns, changeRuns, changeWidths, distinctLabels } from './changeRows.ts';
import { distinctExplanations } from './diffExplanation.ts';
import { differenceFormat, differenceUnit, valueFormat } from './diffFormats.ts';
import { gapFormat } from './diffRows.ts';
import { addTitle, type Drafting, type Position, sourceLink } from './drafting.ts';
import { unitText } from './formats.ts';
import type { Content, FormulaPart, GridSheet, Run, Template } from './grid.ts';
import { formula, list, type SheetBuilder, sheetBuilder, text, textOf, value } from './sheetBuilder.ts';

export const changesSheetName = 'Changes';

/** Another run that the model is compared with, and why results differ from it. */
export interface Since {
  readonly diff: RunDiff;
  readonly explanations: readonly Explanation[];
}

/** Where checks and tie-outs stand. */
export interface Proofs {
  readonly checks: ReadonlyMap<string, Position>;
  readonly tieOuts: ReadonlyMap<string, Position>;
}

const placeColumn = changeColumns.more;
const firstEffect = placeColumn + 1;
const placeWidth = 26;
/** A heading says which result it is. */
const [effectLeast, effectMost] = [17, 60];
const tolerance = 1e-9;

/** Writes the sheet; undefined where nothing is compared and the model states no revisions. */
export function changesSheet(drafting: Drafting, since: Since | undefined, proofs: Proofs): GridSheet | undefined {
  const revisions = revisionsOf(drafting.model);
  if (since === undefined && revisions.length === 0) return undefined;
  const explained = distinctExplanations(since?.explanations ?? []).filter(({ parts }) => parts.length > 0);
  const effects = explained.map((one) => `Effect on ${one.label} (${differenceUnit(one.unit)})`);
  const widths = [...changeWidths, placeWidth, ...effects.map(({ length }) => Math.min(effectMost, Math.max(effectLeast, length + 2)))];
  const sheet = sheetBuilder(changesSheetName, 'control', widths, { rows: 2, columns: 1 });
  addTitle(sheet, since === undefined ? 'What was revised' : `Changes since ${since.diff.old.name}`, changeColumns.old);
  const head = addChangeHeadings(sheet, ['Where it stands', ...effects]);
  const places = placesOf(drafting, proofs);
  const rows =
    since === undefined ? addRevisions(sheet, revisions, places, drafting) : addChanges(sheet, since, explained, places, drafting);
  if (since !== undefined) {
    addTotals(sheet, { first: head + 1, last: head + rows }, explained, drafting.model);
    addWords(sheet, since);
    addRevisionBlock(sheet, revisions, places, drafting);
  }
  return { ...sheet.finish(), filter: { row: head, column: 0, rows: rows + 1, columns: widths.length } };
}

/** Where things stand by the names under which a comparison knows them. */
function placesOf(
  { model, positions }: Drafting,
  { checks, tieOuts }: Proofs,
): (change: Pick<Change, 'kind' | 'id'>) => Position | undefined {
  const found = new Map<string, Position>();
  for (const quantity of [...model.inputs, ...itemsOf(model)])
    for (const row of quantity.rows) {
      const place = positions.get(row);
      if (place === undefined) continue;
      found.set(rowId(row), place);
      if (!found.has(quantity.id)) found.set(quantity.id, place);
    }
  return ({ kind, id }) => (kind === 'check' ? checks.get(id) : kind === 'tie-out' ? tieOuts.get(id) : found.get(id));
}

type PlaceOf = ReturnType<typeof placesOf>;

function placeLink(place: Position | undefined): Run[] {
  if (place === undefined) return [];
  const { sheet, row } = place;
  return [{ column: placeColumn, count: 1, content: { kind: 'link', text: `${sheet}, row ${row + 1}`, sheet, row }, style: 'source' }];
}

/** What the parts of an explanation come to for each change, and for what stands for none or several of them. */
interface Effects {
  readonly byChange: ReadonlyMap<string, number>;
  readonly others: ReadonlyMap<string, { readonly part: Part; readonly amount: number }>;
}

/** A group is what it is made of. */
const leavesOf = (part: Part): readonly Part[] => (part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf));

function effectsOf({ parts }: Explanation, known: ReadonlySet<string>): Effects {
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
  return { byChange, others };
}

/** A row for each change, then one for each part that stands for several; gives how many there are. */
function addChanges(sheet: SheetBuilder, { diff }: Since, explained: readonly Explanation[], placeOf: PlaceOf, drafting: Drafting): number {
  const { display } = drafting.model;
  const first = sheet.next();
  const keys = new Set(diff.changes.map(changeKey));
  const effects = explained.map((one) => effectsOf(one, keys));
  const formats = explained.map(effectFormat(display));
  const labels = distinctLabels(diff.changes.map(({ label, id }) => ({ label, name: id })));
  const amounts = (of: (one: Effects) => number | undefined) =>
    effects.flatMap((one, at) => value(firstEffect + at, of(one), 'stored', { format: formats[at]! }));
  diff.changes.forEach((change, at) => {
    const source = change.newOrigin?.source ?? undefined;
    const link = source === undefined ? undefined : sourceLink(source, undefined, drafting);
    const isLinked = link !== undefined && link.kind === 'link';
    sheet.add(
      changeRuns(change, sheet.next(), { label: labels[at]!, display, ...(isLinked ? { source: link } : {}) }),
      placeLink(placeOf(change)),
      amounts(({ byChange }) => byChange.get(changeKey(change))),
    );
  });
  const others = new Map(effects.flatMap((one) => [...one.others].map(([name, { part }]) => [name, part] as const)));
  for (const [name, part] of others)
    sheet.add(
      text(changeColumns.label, `Together: ${part.label}`),
      text(changeColumns.unit, 'text', 'unit'),
      text(changeColumns.id, part.id, 'id'),
      text(changeColumns.kind, part.kind, 'label'),
      text(changeColumns.newWords, part.changes.length === 0 ? undefined : `stands for ${part.changes.join(', ')}`),
      amounts((one) => one.others.get(name)?.amount),
    );
  if (sheet.next() === first) sheet.add(text(0, 'Nothing was changed.', 'note'));
  return sheet.next() - first;
}

const effectFormat =
  (display: ReadonlyMap<string, string>) =>
  ({ unit, parts, difference }: Explanation): string =>
    differenceFormat(unit, [difference ?? 0, ...parts.flatMap(leavesOf).map(({ amount }) => amount)], display);

/** Below each column of effects: their live sum, both results, their live difference, and whether one is the other. */
function addTotals(
  sheet: SheetBuilder,
  { first, last }: { readonly first: number; readonly last: number },
  explained: readonly Explanation[],
  { display }: Model,
): void {
  if (explained.length === 0) return;
  const formats = explained.map(effectFormat(display));
  const here = (row: number) => ({ row, column: { relative: 0 } }) as const;
  const lead = (label: string, kind: string, unit = 'by column'): Run[] => [
    ...text(changeColumns.label, label, 'label'),
    ...text(changeColumns.unit, unit, 'unit'),
    ...text(changeColumns.id, 'effects', 'id'),
    ...text(changeColumns.kind, kind, 'unit'),
  ];
  const live = (template: Template, style: 'subtotal' | 'calculation' | 'check', format?: string): Run[] =>
    explained.flatMap((_, at) => formula(firstEffect + at, 1, template, style, { format: format ?? formats[at]! }));
  const result = (side: 'old' | 'new') =>
    explained.flatMap((one, at) => value(firstEffect + at, one[side], 'stored', { format: valueFormat(one.unit, display) }));
  sheet.add();
  const range: FormulaPart = { ...here(first), to: here(last) };
  const sum = sheet.add(lead('Sum of the effects', 'calculation'), live(['SUM(', range, ')'], 'subtotal'));
  const old = sheet.add(lead('Result of the run compared with', 'stored'), result('old'));
  const now = sheet.add(lead('Result of this run', 'stored'), result('new'));
  const difference = sheet.add(lead('Difference', 'calculation'), live([here(now), '-', here(old)], 'calculation'));
  const gap = sheet.add(lead('Effects less difference', 'check'), live([here(sum), '-', here(difference)], 'check', gapFormat));
  const limits = explained.flatMap((_, at) => value(firstEffect + at, tolerance, 'input', { format: '0E+00' }));
  const limit = sheet.add(lead('  tolerance, as a share of the larger result', 'input', '1'), limits);
  const bound: Template = [here(limit), '*MAX(ABS(', here(old), '),ABS(', here(now), '))'];
  sheet.add(lead('  adds up', 'check', 'flag'), live(['IF(ABS(', here(gap), ')<=', ...bound, ',1,0)'], 'check', '0'));
}

/** Which run it is, and what could not be split. */
function addWords(sheet: SheetBuilder, { diff, explanations }: Since): void {
  const { old } = diff;
  sheet.add();
  const words = (text0: string) => sheet.add(text(0, text0, 'note'));
  words(
    `Compared with the run ${old.runId} (${old.name}), scenario ${old.scenario}, known on ${old.known ?? 'any day'}; results as computed.`,
  );
  words('The effect of a change is its part of the difference of a result, on average over the orders in which the changes can be made.');
  for (const one of distinctExplanations(explanations).filter(({ parts }) => parts.length === 0))
    words(`${one.label}: ${one.statements.join(' ')}`);
}

/** A value that was believed, and the one that took its place. */
interface Revised {
  readonly row: Row;
  readonly scenario: string | undefined;
  readonly old: { readonly known: string; readonly value: string };
  readonly new: { readonly known: string; readonly value: string; readonly source?: string | undefined; readonly why?: string | undefined };
}

/** Revisions up to those in force, input by input, oldest first. */
function revisionsOf({ inputs, scenarios }: Model): Revised[] {
  return inputs.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      (row.values ?? []).flatMap(({ provenance, inherited }, at): Revised[] => {
        if (at > 0 && inherited) return [];
        const day = lastSerialIn(provenance.asOf) ?? Number.POSITIVE_INFINITY;
        const believed = provenance.revisions.filter(({ known }) => (lastSerialIn(known) ?? 0) <= day);
        const scenario = at === 0 ? undefined : scenarios[at]!.id;
        return believed.slice(1).map((now, index) => ({ row, scenario, old: believed[index]!, new: now }));
      }),
    ),
  );
}

function addRevisionBlock(sheet: SheetBuilder, revisions: readonly Revised[], placeOf: PlaceOf, drafting: Drafting): void {
  if (revisions.length === 0) return;
  sheet.add();
  const rest = Array.from({ length: placeColumn }, () => textOf(''));
  sheet.add(text(0, 'Revisions of this model that are in force', 'section'), list(1, rest, 'section'));
  addRevisions(sheet, revisions, placeOf, drafting);
}

/** One row for each value that took the place of another; gives how many there are. */
function addRevisions(sheet: SheetBuilder, revisions: readonly Revised[], placeOf: PlaceOf, drafting: Drafting): number {
  const at = changeColumns;
  const labels = distinctLabels(revisions.map(({ row, scenario }) => ({ label: labelOf(row, scenario), name: rowId(row) })));
  revisions.forEach(({ row, old, new: now }, index) => {
    const source: Content | undefined = sourceLink(now.source, undefined, drafting);
    sheet.add(
      text(at.label, labels[index]),
      text(at.unit, unitText(row.quantity.type), 'unit'),
      text(at.id, rowId(row), 'id'),
      text(at.kind, 'revision', 'label'),
      text(at.action, 'revised', 'label'),
      source === undefined ? [] : [{ column: at.source, count: 1, content: source, style: 'source' }],
      text(at.oldWords, `${old.value} (known ${old.known})`),
      text(at.newWords, now.value),
      text(at.reason, now.why),
      text(at.known, now.known, 'note'),
      placeLink(placeOf({ kind: 'value', id: rowId(row) })),
    );
  });
  return revisions.length;
}

const labelOf = ({ label }: Row, scenario: string | undefined): string => (scenario === undefined ? label : `${scenario}: ${label}`);
