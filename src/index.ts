/** The library: everything a program needs to check, build and trace a model. */

export { renderDiagnostics } from './diagnostics/render.ts';
export * from './pipeline.ts';
export type { CellValue, Evaluation } from './run/run.ts';
