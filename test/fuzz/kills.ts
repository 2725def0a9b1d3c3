/**
 * Builds that are killed: every result is whole, as it was before or as it is after; the next build works at once and
 * leaves nothing else behind. A case kills one build at a time that depends on the seed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { workbookFromFile } from '../../src/xlsx/read/fromFile.ts';
import { lemonade } from '../helpers/lemonade.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Fuzzer, Judged } from './fuzzer.ts';

const results = 'exports/lemonade';
/** A lock that was left holds nobody up for longer than this beside the build itself, in milliseconds. */
const delayMost = 10_000;

interface Place {
  readonly folder: string;
  readonly program: string;
}

const argumentsOf = ({ program }: Place): string[] => [program, 'build', 'models/lemonade.yaml', '--keep'];

/** Gives the model another value, so that each build has a run of its own. */
function writeModel({ folder }: Place, wage: number): void {
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFileSync(
    join(folder, 'models/lemonade.yaml'),
    lemonade.replace('value: 100 USD/month', `value: ${wage} USD/month`),
  );
}

function build(place: Place): { readonly status: number | null; readonly said: string; readonly took: number } {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, argumentsOf(place), {
    cwd: place.folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr, took: performance.now() - started };
}

/** Kills a build after a part of its time, or soon after its first file appeared. */
async function killOne(place: Place, chance: Chance, usual: number): Promise<void> {
  const child = spawn(process.execPath, argumentsOf(place), { cwd: place.folder, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  if (chance.happens(0.3)) await pause(chance.below(usual));
  else await firstFile(place, child, chance.below(12));
  child.kill('SIGKILL');
  await ended;
}

async function firstFile({ folder }: Place, child: { exitCode: number | null }, steps: number): Promise<void> {
  const isWriting = (): boolean =>
    filesBelow(join(folder, results)).some((name) => name.includes('.burnsheet-') || name.endsWith('.lock'));
  while (child.exitCode === null && !isWriting()) await pause(1);
  for (let step = 0; step < steps; step += 1) await pause(1);
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  } catch {
    return [];
  }
}

const bytesOf = (place: Place, name: string): Buffer | undefined => {
  try {
    return readFileSync(join(place.folder, results, name));
  } catch {
    return undefined;
  }
};

/** What is not whole after a kill: a result that can be read neither as before nor as it should be. */
function broken(place: Place): string | undefined {
  const workbook = bytesOf(place, 'lemonade.xlsx');
  if (workbook !== undefined && workbookFromFile(workbook).value === undefined) return 'lemonade.xlsx is not whole';
  for (const name of ['run.json', 'runs/kept.json']) {
    const text = bytesOf(place, name)?.toString('utf8');
    try {
      if (text !== undefined) JSON.parse(text);
    } catch {
      return `${name} is not whole`;
    }
  }
  return undefined;
}

/** What is wrong with the build that follows, and with what it leaves. */
function faultOfNext(place: Place, usual: number): string | undefined {
  const { status, said, took } = build(place);
  if (status !== 0) return `the next build ended with ${status}: ${said.slice(-300)}`;
  if (said.includes('waiting')) return 'the next build waited';
  if (took > 3 * usual + delayMost)
    return `the next build took ${Math.round(took)} ms, and ${Math.round(usual)} ms before`;
  const kept = JSON.parse(bytesOf(place, 'runs/kept.json')!.toString('utf8')) as { runs: { runId: string }[] };
  const wanted = [
    'lemonade.xlsx',
    'run.json',
    'runs',
    'runs/kept.json',
    ...kept.runs.map(({ runId }) => `runs/${runId}.json.gz`),
  ];
  const files = filesBelow(join(place.folder, results));
  const stray = files.filter((name) => !wanted.includes(name) && !name.endsWith('.json.gz'));
  const missing = wanted.filter((name) => !files.includes(name));
  return stray.length + missing.length === 0 ? undefined : `there is ${stray.join(', ')} and not ${missing.join(', ')}`;
}

/** A fuzzer that kills the program at a path. */
export function killsOf(program: string): Fuzzer {
  return {
    title: 'kills',
    seconds: 120,
    run: async (seed, number): Promise<Judged> => {
      const chance = chanceOf(seed, number);
      const place: Place = { folder: mkdtempSync(join(tmpdir(), 'burnsheet-kill-')), program };
      try {
        writeModel(place, 100);
        const { status, took } = build(place);
        writeModel(place, 101 + number);
        await killOne(place, chance, took);
        const verdict =
          status === 0
            ? (broken(place) ?? faultOfNext(place, took))
            : `a build that nobody killed ended with ${status}`;
        return { verdict, ending: 'txt', input: filesBelow(place.folder).join('\n') };
      } finally {
        rmSync(place.folder, { recursive: true, force: true });
      }
    },
  };
}
