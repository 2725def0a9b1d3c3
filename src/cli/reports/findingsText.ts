/**
 * The findings of an audit as text. Input: findings. Output: a list by kind, the most serious kinds first. Guarantee:
 * equal changes in neighbouring cells share a line; a cell reference is never cut, and of two long formulas the part
 * that differs is shown.
 */
import { type Finding, type FindingKind, findingWords, kindsOf } from '../../audit/findings.ts';
import { type FindingGroup, groupFindings } from '../../audit/grouping.ts';
import { stripControls } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';

/** Lines of one kind where `--all` does not ask for more. */
const listedMost = 40;

/** Kinds of findings that make other results stale. */
const causes: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'formula-overwritten',
  'formula-changed',
  'formula-misled',
  'input-changed',
  'constant-changed',
  'text-changed',
  'cell-added',
  'row-inserted',
  'row-removed',
  'column-inserted',
  'column-removed',
  'rows-reordered',
  'rows-mixed',
  'columns-reordered',
  'sheet-removed',
  'name-changed',
]);

/** Findings by kind, each with its cells, its item, and both sides. */
export function renderFindings(
  findings: readonly Finding[],
  all: boolean,
  { colours, width }: Pick<Terminal, 'colours' | 'width'>,
): string {
  const isChanged = findings.some(({ kind }) => causes.has(kind));
  const kinds = kindsOf(findings).map((kind) => {
    const members = findings.filter((one) => one.kind === kind);
    const groups = groupFindings(members);
    const listed = all ? groups : groups.slice(0, listedMost);
    const rest = groups.slice(listed.length).reduce((sum, { count }) => sum + count, 0);
    const more = rest > 0 ? [`… ${rest} more: --all lists them`] : [];
    // One changed input makes many results stale.
    const note = kind === 'stale-value' && isChanged ? ['these follow from changed inputs or formulas'] : [];
    const title = colours.bold(`${members.length} × ${findingWords[kind]}`);
    return [title, ...note, ...linesOf(listed, sidesOf(kind), width), ...more].join('\n');
  });
  return kinds.join('\n\n');
}

/** The labels of the two sides of a finding. */
type Sides = readonly [old: string, now: string];

function sidesOf(kind: FindingKind): Sides {
  if (kind === 'not-computed') return ['stored', 'reason'];
  return kind === 'stale-value' ? ['stored', 'computed'] : ['written', 'now'];
}

/** Places and items are aligned up to this length. */
const alignedMost = 34;

function linesOf(groups: readonly FindingGroup[], sides: Sides, width: number): string[] {
  const widest = (texts: readonly string[]) =>
    texts.reduce((most, { length }) => (length > alignedMost ? most : Math.max(most, length)), 0);
  const places = groups.map(({ place }) => stripControls(place));
  const items = groups.map(({ item }) => stripControls(item ?? ''));
  const [placeWidth, itemWidth] = [widest(places), widest(items)];
  return groups.flatMap((group, at) => {
    const lead = `${places[at]!.padEnd(placeWidth)}  ${items[at]!.padEnd(itemWidth)}`.trimEnd();
    const [old, now] = [valueText(group.old), nowText(group)];
    if (group.old === undefined && group.now === undefined) return [lead];
    const both = group.old === undefined ? now : `${old} -> ${now}`;
    const line = `${places[at]!.padEnd(placeWidth)}  ${items[at]!.padEnd(itemWidth)}  ${both}`;
    if (line.length <= width && !line.includes('\n')) return [line];
    if (group.old === undefined) return [lead, `    ${now}`];
    const room = Math.max(width - 14, 20);
    const shown = showDifference(old, now, room);
    return [lead, ...sides.map((side, index) => `    ${side.padEnd(8)}  ${shown[index]}`)];
  });
}

function valueText(value: Finding['old']): string {
  if (value === undefined || value === null) return 'empty';
  return stripControls(typeof value === 'object' ? value.error : String(value));
}

/** The current value; for formulas replaced by several values, the first and the last. */
function nowText({ now, last, count }: FindingGroup): string {
  return last === undefined ? valueText(now) : `${valueText(now)} … ${valueText(last)} (${count} values)`;
}

/** Names, references with their sheets, numbers and quoted texts are never split. */
const words = /"(?:[^"]|"")*"|'(?:[^']|'')*'!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?|[\p{L}\p{N}_.$!:]+|\s+|./gsu;

/**
 * Shortens two texts to the parts that differ, with some context: `showDifference('=SUM(A1:A9)', '=SUM(A1:A9)*1.1',
 * 12)`.
 */
export function showDifference(old: string, now: string, room: number): readonly [string, string] {
  if (old.length <= room && now.length <= room) return [old, now];
  const [left, right] = [wordsOf(old), wordsOf(now)];
  const least = Math.min(left.length, right.length);
  let same = 0;
  while (same < least && left[same] === right[same]) same += 1;
  let end = 0;
  while (end < least - same && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return [windowOf(left, same, end, room), windowOf(right, same, end, room)];
}

const wordsOf = (text: string): readonly string[] => text.match(words) ?? [];

/** The words that differ, with as many words around them as fit; an ellipsis marks what is left out. */
function windowOf(text: readonly string[], same: number, end: number, room: number): string {
  let [from, to] = [same, text.length - end];
  const lengthOf = () => text.slice(from, to).join('').length;
  // The difference is shown even if it is longer than a line.
  for (let grows = true; grows; ) {
    grows = false;
    if (from > 0 && lengthOf() + text[from - 1]!.length + 2 <= room) [from, grows] = [from - 1, true];
    if (to < text.length && lengthOf() + text[to]!.length + 2 <= room) [to, grows] = [to + 1, true];
  }
  return `${from > 0 ? '…' : ''}${text.slice(from, to).join('')}${to < text.length ? '…' : ''}`;
}
