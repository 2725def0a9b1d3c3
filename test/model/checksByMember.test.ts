/** A check `by:` a table is judged for every member and period, in every engine, and shown so in the workbook. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareRuns, runModel } from '../../src/comparing.ts';
import { buildModel, checkModel, traceCell } from '../../src/pipeline.ts';
import { makeRecordFromKernel } from '../../src/record/fromPlan.ts';
import { testResults } from '../helpers/libreoffice.ts';
import { build, problemsOf } from '../helpers/models.ts';

const fault = readFileSync('test/faults/check-by-member.yaml', 'utf8');
const byMember = fault.replace('checks: { c: {', 'checks: { c: { by: p,');

/** Two members over three months, one of which the model has wrong by 1 USD from February on. */
const monthly = (check: string, slip = '1 USD'): string => `
model: monthly
timeline: { from: 2026-01, to: 2026-03, grain: month }
tables:
  plan: { columns: { price: { unit: USD }, slip: { unit: USD } }, members: {
    basic: { label: Basic, price: 10 USD, slip: 0 USD }, pro: { label: Pro, price: 20 USD, slip: ${slip} } } }
  region: { columns: { share: { unit: '%' } }, members: { eu: { share: 40% }, us: { share: 60% } } }
sheets:
  S:
    T:
      sales: { by: plan, unit: USD, rollup: sum, formula: plan.price }
      invoiced: { by: plan, unit: USD, rollup: sum, formula: 'plan.price + if(period.index > 1, plan.slip, 0)' }
      spread: { by: [plan, region], unit: USD, rollup: sum, formula: sales * region.share }
checks:
  k: { label: All is invoiced, ${check} }
`;
const perPlan = 'by: plan, formula: invoiced = sales, tolerance: 0.01 USD';

const checksOf = (text: string) => buildModel('model.yaml', () => text).value!.record.scenarios[0]!.checks;

describe('a check over a table', () => {
  it('without by: is told to judge each member, and with it finds differences that cancel', () => {
    const [found] = checkModel('model.yaml', () => fault).diagnostics;
    expect(found).toMatchObject({
      code: 'dimension-mismatch',
      hint: 'add by: p to check each member, or choose one with d[p=m1]',
    });
    expect(checksOf(byMember)).toMatchObject([
      { id: 'c', by: ['p'], members: ['m1'], passed: false, largestDifference: 1 },
      { id: 'c', by: ['p'], members: ['m2'], passed: false, largestDifference: 1 },
    ]);
  });

  it('is judged in every period', () => {
    expect(checksOf(monthly(perPlan))).toMatchObject([
      { members: ['basic'], passed: true, failures: [] },
      { members: ['pro'], passed: false, failures: ['2026-02', '2026-03'], largestDifference: 1 },
    ]);
  });

  it('runs over every combination of two tables', () => {
    const found = checksOf(monthly('by: [plan, region], formula: spread <= sales * 50%'));
    expect(found.map(({ members, passed }) => [members!.join('.'), passed])).toEqual([
      ['basic.eu', true],
      ['basic.us', false],
      ['pro.eu', true],
      ['pro.us', false],
    ]);
  });

  it.each([
    ['by: plans, formula: invoiced = sales, tolerance: 1 USD', "unknown-name: there is no table 'plans'"],
    ['by: [plan, plan], formula: invoiced = sales, tolerance: 1 USD', "duplicate-key: 'plan' appears twice under by:"],
    [
      'by: region, formula: invoiced = sales, tolerance: 1 USD',
      "dimension-mismatch: 'invoiced' is by plan, but this formula is not",
    ],
  ])('is refused where it names no table, or the wrong one: %s', (check, problem) => {
    expect(new Set(problemsOf(monthly(check)))).toContain(problem);
  });

  it('compares sums of nothing in the unit of the other members', () => {
    const text = monthly('by: plan, formula: sum(spread over region where plan = pro) >= 0 USD, tolerance: 1 USD');
    expect(build(text).record.scenarios[0]!.checks.map(({ unit }) => unit)).toEqual(['USD', 'USD']);
  });

  it('has the same record from both engines', () => {
    const { kernel, record } = buildModel('model.yaml', () => monthly(perPlan)).value!;
    expect(JSON.stringify(makeRecordFromKernel(kernel, { path: 'model.yaml', scenario: 'base' }).scenarios)).toBe(
      JSON.stringify(record.scenarios),
    );
  });

  testResults('has a live row for each member and one tolerance', async (readResults) => {
    const built = buildModel('model.yaml', () => monthly(perPlan)).value!;
    const { rows } = (await readResults(await built.workbook())).find(({ name }) => name === 'Checks')!;
    const at = rows.findIndex(([label]) => label?.value === 'All is invoiced: Basic');
    const shown = rows.slice(at, at + 6).map((row) => [row[0]!.value, ...row.slice(6, 10).map(({ value }) => value)]);
    expect(shown).toEqual([
      ['All is invoiced: Basic', null, 0, 0, 0],
      ['All is invoiced: Pro', null, 0, 1, 1],
      ['  tolerance', 0.01],
      ['  allowance for rounding', expect.closeTo(1e-11, 20)],
      ['  holds: Basic', 1, 1, 1, 1],
      ['  holds: Pro', 0, 1, 0, 0],
    ]);
    expect(rows[3]![6]!.value).toBe(0);
    expect(traceCell(built, `Checks!I${at + 2}`, 'base')).toMatchObject({
      id: 'k',
      value: 1,
      label: 'All is invoiced: Pro (check)',
    });
  });

  it('is named with its member where it came out otherwise in another run', () => {
    const side = (text: string) => runModel('model.yaml', () => text).value!;
    const diff = compareRuns(side(monthly(perPlan, '0 USD')), side(monthly(perPlan)));
    expect(diff.verdicts).toMatchObject([
      { kind: 'check', id: 'k.pro', old: 'holds', new: 'fails', detail: 'in 2026-02, 2026-03' },
    ]);
  });
});
