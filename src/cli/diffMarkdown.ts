/**
 * A comparison for a pull request. Enters a comparison; leaves Markdown. Guarantee: no text of a model file is read as markup; what is long is folded.
 */
import type { Change, Explanation, Part, RunDiff } from '../diff/diff.ts';
import { counted, valueWords } from '../question/words.ts';
import type { Compared } from './diffCompared.ts';
import {
  type ChangesByKey,
  cellsByColumn,
  changeOf,
  changesByKey,
  changesByKind,
  changeWords,
  differenceWords,
  effective,
  errorWords,
  movedWords,
  moveWords,
  rangeWords,
  reasonWords,
  sideWords,
  sumOfParts,
  verdictWords,
} from './diffWords.ts';
import { plain } from './format.ts';

/** Rows of movements that stand there before the rest is counted. */
const movementsMost = 200;

/** The report. */
export function diffMarkdown(compared: Compared): string {
  const { diff, explanations } = compared;
  const byKey = changesByKey(diff);
  const sections = [
    `## ${escaped(diff.new.title)}: what changed`,
    `* old: \`${coded(diff.old.name)}\` (${escaped(sideWords(diff.old))})\n* new: \`${coded(diff.new.name)}\` (${escaped(sideWords(diff.new))})`,
    `**${escaped(verdictWords(diff))}**`,
    headlines(compared),
    ...explanations.map((one) => explained(one, byKey)),
    changes(diff),
    movements(compared),
    verdicts(diff),
    divergences(diff),
    otherScenarios(diff),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** A text in which nothing is markup: `escaped('a|b')` is `a\\|b`. */
export function escaped(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
    .replaceAll('@', '&#64;');
}

const coded = (text: string): string => plain(text).replaceAll('`', "'");

function table(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at < texts ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function headlines(compared: Compared): string {
  const moving = compared.diff.headlines.filter(({ importance }) => importance > 0);
  if (moving.length === 0) return '';
  const { rows: all, columns } = cellsByColumn(compared, moving);
  const rows = all.map(({ movement: { label, unit }, at }) => [
    escaped(label),
    ...columns.map((column) => {
      const cell = at(column);
      if (cell === undefined) return '';
      const now = escaped(valueWords(cell.new, unit));
      return cell.old === cell.new ? now : `${now}<br>${escaped(moveWords(cell, unit))}`;
    }),
  ]);
  return `### Headline results\n\n${table(['', ...columns], rows)}`;
}

function explained(explanation: Explanation, byKey: ChangesByKey): string {
  const { label, unit, old, new: current, difference, parts, statements } = explanation;
  const heading = `### Why ${escaped(label)} moved${difference === null ? '' : `: ${valueWords(old, unit)} → ${valueWords(current, unit)} (${differenceWords(difference, unit)})`}`;
  const rows = effective(parts).map((part) => partRow(part, unit, byKey));
  const sum = ['**Sum of all parts**', `**${differenceWords(sumOfParts(explanation), unit)}**`, '', '', ''];
  const said = statements.map((statement) => `* ${escaped(statement)}`).join('\n');
  const head = ['Part', 'Amount', 'Least to most', 'Change', 'Reason and source'];
  const body = rows.length === 0 ? '' : `${table(head, [...rows, sum])}\n\n`;
  return `${heading}\n\n${body}${said}`;
}

function partRow(part: Part, unit: string, byKey: ChangesByKey): readonly string[] {
  const change = changeOf(part, byKey);
  const made = part.parts.map((one) => `${one.label} ${differenceWords(one.amount, unit)}`).join('; ');
  return [
    escaped(part.label),
    `${differenceWords(part.amount, unit)}${errorWords(part, unit)}`,
    rangeWords(part, unit),
    escaped(change === undefined ? made : changeWords(change)),
    change === undefined ? '' : escaped(reasonWords(change)),
  ];
}

function changes(diff: RunDiff): string {
  const parts = changesByKind(diff).map(({ title, some }) => {
    const rows = some.map((change) => [`\`${coded(change.id)}\``, escaped(change.label), changeCell(change), escaped(reasonWords(change))]);
    return folded(`${title}: ${some.length}`, table(['Name', 'Label', 'Change', 'Reason and source'], rows, 4));
  });
  return parts.length === 0 ? '' : `### Changes\n\n${parts.join('\n\n')}`;
}

function changeCell(change: Change): string {
  if (change.formula === null) return escaped(changeWords(change));
  const side = (parts: NonNullable<Change['formula']>['old']): string =>
    parts.map(({ text, isChanged }) => (isChanged && text !== '' ? `**${escaped(text)}**` : escaped(text))).join(' ');
  return `${side(change.formula.old)}<br>→ ${side(change.formula.new)}`;
}

function movements({ diff }: Compared): string {
  const all = diff.movements;
  if (all.length === 0) return '';
  const rows = all
    .slice(0, movementsMost)
    .map(({ name, label, unit, most }) => [
      `\`${coded(name)}\``,
      escaped(label),
      most.period,
      escaped(valueWords(most.old, unit)),
      escaped(valueWords(most.new, unit)),
      escaped(moveWords(most, unit)),
    ]);
  const rest = all.length > movementsMost ? `\n\n${counted(all.length - movementsMost, 'more row')} moved.` : '';
  return folded(`${counted(all.length, 'row')} moved`, `${table(['Name', 'Label', 'In', 'Old', 'New', 'Change'], rows, 3)}${rest}`);
}

function verdicts({ verdicts: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ kind, id, label, old, new: current, detail }) => [
    kind,
    `\`${coded(id)}\``,
    escaped(label),
    `${old} → ${current}`,
    escaped(detail),
  ]);
  return `### Checks and published figures that came out otherwise\n\n${table(['Kind', 'Id', 'Label', 'State', 'Detail'], rows, 5)}`;
}

function divergences({ divergences: all }: RunDiff): string {
  if (all.length === 0) return '';
  const lines = all.map(
    ({ name, place, because }) =>
      `* \`${coded(name)}\` (${escaped(place)})${because.length === 0 ? '' : `, by ${because.map((key) => `\`${coded(key)}\``).join(', ')}`}`,
  );
  return `### Where the runs part first\n\n${lines.join('\n')}`;
}

function otherScenarios({ otherScenarios: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ title, moved, most }) => [escaped(title), String(moved), most === null ? '' : escaped(movedWords(most))]);
  return folded('In the other scenarios', table(['Scenario', 'Rows moved', 'Most'], rows, 1));
}
