/**
 * The thread that computes the formulas of a workbook: it loads its engine, takes one workbook and returns its values.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineId, WorkbookSheet } from '../../pipeline.ts';
import { loadRecalculationEngine } from './loadRecalculationEngine.ts';

const engine = loadRecalculationEngine(workerData as EngineId);
parentPort?.on('message', async (sheets: readonly WorkbookSheet[]) => {
  const compute = await engine;
  parentPort?.postMessage(compute(sheets));
});
