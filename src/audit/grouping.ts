/**
 * Equal changes beside each other as one. Takes findings; returns them in the same order, in which the cells of a row
 * that were changed alike are one range. Guarantee: no finding is lost: the counts add up to what entered.
 */
import { columnName, columnNumber } from '../grid/address.ts';
import { formulaTokens } from '../xlsx/read/formulaReferences.ts';
import type { FileValue } from '../xlsx/read/workbookFile.ts';
import { makeCopyTest } from './copies.ts';
import type { Finding } from './findings.ts';

/** A range of cells that were changed alike: `old` and `now` are those of its first cell. */
export interface FindingGroup extends Finding {
  /** How many findings it stands for. */
  readonly count: number;
  /** What the last cell holds now, if formulas were replaced by several values. */
  readonly last?: FileValue;
}

interface Cell {
  readonly prefix: string;
  readonly row: string;
  readonly column: number;
}

interface Open {
  readonly first: Finding;
  readonly start: Cell;
  readonly isAlike: (finding: Finding, column: number) => boolean;
  count: number;
  now: FileValue | undefined;
  isOne: boolean;
}

/** `groupFindings(findings)[0].place` is `Results!I13:CB13` where 72 formulas of a row were multiplied alike. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups: FindingGroup[] = [];
  let open: Open | undefined;
  const close = (): void => {
    if (open !== undefined) groups.push(groupOf(open));
    open = undefined;
  };
  for (const finding of findings) {
    const cell = cellOf(finding.place);
    if (open !== undefined && cell !== undefined && continues(open, finding, cell)) {
      open.count += 1;
      open.isOne &&= Object.is(plain(finding.now), plain(open.now)) || isFormula(finding.now);
      open.now = finding.now;
      continue;
    }
    close();
    if (cell === undefined) groups.push({ ...finding, count: 1 });
    else
      open = {
        first: finding,
        start: cell,
        isAlike: alike(finding, cell.column),
        count: 1,
        now: finding.now,
        isOne: true,
      };
  }
  close();
  return groups;
}

function cellOf(place: string): Cell | undefined {
  const [, prefix, letters, row] = /^(.*!)([A-Z]{1,3})(\d+)$/s.exec(place) ?? [];
  return prefix === undefined ? undefined : { prefix, row: row!, column: columnNumber(letters!) };
}

function continues({ first, start, count, isAlike }: Open, finding: Finding, { prefix, row, column }: Cell): boolean {
  const isNext = prefix === start.prefix && row === start.row && column === start.column + count;
  return isNext && finding.kind === first.kind && isAlike(finding, column);
}

function groupOf({ first, start, count, now, isOne }: Open): FindingGroup {
  if (count === 1) return { ...first, count };
  const place = `${first.place}:${columnName(start.column + count - 1)}${start.row}`;
  return { ...first, place, count, ...(isOne || now === undefined ? {} : { last: now }) };
}

const isFormula = (value: FileValue | undefined): value is string => typeof value === 'string' && value.startsWith('=');
const plain = (value: FileValue | undefined): unknown =>
  typeof value === 'object' && value !== null ? value.error : value;

/**
 * Formulas are alike as copies of each other. Values that replaced formulas may be any, all others have to be equal.
 */
function alike({ kind, old, now }: Finding, column: number): Open['isAlike'] {
  const [before, after] = [sameAs(old, column), sameAs(now, column)];
  const isReplaced = kind === 'formula-overwritten';
  return (other, at) => before(other.old, at) && (isReplaced ? !isFormula(other.now) : after(other.now, at));
}

function sameAs(value: FileValue | undefined, column: number): (other: FileValue | undefined, at: number) => boolean {
  if (!isFormula(value)) return (other) => Object.is(plain(other), plain(value));
  const isCopy = makeCopyTest(formulaTokens(value.slice(1)), column);
  return (other, at) => isFormula(other) && isCopy(other.slice(1), at);
}
