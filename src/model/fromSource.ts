/**
 * Source to model: declarations, values, formulas, order. Enters what was written; leaves resolved meaning.
 * Guarantee: when there are no errors, every input row has a value in every scenario and every item row an expression.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors, replacement } from '../diagnostics/diagnostic.ts';
import type { Node } from '../formula/formula.ts';
import { parseFormula } from '../formula/fromText.ts';
import { fileSpanOf } from '../source/formulaPlaces.ts';
import type { CheckSource, Entries, Located, Source, TieOutSource } from '../source/source.ts';
import { choiceHint, readingsWithUnit } from '../values/rewriteNumber.ts';
import { type Grain, makeTimeline, monthsIn, parseDate, periodAt, type Timeline } from '../values/timeline.ts';
import type { Unit } from '../values/unit.ts';
import type { BoundType } from './binding/argumentRules.ts';
import { bindFormula } from './binding/bindFormula.ts';
import { orderForBinding } from './binding/bindingOrder.ts';
import type { Bound, BoundTime, FormulaScope } from './binding/context.ts';
import { asValueType, isCompatible, settleType } from './binding/declaredUnit.ts';
import { containsFigure } from './binding/numbers.ts';
import { describeType } from './binding/problems.ts';
import { readCitations } from './citations.ts';
import {
  combinations,
  declareModel,
  type ItemDeclaration,
  localName,
  prefixedLabel,
  type Registry,
  readDisplay,
  readTables,
  rowLabel,
} from './declarations.ts';
import { orderRows } from './dependencies.ts';
import { asNumber } from './expression/build.ts';
import { checkRounding } from './expression/checkRounding.ts';
import { withTolerance } from './expression/comparison.ts';
import type { IsWholeInput } from './expression/exactness.ts';
import { assignActuals } from './inputs/actuals.ts';
import { type AsOf, citedSourceProblem, isLater, knownDateProblem, readAsOf } from './inputs/asOf.ts';
import { readCorrelations } from './inputs/correlations.ts';
import { findUnevenPeriod, isWholeValue, layOutValues } from './inputs/layOut.ts';
import { readScalar, readValues, type ScenarioValues } from './inputs/values.ts';
import { countOpenings, lookBackProblems } from './lookBacks.ts';
import type { Check, Expression, Model, ModelOptions, Probe, Quantity, Row, TieOut, ValueType } from './model.ts';
import { readCharts, readKeyResults, readReports } from './presentation.ts';
import {
  emptyCheckProblem,
  needlessToleranceProblem,
  readFigureTolerance,
  readJudgedScenarios,
  readMiss,
  readTolerance,
} from './proofs.ts';
import { applyRollups, type RollupContext } from './rollup/aggregation.ts';
import { reportedExpression } from './rollup/reported.ts';
import { unsortedLookups, unusedInputs } from './unusedInputs.ts';

/**
 * Only what the inputs of a model hold, for one that was resolved before: much faster, as nothing is ordered, and only
 * the problems of values and formulas are looked for. `openings` is that of the model.
 */
export function inputsFromSource(source: Source, options: ModelOptions, openings: number): Checked<Model['inputs']> {
  const { registry, bound } = bindItems(source, options);
  if (bound === undefined || hasErrors(registry.diagnostics)) return { diagnostics: registry.diagnostics };
  layOutInputs(registry, bound.values, bound.timeline, openings);
  return { value: [...registry.inputs.values()].map(({ quantity }) => quantity), diagnostics: registry.diagnostics };
}

interface BoundItems {
  readonly registry: Registry;
  /** Undefined where there is nothing to go on with. */
  readonly bound?: {
    readonly timeline: Timeline;
    readonly asOf: ReadonlyMap<string, AsOf>;
    readonly values: ScenarioValues;
    readonly binder: Binder;
  };
}

/** Declarations, values and the formulas of items. */
function bindItems(source: Source, options: ModelOptions): BoundItems {
  const registry = declareModel(source);
  if (registry.diagnostics.some(({ code }) => code === 'too-many-cells')) return { registry };
  const timeline = readTimeline(source, registry);
  const asOf = readAsOf(source, options, registry);
  const values = readValues(source, registry, { options, asOf, timeline });
  if (timeline === undefined) return { registry };
  const binder = makeBinder(registry, timeline, values, asOf, options.overTime);
  for (const declaration of orderForBinding(registry, binder.parse)) binder.bindItem(declaration);
  return { registry, bound: { timeline, asOf, values, binder } };
}

/** Resolves a model. `options.known` and `options.set` lie over what the files say. */
export function modelFromSource(source: Source, options: ModelOptions = {}): Checked<Model> {
  const { registry, bound } = bindItems(source, options);
  if (bound === undefined) return { diagnostics: registry.diagnostics };
  const { timeline, asOf, values, binder } = bound;
  const items = [...registry.items.values()].map(({ quantity }) => quantity);
  const ordered = orderRows(items.flatMap((quantity) => quantity.rows));
  const isOrdered = ordered.diagnostics.length === 0;
  const aggregated = isOrdered
    ? applyRollups(items, registry.sheets, { registry, timeline, bindRows: binder.bindRows })
    : { sheets: registry.sheets, made: [], unclear: [] };
  const judging = readingReports(binder, isOrdered);
  const checks = everyScope(source, (inner, scope) =>
    [...inner.checks].flatMap(([id, { value }]) => bindChecks(scope + id, value, scope, judging, registry)),
  );
  const all = values.scenarios.map(({ id }) => id);
  const tieOuts = everyScope(source, (inner, scope) => {
    const own = inner.scenarios.size === 0 ? all.slice(0, 1) : [...inner.scenarios.keys()];
    const around = { asOf: asOf.get(scope)!, scenarios: { own, all }, binder: judging, registry };
    return [...bindTieOuts(inner.tieOuts, 'tie-out', around), ...bindTieOuts(inner.expect, 'expectation', around)];
  });
  everyScope(source, (inner) => checkCitations(inner, registry));
  registry.diagnostics.push(...ordered.diagnostics);
  const probes = bindProbes(options, judging, registry);
  const openings = countOpenings([...items, ...aggregated.made], checks, [...tieOuts, ...probes]);
  layOutInputs(registry, values, timeline, openings);
  const correlations = readCorrelations(source, registry, readScalar);
  registry.diagnostics.push(...lookBackProblems(registry, checks, [...tieOuts, ...probes], openings));
  registry.diagnostics.push(...unsortedLookups(registry, values.scenarios));
  if (!hasErrors(registry.diagnostics)) registry.diagnostics.push(...unusedInputs(registry, source.file));
  const keyResults = readKeyResults(source, registry, timeline);
  const reports = readReports(source, registry, timeline);
  const charts = readCharts(source, registry, timeline);
  const model: Model = {
    id: source.id.text,
    title: source.title?.text ?? source.id.text,
    description: source.description?.text,
    known: options.known ?? source.known?.text,
    timeline,
    openings,
    scenarios: values.scenarios,
    tables: [...registry.tables.values()],
    inputs: [...registry.inputs.values()].map(({ quantity }) => quantity),
    correlations,
    unclearRollups: aggregated.unclear,
    sheets: aggregated.sheets,
    checks,
    tieOuts: withCalibrated(tieOuts, registry, all),
    probes,
    sources: everyScope(source, readCitations),
    keyResults,
    reports,
    charts,
    display: readDisplay(source, registry),
    files: source.files,
  };
  return { value: model, diagnostics: registry.diagnostics };
}

function everyScope<T>(source: Source, collect: (source: Source, scope: string) => T[], scope = ''): T[] {
  return [
    ...collect(source, scope),
    ...[...source.includes].flatMap(([prefix, { value }]) => everyScope(value, collect, `${scope}${prefix}.`)),
  ];
}

function readTimeline(source: Source, registry: Registry): Timeline | undefined {
  const written = source.timeline;
  if (written === undefined) {
    registry.diagnostics.push(
      problem('missing-key', source.id.span, 'the model has no timeline', {
        hint: 'write timeline: { from: 2026-01, to: 2030-12, grain: month }',
      }),
    );
    return undefined;
  }
  const [from, to] = [written.from, written.to].map((text) => parseDate(text.text));
  const grain = written.grain.text as Grain;
  const isWhole = from !== undefined && to !== undefined && from.grain !== 'day' && to.grain !== 'day';
  const timeline = isWhole && monthsIn[grain] !== undefined ? makeTimeline(from.from, to.to, grain) : undefined;
  if (timeline === undefined) {
    registry.diagnostics.push(
      problem(
        'invalid-timeline',
        written.span,
        `no timeline runs from ${written.from.text} to ${written.to.text} by ${written.grain.text}`,
        {
          hint: 'from and to are the first and the last month; the grain is month, quarter or year; quarters start in 01, 04, 07, 10 and years in 01',
        },
      ),
    );
  }
  return timeline;
}

interface Binder {
  /** The tree of a formula, read once; undefined when a problem was reported. */
  parse(formula: Located): Node | undefined;
  bindItem(declaration: ItemDeclaration): void;
  bindText(formula: Located, scope: string, extra?: Partial<FormulaScope>): Bound | undefined;
  /** A formula as if it stood in an item, once for each of its rows; undefined after a problem. */
  bindRows: RollupContext['bindRows'];
  readonly isWholeInput: IsWholeInput;
}

/** Items that are bound within each other at most. */
const depthMost = 100;

function makeBinder(
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
function readingReports(binder: Binder, isOrdered: boolean): Binder {
  const reported: FormulaScope['reported'] = isOrdered ? reportedExpression : () => ({ kind: 'number', value: 0 });
  return { ...binder, bindText: (formula, scope, extra) => binder.bindText(formula, scope, { reported, ...extra }) };
}

/** What a formula that stands in a row knows of it. */
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

/** What is known of a quantity, which after a problem is less than the quantity itself says. */
function knownOf(quantity: Quantity, { untyped, untimed }: Registry): { type: BoundType; time: BoundTime } {
  return {
    type: untyped.has(quantity) ? { kind: 'unknown' } : quantity.type,
    time: quantity.time === 'scalar' && untimed.has(quantity) ? 'unknown' : quantity.time,
  };
}

/** After a problem it does not matter which of the two it is. */
function asTime(time: BoundTime): 'scalar' | 'series' {
  return time === 'series' ? 'series' : 'scalar';
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

function layOutInputs(registry: Registry, values: ScenarioValues, timeline: Timeline, openings: number): void {
  const first = timeline.periods[0]!;
  const columns = [
    ...Array.from({ length: openings }, (_, at) => periodAt(first.from, timeline.grain, at + 1 - openings)),
    ...timeline.periods,
  ];
  for (const { quantity } of registry.inputs.values()) {
    for (const row of quantity.rows) {
      const reads = values.values.get(row)!;
      if (reads[0] === undefined) continue;
      row.values = layOutValues(reads, values.scenarios, columns, quantity.time === 'series');
      if (quantity.time !== 'series') continue;
      const uneven = isUndivided(quantity.type) ? findUnevenPeriod(reads, values.scenarios, columns) : undefined;
      if (row.values.some((value) => value.series?.slice(openings).includes(undefined)))
        registry.diagnostics.push(
          seriesProblem(row, 'starts after the first period', `give it a value at ${first.label}`),
        );
      if (uneven !== undefined)
        registry.diagnostics.push(
          seriesProblem(
            row,
            `changes inside ${uneven.label}, and ${describeType(quantity.type)} has no mean`,
            `let it change where a ${timeline.grain} starts`,
          ),
        );
    }
  }
}

/** Flags and dates, of which the mean over a period says nothing. */
const isUndivided = ({ kind }: ValueType): boolean => kind === 'flag' || kind === 'date';

function seriesProblem({ quantity, members }: Row, fault: string, hint: string): Diagnostic {
  return problem(
    'invalid-series',
    quantity.declaredAt.span,
    `the series of '${[quantity.id, ...members].join('.')}' ${fault}`,
    { hint },
  );
}

/**
 * One check for each combination of members of its `by:`. Where one of them changes over time, all are judged in every
 * period.
 */
function bindChecks(id: string, source: CheckSource, scope: string, binder: Binder, registry: Registry): Check[] {
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
        `the check '${id}' compares computed numbers with =, which is never exact`,
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
 * The type of the difference of a comparison; undefined where there is none: for conditions, and where options or flags
 * are compared.
 */
function differenceType({ sides, compared }: Bound, registry: Registry): ValueType | undefined {
  if (sides === undefined) return undefined;
  if (compared?.kind === 'date') return { kind: 'number', unit: registry.units.get('day')! };
  if (compared?.kind === 'zero') return asValueType(compared);
  return compared?.kind === 'number' ? compared : undefined;
}

function refuseCheck(id: string, source: CheckSource, type: BoundType, registry: Registry): undefined {
  const span = fileSpanOf({ start: 0, end: source.formula.text.trimEnd().length }, source.formula);
  registry.diagnostics.push(
    problem('wrong-arguments', span, `the check '${id}' gives ${describeType(type)} where it should say yes or no`, {
      hint: 'a check is a condition such as cash >= 0',
    }),
  );
  return undefined;
}

/** Published figures and expected answers name sources that the model cites, and days on which they became known. */
function checkCitations(source: Source, registry: Registry): never[] {
  const sources = new Set(source.sources.keys());
  for (const { value } of [...source.tieOuts.values(), ...source.expect.values()])
    registry.diagnostics.push(...citedSourceProblem(value.source, sources), ...knownDateProblem(value.known));
  return [];
}

/** What a figure is bound and judged by. */
interface FigureContext {
  readonly asOf: AsOf;
  /** Ids of the scenarios of the file, and of the whole model. */
  readonly scenarios: { readonly own: readonly string[]; readonly all: readonly string[] };
  readonly binder: Binder;
  readonly registry: Registry;
}

function bindTieOuts(entries: Entries<TieOutSource>, kind: TieOut['kind'], context: FigureContext): TieOut[] {
  return [...entries].flatMap(([id, { value }]) => bindTieOut(id, value, kind, context) ?? []);
}

function bindTieOut(
  id: string,
  source: TieOutSource,
  kind: TieOut['kind'],
  { asOf, scenarios, binder, registry }: FigureContext,
): TieOut | undefined {
  const { scope } = asOf;
  const judged = readJudgedScenarios(scope + id, source, scenarios, registry);
  const bound = binder.bindText(source.formula, scope);
  const misses = readMiss(source, asOf, registry);
  if (bound === undefined) return undefined;
  if (bound.time === 'series') {
    registry.diagnostics.push(
      problem(
        'wrong-arguments',
        source.formula.span,
        `'${scope}${id}' compares one figure, but the formula has one value per period`,
        {
          hint: seriesHint(source.formula, binder),
        },
      ),
    );
    return undefined;
  }
  if (bound.type.kind === 'unknown') return undefined;
  const type = asValueType(bound.type);
  const expect = readScalar(source.expect, type, registry);
  const tolerance = readFigureTolerance(source.tolerance, type, registry);
  if (expect === undefined || typeof expect === 'string' || tolerance === undefined || judged === undefined)
    return undefined;
  return {
    id: scope + id,
    label: prefixedLabel(source.label?.text ?? id.replaceAll('_', ' '), scope, registry),
    formulaText: source.formula.text.trim(),
    formula: source.formula,
    kind,
    value: bound.expression,
    type,
    expect: expect.toNumber(),
    expectText: source.expect.text,
    tolerance: tolerance.amount,
    relative: tolerance.relative,
    source: source.source === undefined ? undefined : scope + source.source.text,
    known: source.known?.text,
    // An answer that was worked out by hand is true on every day.
    isLater: kind === 'tie-out' && isLater(source, asOf),
    scenarios: judged,
    asOf: asOf.known?.text,
    note: source.note?.text,
    misses,
    calibrated: [],
  };
}

/** How a figure names its year or its period, with the name of the item where the formula is one. */
function seriesHint(formula: Located, binder: Binder): string {
  const node = binder.parse(formula);
  const name = node?.kind === 'name' && node.selectors.length === 0 ? node.name : 'x';
  return `write ${name}@2026 for the year as the reports show it, or ${name}[2026-03] for one period`;
}

/** Tie-outs with the inputs that were solved so that they hold, in one of the scenarios in which they are judged. */
function withCalibrated(tieOuts: readonly TieOut[], { inputs }: Registry, scenarios: readonly string[]): TieOut[] {
  const rows = [...inputs.values()].flatMap(({ quantity }) => quantity.rows);
  const calibrated = scenarios.map((_, index) => rowsByTieOut(rows, index));
  return tieOuts.map((tieOut) => {
    const judged = scenarios.flatMap((id, index) =>
      tieOut.scenarios.includes(id) ? (calibrated[index]!.get(tieOut.id) ?? []) : [],
    );
    return { ...tieOut, calibrated: tieOut.kind === 'tie-out' ? [...new Set(judged)] : [] };
  });
}

/** The rows whose value in a scenario was calibrated to each tie-out. */
function rowsByTieOut(rows: readonly Row[], scenario: number): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const { provenance, earlier } = row.values?.[scenario] ?? { provenance: undefined, earlier: [] };
    const ids = [...earlier.map((one) => one.provenance), ...(provenance === undefined ? [] : [provenance])].flatMap(
      (from) => from.calibratedTo,
    );
    for (const id of new Set(ids)) found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}

/** Formulas asked for one run. They are in no file, so their problems quote them as asked. */
function bindProbes({ probes = [] }: ModelOptions, binder: Binder, registry: Registry): Probe[] {
  return probes.flatMap(({ formula: text, option }): Probe[] => {
    const span = { file: { path: option, text }, start: 0, end: text.length };
    const formula: Located = { text, span, at: (index) => index };
    const bound = binder.bindText(formula, '', { isProbe: true });
    if (bound === undefined || bound.type.kind === 'unknown') return [];
    const shared = {
      id: text,
      formula,
      value: bound.expression,
      type: asValueType(bound.type),
      time: asTime(bound.time),
    };
    const type = differenceType(bound, registry);
    const { sides } = bound;
    if (type === undefined || sides === undefined) return [shared];
    const value = { kind: 'binary', operator: '-', left: sides.left, right: sides.right } as const;
    const equal = equalBut(bound, binder);
    return [
      {
        ...shared,
        difference: {
          value,
          operator: sides.operator,
          type: asValueType(type),
          ...(equal === undefined ? {} : { equal }),
        },
      },
    ];
  });
}

/** Whether both sides are equal but for rounding; undefined where they are exact. */
function equalBut({ sides, compared }: Bound, { isWholeInput }: Binder): Expression | undefined {
  const { left, right } = sides!;
  const rounding = compared?.kind === 'date' ? undefined : checkRounding(left, right, isWholeInput);
  return rounding === undefined ? undefined : withTolerance('=', left, right, rounding);
}
