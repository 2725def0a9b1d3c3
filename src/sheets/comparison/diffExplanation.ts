/**
 * Why results moved, as a sheet: a block for each result with its parts, a live sum and check, and a waterfall. Enters
 * explanations; leaves the sheet, the numbers behind its charts, and the cells that say whether the parts add up.
 * Guarantee: the parts of a block are added up live; a group is the live sum of what it is made of.
 */
import { type Change, changeKey, type Explanation, type Part, type RunDiff } from '../../diff/diff.ts';
import type { CellRange, Chart, Content, FormulaPart, GridSheet, RowSegment, Template } from '../../grid/grid.ts';
import { countWrappedLines } from '../../grid/rowLines.ts';
import {
  callInGroups,
  formulaCells,
  listCells,
  type SheetBuilder,
  sheetBuilder,
  textCell,
  textContent,
  valueCell,
} from '../../grid/sheetBuilder.ts';
import { isRateUnit } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { addTitle } from '../layoutContext.ts';
import { distinctLabels, sourceText } from './changeRows.ts';
import { differenceFormat, differenceUnit, valueFormat } from './diffFormats.ts';
import { diffColumns, diffRowHeader, gapFormat, gapFormula } from './diffRows.ts';
import { type DrawnWaterfall, type Waterfall, type WaterfallStep, waterfallSheet } from './waterfallSheet.ts';

export const explanationSheet = 'Explanation';

export interface ExplanationSheets {
  readonly sheets: readonly GridSheet[];
  /** Cells that hold 1 where parts add up, with what they say. */
  readonly checks: readonly { readonly label: string; readonly id: string; readonly cell: CellRange }[];
}

const at = { words: diffColumns.first, source: 5, amount: 6, share: 7, least: 8, most: 9, error: 10 } as const;
/** Standard errors are there where some split was sampled. */
const headingsOf = (hasErrors: boolean): readonly string[] => [
  'Result and part',
  'Unit',
  'Id',
  'Kind',
  'Old and new value',
  'Source',
  'Amount',
  'Share',
  'Least',
  'Most',
  ...(hasErrors ? ['Std error'] : []),
  'Reason',
];
/** A page across holds them all in letters of eight points, so that a chart stands on one page. */
const widthsOf = (hasErrors: boolean): readonly number[] => [
  32,
  8,
  20,
  11,
  22,
  19,
  11,
  8,
  10,
  10,
  ...(hasErrors ? [8] : []),
  31,
];
const lineLength = 150;
/** Steps of a chart between its totals at most; the smaller ones are drawn as one. */
const stepsMax = 9;
const [chartRows, chartRowsMin] = [13, 9];
/** A label of a step is read under its column. */
const stepLabelMax = 34;
/** Characters of what a side holds; the sheet of changes has all of them. */
const sideMax = 60;
const tolerance = 1e-9;
/** What is less than this share of the values is what rounding leaves of nothing. */
const noise = 1e-12;

/** Writes the blocks, and the numbers of their charts on a sheet of their own; nothing where nothing was explained. */
export function explanationSheets(diff: RunDiff, explanations: readonly Explanation[]): ExplanationSheets {
  if (explanations.length === 0) return { sheets: [], checks: [] };
  const hasErrors = explanations.some(({ parts }) =>
    parts.some(({ error, parts: within }) => [error, ...within.map((one) => one.error)].some((one) => one !== null)),
  );
  const headings = headingsOf(hasErrors);
  const sheet = sheetBuilder(explanationSheet, 'presentation', widthsOf(hasErrors), { rows: 2, columns: 1 });
  addTitle(sheet, 'Why results moved', at.amount);
  sheet.add(listCells(0, headings.map(textContent), 'header'));
  sheet.add(
    textCell(
      0,
      'Parts add up to the difference. Least and most: what a part comes to in the order of changes in which it does least, and most. How each was split: see About.',
      'note',
    ),
  );
  sheet.add();
  const changes = new Map(diff.changes.map((change) => [changeKey(change), change] as const));
  const blocks = distinctExplanations(explanations).map((explanation) =>
    addBlock(sheet, explanation, changes, headings.length),
  );
  const withCharts = blocks.filter(
    (block): block is Block & Required<Pick<Block, 'waterfall'>> => block.waterfall !== undefined,
  );
  const data = withCharts.length === 0 ? undefined : waterfallSheet(withCharts.map(({ waterfall }) => waterfall));
  const charts = withCharts.map((block, index) => chartOf(block, data!.drawn[index]!));
  const written = sheet.finish();
  const finished: GridSheet = { ...written, charts, wraps: true, pageBreaks: breaksOf(blocks, written) };
  return {
    sheets: [finished, ...(data === undefined ? [] : [data.sheet])],
    checks: [
      ...blocks.flatMap(({ proof }) => (proof === undefined ? [] : [proof])),
      ...withCharts.map(({ waterfall }, index) => ({
        label: `The steps of the chart of ${waterfall.title} end at its last total`,
        id: `chart ${waterfall.id}`,
        cell: data!.drawn[index]!.addsUp,
      })),
    ],
  };
}

/** Points of a row, of a line of a higher one, and of what a page holds below the headings. */
const [rowPoints, linePoints, pagePoints] = [15, 13.5, 605];
/** The first page has a sentence above its blocks. */
const firstHalf = (pagePoints - 2 * rowPoints) / 2;

/**
 * As many blocks as a page holds stand on it; where one alone is longer, its chart begins a page, which would be cut
 * otherwise.
 */
function breaksOf(blocks: readonly Block[], sheet: GridSheet): number[] {
  const breaks: number[] = [];
  let used = pointsOf(sheet, sheet.frozen.rows, blocks[0]?.start ?? 0);
  blocks.forEach(({ start, chartRow, rows, waterfall }, at) => {
    const [own, chart] = [pointsOf(sheet, start, chartRow), waterfall === undefined ? 0 : rows * rowPoints];
    if (at > 0 && used + own + chart > pagePoints) {
      breaks.push(start);
      used = 0;
    }
    if (used + own + chart > pagePoints && chart > 0) {
      breaks.push(chartRow);
      used = chart;
    } else used += own + chart;
  });
  return breaks;
}

function pointsOf({ rows, columns }: GridSheet, from: number, to: number): number {
  return rows.slice(from, to).reduce((sum, { segments }) => {
    const lines = countWrappedLines(segments, columns);
    return sum + (lines === 1 ? rowPoints : lines * linePoints);
  }, 0);
}

/**
 * Rows of the chart of a block: fewer where half a page holds it then, or where that keeps it on the page of its
 * numbers.
 */
function chartRowsBelow(sheet: SheetBuilder, { start, chartRow }: Block): number {
  const own = pointsOf(sheet.finish(), start, chartRow);
  const fitting = [firstHalf, pagePoints]
    .map((points) => Math.floor((points - own) / rowPoints))
    .find((rows) => rows >= chartRowsMin);
  return Math.min(chartRows, fitting ?? chartRows);
}

interface Block {
  /** Its first row. */
  readonly start: number;
  readonly chartRow: number;
  readonly proof?: ExplanationSheets['checks'][number];
  /** How many columns it takes, and how many rows its chart with the empty one behind it. */
  readonly across: number;
  readonly rows: number;
  readonly waterfall?: Waterfall;
}

/** The same with titles that mean one block, and labels that mean one part of it. */
export function distinctExplanations(explanations: readonly Explanation[]): readonly Explanation[] {
  const titles = distinctLabels(explanations.map((one) => ({ label: titleOf(one), name: one.target })));
  return explanations.map((one, at) => ({ ...one, label: titles[at]!, parts: distinctParts(one.parts) }));
}

/** A changed formula is told from a changed value of the same name, and what is called alike says its name too. */
function distinctParts(parts: readonly Part[]): readonly Part[] {
  const wordsOf = ({ kind, label }: Part): string => (kind === 'formula' ? `Formula of ${label}` : label);
  const labels = distinctLabels(parts.map((part) => ({ label: wordsOf(part), name: part.id })));
  return parts.map((part, at) => ({ ...part, label: labels[at]!, parts: distinctParts(part.parts) }));
}

/** `Gross margin, 2027`. */
const titleOf = ({ label, target }: Explanation): string => {
  const [, period] = target.split('@');
  return period === undefined || label.includes(period) ? label : `${label}, ${period}`;
};

/** Whether a part comes to anything in some order of the changes. */
const isFelt =
  ({ old, new: now }: Explanation) =>
  ({ amount, least, most }: Part): boolean =>
    Math.max(Math.abs(amount), Math.abs(least), Math.abs(most)) >
    noise * Math.max(Math.abs(old ?? 0), Math.abs(now ?? 0));

/**
 * The same without parts that come to nothing, which are named in a sentence, and without the sentences that stand on
 * About.
 */
function withoutIdle(explanation: Explanation): Explanation {
  const felt = isFelt(explanation);
  const parts = explanation.parts.filter(felt).map((part) => ({ ...part, parts: part.parts.filter(felt) }));
  const idle = explanation.parts.flatMap((part) => (felt(part) ? part.parts.filter((one) => !felt(one)) : [part]));
  if (parts.length === 0) return explanation;
  // How it was split stands on About, so that a page holds more of what moved.
  return {
    ...explanation,
    parts,
    statements: idle.length === 0 ? [] : [`No effect: ${idle.map(({ label }) => label).join('; ')}.`],
  };
}

function addBlock(
  sheet: SheetBuilder,
  whole: Explanation,
  changes: ReadonlyMap<string, Change>,
  across: number,
): Block {
  const explanation = withoutIdle(whole);
  const start = sheet.next();
  const title = explanation.label;
  sheet.add(
    textCell(0, title, 'section'),
    listCells(
      1,
      Array.from({ length: across - 1 }, () => textContent('')),
      'section',
    ),
  );
  const { target, unit, old, new: now, difference, parts } = explanation;
  const amounts = [
    ...parts.flatMap((part) => [part.amount, part.least, part.most]),
    ...(difference === null ? [] : [difference]),
  ];
  const formats: Formats = { value: valueFormat(unit, [old, now]), difference: differenceFormat(unit, amounts) };
  const side = (words: 'Old value' | 'New value', amount: number | null) =>
    sheet.add(
      diffRowHeader({ label: words, unit, id: target, kind: 'stored', style: 'subtotalLabel' }),
      valueCell(at.amount, amount, 'stored', {
        format: formats.value,
        origin: { kind: 'item', id: target, members: [] },
      }),
    );
  const oldRow = side('Old value', old);
  const differenceRow =
    sheet.next() + parts.reduce((count, part) => count + 1 + part.parts.length, 0) + (parts.length === 0 ? 1 : 2);
  const placed = parts.map((part) =>
    addPart(sheet, part, { explanation, changes, formats, differenceRow, reason: across - 1 }),
  );
  const places: Rows = { oldRow, parts: placed };
  const sum = parts.length === 0 ? undefined : addSum(sheet, explanation, places, formats);
  const newRow = side('New value', now);
  if (old === null || now === null) return endOf(sheet, start, explanation, across);
  sheet.add(
    diffRowHeader({ label: 'Difference', unit: differenceUnit(unit), id: target, kind: 'calculation' }),
    formulaCells(at.amount, 1, [cell(newRow), '-', cell(oldRow)], 'calculation', { format: formats.difference }),
  );
  if (sum === undefined) return endOf(sheet, start, explanation, across);
  const proof = addProof(sheet, explanation, { sum, differenceRow, oldRow, newRow });
  const waterfall = waterfallOf(explanation, { ...places, newRow, differenceRow }, formats);
  const block = endOf(sheet, start, explanation, across);
  const rows = chartRowsBelow(sheet, block);
  for (let row = 0; row < rows; row += 1) sheet.add();
  return {
    ...block,
    rows,
    proof: { label: `The parts of ${title} add up`, id: `parts ${target}`, cell: proof },
    waterfall,
  };
}

/** What is to be said of the parts, or why there are none. */
function endOf(sheet: SheetBuilder, start: number, { statements }: Explanation, across: number): Block {
  for (const words of statements)
    for (const line of wrapWords(words.replace(/\s+/g, ' '), lineLength)) sheet.add(textCell(0, line, 'note'));
  sheet.add();
  return { start, across, rows: 0, chartRow: sheet.next() };
}

interface Formats {
  readonly value: string;
  readonly difference: string;
}
interface Rows {
  readonly oldRow: number;
  readonly parts: readonly { readonly part: Part; readonly row: number }[];
}

const cell = (row: number, column: number = at.amount) => ({ row, column: { absolute: column } }) as const;
const down = (first: number, last: number): FormulaPart => ({ ...cell(first), to: cell(last) });

/** What the rows of parts need to know of their block. */
interface PartRows {
  readonly explanation: Explanation;
  readonly changes: ReadonlyMap<string, Change>;
  readonly formats: Formats;
  readonly differenceRow: number;
  /** The column of reasons, which is the last. */
  readonly reason: number;
}

/** A part in a row, and what a group is made of set in below it. */
function addPart(sheet: SheetBuilder, part: Part, block: PartRows): Rows['parts'][number] {
  const row = sheet.next();
  const extra = { format: block.formats.difference };
  const number = ({ amount }: Part) => valueCell(at.amount, amount, 'stored', extra);
  const members = part.parts;
  const sum: Template = ['SUM(', down(row + 1, row + members.length), ')'];
  addPartRow(
    sheet,
    part,
    part.label,
    members.length === 0 ? number(part) : formulaCells(at.amount, 1, sum, 'calculation', extra),
    block,
  );
  for (const member of members) addPartRow(sheet, member, `  ${member.label}`, number(member), block);
  return { part, row };
}

function addPartRow(sheet: SheetBuilder, part: Part, label: string, amount: RowSegment[], block: PartRows): void {
  const { explanation, changes, formats, differenceRow } = block;
  const extra = { format: formats.difference };
  const share: Template = [cell(sheet.next()), '/', cell(differenceRow)];
  const hasShare = explanation.difference !== null && explanation.difference !== 0;
  sheet.add(
    diffRowHeader({ label, unit: differenceUnit(explanation.unit), id: part.id, kind: 'stored' }),
    amount,
    hasShare ? formulaCells(at.share, 1, share, 'calculation', { format: '0.0%_);(0.0%);"-"_)' }) : [],
    valueCell(at.least, part.least, 'stored', extra),
    valueCell(at.most, part.most, 'stored', extra),
    valueCell(at.error, part.error, 'stored', extra),
    evidenceRuns(part, changes, block.reason),
  );
}

/** What the changes of a part say of themselves. */
function evidenceRuns({ changes: keys }: Part, changes: ReadonlyMap<string, Change>, reason: number): RowSegment[] {
  const found = keys.flatMap((key) => changes.get(key) ?? []);
  const [only] = found;
  if (found.length !== 1 || only === undefined)
    return found.length === 0 ? [] : textCell(at.words, `${found.length} changes`, 'words');
  const origin = only.newOrigin ?? only.oldOrigin;
  const source: Content | undefined = sourceText(origin);
  return [
    ...textCell(at.words, [only.old, only.new].map((side) => shortened(side ?? 'nothing', sideMax)).join(' → ')),
    ...(source === undefined ? [] : [{ column: at.source, count: 1, content: source, style: 'source' } as const]),
    ...textCell(reason, origin?.reason ?? undefined),
  ];
}

/** Parts that stand below each other are one range; with members of groups between them they are listed. */
function addSum(
  sheet: SheetBuilder,
  { target, unit, parts }: Explanation,
  { parts: placed }: Rows,
  formats: Formats,
): number {
  const isPlain = parts.every((part) => part.parts.length === 0);
  const sum: Template = isPlain
    ? ['SUM(', down(placed[0]!.row, placed.at(-1)!.row), ')']
    : callInGroups(
        'SUM',
        placed.map(({ row }) => [cell(row)]),
      );
  return sheet.add(
    diffRowHeader({
      label: 'Sum of the parts',
      unit: differenceUnit(unit),
      id: target,
      kind: 'calculation',
      style: 'subtotalLabel',
    }),
    formulaCells(at.amount, 1, sum, 'subtotal', { format: formats.difference }),
  );
}

function addProof(
  sheet: SheetBuilder,
  { target, unit }: Explanation,
  { sum, differenceRow, oldRow, newRow }: { sum: number; differenceRow: number; oldRow: number; newRow: number },
): CellRange {
  const share = sheet.add(
    diffRowHeader({ label: 'Tolerance, share of larger value', unit: '1', id: target, kind: 'input' }),
    valueCell(at.amount, tolerance, 'input', { format: '0E+00' }),
  );
  const limit: Template = [cell(share), '*MAX(ABS(', cell(oldRow), '),ABS(', cell(newRow), '))'];
  const gap = sheet.add(
    diffRowHeader({ label: 'Parts less difference', unit: differenceUnit(unit), id: target, kind: 'check' }),
    formulaCells(at.amount, 1, gapFormula([cell(sum), '-', cell(differenceRow)], limit), 'check', {
      format: gapFormat,
    }),
  );
  const row = sheet.add(
    diffRowHeader({ label: '  adds up', unit: 'flag', id: target, kind: 'check' }),
    formulaCells(at.amount, 1, ['IF(ABS(', cell(gap), ')<=', ...limit, ',1,0)'], 'check', { format: '0' }),
  );
  return { sheet: sheet.name, row, column: at.amount, count: 1 };
}

/** The steps from old to new; where they are small beside the values, those of the difference alone. */
function waterfallOf(
  explanation: Explanation,
  { oldRow, newRow, differenceRow, parts }: Rows & { readonly newRow: number; readonly differenceRow: number },
  formats: Formats,
): Waterfall {
  const { target, unit } = explanation;
  const link = (row: number): FormulaPart => ({ ...cell(row), sheet: explanationSheet });
  const moving = parts.filter(
    ({ part }) =>
      Math.abs(part.amount) > noise * Math.max(Math.abs(explanation.old ?? 0), Math.abs(explanation.new ?? 0)),
  );
  const drawn = moving.length <= stepsMax ? moving : moving.slice(0, stepsMax - 1);
  const rest = moving.slice(drawn.length);
  const steps: WaterfallStep[] = drawn.map(({ part, row }) => ({
    label: shortened(part.label, stepLabelMax),
    isTotal: false,
    amount: [link(row)],
  }));
  if (rest.length > 0) {
    const sum = callInGroups(
      'SUM',
      rest.map(({ row }) => [link(row)]),
    );
    steps.push({ label: `${rest.length} smaller changes`, isTotal: false, amount: sum });
  }
  const title = explanation.label;
  const shared = { id: target, unit };
  const total = (label: string, row: number): WaterfallStep => ({ label, isTotal: true, amount: [link(row)] });
  if (isSmall(explanation))
    return {
      ...shared,
      title: `What moved ${title}: the difference`,
      format: formats.difference,
      steps: [...steps, total('Difference', differenceRow)],
    };
  const both = [total('Old', oldRow), ...steps, total('New', newRow)];
  return {
    ...shared,
    title: `What moved ${title}`,
    format: isRateUnit(unit) ? '0.0%_);(0.0%);"-"_)' : formats.value,
    steps: both,
  };
}

/** Steps that reach over less than this share of the values would be thin lines on top of two columns. */
const reachMin = 0.25;

function isSmall({ old, new: now, parts }: Explanation): boolean {
  let level = old ?? 0;
  const levels = [level, now ?? 0, ...parts.map(({ amount }) => (level += amount))];
  return Math.max(...levels) - Math.min(...levels) < reachMin * Math.max(Math.abs(old ?? 0), Math.abs(now ?? 0));
}

function shortened(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`;
}

function chartOf(
  { chartRow, across, rows, waterfall }: Block & Required<Pick<Block, 'waterfall'>>,
  { series, categories }: DrawnWaterfall,
): Chart {
  return {
    title: waterfall.title,
    series,
    categories,
    formats: { first: waterfall.format },
    isStored: true,
    place: { row: chartRow, column: 0, rows: rows - 1, columns: across },
  };
}
