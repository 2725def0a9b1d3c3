/**
 * What else of two models differs: which run it is, the timeline, tables, members, inputs, items, formulas, units, checks, figures and sources.
 * Guarantee: what was renamed is a rename and nothing else; where something stands in its file makes no difference.
 */

import { valueWords } from '../question/words.ts';
import { type RecordActual, type RecordQuantity, type RecordTieOut, type RunRecord, seriesName } from '../run/record.ts';
import type { OpenSide, RowPair } from './alignment.ts';
import type { Change } from './diff.ts';
import { formulaTokens } from './formulaWords.ts';
import { grouped } from './grouped.ts';
import type { Matching, Pair } from './matching.ts';
import { change, formulaParts } from './parts.ts';
import { originOf } from './words.ts';

interface Models {
  readonly older: OpenSide;
  readonly newer: OpenSide;
  readonly matching: Matching;
  readonly rows: readonly RowPair[];
}

/** Every change but those of inputs, which `inputChanges.ts` finds. */
export function modelChanges(models: Models): Change[] {
  return [
    ...settingChanges(models),
    ...timelineChanges(models),
    ...actualChanges(models),
    ...scenarioChanges(models),
    ...tableChanges(models),
    ...memberChanges(models),
    ...arrivals(models),
    ...models.matching.quantities.flatMap((pair) => quantityChanges(pair, models)),
    ...checkChanges(models),
    ...tieOutChanges(models),
    ...sourceChanges(models),
    ...versionChanges(models),
  ];
}

/** A change of one text, or none. */
function changed(kind: Change['kind'], id: string, old: string | null, current: string | null, said: Partial<Change> = {}): Change[] {
  return old === current ? [] : [change(kind, 'changed', id, { label: id, ...said, old, new: current })];
}

function settingChanges({ older, newer }: Models): Change[] {
  const asked = ({ asked: { set } }: RunRecord): string | null =>
    set.length === 0 ? null : set.map(({ key, value }) => `${key}=${value}`).join(', ');
  return [
    ...changed('setting', 'model', older.record.model, newer.record.model, { label: 'Model' }),
    ...changed('setting', 'scenario', older.scenario.id, newer.scenario.id, { label: 'Scenario that is compared' }),
    ...changed('setting', 'known', older.record.known, newer.record.known, { label: 'Known date' }),
    ...changed('setting', 'set', asked(older.record), asked(newer.record), { label: 'Set for this run' }),
  ];
}

function timelineChanges({ older, newer }: Models): Change[] {
  const words = ({ periods, grain }: RunRecord): string => `${periods[0]} to ${periods.at(-1)}, by ${grain}`;
  return changed('timeline', 'timeline', words(older.record), words(newer.record), { label: 'Timeline' });
}

/** One change for each item, since the figures of an item are reported together. */
function actualChanges({ older, newer, matching, rows }: Models): Change[] {
  const units = new Map(rows.map(({ name, new: { unit, label } }) => [name, { unit, label }]));
  const tables = new Map(newer.record.quantities.map((quantity) => [quantity.id, quantity.tables]));
  const before = grouped(older.record.actuals, seriesName);
  const now = grouped(newer.record.actuals, seriesName);
  const oldName = (name: string): string => {
    const first = now.get(name)?.[0];
    if (first === undefined) return name;
    const members = first.members.map((member, at) => matching.oldMember(tables.get(first.id)?.[at] ?? '', member));
    return seriesName({ id: matching.oldId(first.id), members });
  };
  const names = new Map([...now.keys()].map((name) => [name, oldName(name)]));
  const gone = [...before.keys()].filter((name) => ![...names.values()].includes(name));
  return [...[...names].map(([name, was]) => [name, was] as const), ...gone.map((name) => [name, name] as const)].flatMap(([name, was]) => {
    const [old, current] = [actualWords(before.get(was)), actualWords(now.get(name))];
    const { unit = '', label = name } = units.get(name) ?? {};
    const latest = now.get(name)?.at(-1);
    return changed('actual', name, old, current, { label, unit, newOrigin: originOf(latest, newer.record) });
  });
}

const actualWords = (actuals: readonly RecordActual[] | undefined): string | null =>
  actuals === undefined ? null : actuals.map(({ period, written }) => `${period}: ${written}`).join('; ');

function scenarioChanges({ older, newer }: Models): Change[] {
  const before = new Map(older.record.scenarios.map((scenario) => [scenario.id, scenario]));
  const now = new Map(newer.record.scenarios.map((scenario) => [scenario.id, scenario]));
  const words = ({ title, extends: parent, note }: RunRecord['scenarios'][number]): string =>
    [title, ...(parent === null ? [] : [`extends ${parent}`]), ...(note === null ? [] : [`note: ${note}`])].join('; ');
  return [
    ...[...now.values()].flatMap((scenario) => {
      const old = before.get(scenario.id);
      const said = { label: scenario.title, scenarios: [scenario.id] };
      return old === undefined
        ? [change('scenario', 'added', scenario.id, { ...said, new: words(scenario) })]
        : changed('scenario', scenario.id, words(old), words(scenario), said);
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((scenario) =>
        change('scenario', 'removed', scenario.id, { label: scenario.title, scenarios: [scenario.id], old: words(scenario) }),
      ),
  ];
}

function tableChanges({ matching }: Models): Change[] {
  return [
    ...matching.tables.flatMap(({ old, new: current }) => renamed('table', old.id, current.id, current.label)),
    ...matching.addedTables.map(({ id, label, members }) => change('table', 'added', id, { label, new: `${members.length} members` })),
    ...matching.removedTables.map(({ id, label, members }) => change('table', 'removed', id, { label, old: `${members.length} members` })),
  ];
}

function renamed(kind: Change['kind'], was: string, id: string, label: string, place = ''): Change[] {
  return was === id ? [] : [change(kind, 'renamed', id, { was, label, place, old: was, new: id })];
}

function memberChanges({ matching }: Models): Change[] {
  return matching.tables.flatMap(({ old, new: current }) => {
    const before = new Map(old.members.map((member) => [member.id, member]));
    const names = current.members.map(({ id }) => matching.oldMember(current.id, id));
    const id = (member: string): string => `${current.id}.${member}`;
    return [
      ...current.members.flatMap((member, at): Change[] => {
        const was = before.get(names[at]!);
        const place = current.label;
        if (was === undefined) return [change('member', 'added', id(member.id), { label: member.label, place, new: member.label })];
        if (was.id !== member.id) return renamed('member', `${old.id}.${was.id}`, id(member.id), member.label, place);
        return changed('label', id(member.id), was.label, member.label, { label: member.label, place });
      }),
      ...old.members
        .filter((member) => !names.includes(member.id))
        .map((member) => change('member', 'removed', id(member.id), { label: member.label, place: current.label, old: member.label })),
    ];
  });
}

const placeOf = ({ sheet, section, tables, kind }: RecordQuantity): string =>
  kind === 'item' ? `${sheet} › ${section}` : (tables[0] ?? '');

/** What a side says of an input or item that the other does not have. */
function contentOf(quantity: RecordQuantity, { scenario }: OpenSide): string {
  if (quantity.formula !== null) return quantity.formula;
  const values = scenario.series.filter(({ id }) => id === quantity.id);
  const [only] = values;
  if (values.length !== 1) return `${values.length} values`;
  return only!.time === 'scalar' ? valueWords(only!.values[0] ?? null, quantity.unit) : 'a series';
}

function arrivals({ matching, older, newer }: Models): Change[] {
  const said = (quantity: RecordQuantity): Partial<Change> => ({
    label: quantity.label,
    place: placeOf(quantity),
    unit: quantity.unit,
  });
  return [
    ...matching.added.map((one) => change(one.kind, 'added', one.id, { ...said(one), new: contentOf(one, newer) })),
    ...matching.removed.map((one) => change(one.kind, 'removed', one.id, { ...said(one), old: contentOf(one, older) })),
  ];
}

function quantityChanges({ old, new: current }: Pair<RecordQuantity>, { matching, older, newer }: Models): Change[] {
  const said = { label: current.label, place: placeOf(current), unit: current.unit, was: old.id === current.id ? null : old.id };
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
      : changed('item', current.id, `${old.kind}: ${contentOf(old, older)}`, `${current.kind}: ${contentOf(current, newer)}`, said)),
    ...(old.kind === 'item' && current.kind === 'item' ? formulaChanges(old, current, matching, said) : []),
    ...changed('unit', current.id, old.unit, current.unit, said),
    ...changed('choice', current.id, old.options.join(', ') || null, current.options.join(', ') || null, said),
    ...(isRenamed ? [] : changed('label', current.id, old.label, current.label, said)),
  ];
}

/** The formula, the opening and how it adds up; each is a change of its own. */
function formulaChanges(old: RecordQuantity, current: RecordQuantity, matching: Matching, said: Partial<Change>): Change[] {
  const own = (word: string): string => (word === current.id ? old.id : matching.oldWord(word));
  const differ = (from: string | null, to: string | null): boolean => {
    if (from === to && !matching.hasRenames) return false;
    const [before, now] = [formulaTokens(from ?? ''), formulaTokens(to ?? '')];
    return before.length !== now.length || before.some(({ word }, at) => word !== own(now[at]!.word));
  };
  const one = (id: string, from: string | null, to: string | null): Change[] =>
    differ(from, to)
      ? [change('formula', 'changed', id, { ...said, old: from, new: to, formula: formulaParts(from ?? '', to ?? '', own) })]
      : [];
  return [
    ...one(current.id, old.formula, current.formula),
    ...one(`${current.id} opening`, old.opening, current.opening),
    ...changed('formula', `${current.id} roll-up`, old.rollup, current.rollup, said),
  ];
}

function checkChanges({ older, newer, matching }: Models): Change[] {
  const checks = ({ scenario }: OpenSide) => new Map(scenario.checks.map((check) => [check.id, check]));
  const [before, now] = [checks(older), checks(newer)];
  const own = (formula: string): string =>
    formulaTokens(formula)
      .map(({ word }) => matching.oldWord(word))
      .join(' ');
  const plain = (formula: string): string =>
    formulaTokens(formula)
      .map(({ word }) => word)
      .join(' ');
  return [
    ...[...now.values()].flatMap((check): Change[] => {
      const old = before.get(check.id);
      const said = { label: check.label, unit: check.unit };
      if (old === undefined) return [change('check', 'added', check.id, { ...said, new: check.formula })];
      const isSame = (old.formula === check.formula && !matching.hasRenames) || plain(old.formula) === own(check.formula);
      const formula = isSame ? [] : changed('check', check.id, old.formula, check.formula, said);
      const tolerance = changed('check', `${check.id} tolerance`, `${old.tolerance}`, `${check.tolerance}`, said);
      return [...formula, ...tolerance];
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((check) => change('check', 'removed', check.id, { label: check.label, unit: check.unit, old: check.formula })),
  ];
}

function tieOutChanges({ older, newer, matching }: Models): Change[] {
  const before = new Map(older.scenario.tieOuts.map((one) => [one.id, one]));
  const now = new Map(newer.scenario.tieOuts.map((one) => [one.id, one]));
  const words = (one: RecordTieOut, wordOf: (word: string) => string): string => {
    const formula = formulaTokens(one.formula)
      .map(({ word }) => wordOf(word))
      .join(' ');
    return `${formula} = ${valueWords(one.expect, one.unit)}, tolerance ${one.relative ? `${one.tolerance * 100}%` : valueWords(one.tolerance, one.unit)}`;
  };
  return [
    ...[...now.values()].flatMap((one): Change[] => {
      const old = before.get(one.id);
      const said = {
        label: one.label,
        unit: one.unit,
        newOrigin: originOf({ ...one, members: [], written: '', status: null }, newer.record),
      };
      if (old === undefined) return [change('tie-out', 'added', one.id, { ...said, new: words(one, String) })];
      const isSame =
        !matching.hasRenames &&
        old.formula === one.formula &&
        old.expect === one.expect &&
        old.tolerance === one.tolerance &&
        old.relative === one.relative;
      return isSame || words(old, String) === words(one, matching.oldWord)
        ? []
        : [change('tie-out', 'changed', one.id, { ...said, old: words(old, String), new: words(one, String) })];
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((one) => change('tie-out', 'removed', one.id, { label: one.label, unit: one.unit, old: words(one, String) })),
  ];
}

function sourceChanges({ older, newer }: Models): Change[] {
  const before = new Map(older.record.sources.map((source) => [source.id, source]));
  const now = new Map(newer.record.sources.map((source) => [source.id, source]));
  const words = ({ title, publisher, date, url }: RunRecord['sources'][number]): string =>
    [title, publisher, date, url].filter((one) => one !== null).join(', ');
  return [
    ...[...now.values()].flatMap((source): Change[] => {
      const old = before.get(source.id);
      return old === undefined
        ? [change('source', 'added', source.id, { label: source.title, new: words(source) })]
        : changed('source', source.id, words(old), words(source), { label: source.title });
    }),
    ...[...before.values()]
      .filter(({ id }) => !now.has(id))
      .map((source) => change('source', 'removed', source.id, { label: source.title, old: words(source) })),
  ];
}

function versionChanges({ older, newer }: Models): Change[] {
  const [old, current] = [older.record.versions, newer.record.versions];
  return [
    ...changed('version', 'burnsheet', old.burnsheet, current.burnsheet),
    ...changed('version', 'HyperFormula', old.hyperformula, current.hyperformula),
    ...changed('version', 'ExcelJS', old.exceljs, current.exceljs),
    ...changed('version', 'run record', `${older.record.version}`, `${newer.record.version}`),
  ];
}
