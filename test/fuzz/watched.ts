/**
 * Cases in threads that are ended when one takes too long. Enters a fuzzer and numbers; leaves what is wrong, by
 * number.
 * Guarantee: a case that does not end is a finding after it has had its time twice, the second time three times as
 * much.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Judged } from './fuzzer.ts';
import { fuzzers } from './fuzzers.ts';

export interface Finding {
  readonly name: string;
  readonly number: number;
  readonly judged: Judged & { readonly verdict: string };
}

export interface Order {
  readonly name: keyof typeof fuzzers;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Runs the cases of an order over threads; `onDone` hears of every case. */
export async function runWatched({ name, seed, from, to }: Order, onDone: () => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  let next = from;
  const work = async (): Promise<void> => {
    const thread = threadFor(name, seed);
    for (let number = next++; number < to; number = next++) {
      const { verdict, ...judged } = await thread.judge(number);
      if (verdict !== undefined) findings.push({ name, number, judged: { verdict, ...judged } });
      onDone();
    }
    await thread.end();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), to - from) }, work));
  return findings.sort((a, b) => a.number - b.number);
}

interface Thread {
  readonly judge: (number: number) => Promise<Judged>;
  readonly end: () => Promise<void>;
}

function threadFor(name: keyof typeof fuzzers, seed: number): Thread {
  const start = (): Worker =>
    new Worker(fileURLToPath(new URL('./worker.js', import.meta.url)), { workerData: { name, seed } });
  const { seconds } = fuzzers[name];
  let worker = start();
  const judgeWithin = async (number: number, limit: number): Promise<Judged> => {
    const answer = await answerOf(worker, number, limit);
    if (!('failure' in answer)) return answer;
    await worker.terminate();
    worker = start();
    return { verdict: answer.failure, ending: 'txt', input: '' };
  };
  const judge = async (number: number): Promise<Judged> => {
    const judged = await judgeWithin(number, seconds);
    return judged.verdict?.startsWith('took longer') === true ? judgeWithin(number, 3 * seconds) : judged;
  };
  return { judge, end: async () => void (await worker.terminate()) };
}

/** What the thread answers, or how it failed: it took too long, or ended, as for want of memory. */
function answerOf(worker: Worker, number: number, seconds: number): Promise<Judged | { readonly failure: string }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done({ failure: `took longer than ${seconds} s` }), seconds * 1000);
    const failed = (error: Error): void => done({ failure: `ended the thread: ${error.message}` });
    const ended = (code: number): void => done({ failure: `ended the thread with ${code}` });
    // Only these are taken away again: a thread has listeners of its own, without which no message arrives.
    const done = (answer: Judged | { readonly failure: string }): void => {
      clearTimeout(timer);
      worker.off('message', done).off('error', failed).off('exit', ended);
      resolve(answer);
    };
    worker.on('message', done).on('error', failed).on('exit', ended);
    worker.postMessage(number);
  });
}
