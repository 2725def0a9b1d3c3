/**
 * Whether a workbook is what was written, and whether it is right. Takes the workbook as read from its file, what it
 * should be, and what engines compute from it; returns every finding with its cell, and the rules for auditable
 * workbooks.
 */
import { fingerprint } from '../values/fingerprint.ts';
import type { WorkbookFile } from '../xlsx/read/workbookFile.ts';
import { analyseWorkbook } from './auditedWorkbook.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { type Comparison, compareWithBaseline } from './compare.ts';
import { checkConformance, type RuleResult } from './conformance.ts';
import { type EmbeddedRun, embeddedRunAttributes, readEmbeddedRun } from './embeddedRun.ts';
import type { Withheld } from './engineInput.ts';
import type { Finding } from './findings.ts';
import { compareResults, type Recalculation, type WorkbookValues } from './recalculation.ts';
import { sinceOfFile, withRecordedSheets } from './recordedChangesSheet.ts';
import { type EngineLimits, roundedCells, type Uncomputable, uncomputableCells } from './uncomputable.ts';
import { hiddenFindings, invisibleFindings } from './unseen.ts';

/** Names of the properties that a workbook carries. */
export const runProperty = 'burnsheet run';
export const scenarioProperty = 'burnsheet scenario';

/**
 * The record that a workbook carries, as an XML element: what was written, with its fingerprint, and with the run where
 * it can be evaluated anew.
 */
export function recordElement(runId: string, baseline: string, rerun?: EmbeddedRun): string {
  const text = baseline.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return (
    `<record xmlns="urn:burnsheet:record" version="1" run="${runId}" ` +
    `fingerprint="${fingerprint(baseline)}"${rerun === undefined ? '' : embeddedRunAttributes(rerun)}>${text}</record>`
  );
}

export interface Verification {
  /** The run that the file names; absent where it names none. */
  readonly runId?: string;
  /** The run that its sheet of changes tells of; absent where it tells of none. */
  readonly since?: string;
  /** Sheets that tell of that run: they were compared with the record inside the file although a model was named. */
  readonly recorded?: readonly string[];
  /** What the file was compared with. */
  readonly comparedWith: 'model' | 'record' | 'nothing';
  /** `as written`: no cell differs from what was written; `record lost`: burnsheet wrote it, and nothing says what. */
  readonly verdict: 'as written' | 'changed' | 'record lost' | 'not written by burnsheet';
  readonly findings: readonly Finding[];
  readonly recalculation: Recalculation;
  readonly rules: readonly RuleResult[];
}

/** What a workbook should be, by its model. */
export interface ExpectedWorkbook {
  readonly runId: string;
  readonly baseline: Baseline;
}

/** What an engine computed from the formulas of a file, or why it computed nothing. */
export interface Recalculated {
  readonly engine: string;
  readonly values: WorkbookValues | { readonly failure: string };
  /** Formulas that the engine was not given. */
  readonly withheld?: Withheld;
  /** Whether it shares no code with the engine that computed the results that burnsheet writes. */
  readonly isIndependent: boolean;
  /** What it computes; absent for an engine with all functions of Excel. */
  readonly limits?: EngineLimits;
}

/** What remains of burnsheet in a workbook whose record is lost. */
export interface BurnsheetTraces {
  readonly runId: string;
  /** The name of the model file: `lab.yaml`. */
  readonly model?: string;
}

/**
 * Whether burnsheet wrote a workbook, by its properties or its sheet of facts: other programs leave out the record when
 * they save, and some the properties too. Undefined if nothing says so.
 */
export function findTraces(file: WorkbookFile): BurnsheetTraces | undefined {
  const facts = factsOf(file);
  const named = /\bburnsheet run ([0-9a-f]{16})\b/.exec(file.properties.keywords ?? '')?.[1];
  const runId = file.properties.custom.get(runProperty) ?? file.record?.attributes.run ?? named ?? facts.get('Run');
  const model = facts.get('Model file');
  return runId === undefined ? undefined : { runId, ...(model === undefined ? {} : { model }) };
}

/** The facts on the sheet that says which program wrote the workbook. */
function factsOf({ sheets }: WorkbookFile): ReadonlyMap<string, string> {
  for (const { rows } of sheets) {
    const facts = new Map(
      rows.flatMap(({ cells: [label, value] }): [string, string][] =>
        label === undefined || value === undefined ? [] : [[String(label.value), String(value.value)]],
      ),
    );
    if (facts.has('Version of burnsheet') && facts.has('Run')) return facts;
  }
  return new Map();
}

/** Compares a workbook with what it should be, and its stored results with what an engine gives. */
export function verifyWorkbook(
  file: WorkbookFile,
  recalculated: Recalculated,
  expected?: ExpectedWorkbook,
): Verification {
  const runId = findTraces(file)?.runId;
  const record = recordOf(file);
  const since = sinceOfFile(file);
  const told =
    since === undefined || expected === undefined || record.baseline === undefined
      ? undefined
      : withRecordedSheets(expected.baseline, record.baseline);
  const baseline = told?.baseline ?? expected?.baseline ?? record.baseline;
  const findings = [
    ...record.findings,
    ...runFindings(file, runId, expected),
    ...(baseline === undefined ? withoutRecord(file) : compareWithBaseline(baseline, file).findings),
  ];
  const recalculation = recalculationOf(file, recalculated);
  const { engine, cells, failure, findings: stale } = recalculation;
  const isOurs = baseline !== undefined && (runId !== undefined || expected !== undefined);
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(since === undefined ? {} : { since }),
    ...(told === undefined ? {} : { recorded: told.recorded }),
    comparedWith: expected !== undefined ? 'model' : baseline === undefined ? 'nothing' : 'record',
    verdict: !isOurs
      ? runId === undefined
        ? 'not written by burnsheet'
        : 'record lost'
      : findings.length === 0
        ? 'as written'
        : 'changed',
    findings,
    recalculation,
    // The engine that computed the results cannot confirm them.
    rules: checkConformance(
      file,
      recalculated.isIndependent && failure === undefined
        ? { recalculated: { engine, cells, differences: stale.filter(({ kind }) => kind === 'stale-value').length } }
        : undefined,
    ),
  };
}

/** What can be said of a workbook that carries no record of what was written. */
function withoutRecord(file: WorkbookFile): Finding[] {
  return [...file.sheets.flatMap(hiddenFindings), ...invisibleFindings(file)];
}

function recalculationOf(file: WorkbookFile, { engine, values, withheld, limits = {} }: Recalculated): Recalculation {
  if (!('failure' in values)) {
    const audited = analyseWorkbook(file);
    const compareWithout = (known?: Uncomputable) => {
      const left = new Map([...(withheld ?? []), ...uncomputableCells(audited, limits, withheld, known)]);
      return compareResults(file, engine, values, left);
    };
    const compared = compareWithout();
    const differing = compared.findings.filter(({ kind }) => kind === 'stale-value').map(({ place }) => place);
    const rounded = roundedCells(audited, limits, new Set(differing));
    return rounded.size === 0 ? compared : compareWithout(rounded);
  }
  const { failure } = values;
  return {
    engine,
    cells: 0,
    unknown: 0,
    failure,
    findings: [{ kind: 'not-computed', place: 'workbook', now: failure }],
  };
}

/**
 * What was changed in a workbook since it was written, by the record inside it or by what a model gives; undefined
 * where there is neither. Nothing is computed, so that it is quick.
 */
export function changesInFile(file: WorkbookFile, expected?: Baseline): Comparison | undefined {
  const { baseline, findings } = recordOf(file);
  const compared = expected ?? baseline;
  if (compared === undefined) return undefined;
  const { findings: found, pairs } = compareWithBaseline(compared, file);
  return { findings: [...(expected === undefined ? findings : []), ...found], pairs };
}

function recordOf({ record }: WorkbookFile): { baseline?: Baseline; findings: Finding[] } {
  if (record === undefined) return { findings: [] };
  const baseline = readBaseline(record.text);
  const isIntact =
    baseline !== undefined &&
    record.attributes.fingerprint === fingerprint(record.text) &&
    readEmbeddedRun({ record }) !== 'damaged';
  return {
    ...(baseline === undefined ? {} : { baseline }),
    findings: isIntact ? [] : [{ kind: 'record-damaged', place: record.part }],
  };
}

/** The run stands in several places of the file, and in the model. */
function runFindings(
  { record, properties }: WorkbookFile,
  runId: string | undefined,
  expected: ExpectedWorkbook | undefined,
): Finding[] {
  const named = [record?.attributes.run, /\brun ([0-9a-f]{16})\b/.exec(properties.keywords ?? '')?.[1]];
  const other = named.find((one) => one !== undefined && one !== runId);
  const inside: Finding[] =
    other === undefined ? [] : [{ kind: 'run-differs', place: 'document properties', old: other, now: runId ?? null }];
  const isOther = expected !== undefined && runId !== undefined && runId !== expected.runId;
  return isOther ? [...inside, { kind: 'run-differs', place: 'model', old: expected.runId, now: runId }] : inside;
}
