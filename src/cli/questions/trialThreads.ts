/**
 * Runs trials on several threads. Input: a simulation, its request and the number of threads. Output: the results in
 * the order of the trials. Guarantee: the results do not depend on the threads, because those of a trial depend only
 * on its number.
 */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { joinTrials, runTrials, type Simulation, type Trials } from '../../question/simulate.ts';
import type { Progress } from '../io/progress.ts';
import type { SimulationRequest, TrialTask } from './trialWork.ts';

/** Trials run before deciding whether threads are worth starting. */
const firstTrials = 1024;
const taskTrials = 4096;
/** Tasks queued for another thread, so it does not wait while this one is busy. */
const queued = 3;
/** A thread has to read and compile the model before its first trial. */
const threadsPayAfter = 1500;

export interface ThreadOptions {
  /** By default, the number of processors. */
  readonly workers?: number;
  readonly progress: Progress;
}

/** The results of the trials `from` to `to`, not including it. */
export async function runOverThreads(
  simulation: Simulation,
  order: SimulationRequest,
  from: number,
  to: number,
  options: ThreadOptions,
): Promise<Trials> {
  const { workers, progress } = options;
  // The first trials compile the kernel, so the next ones show how long the rest will take.
  const [warm, head] = [Math.min(to, from + firstTrials), Math.min(to, from + 2 * firstTrials)];
  const parts = [runTrials(simulation, from, warm)];
  const start = performance.now();
  parts.push(runTrials(simulation, warm, head));
  const left = ((performance.now() - start) / Math.max(1, head - warm)) * (to - head);
  const threads = workers ?? (left > threadsPayAfter ? availableParallelism() : 1);
  const tasks: TrialTask[] = [];
  for (let at = head; at < to; at += taskTrials)
    tasks.push({ request: order, from: at, to: Math.min(to, at + taskTrials) });
  const run = (task: TrialTask): Trials => runTrials(simulation, task.from, task.to);
  return joinTrials([...parts, ...(await runTasks(tasks, threads, run, progress))]);
}

/** This thread takes one task at a time, and so does every other thread once it is ready. */
async function runTasks(
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
      progress.report(done, tasks.length, 'blocks of trials');
      // Receives the answers of the other threads between two tasks of this one.
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
