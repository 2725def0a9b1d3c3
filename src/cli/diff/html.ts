/**
 * A comparison as one page. Takes a comparison; returns HTML that needs nothing else: drawings, tables that sort by
 * their headings, and a search. Guarantee: no text of a model file is read as markup or script; nothing is loaded; the
 * same comparison gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Change, Explanation, FormulaPart, Part, RunDiff, SideSummary } from '../../diff/diff.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { readText } from '../io/files.ts';
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
import { type Cell, code, type Heading, numberCell, table, textCell, withRoles } from './htmlTable.ts';
import { html, joined, type Markup, noMarkup, trusted } from './markup.ts';
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

/** How many explanations are open if the user named none; the others open by their headings. */
const openMax = 3;

/** The page. */
export async function renderHtml(compared: ComparisonReport): Promise<string> {
  const { diff, explanations } = compared;
  const byKey = changesByKey(diff);
  const figures = await Promise.all(explanations.map(figure));
  const open = hasNamedTargets(compared) ? explanations.length : openMax;
  const sections = [
    failures(diff),
    headlines(compared),
    ...explanations.map((one, at) =>
      explanationSection(one, { id: `why-${at + 1}`, isOpen: at < open, figure: figures[at] ?? noMarkup, byKey }),
    ),
    changes(diff),
    movements(diff),
    verdicts(diff),
    divergences(diff),
    otherScenarios(diff),
  ].filter((one) => one !== undefined);
  const isSearched = diff.changes.length + diff.movements.length > 0;
  return pageOf(`${diff.new.title}: what changed`, [
    html`${warningNotes(compared)}${sides(compared)}`,
    contents(sections),
    isSearched ? tools : noMarkup,
    joined(sections.map(section), newline),
  ]);
}

const newline = trusted('\n');

function pageOf(title: string, body: readonly Markup[]): string {
  const scripts = [sortScript(), pageScript];
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy(scripts))}">
<title>${title}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${joined(body, newline)}
</main>
${joined(
  scripts.map((script) => html`<script>${trusted(script)}</script>`),
  newline,
)}
</body>
</html>
`;
  return markup;
}

/** Nothing is loaded, and no script runs but those of the page itself, which are known by their hashes. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${hashes.join(' ')}`,
  ].join('; ');
}

/** A part of the page that folds by its heading. */
interface Section {
  readonly id: string;
  readonly title: string;
  /** The title in the table of contents, if it differs. */
  readonly entry?: string;
  readonly isOpen: boolean;
  readonly body: Markup;
}

function section({ id, title, isOpen, body }: Section): Markup {
  const heading = html`<summary><h2>${title}</h2></summary>`;
  return html`<details class="part" id="${id}"${isOpen ? html` open` : ''}>${heading}\n${body}</details>`;
}

function contents(sections: readonly Section[]): Markup {
  if (sections.length < 2) return noMarkup;
  const entries = sections.map(({ id, title, entry = title }) => html`<li><a href="#${id}">${entry}</a></li>`);
  return html`<nav aria-label="Contents"><ul>${entries}</ul></nav>`;
}

/** Sorting of tables by their headings, from the package that does it. */
function sortScript(): string {
  const { resolve } = createRequire(import.meta.url);
  const texts = ['sortable.min.js', 'sortable.a11y.min.js'].map((name) =>
    readText(resolve(`sortable-tablesort/dist/${name}`)),
  );
  if (texts.some((text) => text === undefined)) throw new Error('the package sortable-tablesort is incomplete');
  return texts.join('\n');
}

const tools = trusted(
  [
    '<div class="tools"><label for="search">Search changes and movements</label>',
    '<input id="search" type="search" autocomplete="off">',
    '<span id="found" class="faint" role="status"></span></div>',
  ].join(''),
);

const faint = (text: string | Markup): Markup => html`<p class="faint">${text}</p>`;

function sides(compared: ComparisonReport): Markup {
  const { diff } = compared;
  const side = (word: string, one: SideSummary): Markup => {
    const run = `run ${one.runId.slice(0, 8)}, burnsheet ${one.versions.burnsheet}`;
    const about = `${describeSide(one)}; ${one.from} to ${one.to} by ${one.grain}; ${run}`;
    return html`<dt>${word}</dt><dd><code>${one.name}</code><br><span class="faint">${about}</span></dd>`;
  };
  const both = html`<dl>${side('Old', diff.old)}${side('New', diff.new)}</dl>`;
  return html`${both}\n<p class="lead">${describeComparison(compared)}</p>`;
}

const signClass = (difference: number | null): string =>
  difference === null || difference === 0 ? '' : difference < 0 ? 'fall' : 'rise';

/** What a reader needs to know about the runs first. */
function warningNotes({ warnings = [] }: ComparisonReport): Markup[] {
  return warnings
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, hint }) => {
      const words = hint === undefined ? message : `${message} (${hint})`;
      return html`<p class="note"><strong>Note:</strong> ${words}</p>\n`;
    });
}

/** Checks that now fail. */
function failures({ verdicts: all }: RunDiff): Section | undefined {
  const failed = failedChecks(all);
  if (failed.length === 0) return undefined;
  const lines = failed.map(({ id, label, old, new: current, detail }) => {
    const name = html`<strong>${label === '' ? id : label}</strong> ${code(id)}`;
    const result = html`${old} → <strong class="failed">${current}</strong>`;
    return html`<li>${name}: ${result}${detail === '' ? '' : `, ${detail}`}</li>`;
  });
  const title = failed.length === 1 ? 'This check now fails' : 'These checks now fail';
  return { id: 'failures', title, isOpen: true, body: html`<ul class="failures">${lines}</ul>` };
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
  const named = (label: string, unit: string): Cell => textCell(`${label}${unit === '' ? '' : `, ${unit}`}`, 'label');
  const hasSingles = singles.length > 0;
  const rows = [
    ...byPeriod.map(({ label, unit, cells }) => [
      named(label, unit),
      ...cells.map(headlineCell),
      ...(hasSingles ? [textCell('')] : []),
    ]),
    ...singles.map(({ label, unit, cells }) => [
      named(label, unit),
      ...columns.map(() => textCell('')),
      headlineCell(cells[0]),
    ]),
  ];
  const head = [
    { text: 'Result' },
    ...[...columns, ...(hasSingles ? ['Value'] : [])].map((text) => ({ text, isNumber: true })),
  ];
  const about = ['Each cell shows the new value and, below it, the change from the old one.', ...notes, still]
    .filter((text) => text !== '')
    .join(' ');
  const body = html`${faint(about)}${table(head, rows, { classes: 'headlines', caption: 'Headline results' })}`;
  return { id: 'headlines', title: 'Headline results', isOpen: true, body };
}

function headlineCell(cell: HeadlineCell | undefined): Cell {
  if (cell === undefined) return textCell('');
  const { cell: moved, change, share } = cell;
  const ofOld = share === '' ? '' : html` <span class="share">(${share})</span>`;
  const below = change === '' ? '' : html`<small class="${signClass(moved.difference)}">${change}${ofOld}</small>`;
  return { content: html`${cell.new}${below}`, className: 'number' };
}

/** The waterfall of an explanation; empty if there is none. */
async function figure(explanation: Explanation): Promise<Markup> {
  const drawings = [await drawWaterfall(explanation, 'wide'), await drawWaterfall(explanation, 'narrow')];
  const shown = drawings.filter((drawing) => drawing !== undefined).map(trusted);
  if (shown.length < drawings.length) return noMarkup;
  const about = `Waterfall from the old to the new value of ${explanation.label}; the table below has the same figures`;
  const note = 'The axis does not start at zero; the old and new values are shown as markers.';
  const cut = hasCutAxis(explanation) ? html`<figcaption class="faint">${note}</figcaption>` : noMarkup;
  return html`<figure><div role="img" aria-label="${about}">${shown}</div>${cut}</figure>`;
}

const partsHead: readonly Heading[] = [
  { text: 'Driver' },
  { text: 'Contribution', isNumber: true },
  { text: 'Minimum to maximum', isNumber: true },
  { text: 'Change' },
  { text: 'Reason and source' },
];

const rangeColumn = 2;

interface ShownExplanation {
  readonly id: string;
  readonly isOpen: boolean;
  readonly figure: Markup;
  readonly byKey: ChangesByKey;
}

function explanationSection(explanation: Explanation, { byKey, ...shown }: ShownExplanation): Section {
  const { label, target, difference, parts, statements } = explanation;
  const amounts = amountsOf(explanation);
  const counting = nonZeroParts(parts);
  const hasRange = counting.some((part) => [part, ...part.parts].some((one) => formatRange(one, amounts) !== ''));
  const columns = <T>(row: readonly T[]): readonly T[] => row.filter((_, at) => hasRange || at !== rangeColumn);
  const sum = sumOfParts(explanation);
  const foot = columns([
    textCell('Sum of all drivers', 'label'),
    amountCell(sum, amounts.difference(sum)),
    ...['', '', ''].map((text) => textCell(text)),
  ]);
  const rows = counting.flatMap((part) => partRows(part, amounts, byKey).map(columns));
  // Members stay below their group, which sorting would separate.
  const isSorted = counting.every((part) => part.parts.length === 0);
  const options = { classes: isSorted ? 'sortable n-last' : '', caption: `Drivers of ${label}`, foot };
  const body = rows.length === 0 ? noMarkup : table(columns(partsHead), rows, options);
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
    body: html`${faint(code(target))}${shown.figure}${body}${notes.map(faint)}`,
  };
}

const amountCell = (amount: number | null, words: string): Cell => ({
  ...numberCell(words, amount),
  className: `number ${signClass(amount)}`.trimEnd(),
});

/** The row of a part and, below that of a group, the rows of its members. */
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
    textCell(part.label, className),
    className === 'label' ? amount : { ...amount, className: `${amount.className} member` },
    numberCell(formatRange(part, amounts), part.most - part.least),
    textCell(change === undefined ? describeZeroParts(part.parts) : describeChange(change, '→'), 'words'),
    change === undefined ? textCell('') : reasonCell(change),
  ];
}

function reasonCell(change: Change): Cell {
  const { newOrigin, oldOrigin } = change;
  const url = (newOrigin ?? oldOrigin)?.url ?? null;
  // Another scheme, such as javascript:, is no link.
  const isSafe = url !== null && /^https?:\/\//.test(url);
  const link = isSafe ? html` <a href="${url}" rel="noopener noreferrer">source</a>` : noMarkup;
  return { content: html`${describeReason(change)}${link}`, className: 'reason' };
}

/** The label of something with, below it, its name and its place in the model. */
function named(label: string, name: string, place: string): Cell {
  const where = place === '' || name.startsWith(`${place}.`) ? noMarkup : html`<small>${place}</small>`;
  const content = html`${label === '' ? name : label}<small>${code(name)}</small>${where}`;
  return { content, className: 'label', sort: label };
}

const changesHead: readonly Heading[] = [
  { text: 'Item' },
  { text: 'Change' },
  { text: 'Difference', isNumber: true },
  { text: 'Reason and source' },
];

function changes(diff: RunDiff): Section | undefined {
  if (diff.changes.length === 0) return undefined;
  const groups = changesByKind(diff).map(({ title, some }) => {
    const rows = some.map((change): Cell[] => [
      named(change.label, change.id, change.place),
      {
        content: change.formula === null ? describeBothSides(change, '→') : formulas(change.formula),
        className: 'words',
      },
      amountCell(change.difference, formatChangeDifference(change)),
      reasonCell(change),
    ]);
    const options = { classes: 'sortable n-last searched changes', caption: title };
    const heading = html`<summary><h3>${title}: ${some.length}</h3></summary>`;
    return html`<details open>${heading}${table(changesHead, rows, options)}</details>`;
  });
  const title = `Changes: ${diff.changes.length}`;
  return { id: 'changes', title, isOpen: true, body: joined(groups, newline) };
}

function formulas({ old, new: current }: NonNullable<Change['formula']>): Markup {
  const side = (parts: readonly FormulaPart[], mark: (text: string) => Markup): Markup | string => {
    const shown = parts.filter(({ text }) => text !== '');
    if (shown.length === 0) return noFormula;
    return joined(
      shown.map(({ text, isChanged }) => (isChanged ? mark(text) : text)),
      trusted(' '),
    );
  };
  const removed = side(old, (text) => html`<del>${text}</del>`);
  const added = side(current, (text) => html`<ins>${text}</ins>`);
  return html`<code>${removed}</code><br><code>${added}</code>`;
}

const movementsHead: readonly Heading[] = [
  ...[{ text: 'Row' }, { text: 'Period' }],
  ...['Old', 'New', 'Change', 'Share', 'Importance'].map((text) => ({ text, isNumber: true })),
];

function movements(diff: RunDiff): Section | undefined {
  if (diff.movements.length === 0) return undefined;
  const size = (value: number | string | null): number | null => (typeof value === 'number' ? value : null);
  const rows = diff.movements.map(({ name, label, place, unit, most, importance }): Cell[] => {
    const [old, current] = formatSides(most, unit);
    const isNumber = most.difference !== null && unit !== 'flag';
    return [
      named(label, name, place),
      textCell(most.period),
      numberCell(old, size(most.old)),
      numberCell(current, size(most.new)),
      amountCell(most.difference, isNumber ? formatDifference(most.difference ?? 0, unit) : ''),
      numberCell(formatShare(most), formatShare(most) === '' ? null : most.relative),
      numberCell(importance >= 0.0005 ? importance.toFixed(3) : '<0.001', importance),
    ];
  });
  const about =
    'Each row is shown for the year of its largest movement. Share: the change as a share of the old value. ' +
    'Importance: the change as a share of the largest amount in the same unit among the headline results and ' +
    'statements; for a percentage, the change itself.';
  const options = { classes: 'sortable n-last searched movements', caption: 'Movements' };
  return {
    id: 'movements',
    title: `Movements: ${diff.movements.length} of ${formatCount(diff.compared, 'row')}`,
    isOpen: true,
    body: html`${faint(about)}${withRoles(table(movementsHead, rows, options))}`,
  };
}

function verdicts({ verdicts: all }: RunDiff): Section | undefined {
  const others = otherVerdicts(all);
  if (others.length === 0) return undefined;
  const rows = others.map(({ kind, id, label, old, new: current, isWorse, detail }): Cell[] => [
    textCell(kind),
    named(label, id, ''),
    { content: html`${old} → <strong${isWorse ? html` class="worse"` : ''}>${current}</strong>` },
    textCell(detail),
  ]);
  const head = [{ text: 'Kind' }, { text: 'Item' }, { text: 'Result' }, { text: 'Detail' }];
  return {
    id: 'verdicts',
    title: `${verdictsTitle(others)}: ${others.length}`,
    isOpen: true,
    body: table(head, rows, { classes: 'sortable', caption: 'Checks and published figures' }),
  };
}

function divergences({ divergences: all }: RunDiff): Section | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ name, label, place, because }): Cell[] => [
    named(label, name, place),
    { content: joined(because.map(code), html`<br>`) },
  ]);
  const title = 'First differences in calculation order';
  const about =
    'Items that moved although none of the items they depend on did, with the changes that caused it, in ' +
    'calculation order.';
  const body = html`${faint(about)}${table([{ text: 'Item' }, { text: 'Due to' }], rows, { caption: title })}`;
  return { id: 'divergences', title, isOpen: true, body };
}

function otherScenarios({ otherScenarios: all }: RunDiff): Section | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ title, moved, most }): Cell[] => [
    textCell(title),
    numberCell(String(moved), moved),
    textCell(most === null ? '' : describeMovement(most)),
  ]);
  const head = [{ text: 'Scenario' }, { text: 'Rows moved', isNumber: true }, { text: 'Largest movement' }];
  return {
    id: 'scenarios',
    title: 'In other scenarios',
    isOpen: true,
    body: table(head, rows, { classes: 'sortable', caption: 'Other scenarios' }),
  };
}
