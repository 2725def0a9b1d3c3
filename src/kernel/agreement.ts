/**
 * Whether a spreadsheet engine and the kernel agree. Input: cells of the kernel, and the value of the engine for each.
 * Output: every cell in which they differ. Guarantee: numbers are compared bit by bit, except for the sign of zero,
 * which no spreadsheet shows.
 */
import type { Row } from '../model/model.ts';
import { lineName, positionName } from '../plan/names.ts';
import type { Line, Plan } from '../plan/plan.ts';
import type { Cells } from './kernel.ts';

/** The value of a cell in an engine: a number, a text, an error, or nothing. */
export type EngineValue = number | string | boolean | { readonly error: string } | null | undefined;

/** Formulas that are asked for one run have no cell in a workbook. */
type ComparedKind = Exclude<Line['kind'], 'probe'> | 'input';

/** A line of the model in the engine: position 0 is the first period, negative ones are openings. */
export type EngineCells = (
  line: { readonly kind: ComparedKind; readonly id: string; readonly row?: Row },
  position: number,
) => EngineValue;

export interface Disagreement {
  /** The item with its members, or the check or tie-out. */
  readonly id: string;
  readonly kind: ComparedKind;
  /** `2026-03`, `2027`, `the opening`; empty for what has one value. */
  readonly period: string;
  readonly kernel: number;
  readonly engine: EngineValue;
}

/** Every cell that the two have otherwise, and how many were compared. */
export function findEngineDisagreements(
  plan: Plan,
  cells: Cells,
  engine: EngineCells,
): { compared: number; disagreements: Disagreement[] } {
  const disagreements: Disagreement[] = [];
  let compared = 0;
  const compare = (line: Compared, position: number): void => {
    compared += 1;
    const kernel = cells[line.slot + position]!;
    const other = engine(line, position);
    if (!isSame(kernel, numberOf(other, plan)))
      disagreements.push({
        id: lineName(line),
        kind: line.kind,
        period: positionName(line, position, plan),
        kernel,
        engine: other,
      });
  };
  for (const line of [...inputLines(plan), ...plan.groups.flatMap(({ lines }) => lines).filter(isCompared)])
    for (let position = line.from; position < line.to; position += 1) compare(line, position);
  return { compared, disagreements };
}

/** `revenue.pro in 2026-03: 1.5 by HyperFormula, 1.25 by the kernel`. */
export function describeDisagreement({ id, kind, period, engine, kernel }: Disagreement): string {
  const other = typeof engine === 'object' && engine !== null ? engine.error : String(engine ?? 'nothing');
  const what = kind === 'item' || kind === 'input' ? id : `${id} (${kind})`;
  return (
    `${what}${period === '' ? '' : ` in ${period}`}: ${other} by HyperFormula, ` +
    `${Number.isNaN(kernel) ? 'an error' : kernel} by the kernel`
  );
}

interface Compared extends Pick<Line, 'id' | 'row' | 'time' | 'axis' | 'slot' | 'from' | 'to'> {
  readonly kind: ComparedKind;
}

const isCompared = (line: Line): line is Line & Compared => line.kind !== 'probe';

/** Inputs as the engine has them, from the first period with a value. */
function inputLines({ model, rowCells }: Plan): Compared[] {
  return model.inputs.flatMap(({ rows, id, time }) =>
    rows.map((row): Compared => {
      const first = row.values![0]!.series?.findIndex((value) => value !== undefined) ?? 0;
      const from = time === 'scalar' ? 0 : Math.max(0, first) - model.openings;
      return {
        kind: 'input',
        id,
        row,
        time,
        axis: 'periods',
        slot: rowCells.get(row)!.slot,
        from,
        to: time === 'scalar' ? 1 : model.timeline.periods.length,
      };
    }),
  );
}

const isSame = (one: number, other: number): boolean => one === other || (Number.isNaN(one) && Number.isNaN(other));

/** A value of the engine in the terms of the kernel: an error and an empty cell are NaN. */
function numberOf(value: EngineValue, { texts }: Plan): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' ? (texts.get(value.toLowerCase()) ?? Number.NaN) : Number.NaN;
}
