/**
 * Random models: HyperFormula, the kernel, forty digits and LibreOffice compute the same. A case is a batch, for one
 * run of LibreOffice.
 */
import fc from 'fast-check';
import { evaluateExactly, exactDifferences } from '../../src/exact/compare.ts';
import { type Built, buildModel } from '../../src/pipeline.ts';
import { disagreements } from '../helpers/agreement.ts';
import { recalculateAll } from '../helpers/libreoffice.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import { type Fuzzer, type Judged, thrown } from './fuzzer.ts';

/** Models in a case. */
export const batchSize = 20;
/** Between doubles and forty digits, relative to the largest term that was added up. */
const bound = 1e-9;
/** What the last digit of a double decides: forty digits may decide otherwise, and no engine is wrong. */
const isDecided = /round|int\(|mod\(|lookup/;

/** The texts of a batch. Every second model has smooth formulas alone, which forty digits are compared with. */
export function batchOf(seed: number, number: number): string[] {
  const formulas = fc.sample(randomFormulas, { seed: (Math.imul(seed, 1_000_003) + number) | 0, numRuns: batchSize });
  return formulas.map((some, at) =>
    randomModelText(
      at % 2 === 0 ? some : some.map((each) => (isDecided.test(each) ? 'low * moving' : each)),
      `random_${at}`,
    ),
  );
}

/** What a random model may rightly be told: a result that only rounding decides is refused, and no engine is wrong. */
const accepted: ReadonlySet<string> = new Set(['error-value', 'check-failed', 'tie-out-failed', 'decided-by-rounding']);

/**
 * The built models by their place in the batch, and what is wrong with the others. A build compares HyperFormula with
 * the kernel.
 */
function buildAll(texts: readonly string[]): { readonly built: ReadonlyMap<number, Built>; readonly faults: string[] } {
  const built = new Map<number, Built>();
  const faults: string[] = [];
  for (const [at, text] of texts.entries()) {
    try {
      const { value, diagnostics } = buildModel('model.yaml', () => text);
      const refusals = diagnostics.filter(({ severity, code }) => severity === 'error' && !accepted.has(code));
      faults.push(...refusals.map(({ code, message }) => `model ${at}: ${code}: ${message}`));
      if (value !== undefined) built.set(at, value);
    } catch (error) {
      faults.push(`model ${at}: ${thrown(error)}`);
    }
  }
  return { built, faults };
}

/** Items in which doubles and forty digits differ by more than the bound. */
function inexact({ kernel, model }: Built): string[] {
  return model.scenarios.flatMap(({ id }, index) => {
    const cells = kernel.start(index);
    kernel.evaluate(cells);
    return exactDifferences(kernel.plan, cells, evaluateExactly(kernel.plan, index))
      .filter(({ relative }) => relative > bound)
      .map((one) => `${id} ${JSON.stringify(one)}`);
  });
}

/**
 * Whether a number is larger or smaller than any amount of money. LibreOffice calls a power that is too small for a
 * double an error, where Excel and the others give 0.
 */
function hasExtremes({ evaluations, record }: Built): boolean {
  const { sheets } = evaluations.get(record.scenario)!;
  const isExtreme = (value: unknown): boolean =>
    typeof value === 'number' && value !== 0 && (Math.abs(value) > 1e100 || Math.abs(value) < 1e-100);
  return [...sheets.values()].some((rows) => rows.some((cells) => cells.some(isExtreme)));
}

/** What is wrong with a batch of model texts; `isSmooth` says of which forty digits are asked. */
export async function judgeBatch(
  texts: readonly string[],
  isSmooth: (at: number) => boolean,
): Promise<readonly string[]> {
  const { built, faults } = buildAll(texts);
  for (const [at, one] of built)
    if (isSmooth(at)) faults.push(...inexact(one).map((words) => `model ${at}, forty digits: ${words}`));
  const compared = [...built].filter(([, one]) => !hasExtremes(one));
  const recalculated = await recalculateAll(await Promise.all(compared.map(([, one]) => one.workbook())));
  compared.forEach(([at, { grid, evaluations, record }], place) => {
    const off = disagreements(grid, evaluations.get(record.scenario)!, recalculated[place]!);
    faults.push(...off.slice(0, 5).map((words) => `model ${at}, LibreOffice: ${words}`));
  });
  return faults;
}

export const engines: Fuzzer = {
  title: 'random models',
  seconds: 120,
  run: async (seed, number): Promise<Judged> => {
    const texts = batchOf(seed, number);
    const faults = await judgeBatch(texts, (at) => at % 2 === 1);
    return {
      verdict: faults.length === 0 ? undefined : faults.join('\n'),
      ending: 'yaml',
      input: texts.join('\n# ---\n'),
    };
  },
};
