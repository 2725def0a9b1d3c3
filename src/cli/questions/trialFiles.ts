/**
 * Trials in Parquet files. Enters results, or files that hold parts of them; leaves a file with a row per trial, or the
 * results put together. Guarantee: parts are put together only when they are of the same simulation and none is missing
 * or there twice.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { joinTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import { inputName } from '../../question/variation.ts';
import { sampleInput } from '../../sampling/sample.ts';
import { type ParquetColumn, type ParquetContent, readParquet, writeParquet } from '../io/parquet.ts';

/** Which trials a file holds, of which simulation: those behind the first `from` up to the one with the number `to`. */
export interface TrialPart {
  readonly fingerprint: string;
  readonly from: number;
  readonly to: number;
  readonly trials: number;
}

/** A column name for a trial file: what is asked for, or a number behind it where two are called the same. */
function named(names: readonly string[]): string[] {
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
  const names = named(['trial', ...rows.map(inputName), ...outputs, ...conditions.map(({ label }) => label)]);
  const data: ParquetColumn['data'][] = [
    Int32Array.from({ length: count }, (_, at) => part.from + at + 1),
    ...rows.map((row, input) => inputColumn(row.quantity.type, sampleInput(plan, input, part.from, part.to))),
    ...trials.outputs,
    ...trials.conditions,
  ];
  const columns = names.map((name, at): ParquetColumn => ({ name, data: data[at]! }));
  return writeParquet(path, columns, { 'burnsheet simulation': JSON.stringify({ version: 1, ...part }) });
}

/** The options of a choice as words. */
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
        `${path} holds no part of this simulation`,
        'use the model, options, outputs, seed and number of trials with which it was written',
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
    : refused(gap, 'name the file of every part once');
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

/** Outputs and conditions stand behind the number of the trial and the inputs. */
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
