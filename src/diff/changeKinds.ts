/** The words for each kind of change, for every report of a comparison. */
import type { ChangeKind } from './diff.ts';

interface ChangeKindWords {
  /** The heading above changes of the kind. */
  readonly title: string;
  /** The noun for a count of one. */
  readonly one: string;
  /** The noun for any other count. */
  readonly several: string;
}

export const changeKindWords: Readonly<Record<ChangeKind, ChangeKindWords>> = {
  setting: { title: 'Run settings', one: 'run setting', several: 'run settings' },
  timeline: { title: 'Timeline', one: 'timeline change', several: 'timeline changes' },
  value: { title: 'Values', one: 'value', several: 'values' },
  revision: { title: 'Inactive revisions', one: 'inactive revision', several: 'inactive revisions' },
  actual: { title: 'Actuals', one: 'actual', several: 'actuals' },
  scenario: { title: 'Scenarios', one: 'scenario', several: 'scenarios' },
  table: { title: 'Tables', one: 'table', several: 'tables' },
  member: { title: 'Table members', one: 'table member', several: 'table members' },
  input: { title: 'Inputs', one: 'input', several: 'inputs' },
  item: { title: 'Line items', one: 'line item', several: 'line items' },
  formula: { title: 'Formulas', one: 'formula', several: 'formulas' },
  unit: { title: 'Units', one: 'unit', several: 'units' },
  choice: { title: 'Choice options', one: 'choice option', several: 'choice options' },
  check: { title: 'Checks', one: 'check', several: 'checks' },
  'tie-out': { title: 'Published figures', one: 'published figure', several: 'published figures' },
  source: { title: 'Sources', one: 'source', several: 'sources' },
  evidence: { title: 'Evidence for values', one: 'change in evidence', several: 'changes in evidence' },
  label: { title: 'Labels and layout', one: 'label or layout change', several: 'label or layout changes' },
  version: { title: 'Versions', one: 'version', several: 'versions' },
};

/** `3 values`, `1 timeline change`. */
export function countChanges(kind: ChangeKind, count: number): string {
  const { one, several } = changeKindWords[kind];
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
}
