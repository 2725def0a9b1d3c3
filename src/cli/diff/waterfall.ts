/**
 * Why a result moved, as a waterfall chart: the old value, a step for each part, the new value. Takes an explanation;
 * returns an SVG, in colours that the page sets. Guarantee: the same explanation gives the same drawing; the steps lead
 * from the old value to the new one.
 */
import type { Align, Mark, NumericValueRef, Spec } from 'vega';
import type { Explanation } from '../../diff/diff.ts';
import { shortenMiddle, stripControls } from '../io/format.ts';
import { amountsOf } from './amounts.ts';
import { nonZeroParts, sumOfParts } from './wording.ts';

/** The maximum number of steps; smaller ones are drawn as one. */
const stepsMax = 10;

interface Step {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'total' | 'rise' | 'fall';
  readonly words: string;
}

/** The bars of a waterfall; empty if the result cannot be explained. */
export function waterfallSteps(explanation: Explanation): readonly Step[] {
  const { old, new: current, parts } = explanation;
  if (old === null || current === null || parts.length === 0) return [];
  const counting = nonZeroParts(parts);
  const shown = counting.slice(0, counting.length > stepsMax ? stepsMax - 1 : stepsMax);
  const rest = counting.slice(shown.length);
  const amounts = [
    ...shown.map(({ label, amount }) => ({ label: stripControls(label), amount })),
    ...(rest.length === 0 ? [] : [{ label: `${rest.length} smaller drivers`, amount: sumOfParts({ parts: rest }) }]),
  ];
  const written = amountsOf(explanation);
  let level = old;
  const steps = amounts.map(({ label, amount }): Step => {
    const from = level;
    level += amount;
    return { label, from, to: level, kind: amount < 0 ? 'fall' : 'rise', words: written.difference(amount) };
  });
  const total = (label: string, value: number): Step => ({
    label,
    from: 0,
    to: value,
    kind: 'total',
    words: written.value(value),
  });
  return [total('Old value', old), ...steps, total('New value', current)];
}

/** Whether the axis does not include zero, so that both values are markers, since the lengths of bars would mislead. */
export function hasCutAxis(explanation: Explanation): boolean {
  return isCut(domainOf(waterfallSteps(explanation)));
}

/** The drawing for a wide page, with labels beside the bars, or a narrow one, with labels above; undefined if empty. */
export async function drawWaterfall(
  explanation: Explanation,
  shape: keyof typeof layouts,
): Promise<string | undefined> {
  const steps = waterfallSteps(explanation);
  if (steps.length === 0) return undefined;
  const { parse, View } = await import('vega');
  const view = new View(parse(specOf(steps, layouts[shape](steps))), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg
    .replace(/^<svg /, `<svg focusable="false" aria-hidden="true" data-shape="${shape}" `)
    .replace(/ width="[\d.]+" height="[\d.]+"/, '');
}

type Domain = readonly [floor: number, ceiling: number];

const isCut = ([floor, ceiling]: Domain): boolean => floor > 0 || ceiling < 0;

/** The axis starts at zero if the distance to zero is at most this many times the span of the steps. */
const distanceMax = 4;

/** The range of the axis. If the steps are small against the values, it starts near them instead of at zero. */
function domainOf(steps: readonly Step[]): Domain {
  const ends = steps.flatMap(({ from, to, kind }) => (kind === 'total' ? [to] : [from, to]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const span = high - low;
  if (low >= 0 && low <= span * distanceMax) return [0, high || 1];
  if (high <= 0 && -high <= span * distanceMax) return [low, 0];
  const margin = low < 0 && high > 0 ? 0 : span * 0.06 || Math.abs(high) * 0.1;
  return [low - margin, high + margin];
}

/** Positions in the drawing, in points. */
interface Layout {
  /** The range of the bars, and the width of the drawing. */
  readonly bars: Domain;
  readonly width: number;
  readonly row: number;
  /** The bar in its row. */
  readonly bar: { readonly top: number; readonly height: number };
  /** The vertical middle of the texts. */
  readonly text: number;
  readonly label: { readonly x: number; readonly align: 'left' | 'right' };
  /** How many letters of a label fit. */
  readonly lettersOf: (step: Step) => number;
  /** The right edge of the amounts; after the bars by default. */
  readonly amounts?: number;
}

/** The width of a letter: the average in long texts, and the maximum in short ones. */
const [letter, wideLetter] = [7, 7.6];

const layouts = { wide: wideLayout, narrow: narrowLayout } as const;

/** Labels beside the bars, with the room they need up to less than half of the width; amounts after the bars. */
function wideLayout(steps: readonly Step[]): Layout {
  const [gap, end, width] = [12, 750, 890];
  const longest = Math.max(...steps.map(({ label }) => label.length));
  const room = Math.min(420, Math.max(180, longest * letter));
  const label = { x: room, align: 'right' } as const;
  return {
    bars: [room + gap, end],
    width,
    row: 28,
    bar: { top: 4, height: 20 },
    text: 14,
    label,
    lettersOf: () => Math.floor(room / letter),
  };
}

/** Labels above the bars, each as long as the amount after it allows. */
function narrowLayout(): Layout {
  const [start, end, width] = [4, 336, 340];
  return {
    bars: [start, end],
    width,
    row: 44,
    bar: { top: 22, height: 14 },
    text: 11,
    label: { x: start, align: 'left' },
    lettersOf: ({ words }) => Math.max(16, Math.floor((end - start) / wideLetter - words.length) - 1),
    amounts: end,
  };
}

function specOf(steps: readonly Step[], layout: Layout): Spec {
  const domain = domainOf(steps);
  const zero = Math.min(Math.max(0, domain[0]), domain[1]);
  const values = steps.map((step, at) => ({
    ...step,
    label: shortenMiddle(step.label, layout.lettersOf(step)),
    start: step.kind === 'total' ? zero : step.from,
    end: Math.max(step.kind === 'total' ? zero : step.from, step.to),
    isMark: step.kind === 'total' && isCut(domain),
    isLast: at === steps.length - 1,
    text: at * layout.row + layout.text,
    top: at * layout.row + layout.bar.top,
    below: at * layout.row + layout.bar.top + layout.bar.height,
    next: (at + 1) * layout.row + layout.bar.top,
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: layout.width,
    height: steps.length * layout.row,
    padding: 0,
    autosize: 'none',
    data: [{ name: 'steps', values }],
    scales: [
      { name: 'x', type: 'linear', range: [...layout.bars], domain: [...domain], zero: false, nice: false },
      {
        name: 'colour',
        type: 'ordinal',
        domain: ['total', 'rise', 'fall'],
        range: ['var(--total)', 'var(--rise)', 'var(--fall)'],
      },
    ],
    marks: [
      ...(layout.amounts === undefined ? lines(domain, steps.length * layout.row) : []),
      ...barMarks(layout),
      ...textMarks(layout),
    ],
  };
}

/** The zero line, and lines from each bar to the next; a narrow drawing omits them, as they would cross the labels. */
function lines(domain: Domain, height: number): Mark[] {
  const zero = {
    x: { scale: 'x', value: 0 },
    y: { value: 0 },
    y2: { value: height },
    stroke: { value: 'var(--line)' },
  } as const;
  return [
    ...(isCut(domain) ? [] : [{ type: 'rule', encode: { enter: zero } } satisfies Mark]),
    {
      type: 'rule',
      from: { data: 'steps' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'to' },
          y: { field: 'below' },
          y2: { field: 'next' },
          stroke: { value: 'var(--faint)' },
          opacity: { signal: 'datum.isLast ? 0 : 1' },
        },
      },
    },
  ];
}

const colour = { scale: 'colour', field: 'kind' } as const;

/** Bars, and markers instead of the bars of totals if the axis does not include zero. */
function barMarks({ bar }: Layout): Mark[] {
  return [
    {
      type: 'rect',
      from: { data: 'steps' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'start' },
          x2: { scale: 'x', field: 'to' },
          y: { field: 'top' },
          height: { value: bar.height },
          fill: colour,
          opacity: { signal: 'datum.isMark ? 0 : 1' },
        },
      },
    },
    {
      type: 'symbol',
      from: { data: 'steps' },
      encode: {
        enter: {
          shape: { value: 'diamond' },
          size: { value: bar.height * 8 },
          x: { scale: 'x', field: 'to' },
          y: { field: 'top', offset: bar.height / 2 },
          fill: colour,
          opacity: { signal: 'datum.isMark ? 1 : 0' },
        },
      },
    },
  ];
}

function textMarks({ label, amounts }: Layout): Mark[] {
  const look = {
    baseline: { value: 'middle' },
    fontSize: { value: 13 },
    font: { value: 'inherit' },
    fill: { value: 'var(--text)' },
  } as const;
  const side = amounts === undefined ? ({ scale: 'x', field: 'end', offset: 10 } as const) : { value: amounts };
  const text = (field: string, x: NumericValueRef, align: Align): Mark => ({
    type: 'text',
    from: { data: 'steps' },
    encode: { enter: { ...look, x, y: { field: 'text' }, text: { field }, align: { value: align } } },
  });
  return [
    text('label', { value: label.x }, label.align),
    text('words', side, amounts === undefined ? 'left' : 'right'),
  ];
}
