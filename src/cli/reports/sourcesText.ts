/**
 * The report of `check --sources`, as text and as JSON. Input: the source coverage of a model. Output: lists by file
 * and line, and tables of the basis of values. Guarantee: pure; lines fit the terminal, and every gap is named.
 */
import stringWidth from 'string-width';
import { materialShare } from '../../question/materiality.ts';
import {
  type Basis,
  type DefaultedColumn,
  type FilePosition,
  gapsOf,
  isCovered,
  type SourceCoverage,
  type WrittenValue,
} from '../../question/sourceCoverage.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { renderTable, shorten, shortenMiddle, stripControls } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';

type Screen = Pick<Terminal, 'width' | 'colours'>;

/** The name and text of a line in a list, and its place in the file. */
interface Listed {
  readonly name: string;
  readonly text: string;
  readonly place: FilePosition;
}

/** Renders the gaps of a model, then the basis of its values. */
export function renderSources(coverage: SourceCoverage, strict: boolean, screen: Screen): string {
  const { uncited, unreasoned, stale } = gapsOf(coverage);
  const { orphans, defaults } = coverage;
  const parts = [
    wrapWords(verdict(coverage, strict), screen.width).join('\n'),
    section(
      'Without a source',
      'add source:, or status: assumption with a note: that gives the reason',
      uncited.map(listed),
      screen,
    ),
    section(
      'Assumptions without a reason',
      'add a note: with the reason, beside the value or in its scenario, or a source:',
      unreasoned.map(listed),
      screen,
    ),
    section('Uncited sources', 'cite or delete them', orphans.map(listedSource), screen),
    section(`Stale${strict ? '' : ', warning only'}`, staleWords(coverage), stale.map(listedStale), screen),
    defaultsText(defaults, screen),
    basesTable(coverage, screen),
    countsTable('Status', coverage, ({ status }) => status, screen),
    countsTable('Confidence in the source', coverage, ({ confidence }) => confidence, screen),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Counts the gaps in a sentence, and says how much was checked. */
function verdict(coverage: SourceCoverage, strict: boolean): string {
  const { uncited, unreasoned, stale, immaterial } = gapsOf(coverage);
  const { orphans, values, sources } = coverage;
  const found = [
    ...(uncited.length > 0
      ? [`${formatCount(uncited.length, 'material value has', 'material values have')} no source`]
      : []),
    ...(unreasoned.length > 0
      ? [`${formatCount(unreasoned.length, 'material assumption has', 'material assumptions have')} no reason`]
      : []),
    ...(orphans.length > 0 ? [`${formatCount(orphans.length, 'source is', 'sources are')} not cited`] : []),
    ...(strict && stale.length > 0 ? [`${formatCount(stale.length, 'value is', 'values are')} stale`] : []),
  ];
  const gaps =
    found.length > 0
      ? `${found.join('; ')}.`
      : 'Every material value has a source or a reason, and every source is cited.';
  const matter = values.filter(({ isMaterial }) => isMaterial).length;
  const rest =
    immaterial.length === 0
      ? ''
      : ` Of the others, ${immaterial.length} ${immaterial.length === 1 ? 'has' : 'have'} neither a source nor a ` +
        'reason.';
  return `${gaps} ${formatCount(values.length, 'value')}, ${formatCount(sources, 'source')}; ${matter} ${
    matter === 1 ? 'is' : 'are'
  } material: changed alone, ${matter === 1 ? 'it moves' : 'each moves'} a key result by more than ${materialShare * 100}% in at least one period and scenario.${rest}`;
}

function staleWords({ staleMonths, isDated }: SourceCoverage): string {
  const age = isDated ? `${formatCount(staleMonths, 'month')} old or more on the as-of date, or ` : '';
  return `${age}from a source without a date`;
}

/** `opening_cash, known 2026-09-28`, `price (price_cut)` for what a scenario sets. */
function nameOf({ kind, name, of }: WrittenValue): string {
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

const listed = (written: WrittenValue): Listed => ({
  name: nameOf(written),
  text: written.value,
  place: written.place,
});

const listedSource = ({ id, title, place }: SourceCoverage['orphans'][number]): Listed => ({
  name: id,
  text: title,
  place,
});

function listedStale(written: WrittenValue): Listed {
  const { stale, source } = written;
  const text =
    typeof stale === 'object'
      ? `${stale.since}, ${formatCount(stale.months, 'month')} old`
      : `source ${source} has no date`;
  return { ...listed(written), text };
}

const nameWidest = 50;
const lineWidest = 6;
const gap = 2;

/** A heading with what to do, and the lines of each file; empty for an empty list. */
function section(title: string, hint: string, lines: readonly Listed[], { width, colours }: Screen): string {
  if (lines.length === 0) return '';
  const names = lines.map(({ name }) => stripControls(name));
  const room = Math.max(1, Math.min(nameWidest, width - lineWidest - 2 * gap - 1));
  const column = Math.min(room, Math.max(...names.map((name) => stringWidth(name))));
  const rest = Math.max(1, width - lineWidest - column - 2 * gap);
  const shown = lines.map(({ text, place }, at) => {
    // A long name has its own line, so it can be copied.
    const name = names[at]!;
    const number = String(place.line).padStart(lineWidest);
    const value = shorten(stripControls(text), rest);
    const space = ' '.repeat(gap);
    if (stringWidth(name) > column)
      return [
        `${number}${space}${shortenMiddle(name, width - lineWidest - gap)}`,
        `${' '.repeat(lineWidest + column + 2 * gap)}${value}`,
      ].join('\n');
    return `${number}${space}${name}${' '.repeat(column - stringWidth(name))}${space}${value}`.trimEnd();
  });
  const body = lines.map(({ place }, at) => {
    const isNew = place.path !== lines[at - 1]?.place.path;
    return `${isNew ? `${colours.dim(stripControls(place.path))}\n` : ''}${shown[at]}`;
  });
  return [...wrapWords(`${title} (${lines.length}): ${hint}`, width), ...body].join('\n');
}

/** Columns with cells filled by a default. */
function defaultsText(defaults: readonly DefaultedColumn[], { width }: Screen): string {
  if (defaults.length === 0) return '';
  const cells = defaults.reduce((sum, { members }) => sum + members.length, 0);
  const lines = defaults.flatMap(({ column, value, members, declared }) =>
    wrapWords(
      stripControls(
        `${column} is ${value} for ${members.join(', ')}` +
          (declared === 0 ? '' : `; ${formatCount(declared, 'member has its', 'members have their')} own value`),
      ),
      width,
      '  ',
      '    ',
    ),
  );
  return [`Filled by a column default (${formatCount(cells, 'cell')})`, ...lines].join('\n');
}

const basisLabels: Readonly<Record<Basis, string>> = {
  source: 'Source',
  calibration: 'Calibration to published figures',
  reason: 'Assumption with a reason',
  member: 'Sources of the table member',
  'no-reason': 'Assumption without a reason',
  none: 'None',
};

function basesTable({ values }: SourceCoverage, screen: Screen): string {
  const bases = (Object.keys(basisLabels) as Basis[]).filter((basis) => values.some((one) => one.basis === basis));
  const rows = bases.map((basis) =>
    countedRow(
      basisLabels[basis],
      values.filter((one) => one.basis === basis),
    ),
  );
  return table('Basis', [...rows, countedRow('Total', values)], screen);
}

/** Counts values by a property, the most frequent first. */
function countsTable(
  title: string,
  { values }: SourceCoverage,
  of: (written: WrittenValue) => string | undefined,
  screen: Screen,
): string {
  const labels = [...new Set(values.flatMap((one) => of(one) ?? []))];
  if (labels.length === 0) return '';
  const rows = labels.map((label) =>
    countedRow(
      stripControls(label),
      values.filter((one) => of(one) === label),
    ),
  );
  return table(
    title,
    rows.sort((a, b) => Number(b[1]) - Number(a[1])),
    screen,
  );
}

const countedRow = (label: string, values: readonly WrittenValue[]): string[] => [
  label,
  String(values.length),
  String(values.filter(({ isMaterial }) => isMaterial).length),
];

function table(title: string, rows: readonly (readonly string[])[], { width, colours }: Screen): string {
  return renderTable({ head: [title, 'Values', 'Material'], rows, fixed: 1 }, width, colours.dim);
}

/** The report as JSON; see docs/questions.md. */
export function sourcesToJson(coverage: SourceCoverage, strict: boolean): object {
  const { values, orphans, sources, defaults, staleMonths } = coverage;
  const place = ({ path, line, column }: FilePosition) => ({ path, line, column });
  return {
    passed: isCovered(coverage, strict),
    staleMonths,
    values: values.map((one) => ({
      kind: one.kind,
      name: one.name,
      of: one.of ?? null,
      value: one.value,
      ground: one.basis,
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
