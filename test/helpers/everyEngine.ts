/**
 * Models through every engine: HyperFormula and the kernel, which a build compares bit for bit, forty digits, and
 * LibreOffice from the file alone. Enters model texts by name; leaves each built model and every cell in which one of
 * the engines differs. LibreOffice runs once for all of them.
 */
import { type Built, buildModel, judgeExactness } from '../../src/pipeline.ts';
import { disagreements } from './agreement.ts';
import { recalculateAll } from './libreoffice.ts';

export interface EveryEngine {
  readonly built: Built;
  /** Errors and warnings of the build, as `code: message`. */
  readonly said: readonly string[];
  /** `fortyDigits` names items, `libreOffice` names cells. */
  readonly fortyDigits: readonly string[];
  readonly libreOffice: readonly string[];
}

/** `(await everyEngine({ loan: text })).get('loan')!.libreOffice` is empty if LibreOffice agrees. */
export async function everyEngine(texts: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, EveryEngine>> {
  const models = Object.entries(texts).map(([name, text]) => [name, buildOne(name, text)] as const);
  const recalculated = await recalculateAll(await Promise.all(models.map(([, { built }]) => built.workbook())));
  return new Map(
    models.map(([name, { built, said }], at) => {
      const fortyDigits = judgeExactness(built.kernel.plan).diagnostics.map(({ message }) => message);
      const evaluation = built.evaluations.get(built.record.scenario)!;
      return [
        name,
        { built, said, fortyDigits, libreOffice: disagreements(built.grid, evaluation, recalculated[at]!) },
      ];
    }),
  );
}

function buildOne(name: string, text: string): { built: Built; said: readonly string[] } {
  const { value, diagnostics } = buildModel(`${name}.yaml`, (path) => (path === `${name}.yaml` ? text : undefined));
  const said = diagnostics.map(({ code, message }) => `${code}: ${message}`);
  if (value === undefined) throw new Error(`${name}: ${said.join('\n')}`);
  return { built: value, said };
}
