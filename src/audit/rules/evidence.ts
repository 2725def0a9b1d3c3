/** Rules 18 to 22: results, proofs, and what the file says of itself. */
import { formatCount } from '../../values/formatFigure.ts';
import { sheetNameFault } from '../../values/reservedWorkbookNames.ts';
import type { FileSheet } from '../../xlsx/read/workbookFile.ts';
import { type AuditedSheet, type AuditedWorkbook, calculatedFormula, referencedSheet } from '../auditedWorkbook.ts';
import { factsOf } from '../formulaFacts.ts';
import { fails, justified, listPlaces, notApplicable, Places, passes, type RuleVerdict } from '../verdict.ts';

/** What other programs found out about the workbook. */
export interface Evidence {
  readonly recalculated?: { readonly engine: string; readonly differences: number; readonly cells: number };
}

/** Rule 18. */
export function checkStoredResults({ sheets, file, formulas }: AuditedWorkbook): RuleVerdict {
  if (formulas === 0) return notApplicable('The workbook contains no formulas.');
  const [missing, wrong] = [new Places(), new Places()];
  for (const { name, rows } of sheets)
    for (const { row, cells } of rows)
      for (const cell of cells) {
        if (calculatedFormula(cell) === undefined) continue;
        if (cell.value === null) missing.add(name, row, cell.column);
        else if (typeof cell.value === 'object') wrong.add(name, row, cell.column);
      }
  if (wrong.some)
    return fails(
      `Errors in ${wrong.count.toLocaleString('en-US')} of ${formatCount(formulas, 'formula')}: ${listPlaces(wrong)}.`,
      wrong,
    );
  if (missing.some)
    return fails(
      `No stored result in ${missing.count.toLocaleString('en-US')} of ${formatCount(formulas, 'formula')}: ` +
        `${listPlaces(missing)}.`,
      missing,
    );
  if (!file.calculation.fullCalcOnLoad)
    return justified(
      `${formatCount(formulas, 'formula')}: each has a stored result and none is an error. The setting that ` +
        'recalculates the workbook when it is opened is missing, because the program that saved it last removed it.',
    );
  return passes(
    `${formatCount(formulas, 'formula')}: each has a stored result, none is an error, and all are recalculated when ` +
      'the workbook is opened.',
  );
}

/** Rule 19. */
export function checkRecalculated({ recalculated: found }: Evidence): RuleVerdict {
  if (found === undefined)
    return justified(
      'A file cannot show this. burnsheet verify recalculates the formulas without the stored results, in ' +
        'LibreOffice or IronCalc.',
    );
  const { engine, differences, cells } = found;
  const all = `${formatCount(cells, 'result')} recalculated by ${engine} from the formulas alone`;
  return differences === 0
    ? passes(`${all}: all agree.`)
    : fails(`${all}: ${differences.toLocaleString('en-US')} differ.`, new Places());
}

/** Rule 20. */
export function checkInputsMatter(): RuleVerdict {
  return justified(
    'A file cannot show this. The test suite of burnsheet proves it: it changes inputs in written workbooks, and ' +
      'another engine must give the results of the model.',
  );
}

const runPattern = /\b(?:run )?([0-9a-f]{16})\b/;

/** Rule 21. */
export function checkSelfDescription({ sheets, file }: AuditedWorkbook): RuleVerdict {
  const { keywords, description, custom } = file.properties;
  const named = [
    custom.get('burnsheet run'),
    runPattern.exec(keywords ?? '')?.[1],
    runPattern.exec(description ?? '')?.[1],
  ];
  const [coverSheet, summary, contents, sources, about] = ['Cover', 'Summary', 'Contents', 'Sources', 'About'].map(
    (name) => sheets.find((sheet) => sheet.name === name),
  );
  // A comparison of two runs begins with its summary, and names itself where a model names its run.
  const cover = coverSheet ?? (about !== undefined && factsOn(about).has('comparison') ? summary : undefined);
  if (named.every((one) => one === undefined) && about === undefined)
    return notApplicable('The file names no run and has no About sheet, so burnsheet did not write it.');
  const off = new Places();
  for (const [name, sheet] of [
    ['Cover', cover],
    ['Contents', contents],
    ['About', about],
  ] as const)
    if (sheet === undefined) off.addName(name);
  if (sources === undefined && readsSources(sheets)) off.addName('Sources');
  if (off.some) return fails(`${formatCount(off.count, 'sheet')} missing: ${listPlaces(off)}.`, off);
  const facts = factsOn(about!);
  for (const wanted of ['hash', 'version', 'run'])
    if (![...facts.keys()].some((label) => label.includes(wanted))) off.addName(`About: ${wanted}`);
  for (const sheet of contents === undefined ? [] : unlisted(sheets, contents)) off.addName(sheet);
  if (off.some) return fails(`Missing on About or Contents: ${listPlaces(off)}.`, off);
  const runOf = (said: ReadonlyMap<string, string>) => said.get('run') ?? said.get('comparison');
  const rowFormulas = new Set([...named.filter((one) => one !== undefined), runOf(facts), runOf(factsOn(cover!))]);
  if (rowFormulas.size !== 1)
    return fails(
      'The document properties, the Cover and the About sheet name different runs: ' +
        `${[...rowFormulas].map((one) => one ?? 'none').join(', ')}.`,
      off,
    );
  const versions = [...facts.keys()].filter((label) => label.startsWith('version')).length;
  return passes(
    `The workbook has contents, ${sources === undefined ? 'no sources because none is cited' : 'sources'}, ` +
      `${formatCount(versions, 'version')} and hashes; the properties, the Cover and the About sheet name the run ` +
      `${[...rowFormulas][0]}.`,
  );
}

/** Labels in the first column with the texts beside them, in small letters. */
function factsOn({ rows }: AuditedSheet): ReadonlyMap<string, string> {
  const texts = rows.map(({ cells }) =>
    cells.filter(({ column, value }) => column <= 1 && typeof value === 'string').map(({ value }) => String(value)),
  );
  return new Map(
    texts.filter(({ length }) => length === 2).map(([label, text]) => [label!.toLowerCase(), text!] as const),
  );
}

/** Sheets that stand behind the contents and are not listed there. */
function unlisted(sheets: readonly AuditedSheet[], { rows }: AuditedSheet): string[] {
  const listedNames = new Set(rows.map(({ label }) => label));
  return sheets
    .map(({ name }) => name)
    .filter((name) => name !== 'Contents' && !listedNames.has(name) && !/^Lists( \d+)?$/.test(name));
}

const sourceLink = /^HYPERLINK\("#Sources!/;

function readsSources(sheets: readonly AuditedSheet[]): boolean {
  return sheets.some(({ headings, rows }) =>
    headings?.source === undefined
      ? false
      : rows.some(({ cells }) => cells.some(({ formula }) => formula !== undefined && sourceLink.test(formula))),
  );
}

const nameText = /^[\p{L}_\\][\p{L}\p{N}_.\\?]{0,254}$/u;

/** Rule 22. */
export function checkOpensWithoutRepair(audited: AuditedWorkbook): RuleVerdict {
  const { file } = audited;
  const off = new Places();
  const seen = new Set<string>();
  for (const { name } of file.sheets) {
    if (sheetNameFault(name) !== undefined || seen.has(name.toLowerCase())) off.addName(name);
    seen.add(name.toLowerCase());
  }
  const names = new Set<string>();
  for (const { name, sheet, formula } of file.names) {
    const key = `${sheet ?? ''}!${name.toLowerCase()}`;
    const isValid = name.startsWith('_xlnm.') || nameText.test(name);
    if (!isValid || names.has(key) || formula.includes('#REF!') || !leadsSomewhere(formula, audited)) off.addName(name);
    names.add(key);
  }
  for (const sheet of file.sheets) if (!hasGoodTitles(sheet)) off.addName(`print titles of ${sheet.name}`);
  for (const part of file.parts.unknown) off.addName(part);
  for (const place of brokenReferences(audited)) off.add(...place);
  if (off.some)
    return fails(
      `${formatCount(off.count, 'name, reference or part', 'names, references or parts')} that Excel would reject ` +
        `or repair: ${listPlaces(off)}.`,
      off,
    );
  return passes(
    `${formatCount(file.sheets.length, 'name of a sheet', 'names of sheets')}, ` +
      `${formatCount(file.names.length, 'defined name')} and all print titles are valid, and the file contains only ` +
      'known parts.',
  );
}

/** Whether every sheet that a name leads to is there. */
function leadsSomewhere(formula: string, { sheetNamed }: AuditedWorkbook): boolean {
  return factsOf(formula).references.every(({ sheet }) => sheet === undefined || sheetNamed(sheet) !== undefined);
}

/** Print titles are whole rows and whole columns of their own sheet. */
function hasGoodTitles({ name, printTitles }: FileSheet): boolean {
  if (printTitles === undefined) return true;
  const { references } = factsOf(printTitles);
  const isWhole = references.every(
    ({ first, last }) => last !== undefined && (first.row === undefined || first.column === undefined),
  );
  return (
    references.length >= 1 &&
    references.length <= 2 &&
    isWhole &&
    references.every(({ sheet }) => sheet?.toLowerCase() === name.toLowerCase())
  );
}

/** Formulas that read a sheet that is not there. */
function* brokenReferences(audited: AuditedWorkbook): Generator<[sheet: string, row: number, column: number]> {
  for (const { rows } of audited.sheets)
    for (const { rowFormulas } of rows)
      for (const rowFormula of rowFormulas) {
        const isBroken = rowFormula.references.some(
          (reference) =>
            !/[[\]:]/.test(reference.sheet ?? '') && referencedSheet(reference, rowFormula, audited) === undefined,
        );
        if (isBroken) yield [rowFormula.row.sheet.name, rowFormula.row.row, rowFormula.columns[0]!];
      }
}
