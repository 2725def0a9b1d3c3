/**
 * Formulas of any workbook, computed by HyperFormula in a thread that can be ended. Enters cells; leaves their values,
 * or why there are none.
 * Guarantee: bounded time and memory, whatever the formulas are; an exception of the engine is a reason and not a bug
 * of ours.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SheetValues, WorkbookSheet } from '../../pipeline.ts';
import { evaluateRawSheets, rawSheets } from '../../pipeline.ts';

/** What the engine made of a workbook. */
export type ComputedValues = ReadonlyMap<string, SheetValues> | { readonly failure: string };

export interface FormulaThread {
  /** Computes one workbook; the thread ends with it. */
  readonly compute: (sheets: readonly WorkbookSheet[]) => Promise<ComputedValues>;
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
 * Several times what a workbook of our own needs on a busy machine; a cell has at least three bytes in its file,
 * packed.
 */
const usualBounds: ThreadBounds = {
  time: (cells) => 20_000 + 0.25 * cells,
  memory: (fileBytes) => Math.min(2 ** 33, 2 ** 30 + (fileBytes / 3) * 4096),
};

/** The parser of the engine calls itself for each bracket, and Excel takes 8,192 characters. */
const stackMegabytes = 256;
const megabyte = 1024 ** 2;

/** Compiled files have a thread; the sources, which only tests run, compute in the thread that they are in. */
const isSource = import.meta.url.endsWith('.ts');

/** Starts the thread for a file of so many bytes, so that it is ready when the file has been read. */
export function startFormulaThread(fileBytes: number, bounds: ThreadBounds = usualBounds): FormulaThread {
  if (isSource) return { compute: async (sheets) => evaluateRawSheets(rawSheets(sheets)), end: async () => {} };
  const worker = new Worker(fileURLToPath(new URL('./formulaWorker.js', import.meta.url)), {
    resourceLimits: { stackSizeMb: stackMegabytes, maxOldGenerationSizeMb: bounds.memory(fileBytes) / megabyte },
  });
  // The thread may fail before anybody waits for it; `compute` hears it then.
  const failed = new Promise<ComputedValues>((resolve) =>
    worker.on('error', (error) => resolve({ failure: reasonOf(error) })),
  );
  const compute = async (sheets: readonly WorkbookSheet[]): Promise<ComputedValues> => {
    const limit = bounds.time(sheets.reduce((sum, { rows }) => sum + cellsIn(rows), 0));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ComputedValues>((resolve) => {
      const words = `it took longer than ${Math.ceil(limit / 1000)} s`;
      timer = setTimeout(() => resolve({ failure: words }), limit);
    });
    const done = new Promise<ComputedValues>((resolve) => worker.on('message', resolve));
    worker.postMessage(rawSheets(sheets));
    try {
      return await Promise.race([done, failed, late]);
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  };
  return { compute, end: async () => void (await worker.terminate()) };
}

function cellsIn(rows: WorkbookSheet['rows']): number {
  return rows.reduce((sum, row) => sum + (row?.length ?? 0), 0);
}

/**
 * Exceptions of the engine come from formulas that make it too much: brackets without end, a text of a billion
 * characters.
 */
function reasonOf(error: Error): string {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it needed too much memory';
  return `it ended with "${error.message.slice(0, 80)}"`;
}
