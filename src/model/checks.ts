/**
 * Checks. Input: checks as written. Output: for each member of `by:` the difference or condition that is judged, with
 * its tolerance.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Node } from '../formula/formula.ts';
import { fileSpanOf } from '../source/formulaPlaces.ts';
import type { CheckSource, Located } from '../source/source.ts';
import type { Unit } from '../values/unit.ts';
import type { BoundType } from './binding/argumentRules.ts';
import type { Binder } from './binding/binder.ts';
import type { Bound, BoundTime } from './binding/context.ts';
import { asValueType } from './binding/declaredUnit.ts';
import { describeType } from './binding/problems.ts';
import { combinations, readTables, rowLabel } from './declarations.ts';
import { checkRounding } from './expression/checkRounding.ts';
import type { Check, ValueType } from './model.ts';
import { localName, prefixedLabel, type Registry } from './registry.ts';
import { emptyCheckProblem, needlessToleranceProblem, readTolerance } from './toleranceAndMisses.ts';

/** After a problem it does not matter which of the two it is. */
export function asTime(time: BoundTime): 'scalar' | 'series' {
  return time === 'series' ? 'series' : 'scalar';
}

/**
 * One check for each combination of members of its `by:`. Where one of them changes over time, all are judged in every
 * period.
 */
export function bindChecks(
  id: string,
  source: CheckSource,
  scope: string,
  binder: Binder,
  registry: Registry,
): Check[] {
  const tables = readTables(source.by, scope, registry);
  // A model that is refused for its size needs no checks.
  if (tables.length < (source.by ?? []).length || registry.diagnostics.some(({ code }) => code === 'too-many-cells'))
    return [];
  const label = prefixedLabel(source.label?.text ?? localName(id, scope).replaceAll('_', ' '), scope, registry);
  const bounds = combinations(tables).map((members) => {
    const inForce = new Map(tables.map((table, at) => [table.id, members[at]!]));
    return {
      members,
      bound: binder.bindText(source.formula, scope, { members: inForce, check: { tables: tables.length } }),
    };
  });
  const node = binder.parse(source.formula);
  // A member for which both sides are sums of nothing is compared in the unit of the others.
  const compared = bounds.flatMap(({ bound }) => bound?.compared ?? []).find(({ kind }) => kind !== 'zero');
  const checks = bounds.flatMap(({ members, bound }) => {
    if (bound === undefined) return [];
    const named = { id, by: tables, members, label, title: rowLabel({ label, tables }, members) };
    const whole = bound.compared?.kind === 'zero' && compared !== undefined ? { ...bound, compared } : bound;
    return makeCheck(named, whole, source, { binder, registry, node }) ?? [];
  });
  const isSeries = checks.some(({ time }) => time === 'series');
  return isSeries ? checks.map((check) => ({ ...check, time: 'series' })) : checks;
}

function makeCheck(
  named: Pick<Check, 'id' | 'by' | 'members' | 'label' | 'title'>,
  bound: Bound,
  source: CheckSource,
  { binder, registry, node }: { readonly binder: Binder; readonly registry: Registry; readonly node: Node | undefined },
): Check | undefined {
  const { id } = named;
  if (bound.type.kind === 'unknown' || bound.compared?.kind === 'unknown') return undefined;
  if (bound.type.kind !== 'flag') return refuseCheck(id, source, bound.type, registry);
  registry.diagnostics.push(...emptyCheckProblem(id, source.formula));
  const shared = {
    ...named,
    formulaText: source.formula.text.trim(),
    formula: source.formula,
    time: asTime(bound.time),
  };
  const { expression, sides } = bound;
  const type = differenceType(bound, registry);
  if (type === undefined || sides === undefined) {
    registry.diagnostics.push(...needlessToleranceProblem(source));
    return { ...shared, type: { kind: 'flag' }, tolerance: 0, condition: expression };
  }
  if (sides.operator === '=' && bound.compared?.kind === 'number' && source.tolerance === undefined) {
    registry.diagnostics.push(
      problem(
        'check-needs-tolerance',
        source.formula.span,
        `the check '${id}' compares computed numbers with =, but rounding makes equal amounts differ`,
        {
          hint: `add a tolerance, such as tolerance: ${smallest(bound.compared.unit)}`,
        },
      ),
    );
    return undefined;
  }
  const tolerance = source.tolerance === undefined ? 0 : readTolerance(source.tolerance, type, registry);
  if (tolerance === undefined) return undefined;
  return {
    ...shared,
    operator: sides.operator,
    type: asValueType(type),
    ...(node?.kind === 'binary' ? { sides: sidesOf(node, source.formula, asValueType(bound.compared!)) } : {}),
    tolerance,
    ...roundingAllowance(bound, tolerance, source.tolerance !== undefined, binder),
    difference: { kind: 'binary', operator: '-', left: sides.left, right: sides.right },
  };
}

/** How much of a stated tolerance counts as rounding, so that a difference as large as the tolerance is within it. */
const shareOfTolerance = 1e-9;

/** A stated tolerance counts as it is; by default two sides count as equal if they differ by rounding alone. */
function roundingAllowance(
  { compared, sides }: Bound,
  tolerance: number,
  isStated: boolean,
  { isWholeInput }: Binder,
): Pick<Check, 'rounding'> {
  if (isStated && tolerance !== 0) return { rounding: { kind: 'number', value: shareOfTolerance * tolerance } };
  const isAmount = compared?.kind === 'number' || compared?.kind === 'zero';
  const rounding = isAmount && sides !== undefined ? checkRounding(sides.left, sides.right, isWholeInput) : undefined;
  return rounding === undefined ? {} : { rounding };
}

/** A small amount in a unit, as it is written: `0.01 USD`, `0.01%`. */
function smallest({ text }: Unit): string {
  if (text === '1' || text === 'x') return '0.01';
  return text.startsWith('%') || text.startsWith('1/') ? `0.01%${text.slice(1)}` : `0.01 ${text}`;
}

/** Both sides of a comparison as they are written. */
function sidesOf({ left, right }: Node & { kind: 'binary' }, { text }: Located, type: ValueType): Check['sides'] {
  const words = ({ start, end }: Node): string => text.slice(start, end).replace(/\s+/g, ' ').trim();
  return { left: words(left), right: words(right), type };
}

/**
 * The type of the difference of a comparison; undefined if there is none: for conditions, and if options or flags
 * are compared.
 */
export function differenceType({ sides, compared }: Bound, registry: Registry): ValueType | undefined {
  if (sides === undefined) return undefined;
  if (compared?.kind === 'date') return { kind: 'number', unit: registry.units.get('day')! };
  if (compared?.kind === 'zero') return asValueType(compared);
  return compared?.kind === 'number' ? compared : undefined;
}

function refuseCheck(id: string, source: CheckSource, type: BoundType, registry: Registry): undefined {
  const span = fileSpanOf({ start: 0, end: source.formula.text.trimEnd().length }, source.formula);
  registry.diagnostics.push(
    problem('wrong-arguments', span, `the check '${id}' gives ${describeType(type)}, but must be a condition`, {
      hint: 'write a condition, such as cash >= 0',
    }),
  );
  return undefined;
}
