/**
 * Charts of a sheet. Takes the parts and the relationships of a worksheet; returns the title and the formulas of each
 * chart, in drawing order. Guarantee: every chart part is read once, however often it is drawn.
 */
import { ElementProblem } from './parseXml.ts';
import { type OpenParts, type Relationship, relationshipsOf, targetOfType } from './relationships.ts';
import type { FileChart, FileSeries } from './workbookFile.ts';

const seriesMax = 100_000;
const axesMax = 1000;

/**
 * The charts of the sheet with these relationships; `drawn` holds the ids of their relationships in the order in which
 * they are drawn.
 */
export function readCharts(
  parts: OpenParts,
  relationships: readonly Relationship[],
  drawn: ReadonlyMap<string, number>,
): readonly FileChart[] {
  const drawing = targetOfType(relationships, 'drawing');
  if (drawing === undefined) return [];
  const charts = relationshipsOf(parts, drawing).filter(
    ({ type, target }) => (type === 'chart' || type === 'chartEx') && parts.has(target),
  );
  if (charts.length === 0) return [];
  const orderOf = ({ id }: Relationship) => drawn.get(id) ?? drawn.size;
  const targets = charts.toSorted((left, right) => orderOf(left) - orderOf(right)).map(({ target }) => target);
  return [...new Set(targets)].map((target) => readChart(parts, target));
}

interface Collected {
  title: string;
  readonly axes: string[][];
  readonly series: { order: number; readonly formulas: FileSeries }[];
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What each part of a series is for people; charts of points have other words for it. */
const roles: Readonly<Record<string, keyof FileSeries>> = {
  tx: 'name',
  cat: 'categories',
  xVal: 'categories',
  val: 'values',
  yVal: 'values',
};

function readChart(parts: OpenParts, part: string): FileChart {
  const found: Collected = { title: '', axes: [], series: [] };
  const path: string[] = [];
  let text = '';
  parts.parse(
    part,
    {
      open: (name, { val }) => {
        const parent = path.at(-1);
        path.push(name);
        text = '';
        if (name === 'ser') {
          if (found.series.length >= seriesMax)
            throw new ElementProblem('a chart has more series than burnsheet can read');
          found.series.push({ order: found.series.length, formulas: {} });
        }
        if (name === 'scaling') addAxis(found.axes);
        if (parent === 'scaling') found.axes.at(-1)!.push(...scalingWords(name, val));
        if (name === 'order' && parent === 'ser' && Number.isFinite(Number(val)))
          found.series.at(-1)!.order = Number(val);
      },
      text: (more) => {
        text += more;
      },
      close: (name) => {
        closed(name, path, text, found);
        path.pop();
        text = '';
      },
    },
    { mixed: true },
  );
  const series = found.series.toSorted((left, right) => left.order - right.order).map(({ formulas }) => formulas);
  return { title: found.title.trim(), series, axes: found.axes.map((words) => words.sort().join(', ')) };
}

function addAxis(axes: string[][]): void {
  if (axes.length >= axesMax) throw new ElementProblem('a chart has more axes than burnsheet can read');
  axes.push([]);
}

/** What an element of `<scaling>` changes of the values that a reader sees. */
function scalingWords(name: string, value: string | undefined): readonly string[] {
  if (name === 'min') return [`from ${Number(value)}`];
  if (name === 'max') return [`to ${Number(value)}`];
  if (name === 'logBase') return [`logarithmic with base ${value}`];
  return name === 'orientation' && value === 'maxMin' ? ['reversed'] : [];
}

/** Titles of axes have another path than the title of the chart. */
function closed(name: string, path: readonly string[], text: string, found: Collected): void {
  const isTitle = path[1] === 'chart' && path[2] === 'title';
  if (isTitle && (name === 't' || name === 'f')) found.title += text;
  else if (isTitle && (name === 'p' || name === 'br')) found.title += '\n';
  if (name !== 'f') return;
  const at = path.indexOf('ser');
  const role = at < 0 ? undefined : roles[path[at + 1] ?? ''];
  if (role !== undefined) (found.series.at(-1)!.formulas as Writable<FileSeries>)[role] = text;
}
