/** All fuzzers by name. */
import { fileURLToPath } from 'node:url';
import { engines } from './engines.ts';
import type { Fuzzer } from './fuzzer.ts';
import { killsOf } from './kills.ts';
import { modelFiles } from './modelFiles.ts';
import { workbooks } from './workbooks.ts';

export const fuzzers = {
  models: modelFiles,
  workbooks,
  engines,
  kills: killsOf(fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))),
} satisfies Record<string, Fuzzer>;
