/**
 * Why a result moved, as a waterfall: the old value, one step for each part, the new value. Enters an explanation; leaves a drawing as SVG text, in colours
 * that a page sets. Guarantee: the same explanation gives the same drawing; the steps lead from the old value to the new one.
 */
import type { Spec } from 'vega';
import type { Explanation } from '../diff/diff.ts';
import { valueWords } from '../diff/words.ts';
import { differenceWords } from './diffWords.ts';
import { plain } from './format.ts';

/** Steps that are drawn; smaller ones are drawn as one. */
const stepsMost = 10;
const width = 640;
const rowHeight = 26;
const labelMost = 34;

interface Step {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'total' | 'rise' | 'fall';
  readonly words: string;
  /** Where the words stand. */
  readonly at: number;
}

/** The bars of a waterfall; none where the result cannot be split. */
export function waterfallSteps({ old, new: current, unit, parts }: Explanation): readonly Step[] {
  if (old === null || current === null || parts.length === 0) return [];
  const counting = parts.filter(({ amount }) => amount !== 0);
  const shown = counting.slice(0, counting.length > stepsMost ? stepsMost - 1 : stepsMost);
  const rest = counting.slice(shown.length);
  const amounts = [
    ...shown.map(({ label, amount }) => ({ label: shortened(plain(label)), amount })),
    ...(rest.length === 0 ? [] : [{ label: `${rest.length} smaller parts`, amount: rest.reduce((sum, { amount }) => sum + amount, 0) }]),
  ];
  let level = old;
  const steps = amounts.map(({ label, amount }): Step => {
    const from = level;
    level += amount;
    return { label, from, to: level, kind: amount < 0 ? 'fall' : 'rise', words: differenceWords(amount, unit), at: Math.max(from, level) };
  });
  const total = (label: string, value: number): Step => ({
    label,
    from: 0,
    to: value,
    kind: 'total',
    words: valueWords(value, unit),
    at: Math.max(0, value),
  });
  return [total('Old value', old), ...steps, total('New value', current)];
}

/** A label that fits beside the bars: the middle is left out, since members of one table begin alike. */
function shortened(label: string): string {
  if (label.length <= labelMost) return label;
  const half = Math.floor((labelMost - 1) / 2);
  return `${label.slice(0, half).trimEnd()}…${label.slice(-half).trimStart()}`;
}

/** Whether the axis leaves out a stretch from zero on, which bars of totals would need. */
export function isCutOff(explanation: Explanation): boolean {
  const [floor, ceiling] = domainOf(waterfallSteps(explanation));
  return floor > 0 || ceiling < 0;
}

/** The drawing; undefined where there is nothing to draw. */
export async function waterfallSvg(explanation: Explanation): Promise<string | undefined> {
  const steps = waterfallSteps(explanation);
  if (steps.length === 0) return undefined;
  const { parse, View } = await import('vega');
  const view = new View(parse(specOf(steps)), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg.replace(/^<svg /, '<svg focusable="false" aria-hidden="true" ').replace(/ width="[\d.]+" height="[\d.]+"/, '');
}

/** From where to where the axis goes. Totals of which the steps change little would hide them, so it may begin near what happens. */
function domainOf(steps: readonly Step[]): readonly [floor: number, ceiling: number] {
  const ends = steps.flatMap(({ from, to, kind }) => (kind === 'total' ? [to] : [from, to]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const span = high - low;
  const margin = span * 0.06 || Math.abs(high) * 0.1 || 1;
  if (low >= 0 && low < span * 2) return [0, high + margin];
  if (high <= 0 && -high < span * 2) return [low - margin, 0];
  return [low - margin, high + margin];
}

function specOf(steps: readonly Step[]): Spec {
  const [floor, ceiling] = domainOf(steps);
  const values = steps.map((step, at) => ({
    ...step,
    order: at,
    start: step.kind === 'total' ? Math.min(Math.max(0, floor), ceiling) : step.from,
    next: steps[at + 1] === undefined ? null : step.to,
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: width - 330,
    height: steps.length * rowHeight,
    padding: { left: 5, right: 110, top: 5, bottom: 5 },
    autosize: { type: 'pad' },
    data: [{ name: 'steps', values }],
    scales: [
      { name: 'x', type: 'linear', range: 'width', domain: [floor, ceiling], zero: false, nice: false },
      { name: 'y', type: 'band', range: 'height', domain: { data: 'steps', field: 'order' }, padding: 0.25 },
      { name: 'colour', type: 'ordinal', domain: ['total', 'rise', 'fall'], range: ['var(--total)', 'var(--rise)', 'var(--fall)'] },
    ],
    marks: [
      {
        type: 'text',
        from: { data: 'steps' },
        encode: {
          enter: {
            x: { value: -8 },
            y: { scale: 'y', field: 'order', band: 0.5 },
            text: { field: 'label' },
            align: { value: 'right' },
            baseline: { value: 'middle' },
            fontSize: { value: 12 },
            font: { value: 'inherit' },
            fill: { value: 'var(--text)' },
          },
        },
      },
      {
        type: 'rect',
        from: { data: 'steps' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'start' },
            x2: { scale: 'x', field: 'to' },
            y: { scale: 'y', field: 'order' },
            height: { scale: 'y', band: 1 },
            fill: { scale: 'colour', field: 'kind' },
          },
        },
      },
      {
        type: 'rule',
        from: { data: 'steps' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'to' },
            y: { scale: 'y', field: 'order', band: 1 },
            y2: { scale: 'y', field: 'order', band: 1.33 },
            stroke: { value: 'var(--line)' },
            opacity: { signal: 'datum.next === null ? 0 : 1' },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'steps' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'at', offset: 6 },
            y: { scale: 'y', field: 'order', band: 0.5 },
            text: { field: 'words' },
            align: { value: 'left' },
            baseline: { value: 'middle' },
            fontSize: { value: 12 },
            font: { value: 'inherit' },
            fill: { value: 'var(--text)' },
          },
        },
      },
    ],
  };
}
