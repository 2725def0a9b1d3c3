/**
 * A comparison as one page. Enters a comparison; leaves HTML that needs nothing else: drawings, tables that are sorted
 * by their headings, and a search. Guarantee: no text of a model file is read as markup or script; nothing is loaded;
 * the same comparison gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Change, Explanation, FormulaPart, Part, RunDiff, SideSummary } from '../../diff/diff.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { readText } from '../io/files.ts';
import { plain } from '../io/format.ts';
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
import { type HeadlineCell, makeHeadlineTable } from './headlines.ts';
import { pageScript, pageStyle } from './pageAssets.ts';
import { drawWaterfall, hasCutAxis } from './waterfall.ts';
import {
  type ChangesByKey,
  changeOf,
  changesByKey,
  changesByKind,
  describeBothSides,
  describeChange,
  describeComparison,
  describeMovement,
  describeReason,
  describeSide,
  describeZeroParts,
  failedChecks,
  formatChangeDifference,
  formatDifference,
  formatShare,
  hasNamedTargets,
  noFormula,
  nonZeroParts,
  otherVerdicts,
  sumOfParts,
  verdictsTitle,
} from './wording.ts';

/** Explanations that stand open where none was named; the others are opened by their headings. */
const openMost = 3;

/** The page. */
export async function renderHtml(compared: ComparisonReport): Promise<string> {
  const { diff, explanations } = compared;
  const byKey = changesByKey(diff);
  const figures = await Promise.all(explanations.map(figure));
  const open = hasNamedTargets(compared) ? explanations.length : openMost;
  const parts = [
    failures(diff),
    headlines(compared),
    ...explanations.map((one, at) =>
      explained(one, { id: `why-${at + 1}`, isOpen: at < open, figure: figures[at]!, byKey }),
    ),
    changes(diff),
    movements(diff),
    verdicts(diff),
    divergences(diff),
    otherScenarios(diff),
  ].filter((part) => part !== undefined);
  const isSearched = diff.changes.length + diff.movements.length > 0;
  const title = html(`${diff.new.title}: what changed`);
  const scripts = [sortScript(), pageScript];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${warningNotes(compared)}${sides(compared)}
${contents(parts)}
${isSearched ? tools : ''}
${parts.map(section).join('\n')}
</main>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** Nothing is loaded, and no script runs but those of the page itself, which are known by their hashes. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}`;
}

/** A part of the page that is folded by its heading. */
interface Section {
  readonly id: string;
  readonly title: string;
  /** The title in the list of contents, where that is another one. */
  readonly entry?: string;
  readonly isOpen: boolean;
  /** As markup. */
  readonly body: string;
}

const section = ({ id, title, isOpen, body }: Section): string =>
  `<details class="part" id="${id}"${isOpen ? ' open' : ''}><summary><h2>${html(title)}</h2></summary>\n${body}</details>`;

/** Where what stands. */
function contents(parts: readonly Section[]): string {
  if (parts.length < 2) return '';
  const entries = parts.map(({ id, title, entry = title }) => `<li><a href="#${id}">${html(entry)}</a></li>`);
  return `<nav aria-label="Contents"><ul>${entries.join('')}</ul></nav>`;
}

/** Sorting of tables by their headings, from the packages that do it. */
function sortScript(): string {
  const { resolve } = createRequire(import.meta.url);
  const texts = ['sortable.min.js', 'sortable.a11y.min.js'].map((name) =>
    readText(resolve(`sortable-tablesort/dist/${name}`)),
  );
  if (texts.some((text) => text === undefined)) throw new Error('the package sortable-tablesort is incomplete');
  return texts.join('\n');
}

/** A name in code, which is broken behind its dots and lines. */
const code = (name: string): string => `<code>${html(name).replace(/[._]/g, '$&<wbr>')}</code>`;

/** A text in which nothing is markup: `html('<b>')` is `&lt;b&gt;`. */
export function html(text: string): string {
  return plain(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

const tools = `<div class="tools"><label for="search">Search changes and movements</label><input id="search" type="search" autocomplete="off"><span id="found" class="faint" role="status"></span></div>`;

interface Cell {
  readonly html: string;
  /** What the column is sorted by, where that is not the text. */
  readonly sort?: number | string;
  readonly className?: string;
}

const cellText = (text: string, className?: string): Cell => ({
  html: html(text),
  ...(className === undefined ? {} : { className }),
});
const numberCell = (text: string, sort: number | null): Cell => ({
  html: html(text).replaceAll('/', '/<wbr>'),
  className: 'number',
  ...(sort === null ? { sort: '' } : { sort }),
});

interface Heading {
  readonly text: string;
  readonly isNumber?: boolean;
}

function table(
  head: readonly Heading[],
  rows: readonly (readonly Cell[])[],
  classes = '',
  caption = '',
  last?: readonly Cell[],
): string {
  const headings = head.map(
    ({ text, isNumber }) => `<th scope="col"${isNumber === true ? ' class="number"' : ''}>${html(text)}</th>`,
  );
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  const foot = last === undefined ? '' : `<tfoot><tr>${last.map(cellHtml).join('')}</tr></tfoot>`;
  const label = caption === '' ? '' : ` aria-label="${html(caption)}"`;
  return `<div class="scroll" tabindex="0" role="region"${label}><table class="${classes}"${label}><thead><tr>${headings.join('')}</tr></thead><tbody>\n${body}\n</tbody>${foot}</table></div>`;
}

const roles: Readonly<Record<string, string>> = {
  table: 'table',
  thead: 'rowgroup',
  tbody: 'rowgroup',
  tr: 'row',
  th: 'columnheader',
  td: 'cell',
};

/** A table whose rows are laid out as grids, and which is still read out as a table. */
const withRoles = (markup: string): string =>
  markup.replace(/<(table|thead|tbody|tr|th|td)\b/g, (tag, name: string) => `${tag} role="${roles[name]}"`);

function cellHtml({ html: content, sort, className }: Cell): string {
  return `<td${className === undefined ? '' : ` class="${className}"`}${sort === undefined ? '' : ` data-sort="${html(String(sort))}"`}>${content}</td>`;
}

function sides(compared: ComparisonReport): string {
  const { diff } = compared;
  const side = (word: string, one: SideSummary): string =>
    `<dt>${word}</dt><dd><code>${html(one.name)}</code><br><span class="faint">${html(describeSide(one))}; ${html(one.from)} to ${html(one.to)} by ${one.grain}; run ${html(one.runId.slice(0, 8))}, burnsheet ${html(one.versions.burnsheet)}</span></dd>`;
  return `<dl>${side('Old', diff.old)}${side('New', diff.new)}</dl>\n<p class="lead">${html(describeComparison(compared))}</p>`;
}

const signClass = (difference: number | null): string =>
  difference === null || difference === 0 ? '' : difference < 0 ? 'fall' : 'rise';

/** What has to be known of the runs before anything is read. */
function warningNotes({ warnings = [] }: ComparisonReport): string {
  return warnings
    .filter(({ severity }) => severity === 'warning')
    .map(
      ({ message, hint }) =>
        `<p class="note"><strong>Note:</strong> ${html(message)}${hint === undefined ? '' : ` (${html(hint)})`}</p>\n`,
    )
    .join('');
}

/** Checks that hold no longer. */
function failures({ verdicts: all }: RunDiff): Section | undefined {
  const failed = failedChecks(all);
  if (failed.length === 0) return undefined;
  const lines = failed.map(
    ({ id, label, old, new: current, detail }) =>
      `<li><strong>${html(label === '' ? id : label)}</strong> ${code(id)}: ${html(old)} → <strong class="failed">${html(current)}</strong>${detail === '' ? '' : `, ${html(detail)}`}</li>`,
  );
  const title = failed.length === 1 ? 'This check now fails' : 'These checks now fail';
  return { id: 'failures', title, isOpen: true, body: `<ul class="failures">${lines.join('')}</ul>` };
}

function headlines(compared: ComparisonReport): Section | undefined {
  if (compared.diff.headlines.length === 0) return undefined;
  const {
    columns,
    rows: byPeriod,
    singles,
    notes,
    still,
  } = makeHeadlineTable(compared, { hasStill: true, hasMarks: false });
  const cellOf = (cell: HeadlineCell | undefined): Cell => {
    if (cell === undefined) return cellText('');
    const { cell: moved, change, share } = cell;
    const below =
      change === ''
        ? ''
        : `<small class="${signClass(moved.difference)}">${html(change)}${share === '' ? '' : ` <span class="share">(${html(share)})</span>`}</small>`;
    return { html: `${html(cell.new)}${below}`, className: 'number' };
  };
  const named = (label: string, unit: string): Cell => cellText(`${label}${unit === '' ? '' : `, ${unit}`}`, 'label');
  const hasSingles = singles.length > 0;
  const rows = [
    ...byPeriod.map(({ label, unit, cells }) => [
      named(label, unit),
      ...cells.map(cellOf),
      ...(hasSingles ? [cellText('')] : []),
    ]),
    ...singles.map(({ label, unit, cells }) => [
      named(label, unit),
      ...columns.map(() => cellText('')),
      cellOf(cells[0]),
    ]),
  ];
  const head = [
    { text: 'Result' },
    ...[...columns, ...(hasSingles ? ['Value'] : [])].map((text) => ({ text, isNumber: true })),
  ];
  const about = ['Each cell shows the new value and, below it, the change from the old one.', ...notes, still]
    .filter((text) => text !== '')
    .join(' ');
  const body = `<p class="faint">${html(about)}</p>${table(head, rows, 'headlines', 'Headline results')}`;
  return { id: 'headlines', title: 'Headline results', isOpen: true, body };
}

/** The waterfall of an explanation; empty where there is none. */
async function figure(explanation: Explanation): Promise<string> {
  const drawings = [await drawWaterfall(explanation, 'wide'), await drawWaterfall(explanation, 'narrow')];
  if (drawings.includes(undefined)) return '';
  const about = html(
    `Waterfall from the old to the new value of ${explanation.label}; the table below has the same figures`,
  );
  const cut = hasCutAxis(explanation)
    ? '<figcaption class="faint">The axis does not start at zero; the old and new values are shown as markers.</figcaption>'
    : '';
  return `<figure><div role="img" aria-label="${about}">${drawings.join('')}</div>${cut}</figure>`;
}

const partsHead: readonly Heading[] = [
  { text: 'Driver' },
  { text: 'Contribution', isNumber: true },
  { text: 'Minimum to maximum', isNumber: true },
  { text: 'Change' },
  { text: 'Reason and source' },
];

const rangeColumn = 2;

interface Shown {
  readonly id: string;
  readonly isOpen: boolean;
  readonly figure: string;
  readonly byKey: ChangesByKey;
}

function explained(explanation: Explanation, { byKey, ...shown }: Shown): Section {
  const { label, target, difference, parts, statements } = explanation;
  const amounts = amountsOf(explanation);
  const counting = nonZeroParts(parts);
  const hasRange = counting.some((part) => [part, ...part.parts].some((one) => formatRange(one, amounts) !== ''));
  const columns = (row: readonly Cell[]): readonly Cell[] => row.filter((_, at) => hasRange || at !== rangeColumn);
  const sum = sumOfParts(explanation);
  const last = [
    cellText('Sum of all drivers', 'label'),
    amountCell(sum, amounts.difference(sum)),
    ...['', '', ''].map((text) => cellText(text)),
  ];
  const rows = counting.flatMap((part) => partRows(part, amounts, byKey).map(columns));
  // Members stand below their group, wherever that is.
  const isSorted = counting.every((part) => part.parts.length === 0);
  const head = partsHead.filter((_, at) => hasRange || at !== rangeColumn);
  const body =
    rows.length === 0 ? '' : table(head, rows, isSorted ? 'sortable n-last' : '', `Drivers of ${label}`, columns(last));
  const notes = [
    addsUp(explanation, counting, amounts) ? '' : roundingNote,
    describeZeroParts(parts),
    ...statements,
  ].filter((text) => text !== '');
  return {
    id: shown.id,
    title: `Why ${label} ${difference === 0 ? 'did not move' : 'moved'}${describeOutcome(explanation, amounts, '→')}`,
    entry: `Why ${label}${difference === null ? '' : `: ${amounts.difference(difference)}`}`,
    isOpen: shown.isOpen,
    body: `<p class="faint">${code(target)}</p>${shown.figure}${body}${notes.map((text) => `<p class="faint">${html(text)}</p>`).join('')}`,
  };
}

const amountCell = (amount: number | null, words: string): Cell => ({
  ...numberCell(words, amount),
  className: `number ${signClass(amount)}`.trimEnd(),
});

/** The row of a part, and below that of a group the rows of its members. */
function partRows(part: Part, amounts: Amounts, byKey: ChangesByKey): (readonly Cell[])[] {
  return [
    partRow(part, amounts, byKey, 'label'),
    ...nonZeroParts(part.parts).map((member) => partRow(member, amounts, byKey, 'label member')),
  ];
}

function partRow(part: Part, amounts: Amounts, byKey: ChangesByKey, className: string): readonly Cell[] {
  const change = changeOf(part, byKey);
  const amount = amountCell(part.amount, `${amounts.difference(part.amount)}${formatError(part, amounts)}`);
  return [
    cellText(part.label, className),
    className === 'label' ? amount : { ...amount, className: `${amount.className} member` },
    numberCell(formatRange(part, amounts), part.most - part.least),
    {
      html: change === undefined ? html(describeZeroParts(part.parts)) : html(describeChange(change, '→')),
      className: 'words',
    },
    change === undefined ? cellText('') : reasonCell(change),
  ];
}

function reasonCell(change: Change): Cell {
  const { newOrigin, oldOrigin } = change;
  const url = (newOrigin ?? oldOrigin)?.url ?? null;
  const isSafe = url !== null && /^https?:\/\//.test(url);
  const link = isSafe ? ` <a href="${html(url)}" rel="noopener noreferrer">source</a>` : '';
  return { html: `${html(describeReason(change))}${link}`, className: 'reason' };
}

/** What something is called: its label, and below it its name and where it stands. */
function named(label: string, name: string, place: string): Cell {
  const where = place === '' || name.startsWith(`${place}.`) ? '' : `<small>${html(place)}</small>`;
  return {
    html: `${html(label === '' ? name : label)}<small>${code(name)}</small>${where}`,
    className: 'label',
    sort: label,
  };
}

const changesHead: readonly Heading[] = [
  { text: 'Item' },
  { text: 'Change' },
  { text: 'Difference', isNumber: true },
  { text: 'Reason and source' },
];

function changes(diff: RunDiff): Section | undefined {
  if (diff.changes.length === 0) return undefined;
  const parts = changesByKind(diff).map(({ title, some }) => {
    const rows = some.map((change): Cell[] => [
      named(change.label, change.id, change.place),
      {
        html: change.formula === null ? html(describeBothSides(change, '→')) : formulas(change.formula),
        className: 'words',
      },
      amountCell(change.difference, formatChangeDifference(change)),
      reasonCell(change),
    ]);
    return `<details open><summary><h3>${title}: ${some.length}</h3></summary>${table(changesHead, rows, 'sortable n-last searched changes', title)}</details>`;
  });
  return { id: 'changes', title: `Changes: ${diff.changes.length}`, isOpen: true, body: parts.join('\n') };
}

function formulas({ old, new: current }: NonNullable<Change['formula']>): string {
  const side = (parts: readonly FormulaPart[], tag: string): string => {
    const said = parts.filter(({ text }) => text !== '');
    return said.length === 0
      ? noFormula
      : said.map(({ text, isChanged }) => (isChanged ? `<${tag}>${html(text)}</${tag}>` : html(text))).join(' ');
  };
  return `<code>${side(old, 'del')}</code><br><code>${side(current, 'ins')}</code>`;
}

const movementsHead: readonly Heading[] = [
  ...[{ text: 'Row' }, { text: 'Period' }],
  ...['Old', 'New', 'Change', 'Share', 'Importance'].map((text) => ({ text, isNumber: true })),
];

function movements(diff: RunDiff): Section | undefined {
  if (diff.movements.length === 0) return undefined;
  const size = (value: number | string | null): number | null => (typeof value === 'number' ? value : null);
  const rows = diff.movements.map(({ name, label, place, unit, most, importance }): Cell[] => [
    named(label, name, place),
    cellText(most.period),
    numberCell(formatSides(most, unit)[0], size(most.old)),
    numberCell(formatSides(most, unit)[1], size(most.new)),
    amountCell(
      most.difference,
      most.difference === null || unit === 'flag' ? '' : formatDifference(most.difference, unit),
    ),
    numberCell(formatShare(most), formatShare(most) === '' ? null : most.relative),
    numberCell(importance >= 0.0005 ? importance.toFixed(3) : '<0.001', importance),
  ]);
  const about =
    'Each row is shown for the year of its largest movement. Share: the change as a share of the old value. ' +
    'Importance: the change as a share of the largest amount in the same unit among the headline results and ' +
    'statements; for a percentage, the change itself.';
  return {
    id: 'movements',
    title: `Movements: ${diff.movements.length} of ${formatCount(diff.compared, 'row')}`,
    isOpen: true,
    body: `<p class="faint">${about}</p>${withRoles(table(movementsHead, rows, 'sortable n-last searched movements', 'Movements'))}`,
  };
}

function verdicts({ verdicts: all }: RunDiff): Section | undefined {
  const others = otherVerdicts(all);
  if (others.length === 0) return undefined;
  const rows = others.map(({ kind, id, label, old, new: current, isWorse, detail }): Cell[] => [
    cellText(kind),
    named(label, id, ''),
    { html: `${html(old)} → <strong${isWorse ? ' class="worse"' : ''}>${html(current)}</strong>` },
    cellText(detail),
  ]);
  const head = [{ text: 'Kind' }, { text: 'Item' }, { text: 'Result' }, { text: 'Detail' }];
  return {
    id: 'verdicts',
    title: `${verdictsTitle(others)}: ${others.length}`,
    isOpen: true,
    body: table(head, rows, 'sortable', 'Checks and published figures'),
  };
}

function divergences({ divergences: all }: RunDiff): Section | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ name, label, place, because }): Cell[] => [
    named(label, name, place),
    { html: because.map(code).join('<br>') },
  ]);
  const about =
    'Items that moved although none of the items they depend on did, with the changes that caused it, in ' +
    'calculation order.';
  return {
    id: 'divergences',
    title: 'First differences in calculation order',
    isOpen: true,
    body: `<p class="faint">${about}</p>${table([{ text: 'Item' }, { text: 'Due to' }], rows, '', 'First differences in calculation order')}`,
  };
}

function otherScenarios({ otherScenarios: all }: RunDiff): Section | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ title, moved, most }): Cell[] => [
    cellText(title),
    numberCell(String(moved), moved),
    cellText(most === null ? '' : describeMovement(most)),
  ]);
  const head = [{ text: 'Scenario' }, { text: 'Rows moved', isNumber: true }, { text: 'Largest movement' }];
  return {
    id: 'scenarios',
    title: 'In other scenarios',
    isOpen: true,
    body: table(head, rows, 'sortable', 'Other scenarios'),
  };
}
