/**
 * The mutation proof: an input is changed in the file, LibreOffice recalculates the file, and every line item must be
 * what burnsheet computes when it runs with `--set`. Only inputs that change a result count.
 */
import { Decimal } from 'decimal.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnName } from '../../src/grid/address.ts';
import type { Model, Row } from '../../src/model/model.ts';
import { checkModel } from '../../src/pipeline.ts';
import type { RecordSeries } from '../../src/record/record.ts';
import { makeEvaluator } from '../../src/run/fromGrid.ts';
import { recordScenario } from '../../src/run/recordFromEvaluation.ts';
import type { CellValue, Evaluation } from '../../src/run/run.ts';
import { columns } from '../../src/sheets/layoutContext.ts';
import { type Layout, layOutModel } from '../../src/sheets/model/fromModel.ts';
import { parseLiteral } from '../../src/values/literal.ts';
import { writeWorkbook } from '../../src/xlsx/write/fromRun.ts';
import { isClose } from './agreement.ts';
import { addressOf, editSheet, setCell, setText } from './edited.ts';
import { recalculateAll } from './libreoffice.ts';
import { errorLines } from './models.ts';
import { readFile } from './projectModels.ts';
import type { ReadSheet } from './readSheets.ts';

/** Workbooks that LibreOffice is given at once. */
const batchSize = 40;
const identity = { runId: '0000000000000000', modelHash: '', inputsHash: '', versions: {} };

interface Run {
  readonly model: Model;
  readonly layout: Layout;
  readonly evaluation: Evaluation;
  readonly series: readonly RecordSeries[];
}

/** The first scenario of a model, with other values for some inputs. */
function run(path: string, set: readonly { key: string; value: string }[] = []): Run {
  const { value: model, diagnostics } = checkModel(path, readFile, { set });
  if (model === undefined) throw new Error(`${JSON.stringify(set)}: ${errorLines(diagnostics).join('\n')}`);
  const layout = layOutModel(model, identity);
  const evaluator = makeEvaluator(layout.grid);
  const evaluation = evaluator.evaluate(0);
  evaluator.close();
  return { model, layout, evaluation, series: recordScenario(model, layout, evaluation).series };
}

interface Mutation {
  readonly row: Row;
  readonly key: string;
  /** As `--set` takes it, and as the cell holds it. */
  readonly value: string;
  readonly cell: number | string;
}

function keyOf({ quantity, members }: Row): string {
  const at = quantity.id.lastIndexOf('.');
  const isColumn = at !== -1 && quantity.tables.length > 0 && quantity.id.slice(0, at) === quantity.tables[0]!.id;
  return isColumn
    ? [quantity.id.slice(0, at), ...members, quantity.id.slice(at + 1)].join('.')
    : [quantity.id, ...members].join('.');
}

function dateText(serial: number): string {
  return new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
}

/** Another value of the same kind: inside the range where the model states one. */
function mutationOf(row: Row): Mutation | undefined {
  const { type, structural } = row.quantity;
  const first = row.values![0]!;
  const before = first.constant ?? first.series!.find((amount) => amount !== undefined)!;
  const made = (value: string, cell: number | string): Mutation => ({ row, key: keyOf(row), value, cell });
  if (structural || type.kind === 'member') return undefined;
  if (type.kind === 'choice') {
    const other = type.options.find((option) => option !== before);
    return other === undefined ? undefined : made(other, other);
  }
  if (typeof before !== 'number') return undefined;
  if (type.kind === 'flag') return made(before === 0 ? 'true' : 'false', 1 - before);
  if (type.kind === 'date') return made(dateText(before + 31), before + 31);
  const amount = otherAmount(new Decimal(before), first.provenance.range, type.unit.powers.size === 0);
  const { text } = type.unit;
  const written = text.startsWith('%') ? `${amount.times(100).toFixed()}${text}` : `${amount.toFixed()} ${text}`;
  return made(text === '1' ? amount.toFixed() : written, amount.toNumber());
}

function otherAmount(before: Decimal, range: { low: string; high: string } | undefined, isShare: boolean): Decimal {
  const ends = range === undefined ? [] : [range.high, range.low].map((text) => parseLiteral(text)!.amount);
  const end = ends.find((one) => !one.eq(before));
  if (end !== undefined) return new Decimal(before.plus(end).div(2).toPrecision(12));
  if (before.isZero()) return new Decimal(isShare ? '0.07' : '1000000');
  return before.isInteger() && before.abs().lt(1000)
    ? before.plus(1)
    : new Decimal(before.times('1.07').toPrecision(12));
}

/** Whether a report line moves by more than a hundredth of a per cent. */
function isMaterial(base: Run, mutated: Run): boolean {
  const shown = ({ years, values }: RecordSeries) => (years.length > 0 ? years : values);
  const after = new Map(
    mutated.series.map((series) => [`${series.id}/${series.members.join('/')}`, shown(series)] as const),
  );
  return base.series.some((series) => {
    if (series.kind !== 'item') return false;
    const other = after.get(`${series.id}/${series.members.join('/')}`)!;
    return shown(series).some((value, at) => {
      const now = other[at];
      return typeof value === 'number' && typeof now === 'number' && Math.abs(now - value) > 1e-4 * Math.abs(value);
    });
  });
}

/** The workbook with the input changed in the column or the row of the first scenario. */
function mutate(workbook: Uint8Array, { row, cell }: Mutation, { layout, model }: Run): Uint8Array {
  const { sheet, row: at, time } = layout.positions.get(row)!;
  if (time === 'scalar') {
    const address = `${columnName(columns.openings)}${at + 1}`;
    return typeof cell === 'string'
      ? setText(workbook, sheet, address, cell)
      : setCell(workbook, sheet, address, `<v>${cell}</v>`);
  }
  const varies = row.quantity.rows.some(({ values }) => values!.some((one, index) => index > 0 && !one.inherited));
  const id = [row.quantity.id, ...row.members].join('.');
  const line = varies ? addressOf(workbook, sheet, `${id} (${model.scenarios[0]!.id})`, '') : `${at + 1}`;
  return setRow(workbook, sheet, line, layout.firstColumn + model.timeline.periods.length, cell as number);
}

function setRow(workbook: Uint8Array, sheet: string, line: string, end: number, amount: number): Uint8Array {
  const numbers = new Set(Array.from({ length: end - columns.openings }, (_, at) => columnName(columns.openings + at)));
  return editSheet(workbook, sheet, (xml) =>
    xml.replace(
      new RegExp(`(<row r="${line}"[^>]*>)(.*?)(</row>)`),
      (_, open: string, cells: string, close: string) => {
        const edited = cells.replace(/<c r="([A-Z]+)\d+"[^>]*><v>[^<]*<\/v><\/c>/g, (whole, letters: string) =>
          numbers.has(letters) ? whole.replace(/<v>[^<]*<\/v>/, `<v>${amount}</v>`) : whole,
        );
        return open + edited + close;
      },
    ),
  );
}

/** Line items in which the recalculated file differs from the rerun. */
function differences(base: Run, rerun: Run, sheets: readonly ReadSheet[]): string[] {
  const items = base.model.sheets.flatMap((sheet) =>
    sheet.sections.flatMap((section) => section.items.flatMap(({ rows }) => rows)),
  );
  const expected = new Map(
    rerun.series.map((series) => [`${series.id}/${series.members.join('/')}`, series.values] as const),
  );
  return items.flatMap((row) => {
    const { sheet, row: at, time } = base.layout.positions.get(row)!;
    const cells = sheets.find(({ name }) => name === sheet)!.rows[at]!;
    const from = time === 'scalar' ? columns.constant : base.layout.firstColumn;
    const values = expected.get(`${row.quantity.id}/${row.members.join('/')}`)!;
    const scale = values.reduce<number>(
      (most, value) => (typeof value === 'number' ? Math.max(most, Math.abs(value)) : most),
      1e6,
    );
    const off = values.findIndex((value, index) => !agrees(value, cells[from + index]?.value, scale));
    return off === -1
      ? []
      : [
          `${row.quantity.id}.${row.members.join('.')}: ${values[off]} against ${JSON.stringify(cells[from + off]?.value)}`,
        ];
  });
}

function agrees(ours: number | string | null, theirs: CellValue | undefined, scale: number): boolean {
  const plain = typeof theirs === 'boolean' ? Number(theirs) : theirs;
  return typeof ours === 'number' ? typeof plain === 'number' && isClose(ours, plain, scale) : true;
}

/** Every so many of a list, so that few stand for all of it. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
}

/** Tests up to `sampleSize` inputs of a model file, spread over the model. */
export function testMutations(path: string, sampleSize: number): void {
  describe(path, { tags: ['libreoffice'] }, () => {
    let proved: readonly { readonly mutation: Mutation; readonly off: readonly string[] }[] = [];
    let candidates = 0;

    beforeAll(async () => {
      const base = run(path);
      const workbook = await writeWorkbook(base.layout.grid, base.evaluation, {
        title: base.model.title,
        runId: identity.runId,
        date: '2026-01-01',
      });
      const mutations = base.model.inputs.flatMap(({ rows }) => rows.flatMap((row) => mutationOf(row) ?? []));
      candidates = mutations.length;
      // Twice as many are tried as are wanted, because some change no report line.
      const tried = spread(mutations, sampleSize * 2);
      const material: { readonly mutation: Mutation; readonly rerun: Run }[] = [];
      for (const mutation of tried) {
        if (material.length === sampleSize) break;
        const rerun = run(path, [{ key: mutation.key, value: mutation.value }]);
        if (isMaterial(base, rerun)) material.push({ mutation, rerun });
      }
      for (let at = 0; at < material.length; at += batchSize) {
        const batch = material.slice(at, at + batchSize);
        const recalculated = await recalculateAll(batch.map(({ mutation }) => mutate(workbook, mutation, base)));
        proved = [
          ...proved,
          ...batch.map(({ mutation, rerun }, index) => ({
            mutation,
            off: differences(base, rerun, recalculated[index]!),
          })),
        ];
      }
      process.stdout.write(`${path}: ${proved.length} inputs proved of ${candidates}\n`);
    }, 3_600_000);

    it('gives in LibreOffice, with an input changed in the file, what burnsheet gives with --set', () => {
      const wrong = proved.filter(({ off }) => off.length > 0);
      expect(
        wrong.map(({ mutation, off }) => `${mutation.key}=${mutation.value}: ${off.slice(0, 3).join('; ')}`),
      ).toEqual([]);
    });

    it('has inputs that matter', () => {
      expect(candidates).toBeGreaterThan(0);
      expect(proved.length).toBeGreaterThan(Math.min(candidates, 3) - 1);
    });
  });
}
