/** Formulas of others in a thread that can be ended. The compiled program runs, because sources have no thread. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FormulaThread, startFormulaThread, ThreadBounds } from '../../../src/cli/io/formulaThread.ts';

const compiled: { startFormulaThread: typeof startFormulaThread } = await import(
  resolve('dist/cli/io/formulaThread.js')
);
const start = (bounds?: ThreadBounds): FormulaThread => compiled.startFormulaThread(1000, bounds);
const compute = (formulas: readonly string[], bounds?: ThreadBounds) =>
  start(bounds).compute([{ name: 'S', rows: formulas.map((formula) => [{ formula, value: null }]) }]);
const brackets = (count: number): string => `${'('.repeat(count)}1${')'.repeat(count)}`;

describe('the thread for formulas', () => {
  it('computes them', async () => {
    expect(await compute(['1+1', 'A1*2', '1/0'])).toEqual(new Map([['S', [[2], [4], [{ error: '#DIV/0!' }]]]]));
  });

  it('computes what has more brackets than Excel takes characters', async () => {
    expect(await compute([brackets(8192), `1${'+1'.repeat(4000)}`])).toEqual(new Map([['S', [[1], [4001]]]]));
  });

  it('gives an error for a text that no cell holds', async () => {
    const error = { error: '#VALUE!' };
    const doubling = Array.from({ length: 20 }, (_, at) => `A${at + 4}&A${at + 4}`);
    const values = await compute(['REPT("x",1E9)', 'REPT("ab",2)', 'LEN(A1)', '"x"', ...doubling]);
    expect(
      (values as ReadonlyMap<string, unknown[][]>)
        .get('S')!
        .map(([value]) => value)
        .slice(0, 3),
    ).toEqual([error, 'abab', error]);
    expect((values as ReadonlyMap<string, unknown[][]>).get('S')!.at(-1)).toEqual([error]);
  });

  it('says why there are no values when a text outgrows the engine', async () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `A${at + 1}&A${at + 1}`);
    expect(await compute(['"x"', ...doubling])).toEqual({ failure: 'it ended with "Invalid string length"' });
  });

  it('ends one that takes too long, and one that takes too much memory', async () => {
    const costly = ['SUM(SEQUENCE(100000,1000))'];
    expect(await compute(costly, { time: () => 300, memory: () => 2 ** 30 })).toEqual({
      failure: 'it took longer than 1 s',
    });
    expect(await compute(costly, { time: () => 60_000, memory: () => 2 ** 26 })).toEqual({
      failure: 'it needed too much memory',
    });
  });

  it('can be ended before it has anything to do', async () => {
    await start().end();
  });
});
