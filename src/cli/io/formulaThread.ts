/**
 * The formulas of any workbook, computed in a thread that can be ended. Takes cells and the name of an engine; returns
 * their values, or why there are none.
 * Guarantee: bounded time and memory, whatever the formulas are; an exception of the engine is a reason and not a bug
 * of burnsheet.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EngineId, WorkbookSheet } from '../../pipeline.ts';
import { type EngineResults, loadRecalculationEngine } from './loadRecalculationEngine.ts';

/** The results of an engine, or why it has none. */
export type ThreadResults = EngineResults | { readonly failure: string };

export interface FormulaThread {
  /** Computes one workbook; the thread ends with it. */
  readonly compute: (sheets: readonly WorkbookSheet[]) => Promise<ThreadResults>;
  /** Ends the thread, if nothing is to be computed. */
  readonly end: () => Promise<void>;
}

/** What a thread may use. */
export interface ThreadBounds {
  /** In milliseconds, for a workbook of so many cells. */
  readonly time: (cells: number) => number;
  /** In bytes, for a file of so many bytes. */
  readonly memory: (fileBytes: number) => number;
}

/**
 * Several times what a workbook of burnsheet needs on a busy machine; a cell takes at least three bytes in its file,
 * compressed. The memory of IronCalc is that of WebAssembly, 4 GB at most; the bound is for its results.
 */
const usualBounds: Readonly<Record<EngineId, ThreadBounds>> = {
  hyperformula: { time: (cells) => 20_000 + 0.25 * cells, memory: memoryOfCells },
  ironcalc: { time: (cells) => 60_000 + 1.5 * cells, memory: memoryOfCells },
};

function memoryOfCells(fileBytes: number): number {
  return Math.min(2 ** 33, 2 ** 30 + (fileBytes / 3) * 4096);
}

/** The parser of the engine calls itself for each bracket, and Excel takes 8,192 characters. */
const stackMegabytes = 256;
const megabyte = 1024 ** 2;

/** Compiled files have a thread; the sources, which only tests run, compute in the thread that they are in. */
const isSource = import.meta.url.endsWith('.ts');

/** Starts the thread for a file of so many bytes, so that the engine is loaded when the file has been read. */
export function startFormulaThread(
  engine: EngineId,
  fileBytes: number,
  bounds: ThreadBounds = usualBounds[engine],
): FormulaThread {
  if (isSource)
    return { compute: async (sheets) => (await loadRecalculationEngine(engine))(sheets), end: async () => {} };
  const worker = new Worker(fileURLToPath(new URL('./formulaWorker.js', import.meta.url)), {
    workerData: engine,
    resourceLimits: { stackSizeMb: stackMegabytes, maxOldGenerationSizeMb: bounds.memory(fileBytes) / megabyte },
  });
  // The thread may fail before `compute` waits for it.
  const failed = new Promise<ThreadResults>((resolve) =>
    worker.on('error', (error) => resolve({ failure: reasonOf(error) })),
  );
  const compute = async (sheets: readonly WorkbookSheet[]): Promise<ThreadResults> => {
    const limit = bounds.time(sheets.reduce((sum, { rows }) => sum + countCells(rows), 0));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ThreadResults>((resolve) => {
      const words = `it took longer than ${Math.ceil(limit / 1000)} s`;
      timer = setTimeout(() => resolve({ failure: words }), limit);
    });
    const done = new Promise<ThreadResults>((resolve) => worker.on('message', resolve));
    worker.postMessage(sheets);
    try {
      return await Promise.race([done, failed, late]);
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  };
  return { compute, end: async () => void (await worker.terminate()) };
}

function countCells(rows: WorkbookSheet['rows']): number {
  return rows.reduce((sum, row) => sum + (row?.length ?? 0), 0);
}

/**
 * Why an engine ended: formulas may make it too much, with brackets without end, a text of a billion characters, or
 * thousands of cells that each depend on the next.
 */
function reasonOf(error: Error): string {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory';
  // An exception of WebAssembly is called so; IronCalc calls itself for each cell on which another depends.
  if (error.name === 'RuntimeError')
    return 'it ran out of stack or memory: a formula is too deep, or too many cells depend on each other in one chain';
  return `it failed with "${error.message.slice(0, 80)}"`;
}
