/**
 * A comparison for a pull request. Takes a comparison; returns Markdown. Guarantee: no text of a model file is read as
 * markup; long parts are folded.
 */
import type { Change, Explanation, Part, RunDiff, SideSummary } from '../../diff/diff.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { markdownTable } from '../../values/markdownTable.ts';
import { escapeMarkdown, stripControls } from '../io/format.ts';
import {
  type Amounts,
  addsUp,
  amountsOf,
  describeOutcome,
  formatError,
  formatRange,
  formatSides,
  roundingNote,
} from './amounts.ts';
import type { ComparisonReport } from './comparisonReport.ts';
import { type HeadlineCell, type HeadlineRow, makeHeadlineTable } from './headlines.ts';
import {
  type ChangesByKey,
  changeOf,
  changesByKey,
  changesByKind,
  describeChange,
  describeComparison,
  describeMovement,
  describeReason,
  describeSide,
  describeZeroParts,
  failedChecks,
  formatMovement,
  noFormula,
  nonZeroParts,
  otherVerdicts,
  sumOfParts,
  verdictsTitle,
} from './wording.ts';

/** The maximum number of movements to list; the rest is counted. */
const movementsMost = 200;

/** The report. */
export function renderMarkdown(compared: ComparisonReport): string {
  const { diff, explanations } = compared;
  const byKey = changesByKey(diff);
  const sections = [
    `## ${escapeMarkdown(diff.new.title)}: what changed`,
    `${sideLine('old', diff.old)}\n${sideLine('new', diff.new)}`,
    warningNotes(compared),
    `**${escapeMarkdown(describeComparison(compared))}**`,
    failures(diff),
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

const sideLine = (word: string, side: SideSummary): string =>
  `* ${word}: \`${coded(side.name)}\` (${escapeMarkdown(describeSide(side))})`;

const coded = (text: string): string => stripControls(text).replaceAll('`', "'");

function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** What a reader needs to know about the runs first. */
function warningNotes({ warnings = [] }: ComparisonReport): string {
  return warnings
    .filter(({ severity }) => severity === 'warning')
    .map(
      ({ message, hint }) =>
        `> **Note:** ${escapeMarkdown(message)}${hint === undefined ? '' : ` (${escapeMarkdown(hint)})`}`,
    )
    .join('\n>\n');
}

/** Checks that now fail. */
function failures({ verdicts: all }: RunDiff): string {
  const failed = failedChecks(all);
  if (failed.length === 0) return '';
  const lines = failed.map(({ id, label, old, new: current, detail }) => {
    const name = `**${escapeMarkdown(label === '' ? id : label)}** (\`${coded(id)}\`)`;
    return `* ❌ ${name}: ${old} → ${current}${detail === '' ? '' : `, ${escapeMarkdown(detail)}`}`;
  });
  return `### ${failed.length === 1 ? 'This check now fails' : 'These checks now fail'}\n\n${lines.join('\n')}`;
}

function headlines(compared: ComparisonReport): string {
  const { columns, rows: byPeriod, singles, notes, still } = makeHeadlineTable(compared, { hasMarks: false });
  if (byPeriod.length + singles.length === 0) return '';
  const all = [...columns, ...(singles.length === 0 ? [] : ['Value'])];
  const cellOf = (cell: HeadlineCell | undefined): string => {
    if (cell === undefined) return '';
    const share = cell.share === '' ? '' : ` (${cell.share})`;
    return cell.change === ''
      ? escapeMarkdown(cell.new)
      : `${escapeMarkdown(cell.new)}<br>${escapeMarkdown(`${cell.change}${share}`)}`;
  };
  const rowOf = ({ label, unit }: HeadlineRow, cells: readonly string[]): string[] => [
    escapeMarkdown(`${label}${unit === '' ? '' : `, ${unit}`}`),
    ...cells,
  ];
  const rows = [
    ...byPeriod.map((row) => rowOf(row, [...row.cells.map(cellOf), ...(singles.length === 0 ? [] : [''])])),
    ...singles.map((row) => rowOf(row, [...columns.map(() => ''), cellOf(row.cells[0])])),
  ];
  const numbers = all.map((_, at) => at + 1);
  const about = 'Each cell shows the new value and, below it, the change from the old one.';
  const below = [[about, ...notes.map(sentence)].join(' '), sentence(still)]
    .filter((text) => text !== '')
    .map(escapeMarkdown);
  return `### Headline results\n\n${[markdownTable(['', ...all], rows, numbers), ...below].join('\n\n')}`;
}

const sentence = (text: string): string => text.replace(/^[a-z]/, (first) => first.toUpperCase());

function explained(explanation: Explanation, byKey: ChangesByKey): string {
  const { label, difference, parts, statements } = explanation;
  const amounts = amountsOf(explanation);
  const counting = nonZeroParts(parts);
  const rows = counting.flatMap((part) => [partRow(part, amounts, byKey), ...memberRows(part, amounts, byKey)]);
  const sum = ['**Sum of all drivers**', `**${amounts.difference(sumOfParts(explanation))}**`, '', '', ''];
  const notes = [
    addsUp(explanation, counting, amounts) ? '' : roundingNote,
    describeZeroParts(parts),
    ...statements,
  ].filter((text) => text !== '');
  const said = notes.map((text) => `* ${escapeMarkdown(text)}`).join('\n');
  const head = ['Driver', 'Contribution', 'Minimum to maximum', 'Change', 'Reason and source'];
  const body = rows.length === 0 ? '' : `${markdownTable(head, [...rows, sum], [1, 2])}\n\n`;
  const outcome = escapeMarkdown(describeOutcome(explanation, amounts, '→'));
  return `### Why ${escapeMarkdown(label)} ${difference === 0 ? 'did not move' : 'moved'}${outcome}\n\n${body}${said}`;
}

function partRow(part: Part, amounts: Amounts, byKey: ChangesByKey): readonly string[] {
  const change = changeOf(part, byKey);
  return [
    escapeMarkdown(part.label),
    `${amounts.difference(part.amount)}${formatError(part, amounts)}`,
    formatRange(part, amounts),
    change === undefined ? '' : escapeMarkdown(describeChange(change, '→')),
    escapeMarkdown(
      [change === undefined ? '' : describeReason(change), describeZeroParts(part.parts)]
        .filter((text) => text !== '')
        .join(' '),
    ),
  ];
}

/** The members of a group, one in each row. */
function memberRows({ parts }: Part, amounts: Amounts, byKey: ChangesByKey): (readonly string[])[] {
  return nonZeroParts(parts).map((member) => {
    const [label, amount, ...others] = partRow(member, amounts, byKey);
    return [`&nbsp;&nbsp;of which ${label}`, `<i>${amount}</i>`, ...others];
  });
}

function changes(diff: RunDiff): string {
  const parts = changesByKind(diff).map(({ title, some }) => {
    const rows = some.map((change) => [
      `\`${coded(change.id)}\``,
      escapeMarkdown(change.label),
      changeCell(change),
      escapeMarkdown(describeReason(change)),
    ]);
    return folded(`${title}: ${some.length}`, markdownTable(['Name', 'Label', 'Change', 'Reason and source'], rows));
  });
  return parts.length === 0 ? '' : `### Changes\n\n${parts.join('\n\n')}`;
}

function changeCell(change: Change): string {
  if (change.formula === null) return escapeMarkdown(describeChange(change, '→'));
  const side = (parts: NonNullable<Change['formula']>['old']): string => {
    const said = parts.filter(({ text }) => text !== '');
    return said.length === 0
      ? noFormula
      : said.map(({ text, isChanged }) => (isChanged ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text))).join(' ');
  };
  return `${side(change.formula.old)}<br>→ ${side(change.formula.new)}`;
}

function movements({ diff }: ComparisonReport): string {
  const all = diff.movements;
  if (all.length === 0) return '';
  const rows = all
    .slice(0, movementsMost)
    .map(({ name, label, unit, most }) => [
      `\`${coded(name)}\``,
      escapeMarkdown(label),
      most.period,
      ...formatSides(most, unit).map(escapeMarkdown),
      escapeMarkdown(formatMovement(most, unit)),
    ]);
  const rest = all.length > movementsMost ? `\n\n${formatCount(all.length - movementsMost, 'more row')} moved.` : '';
  return folded(
    `${formatCount(all.length, 'row')} moved`,
    `${markdownTable(['Name', 'Label', 'Period', 'Old', 'New', 'Change'], rows, [3, 4, 5])}${rest}`,
  );
}

function verdicts({ verdicts: all }: RunDiff): string {
  const others = otherVerdicts(all);
  if (others.length === 0) return '';
  const rows = others.map(({ kind, id, label, old, new: current, isWorse, detail }) => [
    kind,
    `\`${coded(id)}\``,
    escapeMarkdown(label),
    isWorse ? `**${old} → ${current}**` : `${old} → ${current}`,
    escapeMarkdown(detail),
  ]);
  return `### ${verdictsTitle(others)}\n\n${markdownTable(['Kind', 'Id', 'Label', 'Result', 'Detail'], rows)}`;
}

function divergences({ divergences: all }: RunDiff): string {
  if (all.length === 0) return '';
  const lines = all.map(({ name, place, because }) => {
    const causes = because.map((key) => `\`${coded(key)}\``).join(', ');
    return `* \`${coded(name)}\` (${escapeMarkdown(place)})${causes === '' ? '' : `, due to ${causes}`}`;
  });
  return `### First differences in calculation order\n\n${lines.join('\n')}`;
}

function otherScenarios({ otherScenarios: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ title, moved, most }) => [
    escapeMarkdown(title),
    String(moved),
    most === null ? '' : escapeMarkdown(describeMovement(most)),
  ]);
  return folded('In other scenarios', markdownTable(['Scenario', 'Rows moved', 'Largest movement'], rows, [1]));
}
