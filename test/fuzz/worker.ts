/** What a thread of the fuzzers does: one case after the other, by the number that it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Judged, thrown } from './fuzzer.ts';
import { fuzzers } from './fuzzers.ts';

const { name, seed } = workerData as { readonly name: keyof typeof fuzzers; readonly seed: number };

async function judged(number: number): Promise<Judged> {
  try {
    return await fuzzers[name].run(seed, number);
  } catch (error) {
    return { verdict: thrown(error), ending: 'txt', input: '' };
  }
}

parentPort?.on('message', async (number: number) => parentPort?.postMessage(await judged(number)));
