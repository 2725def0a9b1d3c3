/**
 * Files that extend each other → one file.
 * Input: two parsed files, the extended one first. Output: their union, and problems for definitions that appear in
 * both. Guarantee: the order of the files is kept; only values and titles are overwritten without a problem, never
 * structure.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { duplicateProblem } from './identifiers.ts';
import type { ParsedFile } from './parsedFile.ts';
import type { Entries, ScenarioSource, SectionSource, SheetSource, TableSource } from './source.ts';

type Combine<T> = (first: T, second: T) => T;

/** Merges a file onto the file that it extends; adds one `duplicate-id` per definition that appears in both. */
export function mergeFiles(base: ParsedFile, extending: ParsedFile, diagnostics: Diagnostic[]): ParsedFile {
  const distinct = <T>(kind: string, first: Entries<T>, second: Entries<T>): Entries<T> =>
    mergeDistinct(kind, first, second, diagnostics);
  return {
    ...base,
    ...extending,
    include: distinct('prefix', base.include, extending.include),
    units: distinct('unit', base.units, extending.units),
    display: new Map([...base.display, ...extending.display]),
    sources: distinct('source', base.sources, extending.sources),
    tables: mergeEntries(base.tables, extending.tables, (first, second) => mergeTables(first, second, diagnostics)),
    inputs: distinct('input', base.inputs, extending.inputs),
    values: new Map([...base.values, ...extending.values]),
    correlations: [...base.correlations, ...extending.correlations],
    sheets: mergeEntries(base.sheets, extending.sheets, (first, second) => mergeSheets(first, second, diagnostics)),
    checks: distinct('check', base.checks, extending.checks),
    tieOuts: distinct('tie-out', base.tieOuts, extending.tieOuts),
    expect: distinct('expectation', base.expect, extending.expect),
    scenarios: mergeScenarios(base.scenarios, extending.scenarios, diagnostics),
    reports: new Map([...base.reports, ...extending.reports]),
    charts: new Map([...base.charts, ...extending.charts]),
    keyResults: extending.keyResults.length > 0 ? extending.keyResults : base.keyResults,
  };
}

function mergeEntries<T>(first: Entries<T>, second: Entries<T>, combine: Combine<T>): Entries<T> {
  const merged = new Map(first);
  for (const [key, entry] of second) {
    const before = first.get(key);
    const value = before === undefined ? entry.value : combine(before.value, entry.value);
    merged.set(key, { key: before?.key ?? entry.key, value });
  }
  return merged;
}

function mergeDistinct<T>(kind: string, first: Entries<T>, second: Entries<T>, diagnostics: Diagnostic[]): Entries<T> {
  for (const [id, { key }] of second) {
    const before = first.get(id);
    if (before !== undefined) diagnostics.push(duplicateProblem(kind, key, before.key));
  }
  return mergeEntries(first, second, (kept) => kept);
}

function mergeTables(first: TableSource, second: TableSource, diagnostics: Diagnostic[]): TableSource {
  return {
    ...first,
    ...second,
    columns: mergeDistinct('column', first.columns, second.columns, diagnostics),
    members: mergeDistinct('member', first.members, second.members, diagnostics),
  };
}

function mergeSheets(first: SheetSource, second: SheetSource, diagnostics: Diagnostic[]): SheetSource {
  const mergeSections = (one: SectionSource, other: SectionSource): SectionSource => ({
    items: mergeDistinct('line item', one.items, other.items, diagnostics),
  });
  return { sections: mergeEntries(first.sections, second.sections, mergeSections) };
}

/** A scenario without a title adds to the one of the same id that has a title; two titles are a duplicate. */
function mergeScenarios(
  first: Entries<ScenarioSource>,
  second: Entries<ScenarioSource>,
  diagnostics: Diagnostic[],
): Entries<ScenarioSource> {
  for (const [id, { key, value }] of second) {
    const before = first.get(id);
    if (before !== undefined && value.title !== undefined)
      diagnostics.push(duplicateProblem('scenario', key, before.key));
  }
  return mergeEntries(first, second, (before, { set, ...more }) => ({
    ...before,
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
    span: before.span,
    set: new Map([...before.set, ...set]),
  }));
}
