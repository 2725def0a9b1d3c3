/**
 * Trials in Parquet files. Writes results as one row per trial, and combines files that contain parts of a simulation.
 * Guarantee: parts are combined only if they belong to the same simulation and none is missing or present twice.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { joinTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import { inputNameOf } from '../../question/variation.ts';
import { sampleInput } from '../../sampling/sample.ts';
import { type ParquetColumn, type ParquetContent, readParquet, writeParquet } from '../io/parquet.ts';

/** The trials in a file, and their simulation: those after the first `from`, up to number `to`. */
export interface TrialPart {
  readonly fingerprint: string;
  readonly from: number;
  readonly to: number;
  readonly trials: number;
}

/** Distinct column names: a repeated name gets a number. */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** Writes a row per trial: its number from 1, every uncertain input, every output and every condition. */
export async function writeTrials(
  path: string,
  simulation: Simulation,
  outputs: readonly string[],
  trials: Trials,
  part: TrialPart,
): Promise<Diagnostic | undefined> {
  const { rows, plan, conditions } = simulation;
  const count = part.to - part.from;
  const names = distinctNames(['trial', ...rows.map(inputNameOf), ...outputs, ...conditions.map(({ label }) => label)]);
  const data: ParquetColumn['data'][] = [
    Int32Array.from({ length: count }, (_, at) => part.from + at + 1),
    ...rows.map((row, input) => inputColumn(row.quantity.type, sampleInput(plan, input, part.from, part.to))),
    ...trials.outputs,
    ...trials.conditions,
  ];
  const columns = names.map((name, at): ParquetColumn => ({ name, data: data[at]! }));
  return writeParquet(path, columns, { 'burnsheet simulation': JSON.stringify({ version: 1, ...part }) });
}

/** Turns the draws of a choice into words. */
function inputColumn(type: Simulation['rows'][number]['quantity']['type'], draws: Float64Array): ParquetColumn['data'] {
  return type.kind === 'choice' ? Array.from(draws, (draw) => type.options[draw]!) : draws;
}

/** The trials of all parts, in order. */
export async function readTrials(
  paths: readonly string[],
  simulation: Simulation,
  expected: { fingerprint: string; trials: number },
): Promise<Checked<Trials>> {
  const parts: { part: TrialPart; trials: Trials }[] = [];
  for (const path of paths) {
    const { value, diagnostics } = await readParquet(path);
    if (value === undefined) return { diagnostics };
    const part = partOf(value);
    if (part === undefined || part.fingerprint !== expected.fingerprint)
      return refused(
        `${path} is not part of this simulation`,
        'use the same model, options, outputs, seed and number of trials as when it was written',
      );
    parts.push({ part, trials: trialsOf(value, simulation) });
  }
  parts.sort((a, b) => a.part.from - b.part.from);
  const gap = firstGap(
    parts.map(({ part }) => part),
    expected.trials,
  );
  return gap === undefined
    ? { value: joinTrials(parts.map(({ trials }) => trials)), diagnostics: [] }
    : refused(gap, 'name the file of each part once');
}

function refused(message: string, hint: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [problem('invalid-data-file', undefined, message, { hint })] };
}

function partOf({ metadata }: ParquetContent): TrialPart | undefined {
  try {
    const part = JSON.parse(metadata['burnsheet simulation'] ?? '') as TrialPart & { version: number };
    return part.version === 1 ? part : undefined;
  } catch {
    return undefined;
  }
}

/** Outputs and conditions come after the trial number and the inputs. */
function trialsOf({ columns }: ParquetContent, { rows, outputs, conditions }: Simulation): Trials {
  const numbers = columns
    .slice(1 + rows.length)
    .map(({ data }) => (data instanceof Float64Array ? data : new Float64Array(0)));
  return {
    outputs: numbers.slice(0, outputs.length),
    conditions: numbers.slice(outputs.length, outputs.length + conditions.length),
  };
}

function firstGap(parts: readonly TrialPart[], trials: number): string | undefined {
  let next = 0;
  for (const { from, to } of parts) {
    if (from > next) return `the trials ${next + 1} to ${from} are in none of the files`;
    if (from < next) return `the trials ${from + 1} to ${Math.min(to, next)} are in two of the files`;
    next = to;
  }
  return next < trials ? `the trials ${next + 1} to ${trials} are in none of the files` : undefined;
}
