/**
 * The Explanation sheet of a comparison: a block for each result with the contributions of the changes, a live sum and
 * check, and a waterfall chart. Takes explanations; returns the sheet, the numbers behind its charts, and the cells
 * that show whether contributions add up. Guarantee: contributions are summed live, and a group is the live sum of its
 * members.
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
  /** Cells that are 1 if contributions add up, with the labels and ids of these checks. */
  readonly checks: readonly { readonly label: string; readonly id: string; readonly cell: CellRange }[];
}

const at = { words: diffColumns.first, source: 5, amount: 6, share: 7, least: 8, most: 9, error: 10 } as const;
/** The headings; standard errors are included if a split was sampled. */
const headingsOf = (hasErrors: boolean): readonly string[] => [
  'Result and driver',
  'Unit',
  'Id',
  'Kind',
  'Old and new value',
  'Source',
  'Contribution',
  'Share',
  'Lower bound',
  'Upper bound',
  ...(hasErrors ? ['Std error'] : []),
  'Reason',
];
/** All columns fit on one landscape page in 8-point type, so that a chart is not split. */
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
/** The maximum number of steps between the totals of a chart; smaller ones are combined. */
const stepsMax = 9;
const [chartRows, chartRowsMin] = [13, 9];
/** The label of a step has to fit below its column. */
const stepLabelMax = 34;
/** Characters of an old or new value; the Changes sheet has the full text. */
const sideMax = 60;
const tolerance = 1e-9;
/** Amounts below this share of the values are rounding. */
const noise = 1e-12;

/** Writes the blocks, and a second sheet with the numbers of their charts; no sheets if nothing was explained. */
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
      'Contributions add up to the difference. Lower and upper bound: the smallest and largest effect of a change ' +
        'over the orders in which the changes can be made. The method for each result is on the About sheet.',
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
        label: `The steps of the chart ${waterfall.title} add up to its last total`,
        id: `chart ${waterfall.id}`,
        cell: data!.drawn[index]!.addsUp,
      })),
    ],
  };
}

/** Points per row, per line of a taller row, and per page below the headings. */
const [rowPoints, linePoints, pagePoints] = [15, 13.5, 605];
/** The first page has a note above its blocks. */
const firstHalf = (pagePoints - 2 * rowPoints) / 2;

/**
 * Page breaks: as many blocks per page as fit. If a single block is longer than a page, its chart starts a new page.
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
 * The number of rows for the chart of a block: fewer if the block then fits on half a page, or on the page of its
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
  /** The number of columns, and the number of chart rows including the empty row after it. */
  readonly across: number;
  readonly rows: number;
  readonly waterfall?: Waterfall;
}

/** Makes the titles of blocks and the labels of their parts unique. */
export function distinctExplanations(explanations: readonly Explanation[]): readonly Explanation[] {
  const titles = distinctLabels(explanations.map((one) => ({ label: titleOf(one), name: one.target })));
  return explanations.map((one, at) => ({ ...one, label: titles[at]!, parts: distinctParts(one.parts) }));
}

/** Makes labels unique: a changed formula is told apart from a changed value of the same name. */
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

/** Whether a part has an effect in any order of the changes. */
const hasEffect =
  ({ old, new: now }: Explanation) =>
  ({ amount, least, most }: Part): boolean =>
    Math.max(Math.abs(amount), Math.abs(least), Math.abs(most)) >
    noise * Math.max(Math.abs(old ?? 0), Math.abs(now ?? 0));

/**
 * The explanation without parts that have no effect, which a sentence lists, and without the sentences about the
 * method, which are on the About sheet.
 */
function withoutZeroParts(explanation: Explanation): Explanation {
  const effective = hasEffect(explanation);
  const parts = explanation.parts.filter(effective).map((part) => ({ ...part, parts: part.parts.filter(effective) }));
  const idle = explanation.parts.flatMap((part) =>
    effective(part) ? part.parts.filter((one) => !effective(one)) : [part],
  );
  if (parts.length === 0) return explanation;
  // The method is on the About sheet, so that more results fit on a page.
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
  const explanation = withoutZeroParts(whole);
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
    proof: { label: `The contributions to ${title} add up`, id: `parts ${target}`, cell: proof },
    waterfall,
  };
}

/** Adds the notes on the contributions, or why there are none. */
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

/** What the rows of a block share. */
interface PartRows {
  readonly explanation: Explanation;
  readonly changes: ReadonlyMap<string, Change>;
  readonly formats: Formats;
  readonly differenceRow: number;
  /** The column of reasons, the last one. */
  readonly reason: number;
}

/** Adds a part and, indented below it, the members of a group. */
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

/** The old and new value, source and reason of the change behind a part. */
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

/** Adds the live sum: a range if the parts are adjacent, a list of cells if there are groups. */
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
      label: 'Sum of contributions',
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
    diffRowHeader({ label: 'Tolerance (share of larger value)', unit: '1', id: target, kind: 'input' }),
    valueCell(at.amount, tolerance, 'input', { format: '0E+00' }),
  );
  const limit: Template = [cell(share), '*MAX(ABS(', cell(oldRow), '),ABS(', cell(newRow), '))'];
  const gap = sheet.add(
    diffRowHeader({ label: 'Contributions minus difference', unit: differenceUnit(unit), id: target, kind: 'check' }),
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

/** The steps from the old to the new value; if they are small relative to the values, those of the difference only. */
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
      title: `Drivers of ${title}: difference only`,
      format: formats.difference,
      steps: [...steps, total('Difference', differenceRow)],
    };
  const both = [total('Old', oldRow), ...steps, total('New', newRow)];
  return {
    ...shared,
    title: `Drivers of ${title}`,
    format: isRateUnit(unit) ? '0.0%_);(0.0%);"-"_)' : formats.value,
    steps: both,
  };
}

/** Below this share of the values, steps would be thin lines on top of two tall columns. */
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
