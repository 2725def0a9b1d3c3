/**
 * Workbooks in which somebody entered other inputs. Takes a workbook and the run of which it was made; returns the
 * model that the workbook is now: a file that extends the one it was made of, every cell of an input that cannot be
 * read with the reason, and everything that no model file can hold. Guarantee: the file that is left is read, and gives
 * each input that was changed what the workbook holds in every scenario; what it does not give is among the cells that
 * cannot be read.
 */
import type { Baseline } from '../audit/baseline.ts';
import type { EmbeddedRun } from '../audit/embeddedRun.ts';
import type { Finding } from '../audit/findings.ts';
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { parentIndex, rowId } from '../model/find.ts';
import { inputText } from '../model/inputs/inputText.ts';
import type { InputValue, Model, Row } from '../model/model.ts';
import { planFile, type Read } from '../reading.ts';
import { type OverlayValue, overlayText } from '../source/overlay.ts';
import { periodAt } from '../values/timeline.ts';
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { type CellEdit, editsOf } from './edits.ts';
import { findUnreadReason, type UnreadCell } from './unreadCells.ts';

/** What a workbook says now that differs from what was written. */
export interface ReadBack {
  /** The scenario that was chosen in the workbook, if it is another one, and the cell. */
  readonly scenario?: string;
  readonly scenarioPlace?: string;
  /** The file with the values that were entered; absent where none was. */
  readonly overlay?: { readonly path: string; readonly text: string };
  /** Inputs that were changed, each in one scenario, in the order of the workbook. */
  readonly inputs: readonly EditedInput[];
  /** Cells of inputs that were changed and cannot be read. */
  readonly unread: readonly UnreadCell[];
  /** What was changed besides. */
  readonly others: readonly Finding[];
}

/** One input in one scenario, with the cells that were changed. */
export interface EditedInput {
  /** As under `values:`: `plan.price.pro`. */
  readonly key: string;
  readonly label: string;
  readonly scenario: string;
  readonly places: readonly string[];
}

/** How the file that is left is named, and what is said in it. */
export interface Naming {
  /** The workbook, for the notes. */
  readonly workbook: string;
  /** Id and path of the file, which is to be beside the model. */
  readonly model?: string;
  readonly path?: string;
}

/** The run that a workbook is compared with: its files, and what it wrote where the workbook itself does not say so. */
export interface Origin extends EmbeddedRun {
  readonly baseline?: Baseline;
}

/** Reads back what was entered: `readBack(workbook, readEmbeddedRun(workbook), read, { workbook: 'lab.xlsx' })`. */
export function readBack(
  file: WorkbookFile,
  { path, asked, baseline }: Origin,
  read: Read,
  naming: Naming,
): Checked<ReadBack> {
  const changed = editsOf(file, baseline);
  if (changed === undefined) return { diagnostics: [noRecord(naming.workbook)] };
  const { chosen, edits, others } = changed;
  if (chosen === undefined && edits.length === 0) return { value: { inputs: [], unread: [], others }, diagnostics: [] };
  const options = { ...(asked.known === null ? {} : { known: asked.known }), set: asked.set };
  const { value: plan, diagnostics } = planFile(path, read, options);
  if (plan === undefined) return { diagnostics };
  const { model } = plan;
  const written = naming.path ?? path.replace(/[^/]*$/, (name) => `edits of ${name}`);
  const textOf = (entries: readonly Entry[]): string => textOfEntries(entries, model, path, naming);
  const resultOf = (entries: readonly Entry[]): Checked<Model> => {
    const text = textOf(entries);
    const { value, diagnostics: found } = planFile(written, (name) => (name === written ? text : read(name)), options);
    return hasErrors(found)
      ? { diagnostics: found }
      : { ...(value === undefined ? {} : { value: value.model }), diagnostics: [] };
  };
  const edited = editedRows(edits, model);
  const { kept, beside, refused } = keepWhatHolds(edited, resultOf);
  const scenario = chosen === undefined ? {} : scenarioOf(chosen, model);
  return {
    value: {
      ...scenario.chosen,
      ...(kept.length === 0 ? {} : { overlay: { path: written, text: textOf([...kept, ...beside]) } }),
      inputs: kept.map(({ row, scenario: at, cells }) => ({
        key: rowId(row),
        label: row.label,
        scenario: model.scenarios[at]!.id,
        places: cells.map(({ place }) => place),
      })),
      unread: [...(scenario.unread ?? []), ...edited.unread, ...refused],
      others,
    },
    diagnostics: [],
  };
}

const noRecord = (workbook: string): Diagnostic =>
  problem('invalid-run', undefined, `${workbook} has no record of its model`, {
    hint: 'add --model with its model',
  });

/** The scenario that was chosen, or why the cell names none; Excel does not regard case when it looks for it. */
function scenarioOf(
  { place, value }: CellEdit,
  { scenarios }: Model,
): { readonly chosen?: Pick<ReadBack, 'scenario' | 'scenarioPlace'>; readonly unread?: readonly UnreadCell[] } {
  const ids = scenarios.map(({ id }) => id);
  const found = typeof value === 'string' ? ids.find((id) => id.toLowerCase() === value.toLowerCase()) : undefined;
  if (found !== undefined) return { chosen: { scenario: found, scenarioPlace: place } };
  const held = value === null ? 'is empty' : `contains ${typeof value === 'object' ? value.error : `'${value}'`}`;
  const hint = (typeof value === 'string' ? didYouMean(value, ids) : undefined) ?? `choose one of ${ids.join(', ')}`;
  return {
    unread: [{ place, key: 'scenario', label: 'Scenario', value, why: `${held}, and does not name a scenario`, hint }],
  };
}

/** What the file that is left can say. */
interface Kept {
  readonly kept: readonly Entry[];
  /** What scenarios that build on changed ones hold in the workbook. */
  readonly beside: readonly Entry[];
  readonly refused: readonly UnreadCell[];
}

/**
 * The entries with which the model is read and gives what the workbook holds. A scenario that builds on what was
 * changed has a value of its own in the workbook, which a model file would compute from it: it is written beside.
 */
function keepWhatHolds(edited: EditedRows, resultOf: (entries: readonly Entry[]) => Checked<Model>): Kept {
  const { accepted, refused } = acceptable(edited.entries, resultOf);
  const rows = new Set(accepted.map(({ row }) => row));
  const holdings = new Map([...edited.holdings].filter(([row]) => rows.has(row)));
  const beside = strayed(holdings, resultOf(accepted).value);
  const left = beside.length === 0 ? [] : strayed(holdings, resultOf([...accepted, ...beside]).value);
  const lost = (one: { readonly row: Row }): boolean => left.some(({ row }) => row === one.row);
  const reason = {
    why: 'cannot be set in the model, because another key sets the input',
    hint: 'change the input in the model file',
  };
  return {
    kept: accepted.filter((entry) => !lost(entry)),
    beside: beside.filter((entry) => !lost(entry)),
    refused: [...refused, ...accepted.filter(lost).flatMap((entry) => unreadEntry(entry, reason))],
  };
}

/** The entries with which the model can be read; the others with what the model says against them, each alone. */
function acceptable(
  entries: readonly Entry[],
  resultOf: (entries: readonly Entry[]) => Checked<Model>,
): { readonly accepted: readonly Entry[]; readonly refused: readonly UnreadCell[] } {
  const { value, diagnostics } = entries.length === 0 ? { value: true, diagnostics: [] } : resultOf(entries);
  if (value !== undefined) return { accepted: entries, refused: [] };
  if (entries.length === 1) {
    const said = diagnostics.find(({ severity }) => severity === 'error');
    const reason = {
      why: `is not valid in the model: ${said?.message ?? 'it cannot be read'}`,
      hint: said?.hint ?? 'change the input in the model file',
    };
    return { accepted: [], refused: unreadEntry(entries[0]!, reason) };
  }
  const middle = entries.length >> 1;
  const halves = [entries.slice(0, middle), entries.slice(middle)].map((half) => acceptable(half, resultOf));
  const accepted = halves.flatMap((half) => half.accepted);
  const refused = halves.flatMap((half) => half.refused);
  if (accepted.length === 0 || resultOf(accepted).value !== undefined) return { accepted, refused };
  const reason = {
    why: 'is not valid in the model together with the other entered values',
    hint: 'change the input in the model file',
  };
  return { accepted: [], refused: [...refused, ...accepted.flatMap((entry) => unreadEntry(entry, reason))] };
}

const unreadEntry = ({ row, cells }: Entry, reason: Pick<UnreadCell, 'why' | 'hint'>): UnreadCell[] =>
  cells.map((edit) => unreadCell(edit, row.label, reason));

const unreadCell = (
  { place, name, scenario, value }: CellEdit,
  label: string,
  reason: Pick<UnreadCell, 'why' | 'hint'>,
): UnreadCell => ({
  place,
  key: name,
  label,
  ...(scenario === undefined ? {} : { scenario }),
  value,
  ...reason,
});

/** What a row holds in one scenario. */
interface Holding {
  readonly constant?: InputValue['constant'] | undefined;
  readonly series?: InputValue['series'] | undefined;
}

/** What is written for a row in one scenario, and the cells that say so. */
interface Entry {
  readonly row: Row;
  readonly scenario: number;
  readonly holding: Holding;
  readonly cells: readonly CellEdit[];
}

interface EditedRows {
  readonly entries: readonly Entry[];
  /** What every row that was changed holds now, by scenario. */
  readonly holdings: ReadonlyMap<Row, readonly Holding[]>;
  /** Cells that hold no value of their input. */
  readonly unread: readonly UnreadCell[];
}

function editedRows(edits: readonly CellEdit[], model: Model): EditedRows {
  const rows = new Map(model.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row] as const));
  const unread = edits.flatMap((edit) => {
    const row = rows.get(edit.name);
    const reason = findUnreadReason(edit, row, model);
    return reason === undefined ? [] : [unreadCell(edit, row?.label ?? edit.name, reason)];
  });
  const places = new Set(unread.map(({ place }) => place));
  const kept = edits.filter(({ place }) => !places.has(place));
  const touched = [...new Set(kept.map(({ name }) => name))].map((name) => rows.get(name)!);
  const entries: Entry[] = [];
  const holdings = new Map<Row, readonly Holding[]>();
  for (const row of touched) {
    const now: Holding[] = [];
    for (const [scenario, value] of row.values!.entries()) {
      const cells = kept.filter((edit) => edit.name === rowId(row) && scenarioAt(edit, model.scenarios) === scenario);
      const before = value.inherited && scenario > 0 ? now[parentIndex(scenario, model.scenarios)]! : value;
      const holding = cells.reduce<Holding>((held, edit) => withEdit(held, edit), {
        constant: before.constant,
        series: before.series,
      });
      now.push(holding);
      if (cells.length > 0) entries.push({ row, scenario, holding, cells });
    }
    holdings.set(row, now);
  }
  return { entries, holdings, unread };
}

const scenarioAt = ({ scenario }: CellEdit, scenarios: Model['scenarios']): number =>
  scenario === undefined ? 0 : scenarios.findIndex(({ id }) => id === scenario);

function withEdit({ constant, series }: Holding, edit: CellEdit): Holding {
  const value = typeof edit.value === 'boolean' ? Number(edit.value) : (edit.value as number | string);
  if (edit.at === undefined) return { constant: value };
  return { constant, series: series?.with(edit.at, value as number) };
}

/** The rows and scenarios in which a model gives something else than the workbook holds. */
function strayed(holdings: EditedRows['holdings'], model: Model | undefined): Entry[] {
  const rows = new Map(
    model?.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row] as const) ?? [],
  );
  return [...holdings].flatMap(([row, list]) => {
    const given = rows.get(rowId(row))?.values;
    return list.flatMap((holding, scenario): Entry[] =>
      given !== undefined && isSame(holding, given[scenario]!) ? [] : [{ row, scenario, holding, cells: [] }],
    );
  });
}

function isSame(one: Holding, other: Holding): boolean {
  const [left, right] = [one, other].map(({ constant, series }) => series ?? [constant]) as [
    Holding['series'],
    Holding['series'],
  ];
  return left!.length === right!.length && left!.every((value, at) => Object.is(value, right![at]));
}

/** The text of the file with so many entries. */
function textOfEntries(entries: readonly Entry[], model: Model, path: string, naming: Naming): string {
  const inScenario = (scenario: number): OverlayValue[] =>
    entries.filter((entry) => entry.scenario === scenario).map((entry) => overlayValue(entry, model, naming));
  const changed = model.scenarios.map(({ id }, at) => [id, at === 0 ? [] : inScenario(at)] as const);
  return overlayText({
    remark: `Values entered in ${naming.workbook}.`,
    model: naming.model ?? model.id,
    extends: path.replace(/^.*\//, ''),
    values: inScenario(0),
    scenarios: new Map(changed.filter(([, values]) => values.length > 0)),
  });
}

function overlayValue({ row, holding, cells }: Entry, model: Model, { workbook }: Naming): OverlayValue {
  const { type } = row.quantity;
  const key = rowId(row);
  const note = cells.length === 0 ? `The value in ${workbook}.` : `Entered in ${workbook}, ${cellWords(cells)}.`;
  if (holding.series === undefined) return { key, value: inputText(holding.constant!, type)!, note };
  return { key, series: pointsOf(holding.series, row, model), note };
}

/** Cells that are named at most. */
const namedMost = 3;

/** `Tables!H14 (=H13*1.1)`. */
function cellWords(cells: readonly CellEdit[]): string {
  const named = cells
    .slice(0, namedMost)
    .map(({ place, formula }) => (formula === undefined ? place : `${place} (=${formula})`));
  return cells.length > namedMost ? `${named.join(', ')} and ${cells.length - namedMost} more` : named.join(', ');
}

/** A value over time by the periods from which it is another one. */
function pointsOf(
  series: NonNullable<Holding['series']>,
  { quantity }: Row,
  { openings, timeline }: Model,
): Map<string, string> {
  const points = series.flatMap((value, at): [string, string][] => {
    if (value === undefined || value === series[at - 1]) return [];
    return [
      [periodAt(timeline.periods[0]!.from, timeline.grain, at - openings + 1).label, inputText(value, quantity.type)!],
    ];
  });
  return new Map(points);
}
