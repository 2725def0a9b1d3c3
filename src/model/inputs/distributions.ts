/**
 * Distributions of uncertain values. Input: the `distribution:` and `range:` of a value. Output: a distribution in the
 * unit of the input. Guarantee: bounds ascend, deviations are positive and chances add up to 1; parameters that are not
 * stated come from the value and its range.
 */
import { Decimal } from 'decimal.js';
import { type ProblemCode, problem } from '../../diagnostics/catalogue.ts';
import type { Span } from '../../diagnostics/span.ts';
import { distributionParameters } from '../../source/parsedDistribution.ts';
import type { DistributionSource, Located, ValueSource } from '../../source/source.ts';
import { dimensionless } from '../../values/unit.ts';
import type { Distribution, ValueType } from '../model.ts';
import type { Registry, StatedType } from '../registry.ts';
import type { Range } from './ranges.ts';
import { readScalar } from './scalars.ts';

/** A value whose uncertainty is asked for. */
export interface UncertainValue {
  readonly value: ValueSource;
  readonly type: StatedType;
  /** The value itself, if it is a number or a date. */
  readonly amount?: Decimal | undefined;
  readonly range?: Range | undefined;
  /** What makes it change over time: a point of its series, or the month from which a scenario changes it. */
  readonly changesAt?: Located | undefined;
}

const plainNumber: ValueType = { kind: 'number', unit: dimensionless };

/**
 * The distribution of a value: the one that is stated, or a triangle over the range with the value as its mode.
 * Undefined if the value is certain, and after a problem, which is reported.
 */
export function readDistribution(uncertain: UncertainValue, registry: Registry): Distribution | undefined {
  const { value, type, changesAt } = uncertain;
  if (type === 'unknown') return undefined;
  const written = value.distribution;
  if (written === undefined) return changesAt === undefined ? triangleOver(uncertain) : undefined;
  const report: Report = (span, message, hint, code = 'invalid-distribution') =>
    void registry.diagnostics.push(problem(code, span, message, { hint }));
  if (changesAt !== undefined)
    return report(
      written.span,
      'a value that changes over time cannot have a distribution',
      "make an input { unit: '1', value: 1, distribution: … } and multiply the series by it in formulas",
    );
  if (isUnfit(written, type, report)) return undefined;
  const read = (text: Located, as: ValueType = type): Decimal | undefined => {
    const amount = readScalar(text, as, registry);
    return amount instanceof Decimal ? amount : undefined;
  };
  if (written.kind.text === 'discrete')
    return discrete(written, type, (text) => readScalar(text, type, registry), read, report);
  return continuous(written, uncertain, read, report);
}

/** Reports, and gives undefined so that a reader can end with it. */
type Report = (span: Span, message: string, hint: string, code?: ProblemCode) => undefined;
type Read = (text: Located, as?: ValueType) => Decimal | undefined;

function triangleOver({ type, amount, range }: UncertainValue): Distribution | undefined {
  // A range without width, or of which a problem was reported, leaves nothing to vary.
  if (amount === undefined || range === undefined || range.low.gte(range.high) || type === 'unknown') return undefined;
  const [low, mode, high] = [range.low, amount, range.high].map((end) => end.toNumber()) as [number, number, number];
  return { kind: 'triangular', low, mode, high, ...wholeOf(type), derived: true };
}

const wholeOf = ({ kind }: ValueType): { readonly whole?: true } => (kind === 'date' ? { whole: true } : {});

/** Whether the type of an input cannot have a distribution of this kind, which is reported. */
function isUnfit({ kind }: DistributionSource, type: ValueType, report: Report): boolean {
  if (type.kind === 'number' || (kind.text === 'discrete' && type.kind !== 'member')) return false;
  if (type.kind === 'member')
    report(
      kind.span,
      'a reference between tables cannot have a distribution',
      'add distributions to the amounts of the members instead',
    );
  else if (type.kind !== 'date')
    report(
      kind.span,
      `${type.kind === 'flag' ? 'a flag' : 'a choice'} cannot have the distribution ${kind.text}`,
      'write kind: discrete with chances:',
    );
  else if (kind.text === 'normal' || kind.text === 'lognormal')
    report(
      kind.span,
      `a date cannot have the distribution ${kind.text}`,
      'write kind: triangular, pert, uniform or discrete, between two dates',
    );
  else return false;
  return true;
}

function continuous(
  written: DistributionSource,
  uncertain: UncertainValue,
  read: Read,
  report: Report,
): Distribution | undefined {
  const kind = written.kind.text;
  const found = new Map<string, Decimal>();
  for (const name of distributionParameters[kind] ?? []) {
    const stated = written.parameters.get(name)?.value;
    const amount =
      stated === undefined ? implied(name, uncertain) : read(stated, name === 'spread' ? plainNumber : undefined);
    if (amount !== undefined) found.set(name, amount);
    else if (stated === undefined && !isReported(name, uncertain))
      report(written.span, `the distribution has no '${name}'`, missingHint(name, kind), 'missing-key');
  }
  if (found.size < (distributionParameters[kind]?.length ?? 0)) return undefined;
  const at = (name: string): Span => written.parameters.get(name)?.value.span ?? written.kind.span;
  return isSound(found, at, report) ? fromParameters(kind, found, uncertain.type) : undefined;
}

/** The default of a parameter. */
function implied(name: string, { amount, range }: UncertainValue): Decimal | undefined {
  if (name === 'low') return range?.low;
  if (name === 'high') return range?.high;
  return name === 'mode' || name === 'mean' || name === 'median' ? amount : undefined;
}

/** A range that could not be used was reported already. */
const isReported = (name: string, { value, range }: UncertainValue): boolean =>
  (name === 'low' || name === 'high') && value.range !== undefined && range === undefined;

function missingHint(name: string, kind: string): string {
  if (name === 'low' || name === 'high')
    return 'add range: { low: …, high: … } beside the value, or low: and high: here';
  return name === 'spread'
    ? 'write spread: 0.4, the standard deviation of the logarithm'
    : `write ${name}: in the unit of the value, which ${kind} needs`;
}

function isSound(found: ReadonlyMap<string, Decimal>, at: (name: string) => Span, report: Report): boolean {
  const [low, mode, high] = ['low', 'mode', 'high'].map((name) => found.get(name));
  if (low !== undefined && high !== undefined && low.gte(high)) {
    report(
      at('low'),
      'the lower bound of the distribution is not below its upper bound',
      'write the lower bound as low: and the upper bound as high:',
    );
    return false;
  }
  if (mode !== undefined && (low?.gt(mode) || high?.lt(mode))) {
    report(at('mode'), 'the mode is outside the bounds of the distribution', 'widen low and high, or check mode');
    return false;
  }
  for (const name of ['deviation', 'median', 'spread']) {
    if (found.get(name)?.gt(0) ?? true) continue;
    report(at(name), `the ${name} of the distribution is not positive`, aboveZeroHints[name] ?? '');
    return false;
  }
  return true;
}

const aboveZeroHints: Readonly<Record<string, string>> = {
  deviation: 'write the standard deviation; remove distribution: if the value is certain',
  median: 'a lognormal value is always positive; write kind: normal or triangular if it can be zero or negative',
  spread: 'write the standard deviation of the logarithm, such as 0.4; remove distribution: if the value is certain',
};

function fromParameters(kind: string, found: ReadonlyMap<string, Decimal>, type: StatedType): Distribution {
  const number = (name: string): number => found.get(name)!.toNumber();
  const whole = type === 'unknown' ? {} : wholeOf(type);
  if (kind === 'normal') return { kind, mean: number('mean'), deviation: number('deviation') };
  if (kind === 'lognormal') return { kind, median: number('median'), spread: number('spread') };
  if (kind === 'uniform') return { kind, low: number('low'), high: number('high'), ...whole };
  const shape = { low: number('low'), mode: number('mode'), high: number('high'), ...whole };
  return kind === 'pert' ? { kind, ...shape } : { kind: 'triangular', ...shape };
}

interface Outcome {
  readonly value: Decimal | string;
  readonly chance: Decimal;
}

function discrete(
  written: DistributionSource,
  type: ValueType,
  readOutcome: (text: Located) => Decimal | string | undefined,
  read: Read,
  report: Report,
): Distribution | undefined {
  const hint = 'write chances: { value: probability }, such as { 40%: 0.2, 75%: 0.8 }';
  if (written.chances.size === 0) return report(written.span, "the distribution has no 'chances'", hint, 'missing-key');
  const outcomes: Outcome[] = [];
  for (const { key, value: share } of written.chances.values()) {
    const [value, chance] = [readOutcome(key), read(share, plainNumber)];
    if (value === undefined || chance === undefined) return undefined;
    if (chance.lt(0))
      return report(
        share.span,
        `the probability ${share.text} is negative`,
        'write probabilities from 0 to 1 that add up to 1',
      );
    if (outcomes.some((other) => other.value.toString() === value.toString()))
      return report(
        key.span,
        `'${key.text}' has two probabilities`,
        'delete one of them, and add its probability to the other',
        'duplicate-key',
      );
    outcomes.push({ value, chance });
  }
  const sum = outcomes.reduce((total, { chance }) => total.plus(chance), new Decimal(0));
  if (!sum.eq(1)) return report(written.span, `the probabilities add up to ${sum.toString()}, not 1`, hint);
  const options = type.kind === 'choice' ? { options: type.options } : {};
  return { kind: 'discrete', outcomes: inOrder(outcomes, type), ...options };
}

/** In ascending order, so that a correlation with another input means that both are high together. */
function inOrder(outcomes: readonly Outcome[], type: ValueType): { value: number | string; chance: number }[] {
  const options = type.kind === 'choice' ? type.options : [];
  const place = ({ value }: Outcome): number => (typeof value === 'string' ? options.indexOf(value) : value.toNumber());
  return [...outcomes]
    .sort((a, b) => place(a) - place(b))
    .map(({ value, chance }) => ({
      value: typeof value === 'string' ? value : value.toNumber(),
      chance: chance.toNumber(),
    }));
}
