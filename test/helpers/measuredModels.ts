/**
 * Random models whose leaves say what they are, with the years that follow from their monthly values. Enters nothing;
 * leaves a model text, what each item measures by the way it was put together, and how its year is made by brute force.
 * Nothing here knows how roll-ups are inferred.
 */
import fc from 'fast-check';

/** What an item is: amounts of a month, an amount at its end, what is divided by what, or nothing that has a year. */
export type Kind = 'flow' | 'level' | 'ratio' | 'none';

export interface MeasuredItem {
  readonly name: string;
  readonly kind: Kind;
  readonly formula: string;
  /** Of a level that carries its past forward. */
  readonly opening?: string | undefined;
  /** Of a ratio: its parts, as items of the model. */
  readonly parts?: readonly [numerator: string, denominator: string];
  readonly of?: 'flow' | 'level';
}

export interface MeasuredModel {
  readonly text: string;
  readonly items: readonly MeasuredItem[];
}

interface Draw {
  readonly shape: number;
  readonly picks: readonly number[];
}

const months = 24;
const itemsInModel = 14;

/** A formula that is put together from items that are there, and what it is then. */
type Shape = (pick: Pick) => Omit<MeasuredItem, 'name'>;

/** The name of an item of a kind that is there, or a whole ratio. */
interface Pick {
  (kind: Kind): string;
  readonly ratio: () => MeasuredItem;
}

/** Ratios of one denominator add up over it; the sum of others has no year. */
function sumOfRatios(a: MeasuredItem, b: MeasuredItem): Omit<MeasuredItem, 'name'> {
  const formula = `${a.name} + ${b.name} * 2`;
  const [[above, below], [other, under]] = [a.parts!, b.parts!];
  if (below !== under || a.of !== b.of) return { kind: 'none', formula };
  return { kind: 'ratio', formula, parts: [`${above} + (${other}) * 2`, below], of: a.of! };
}

const shapes: readonly Shape[] = [
  () => ({ kind: 'flow', formula: 'sold * 1' }),
  () => ({ kind: 'flow', formula: 'speed * period.months' }),
  (pick) => ({ kind: 'flow', formula: `${pick('flow')} + ${pick('flow')}` }),
  (pick) => ({ kind: 'flow', formula: `${pick('flow')} - ${pick('flow')} * share` }),
  (pick) => ({ kind: 'flow', formula: `${pick('flow')} * price` }),
  (pick) => ({ kind: 'flow', formula: `if(period.index > 2, ${pick('flow')}, 0)` }),
  (pick) => ({ kind: 'flow', formula: `max(0, ${pick('flow')} - ${pick('flow')})` }),
  (pick) => ({ kind: 'flow', formula: `-${pick('flow')} / steady` }),
  (pick) => {
    const level = pick('level');
    return { kind: 'flow', formula: `${level} - ${level}[-1]`, opening: '0' };
  },
  (pick) => {
    const [a, b] = [pick('level'), pick('level')];
    const other = a === b ? '' : ` + ${b} - ${b}[-1]`;
    return { kind: 'flow', formula: `${a}[-1] - ${a}${other}` };
  },
  (pick) => ({ kind: 'flow', formula: `${pick('level')} * share * period.months / month_long` }),
  () => ({ kind: 'level', formula: 'stock * 1' }),
  (pick) => ({ kind: 'level', formula: `${pick('level')} + ${pick('level')}` }),
  (pick) => ({ kind: 'level', formula: `max(${pick('level')}, ${pick('level')})` }),
  (pick) => ({ kind: 'level', formula: `cumulative(${pick('flow')})` }),
  (pick) => ({ kind: 'level', formula: `SELF[-1] + ${pick('flow')} - ${pick('flow')} / 2`, opening: 'steady' }),
  (pick) => ({
    kind: 'level',
    formula: `SELF[-1] * (1 - share * period.months / month_long) + ${pick('flow')}`,
    opening: 'steady',
  }),
  (pick) => ratio(pick('flow'), pick('flow'), 'flow', (a, b) => `${a} / ${b}`),
  (pick) => ratio(pick('flow'), pick('flow'), 'flow', (a, b) => `divide(${a}, ${b}, 0)`),
  (pick) => ratio(pick('level'), pick('level'), 'level', (a, b) => `${a} / ${b}`),
  (pick) => {
    const [a, b] = [pick('flow'), pick('flow')];
    return { kind: 'ratio', formula: `(${a} - ${b} * price) / ${a}`, parts: [`${a} - ${b} * price`, a], of: 'flow' };
  },
  (pick) => {
    const [a, b] = [pick('flow'), pick('flow')];
    return { kind: 'ratio', formula: `max(0, ${b}) * steady / ${a}`, parts: [`max(0, ${b}) * steady`, a], of: 'flow' };
  },
  () => ({ kind: 'none', formula: 'price * share' }),
  (pick) => ({ kind: 'none', formula: `${pick('flow')} + ${pick('level')}` }),
  (pick) => ({ kind: 'none', formula: `${pick('level')} * price` }),
  (pick) => sumOfRatios(pick.ratio(), pick.ratio()),
  (pick) => ({ kind: 'none', formula: `${pick('ratio')} * ${pick('ratio')}` }),
  (pick) => ({ kind: 'none', formula: `${pick('flow')} / ${pick('level')}` }),
  () => ({ kind: 'none', formula: 'SELF[-1] * (1 + share)', opening: 'steady' }),
  (pick) => ({ kind: 'none', formula: `${pick('flow')} * 12` }),
  (pick) => {
    const level = pick('level');
    return { kind: 'none', formula: `${pick('flow')} / average(${level}[-1], ${level})` };
  },
  (pick) => ({ kind: 'none', formula: `${pick('flow')} * ${pick('level')} * share` }),
  (pick) => ({ kind: 'none', formula: `${pick('flow')} - ${pick('level')}[-1]` }),
  (pick) => ({ kind: 'none', formula: `${pick('level')}[-1] / 2 + ${pick('flow')}` }),
  (pick) => ({ kind: 'none', formula: `${pick('level')}[-1] * 2 - ${pick('flow')}` }),
  () => ({ kind: 'none', formula: 'if(period.index = 1, 0, flow_0 / flow_0[-1] - 1)' }),
  () => ({ kind: 'none', formula: 'if(period.index = 2, steady, 0)' }),
];

function ratio(
  a: string,
  b: string,
  of: 'flow' | 'level',
  formula: (a: string, b: string) => string,
): Omit<MeasuredItem, 'name'> {
  return { kind: 'ratio', formula: formula(a, b), parts: [a, b], of };
}

/** Leaves without units, so that every formula has one. */
const numbers = (): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.integer({ min: 1, max: 900 }), { minLength: months, maxLength: months });
const series = (values: readonly number[], scale: number): string =>
  `{ ${values.map((value, at) => `'${2026 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}': ${value / scale}`).join(', ')} }`;

/** The first items, of which others are made. */
const first: readonly MeasuredItem[] = [
  { name: 'flow_0', kind: 'flow', formula: 'sold * 1' },
  { name: 'flow_1', kind: 'flow', formula: 'speed * period.months / month_long' },
  { name: 'level_0', kind: 'level', formula: 'level_0[-1] + flow_0 / steady', opening: 'steady' },
  { name: 'level_1', kind: 'level', formula: 'level_1[-1] + flow_1', opening: '7' },
  { name: 'ratio_0', kind: 'ratio', formula: 'flow_0 / flow_1', parts: ['flow_0', 'flow_1'], of: 'flow' },
];

function makeItems(draws: readonly Draw[]): MeasuredItem[] {
  const items = [...first];
  draws.forEach(({ shape, picks }, at) => {
    let next = 0;
    const choose = (kind: Kind): MeasuredItem => {
      // A level is read with its past, so it is one that has an opening.
      const known = items.filter((item) => item.kind === kind && (kind !== 'level' || item.opening !== undefined));
      return known[picks[next++ % picks.length]! % known.length]!;
    };
    const pick: Pick = Object.assign((kind: Kind) => choose(kind).name, { ratio: () => choose('ratio') });
    const made = shapes[shape % shapes.length]!(pick);
    const name = `item_${at}`;
    const formula = made.formula.replaceAll('SELF', name);
    items.push({ ...made, name, formula, opening: made.opening });
  });
  return items;
}

/** A model of items that were put together at random. */
export function measuredModel(): fc.Arbitrary<MeasuredModel> {
  const draw = fc.record({ shape: fc.nat(1000), picks: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }) });
  return fc
    .tuple(
      fc.array(draw, { minLength: itemsInModel, maxLength: itemsInModel }),
      numbers(),
      numbers(),
      numbers(),
      numbers(),
      numbers(),
    )
    .map(([draws, sold, stock, price, share, speed]) => {
      const items = makeItems(draws);
      const rows = items.map(
        ({ name, formula, opening }) =>
          `      ${name}: { unit: '1', ${opening === undefined ? '' : `opening: '${opening}', `}formula: '${formula}' }`,
      );
      // What an item reads as a part of its own ratio has to be a row too, so that its months can be added up.
      const text = `
model: measured
timeline: { from: 2026-01, to: 2027-12, grain: month }
inputs:
  sold: { unit: '1', measure: flow, series: ${series(sold, 1)} }
  stock: { unit: '1', measure: level, series: ${series(stock, 1)} }
  price: { unit: '1', series: ${series(price, 100)} }
  share: { unit: '1', series: ${series(share, 10_000)} }
  speed: { unit: '1', series: ${series(speed, 1)} }
  steady: { unit: '1', value: 3 }
  month_long: { unit: month, value: 1 month }
sheets:
  S:
    A:
${rows.join('\n').replaceAll("speed * period.months'", "speed * period.months / month_long'")}
`;
      return { text, items };
    });
}
