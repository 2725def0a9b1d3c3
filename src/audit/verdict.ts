/** The verdict of a rule on a workbook: its result, an explanation for the auditor, and the places concerned. */
import { cellPlace } from './sameFormula.ts';

/** A justified exception is a departure that has a reason: it is counted, and it is no pass. */
export type RuleOutcome = 'passes' | 'fails' | 'justified exception' | 'not applicable';

export interface RuleVerdict {
  readonly result: RuleOutcome;
  readonly detail: string;
  /** Every place that fails or is a justified exception: `Revenue!J14`. */
  readonly cells: readonly string[];
  /** How many places there are in all. */
  readonly count: number;
}

/** The places that a rule names, each counted once. */
export class Places {
  private readonly seen = new Set<string>();

  /** Two lists as one. */
  static of(first: Places, second: Places): Places {
    const both = new Places();
    for (const { seen } of [first, second]) for (const key of seen) both.seen.add(key);
    return both;
  }

  /** Every place, in the order in which they were found. */
  get cells(): readonly string[] {
    return [...this.seen];
  }

  get count(): number {
    return this.seen.size;
  }

  /** A cell by its sheet. */
  add(sheet: string, row: number, column: number): void {
    this.addName(cellPlace({ sheet, row, column }));
  }

  /** Anything else that has a name: a sheet, a part, a defined name. */
  addName(name: string): void {
    this.seen.add(name);
  }

  get some(): boolean {
    return this.count > 0;
  }
}

const none: Pick<RuleVerdict, 'cells' | 'count'> = { cells: [], count: 0 };
const placed = ({ cells, count }: Places): Pick<RuleVerdict, 'cells' | 'count'> => ({ cells, count });

export const passes = (detail: string): RuleVerdict => ({ result: 'passes', detail, ...none });
export const notApplicable = (detail: string): RuleVerdict => ({ result: 'not applicable', detail, ...none });
export const fails = (detail: string, places: Places): RuleVerdict => ({ result: 'fails', detail, ...placed(places) });
export const justified = (detail: string, places: Places = new Places()): RuleVerdict => ({
  result: 'justified exception',
  detail,
  ...placed(places),
});

/** The first places as a list: `Revenue!J14, Revenue!J15 and 3 more`. */
export function listPlaces({ cells, count }: Places, most = 3): string {
  const shown = cells.slice(0, most);
  return count > shown.length
    ? `${shown.join(', ')} and ${(count - shown.length).toLocaleString('en-US')} more`
    : shown.join(', ');
}
