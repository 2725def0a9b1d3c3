/**
 * A workbook with answers. Enters a model file and answers; leaves its grid, its numbers and its bytes, as a build with
 * questions gives them.
 */
import { readFileSync } from 'node:fs';
import { ruleTable } from '../../src/audit/rules/ruleTable.ts';
import { auditWrittenWorkbook } from '../../src/audit/writtenWorkbook.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { buildModel } from '../../src/pipeline.ts';
import type { Answer } from '../../src/question/answer.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import type { Evaluation } from '../../src/run/run.ts';
import { collectStoredNumbers, fillStoredRanges } from '../../src/run/storedResults.ts';
import { layOutModel } from '../../src/sheets/model/fromModel.ts';
import { writeWorkbook } from '../../src/xlsx/write/fromRun.ts';

export interface Answered {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
  readonly bytes: Uint8Array;
}

/** The workbook of a model with answers behind its results, under its first scenario. */
export async function answered(path: string, answers: readonly Answer[]): Promise<Answered> {
  const built = buildModel(path, (name) => readFileSync(name, 'utf8')).value!;
  const identity = {
    runId: '0123456789abcdef',
    modelHash: 'f'.repeat(64),
    inputsHash: 'e'.repeat(64),
    versions: { burnsheet: '0.1.0' },
  };
  const { grid: empty } = layOutModel(built.model, identity, ruleTable, answers);
  const stored = withEvaluator(empty, (evaluate) =>
    empty.scenarios.flatMap((_, at) => collectStoredNumbers(empty, at, evaluate(at))),
  );
  const grid = fillStoredRanges(empty, stored);
  const evaluation = withEvaluator(grid, (evaluate) => evaluate(0));
  const audit = (parts: Readonly<Record<string, Uint8Array>>) => ({
    texts: auditWrittenWorkbook(parts, identity.runId, () => '').texts,
  });
  const properties = { title: built.model.title, runId: identity.runId, date: '2000-01-01', audit };
  return { grid, evaluation, bytes: await writeWorkbook(grid, evaluation, properties) };
}

function withEvaluator<T>(grid: Grid, use: (evaluate: (scenario: number) => Evaluation) => T): T {
  const evaluator = makeEvaluator(grid);
  const result = use((scenario) => evaluator.evaluate(scenario));
  evaluator.close();
  return result;
}
