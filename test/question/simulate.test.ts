/**
 * Simulations of models whose answer is known in closed form. Seeds are fixed, so the tests always say the same; bounds
 * are those within which 999 of 1000 seeds lie, as the standard error of the sample has it.
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { standardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { AnswerTable } from '../../src/question/answer.ts';
import { joinTrials, prepareSimulation, runTrials, type Simulation, type Trials } from '../../src/question/simulate.ts';
import { answerSimulation } from '../../src/question/simulationAnswer.ts';
import { standardErrorOf } from '../../src/sampling/summary.ts';
import type { SamplingMethod } from '../../src/sampling/uniforms.ts';
import { asked, target } from '../helpers/questions.ts';

const methods: readonly SamplingMethod[] = ['random', 'quasi'];
const count = 16 * 1024;
/** Of the normal distribution; of sixteen means (quasi) it is Student's t with 15 degrees. */
const bound = { random: 3.29, quasi: 4.07 } as const;

interface Run {
  readonly simulation: Simulation;
  readonly trials: Trials;
}

interface Wanted {
  readonly outputs: readonly string[];
  readonly conditions?: readonly string[];
  readonly method?: SamplingMethod;
  readonly seed?: number;
}

/** Inputs and one item per formula, in a model of three years. */
function modelOf(inputs: readonly string[], items: readonly string[], more = ''): string {
  return `model: small
timeline: { from: 2026, to: 2028, grain: year }
inputs:
${inputs.map((line) => `  ${line}`).join('\n')}
sheets:
  Result:
    Result:
${items.map((line) => `      ${line}`).join('\n')}
${more}`;
}

function simulated(model: string, { outputs, conditions = [], method = 'random', seed = 7 }: Wanted): Run {
  const one = asked(model, { formulas: conditions });
  const simulation = prepareSimulation(
    one.whatIf,
    outputs.map((text) => target(text, one)),
    conditions,
    { seed, method },
  );
  return { simulation, trials: runTrials(simulation, 0, count) };
}

const mean = (numbers: Float64Array): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Whether the mean of the trials is the true one, as far as their standard error can tell. */
function expectMean(numbers: Float64Array, expected: number, method: SamplingMethod): void {
  expect(Math.abs(mean(numbers) - expected)).toBeLessThan(bound[method] * standardErrorOf(numbers, method));
}

/** Whether their variance is: that is a mean too, of the squares of what is left without the mean. */
function expectVariance(numbers: Float64Array, expected: number, method: SamplingMethod, around = mean(numbers)): void {
  expectMean(
    numbers.map((each) => (each - around) ** 2),
    expected,
    method,
  );
}

function table({ simulation, trials }: Run, id: string): AnswerTable {
  return answerSimulation(simulation, trials).tables.find((one) => one.id === id)!;
}

const twoNormals = [
  "a: { unit: '1', value: 100, distribution: { kind: normal, deviation: 3 } }",
  "b: { unit: '1', value: 50, distribution: { kind: normal, deviation: 4 } }",
];
const sum = ["total: { unit: '1', formula: a + b }"];

describe.each(methods)('%s trials', (method) => {
  it('of a sum of independent normals have the sum of means and variances', () => {
    const { trials } = simulated(modelOf(twoNormals, sum), { outputs: ['total'], method });
    expectMean(trials.outputs[0]!, 150, method);
    expectVariance(trials.outputs[0]!, 25, method, 150);
  });

  it('of a product of two uniforms have the product of the means, and its variance', () => {
    const inputs = [
      "a: { unit: '1', value: 1, distribution: { kind: uniform, low: 0, high: 2 } }",
      "b: { unit: '1', value: 3, distribution: { kind: uniform, low: 2, high: 4 } }",
    ];
    const { trials } = simulated(modelOf(inputs, ["product: { unit: '1', formula: a * b }"]), {
      outputs: ['product'],
      method,
    });
    expectMean(trials.outputs[0]!, 3, method);
    // E[a²] E[b²] - (E[a] E[b])² with E[x²] = mean² + width²/12.
    expectVariance(trials.outputs[0]!, (1 + 1 / 3) * (9 + 1 / 3) - 9, method, 3);
  });

  it.each([0.8, 0.3, -0.5])('of normals with a rank correlation of %s have the variance that goes with it', (rank) => {
    const model = modelOf(twoNormals, sum, `correlations: [{ inputs: [a, b], rank: ${rank} }]`);
    const { trials } = simulated(model, { outputs: ['total'], method });
    const linear = 2 * Math.sin((Math.PI * rank) / 6);
    expectMean(trials.outputs[0]!, 150, method);
    expectVariance(trials.outputs[0]!, 9 + 16 + 2 * linear * 3 * 4, method, 150);
  });

  it('pass a threshold as often as the normal distribution says', () => {
    const run = simulated(modelOf(twoNormals, sum), { outputs: [], conditions: ['total > 158'], method });
    const [row] = table(run, 'chances').rows;
    const [condition, share, low, high, errors] = row!;
    const expected = 1 - normalCdf(158, 150, 5);
    expect([condition, errors]).toEqual(['total > 158', 0]);
    expect(low).toBeLessThan(expected);
    expect(high).toBeGreaterThan(expected);
    expect(share).toBe(mean(run.trials.conditions[0]!));
    expect(answerSimulation(run.simulation, run.trials).statements[0]).toMatch(
      /^total > 158 holds in 5\.\d% of the trials \(95% confidence interval /,
    );
  });

  it('of a choice that switches a formula take each side as often as its chance says', () => {
    const inputs = [
      'way: { choice: [short, long], value: short, distribution: { kind: discrete, chances: { short: 0.7, long: 0.3 } } }',
      "opens: { unit: '1', value: 2, distribution: { kind: discrete, chances: { 2: 0.5, 4: 0.5 } } }",
    ];
    const items = ["cost: { unit: '1', formula: 'if(way = long, 100, 0) + opens' }"];
    const { trials } = simulated(modelOf(inputs, items), { outputs: ['cost'], method });
    expect(new Set(trials.outputs[0])).toEqual(new Set([2, 4, 102, 104]));
    expectMean(trials.outputs[0]!, 33, method);
  });

  it('of a PERT input have the mean (low + 4 mode + high) / 6', () => {
    const inputs = ["a: { unit: '1', value: 20, range: { low: 10, high: 90 }, distribution: { kind: pert } }"];
    const { trials } = simulated(modelOf(inputs, ["b: { unit: '1', formula: 2 * a }"]), { outputs: ['b'], method });
    expectMean(trials.outputs[0]!, (2 * (10 + 4 * 20 + 90)) / 6, method);
  });

  it('of a range alone are a triangle with its top at the value', () => {
    const inputs = ["a: { unit: '1', value: 20, range: { low: 10, high: 90 } }"];
    const run = simulated(modelOf(inputs, ["b: { unit: '1', formula: a }"]), { outputs: ['b'], method });
    expectMean(run.trials.outputs[0]!, (10 + 20 + 90) / 3, method);
    expectVariance(
      run.trials.outputs[0]!,
      (10 ** 2 + 20 ** 2 + 90 ** 2 - 10 * 20 - 10 * 90 - 20 * 90) / 18,
      method,
      40,
    );
    expect(answerSimulation(run.simulation, run.trials).statements.at(-1)).toContain(
      '1 uncertain input, with only a range, treated as a triangular distribution with its mode at the value',
    );
  });
});

it('draws an input once for all periods', () => {
  const model = modelOf(
    [
      "a: { unit: '1', series: { 2026: 1, 2027: 2 } }",
      "f: { unit: '1', value: 1, distribution: { kind: uniform, low: 0, high: 2 } }",
    ],
    ["b: { unit: '1', formula: a * f, rollup: sum }"],
  );
  const { trials } = simulated(model, { outputs: ['b@2026', 'b@2028'] });
  expect(trials.outputs[1]!.every((value, at) => value === 2 * trials.outputs[0]![at]!)).toBe(true);
});

describe('contributions', () => {
  it('of a linear model are its shares of the variance, but for what ranks change', () => {
    const run = simulated(modelOf(twoNormals, ["total: { unit: '1', formula: a - 2 * b }"]), { outputs: ['total'] });
    const rows = table(run, 'contributions').rows;
    const [of, share] = [rows.map(([label]) => label), rows.map((row) => row[1] as number)];
    expect(of).toEqual(
      ['B (negative)', 'A'].map((label) => expect.stringMatching(new RegExp(label.replace(/[()]/g, '\\$&'), 'i'))),
    );
    // Variances 64 and 9; the rank correlation of normals is 6/π asin(r/2).
    const rank = (r: number): number => (6 / Math.PI) * Math.asin(r / 2);
    const [b, a] = [rank(8 / Math.sqrt(73)) ** 2, rank(3 / Math.sqrt(73)) ** 2];
    expect(share[0]).toBeCloseTo(b / (a + b), 2);
    expect(share[0]! + share[1]!).toBeCloseTo(1, 12);
    expect(answerSimulation(run.simulation, run.trials).statements[1]).toMatch(
      /^Largest contributions to the variance: B \(8\d%\), A \(1\d%\)\.$/i,
    );
  });

  it('leave out what has nothing to do with the result, and what too few trials cannot tell', () => {
    const inputs = [...twoNormals, "c: { unit: '1', value: 5, distribution: { kind: normal, deviation: 2 } }"];
    const items = ["t: { unit: '1', formula: a + b }", "u: { unit: '1', formula: c }"];
    const run = simulated(modelOf(inputs, items), { outputs: ['t'] });
    expect(table(run, 'contributions').rows.map(([label]) => String(label).toLowerCase())).toEqual(['b', 'a']);
    const few = { simulation: run.simulation, trials: runTrials(run.simulation, 0, 5) };
    expect(table(few, 'contributions').rows).toEqual([]);
  });

  it('say nothing of what does not matter', () => {
    const inputs = [...twoNormals, "c: { unit: '1', value: 5, distribution: { kind: normal, deviation: 0.000001 } }"];
    const rows = table(
      simulated(modelOf(inputs, ["t: { unit: '1', formula: a + b + c }"]), { outputs: ['t'] }),
      'contributions',
    ).rows;
    expect(rows.find(([label]) => /^c/i.test(String(label)))?.[1] ?? 0).toBeLessThan(0.001);
  });
});

describe('trials', () => {
  const model = modelOf(twoNormals, sum);
  const run = simulated(model, { outputs: ['total'] });
  it('are the same in any parts', () => {
    const parts = [0, 1, 1000, 1024, 5000, count]
      .slice(1)
      .map((to, at, all) => runTrials(run.simulation, [0, ...all][at]!, to));
    expect(joinTrials(parts)).toEqual(run.trials);
  });
  it('are the same with more outputs, and others with another seed', () => {
    const more = simulated(model, { outputs: ['a', 'total'], conditions: ['total > 158'] });
    expect(more.trials.outputs[1]).toEqual(run.trials.outputs[0]);
    expect(simulated(model, { outputs: ['total'], seed: 8 }).trials.outputs[0]).not.toEqual(run.trials.outputs[0]);
  });
  it('stand around the model as it is, which they do not change', () => {
    const { whatIf } = run.simulation;
    expect(whatIf.cells[target('total', { whatIf, reread: () => ({ diagnostics: [] }) }).slot]).toBe(150);
    expect(standardDeviation([...run.trials.outputs[0]!])).toBeCloseTo(5, 1);
  });
});

describe('what an answer says', () => {
  const divided = (low: number): string =>
    modelOf(
      [`a: { unit: '1', value: 1, distribution: { kind: discrete, chances: { ${low}: 0.25, 1: 0.75 } } }`],
      ["b: { unit: '1', formula: 1 / a }"],
    );
  it('counts errors, leaves them out and names the first', () => {
    const run = simulated(divided(0), { outputs: ['b'], conditions: ['b > 0'] });
    const errors = run.trials.outputs[0]!.filter(Number.isNaN).length;
    expect(errors / count).toBeCloseTo(0.25, 1);
    const { statements } = answerSimulation(run.simulation, run.trials);
    expect(statements[0]).toContain('the mean 1, plus or minus 0 (95% confidence)');
    expect(statements[1]).toMatch(
      /^4,\d\d\d trials gave an error and were left out; in trial \d+, b divides by zero\.$/,
    );
    expect(statements.join('\n')).toMatch(/b > 0 holds in 100\.0% of the 12,\d\d\d trials without an error/);
  });
  it('says where no trial has a result', () => {
    const model = modelOf(
      ["a: { unit: '1', value: 1, distribution: { kind: uniform, low: 1, high: 2 } }"],
      ["b: { unit: '1', formula: a / (a - a) }"],
    );
    const run = simulated(model, { outputs: ['b'], conditions: ['b > 0'] });
    const { statements } = answerSimulation(run.simulation, run.trials);
    expect(statements[0]).toBe('B: no trial has a result. In the model: an error.');
    expect(statements).toContain('b > 0: every trial gave an error.');
    expect(statements.join('\n')).not.toMatch(/NaN|unknown/);
  });
  it('has errors of dates in days', () => {
    const inputs = [
      'opens: { unit: date, value: 2026-07-01, distribution: { kind: uniform, low: 2026-01-01, high: 2026-12-31 } }',
    ];
    const run = simulated(modelOf(inputs, ["b: { unit: '1', formula: 'if(period.end >= opens, 1, 0)' }"]), {
      outputs: ['opens'],
    });
    const { statements } = answerSimulation(run.simulation, run.trials);
    expect(statements[0]).toMatch(
      /the mean 2026-0[67]-\d\d, plus or minus 1\.\d+ days \(95% confidence\)\. In the model: 2026-07-01\./,
    );
    const { rows, rowUnits } = table(run, 'summary');
    expect(rows.map(([label], at) => [label, rowUnits![at]]).slice(0, 4)).toEqual([
      ['Mean', 'date'],
      ['Standard error of the mean', 'day'],
      ['Standard deviation', 'day'],
      ['Minimum', 'date'],
    ]);
    expect(table(run, 'convergence').columns.at(-1)!.unit).toBe('day');
  });
  it('is of one trial as of many', () => {
    const { simulation } = simulated(modelOf(twoNormals, sum), { outputs: ['total'] });
    const answer = answerSimulation(simulation, runTrials(simulation, 0, 1));
    expect(answer.title).toMatch(/ in 1 trial$/);
    expect(answer.statements.join('\n')).not.toMatch(/NaN|unknown|plus or minus/);
    expect(answer.tables.find(({ id }) => id === 'convergence')!.rows).toEqual([]);
  });
  it('names conditions as they were asked for, even those that begin like a check', () => {
    const model = modelOf(
      twoNormals,
      ["check: { unit: '1', formula: a + b }"],
      'checks: { above: { label: Above 150, formula: check > 150 } }',
    );
    const run = simulated(model, { outputs: [], conditions: ['check > 0'] });
    const { statements } = answerSimulation(run.simulation, run.trials);
    expect(statements[0]).toBe('check > 0 holds in 100.0% of the trials (95% confidence interval 99.977% to 100.0%).');
    expect(statements[1]).toBe('1 of 1 check of the model fails in at least one trial.');
    expect(table(run, 'chances').rows.map(([condition]) => condition)).toEqual(['check > 0', 'check Above 150']);
  });
  it('says that nothing is uncertain', () => {
    const run = simulated(modelOf(["a: { unit: '1', value: 1 }"], ["b: { unit: '1', formula: a }"]), {
      outputs: ['b'],
    });
    const { statements } = answerSimulation(run.simulation, run.trials);
    expect(statements.slice(-2)).toEqual([
      'Scenario base. No uncertain inputs. Random trials, seed 7.',
      'No input has a range or a distribution, so every trial is the same.',
    ]);
  });
});
