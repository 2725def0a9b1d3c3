/**
 * What the thread does that computes the formulas of a workbook: it says that it is ready, takes one workbook and gives
 * its values.
 */
import { parentPort } from 'node:worker_threads';
import { evaluateRawSheets, type RawSheets } from '../../run/fromWorkbook.ts';

parentPort?.on('message', (sheets: RawSheets) => parentPort?.postMessage(evaluateRawSheets(sheets)));
