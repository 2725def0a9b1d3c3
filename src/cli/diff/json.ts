/**
 * A comparison for programs. Takes a comparison; returns the content of its JSON document. Guarantee: numbers are as
 * computed, never rounded.
 */
import type { ColumnKind, Movement } from '../../diff/diff.ts';
import { movedCells } from '../../diff/movements.ts';
import { type ComparisonReport, hasNoDifference } from './comparisonReport.ts';

/** The document, apart from the exit code and the problems. */
export function jsonContent(comparison: ComparisonReport): object {
  const { diff, explanations, by } = comparison;
  const { old, new: current, tolerance, changes, verdicts, divergences, otherScenarios, compared } = diff;
  const labels = (kind: ColumnKind): string[] => diff.columns[kind].map(({ label }) => label);
  const row = (movement: Movement): object => {
    const { oldSeries: _old, newSeries: _new, ...said } = movement;
    return {
      ...said,
      cells: movedCells(movement, by, diff).filter(({ old, new: now, difference }) => old !== now && difference !== 0),
    };
  };
  return {
    old,
    new: current,
    tolerance,
    by,
    isEmpty: hasNoDifference(comparison),
    compared,
    years: labels('year'),
    quarters: labels('quarter'),
    periods: labels('period'),
    changes,
    headlines: diff.headlines.map(row),
    movements: diff.movements.map(row),
    verdicts,
    divergences,
    otherScenarios,
    explanations,
  };
}
