/**
 * The kernel, measured against HyperFormula, in one process. Argument: a size or the path of a model (`kernel.mjs
 * 100000`). Prints one line of JSON with the seconds of both. Every question changes inputs, computes, and reads one
 * result, on which both must agree bit for bit. HyperFormula starts from the state in which the build leaves it, and
 * recalculates only what depends on the input.
 */
import { readFileSync } from 'node:fs';
import { findEngineDisagreements } from '../dist/kernel/agreement.js';
import { compilePlan } from '../dist/kernel/fromPlan.js';
import { buildModel, evaluateScenario } from '../dist/pipeline.js';
import { planModel } from '../dist/plan/fromModel.js';
import { writeNumber } from '../dist/question/whatIf.js';
import { makeLineReader } from '../dist/run/lineReader.js';
import { uncertainInputsOf } from '../dist/sampling/fromModel.js';
import { sampleTrials } from '../dist/sampling/sample.js';
import { columns } from '../dist/sheets/layoutContext.js';
import { best, buildEngine } from './engine.mjs';
import { shapeOf, yamlFiles } from './model.mjs';

const [what] = process.argv.slice(2);
const isLarge = Number(what) > 100_000;
const trials = 10_000;
const trialsAsked = 100;
const seed = 1;

/**
 * Seconds of one run among many: those of a hundredth of a second at least, after as many that let the compiler do its
 * work.
 */
function bestOfMany(run) {
  const started = performance.now();
  let count = 0;
  for (; count < 100 || performance.now() - started < 300; count += 1) run(count);
  const times = Math.ceil((count / (performance.now() - started)) * 10);
  return (
    best(30, () => {
      for (let at = 0; at < times; at += 1) run(at);
    }) / times
  );
}

function open() {
  const files = Number.isNaN(Number(what)) ? undefined : yamlFiles(shapeOf(Number(what)));
  const read = (path) => (files === undefined ? readFileSync(path, 'utf8') : files.get(path));
  const path = files === undefined ? what : 'bench.yaml';
  const started = performance.now();
  const { value: built, diagnostics } = buildModel(path, read);
  if (built === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return { built, plan: built.kernel.plan, build: (performance.now() - started) / 1000 };
}

/** How many lines depend on a row. */
function dependents({ groups, reads }, row) {
  const touched = new Set([row]);
  for (const { lines } of groups)
    for (let size = -1; size !== touched.size; ) {
      size = touched.size;
      for (const line of lines) if (reads.get(line).some((read) => touched.has(read))) touched.add(line);
    }
  return touched.size;
}

/** Inputs with one number, the one on which most depends first. */
function globalInputs(plan) {
  const rows = plan.model.inputs.filter(({ time }) => time === 'scalar').flatMap((quantity) => quantity.rows);
  const numbers = rows.filter(({ quantity, values }) => quantity.type.kind === 'number' && values[0].constant !== 0);
  const counts = new Map(numbers.map((row) => [row, dependents(plan, row)]));
  return numbers.sort((a, b) => counts.get(b) - counts.get(a));
}

/** The last cell of an item that depends on an input: of a key result when there is one. */
function resultOf(plan, input) {
  const { model } = plan;
  const key = new Set(model.keyResults.map(({ id }) => id));
  const kernel = compilePlan(plan);
  const [before, after] = [kernel.start(0), kernel.start(0)];
  after[plan.rowCells.get(input).slot] *= changed(0);
  kernel.evaluate(before);
  kernel.evaluate(after);
  const lines = plan.groups
    .flatMap((group) => group.lines)
    .filter(({ kind, time }) => kind === 'item' && time === 'series');
  const moved = lines.filter(({ slot, to }) => before[slot + to - 1] !== after[slot + to - 1]);
  const line = moved.find(({ id }) => key.has(id)) ?? moved.at(-1);
  return { line, cell: line.slot + line.to - 1 };
}

/** Factors near 1; none is the same as the next. */
const changed = (at) => 1 + ((at % 7) + 1) / 1000;

const { built, plan, build } = open();
const { grid, layout, model } = built;
const { engine, seconds: engineBuild } = buildEngine(grid);

const addressOf = (row, column) => {
  const { sheet, row: line } = layout.positions.get(row);
  return { sheet: engine.getSheetId(sheet), row: line, col: column };
};

/** Writes one number into every cell that an input has in the engine. */
function writeCells(row, value) {
  const isScalar = row.quantity.time === 'scalar';
  const first = addressOf(row, isScalar ? columns.constant : layout.firstColumn - model.openings);
  const count = isScalar ? 1 : model.openings + model.timeline.periods.length;
  engine.setCellContents(first, [new Array(count).fill(value)]);
}

function whatIf() {
  const [input] = globalInputs(plan);
  const { line, cell } = resultOf(plan, input);
  const [asked, answered] = [addressOf(input, columns.constant), addressOf(line.row, layout.firstColumn + line.to - 1)];
  const base = input.values[0].constant;
  let read = 0;
  const ask = (at) => {
    engine.setCellContents(asked, base * changed(at));
    read = engine.getCellValue(answered);
  };
  ask(1);
  const engineSeconds = best(isLarge ? 3 : 12, (at) => ask(at + 2));

  const kernel = compilePlan(plan);
  const cells = kernel.start(0);
  kernel.evaluate(cells);
  const run = kernel.recompute([input]);
  const { slot } = plan.rowCells.get(input);
  const kernelSeconds = bestOfMany((at) => {
    cells[slot] = base * changed(at);
    run(cells);
    read = cells[cell];
  });
  const whole = bestOfMany((at) => {
    cells[slot] = base * changed(at);
    kernel.evaluate(cells);
    read = cells[cell];
  });
  ask(3);
  cells[slot] = base * changed(3);
  run(cells);
  if (read !== cells[cell]) throw new Error(`HyperFormula gives ${read}, the kernel ${cells[cell]}`);
  engine.setCellContents(asked, base);
  return { input: input.quantity.id, result: line.id, engineSeconds, kernelSeconds, whole };
}

function compilation() {
  const cells = compilePlan(plan).start(0);
  const seconds = best(isLarge ? 2 : 5, () => compilePlan(planModel(model)).evaluate(cells));
  return { compile: seconds, engineBuild };
}

/** The check of a build that both compute the same, done once more. */
function agreement() {
  // A build keeps the evaluations of some scenarios only.
  const evaluations = model.scenarios.map(({ id }) => built.evaluations.get(id) ?? evaluateScenario(built, id));
  const seconds = best(isLarge ? 1 : 3, () => {
    const kernel = compilePlan(plan);
    for (const [index, evaluation] of evaluations.entries()) {
      const cells = kernel.start(index);
      kernel.evaluate(cells);
      findEngineDisagreements(plan, cells, makeLineReader(layout, evaluation));
    }
  });
  return { agreement: seconds };
}

/** What is drawn: the uncertain inputs of the model; all global inputs, a tenth up and down, where it has none. */
function drawn() {
  const known = uncertainInputsOf(model, 0, { seed, method: 'random' });
  if (known.rows.length > 0) return known;
  const rows = globalInputs(plan);
  const distributions = rows.map(({ values }) => {
    const { constant } = values[0];
    const [low, high] = [constant * 0.9, constant * 1.1].sort((a, b) => a - b);
    return { kind: 'triangular', low, mode: constant, high };
  });
  return { rows, plan: { distributions, correlations: [], seed, method: 'random' } };
}

function simulation() {
  const { rows, plan: sampled } = drawn();
  const { line, cell } = resultOf(plan, globalInputs(plan)[0]);
  const kernel = compilePlan(plan);
  const given = kernel.start(0);
  kernel.evaluate(given);
  const results = new Float64Array(trials);
  const kernelSeconds = best(5, () => {
    const values = sampleTrials(sampled, 0, trials);
    const run = kernel.recompute(rows, [line]);
    const cells = given.slice();
    for (let trial = 0; trial < trials; trial += 1) {
      for (let at = 0; at < rows.length; at += 1) writeNumber(plan, rows[at], values[at][trial], cells);
      run(cells);
      results[trial] = cells[cell];
    }
  });
  const values = sampleTrials(sampled, 0, trialsAsked);
  const answered = addressOf(line.row, layout.firstColumn + line.to - 1);
  const ask = (trial) => {
    engine.batch(() => {
      rows.forEach((row, at) => {
        writeCells(row, values[at][trial]);
      });
    });
    if (engine.getCellValue(answered) !== results[trial])
      throw new Error(
        `trial ${trial + 1} is ${engine.getCellValue(answered)} by HyperFormula, ${results[trial]} by the kernel`,
      );
  };
  ask(0);
  const hundred = best(2, () => {
    for (let trial = 0; trial < trialsAsked; trial += 1) ask(trial);
  });
  return { trials: { kernelSeconds, engineSeconds: (hundred / trialsAsked) * trials, inputs: rows.length } };
}

const found = {
  build,
  ...whatIf(),
  ...compilation(),
  ...agreement(),
  ...(Number.isNaN(Number(what)) ? simulation() : {}),
};
process.stdout.write(`${JSON.stringify(found)}\n`);
