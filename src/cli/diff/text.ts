/**
 * A comparison in the terminal. Takes a comparison and the width; returns lines, the most important first: the runs,
 * headline results, why they moved, changes, movements, and checks and figures with a different result. Guarantee: no
 * line is longer than the width; omitted lines are counted.
 */
import type { Change, Explanation, FormulaPart, Movement, Part, RunDiff, VerdictChange } from '../../diff/diff.ts';
import { formatCount, formatResult } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { renderTable, stripControls } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';
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
import { makeHeadlineTable } from './headlines.ts';
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
  hasNamedTargets,
  noFormula,
  nonZeroParts,
  otherVerdicts,
  sumOfParts,
  verdictsTitle,
} from './wording.ts';

/** How much to show. */
export interface Shown {
  readonly all: boolean;
}

const movementsShown = 15;
const changesShown = 12;
const explanationsShown = 3;
const partsShown = 8;

type Screen = Pick<Terminal, 'width' | 'colours'>;

/** The report. */
export function renderText(compared: ComparisonReport, { all }: Shown, screen: Screen): string {
  const { diff } = compared;
  const heading = headingOf(compared, screen);
  if (diff.isEmpty) return heading;
  const byKey = changesByKey(diff);
  const limit = (most: number): number => (all ? Number.POSITIVE_INFINITY : most);
  const sections = [
    failures(diff, screen),
    headlines(compared, screen),
    ...why(compared, byKey, limit, screen),
    ...whatChanged(diff, limit(changesShown), screen),
    whatMoved(diff, limit(movementsShown), screen),
    verdicts(diff, screen),
    divergences(diff, screen),
    otherScenarios(diff, screen),
  ];
  return [heading, ...sections.filter((section) => section !== undefined)].join('\n\n');
}

function headingOf(compared: ComparisonReport, { width, colours }: Screen): string {
  const { diff } = compared;
  const line = (word: string, side: RunDiff['old']): readonly string[] =>
    wrapped(`${colours.dim(word)} ${stripControls(side.name)}: ${describeSide(side)}`, width, 4);
  return [
    ...line('old', diff.old),
    ...line('new', diff.new),
    '',
    ...wrapped(colours.bold(describeComparison(compared)), width),
  ].join('\n');
}

/** Wrapped lines with the indentation of the text; lines after the first are indented by `indent`. */
function wrapped(text: string, width: number, indent = 0): readonly string[] {
  const lead = /^ */.exec(text)![0];
  return wrapWords(text.slice(lead.length), width, lead, ' '.repeat(Math.max(indent, lead.length)));
}

const title = (text: string, { colours }: Screen): string => colours.bold(text);

/** Checks that now fail, which come first. */
function failures({ verdicts: all }: RunDiff, screen: Screen): string | undefined {
  const failed = failedChecks(all);
  if (failed.length === 0) return undefined;
  const { width, colours } = screen;
  const named = ({ id, label }: VerdictChange): string => (label === '' || label === id ? id : `${label} (${id})`);
  const lines = failed.flatMap((verdict) =>
    wrapped(stripControls(`  ${named(verdict)}: ${stateWords(verdict)}`), width, 4),
  );
  return [title(failed.length === 1 ? 'This check now fails' : 'These checks now fail', screen), ...lines]
    .map(colours.red)
    .join('\n');
}

/** Old, new and difference of each headline result by the common columns, then the results with a single value. */
function headlines(compared: ComparisonReport, screen: Screen): string | undefined {
  const { diff } = compared;
  const { columns, rows: results, notes, singles, still } = makeHeadlineTable(compared);
  if (results.length + singles.length === 0)
    return diff.headlines.length === 0 ? undefined : 'No headline result moved.';
  const rows = results.flatMap(({ label, cells }) => [
    [label, ...cells.map((cell) => cell?.old ?? '')],
    ['  new', ...cells.map((cell) => cell?.new ?? '')],
    ['  change', ...cells.map((cell) => cell?.change ?? '')],
  ]);
  const behind = results.flatMap(({ unit }) => [unit === '' ? '' : `, ${unit}`, '', '']);
  const { width, colours } = screen;
  const below = notes.flatMap((note) => wrapped(note, width)).map((line) => colours.dim(line));
  const table =
    rows.length === 0
      ? []
      : ['', renderTable({ head: ['', ...columns], rows, fixed: 1, behind }, width, colours.dim), '', ...below];
  const alone = singles.length === 0 ? [] : ['', ...singles.flatMap(({ movement }) => movementLines(movement, screen))];
  const rest = still === '' ? [] : ['', ...wrapped(still, width)];
  return [
    title('Headline results', screen),
    ...(below.length === 0 ? table.slice(0, 2) : table),
    ...alone,
    ...rest,
  ].join('\n');
}

/** Explanations: all if the user named the results, otherwise the first few. */
function why(
  compared: ComparisonReport,
  byKey: ChangesByKey,
  limit: (most: number) => number,
  screen: Screen,
): string[] {
  const { explanations } = compared;
  const limited = hasNamedTargets(compared) ? (): number => Number.POSITIVE_INFINITY : limit;
  const shown = explanations.slice(0, limited(explanationsShown));
  const rest = explanations.slice(shown.length).map(({ target }) => target);
  const more =
    rest.length === 0
      ? []
      : [
          wrapped(
            `${formatCount(rest.length, 'other result')} ${rest.length === 1 ? 'is' : 'are'} explained with --all or ` +
              `--explain: ${rest.join(', ')}.`,
            screen.width,
          ).join('\n'),
        ];
  return [...shown.map((one) => explained(one, byKey, limited(partsShown), screen)), ...more];
}

function explained(explanation: Explanation, byKey: ChangesByKey, most: number, screen: Screen): string {
  const { label, target, parts, statements } = explanation;
  const amounts = amountsOf(explanation);
  const [id = target] = target.split('@');
  const name = label.includes(id) ? stripControls(label) : `${stripControls(label)} (${target})`;
  const outcome = describeOutcome(explanation, amounts, '->');
  const heading = wrapped(title(`Why ${name}${outcome}`, screen), screen.width, 2);
  const counting = nonZeroParts(parts);
  const shown = counting.slice(0, most);
  const rest = counting.slice(shown.length);
  const largest = Math.max(...counting.map(({ amount }) => Math.abs(amount)), 0);
  const lines = shown.flatMap((part) => partLines(part, { largest, most, amounts, byKey }, screen));
  const line = (amount: number, sign: string, words: string): string =>
    `  ${`${sign}${amounts.difference(amount)}`.padStart(amountWidth)} ${' '.repeat(barWidth)} ${words}`;
  const others =
    rest.length === 0
      ? []
      : [
          line(
            sumOfParts({ parts: rest }),
            '',
            `${formatCount(rest.length, 'smaller driver')}; --all shows ${rest.length === 1 ? 'it' : 'them'}`,
          ),
        ];
  const sum = counting.length < 2 ? [] : [line(sumOfParts(explanation), '= ', 'sum of all drivers')];
  const added = [...shown, ...(rest.length === 0 ? [] : [{ amount: sumOfParts({ parts: rest }), parts: [] }])];
  const notes = [
    addsUp(explanation, added, amounts) ? '' : roundingNote,
    describeZeroParts(parts),
    ...statements,
  ].filter((text) => text !== '');
  const said = notes.flatMap((text) => wrapped(`  ${text}`, screen.width, 2)).map((text) => screen.colours.dim(text));
  return [...heading, ...lines, ...others, ...sum, ...said].join('\n');
}

const barWidth = 10;
const amountWidth = 16;

/** How to show the parts of one explanation. */
interface PartsShown {
  readonly largest: number;
  /** The maximum number of members of a group. */
  readonly most: number;
  readonly amounts: Amounts;
  readonly byKey: ChangesByKey;
}

/** A part: amount, bar and label; below it its change and reason, or the members of the group. */
function partLines(part: Part, shown: PartsShown, screen: Screen): string[] {
  const { colours } = screen;
  const { largest, amounts } = shown;
  const bar = '█'.repeat(Math.max(1, Math.round((Math.abs(part.amount) / largest) * barWidth))).padEnd(barWidth);
  const range = formatRange(part, amounts);
  return [
    ...amountLines(part, shown, screen, `${colours.dim(bar)} `, barWidth + 1),
    ...below(changeSaid(part, shown, range === '' ? '' : `depending on the order of the changes: ${range}`), screen, 6),
    ...memberLines(part, shown, screen),
  ];
}

/** The amount of a part, then `bar` and the label. */
function amountLines(
  part: Part,
  { amounts }: PartsShown,
  { colours, width }: Screen,
  bar: string,
  barColumns: number,
): string[] {
  const amount = amounts.difference(part.amount).padStart(amountWidth);
  const indent = 2 + amountWidth + 1 + barColumns;
  const [first = '', ...more] = wrapWords(`${stripControls(part.label)}${formatError(part, amounts)}`, width - indent);
  const painted = part.amount < 0 ? colours.red(amount) : colours.green(amount);
  return [`  ${painted} ${bar}${first}`, ...more.map((line) => `${' '.repeat(indent)}${line}`)];
}

/**
 * The change of a part and its reason, with `between` between them; only `between` if the part covers several changes.
 */
function changeSaid(part: Part, { byKey }: PartsShown, between = ''): string[] {
  const change = changeOf(part, byKey);
  return change === undefined ? [between] : [describeChange(change), between, describeReason(change)];
}

/** The non-empty texts in dim lines, indented by `indent`. */
function below(texts: readonly string[], { colours, width }: Screen, indent: number): string[] {
  return texts
    .filter((text) => text !== '')
    .flatMap((text) =>
      wrapWords(stripControls(text), width - indent).map((line) => colours.dim(`${' '.repeat(indent)}${line}`)),
    );
}

/** The members of a group, each with its change and reason. */
function memberLines({ parts }: Part, shown: PartsShown, screen: Screen): string[] {
  const members = nonZeroParts(parts);
  const told = members.slice(0, shown.most);
  const rest = members.slice(told.length);
  const lines = told.flatMap((member) => [
    ...amountLines(member, shown, screen, '  of which ', 11),
    ...below(changeSaid(member, shown), screen, 8),
  ]);
  const sum = shown.amounts.difference(sumOfParts({ parts: rest }));
  const them = rest.length === 1 ? 'it' : 'them';
  const smaller = `${formatCount(rest.length, 'smaller member')}, ${sum}; --all shows ${them}`;
  return [...lines, ...below([rest.length === 0 ? '' : smaller, describeZeroParts(parts)], screen, 8)];
}

function whatChanged(diff: RunDiff, most: number, screen: Screen): string[] {
  return changesByKind(diff).map(({ title: kind, some }) => {
    const shown = some.slice(0, most);
    const rest = some.length - shown.length;
    const more = rest === 0 ? [] : [`  ${rest} more; --all shows them`];
    return [
      title(`${kind}: ${some.length}`, screen),
      ...shown.flatMap((change) => changeLines(change, screen)),
      ...more,
    ].join('\n');
  });
}

function changeLines(change: Change, screen: Screen): string[] {
  const { width, colours } = screen;
  const where = change.scenarios.length > 0 && change.id.includes(' ') ? ` in ${change.scenarios.join(', ')}` : '';
  const name =
    change.id.includes(' ') && change.kind === 'scenario' ? change.id.split(' ').slice(1).join(' ') : change.id;
  const first = wrapped(
    `  ${name}${where}${change.formula === null ? `  ${stripControls(describeChange(change))}` : ''}`,
    width,
    4,
  );
  const formulas = change.formula === null ? [] : formulaLines(change, screen);
  const periods = seriesLine(change);
  const said = [periods, describeReason(change)].filter((text) => text !== '');
  return [
    ...first,
    ...formulas,
    ...said.flatMap((text) => wrapWords(stripControls(text), width - 6).map((line) => colours.dim(`      ${line}`))),
  ];
}

function formulaLines({ formula }: Change, { width, colours }: Screen): string[] {
  const side = (sign: '-' | '+', parts: readonly FormulaPart[], paint: (text: string) => string): string[] => {
    const [open, close] = sign === '-' ? ['[-', '-]'] : ['{+', '+}'];
    const said = parts.filter(({ text }) => text !== '');
    const text = said
      .map(({ text: part, isChanged }) => (isChanged ? `${open}${stripControls(part)}${close}` : stripControls(part)))
      .join(' ');
    return wrapWords(text === '' ? noFormula : text, width - 6).map((line, at) =>
      paint(`    ${at === 0 ? sign : ' '} ${line}`),
    );
  };
  return [...side('-', formula!.old, colours.red), ...side('+', formula!.new, colours.green)];
}

function seriesLine({ series, unit }: Change): string {
  const [first] = series;
  if (first === undefined) return '';
  const last = series.at(-1)!;
  const words = ({ period, old, new: current }: typeof first): string =>
    `${period} ${formatResult(old, unit)} -> ${formatResult(current, unit)}`;
  return series.length === 1
    ? words(first)
    : `${formatCount(series.length, 'period')}: ${words(first)}; ${words(last)}`;
}

function whatMoved({ movements }: RunDiff, most: number, screen: Screen): string | undefined {
  if (movements.length === 0) return undefined;
  const shown = movements.slice(0, most);
  const rest = movements.length - shown.length;
  const lines = shown.flatMap((movement) => movementLines(movement, screen));
  const more = rest === 0 ? [] : [`  ${formatCount(rest, 'more row')} moved; --all shows them`];
  return [
    title(`Largest movements, of ${formatCount(movements.length, 'row')} that moved`, screen),
    ...lines,
    ...more,
  ].join('\n');
}

/** A row and, below it, both values of the column in which it moved most. */
function movementLines({ label, name, most, unit }: Movement, { width, colours }: Screen): readonly string[] {
  const values = formatSides(most, unit).join(' -> ');
  const apart = most.difference === null || unit === 'flag' ? '' : `  ${formatMovement(most, unit)}`;
  const when = most.period === '' ? '' : `${most.period}: `;
  return [
    ...wrapped(`  ${stripControls(label)} ${colours.dim(`(${stripControls(name)})`)}`, width, 4),
    ...wrapped(stripControls(`      ${when}${values}${apart}`), width, 8),
  ];
}

/** The verdicts of a check or published figure: `holds -> fails (in 2027)`. */
const stateWords = ({ old, new: current, detail }: VerdictChange): string =>
  `${old} -> ${current}${detail === '' ? '' : ` (${detail})`}`;

function verdicts({ verdicts: all }: RunDiff, screen: Screen): string | undefined {
  const others = otherVerdicts(all);
  if (others.length === 0) return undefined;
  const lines = others.flatMap((verdict) =>
    wrapped(stripControls(`  ${verdict.kind} ${verdict.id}: ${stateWords(verdict)}`), screen.width, 4).map((line) =>
      verdict.isWorse ? screen.colours.red(line) : line,
    ),
  );
  return [title(verdictsTitle(others), screen), ...lines].join('\n');
}

function divergences({ divergences: all }: RunDiff, screen: Screen): string | undefined {
  if (all.length === 0) return undefined;
  const lines = all.flatMap(({ label, place, because }) => {
    const causes = because.map((key) => key.split(' ').slice(1).join(' ')).join(', ');
    return wrapped(stripControls(`  ${label} (${place})${causes === '' ? '' : `, due to ${causes}`}`), screen.width, 4);
  });
  return [title('First differences in calculation order', screen), ...lines].join('\n');
}

function otherScenarios({ otherScenarios: all }: RunDiff, screen: Screen): string | undefined {
  if (all.length === 0) return undefined;
  const lines = all.flatMap(({ title: name, moved, most }) => {
    const what = most === null ? '' : `; ${describeMovement(most)}`;
    return wrapped(stripControls(`  ${name}: ${formatCount(moved, 'row')} moved${what}`), screen.width, 4);
  });
  return [title('In other scenarios', screen), ...lines].join('\n');
}
