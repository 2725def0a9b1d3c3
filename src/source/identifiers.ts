/**
 * Names that a model gives to its things.
 * Enters: a parsed file, or a merged model. Leaves: problems with names that formulas or Excel cannot hold, or that are
 * given twice.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isGeneratedSheet, isReservedDefinedName, sheetNameFault } from '../values/workbookNames.ts';
import { memberKeys, type ParsedFile } from './parsedFile.ts';
import type { Entries, Located } from './source.ts';

const identifier = /^[a-z][a-z0-9_]*$/i;
const hyphenated = /^[a-z0-9][a-z0-9_.-]*$/i;
const reserved = new Set(['period', 'timeline', 'over', 'where', 'true', 'false']);
/** Ids become names of folders, files and cells, which all have limits. */
const ID_MAX = 100;

/** Every name of one file that cannot be one: the input `2nd price` gives `invalid-id`. */
export function nameProblems(file: ParsedFile): readonly Diagnostic[] {
  return [
    ...[...formulaNames(file), ...choices(file).flat()].flatMap(({ kind, key }) => identifierProblem(kind, key)),
    ...choices(file).flatMap(repeatedNames),
    ...[...keysOf(file.sources), ...(file.id === undefined ? [] : [file.id])].flatMap(hyphenatedProblem),
    ...keysOf(file.sheets).flatMap((key) => sheetNameProblem(key)),
    ...keysOf(file.inputs).flatMap(definedNameProblem),
    ...[...file.tables.values()].flatMap(({ value }) => keysOf(value.columns).flatMap(memberWordProblem)),
  ];
}

interface Named {
  readonly kind: string;
  readonly key: Located;
}

const keysOf = (entries: Entries<unknown>): readonly Located[] => [...entries.values()].map((entry) => entry.key);
const named = (kind: string, entries: Entries<unknown>): readonly Named[] =>
  keysOf(entries).map((key) => ({ kind, key }));

/** The options of every choice, each choice by itself. */
function choices({ inputs, tables }: ParsedFile): readonly (readonly Named[])[] {
  const columns = [...tables.values()].flatMap(({ value }) => [...value.columns.values()]);
  return [...inputs.values(), ...columns].map(({ value }) =>
    (value.choice ?? []).map((key) => ({ kind: 'option', key })),
  );
}

function itemNames(sheets: ParsedFile['sheets']): readonly Named[] {
  const sections = [...sheets.values()].flatMap((sheet) => [...sheet.value.sections.values()]);
  return sections.flatMap((section) => named('line item', section.value.items));
}

/**
 * Whether a member may hold something of this name besides its columns, so that no column can have it:
 * `isMemberWord('label')` is true.
 */
export function isMemberKey(name: string): boolean {
  return memberKeys.some((word) => word === name);
}

function memberWordProblem(key: Located): readonly Diagnostic[] {
  if (!isMemberKey(key.text)) return [];
  const message = `'${key.text}' is a key that every member may have and cannot name a column`;
  return [
    problem('reserved-name', key.span, message, {
      hint: `add a word to it, such as ${key.text}_text or ${key.text}_value`,
    }),
  ];
}

function formulaNames(file: ParsedFile): readonly Named[] {
  const tables = [...file.tables.values()].map((entry) => entry.value);
  return [
    ...named('input', file.inputs),
    ...named('table', file.tables),
    ...tables.flatMap((table) => [...named('column', table.columns), ...named('member', table.members)]),
    ...itemNames(file.sheets),
    ...named('prefix', file.include),
    ...named('unit', file.units),
    ...named('check', file.checks),
    ...named('tie-out', file.tieOuts),
    ...named('expectation', file.expect),
    ...named('scenario', file.scenarios),
    ...named('report', file.reports),
    ...named('chart', file.charts),
  ];
}

const withArticle = (kind: string): string => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;

function identifierProblem(kind: string, key: Located): readonly Diagnostic[] {
  if (reserved.has(key.text.toLowerCase())) {
    return [
      problem(
        'reserved-name',
        key.span,
        `'${key.text}' is a word of the language and cannot name ${withArticle(kind)}`,
        {
          hint: `add a word to it, such as contract_${key.text} or ${key.text}_value`,
        },
      ),
    ];
  }
  if (key.text.length > ID_MAX) return [tooLong(key)];
  if (identifier.test(key.text)) return [];
  const hint = 'use letters, digits and underscores, starting with a letter; other words go into label:';
  return [problem('invalid-id', key.span, `'${key.text}' cannot name ${withArticle(kind)}`, { hint })];
}

/** A long id is shown by its beginning, so that its problem stays readable. */
function tooLong(key: Located): Diagnostic {
  const message = `the id '${key.text.slice(0, 20)}…' has ${key.text.length} characters; ids have at most ${ID_MAX}`;
  return problem('invalid-id', key.span, message, {
    hint: 'choose a short id; the long name goes into label: or title:',
  });
}

function hyphenatedProblem(key: Located): readonly Diagnostic[] {
  if (key.text.length > ID_MAX) return [tooLong(key)];
  if (hyphenated.test(key.text)) return [];
  const hint = 'use letters, digits, hyphens, dots and underscores';
  return [problem('invalid-id', key.span, `'${key.text}' cannot be an id`, { hint })];
}

/**
 * What keeps a sheet of a model from having a name; `name` is the whole of it, with the prefix of an included model.
 */
export function sheetNameProblem(key: Located, name: string = key.text): readonly Diagnostic[] {
  if (isGeneratedSheet(name)) {
    const message = `the workbook has a sheet '${name}' of its own`;
    return [
      problem('reserved-name', key.span, message, {
        hint: `add a word to the name, such as Model ${key.text.trim().toLowerCase()}`,
      }),
    ];
  }
  const fault = sheetNameFault(name);
  if (fault === undefined) return [];
  const hint =
    name === key.text ? 'choose another name' : 'shorten the name of the sheet or the prefix of the included model';
  return [problem('invalid-id', key.span, `'${name}' cannot name a sheet: ${fault}`, { hint })];
}

function definedNameProblem(key: Located): readonly Diagnostic[] {
  if (!isReservedDefinedName(key.text)) return [];
  const message = `'${key.text}' is a name of the workbook itself and cannot name an input`;
  return [problem('reserved-name', key.span, message, { hint: `add a word to it, such as model_${key.text}` })];
}

/**
 * Names that are given twice in a merged model: inputs, line items, tables and prefixes share one space, and tie-outs
 * and expected answers another; as in Excel, without regard to case.
 */
export function sharedSpaceProblems(model: ParsedFile): readonly Diagnostic[] {
  const shared = [
    ...named('table', model.tables),
    ...named('input', model.inputs),
    ...itemNames(model.sheets),
    ...named('prefix', model.include),
  ];
  const figures = [...named('tie-out', model.tieOuts), ...named('expectation', model.expect)];
  return [shared, named('sheet', model.sheets), figures].flatMap(repeatedNames);
}

function repeatedNames(names: readonly Named[]): readonly Diagnostic[] {
  const first = new Map<string, Named>();
  return names.flatMap((name) => {
    const before = first.get(name.key.text.toLowerCase());
    if (before === undefined) first.set(name.key.text.toLowerCase(), name);
    return before === undefined ? [] : [duplicateProblem(name.kind, name.key, before.key, before.kind)];
  });
}

/**
 * The problem of a second thing with a name that is taken, labelled at the first: `'price' is already the name of an
 * input`.
 */
export function duplicateProblem(kind: string, key: Located, first: Located, firstKind: string = kind): Diagnostic {
  const labels = [{ span: first.span, text: 'first defined here' }];
  const message = `the ${kind} '${key.text}' has the same name as ${firstKind === kind ? 'another' : 'the'} ${firstKind}`;
  return problem('duplicate-id', key.span, message, { labels, hint: 'rename one of the two' });
}
