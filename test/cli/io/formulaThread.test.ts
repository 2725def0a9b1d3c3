/** Formulas in a thread that can be ended. The compiled program runs, because sources have no thread. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FormulaThread, startFormulaThread, ThreadBounds } from '../../../src/cli/io/formulaThread.ts';
import type { EngineId } from '../../../src/pipeline.ts';

const compiled: { startFormulaThread: typeof startFormulaThread } = await import(
  resolve('dist/cli/io/formulaThread.js')
);
const start = (bounds?: ThreadBounds, engine: EngineId = 'hyperformula'): FormulaThread =>
  compiled.startFormulaThread(engine, 1000, bounds);
const compute = (formulas: readonly string[], bounds?: ThreadBounds, engine?: EngineId) =>
  start(bounds, engine).compute([{ name: 'S', rows: formulas.map((formula) => [{ formula, value: null }]) }]);
const brackets = (count: number): string => `${'('.repeat(count)}1${')'.repeat(count)}`;

describe('the thread for formulas', () => {
  it('computes them', async () => {
    expect(await compute(['1+1', 'A1*2', '1/0'])).toEqual({
      values: new Map([['S', [[2], [4], [{ error: '#DIV/0!' }]]]]),
    });
  });

  it('computes what has more brackets than Excel takes characters', async () => {
    expect(await compute([brackets(8192), `1${'+1'.repeat(4000)}`])).toEqual({
      values: new Map([['S', [[1], [4001]]]]),
    });
  });

  it('gives an error for a text that no cell holds', async () => {
    const error = { error: '#VALUE!' };
    const doubling = Array.from({ length: 20 }, (_, at) => `A${at + 4}&A${at + 4}`);
    const results = await compute(['REPT("x",1E9)', 'REPT("ab",2)', 'LEN(A1)', '"x"', ...doubling]);
    const values = 'values' in results ? results.values.get('S')?.map((row) => row?.[0]) : undefined;
    expect(values?.slice(0, 3)).toEqual([error, 'abab', error]);
    expect(values?.at(-1)).toEqual(error);
  });

  it('says why there are no values when a text outgrows the engine', async () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `A${at + 1}&A${at + 1}`);
    expect(await compute(['"x"', ...doubling])).toEqual({ failure: 'it failed with "Invalid string length"' });
  });

  it('ends one that takes too long, and one that takes too much memory', async () => {
    const costly = ['SUM(SEQUENCE(100000,1000))'];
    expect(await compute(costly, { time: () => 300, memory: () => 2 ** 30 })).toEqual({
      failure: 'it took longer than 1 s',
    });
    expect(await compute(costly, { time: () => 60_000, memory: () => 2 ** 26 })).toEqual({
      failure: 'it ran out of memory',
    });
  });

  it('computes with IronCalc too, which names the functions it does not have', async () => {
    expect(await compute(['1+1', 'A1*2', '1/0', 'NEWFUNCTION(A1)'], undefined, 'ironcalc')).toEqual({
      values: new Map([['S', [[2], [4], [{ error: '#DIV/0!' }], [{ error: '#NAME?' }]]]]),
      unknownFunctions: new Set(['NEWFUNCTION']),
    });
  });

  it('says why IronCalc has no values: a chain of cells that is too long for its stack, or too little time', async () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => `A${at + 2}+1`);
    expect(await compute(chain, undefined, 'ironcalc')).toEqual({
      failure:
        'it ran out of stack or memory: a formula is too deep, or too many cells depend on each other in one chain',
    });
    expect(await compute(chain, { time: () => 1, memory: () => 2 ** 30 }, 'ironcalc')).toEqual({
      failure: 'it took longer than 1 s',
    });
  });

  it('can be ended before it has anything to do', async () => {
    await start().end();
  });
});
