/**
 * The switches of a workbook: with each scenario, and each option of each choice, written into its cell, LibreOffice
 * must compute from the formulas of the file alone what burnsheet computes for that scenario and option, in every cell.
 * Of a column of a table, whose rows share one formula, one row is switched. The choices of an included model are
 * switched in its own workbook. Where options and scenarios make too many pairs, each option meets another scenario.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { columnName } from '../../src/grid/address.ts';
import type { Row } from '../../src/model/model.ts';
import { type Built, checkModel, evaluateScenario } from '../../src/pipeline.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import { columns } from '../../src/sheets/layoutContext.ts';
import { tieOutColumns, tieOutsSheet } from '../../src/sheets/model/checkSheets.ts';
import { layOutModel } from '../../src/sheets/model/fromModel.ts';
import { loadSource } from '../../src/source/loadSource.ts';
import { disagreements } from './agreement.ts';
import { setText } from './edited.ts';
import { recalculateAll } from './libreoffice.ts';
import { errorLines } from './models.ts';
import { buildFile, readFile } from './projectModels.ts';
import type { ReadSheet } from './readSheets.ts';

/** A workbook with its switches set, and what burnsheet computes for them. */
interface Setting {
  readonly name: string;
  readonly workbook: Uint8Array;
  readonly grid: Built['grid'];
  readonly evaluation: Evaluation;
}

function cellOf(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}

function withScenario({ grid }: Built, workbook: Uint8Array, scenario: string): Uint8Array {
  const { sheet, row, column } = grid.scenarioCell;
  return grid.scenarios[0] === scenario ? workbook : setText(workbook, sheet, cellOf(row, column), scenario);
}

/** Pairs of an option and a scenario beyond which each option is tried in one scenario alone. */
const mostPairs = 60;

/** Rows whose option can be chosen in the workbook, with the options that are not chosen. */
function choices(
  { model }: Built,
  included: readonly string[],
): readonly { readonly row: Row; readonly option: string }[] {
  return model.inputs.flatMap(({ id, type, rows, structural, tables }) => {
    if (type.kind !== 'choice' || structural || included.some((prefix) => id.startsWith(`${prefix}.`))) return [];
    return (tables.length > 0 ? rows.slice(0, 1) : rows).flatMap((row) =>
      type.options.filter((option) => row.values![0]!.constant !== option).map((option) => ({ row, option })),
    );
  });
}

function setKey({ quantity, members }: Row): string {
  return members.length === 0
    ? quantity.id
    : [quantity.id.split('.')[0], ...members, quantity.id.split('.')[1]].join('.');
}

/** The prefixes of the models that a file includes. */
function includedIn(path: string): readonly string[] {
  return [...loadSource(path, readFile).value!.includes.keys()];
}

/** The model with another option, evaluated by scenario without anything that the workbook needs. */
function evaluatorWith(path: string, set: { key: string; value: string }) {
  const { value: model, diagnostics } = checkModel(path, readFile, { set: [set] });
  if (model === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  const { grid } = layOutModel(model, { runId: '', modelHash: '', inputsHash: '', versions: {} });
  return { grid, evaluator: makeEvaluator(grid) };
}

async function settingsOf(path: string, base: Built, workbook: Uint8Array): Promise<Setting[]> {
  const settings: Setting[] = [];
  const { scenarios } = base.grid;
  const included = includedIn(path);
  for (const scenario of included.length === 0 ? scenarios : scenarios.filter((_, at) => at % 4 === 0)) {
    const evaluation = evaluateScenario(base, scenario);
    settings.push({ name: scenario, workbook: withScenario(base, workbook, scenario), grid: base.grid, evaluation });
  }
  const switched = choices(base, included);
  const isFew = switched.length * scenarios.length <= mostPairs;
  for (const [at, { row, option }] of switched.entries()) {
    const { sheet, row: line } = base.layout.positions.get(row)!;
    const chosen = setText(workbook, sheet, cellOf(line, columns.openings), option);
    const other = evaluatorWith(path, { key: setKey(row), value: option });
    for (const scenario of isFew ? scenarios : [scenarios[(at + 1) % scenarios.length]!]) {
      const name = `${setKey(row)} = ${option}, ${scenario}`;
      const evaluation = other.evaluator.evaluate(scenarios.indexOf(scenario));
      settings.push({ name, workbook: withScenario(base, chosen, scenario), grid: other.grid, evaluation });
    }
    other.evaluator.close();
  }
  return settings;
}

/**
 * Results stored for other options stay in the file, and what compares with them says so; Contents counts lines of
 * About, which only a whole build has. Everything else follows the switches.
 */

const keptSheets = new Set(['Scenarios', 'Cover', 'Contents']);

/**
 * Of a figure that is judged in the scenario in force all but what was stored; of another one, which shows what was
 * stored, the live value alone.
 */
function liveFigures(cells: readonly CellValue[], scenario: string): readonly CellValue[] {
  const isInForce = cells[tieOutColumns.scenario] === scenario;
  return cells.map((cell, column) =>
    column < tieOutColumns.stored || (isInForce && column > tieOutColumns.stored) ? cell : null,
  );
}

function differences({ grid, evaluation, name }: Setting, recalculated: readonly ReadSheet[]): string[] {
  if (!name.includes(' = ')) return disagreements(grid, evaluation, recalculated);
  const scenario = name.slice(name.lastIndexOf(', ') + 2);
  const sheets = new Map(
    [...evaluation.sheets]
      .filter(([sheet]) => !keptSheets.has(sheet))
      .map(([sheet, rows]) => [
        sheet,
        sheet === tieOutsSheet ? rows.map((cells) => liveFigures(cells, scenario)) : rows,
      ]),
  );
  return disagreements(grid, { ...evaluation, sheets }, recalculated);
}

/** Tests the switches of one model file. */
export function testSwitches(path: string): void {
  describe(path, { tags: ['libreoffice'] }, () => {
    let base: Built;
    let settings: readonly Setting[] = [];
    let recalculated: readonly (readonly ReadSheet[])[] = [];

    beforeAll(async () => {
      base = buildFile(path);
      settings = await settingsOf(path, base, await base.workbook());
      recalculated = await recalculateAll(settings.map(({ workbook }) => workbook));
    });

    it('gives in LibreOffice what burnsheet gives, for every scenario and every option', () => {
      const off = settings.map((setting, at) => ({
        name: setting.name,
        cells: differences(setting, recalculated[at]!).slice(0, 5),
      }));
      expect(off.filter(({ cells }) => cells.length > 0)).toEqual([]);
    });

    it('was recalculated and not only read: the scenarios differ from each other', () => {
      const values = (sheets: readonly ReadSheet[]) =>
        JSON.stringify(sheets.find(({ name }) => name === 'Annual' || name === 'Timeline')!.rows);
      const scenarios = settings.filter(({ name }) => !name.includes(' = '));
      const annual = scenarios.map((_, at) => values(recalculated[at]!));
      if (base.layout.years.labels.length > 0) expect(new Set(annual).size).toBe(scenarios.length);
    });
  });
}
