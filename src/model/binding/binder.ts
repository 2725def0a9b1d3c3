/**
 * Binding all formulas of a model. An item is bound when its type is first needed. Guarantee: every formula is parsed
 * once, and an item that reads itself is reported once.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, replacement } from '../../diagnostics/diagnostic.ts';
import type { Node } from '../../formula/formula.ts';
import { parseFormula } from '../../formula/fromText.ts';
import { fileSpanOf } from '../../source/formulaPlaces.ts';
import type { Located } from '../../source/source.ts';
import { choiceHint, readingsWithUnit } from '../../values/rewriteNumber.ts';
import type { Timeline } from '../../values/timeline.ts';
import { asNumber } from '../expression/build.ts';
import type { IsWholeInput } from '../expression/exactness.ts';
import { assignActuals } from '../inputs/actuals.ts';
import type { AsOf } from '../inputs/asOf.ts';
import { isWholeValue } from '../inputs/layOut.ts';
import type { ScenarioValues } from '../inputs/values.ts';
import type { Quantity, Row } from '../model.ts';
import type { ItemDeclaration, Registry } from '../registry.ts';
import type { RollupContext } from '../rollup/aggregation.ts';
import { reportedExpression } from '../rollup/reported.ts';
import type { BoundType } from './argumentRules.ts';
import { bindFormula } from './bindFormula.ts';
import type { Bound, BoundTime, FormulaScope } from './context.ts';
import { asValueType, isCompatible, settleType } from './declaredUnit.ts';
import { containsFigure } from './numbers.ts';
import { describeType } from './problems.ts';

export interface Binder {
  /** The tree of a formula, read once; undefined when a problem was reported. */
  parse(formula: Located): Node | undefined;
  bindItem(declaration: ItemDeclaration): void;
  bindText(formula: Located, scope: string, extra?: Partial<FormulaScope>): Bound | undefined;
  /** A formula as if it stood in an item, once for each of its rows; undefined after a problem. */
  bindRows: RollupContext['bindRows'];
  readonly isWholeInput: IsWholeInput;
}

/** The maximum depth of items that are bound while others are being bound. */
const depthMost = 100;

export function makeBinder(
  registry: Registry,
  timeline: Timeline,
  values: ScenarioValues,
  asOf: ReadonlyMap<string, AsOf>,
  overTime: ReadonlySet<string> = new Set(),
): Binder {
  const state = new Map<Quantity, 'open' | 'done'>();
  const typed = new Set<Quantity>();
  let depth = 0;
  for (const { quantity } of registry.inputs.values()) {
    const changes = quantity.rows.some((row) =>
      values.values
        .get(row)!
        .some((value) => value !== undefined && (value.points !== undefined || value.from !== undefined)),
    );
    quantity.time = changes || overTime.has(quantity.id) ? 'series' : 'scalar';
    if (quantity.rows.some((row) => values.values.get(row)![0] === undefined)) registry.untimed.add(quantity);
  }
  const parsed = new Map<Located, Node | undefined>();
  const parse = (formula: Located): Node | undefined => {
    if (!parsed.has(formula)) parsed.set(formula, parseLocated(formula, registry.diagnostics));
    return parsed.get(formula);
  };
  const staticText = (row: Row): string | undefined => {
    const [first, ...others] = values.values.get(row) ?? [];
    const isFixed = [first, ...others].every((value) => value?.distribution === undefined);
    return isFixed &&
      typeof first?.constant === 'string' &&
      others.every((other) => other === undefined || other.constant === first.constant)
      ? first.constant
      : undefined;
  };
  const isWholeInput = (row: Row): boolean =>
    (values.values.get(row) ?? []).every((value) => value === undefined || isWholeValue(value));
  const typeOf: FormulaScope['typeOf'] = (quantity) => {
    const declaration = registry.items.get(quantity.id);
    if (declaration === undefined || declaration.quantity !== quantity) return knownOf(quantity, registry);
    // Items are bound behind what they read, so only a circle through many items is that deep, and it is like one
    // through itself.
    if (state.get(quantity) === 'open' || (!state.has(quantity) && depth > depthMost)) {
      quantity.time = 'series';
      if (!declaration.stated && !typed.has(quantity)) {
        typed.add(quantity);
        registry.untyped.add(quantity);
        registry.diagnostics.push(
          problem(
            'missing-unit',
            quantity.declaredAt.span,
            `'${quantity.id}' reads itself, so its unit cannot be inferred`,
            {
              hint: 'add unit: to it',
            },
          ),
        );
      }
    } else bindItem(declaration);
    return knownOf(quantity, registry);
  };
  const context = (formula: Located, scope: string, extra: Partial<FormulaScope>): FormulaScope => ({
    registry,
    timeline,
    scope,
    members: new Map(),
    formula,
    literals: 'any',
    typeOf,
    staticText,
    isWholeInput,
    ...extra,
  });
  const bindText: Binder['bindText'] = (formula, scope, extra = {}) => {
    const node = parse(formula);
    return node === undefined ? undefined : bindFormula(node, context(formula, scope, extra));
  };
  const bindItem = (declaration: ItemDeclaration): void => {
    const { quantity, source, scope } = declaration;
    if (state.has(quantity)) return;
    state.set(quantity, 'open');
    depth += 1;
    const extras = quantity.rows.map(rowExtra);
    const openings = quantity.rows.map((_, at) =>
      source.opening === undefined ? undefined : bindText(source.opening, scope, extras[at]),
    );
    if (source.opening !== undefined || source.actuals !== undefined) quantity.time = 'series';
    const opening = source.opening === undefined ? undefined : parse(source.opening);
    if (opening !== undefined && containsFigure(opening, registry.units)) quantity.openingFigure = source.opening;
    const openingType = openings[0]?.type;
    if (!declaration.stated && openingType !== undefined && openingType.kind !== 'zero') {
      quantity.type = asValueType(openingType);
      typed.add(quantity);
    }
    const bounds = quantity.rows.map((_, at) =>
      bindText(source.formula, scope, { ...extras[at], literals: 'structural' }),
    );
    quantity.rows.forEach((row, at) => {
      row.expression = numberOf(bounds[at]);
      row.opening = numberOf(openings[at]);
    });
    assignActuals(declaration, { registry, timeline, asOf: asOf.get(scope)! });
    if (bounds.some((bound) => bound?.time === 'series')) quantity.time = 'series';
    if (bounds.some((bound) => bound === undefined || bound.time === 'unknown')) registry.untimed.add(quantity);
    const typeOfText = (text: string): BoundType | undefined => {
      const [extra = {}] = extras;
      const quiet = { ...registry, diagnostics: [] };
      const { node } = parseFormula(text);
      const formula = { ...source.formula, text };
      return node === undefined
        ? undefined
        : bindFormula(node, context(formula, scope, { ...extra, registry: quiet, literals: 'structural' }))?.type;
    };
    settleType(declaration, bounds[0]?.type ?? { kind: 'unknown' }, typed.has(quantity), {
      registry,
      typeOfText,
      parse,
    });
    if (openingType !== undefined) checkOpening(declaration, openingType, registry);
    state.set(quantity, 'done');
    depth -= 1;
  };
  const bindRows: Binder['bindRows'] = (formula, { quantity, scope }, types) => {
    const bounds = quantity.rows.map((row) =>
      bindText(formula, scope, { ...rowExtra(row), literals: 'structural', types }),
    );
    return bounds.includes(undefined)
      ? undefined
      : bounds.map((bound) => ({ ...bound!, expression: asNumber(bound!.expression) }));
  };
  return { parse, bindItem, bindText, bindRows, isWholeInput };
}

/**
 * A binder for formulas that may read the reports, such as `margin@2026`. In a model with a cycle nothing is known of
 * its reports.
 */
export function readingReports(binder: Binder, isOrdered: boolean): Binder {
  const reported: FormulaScope['reported'] = isOrdered ? reportedExpression : () => ({ kind: 'number', value: 0 });
  return { ...binder, bindText: (formula, scope, extra) => binder.bindText(formula, scope, { reported, ...extra }) };
}

/** The part of a context that follows from the row of a formula. */
const rowExtra = (row: Row): Partial<FormulaScope> => ({
  row,
  members: new Map(row.quantity.tables.map((table, at) => [table.id, row.members[at]!])),
});

const numberOf = (bound: Bound | undefined) => (bound === undefined ? undefined : asNumber(bound.expression));

function parseLocated(formula: Located, diagnostics: Diagnostic[]): Node | undefined {
  const { node, problems } = parseFormula(formula.text);
  for (const one of problems) {
    const span = fileSpanOf(one, formula);
    const fixes = one.replacements?.map((text) => replacement(span, text));
    diagnostics.push(problem(one.code, span, one.message, { hint: one.hint, fixes }));
  }
  return problems.length === 0 ? node : undefined;
}

/** The type and time of a quantity; unknown after a problem. */
function knownOf(quantity: Quantity, { untyped, untimed }: Registry): { type: BoundType; time: BoundTime } {
  return {
    type: untyped.has(quantity) ? { kind: 'unknown' } : quantity.type,
    time: quantity.time === 'scalar' && untimed.has(quantity) ? 'unknown' : quantity.time,
  };
}

function checkOpening({ quantity, source }: ItemDeclaration, type: BoundType, registry: Registry): void {
  if (
    type.kind === 'zero' ||
    type.kind === 'unknown' ||
    registry.untyped.has(quantity) ||
    isCompatible(quantity.type, type)
  )
    return;
  const opening = source.opening!;
  const declared = describeType(quantity.type);
  const isBare = quantity.type.kind === 'number' && /^[-+]?[\d.]+(?:k|m|bn|tn)?$/.test(opening.text);
  // In a formula a rate is written as a percentage.
  const readings = isBare ? readingsWithUnit(opening.text, declared.replace(/^1\//, '%/')) : [];
  registry.diagnostics.push(
    problem(
      'unit-mismatch',
      opening.span,
      `the opening of '${quantity.id}' is ${describeType(type)}, but the item is in ${declared}`,
      {
        hint: isBare ? choiceHint(readings) : `write the opening in ${declared}, or change unit: of the item`,
        fixes: readings.map((reading) => replacement(opening.span, reading)),
      },
    ),
  );
}
