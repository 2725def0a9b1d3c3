/** Rounding decisions as problems: one for each item or check, with its periods, its scenarios and both outcomes. */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Model, ValueType } from '../model/model.ts';
import type { RoundingDecision } from './roundingDecisions.ts';

/** For each kind of decision: what the cell does, and what to write instead. */
const words: Readonly<Record<RoundingDecision['kind'], readonly [does: string, hint: string]>> = {
  divisor: [
    'divides by a number that is zero except for rounding errors',
    'compare the divisor with an input for the smallest relevant amount: if(abs(x) < smallest, 0, y / x)',
  ],
  comparison: [
    'compares amounts that are equal except for rounding errors',
    'compare with an input for the smallest relevant difference: abs(a - b) < smallest',
  ],
  cut: [
    'rounds a number that is at the limit except for rounding errors',
    'move the number clearly to one side, such as int(x + smallest) with smallest as an input',
  ],
  domain: [
    'takes the root, logarithm or power of a number that is zero except for rounding errors',
    'compare the number first with an input for the smallest relevant amount',
  ],
  lookup: [
    'looks up an amount that equals a key except for rounding errors',
    'look up an input or a whole number, or move the key to one side',
  ],
};

/** Problems in the order of evaluation. */
export function roundingProblems(decisions: readonly RoundingDecision[], model: Model): Diagnostic[] {
  const byLine = new Map<string, RoundingDecision[]>();
  for (const one of decisions) {
    const key = `${one.id}\n${one.kind}\n${one.line.kind}`;
    byLine.set(key, [...(byLine.get(key) ?? []), one]);
  }
  return [...byLine.values()].map((all) => roundingProblem(all, model));
}

function roundingProblem(all: readonly RoundingDecision[], model: Model): Diagnostic {
  const [first] = all;
  const { id, kind, gap, size, value, otherwise } = first!;
  const { span, type } = subjectOf(first!, model);
  const [does, hint] = words[kind];
  const outcomes = `${amountWords(value, type)} as computed, ${amountWords(otherwise, type)} without rounding errors`;
  const left = `${Number(gap.toPrecision(2))} is left over from terms of ${Number(size.toPrecision(3))}`;
  return problem('decided-by-rounding', span, `'${id}' ${does}${placeWords(all)}: ${outcomes} (${left})`, { hint });
}

/** The location of a line in its file, and its type. */
function subjectOf(
  { line: { row, kind, id, check } }: RoundingDecision,
  model: Model,
): { readonly span?: Span; readonly type: ValueType } {
  if (row !== undefined) return { span: row.quantity.declaredAt.span, type: row.quantity.type };
  const found = check ?? (kind === 'tie-out' ? model.tieOuts : model.probes).find((one) => one.id === id);
  const type = found === undefined || kind === 'check-holds' ? ({ kind: 'flag' } as const) : found.type;
  return { ...(found === undefined ? {} : { span: found.formula.span }), type };
}

const placesMost = 3;

/** ` in 2031, 2032, scenario base`. */
function placeWords(all: readonly RoundingDecision[]): string {
  const [periods, scenarios] = [all.map(({ period }) => period), all.map(({ scenario }) => scenario)].map((names) => [
    ...new Set(names),
  ]);
  const when = periods![0] === '' ? '' : ` in ${listed(periods!)}`;
  return `${when}, scenario${scenarios!.length === 1 ? '' : 's'} ${listed(scenarios!)}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - placesMost;
  return `${names.slice(0, placesMost).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function amountWords(value: number, type: ValueType): string {
  if (Number.isNaN(value)) return 'an error';
  if (type.kind === 'flag') return value === 0 ? 'no' : 'yes';
  const unit = type.kind === 'number' ? type.unit.text : '';
  const shown = Number((unit.startsWith('%') ? value * 100 : value).toPrecision(4));
  const digits = Math.abs(shown) < 1e12 ? String(shown) : shown.toExponential();
  return `${digits}${unit === '' || unit === '1' ? '' : unit === '%' ? '%' : ` ${unit}`}`;
}
