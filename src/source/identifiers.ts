/**
 * The ids and names in a model.
 * Input: a parsed file, or a merged model. Output: problems with names that formulas or Excel do not allow, or that are
 * used twice.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isGeneratedSheet, isReservedDefinedName, sheetNameFault } from '../values/reservedWorkbookNames.ts';
import { memberKeys, type ParsedFile } from './parsedFile.ts';
import type { Entries, Located } from './source.ts';

const identifier = /^[a-z][a-z0-9_]*$/i;
const hyphenated = /^[a-z0-9][a-z0-9_.-]*$/i;
const reserved = new Set(['period', 'timeline', 'over', 'where', 'true', 'false']);
/** Ids become names of folders, files and cells, whose length is limited. */
const ID_MAX = 100;

/** The problems of all names in one file: the input `2nd price` gives `invalid-id`. */
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

/** The options of each choice. */
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

/** Whether a name is a key of every member, which no column can have: `isMemberKey('label')` is true. */
export function isMemberKey(name: string): boolean {
  return memberKeys.some((word) => word === name);
}

function memberWordProblem(key: Located): readonly Diagnostic[] {
  if (!isMemberKey(key.text)) return [];
  const message = `'${key.text}' is a key of every member and cannot be the name of a column`;
  return [
    problem('reserved-name', key.span, message, {
      hint: `add a word, such as ${key.text}_text or ${key.text}_value`,
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
        `'${key.text}' is a keyword of the language and cannot be the id of ${withArticle(kind)}`,
        {
          hint: `add a word, such as contract_${key.text} or ${key.text}_value`,
        },
      ),
    ];
  }
  if (key.text.length > ID_MAX) return [tooLong(key)];
  if (identifier.test(key.text)) return [];
  const hint = 'use letters, digits and underscores, starting with a letter; put the full name under label:';
  return [problem('invalid-id', key.span, `'${key.text}' cannot be the id of ${withArticle(kind)}`, { hint })];
}

/** Only the start of a long id is shown, to keep the message readable. */
function tooLong(key: Located): Diagnostic {
  const message = `the id '${key.text.slice(0, 20)}…' has ${key.text.length} characters; ids have at most ${ID_MAX}`;
  return problem('invalid-id', key.span, message, {
    hint: 'choose a short id, and put the full name under label: or title:',
  });
}

function hyphenatedProblem(key: Located): readonly Diagnostic[] {
  if (key.text.length > ID_MAX) return [tooLong(key)];
  if (hyphenated.test(key.text)) return [];
  const hint = 'use letters, digits, hyphens, dots and underscores';
  return [problem('invalid-id', key.span, `'${key.text}' is not a valid id`, { hint })];
}

/** The problem of a sheet name; `name` includes the prefix of an included model. */
export function sheetNameProblem(key: Located, name: string = key.text): readonly Diagnostic[] {
  if (isGeneratedSheet(name)) {
    const message = `burnsheet generates a sheet named '${name}'`;
    return [
      problem('reserved-name', key.span, message, {
        hint: `add a word, such as Model ${key.text.trim().toLowerCase()}`,
      }),
    ];
  }
  const fault = sheetNameFault(name);
  if (fault === undefined) return [];
  const hint = name === key.text ? 'choose another name' : 'shorten the sheet name or the prefix of the included model';
  return [problem('invalid-id', key.span, `'${name}' cannot be a sheet name: ${fault}`, { hint })];
}

function definedNameProblem(key: Located): readonly Diagnostic[] {
  if (!isReservedDefinedName(key.text)) return [];
  const message = `'${key.text}' is a defined name of the workbook and cannot be the id of an input`;
  return [problem('reserved-name', key.span, message, { hint: `add a word, such as model_${key.text}` })];
}

/**
 * The names that a merged model uses twice. Inputs, line items, tables and prefixes share one set of names, and
 * tie-outs and expected results another. As in Excel, upper and lower case are the same.
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

/** The problem of a name that is already used, with a label at its first use. */
export function duplicateProblem(kind: string, key: Located, first: Located, firstKind: string = kind): Diagnostic {
  const labels = [{ span: first.span, text: 'first defined here' }];
  const message =
    `the ${kind} '${key.text}' has the same id as ` +
    `${firstKind === kind ? `another ${kind}` : withArticle(firstKind)}`;
  return problem('duplicate-id', key.span, message, { labels, hint: 'rename one of the two' });
}
