/**
 * What `check --sources` found, as text and for JSON. Enters the coverage of a model; leaves lists by file and line,
 * and tables of what rests on what. Guarantee: pure; lines keep to the width of the terminal, and everything that is
 * wrong is named.
 */
import stringWidth from 'string-width';
import {
  type Coverage,
  type Defaulted,
  type Ground,
  gapsOf,
  isCovered,
  type Place,
  type Written,
} from '../../question/coverage.ts';
import { shareMoved } from '../../question/materiality.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { plain, renderTable, shorten, shortenMiddle } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';

type Screen = Pick<Terminal, 'width' | 'colours'>;

/** Name and text of a line in a list, and where it is written. */
interface Listed {
  readonly name: string;
  readonly text: string;
  readonly place: Place;
}

/** What a model lacks, and then what its values rest on. */
export function sourcesText(coverage: Coverage, strict: boolean, screen: Screen): string {
  const { uncited, unreasoned, stale } = gapsOf(coverage);
  const { orphans, defaults } = coverage;
  const parts = [
    wrapWords(verdict(coverage, strict), screen.width).join('\n'),
    section(
      'Without a source',
      'write source:, or status: assumption with a note: that says why',
      uncited.map(listed),
      screen,
    ),
    section(
      'Assumptions without a reason',
      'write a note: that says why, beside the value or in its scenario, or a source:',
      unreasoned.map(listed),
      screen,
    ),
    section('Sources that nothing cites', 'cite them, or delete them', orphans.map(listedSource), screen),
    section(`Stale${strict ? '' : ', as a warning'}`, staleWords(coverage), stale.map(listedStale), screen),
    defaultsText(defaults, screen),
    groundsTable(coverage, screen),
    countsTable('Status', coverage, ({ status }) => status, screen),
    countsTable('Confidence in the source', coverage, ({ confidence }) => confidence, screen),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What is wrong, counted, in a sentence; and how far the question was looked at. */
function verdict(coverage: Coverage, strict: boolean): string {
  const { uncited, unreasoned, stale, immaterial } = gapsOf(coverage);
  const { orphans, values, sources } = coverage;
  const found = [
    ...(uncited.length > 0
      ? [`${formatCount(uncited.length, 'value that matters has', 'values that matter have')} no source`]
      : []),
    ...(unreasoned.length > 0
      ? [`${formatCount(unreasoned.length, 'assumption that matters has', 'assumptions that matter have')} no reason`]
      : []),
    ...(orphans.length > 0 ? [`${formatCount(orphans.length, 'source is', 'sources are')} cited by nothing`] : []),
    ...(strict && stale.length > 0 ? [`${formatCount(stale.length, 'value is', 'values are')} stale`] : []),
  ];
  const gaps =
    found.length > 0
      ? `${found.join('; ')}.`
      : 'Every value that matters has a source or a reason, and every source is cited.';
  const matter = values.filter(({ isMaterial }) => isMaterial).length;
  const rest =
    immaterial.length === 0
      ? ''
      : ` Of the others, ${immaterial.length} ${immaterial.length === 1 ? 'has' : 'have'} neither a source nor a reason.`;
  return `${gaps} ${formatCount(values.length, 'value')}, ${formatCount(sources, 'source')}; ${matter} ${
    matter === 1 ? 'value moves' : 'values move'
  } a key result by more than ${shareMoved * 100}% in some period and scenario, each alone.${rest}`;
}

function staleWords({ staleMonths, isDated }: Coverage): string {
  const age = isDated ? `${formatCount(staleMonths, 'month')} old or more on the known date, or ` : '';
  return `${age}of a source without a date`;
}

/** `opening_cash, known 2026-09-28`, `price (price_cut)` for what a scenario sets. */
function nameOf({ kind, name, of }: Written): string {
  switch (kind) {
    case 'scenario':
      return `${name} (${of})`;
    case 'opening':
      return `opening of ${name}`;
    case 'tie-out':
      return `tie-out ${name}`;
    default:
      return of === undefined ? name : `${name}, known ${of}`;
  }
}

const listed = (written: Written): Listed => ({ name: nameOf(written), text: written.value, place: written.place });

const listedSource = ({ id, title, place }: Coverage['orphans'][number]): Listed => ({ name: id, text: title, place });

function listedStale(written: Written): Listed {
  const { stale, source } = written;
  const text =
    typeof stale === 'object'
      ? `${stale.since}, ${formatCount(stale.months, 'month')} old`
      : `no date: source ${source}`;
  return { ...listed(written), text };
}

const nameWidest = 50;
const lineWidest = 6;
const gap = 2;

/**
 * A heading with what to do about it, and lines under the file in which they are written. Nothing for an empty list.
 */
function section(title: string, hint: string, lines: readonly Listed[], { width, colours }: Screen): string {
  if (lines.length === 0) return '';
  const names = lines.map(({ name }) => plain(name));
  const room = Math.max(1, Math.min(nameWidest, width - lineWidest - 2 * gap - 1));
  const column = Math.min(room, Math.max(...names.map((name) => stringWidth(name))));
  const rest = Math.max(1, width - lineWidest - column - 2 * gap);
  const shown = lines.map(({ text, place }, at) => {
    // A name that is too long has a line of its own, so that it can be copied.
    const name = names[at]!;
    const number = String(place.line).padStart(lineWidest);
    const value = shorten(plain(text), rest);
    const space = ' '.repeat(gap);
    if (stringWidth(name) > column)
      return `${number}${space}${shortenMiddle(name, width - lineWidest - gap)}\n${' '.repeat(lineWidest + column + 2 * gap)}${value}`;
    return `${number}${space}${name}${' '.repeat(column - stringWidth(name))}${space}${value}`.trimEnd();
  });
  const body = lines.map(({ place }, at) => {
    const isNew = place.path !== lines[at - 1]?.place.path;
    return `${isNew ? `${colours.dim(plain(place.path))}\n` : ''}${shown[at]}`;
  });
  return [...wrapWords(`${title} (${lines.length}): ${hint}`, width), ...body].join('\n');
}

/** Columns in which a default fills cells. */
function defaultsText(defaults: readonly Defaulted[], { width }: Screen): string {
  if (defaults.length === 0) return '';
  const cells = defaults.reduce((sum, { members }) => sum + members.length, 0);
  const lines = defaults.flatMap(({ column, value, members, declared }) =>
    wrapWords(
      plain(`${column} is ${value} for ${members.join(', ')}${declared === 0 ? '' : `; ${declared} declared`}`),
      width,
      '  ',
      '    ',
    ),
  );
  return [`Filled by the default of a column (${formatCount(cells, 'cell')})`, ...lines].join('\n');
}

const groundLabels: Readonly<Record<Ground, string>> = {
  source: 'A source',
  calibration: 'Calibration to published figures',
  reason: 'An assumption with a reason',
  member: 'The sources of its member',
  'no-reason': 'An assumption without a reason',
  none: 'Nothing',
};

function groundsTable({ values }: Coverage, screen: Screen): string {
  const grounds = (Object.keys(groundLabels) as Ground[]).filter((ground) =>
    values.some((one) => one.ground === ground),
  );
  const rows = grounds.map((ground) =>
    countedRow(
      groundLabels[ground],
      values.filter((one) => one.ground === ground),
    ),
  );
  return table('Values rest on', [...rows, countedRow('All', values)], screen);
}

/** Values by a property that is a text, the most frequent one first. */
function countsTable(
  title: string,
  { values }: Coverage,
  of: (written: Written) => string | undefined,
  screen: Screen,
): string {
  const labels = [...new Set(values.flatMap((one) => of(one) ?? []))];
  if (labels.length === 0) return '';
  const rows = labels.map((label) =>
    countedRow(
      plain(label),
      values.filter((one) => of(one) === label),
    ),
  );
  return table(
    title,
    rows.sort((a, b) => Number(b[1]) - Number(a[1])),
    screen,
  );
}

const countedRow = (label: string, values: readonly Written[]): string[] => [
  label,
  String(values.length),
  String(values.filter(({ isMaterial }) => isMaterial).length),
];

function table(title: string, rows: readonly (readonly string[])[], { width, colours }: Screen): string {
  return renderTable({ head: [title, 'Values', 'That matter'], rows, fixed: 1 }, width, colours.dim);
}

/** The same for programs; see docs/questions.md. */
export function sourcesJson(coverage: Coverage, strict: boolean): object {
  const { values, orphans, sources, defaults, staleMonths } = coverage;
  const place = ({ path, line, column }: Place) => ({ path, line, column });
  return {
    passed: isCovered(coverage, strict),
    staleMonths,
    values: values.map((one) => ({
      kind: one.kind,
      name: one.name,
      of: one.of ?? null,
      value: one.value,
      ground: one.ground,
      material: one.isMaterial,
      status: one.status ?? null,
      source: one.source ?? null,
      confidence: one.confidence ?? null,
      stale: one.stale ?? null,
      ...place(one.place),
    })),
    sources,
    orphans: orphans.map(({ id, title, date, place: at }) => ({ id, title, date: date ?? null, ...place(at) })),
    defaults,
  };
}
