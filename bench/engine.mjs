/**
 * Builds HyperFormula as the program does, and repeats measurements. Input: a grid. Output: the engine, and the seconds
 * that it took to build.
 */
import { HyperFormula } from 'hyperformula';
import { makeEvaluator } from '../dist/run/fromGrid.js';

/** The minimum of several measurements, because other programs interfere. */
export function best(times, run) {
  const found = Array.from({ length: times }, (_, at) => {
    const started = performance.now();
    run(at);
    return (performance.now() - started) / 1000;
  });
  return Math.min(...found);
}

/** The engine that the program builds, and how long that took. */
export function buildEngine(grid) {
  const original = HyperFormula.buildFromSheets;
  const found = {};
  HyperFormula.buildFromSheets = (...given) => {
    const started = performance.now();
    found.engine = original.apply(HyperFormula, given);
    found.seconds = (performance.now() - started) / 1000;
    return found.engine;
  };
  makeEvaluator(grid).evaluate(0);
  HyperFormula.buildFromSheets = original;
  return found;
}
