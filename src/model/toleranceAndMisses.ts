/**
 * The parts of checks and tie-outs. Input: tolerances, scenarios and reasons as written. Output: tolerances as numbers,
 * the scenarios in which a figure is judged, and reasons with whether they apply. A check that cannot fail, a tolerance
 * without effect and an empty reason are problems.
 */
import type { Decimal } from 'decimal.js';
import { problem } from '../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../diagnostics/diagnostic.ts';
import { unknownScenario } from '../diagnostics/unknownScenario.ts';
import type { Node } from '../formula/formula.ts';
import { parseFormula } from '../formula/fromText.ts';
import { printFormula } from '../formula/print.ts';
import type { CheckSource, Located, TieOutSource } from '../source/source.ts';
import { choiceHint, readingsWithUnit } from '../values/rewriteNumber.ts';
import { sameUnit } from '../values/unit.ts';
import { describeType } from './binding/problems.ts';
import { type AsOf, allScenarios, appliesAt, endsBeforeStart, isLater, knownDateProblem } from './inputs/asOf.ts';
import type { Miss, ValueType } from './model.ts';
import type { Registry } from './registry.ts';
import { readLiteral } from './units.ts';

/** A check that does not test the model: `x = x`, `1 = 1`. */
export function emptyCheckProblem(id: string, formula: Located): Diagnostic[] {
  const { node } = parseFormula(formula.text);
  if (node === undefined) return [];
  const same = node.kind === 'binary' && printFormula(node.left) === printFormula(node.right);
  if (!same && readsName(node)) return [];
  const fault = same ? 'compares an expression with itself' : 'does not read the model';
  return [
    problem('empty-check', formula.span, `the check '${id}' ${fault}`, {
      hint: 'compare two items with different calculations',
    }),
  ];
}

function readsName(node: Node): boolean {
  if (node.kind === 'name' || node.kind === 'aggregate') return true;
  if (node.kind === 'negate') return readsName(node.operand);
  if (node.kind === 'binary') return readsName(node.left) || readsName(node.right);
  return node.kind === 'call' && node.args.some(readsName);
}

/** A tolerance beside a condition such as `and(x = y, y = z)`, where it would have no effect. */
export function needlessToleranceProblem({ tolerance }: CheckSource): Diagnostic[] {
  if (tolerance === undefined) return [];
  return [
    problem('invalid-value', tolerance.span, 'only a comparison of two amounts can have a tolerance', {
      hint: 'write one check for each comparison, with its own tolerance; options and flags need none',
    }),
  ];
}

/** A tolerance in the unit of what is compared: `0.01 USD`. */
export function readTolerance(written: Located, type: ValueType, registry: Registry): number | undefined {
  const unit = type.kind === 'number' ? type.unit.text : '';
  const points = pointsOf(written, registry);
  if (points !== undefined && unit !== '%') {
    const message = `the tolerance is in percentage points, but ${describeType(type)} is compared`;
    return report(written, message, `write the tolerance in ${unit === '' ? 'days' : unit}`, registry);
  }
  const literal = readLiteral(points ?? written, unit, registry);
  if (literal === undefined || (literal.stated === '' && literal.amount.isZero())) return literal?.amount.toNumber();
  if (type.kind === 'number' && !sameUnit(literal.unit, type.unit)) {
    const message = `the tolerance is in ${literal.unit.text}, but ${describeType(type)} is compared`;
    const readings = literal.stated === '' ? readingsWithUnit(written.text, unit) : [];
    const hint = readings.length > 0 ? choiceHint(readings) : `write the tolerance in ${unit}`;
    const fixes = readings.map((reading) => replacement(written.span, reading));
    registry.diagnostics.push(problem('wrong-unit', written.span, message, { hint, fixes }));
    return undefined;
  }
  return positive(written, literal.amount, registry);
}

/** How far a figure may be missed: an amount in its unit, or a share of the figure. */
export interface FigureTolerance {
  readonly amount: number;
  readonly relative: boolean;
}

/**
 * The tolerance of a published figure or an expected answer: `2%` is a share of the figure, also of one in %; `0.01
 * USD` and, of a figure in %, `0.5 points` are amounts.
 */
export function readFigureTolerance(
  written: Located,
  type: ValueType,
  registry: Registry,
): FigureTolerance | undefined {
  const relative = pointsOf(written, registry) === undefined && /%\s*$/.test(written.text);
  const amount = relative ? readShare(written, registry) : readTolerance(written, type, registry);
  return amount === undefined ? undefined : { amount, relative };
}

/** A number of percentage points as a percentage, `0.5%` for `0.5 points`; undefined for any other text. */
function pointsOf(written: Located, { units }: Registry): Located | undefined {
  const number = /^([^%a-z]*\d)\s*(?:percentage\s+)?points?$/i.exec(written.text.trim())?.[1];
  return number === undefined || units.has('points') || units.has('point')
    ? undefined
    : { ...written, text: `${number}%` };
}

/** A tolerance as a share of the figure: `2%`. */
function readShare(written: Located, registry: Registry): number | undefined {
  const literal = readLiteral(written, '%', registry);
  if (literal?.amount.gt(1))
    return report(
      written,
      `a tolerance of ${written.text} would accept almost any figure`,
      'write a share up to 100%',
      registry,
    );
  return literal === undefined ? undefined : positive(written, literal.amount, registry);
}

/**
 * Ids of the scenarios in which a figure is judged: those that it names, or the first. `own` are those of the file of
 * the figure. Undefined where it is judged in none, which is a problem: a model that includes another may lack a
 * scenario of it.
 */
export function readJudgedScenarios(
  id: string,
  { scenario: named }: TieOutSource,
  { own, all }: { readonly own: readonly string[]; readonly all: readonly string[] },
  registry: Registry,
): readonly string[] | undefined {
  if (named === undefined) return all.slice(0, 1);
  if (named.some(({ text }) => text === allScenarios)) return all;
  const unknown = named.filter(({ text }) => !own.includes(text) && !all.includes(text));
  registry.diagnostics.push(...unknown.map(({ text, span }) => unknownScenario(text, [...own, allScenarios], span)));
  if (unknown.length > 0 || named.length === 0) return undefined;
  // In an including model without a scenario of that name, its first scenario corresponds to the first one of the
  // included file.
  const [first] = all;
  const meant = named.map(({ text }) => (text === own[0] && !all.includes(text) ? first : text));
  const judged = all.filter((one) => meant.includes(one));
  if (judged.length > 0) return judged;
  const wanted = named.map(({ text }) => text).join(', ');
  const message = `'${id}' is skipped, because this model has no scenario '${wanted}'`;
  const hint = `add a scenario ${named[0]!.text} to this model, or build the included file to check it`;
  registry.diagnostics.push(problem('tie-out-not-judged', named[0]!.span, message, { hint }));
  return undefined;
}

/**
 * Why a tie-out is known to miss, and whether that is so on the as-of date; undefined where it does not say that it
 * misses.
 */
export function readMiss(tieOut: TieOutSource, asOf: AsOf, registry: Registry): Miss | undefined {
  if (tieOut.misses === undefined) return undefined;
  const { span, reason, from, until } = tieOut.misses;
  const wrongDates = [...knownDateProblem(from), ...knownDateProblem(until)];
  registry.diagnostics.push(...wrongDates);
  const words = reason.text.trim();
  if (/^(|true|false|yes|no)$/i.test(words))
    return report(reason, 'misses: has no reason', 'explain why the model does not reproduce this figure', registry);
  if (wrongDates.length > 0) return undefined;
  if (endsBeforeStart({ from, until }))
    return report(
      until!,
      `there is no date from ${from!.text} until ${until!.text}`,
      'until: is the first date on which the reason no longer applies',
      registry,
    );
  if (endsBeforeStart({ from: tieOut.known, until })) {
    const message = `until ${until!.text} the figure is not checked, because it was published on ${tieOut.known!.text}`;
    return report(until!, message, 'remove misses:; figures that are published later do not fail', registry);
  }
  const inForce = appliesAt({ from, until }, asOf) && !isLater(tieOut, asOf);
  return { reason: words, inForce, from: from?.text, until: until?.text, at: span };
}

function positive(written: Located, amount: Decimal, registry: Registry): number | undefined {
  if (!amount.isNegative()) return amount.toNumber();
  return report(written, `a tolerance of ${written.text} can never be met`, 'write it without a minus sign', registry);
}

function report({ span }: Located, message: string, hint: string, registry: Registry): undefined {
  registry.diagnostics.push(problem('invalid-value', span, message, { hint }));
}
