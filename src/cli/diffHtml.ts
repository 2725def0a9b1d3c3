/**
 * A comparison as one page. Enters a comparison; leaves HTML that needs nothing else: drawings, tables that are sorted by their headings, and a search.
 * Guarantee: no text of a model file is read as markup or script; nothing is loaded; the same comparison gives the same bytes.
 */
import { createRequire } from 'node:module';
import { type Change, changeKey, type Explanation, type FormulaPart, type RunDiff, type SideSummary } from '../diff/diff.ts';
import { movedCells } from '../diff/movements.ts';
import { valueWords } from '../diff/words.ts';
import { counted } from '../question/words.ts';
import { isCutOff, waterfallSvg } from './diffChart.ts';
import type { Compared } from './diffCompared.ts';
import { pageScript, pageStyle } from './diffPage.ts';
import {
  changesOf,
  changeWords,
  differenceWords,
  errorWords,
  kindTitles,
  moveWords,
  rangeWords,
  reasonWords,
  sideWords,
  verdictWords,
} from './diffWords.ts';
import { readText } from './files.ts';
import { plain } from './format.ts';

/** The page. */
export async function diffHtml(compared: Compared): Promise<string> {
  const { diff, explanations } = compared;
  const byKey = new Map(diff.changes.map((change) => [changeKey(change), change]));
  const charts = await Promise.all(explanations.map((one) => waterfallSvg(one)));
  const sections = [
    sides(diff),
    headlines(compared),
    ...explanations.map((one, at) => explained(one, charts[at], byKey)),
    diff.changes.length + diff.movements.length === 0 ? '' : tools,
    changes(diff),
    movements(diff),
    verdicts(diff),
    divergences(diff),
    otherScenarios(diff),
  ];
  const title = html(`${diff.new.title}: what changed`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${sections.filter((section) => section !== '').join('\n')}
</main>
<script>${sortScript()}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Sorting of tables by their headings, from the packages that do it. */
function sortScript(): string {
  const { resolve } = createRequire(import.meta.url);
  const texts = ['sortable.min.js', 'sortable.a11y.min.js'].map((name) => readText(resolve(`sortable-tablesort/dist/${name}`)));
  if (texts.some((text) => text === undefined)) throw new Error('the package sortable-tablesort is incomplete');
  return texts.join('\n');
}

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

const cellText = (text: string, className?: string): Cell => ({ html: html(text), ...(className === undefined ? {} : { className }) });
const numberCell = (text: string, sort: number | null): Cell => ({
  html: html(text),
  className: 'number',
  ...(sort === null ? { sort: '' } : { sort }),
});

interface Heading {
  readonly text: string;
  readonly isNumber?: boolean;
}

function table(head: readonly Heading[], rows: readonly (readonly Cell[])[], classes = '', caption = ''): string {
  const headings = head.map(({ text, isNumber }) => `<th scope="col"${isNumber === true ? ' class="number"' : ''}>${html(text)}</th>`);
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  const label = caption === '' ? '' : ` aria-label="${html(caption)}"`;
  return `<div class="scroll"><table class="${classes}"${label}><thead><tr>${headings.join('')}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cellHtml({ html: content, sort, className }: Cell): string {
  return `<td${className === undefined ? '' : ` class="${className}"`}${sort === undefined ? '' : ` data-sort="${html(String(sort))}"`}>${content}</td>`;
}

function sides(diff: RunDiff): string {
  const side = (word: string, one: SideSummary): string =>
    `<dt>${word}</dt><dd><code>${html(one.name)}</code><br><span class="faint">${html(sideWords(one))}; ${html(one.from)} to ${html(one.to)} by ${one.grain}; run ${html(one.runId.slice(0, 8))}, burnsheet ${html(one.versions.burnsheet)}</span></dd>`;
  return `<dl>${side('Old', diff.old)}${side('New', diff.new)}</dl>\n<p class="lead">${html(verdictWords(diff))}</p>`;
}

const signClass = (difference: number | null): string => (difference === null || difference === 0 ? '' : difference < 0 ? 'fall' : 'rise');

function headlines({ diff, by, measure }: Compared): string {
  if (diff.headlines.length === 0) return '';
  const cells = diff.headlines.map((movement) => ({ movement, cells: movedCells(movement, by, measure) }));
  const columns = [...new Set(cells.flatMap(({ cells: some }) => some.map(({ period }) => period)))];
  const rows = cells.map(({ movement: { label, unit }, cells: some }) => [
    cellText(label, 'label'),
    ...columns.map((column): Cell => {
      const cell = some.find(({ period }) => period === column);
      if (cell === undefined) return cellText('');
      const moved = cell.old === cell.new ? '' : `<small class="${signClass(cell.difference)}">${html(moveWords(cell, unit))}</small>`;
      return { html: `${html(valueWords(cell.new, unit))}${moved}`, className: 'number' };
    }),
  ]);
  const head = [{ text: 'Result' }, ...columns.map((text) => ({ text: text === '' ? 'Value' : text, isNumber: true }))];
  return `<section><h2>Headline results</h2><p class="faint">The new value, and below it how it differs from the old one.</p>${table(head, rows, '', 'Headline results')}</section>`;
}

function explained(explanation: Explanation, chart: string | undefined, byKey: ReadonlyMap<string, Change>): string {
  const { label, target, unit, old, new: current, difference, parts, statements } = explanation;
  const words = (value: number | null): string => (value === null ? 'an error' : valueWords(value, unit));
  const moved = difference === null ? '' : `: ${words(old)} → ${words(current)} (${differenceWords(difference, unit)})`;
  const rows = parts
    .filter(({ amount }) => amount !== 0)
    .map((part): Cell[] => {
      const [first] = changesOf(part, byKey);
      const single = part.changes.length === 1 && first !== undefined;
      const made = part.parts.map((one) => `${one.label} ${differenceWords(one.amount, unit)}${errorWords(one, unit)}`).join('; ');
      return [
        cellText(part.label, 'label'),
        {
          ...numberCell(`${differenceWords(part.amount, unit)}${errorWords(part, unit)}`, part.amount),
          className: `number ${signClass(part.amount)}`,
        },
        numberCell(rangeWords(part, unit), part.most - part.least),
        cellText(single ? changeWords(first) : made, 'words'),
        single ? reasonCell(first) : cellText(''),
      ];
    });
  const head = [
    { text: 'Part' },
    { text: 'Amount', isNumber: true },
    { text: 'Least to most', isNumber: true },
    { text: 'Change' },
    { text: 'Reason and source' },
  ];
  const figure =
    chart === undefined
      ? ''
      : `<figure role="img" aria-label="${html(`Waterfall from the old value of ${label} to the new one; the table below says the same`)}">${chart}${isCutOff(explanation) ? '<figcaption class="faint">The axis does not begin at zero.</figcaption>' : ''}</figure>`;
  const body = rows.length === 0 ? '' : table(head, rows, 'sortable n-last', `Parts of ${label}`);
  return `<section><h2>Why ${html(label)} moved${html(moved)}</h2><p class="faint"><code>${html(target)}</code></p>${figure}${body}${statements.map((text) => `<p class="faint">${html(text)}</p>`).join('')}</section>`;
}

function reasonCell(change: Change): Cell {
  const { newOrigin, oldOrigin } = change;
  const url = (newOrigin ?? oldOrigin)?.url ?? null;
  const isSafe = url !== null && /^https?:\/\//.test(url);
  const link = isSafe ? ` <a href="${html(url)}" rel="noopener noreferrer">source</a>` : '';
  return { html: `${html(reasonWords(change))}${link}`, className: 'reason' };
}

function changes(diff: RunDiff): string {
  const kinds = [...new Set(diff.changes.map(({ kind }) => kind))];
  if (kinds.length === 0) return '';
  const head = [
    { text: 'Name' },
    { text: 'Label' },
    { text: 'Change' },
    { text: 'Difference', isNumber: true },
    { text: 'Reason and source' },
  ];
  const parts = kinds.map((kind) => {
    const some = diff.changes.filter((change) => change.kind === kind);
    const rows = some.map((change): Cell[] => [
      { html: `<code>${html(change.id)}</code>`, className: 'name' },
      { html: `${html(change.label)}${change.place === '' ? '' : `<small>${html(change.place)}</small>`}`, className: 'label' },
      { html: change.formula === null ? html(changeWords({ ...change, difference: null })) : formulas(change.formula), className: 'words' },
      numberCell(change.difference === null ? '' : differenceWords(change.difference, change.unit), change.difference),
      reasonCell(change),
    ]);
    return `<details open><summary>${kindTitles[kind]}: ${some.length}</summary>${table(head, rows, 'sortable n-last searched', kindTitles[kind])}</details>`;
  });
  return `<section><h2>What changed</h2>${parts.join('\n')}</section>`;
}

function formulas({ old, new: current }: NonNullable<Change['formula']>): string {
  const side = (parts: readonly FormulaPart[], tag: string): string =>
    parts.map(({ text, isChanged }) => (isChanged && text !== '' ? `<${tag}>${html(text)}</${tag}>` : html(text))).join(' ');
  return `<code>${side(old, 'del')}</code><br><code>${side(current, 'ins')}</code>`;
}

function movements(diff: RunDiff): string {
  if (diff.movements.length === 0) return '';
  const head = [
    ...[{ text: 'Row' }, { text: 'Place' }, { text: 'In' }],
    ...['Old', 'New', 'Change', 'Share', 'Importance'].map((text) => ({ text, isNumber: true })),
  ];
  const rows = diff.movements.map(({ name, label, place, unit, most, importance }): Cell[] => [
    { html: `${html(label)}<small><code>${html(name)}</code></small>`, className: 'label', sort: label },
    cellText(place),
    cellText(most.period),
    numberCell(valueWords(most.old, unit), typeof most.old === 'number' ? most.old : null),
    numberCell(valueWords(most.new, unit), typeof most.new === 'number' ? most.new : null),
    {
      ...numberCell(most.difference === null ? '' : differenceWords(most.difference, unit), most.difference),
      className: `number ${signClass(most.difference)}`,
    },
    numberCell(most.relative === null ? '' : `${Number((most.relative * 100).toPrecision(3))}%`, most.relative),
    numberCell(importance >= 0.0005 ? importance.toFixed(3) : '<0.001', importance),
  ]);
  return `<section><h2>What moved: ${counted(diff.movements.length, 'row')} of ${counted(diff.compared, 'row')}</h2><p class="faint">Each row in the year in which it moved most. Importance: the difference relative to the largest amount of its unit among the headline results and the statements; of a percentage, the difference itself.</p>${table(head, rows, 'sortable n-last searched', 'Movements')}</section>`;
}

function verdicts({ verdicts: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ kind, id, label, old, new: current, isWorse, detail }): Cell[] => [
    cellText(kind),
    { html: `${html(label)}<small><code>${html(id)}</code></small>`, className: 'label' },
    { html: `${html(old)} → <strong class="${isWorse ? 'fall' : 'rise'}">${html(current)}</strong>` },
    cellText(detail),
  ]);
  return `<section><h2>Checks and published figures that came out otherwise</h2>${table([{ text: 'Kind' }, { text: 'What' }, { text: 'State' }, { text: 'Detail' }], rows, 'sortable', 'Checks and published figures')}</section>`;
}

function divergences({ divergences: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, label, place, because }): Cell[] => [
    { html: `${html(label)}<small><code>${html(name)}</code></small>`, className: 'label' },
    cellText(place),
    { html: because.map((key) => `<code>${html(key)}</code>`).join('<br>') },
  ]);
  return `<section><h2>Where the runs part first</h2><p class="faint">Items that moved although nothing that they read did but the changes beside them, in the order in which they are computed.</p>${table([{ text: 'Item' }, { text: 'Place' }, { text: 'Because of' }], rows, '', 'Where the runs part first')}</section>`;
}

function otherScenarios({ otherScenarios: all }: RunDiff): string {
  if (all.length === 0) return '';
  const rows = all.map(({ title, moved, most }): Cell[] => [
    cellText(title),
    numberCell(String(moved), moved),
    cellText(most === null ? '' : `${most.label} ${most.cell.period} ${moveWords(most.cell, most.unit)}`),
  ]);
  return `<section><h2>In the other scenarios</h2>${table([{ text: 'Scenario' }, { text: 'Rows moved', isNumber: true }, { text: 'Most' }], rows, 'sortable', 'Other scenarios')}</section>`;
}
