/**
 * Matches the sheets of a changed workbook with those that were written. Takes the sheets of both sides; returns the
 * pairs. Guarantee: a sheet that was renamed keeps its pair, also if another sheet took its name; a copy of a sheet is
 * not taken for the sheet that the formulas of the workbook read.
 */
import type { Baseline, BaselineSheet } from './baseline.ts';

type SheetPair = readonly [before: BaselineSheet, now: BaselineSheet];

/** A sheet of another name is the same sheet if at least this share of the texts is the same. */
const sameSheet = 0.5;
/** What the same name counts beside the share of texts. */
const sameName = 0.25;
/** Sheets this close to each other can be copies: what the formulas of the workbook read is the original. */
const copies = 0.1;

interface Candidate {
  readonly one: BaselineSheet;
  readonly other: BaselineSheet;
  /** The share of texts that are the same. */
  readonly likeness: number;
  readonly score: number;
}

/** The pairs, in the order in which the sheets were written. */
export function matchSheets(before: Baseline, now: Baseline): readonly SheetPair[] {
  const candidates = candidatesOf(before.sheets, now.sheets);
  const bestOf = (other: BaselineSheet) => candidates.find((each) => each.other === other)?.one;
  const readers = readersOf(now);
  const found = new Map<BaselineSheet, BaselineSheet>();
  const taken = new Set<BaselineSheet>();
  for (const { one, other, likeness } of candidates) {
    if (found.has(one) || taken.has(other)) continue;
    const alike = candidates.filter(
      (each) =>
        each.one === one &&
        !taken.has(each.other) &&
        Math.abs(each.likeness - likeness) <= copies &&
        bestOf(each.other) === one,
    );
    const chosen = alike.reduce((most, each) => (readers(each.other) > readers(most) ? each.other : most), other);
    found.set(one, chosen);
    taken.add(chosen);
  }
  return before.sheets.flatMap((one): SheetPair[] => (found.has(one) ? [[one, found.get(one)!]] : []));
}

/** Sheets that can be the same, the most likely first. */
function candidatesOf(before: readonly BaselineSheet[], now: readonly BaselineSheet[]): readonly Candidate[] {
  const texts = new Map([...before, ...now].map((sheet) => [sheet, textsOf(sheet)] as const));
  const found = before.flatMap((one) =>
    now.map((other): Candidate => {
      const likeness = shareOfTexts(texts.get(one)!, texts.get(other)!);
      return { one, other, likeness, score: likeness + (isSameName(one.name, other.name) ? sameName : 0) };
    }),
  );
  return found
    .filter(({ one, other, likeness }) => likeness >= sameSheet || isSameName(one.name, other.name))
    .sort((a, b) => b.score - a.score);
}

/** Excel does not regard case in the names of sheets. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** How many formulas and defined names of a workbook name a sheet. */
function readersOf({ sheets, names }: Baseline): (sheet: BaselineSheet) => number {
  const counts = new Map<string, number>();
  const count = (name: string): number => {
    const spellings = [`${name}!`, `${name.replaceAll("'", "''")}'!`];
    const reads = (formula: string | undefined) =>
      formula !== undefined && spellings.some((one) => formula.includes(one));
    const cells = sheets.flatMap((sheet) => (sheet.name === name ? [] : sheet.rows)).flatMap((row) => row.cells);
    return cells.filter(({ formula }) => reads(formula)).length + names.filter(({ formula }) => reads(formula)).length;
  };
  return ({ name }) => {
    if (!counts.has(name)) counts.set(name, count(name));
    return counts.get(name)!;
  };
}

/** Each text of a sheet with its count. */
type Texts = ReadonlyMap<string, number>;

function textsOf({ rows }: BaselineSheet): Texts {
  const found = new Map<string, number>();
  for (const { cells } of rows)
    for (const { value } of cells) if (typeof value === 'string') found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

const total = (texts: Texts): number => [...texts.values()].reduce((sum, count) => sum + count, 0);

function shareOfTexts(one: Texts, other: Texts): number {
  const shared = [...one].reduce((sum, [text, count]) => sum + Math.min(count, other.get(text) ?? 0), 0);
  const most = Math.max(total(one), total(other));
  return most === 0 ? 0 : shared / most;
}
