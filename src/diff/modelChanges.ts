/**
 * Changes to a model other than the values of inputs: run settings, timeline, tables, members, inputs, items, formulas,
 * units, checks, figures and sources. Guarantee: a rename is reported as a rename only; the place in a file makes no
 * difference.
 */

import { numberText } from '../model/inputs/inputText.ts';
import {
  type RecordActual,
  type RecordCheck,
  type RecordCorrelation,
  type RecordQuantity,
  type RecordTieOut,
  type RunRecord,
  seriesName,
} from '../record/record.ts';
import { formatCount, formatResult } from '../values/formatFigure.ts';
import { changeOrigins, describeOrigin, originOf } from './descriptions.ts';
import type { Change } from './diff.ts';
import { compareFormulas, makeChange } from './formulaParts.ts';
import { formulaTokens } from './formulaTokens.ts';
import { groupBy } from './groupBy.ts';
import type { Matching, Pair } from './matching.ts';
import type { RowPair, ScenarioSide } from './rowPairs.ts';

interface ModelComparison {
  readonly older: ScenarioSide;
  readonly newer: ScenarioSide;
  readonly matching: Matching;
  readonly rows: readonly RowPair[];
}

/** Every change except those to the values of inputs, which `inputChanges.ts` finds. */
export function findModelChanges(models: ModelComparison): Change[] {
  return [
    ...settingChanges(models),
    ...timelineChanges(models),
    ...actualChanges(models),
    ...scenarioChanges(models),
    ...tableChanges(models),
    ...memberChanges(models),
    ...addedAndRemoved(models),
    ...models.matching.quantities.flatMap((pair) => quantityChanges(pair, models)),
    ...checkChanges(models),
    ...tieOutChanges(models),
    ...sourceChanges(models),
    ...unitChanges(models),
    ...correlationChanges(models),
    ...presentationChanges(models),
    ...versionChanges(models),
  ];
}

/** A change if the two texts differ; otherwise none. */
function changed(
  kind: Change['kind'],
  id: string,
  old: string | null,
  current: string | null,
  said: Partial<Change> = {},
): Change[] {
  return old === current ? [] : [makeChange(kind, 'changed', id, { label: id, ...said, old, new: current })];
}

function settingChanges({ older, newer }: ModelComparison): Change[] {
  const asked = ({ asked: { set } }: RunRecord): string | null =>
    set.length === 0 ? null : set.map(({ key, value }) => `${key}=${value}`).join(', ');
  return [
    ...changed('setting', 'model', older.record.model, newer.record.model, { label: 'Model' }),
    ...changed('setting', 'scenario', older.scenario.id, newer.scenario.id, { label: 'Scenario' }),
    ...changed('setting', 'known', older.record.known, newer.record.known, { label: 'As-of date' }),
    ...changed('setting', 'set', asked(older.record), asked(newer.record), { label: 'Overrides (--set)' }),
  ];
}

function timelineChanges({ older, newer }: ModelComparison): Change[] {
  const words = ({ periods, grain }: RunRecord): string => `${periods[0]} to ${periods.at(-1)}, by ${grain}`;
  return changed('timeline', 'timeline', words(older.record), words(newer.record), { label: 'Timeline' });
}

/** One change for each row, with the periods that differ, since the figures of a row are published together. */
function actualChanges({ older, newer, matching, rows }: ModelComparison): Change[] {
  const pairs = new Map(rows.map((pair) => [pair.name, pair]));
  const tables = new Map(newer.record.quantities.map((quantity) => [quantity.id, quantity.tables]));
  const [before, now] = [groupBy(older.record.actuals, seriesName), groupBy(newer.record.actuals, seriesName)];
  const oldName = (name: string): string => {
    const first = now.get(name)?.[0];
    if (first === undefined) return name;
    const members = first.members.map((member, at) => matching.oldMember(tables.get(first.id)?.[at] ?? '', member));
    return seriesName({ id: matching.oldId(first.id), members });
  };
  const names = new Map([...now.keys()].map((name) => [name, oldName(name)]));
  const taken = new Set(names.values());
  const gone = [...before.keys()].filter((name) => !taken.has(name));
  return [...names, ...gone.map((name) => [name, name] as const)].flatMap(([name, was]) => {
    const pair = pairs.get(name);
    const said = { label: pair?.new.label ?? name, unit: pair?.new.unit ?? '' };
    const figures = figuresBeside(before.get(was) ?? [], now.get(name) ?? [], pair, { older, newer });
    const other = figures.filter(({ isOther }) => isOther);
    const stated = figures.filter(
      ({ isOther, old, now: is }) => !isOther && actualEvidence(old!) !== actualEvidence(is!),
    );
    const [first] = other;
    return [
      ...changed('actual', name, formatFigure(other, 'old'), formatFigure(other, 'now'), {
        ...said,
        ...changeOrigins(originOf(first?.old, older.record), originOf(first?.now, newer.record)),
      }),
      ...changed(
        'evidence',
        name,
        formatFigure(stated, 'old', actualEvidence),
        formatFigure(stated, 'now', actualEvidence),
        said,
      ),
    ];
  });
}

/** The actual of one period on both sides. */
interface Figure {
  readonly period: string;
  readonly old?: RecordActual;
  readonly now?: RecordActual;
  /** Whether the number differs, or only one side has it. */
  readonly isOther: boolean;
}

function figuresBeside(
  before: readonly RecordActual[],
  now: readonly RecordActual[],
  pair: RowPair | undefined,
  { older, newer }: Pick<ModelComparison, 'older' | 'newer'>,
): Figure[] {
  const [left, right] = [before, now].map((some) => new Map(some.map((one) => [one.period, one])));
  const valueIn = (series: RowPair['old'] | undefined, { record }: ScenarioSide, period: string) =>
    series?.values[record.periods.indexOf(period)];
  return [...new Set([...left!.keys(), ...right!.keys()])].sort().map((period): Figure => {
    const [old, is] = [left!.get(period), right!.get(period)];
    if (old === undefined || is === undefined)
      return { period, isOther: true, ...(old && { old }), ...(is && { now: is }) };
    const [was, value] = [valueIn(pair?.old, older, period), valueIn(pair?.new, newer, period)];
    return {
      period,
      old,
      now: is,
      isOther: was === undefined || was === null ? old.written !== is.written : was !== value,
    };
  });
}

/** The maximum number of figures of a row to list. */
const figuresMost = 4;

function formatFigure(
  figures: readonly Figure[],
  side: 'old' | 'now',
  words: (actual: RecordActual) => string = ({ written }) => written,
): string | null {
  const own = figures.flatMap((figure) =>
    figure[side] === undefined ? [] : [`${figure.period}: ${words(figure[side])}`],
  );
  if (own.length === 0) return null;
  const more = own.length > figuresMost ? [`… ${own.length - figuresMost} more`] : [];
  return [...own.slice(0, figuresMost), ...more].join('; ');
}

const actualEvidence = ({ source, status, known, note }: RecordActual): string =>
  describeOrigin({ source, status, known, note });

function scenarioChanges({ older, newer }: ModelComparison): Change[] {
  const before = new Map(older.record.scenarios.map((scenario) => [scenario.id, scenario]));
  const now = new Map(newer.record.scenarios.map((scenario) => [scenario.id, scenario]));
  const words = ({ title, extends: parent, note }: RunRecord['scenarios'][number]): string =>
    [title, ...(parent === null ? [] : [`extends ${parent}`]), ...(note === null ? [] : [`note: ${note}`])].join('; ');
  return [
    ...[...now.values()].flatMap((scenario) => {
      const old = before.get(scenario.id);
      const said = { label: scenario.title, scenarios: [scenario.id] };
      return old === undefined
        ? [makeChange('scenario', 'added', scenario.id, { ...said, new: words(scenario) })]
        : changed('scenario', scenario.id, words(old), words(scenario), said);
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((scenario) =>
        makeChange('scenario', 'removed', scenario.id, {
          label: scenario.title,
          scenarios: [scenario.id],
          old: words(scenario),
        }),
      ),
  ];
}

function tableChanges({ matching }: ModelComparison): Change[] {
  return [
    ...matching.tables.flatMap(({ old, new: current }) => [
      ...renamed('table', old.id, current.id, current.label),
      ...(old.id === current.id
        ? changed('label', `table ${current.id}`, old.label, current.label, { label: current.label })
        : []),
    ]),
    ...matching.addedTables.map(({ id, label, members }) =>
      makeChange('table', 'added', id, { label, new: formatCount(members.length, 'member') }),
    ),
    ...matching.removedTables.map(({ id, label, members }) =>
      makeChange('table', 'removed', id, { label, old: formatCount(members.length, 'member') }),
    ),
  ];
}

function renamed(kind: Change['kind'], was: string, id: string, label: string, place = ''): Change[] {
  return was === id ? [] : [makeChange(kind, 'renamed', id, { was, label, place, old: was, new: id })];
}

function memberChanges({ matching }: ModelComparison): Change[] {
  return matching.tables.flatMap(({ old, new: current }) => {
    const before = new Map(old.members.map((member) => [member.id, member]));
    const names = current.members.map(({ id }) => matching.oldMember(current.id, id));
    const id = (member: string): string => `${current.id}.${member}`;
    return [
      ...current.members.flatMap((member, at): Change[] => {
        const was = before.get(names[at]!);
        const place = current.label;
        if (was === undefined)
          return [makeChange('member', 'added', id(member.id), { label: member.label, place, new: member.label })];
        if (was.id !== member.id) return renamed('member', `${old.id}.${was.id}`, id(member.id), member.label, place);
        return changed('label', id(member.id), was.label, member.label, { label: member.label, place });
      }),
      ...old.members
        .filter((member) => !names.includes(member.id))
        .map((member) =>
          makeChange('member', 'removed', id(member.id), {
            label: member.label,
            place: current.label,
            old: member.label,
          }),
        ),
    ];
  });
}

const placeOf = ({ sheet, section, tables, kind }: RecordQuantity): string =>
  kind === 'item' ? `${sheet} › ${section}` : (tables[0] ?? '');

/** The formula or value of an input or item that the other side does not have. */
function contentOf(quantity: RecordQuantity, { scenario }: ScenarioSide): string {
  if (quantity.formula !== null) return quantity.formula;
  const values = scenario.series.filter(({ id }) => id === quantity.id);
  const [only] = values;
  if (values.length !== 1) return formatCount(values.length, 'value');
  return only!.time === 'scalar' ? formatResult(only!.values[0] ?? null, quantity.unit) : 'a series';
}

function addedAndRemoved({ matching, older, newer }: ModelComparison): Change[] {
  const said = (quantity: RecordQuantity): Partial<Change> => ({
    label: quantity.label,
    place: placeOf(quantity),
    unit: quantity.unit,
  });
  return [
    ...matching.added.map((one) => makeChange(one.kind, 'added', one.id, { ...said(one), new: contentOf(one, newer) })),
    ...matching.removed.map((one) =>
      makeChange(one.kind, 'removed', one.id, { ...said(one), old: contentOf(one, older) }),
    ),
  ];
}

function quantityChanges(
  { old, new: current }: Pair<RecordQuantity>,
  { matching, older, newer }: ModelComparison,
): Change[] {
  const said = {
    label: current.label,
    place: placeOf(current),
    unit: current.unit,
    was: old.id === current.id ? null : old.id,
  };
  const tables = (quantity: RecordQuantity, nameOf: (table: string) => string): string =>
    quantity.tables.length === 0 ? 'one row' : `by ${quantity.tables.map(nameOf).join(', ')}`;
  const oldTable = (table: string): string => matching.tables.find((pair) => pair.new.id === table)?.old.id ?? table;
  const isRenamed = old.id !== current.id;
  return [
    ...renamed(current.kind, old.id, current.id, current.label, said.place),
    ...(tables(old, String) === tables(current, oldTable)
      ? []
      : changed('item', current.id, tables(old, String), tables(current, String), said)),
    ...(old.kind === current.kind
      ? []
      : changed(
          'item',
          current.id,
          `${old.kind}: ${contentOf(old, older)}`,
          `${current.kind}: ${contentOf(current, newer)}`,
          said,
        )),
    ...(old.kind === 'item' && current.kind === 'item' ? formulaChanges(old, current, matching, said) : []),
    ...changed('unit', current.id, old.unit, current.unit, said),
    ...changed('choice', current.id, old.options.join(', ') || null, current.options.join(', ') || null, said),
    ...(isRenamed ? [] : changed('label', current.id, old.label, current.label, said)),
    ...changed('label', `${current.id} note`, old.note, current.note, said),
  ];
}

/** Changes to the formula, the opening and the roll-up, separately. */
function formulaChanges(
  old: RecordQuantity,
  current: RecordQuantity,
  matching: Matching,
  said: Partial<Change>,
): Change[] {
  const wordsOf = (formula: string | null): string[] => formulaTokens(formula ?? '').map(({ word }) => word);
  const own = (formula: string | null): readonly string[] => matching.oldWords(formula ?? '', current.id);
  const differ = (from: string | null, to: string | null): boolean => {
    if (from === to && !matching.hasRenames) return false;
    const [before, now] = [wordsOf(from), own(to)];
    return before.length !== now.length || before.some((word, at) => word !== now[at]);
  };
  const keyIn = (formula: string | null): ((word: string) => string) => {
    const said = own(formula);
    const names = new Map(wordsOf(formula).map((word, at) => [word, said[at]!]));
    return (word) => names.get(word) ?? word;
  };
  const one = (id: string, from: string | null, to: string | null): Change[] =>
    differ(from, to)
      ? [
          makeChange('formula', 'changed', id, {
            ...said,
            old: from,
            new: to,
            formula: compareFormulas(from ?? '', to ?? '', keyIn(to)),
          }),
        ]
      : [];
  return [
    ...one(current.id, old.formula, current.formula),
    ...one(`${current.id} opening`, old.opening, current.opening),
    ...changed('formula', `${current.id} roll-up`, old.rollup, current.rollup, said),
  ];
}

function checkChanges({ older, newer, matching }: ModelComparison): Change[] {
  // The members of one check share its formula, its tolerance and its label.
  const checks = ({ scenario }: ScenarioSide) => new Map(scenario.checks.map((check) => [check.id, check]));
  const byOf = ({ by = [] }: RecordCheck): string | null => (by.length === 0 ? null : by.join(', '));
  const [before, now] = [checks(older), checks(newer)];
  const plain = (formula: string): string =>
    formulaTokens(formula)
      .map(({ word }) => word)
      .join(' ');
  return [
    ...[...now.values()].flatMap((check): Change[] => {
      const old = before.get(check.id);
      const said = { label: check.label, unit: check.unit };
      if (old === undefined) return [makeChange('check', 'added', check.id, { ...said, new: check.formula })];
      const isSame =
        (old.formula === check.formula && !matching.hasRenames) ||
        plain(old.formula) === matching.oldWords(check.formula, check.id).join(' ');
      const formula = isSame ? [] : changed('check', check.id, old.formula, check.formula, said);
      const by = changed('check', `${check.id} by`, byOf(old), byOf(check), said);
      const tolerance = changed('check', `${check.id} tolerance`, `${old.tolerance}`, `${check.tolerance}`, said);
      return [...formula, ...by, ...tolerance, ...changed('label', `check ${check.id}`, old.label, check.label, said)];
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((check) =>
        makeChange('check', 'removed', check.id, { label: check.label, unit: check.unit, old: check.formula }),
      ),
  ];
}

function tieOutChanges({ older, newer, matching }: ModelComparison): Change[] {
  const before = new Map(older.scenario.tieOuts.map((one) => [one.id, one]));
  const now = new Map(newer.scenario.tieOuts.map((one) => [one.id, one]));
  const formulaOf = ({ formula }: RecordTieOut): string =>
    formulaTokens(formula)
      .map(({ word }) => word)
      .join(' ');
  return [
    ...[...now.values()].flatMap((one): Change[] => {
      const old = before.get(one.id);
      const said = {
        label: one.label,
        unit: one.unit,
        newOrigin: originOf({ ...one, members: [], written: '', status: null }, newer.record),
      };
      if (old === undefined) return [makeChange('tie-out', 'added', one.id, { ...said, new: figureOf(one) })];
      const isSame =
        (formulaOf(old) === formulaOf(one) && !matching.hasRenames) ||
        formulaOf(old) === matching.oldWords(one.formula, one.id).join(' ');
      const isSameFigure =
        old.expect === one.expect && old.tolerance === one.tolerance && old.relative === one.relative;
      const [was, is] = tellingApart(figureOf, old, one);
      return [
        ...(isSame && isSameFigure ? [] : [makeChange('tie-out', 'changed', one.id, { ...said, old: was, new: is })]),
        ...changed('tie-out', `${one.id} scenario`, judgedWords(old, older.record), judgedWords(one, newer.record), {
          label: one.label,
        }),
        ...changed('evidence', `tie-out ${one.id}`, figureEvidence(old), figureEvidence(one), { label: one.label }),
        ...changed('label', `tie-out ${one.id}`, old.label, one.label, { label: one.label }),
      ];
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((one) => makeChange('tie-out', 'removed', one.id, { label: one.label, unit: one.unit, old: figureOf(one) })),
  ];
}

/** A published figure in words: its formula, the expected value and the tolerance. */
function figureOf(
  { formula, expect, unit, tolerance, relative }: RecordTieOut,
  words: (value: number, unit: string) => string = formatResult,
): string {
  const absolute = unit === '%' ? `${words(tolerance, unit).slice(0, -1)} points` : words(tolerance, unit);
  const limit = relative ? `${words(tolerance, '%')} of the figure` : absolute;
  return `${formula} = ${words(expect, unit)}, tolerance ${limit}`;
}

/** The scenarios in which a figure is tested; null for the first alone, which is the default. */
function judgedWords({ judgedIn }: RecordTieOut, { scenarios }: RunRecord): string | null {
  return judgedIn === undefined || judgedIn.join() === scenarios[0]!.id ? null : judgedIn.join(', ');
}

/** Two figures in words, with all digits if they would read the same otherwise. */
function tellingApart(say: typeof figureOf, old: RecordTieOut, current: RecordTieOut): readonly [string, string] {
  const [was, is] = [say(old), say(current)];
  return was === is ? [say(old, exactWords), say(current, exactWords)] : [was, is];
}

const exactWords = (value: number, unit: string): string =>
  unit === 'date' ? formatResult(value, unit) : numberText(value, unit);

const figureEvidence = ({ source, known, note, misses }: RecordTieOut): string =>
  [describeOrigin({ source, status: null, known, note }), ...(misses === null ? [] : [`misses: ${misses}`])]
    .filter((part) => part !== '')
    .join('; ');

function sourceChanges({ older, newer }: ModelComparison): Change[] {
  const before = new Map(older.record.sources.map((source) => [source.id, source]));
  const now = new Map(newer.record.sources.map((source) => [source.id, source]));
  const words = ({ title, publisher, date, url }: RunRecord['sources'][number]): string =>
    [title, publisher, date, url].filter((one) => one !== null).join(', ');
  return [
    ...[...now.values()].flatMap((source): Change[] => {
      const old = before.get(source.id);
      return old === undefined
        ? [makeChange('source', 'added', source.id, { label: source.title, new: words(source) })]
        : changed('source', source.id, words(old), words(source), { label: source.title });
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((source) => makeChange('source', 'removed', source.id, { label: source.title, old: words(source) })),
  ];
}

function versionChanges({ older, newer }: ModelComparison): Change[] {
  const [old, current] = [older.record.versions, newer.record.versions];
  return [
    ...changed('version', 'burnsheet', old.burnsheet, current.burnsheet),
    ...changed('version', 'HyperFormula', old.hyperformula, current.hyperformula),
    ...changed('version', 'ExcelJS', old.exceljs, current.exceljs),
    ...changed('version', 'run record', `${older.record.version}`, `${newer.record.version}`),
  ];
}

/** Units of both sides with another definition. */
function unitChanges({ older, newer }: ModelComparison): Change[] {
  const before = new Map((older.record.units ?? []).map(({ unit, is }) => [unit, is]));
  return (newer.record.units ?? []).flatMap(({ unit, is }) => {
    const was = before.get(unit);
    return was === undefined ? [] : changed('unit', `unit ${unit}`, was, is, { label: `1 ${unit}` });
  });
}

function correlationChanges({ older, newer, matching }: ModelComparison): Change[] {
  const [left, right] = [older.record.correlations, newer.record.correlations];
  if (left === undefined || right === undefined) return [];
  const keyOf = (inputs: readonly string[]): string => [...inputs].sort().join(' and ');
  const before = new Map(left.map((one) => [keyOf(one.inputs), one]));
  const now = new Map(right.map((one) => [keyOf(one.inputs.map((name) => matching.oldId(name))), one]));
  const words = (one: RecordCorrelation | undefined): string | null =>
    one === undefined
      ? null
      : [`rank ${one.rank}`, describeOrigin({ ...one, status: null, known: null })]
          .filter((part) => part !== '')
          .join('; ');
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((key) =>
    changed('evidence', `correlation of ${key}`, words(before.get(key)), words(now.get(key))),
  );
}

/** Changes to presentation: titles, key results, reports, charts, scales, and the sheets of items. */
function presentationChanges({ older, newer, matching }: ModelComparison): Change[] {
  const [left, right] = [older.record, newer.record];
  const before = new Map((left.presentation ?? []).map((one) => [one.id, one]));
  const now = new Map((right.presentation ?? []).map((one) => [one.id, one]));
  const isKnown = left.presentation !== undefined && right.presentation !== undefined;
  const asNew = (words: string | undefined): string | null => words ?? null;
  return [
    ...changed('label', 'title', left.title, right.title, { label: 'Title' }),
    ...(left.description === undefined || right.description === undefined
      ? []
      : changed('label', 'description', left.description, right.description, { label: 'Description' })),
    ...changed('label', 'key_results', left.keyResults.join(', '), right.keyResults.map(matching.oldId).join(', '), {
      label: 'Key results',
    }),
    ...(isKnown && !matching.hasRenames
      ? [...new Set([...before.keys(), ...now.keys()])].flatMap((id) =>
          changed('label', id, asNew(before.get(id)?.words), asNew(now.get(id)?.words), {
            label: now.get(id)?.title ?? id,
          }),
        )
      : []),
    ...movedItems(matching),
  ];
}

/** Items that moved to another sheet or section; those with the same move together. */
function movedItems({ quantities }: Matching): Change[] {
  const moved = quantities.filter(
    ({ old, new: current }) => current.kind === 'item' && placeOf(old) !== placeOf(current),
  );
  return [...groupBy(moved, ({ old, new: current }) => `${placeOf(old)}\n${placeOf(current)}`).values()].flatMap(
    (some) => {
      const [{ old, new: current }] = some as [Pair<RecordQuantity>];
      const label = some.length === 1 ? current.label : `${current.label} and ${some.length - 1} more`;
      return changed('label', `position of ${current.id}`, placeOf(old), placeOf(current), { label });
    },
  );
}
