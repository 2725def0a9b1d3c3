/**
 * Models through every engine: HyperFormula and the kernel, which a build compares bit for bit, forty digits, and
 * LibreOffice from the file alone.
 */
import { type Built, buildModel, judgeExactness } from '../../src/pipeline.ts';
import { disagreements } from './agreement.ts';
import { recalculateAll } from './libreoffice.ts';

export interface EveryEngine {
  readonly built: Built;
  /** Errors and warnings of the build, as `code: message`. */
  readonly diagnostics: readonly string[];
  /** Items in which the doubles differ from forty digits. */
  readonly fortyDigits: readonly string[];
}

/** Builds a model from its text with all engines that need no other program. */
export function computeEverywhere(name: string, text: string): EveryEngine {
  const { value: built, diagnostics } = buildModel(`${name}.yaml`, (path) =>
    path === `${name}.yaml` ? text : undefined,
  );
  const lines = diagnostics.map(({ code, message }) => `${code}: ${message}`);
  if (built === undefined) throw new Error(`${name}: ${lines.join('\n')}`);
  const fortyDigits = judgeExactness(built.kernel.plan).diagnostics.map(({ message }) => message);
  return { built, diagnostics: lines, fortyDigits };
}

/** The cells of each model in which LibreOffice computes another value, in one run of LibreOffice. */
export async function libreOfficeDifferences(models: readonly Built[]): Promise<readonly (readonly string[])[]> {
  const recalculated = await recalculateAll(await Promise.all(models.map((model) => model.workbook())));
  return models.map(({ grid, evaluations, record }, at) =>
    disagreements(grid, evaluations.get(record.scenario)!, recalculated[at]!),
  );
}
