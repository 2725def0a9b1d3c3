/**
 * A comparison in the terminal. Enters a comparison, explanations and the width; leaves lines. The most important first: which runs, headline results,
 * why they moved, what was changed, what moved, what came out otherwise. Guarantee: no line is longer than the width; what is left out is counted.
 */
import type { Change, Explanation, MovedCell, Movement, Part, RunDiff } from '../diff/diff.ts';
import { counted, valueWords } from '../question/words.ts';
import { wordWrap } from '../values/wordWrap.ts';
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
import { formatValue, plain, type RowFormat, renderTable, rowFormat } from './format.ts';
import type { Terminal } from './terminal.ts';

/** How much is shown: everything with `all`. */
export interface Shown {
  readonly all: boolean;
}

const movementsShown = 15;
const changesShown = 12;
const explanationsShown = 3;
const partsShown = 8;

type Screen = Pick<Terminal, 'width' | 'colours'>;

/** The report. */
export function diffText(compared: Compared, { all }: Shown, screen: Screen): string {
  const { diff, explanations } = compared;
  const heading = headingOf(diff, screen);
  if (diff.isEmpty) return heading;
  const byKey = changesByKey(diff);
  const limit = (most: number): number => (all ? Number.POSITIVE_INFINITY : most);
  const sections = [
    headlines(compared, screen),
    ...why(explanations, byKey, limit, screen),
    ...whatChanged(diff, limit(changesShown), screen),
    whatMoved(diff, limit(movementsShown), screen),
    verdicts(diff, screen),
    divergences(diff, screen),
    otherScenarios(diff, screen),
  ];
  return [heading, ...sections.filter((section) => section !== undefined)].join('\n\n');
}

function headingOf(diff: RunDiff, { width, colours }: Screen): string {
  const line = (word: string, side: RunDiff['old']): readonly string[] =>
    wrapped(`${colours.dim(word)} ${plain(side.name)}: ${sideWords(side)}`, width, 4);
  return [...line('old', diff.old), ...line('new', diff.new), '', ...wrapped(colours.bold(verdictWords(diff)), width)].join('\n');
}

/** Lines of words, each as far to the right as the text; those behind the first by `indent` columns. */
function wrapped(text: string, width: number, indent = 0): readonly string[] {
  const lead = /^ */.exec(text)![0];
  return wordWrap(text.slice(lead.length), width, lead, ' '.repeat(Math.max(indent, lead.length)));
}

const title = (text: string, { colours }: Screen): string => colours.bold(text);

/** Old, new and difference of each headline result, by the columns that both sides have; below them the results that have one value only. */
function headlines(compared: Compared, screen: Screen): string | undefined {
  const { diff } = compared;
  const moving = diff.headlines.filter(({ importance }) => importance > 0);
  if (moving.length === 0) return diff.headlines.length === 0 ? undefined : 'No headline result moved.';
  const still = diff.headlines.length - moving.length;
  const { rows: all, columns: found } = cellsByColumn(compared, moving);
  const columns = found.filter((period) => period !== '');
  const isSingle = ({ cells }: (typeof all)[number]): boolean => cells.every(({ period }) => period === '');
  const singles = all.filter(isSingle).flatMap(({ movement }) => movementLines(movement, screen));
  const byPeriod = all.filter((one) => !isSingle(one));
  const rows = byPeriod.flatMap(({ movement, cells, at }) => {
    const format = rowFormat(
      movement.unit,
      cells.flatMap(({ old, new: current }) => [old, current]),
    );
    const row = (label: string, of: (cell: MovedCell) => string): string[] => [
      label,
      ...columns.map((period) => {
        const cell = at(period);
        return cell === undefined ? '' : of(cell);
      }),
    ];
    const unit = format.unit === '' ? '' : `, ${format.unit}`;
    return [
      row(`${plain(movement.label)}${unit}`, ({ old }) => formatValue(old, movement.unit, format)),
      row('  new', ({ new: current }) => formatValue(current, movement.unit, format)),
      row('  change', ({ difference }) => shortDifference(difference, movement.unit, format)),
    ];
  });
  const table = rows.length === 0 ? [] : ['', renderTable({ head: ['', ...columns], rows, fixed: 1 }, screen.width, screen.colours.dim)];
  const alone = singles.length === 0 ? [] : ['', ...singles];
  const rest = still === 0 ? [] : ['', `${counted(still, 'headline result')} did not move.`];
  return [title('Headline results', screen), ...table, ...alone, ...rest].join('\n');
}

/** A signed difference in the scale of its row; of percentages in points. */
function shortDifference(difference: number | null, unit: string, format: RowFormat): string {
  if (difference === null) return '?';
  if (difference === 0) return '·';
  if (unit === 'date') return `${difference < 0 ? '-' : '+'}${Math.abs(difference)}`;
  const text = formatValue(Math.abs(difference), unit, { ...format, suffix: '' });
  return /[1-9]/.test(text) ? `${difference < 0 ? '-' : '+'}${text}` : '~0';
}

function why(explanations: readonly Explanation[], byKey: ChangesByKey, limit: (most: number) => number, screen: Screen): string[] {
  const shown = [...explanations].slice(0, limit(explanationsShown));
  const rest = explanations.length - shown.length;
  const more =
    rest === 0
      ? []
      : wrapped(
          `${counted(rest, 'other result')} explained with --all or --explain: ${explanations
            .slice(shown.length)
            .map(({ target }) => target)
            .join(', ')}.`,
          screen.width,
        );
  return [...shown.map((one) => explained(one, byKey, limit(partsShown), screen)), ...(more.length === 0 ? [] : [more.join('\n')])];
}

function explained(explanation: Explanation, byKey: ChangesByKey, most: number, screen: Screen): string {
  const { label, target, unit, old, new: current, difference, parts, statements } = explanation;
  const moved =
    difference === null ? '' : `: ${valueWords(old, unit)} -> ${valueWords(current, unit)}, ${differenceWords(difference, unit)}`;
  const heading = wrapped(
    title(`Why ${plain(label)}${label.includes(target.split('@')[0]!) ? '' : ` (${target})`}${moved}`, screen),
    screen.width,
    2,
  );
  const counting = effective(parts);
  const shown = counting.slice(0, most);
  const rest = counting.slice(shown.length);
  const largest = Math.max(...counting.map(({ amount }) => Math.abs(amount)), 0);
  const lines = shown.flatMap((part) => partLines(part, largest, unit, byKey, screen));
  const line = (amount: number, sign: string, words: string): string =>
    `  ${`${sign}${differenceWords(amount, unit)}`.padStart(16)} ${' '.repeat(barWidth)} ${words}`;
  const others =
    rest.length === 0 ? [] : [line(sumOfParts({ parts: rest }), '', `${counted(rest.length, 'smaller part')}; --all shows them`)];
  const sum = counting.length < 2 ? [] : [line(sumOfParts(explanation), '= ', 'sum of all parts')];
  const said = statements.flatMap((statement) => wrapped(`  ${statement}`, screen.width, 2)).map((line) => screen.colours.dim(line));
  return [...heading, ...lines, ...others, ...sum, ...said].join('\n');
}

const barWidth = 10;

/** `  -2.87 points ██████      Total over the term: xAI` and below it the change with its reason. */
function partLines(part: Part, largest: number, unit: string, byKey: ChangesByKey, screen: Screen): string[] {
  const { colours, width } = screen;
  const amount = differenceWords(part.amount, unit).padStart(16);
  const bar = '█'.repeat(Math.max(1, Math.round((Math.abs(part.amount) / largest) * barWidth))).padEnd(barWidth);
  const range = rangeWords(part, unit);
  const lead = `  ${part.amount < 0 ? colours.red(amount) : colours.green(amount)} ${colours.dim(bar)} `;
  const indent = 2 + 16 + 1 + barWidth + 1;
  const label = wordWrap(`${plain(part.label)}${errorWords(part, unit)}`, width - indent);
  const spaces = ' '.repeat(indent);
  const change = changeOf(part, byKey);
  const only = change === undefined ? partsLine(part, unit) : changeWords(change);
  const reason = change === undefined ? '' : reasonWords(change);
  const below = [only, range === '' ? '' : `depending on the order of the changes: ${range}`, reason].filter((text) => text !== '');
  return [
    `${lead}${label[0] ?? ''}`,
    ...label.slice(1).map((line) => `${spaces}${line}`),
    ...below.flatMap((text) => wordWrap(plain(text), width - 6).map((line) => colours.dim(`      ${line}`))),
  ];
}

/** What a group is made of. */
function partsLine({ parts }: Part, unit: string): string {
  const shown = parts.slice(0, 4).map((part) => `${part.label} ${differenceWords(part.amount, unit)}${errorWords(part, unit)}`);
  return `${shown.join('; ')}${parts.length > 4 ? `; and ${parts.length - 4} more` : ''}`;
}

function whatChanged(diff: RunDiff, most: number, screen: Screen): string[] {
  return changesByKind(diff).map(({ title: kind, some }) => {
    const shown = some.slice(0, most);
    const rest = some.length - shown.length;
    const more = rest === 0 ? [] : [`  ${rest} more; --all shows them`];
    return [title(`${kind}: ${some.length}`, screen), ...shown.flatMap((change) => changeLines(change, screen)), ...more].join('\n');
  });
}

function changeLines(change: Change, screen: Screen): string[] {
  const { width, colours } = screen;
  const where = change.scenarios.length > 0 && change.id.includes(' ') ? ` in ${change.scenarios.join(', ')}` : '';
  const name = change.id.includes(' ') && change.kind === 'scenario' ? change.id.split(' ').slice(1).join(' ') : change.id;
  const first = wrapped(`  ${name}${where}${change.formula === null ? `  ${plain(changeWords(change))}` : ''}`, width, 4);
  const formulas = change.formula === null ? [] : formulaLines(change, screen);
  const periods = seriesLine(change);
  const said = [periods, reasonWords(change)].filter((text) => text !== '');
  return [...first, ...formulas, ...said.flatMap((text) => wordWrap(plain(text), width - 6).map((line) => colours.dim(`      ${line}`)))];
}

function formulaLines({ formula }: Change, { width, colours }: Screen): string[] {
  const side = (sign: string, parts: NonNullable<Change['formula']>['old'], paint: (text: string) => string): string[] => {
    const text = parts
      .map(({ text: part, isChanged }) => (isChanged ? `[${plain(part)}]` : plain(part)))
      .filter((part) => part !== '[]')
      .join(' ');
    return wordWrap(text, width - 6).map((line, at) => paint(`    ${at === 0 ? sign : ' '} ${line}`));
  };
  return [...side('-', formula!.old, colours.red), ...side('+', formula!.new, colours.green)];
}

function seriesLine({ series, unit }: Change): string {
  const [first] = series;
  if (first === undefined) return '';
  const last = series.at(-1)!;
  const words = ({ period, old, new: current }: typeof first): string =>
    `${period} ${valueWords(old, unit)} -> ${valueWords(current, unit)}`;
  return series.length === 1 ? words(first) : `${counted(series.length, 'period')}: ${words(first)}; ${words(last)}`;
}

function whatMoved({ movements }: RunDiff, most: number, screen: Screen): string | undefined {
  if (movements.length === 0) return undefined;
  const shown = movements.slice(0, most);
  const rest = movements.length - shown.length;
  const lines = shown.flatMap((movement) => movementLines(movement, screen));
  const more = rest === 0 ? [] : [`  ${counted(rest, 'more row')} moved; --all shows them`];
  return [title(`What moved most, of ${counted(movements.length, 'row')}`, screen), ...lines, ...more].join('\n');
}

/** The row, and below it both values where it moved most. */
function movementLines({ label, name, most, unit }: Movement, { width, colours }: Screen): readonly string[] {
  const values = `${valueWords(most.old, unit)} -> ${valueWords(most.new, unit)}`;
  const apart = most.difference === null || unit === 'flag' ? '' : `  ${moveWords(most, unit)}`;
  const when = most.period === '' ? '' : `${most.period}: `;
  return [
    ...wrapped(`  ${plain(label)} ${colours.dim(`(${plain(name)})`)}`, width, 4),
    ...wrapped(plain(`      ${when}${values}${apart}`), width, 8),
  ];
}

function verdicts({ verdicts: all }: RunDiff, screen: Screen): string | undefined {
  if (all.length === 0) return undefined;
  const lines = all.flatMap(({ kind, id, old, new: current, isWorse, detail }) => {
    const text = `  ${kind} ${id}: ${old} -> ${current}${detail === '' ? '' : ` (${detail})`}`;
    return wrapped(plain(text), screen.width, 4).map((line) => (isWorse ? screen.colours.red(line) : line));
  });
  return [title('Checks and published figures that came out otherwise', screen), ...lines].join('\n');
}

function divergences({ divergences: all }: RunDiff, screen: Screen): string | undefined {
  if (all.length === 0) return undefined;
  const lines = all.flatMap(({ label, place, because }) =>
    wrapped(
      plain(
        `  ${label} (${place})${because.length === 0 ? '' : `, by ${because.map((key) => key.split(' ').slice(1).join(' ')).join(', ')}`}`,
      ),
      screen.width,
      4,
    ),
  );
  return [title('Where the runs part first', screen), ...lines].join('\n');
}

function otherScenarios({ otherScenarios: all }: RunDiff, screen: Screen): string | undefined {
  if (all.length === 0) return undefined;
  const lines = all.flatMap(({ title: name, moved, most }) => {
    const what = most === null ? '' : `; ${movedWords(most)}`;
    return wrapped(plain(`  ${name}: ${counted(moved, 'row')} moved${what}`), screen.width, 4);
  });
  return [title('In the other scenarios', screen), ...lines].join('\n');
}
