/**
 * Trials over threads. Enters a simulation, its order and how many threads; leaves the results in the order of the trials.
 * Guarantee: the results do not depend on the threads, because those of a trial depend on its number alone.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { joinTrials, runTrials, type Simulation, type Trials } from '../question/simulate.ts';
import type { Progress } from './progress.ts';
import type { TrialOrder, TrialTask } from './trialWork.ts';

/** Trials that are run before it is decided whether threads pay. */
const firstTrials = 1024;
const taskTrials = 4096;
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
  if (threads > 1 && head < to) return joinTrials([...parts, ...(await threaded(order, head, to, threads, progress))]);
  for (let at = head; at < to; at += taskTrials) {
    parts.push(runTrials(simulation, at, Math.min(to, at + taskTrials)));
    progress.report(Math.min(to, at + taskTrials) - from, to - from, 'trials');
  }
  return joinTrials(parts);
}

async function threaded(order: TrialOrder, from: number, to: number, threads: number, progress: Progress): Promise<Trials[]> {
  const filename = fileURLToPath(new URL('./trialWorker.js', import.meta.url));
  const pool = new Tinypool({ filename, minThreads: threads, maxThreads: threads });
  const tasks: TrialTask[] = [];
  for (let at = from; at < to; at += taskTrials) tasks.push({ order, from: at, to: Math.min(to, at + taskTrials) });
  let done = 0;
  try {
    return await Promise.all(
      tasks.map(async (task) => {
        const trials = (await pool.run(task)) as Trials;
        done += 1;
        progress.report(done, tasks.length, 'parts');
        return trials;
      }),
    );
  } finally {
    await pool.destroy();
  }
}
