/**
 * HyperFormula as the program builds it, and how measurements are made. Enters a grid; leaves the engine with the
 * seconds that building it took.
 */
import { HyperFormula } from 'hyperformula';
import { makeEvaluator } from '../dist/run/fromGrid.js';

/** The least of several measurements, since other programs disturb. */
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
