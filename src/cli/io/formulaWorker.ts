/**
 * The thread that computes the formulas of a workbook: it loads its engine, takes one workbook and returns its values.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineId, WorkbookSheet } from '../../pipeline.ts';
import { loadEngine } from './formulaEngine.ts';

const engine = loadEngine(workerData as EngineId);
parentPort?.on('message', async (sheets: readonly WorkbookSheet[]) => {
  const compute = await engine;
  parentPort?.postMessage(compute(sheets));
});
