/** Every gap is found, under its name; and nothing else is. */

import { describe, expect, it } from 'vitest';
import { planFile } from '../../src/pipeline.ts';
import {
  gapsOf,
  isCovered,
  type SourceCoverage,
  sourceCoverageOf,
  type WrittenValue,
} from '../../src/question/sourceCoverage.ts';
import { errorLines } from '../helpers/models.ts';
import { randomFormulas, randomModelText } from '../helpers/randomModels.ts';
import fc from '../helpers/seeded.ts';
import { type Gap, type Spoil, sourced, spoils, spoilt } from '../helpers/sources.ts';

function coverage(
  text: string,
  months?: number,
  others: Readonly<Record<string, string>> = {},
  known?: string,
): SourceCoverage {
  const files: Readonly<Record<string, string>> = { 'model.yaml': text, ...others };
  const { value, diagnostics } = planFile('model.yaml', (path) => files[path], known === undefined ? {} : { known });
  expect(errorLines(diagnostics)).toEqual([]);
  return sourceCoverageOf(value!, months);
}

const named = ({ name, of }: Pick<WrittenValue, 'name' | 'of'>): string =>
  of === undefined ? name : `${name} of ${of}`;

function found(one: SourceCoverage): Record<Gap, string[]> {
  const { uncited, unreasoned, stale, immaterial } = gapsOf(one);
  const lists = { uncited, unreasoned, stale, immaterial, orphans: one.orphans.map(({ id }) => ({ name: id })) };
  return Object.fromEntries(Object.entries(lists).map(([gap, list]) => [gap, list.map(named).sort()])) as Record<
    Gap,
    string[]
  >;
}

/** The emblem has no source and moves no key result. */
function expected(chosen: readonly Spoil[]): Record<Gap, string[]> {
  const of = (gap: Gap): string[] => chosen.filter((one) => one.found === gap).map(named);
  const orphans = [...of('orphans'), ...lostCitations(chosen)].sort();
  return {
    uncited: of('uncited').sort(),
    unreasoned: of('unreasoned').sort(),
    stale: of('stale'),
    immaterial: ['emblem'],
    orphans,
  };
}

/** Sources that lose all that cites them. */
function lostCitations(chosen: readonly Spoil[]): string[] {
  const text = spoilt(chosen);
  const cited = (id: string): boolean => text.includes(`source: ${id}`);
  return ['guide', 'lease', 'accounts'].filter((id) => !cited(id));
}

describe('coverage', () => {
  it('finds nothing where every value rests on something', () => {
    const one = coverage(sourced);
    expect(found(one)).toEqual(expected([]));
    expect(isCovered(one, true)).toBe(true);
    expect(one.values.every(({ place }) => place.path === 'model.yaml' && place.line > 10)).toBe(true);
  });

  it.each(spoils)('finds $what', (spoil) => {
    const one = coverage(spoilt([spoil]));
    expect(found(one)).toEqual(expected([spoil]));
    expect(isCovered(one)).toBe(spoil.found === 'stale');
    expect(isCovered(one, true)).toBe(false);
  });

  it('finds any of them together, and nothing else', () => {
    fc.assert(
      fc.property(fc.subarray([...spoils]), (chosen) => {
        expect(found(coverage(spoilt(chosen)))).toEqual(expected(chosen));
      }),
      { numRuns: 60, seed: 20261125 },
    );
  });

  it('lists each value once, however many cells and scenarios it fills', () => {
    const text = sourced
      .replace("  churn: { unit: '%', value", "  churn: { by: plan, unit: '%', value")
      .replace('rank: 0.3, source: survey', 'rank: 0.3, source: survey')
      .replace('[margin, churn]', '[margin, churn.pro]')
      .replace('why: Nobody says., ', '');
    expect(found(coverage(text)).unreasoned).toEqual(['churn']);
    const pairs = text.replace(
      '  max:\n        supplier',
      '  team:\n        supplier: google\n        price: 1 USD/user/month\n        users: 1 user\n      max:\n        supplier',
    );
    expect(
      found(
        coverage(
          pairs.replace(
            'key_results',
            'values: { churn.pro: { value: 6%, source: press, range: { low: 1%, high: 9% } } }\nkey_results',
          ),
        ),
      ).unreasoned,
    ).toEqual(['churn.team and 1 more']);
  });

  it('finds every input of a model that is made at random', () => {
    fc.assert(
      fc.property(randomFormulas, (formulas) => {
        const { value: plan } = planFile('model.yaml', (path) =>
          path === 'model.yaml' ? randomModelText(formulas) : undefined,
        );
        const { values } = sourceCoverageOf(plan!);
        const places = values.map(({ place }) => `${place.line}:${place.column}`);
        expect(new Set(places).size).toBe(places.length);
        for (const { id } of plan!.model.inputs.filter(({ tables }) => tables.length === 0))
          expect(values.map(({ name }) => name)).toContain(id);
      }),
      { numRuns: 10, seed: 20261125 },
    );
  });

  it('counts what defaults fill, and does not call it uncited', () => {
    const { defaults, values } = coverage(sourced);
    expect(defaults).toEqual([
      { column: 'supplier.discount', value: '0%', members: ['amazon'], declared: 1 },
      { column: 'plan.billing', value: 'monthly', members: ['max'], declared: 1 },
    ]);
    expect(values.map(({ name }) => name)).not.toContain('plan.max.billing');
  });

  it('says what each value rests on', () => {
    const { values } = coverage(sourced);
    const grounds = Object.fromEntries(
      values.map((one) => [named(one), [one.kind, one.basis, one.isMaterial, one.status]]),
    );
    expect(grounds).toMatchObject({
      margin: ['input', 'source', true, 'estimate'],
      'margin of dear': ['scenario', 'source', true, 'estimate'],
      'rent of dear': ['scenario', 'reason', true, 'assumption'],
      churn: ['input', 'reason', true, 'assumption'],
      'plan.pro.supplier': ['reference', 'member', true, undefined],
      'opening_cash of 2025-12-31': ['revision', 'source', true, 'estimate'],
      'revenue@2026-02': ['actual', 'source', true, 'reported'],
      first_quarter: ['tie-out', 'source', true, undefined],
      emblem: ['input', 'none', false, undefined],
      'plan.pro.billing': ['input', 'source', false, 'company'],
    });
    expect(grounds).not.toHaveProperty('by_hand');
    expect(values.find(({ name }) => name === 'margin')).toMatchObject({ source: 'filing', confidence: 'filing' });
  });

  it('takes calibration to a published figure for a reason', () => {
    const solved = spoilt(spoils.filter(({ name }) => name === 'plan.max.users')).replace(
      'users: 100k user',
      'users: { value: 100k user, calibrated_to: first_quarter }',
    );
    const one = coverage(solved);
    expect(found(one)).toEqual(expected([]));
    expect(one.values.find(({ name }) => name === 'plan.max.users')).toMatchObject({
      basis: 'calibration',
      isMaterial: true,
    });
  });

  it('asks for a source where no other cell of the member has one', () => {
    const text = sourced.replace(
      /supplier: amazon\n.*\n.*\n/,
      'supplier: amazon\n        price: 100 USD/user/month\n        users: 100k user\n',
    );
    expect(found(coverage(text)).uncited).toEqual(['plan.max.price', 'plan.max.supplier', 'plan.max.users']);
  });

  it('takes a figure in an opening for a value without a source, and nothing for none', () => {
    const opened = (opening: string): string[] => {
      const text = sourced
        .replace('opening: opening_cash', `opening: ${opening}`)
        .replace('  emblem:', '  spare: { unit: USD, value: 1 USD }\n  emblem:');
      return found(
        coverage(text.replace('emblem * period.index', 'emblem * period.index * opening_cash / opening_cash')),
      ).uncited;
    };
    expect(opened('0 USD')).toEqual([]);
    expect(opened('opening_cash * 12 / 12')).toEqual([]);
    expect(opened('90m USD')).toEqual(['cash']);
    expect(opened('opening_cash - 5 USD')).toEqual(['cash']);
  });

  it('gives values of included models their prefix, and judges them by their own sources and as-of dates', () => {
    const whole = `model: whole
timeline: { from: 2026-01, to: 2027-12, grain: month }
include: { one: lab.yaml, other: lab.yaml }
sheets: { Sum: { Sum: { cash: { unit: USD, formula: one.cash + other.cash } } } }
scenarios:
  base: { title: Base case }
  dear: { title: Both pay more }
key_results: [cash]
`;
    const spoil = spoils.filter(({ name, found: gap }) => name === 'churn' || name === 'forgotten' || gap === 'stale');
    const one = found(coverage(whole, 12, { 'lab.yaml': spoilt(spoil) }));
    expect(one.unreasoned).toEqual(['one.churn', 'other.churn']);
    expect(one.orphans).toEqual(['one.forgotten', 'other.forgotten']);
    expect(one.stale).toEqual(['one.margin', 'other.margin']);
    expect(one.uncited).toEqual([]);
  });
});

describe('what is stale', () => {
  it('is counted in whole months to the as-of date, a month or a year from its last day on', () => {
    const ages = (known: string, months?: number): unknown =>
      gapsOf(coverage(sourced.replace('source: filing\n', `known: ${known}\n    source: filing\n`), months)).stale.map(
        ({ stale }) => stale,
      );
    expect(ages('2025-06-16')).toEqual([]);
    expect(ages('2025-06-15')).toEqual([{ since: '2025-06-15', months: 12 }]);
    expect(ages('2025-05')).toEqual([{ since: '2025-05-31', months: 12 }]);
    expect(ages('2024')).toEqual([{ since: '2024-12-31', months: 17 }]);
    expect(ages('2026-03-01', 3)).toContainEqual({ since: '2026-03-01', months: 3 });
  });

  it('is what the forecast rests on: no date, no actual, no reference, no opening, and nothing that moves the past only', () => {
    // By then all but the source of the scenario is a year old.
    const late = coverage(sourced, 12, {}, '2027-06-29');
    expect(found(late).stale).toEqual([
      'margin',
      'plan.max.price',
      'plan.max.users',
      'plan.pro.price',
      'rent',
      'supplier.google.discount',
    ]);
    expect(found(coverage(sourced, 12, {}, '2028-06-30')).stale).toEqual([]);
  });

  it('is what rests on a source without a date, if nothing else says when it was known', () => {
    const undated = sourced.replace('title: Filing, date: 2026-03-31', 'title: Filing');
    expect(gapsOf(coverage(undated)).stale.map(({ name, stale }) => [name, stale])).toEqual([['margin', 'undated']]);
    expect(
      found(coverage(undated.replace('source: filing\n', 'known: 2026-03-31\n    source: filing\n'))).stale,
    ).toEqual([]);
  });

  it('is not counted in a model without an as-of date', () => {
    const text = spoilt(spoils.filter(({ found: gap }) => gap === 'stale')).replace('known: 2026-06-15\n', '');
    const one = coverage(text);
    expect(one.isDated).toBe(false);
    expect(found(one).stale).toEqual([]);
  });
});
