/**
 * Workbooks in which somebody entered other inputs. Enters a workbook and the run that it carries; leaves the model that the workbook is now: a file that
 * extends the one it was made of, and everything that no model file can say. Guarantee: the file that is left is read, and gives each input that was
 * changed what the workbook holds in every scenario; what it does not give is among the rest.
 */
import { type CellEdit, editsOf } from './audit/edits.ts';
import type { Finding } from './audit/findings.ts';
import type { Rerun } from './audit/rerun.ts';
import { type Checked, hasErrors } from './diagnostics/diagnostic.ts';
import { parentOf, rowId } from './model/find.ts';
import type { InputValue, Model, Row } from './model/model.ts';
import { writtenValue } from './model/written.ts';
import { planFile, type Read } from './reading.ts';
import { type OverlayValue, overlayText } from './source/overlay.ts';
import { periodAt } from './values/timeline.ts';
import type { WorkbookFile } from './xlsx/workbookFile.ts';

/** What a workbook says now that differs from what was written. */
export interface ReadBack {
  /** The scenario that was chosen in the workbook, where another one was. */
  readonly scenario?: string;
  /** The file with the values that were entered; absent where none was. */
  readonly overlay?: { readonly path: string; readonly text: string };
  /** Inputs that were changed, each in one scenario, in the order of the workbook. */
  readonly inputs: readonly EditedInput[];
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
  /** Id and path of the file; it stands beside the model. */
  readonly model?: string;
  readonly path?: string;
}

/** Reads back what was entered: `readBack(workbook, rerunOf(workbook), read, { workbook: 'lab.xlsx' })`. */
export function readBack(file: WorkbookFile, { path, asked }: Rerun, read: Read, naming: Naming): Checked<ReadBack> {
  const { scenario, edits, others } = editsOf(file);
  const chosen = scenario === undefined ? {} : { scenario };
  if (edits.length === 0) return { value: { ...chosen, inputs: [], others }, diagnostics: [] };
  const options = { ...(asked.known === null ? {} : { known: asked.known }), set: asked.set };
  const { value: plan, diagnostics } = planFile(path, read, options);
  if (plan === undefined) return { diagnostics };
  const { model } = plan;
  const edited = editedRows(edits, model);
  const written = naming.path ?? path.replace(/[^/]*$/, (name) => `edits of ${name}`);
  const textOf = (beside: readonly Entry[]): string => textOfEntries([...edited.entries, ...beside], model, path, naming);
  const modelOf = (text: string): Model | undefined => {
    const { value, diagnostics: found } = planFile(written, (name) => (name === written ? text : read(name)), options);
    return hasErrors(found) ? undefined : value?.model;
  };
  // A scenario that builds on what was changed has a value of its own in the workbook, which a model file would compute from it.
  const beside = strayed(edited, modelOf(textOf([])));
  const text = textOf(beside);
  const left = beside.length === 0 ? [] : strayed(edited, modelOf(text));
  const lost = (one: { readonly row: Row }): boolean => left.some(({ row }) => row === one.row);
  const inputs = edited.entries.filter((entry) => !lost(entry));
  const unread = [...edited.unread, ...edited.entries.filter(lost).flatMap(({ cells }) => cells)];
  const rest =
    inputs.length === edited.entries.length ? text : textOfEntries(inputs.concat(beside.filter((one) => !lost(one))), model, path, naming);
  return {
    value: {
      ...chosen,
      ...(inputs.length === 0 ? {} : { overlay: { path: written, text: rest } }),
      inputs: inputs.map(({ row, scenario: at, cells }) => ({
        key: rowId(row),
        label: row.label,
        scenario: model.scenarios[at]!.id,
        places: cells.map(({ place }) => place),
      })),
      others: [...unread.map(findingOf), ...others],
    },
    diagnostics: [],
  };
}

const findingOf = ({ place, name, value, formula }: CellEdit): Finding => ({
  kind: 'input-changed',
  place,
  item: name,
  now: formula === undefined ? value : `=${formula}`,
});

/** What a row holds in one scenario. */
type Holding = Pick<InputValue, 'constant' | 'series'>;

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
  readonly unread: readonly CellEdit[];
}

function editedRows(edits: readonly CellEdit[], model: Model): EditedRows {
  const rows = new Map(model.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row] as const));
  const isRead = (edit: CellEdit): boolean => {
    const row = rows.get(edit.name);
    return row !== undefined && valueHeld(edit, row) !== undefined && scenarioAt(edit, model) !== undefined && fits(edit, row, model);
  };
  const kept = edits.filter(isRead);
  const touched = [...new Set(kept.map(({ name }) => name))].map((name) => rows.get(name)!);
  const entries: Entry[] = [];
  const holdings = new Map<Row, readonly Holding[]>();
  for (const row of touched) {
    const now: Holding[] = [];
    for (const [scenario, value] of row.values!.entries()) {
      const cells = kept.filter((edit) => edit.name === rowId(row) && scenarioAt(edit, model) === scenario);
      const before = value.inherited && scenario > 0 ? now[parentOf(scenario, model.scenarios)]! : value;
      const holding = cells.reduce<Holding>((held, edit) => withEdit(held, edit, row), {
        constant: before.constant,
        series: before.series,
      });
      now.push(holding);
      if (cells.length > 0) entries.push({ row, scenario, holding, cells });
    }
    holdings.set(row, now);
  }
  return { entries, holdings, unread: edits.filter((edit) => !isRead(edit)) };
}

function scenarioAt({ scenario }: CellEdit, { scenarios }: Model): number | undefined {
  const at = scenario === undefined ? 0 : scenarios.findIndex(({ id }) => id === scenario);
  return at === -1 ? undefined : at;
}

/** Whether a cell is one of the row: constants have no place in time, and a series begins where it says something. */
function fits({ at }: CellEdit, { quantity, values }: Row, { openings, timeline }: Model): boolean {
  if (at === undefined || quantity.time === 'scalar') return at === undefined && quantity.time === 'scalar';
  return at < openings + timeline.periods.length && values![0]!.series?.[at] !== undefined;
}

/** What a cell says of its input; undefined where the input cannot hold it. */
function valueHeld({ value }: CellEdit, { quantity: { type } }: Row): number | string | undefined {
  if (value === null || typeof value === 'object' || writtenValue(value, type) === undefined) return undefined;
  return typeof value === 'boolean' ? Number(value) : value;
}

function withEdit({ constant, series }: Holding, edit: CellEdit, row: Row): Holding {
  const value = valueHeld(edit, row)!;
  if (edit.at === undefined) return { constant: value };
  return { constant, series: series?.with(edit.at, value as number) };
}

/** The rows and scenarios in which a model gives something else than the workbook holds. */
function strayed({ holdings }: EditedRows, model: Model | undefined): Entry[] {
  const rows = new Map(model?.inputs.flatMap((quantity) => quantity.rows).map((row) => [rowId(row), row] as const) ?? []);
  return [...holdings].flatMap(([row, list]) => {
    const given = rows.get(rowId(row))?.values;
    return list.flatMap((holding, scenario): Entry[] =>
      given !== undefined && isSame(holding, given[scenario]!) ? [] : [{ row, scenario, holding, cells: [] }],
    );
  });
}

function isSame(one: Holding, other: Holding): boolean {
  const [left, right] = [one, other].map(({ constant, series }) => series ?? [constant]) as [Holding['series'], Holding['series']];
  return left!.length === right!.length && left!.every((value, at) => Object.is(value, right![at]));
}

/** The text of the file with so many entries. */
function textOfEntries(entries: readonly Entry[], model: Model, path: string, naming: Naming): string {
  const inScenario = (scenario: number): OverlayValue[] =>
    entries.filter((entry) => entry.scenario === scenario).map((entry) => overlayValue(entry, model, naming));
  const changed = model.scenarios.map(({ id }, at) => [id, at === 0 ? [] : inScenario(at)] as const);
  return overlayText({
    remark: `What was entered in ${naming.workbook}.`,
    model: naming.model ?? model.id,
    extends: path.replace(/^.*\//, ''),
    values: inScenario(0),
    scenarios: new Map(changed.filter(([, values]) => values.length > 0)),
  });
}

function overlayValue({ row, holding, cells }: Entry, model: Model, { workbook }: Naming): OverlayValue {
  const { type } = row.quantity;
  const key = rowId(row);
  const note = cells.length === 0 ? `As it stands in ${workbook}.` : `Entered in ${workbook}, ${cellWords(cells)}.`;
  if (holding.series === undefined) return { key, value: writtenValue(holding.constant!, type)!, note };
  return { key, series: pointsOf(holding.series, row, model), note };
}

/** Cells that are named at most. */
const namedMost = 3;

/** `Tables!H14 (=H13*1.1)`. */
function cellWords(cells: readonly CellEdit[]): string {
  const named = cells.slice(0, namedMost).map(({ place, formula }) => (formula === undefined ? place : `${place} (=${formula})`));
  return cells.length > namedMost ? `${named.join(', ')} and ${cells.length - namedMost} more` : named.join(', ');
}

/** A value over time by the periods from which it is another one. */
function pointsOf(series: NonNullable<Holding['series']>, { quantity }: Row, { openings, timeline }: Model): Map<string, string> {
  const points = series.flatMap((value, at): [string, string][] => {
    if (value === undefined || value === series[at - 1]) return [];
    return [[periodAt(timeline.periods[0]!.from, timeline.grain, at - openings + 1).label, writtenValue(value, quantity.type)!]];
  });
  return new Map(points);
}
