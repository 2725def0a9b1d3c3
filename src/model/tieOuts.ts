/**
 * Tie-outs and expected answers: the formula of each, its published figure, and the scenarios in which it is judged.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Entries, Located, Source, TieOutSource } from '../source/source.ts';
import type { Binder } from './binding/binder.ts';
import { asValueType } from './binding/declaredUnit.ts';
import { type AsOf, citedSourceProblem, isLater, knownDateProblem } from './inputs/asOf.ts';
import { readScalar } from './inputs/scalars.ts';
import type { Row, TieOut } from './model.ts';
import { prefixedLabel, type Registry } from './registry.ts';
import { readFigureTolerance, readJudgedScenarios, readMiss } from './toleranceAndMisses.ts';

/** Published figures and expected answers name sources that the model cites, and days on which they became known. */
export function checkCitations(source: Source, registry: Registry): never[] {
  const sources = new Set(source.sources.keys());
  for (const { value } of [...source.tieOuts.values(), ...source.expect.values()])
    registry.diagnostics.push(...citedSourceProblem(value.source, sources), ...knownDateProblem(value.known));
  return [];
}

/** The context in which figures are bound and judged. */
interface FigureContext {
  readonly asOf: AsOf;
  /** Ids of the scenarios of the file, and of the whole model. */
  readonly scenarios: { readonly own: readonly string[]; readonly all: readonly string[] };
  readonly binder: Binder;
  readonly registry: Registry;
}

export function bindTieOuts(entries: Entries<TieOutSource>, kind: TieOut['kind'], context: FigureContext): TieOut[] {
  return [...entries].flatMap(([id, { value }]) => bindTieOut(id, value, kind, context) ?? []);
}

function bindTieOut(
  id: string,
  source: TieOutSource,
  kind: TieOut['kind'],
  { asOf, scenarios, binder, registry }: FigureContext,
): TieOut | undefined {
  const { scope } = asOf;
  const judged = readJudgedScenarios(scope + id, source, scenarios, registry);
  const bound = binder.bindText(source.formula, scope);
  const misses = readMiss(source, asOf, registry);
  if (bound === undefined) return undefined;
  if (bound.time === 'series') {
    registry.diagnostics.push(
      problem(
        'wrong-arguments',
        source.formula.span,
        `'${scope}${id}' compares one figure, but the formula has one value per period`,
        {
          hint: seriesHint(source.formula, binder),
        },
      ),
    );
    return undefined;
  }
  if (bound.type.kind === 'unknown') return undefined;
  const type = asValueType(bound.type);
  const expect = readScalar(source.expect, type, registry);
  const tolerance = readFigureTolerance(source.tolerance, type, registry);
  if (expect === undefined || typeof expect === 'string' || tolerance === undefined || judged === undefined)
    return undefined;
  return {
    id: scope + id,
    label: prefixedLabel(source.label?.text ?? id.replaceAll('_', ' '), scope, registry),
    formulaText: source.formula.text.trim(),
    formula: source.formula,
    kind,
    value: bound.expression,
    type,
    expect: expect.toNumber(),
    expectText: source.expect.text,
    tolerance: tolerance.amount,
    relative: tolerance.relative,
    source: source.source === undefined ? undefined : scope + source.source.text,
    known: source.known?.text,
    // An answer that was worked out by hand is true on every day.
    isLater: kind === 'tie-out' && isLater(source, asOf),
    scenarios: judged,
    asOf: asOf.known?.text,
    note: source.note?.text,
    misses,
    calibrated: [],
  };
}

/** How a figure names its year or its period, with the name of the item where the formula is one. */
function seriesHint(formula: Located, binder: Binder): string {
  const node = binder.parse(formula);
  const name = node?.kind === 'name' && node.selectors.length === 0 ? node.name : 'x';
  return `write ${name}@2026 for the year as in the reports, or ${name}[2026-03] for one period`;
}

/** Tie-outs with the inputs that were solved so that they hold, in one of the scenarios in which they are judged. */
export function withCalibrated(
  tieOuts: readonly TieOut[],
  { inputs }: Registry,
  scenarios: readonly string[],
): TieOut[] {
  const rows = [...inputs.values()].flatMap(({ quantity }) => quantity.rows);
  const calibrated = scenarios.map((_, index) => rowsByTieOut(rows, index));
  return tieOuts.map((tieOut) => {
    const judged = scenarios.flatMap((id, index) =>
      tieOut.scenarios.includes(id) ? (calibrated[index]!.get(tieOut.id) ?? []) : [],
    );
    return { ...tieOut, calibrated: tieOut.kind === 'tie-out' ? [...new Set(judged)] : [] };
  });
}

/** The rows whose value in a scenario was calibrated to each tie-out. */
function rowsByTieOut(rows: readonly Row[], scenario: number): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const { provenance, earlier } = row.values?.[scenario] ?? { provenance: undefined, earlier: [] };
    const ids = [...earlier.map((one) => one.provenance), ...(provenance === undefined ? [] : [provenance])].flatMap(
      (from) => from.calibratedTo,
    );
    for (const id of new Set(ids)) found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}
