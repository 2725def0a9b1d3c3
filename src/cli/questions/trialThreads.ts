/**
 * Trials over threads. Enters a simulation, its order and how many threads; leaves the results in the order of the
 * trials. Guarantee: the results do not depend on the threads, because those of a trial depend on its number alone.
 */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { joinTrials, runTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import type { Progress } from '../io/progress.ts';
import type { TrialOrder, TrialTask } from './trialWork.ts';

/** Trials that are run before it is decided whether threads pay. */
const firstTrials = 1024;
const taskTrials = 4096;
/** Tasks that another thread has before it, so that it does not wait while this one is busy. */
const queued = 3;
/** A thread has to read and compile the model before its first trial. */
const threadsPayAfter = 1500;

export interface ThreadOptions {
  /** As many as there are processors, where nothing is said. */
  readonly workers?: number;
  readonly progress: Progress;
}

/** The results of the trials `from` to `to`, not including it. */
export async function runOverThreads(
  simulation: Simulation,
  order: TrialOrder,
  from: number,
  to: number,
  options: ThreadOptions,
): Promise<Trials> {
  const { workers, progress } = options;
  // The first trials compile the kernel, so that the next ones say how long the rest will take.
  const [warm, head] = [Math.min(to, from + firstTrials), Math.min(to, from + 2 * firstTrials)];
  const parts = [runTrials(simulation, from, warm)];
  const start = performance.now();
  parts.push(runTrials(simulation, warm, head));
  const left = ((performance.now() - start) / Math.max(1, head - warm)) * (to - head);
  const threads = workers ?? (left > threadsPayAfter ? availableParallelism() : 1);
  const tasks: TrialTask[] = [];
  for (let at = head; at < to; at += taskTrials) tasks.push({ order, from: at, to: Math.min(to, at + taskTrials) });
  const run = (task: TrialTask): Trials => runTrials(simulation, task.from, task.to);
  return joinTrials([...parts, ...(await sharedOut(tasks, threads, run, progress))]);
}

/** This thread takes one task after the other, and so does every other one as soon as it is ready. */
async function sharedOut(
  tasks: readonly TrialTask[],
  threads: number,
  runHere: (task: TrialTask) => Trials,
  progress: Progress,
): Promise<Trials[]> {
  const results: Trials[] = [];
  let [next, done] = [0, 0];
  const work = async (run: (task: TrialTask) => Trials | Promise<Trials>): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) {
      results[at] = await run(tasks[at]!);
      done += 1;
      progress.report(done, tasks.length, 'parts');
      // Answers of the other threads are heard between two tasks of this one.
      await setImmediate();
    }
  };
  const others = Math.min(threads - 1, tasks.length - 1);
  if (others < 1) {
    await work(runHere);
    return results;
  }
  const pool = new Tinypool({
    filename: fileURLToPath(new URL('./trialWorker.js', import.meta.url)),
    minThreads: others,
    maxThreads: others,
  });
  try {
    await Promise.all([
      work(runHere),
      ...Array.from({ length: queued * others }, () => work((task) => pool.run(task) as Promise<Trials>)),
    ]);
    return results;
  } finally {
    await pool.destroy();
  }
}
