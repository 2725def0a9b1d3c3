/**
 * Package to workbook. Takes an opened `.xlsx` package; returns its contents for auditing. The reader is independent of
 * the writer. Guarantee: an invalid file gives a diagnostic that names part and line, never an exception; time and
 * memory are proportional to the package.
 */
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { readContentTypes, refuseOtherDocument, unusualParts } from './contentTypes.ts';
import { openPackage, type Package } from './openPackage.ts';
import { type Attributes, ElementProblem, relationId } from './parseXml.ts';
import type { Budget } from './readCells.ts';
import { packageRelationships, readProperties, readRecord } from './readProperties.ts';
import { readSheet, type SheetContent } from './readSheet.ts';
import { readStrings } from './readStrings.ts';
import { isSet, readStyles } from './readStyles.ts';
import { catchRefusal, Refusal } from './refusal.ts';
import { type OpenParts, openParts, type Relationship, relationshipsOf, targetOfType } from './relationships.ts';
import { defaultRowsAndColumns, defaultView } from './sheetSettings.ts';
import { readTheme } from './themeColours.ts';
import type { FileCalculation, FileName, FileSheet, FileWindow, WorkbookFile } from './workbookFile.ts';

interface ListedSheet {
  readonly name: string;
  readonly state: FileSheet['state'];
  readonly id: string;
}

interface Listed {
  readonly sheets: ListedSheet[];
  readonly names: (Omit<FileName, 'sheet'> & { readonly sheetIndex?: number })[];
  calculation: FileCalculation;
  window: FileWindow;
  date1904: boolean;
}

const sheetsMax = 10_000;
const namesMax = 100_000;

function stateOf(text = 'visible'): FileSheet['state'] {
  if (text === 'visible' || text === 'hidden' || text === 'veryHidden') return text;
  throw new ElementProblem(`a sheet is '${text.slice(0, 40)}'`);
}

function sheetFrom(attributes: Attributes): ListedSheet {
  const { name = '', state } = attributes;
  const id = relationId(attributes);
  if (id === undefined) throw new ElementProblem(`the sheet '${name.slice(0, 40)}' does not name a part`);
  return { name, state: stateOf(state), id };
}

function nameFrom({ name = '', localSheetId, hidden }: Attributes, formula: string): Listed['names'][number] {
  return {
    name,
    formula,
    hidden: isSet(hidden, false),
    ...(localSheetId === undefined ? {} : { sheetIndex: Number(localSheetId) }),
  };
}

type Open = (listed: Listed, attributes: Attributes) => void;

const elements: Readonly<Record<string, Open>> = {
  workbookPr: (listed, { date1904 }) => {
    listed.date1904 = isSet(date1904, false);
  },
  calcPr: (listed, { fullCalcOnLoad, iterate, calcMode = 'auto', fullPrecision }) => {
    listed.calculation = {
      fullCalcOnLoad: isSet(fullCalcOnLoad, false),
      iterate: isSet(iterate, false),
      mode: calcMode,
      fullPrecision: isSet(fullPrecision, true),
    };
  },
  workbookView: (listed, { visibility = 'visible', showSheetTabs }) => {
    const { isHidden, hidesTabs } = listed.window;
    listed.window = {
      ...listed.window,
      isHidden: isHidden || visibility !== 'visible',
      hidesTabs: hidesTabs || !isSet(showSheetTabs, true),
    };
  },
  workbookProtection: (listed, { lockStructure }) => {
    listed.window = { ...listed.window, isProtected: isSet(lockStructure, false) };
  },
  sheet: ({ sheets }, attributes) => {
    if (sheets.length >= sheetsMax) throw new ElementProblem('the workbook has more sheets than burnsheet can read');
    sheets.push(sheetFrom(attributes));
  },
};

function readList(parts: OpenParts, part: string): Listed {
  const listed: Listed = {
    sheets: [],
    names: [],
    calculation: { fullCalcOnLoad: false, iterate: false, mode: 'auto', fullPrecision: true },
    window: { isHidden: false, hidesTabs: false, isProtected: false },
    date1904: false,
  };
  let name: Attributes = {};
  let text = '';
  parts.parse(part, {
    open: (element, attributes) => {
      text = '';
      if (element === 'definedName') name = attributes;
      if (Object.hasOwn(elements, element)) elements[element]!(listed, attributes);
    },
    text: (more) => {
      text += more;
    },
    close: (element) => {
      if (element !== 'definedName') return;
      if (listed.names.length >= namesMax)
        throw new ElementProblem('the workbook has more names than burnsheet can read');
      listed.names.push(nameFrom(name, text));
    },
  });
  return listed;
}

function refuseSheetList(part: string, sheets: readonly ListedSheet[]): void {
  if (sheets.length === 0) throw new Refusal(`${part} lists no sheet`);
  const seen = new Set<string>();
  for (const { name } of sheets) {
    if (seen.has(name.toLowerCase())) throw new Refusal(`${part} lists the sheet '${name.slice(0, 40)}' twice`);
    seen.add(name.toLowerCase());
  }
}

function partOfSheet(sheet: ListedSheet, relationships: readonly Relationship[]): Relationship {
  const found = relationships.find(({ id }) => id === sheet.id);
  if (found === undefined || found.isExternal)
    throw new Refusal(`the sheet '${sheet.name.slice(0, 40)}' does not refer to a part of the workbook`);
  return found;
}

/** What stands for a sheet whose cells are not read: a chart sheet, a dialogue, macros of old. */
const noContent: SheetContent = {
  rows: [],
  columns: [],
  merged: [],
  frozen: { rows: 0, columns: 0 },
  pageSetup: { fitToPage: false, rowBreaks: [], columnBreaks: [] },
  validations: [],
  hyperlinks: [],
  comments: [],
  conditions: [],
  drawings: [],
  view: defaultView,
  defaults: defaultRowsAndColumns,
  charts: 0,
  isProtected: false,
};

function typeOfSheet({ type }: Relationship): string {
  return type === 'xlMacrosheet' || type === 'xlIntlMacrosheet' ? 'macrosheet' : type;
}

function printed({ names }: Listed, index: number): Pick<FileSheet, 'printTitles' | 'printArea'> {
  const formulaOf = (name: string) => names.find((each) => each.sheetIndex === index && each.name === name)?.formula;
  const [printTitles, printArea] = [formulaOf('_xlnm.Print_Titles'), formulaOf('_xlnm.Print_Area')];
  return { ...(printTitles === undefined ? {} : { printTitles }), ...(printArea === undefined ? {} : { printArea }) };
}

function readSheets(parts: OpenParts, listed: Listed, relationships: readonly Relationship[]): readonly FileSheet[] {
  const strings = readStrings(parts, targetOfType(relationships, 'sharedStrings'));
  const budget: Budget = { cells: 0, characters: 0 };
  return listed.sheets.map((sheet, index) => {
    const found = partOfSheet(sheet, relationships);
    const type = typeOfSheet(found);
    if (!parts.has(found.target))
      throw new Refusal(`the part of the sheet '${sheet.name.slice(0, 40)}' is missing: ${found.target}`);
    const content = type === 'worksheet' ? readSheet(parts, found.target, strings, budget) : noContent;
    return { ...content, name: sheet.name, part: found.target, type, state: sheet.state, ...printed(listed, index) };
  });
}

function namesOf({ names, sheets }: Listed): readonly FileName[] {
  return names.map(({ sheetIndex, ...name }) => {
    const sheet = sheetIndex === undefined ? undefined : sheets[sheetIndex]?.name;
    return sheet === undefined ? name : { ...name, sheet };
  });
}

function readAll(source: Package): WorkbookFile {
  const parts = openParts(source);
  const typeOf = readContentTypes(parts);
  const ofPackage = packageRelationships(parts);
  const main = targetOfType(ofPackage, 'officeDocument');
  if (main === undefined || !parts.has(main)) throw new Refusal('the file is a zip archive, not an .xlsx workbook');
  refuseOtherDocument(typeOf(main));
  const relationships = relationshipsOf(parts, main);
  const listed = readList(parts, main);
  refuseSheetList(main, listed.sheets);
  const sheets = readSheets(parts, listed, relationships);
  const record = readRecord(parts, [...ofPackage, ...relationships]);
  return {
    sheets,
    names: namesOf(listed),
    ...readStyles(parts, targetOfType(relationships, 'styles'), readTheme(parts, targetOfType(relationships, 'theme'))),
    calculation: listed.calculation,
    window: listed.window,
    date1904: listed.date1904,
    properties: readProperties(parts, ofPackage),
    ...(record === undefined ? {} : { record }),
    parts: unusualParts(parts, typeOf),
  };
}

/** Reads an opened package: `workbookFromPackage(openPackage(bytes).value!).value?.sheets[0]?.name`. */
export function workbookFromPackage(source: Package): Checked<WorkbookFile> {
  return catchRefusal(() => readAll(source));
}

/** Reads a file: `workbookFromFile(bytes).value?.sheets[0]?.rows[0]?.cells[0]?.value` is its first value. */
export function workbookFromFile(bytes: Uint8Array): Checked<WorkbookFile> {
  const { value, diagnostics } = openPackage(bytes);
  return value === undefined ? { diagnostics } : workbookFromPackage(value);
}

const chunkSize = 65_536;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

/** Reads a workbook that is not packed yet, from the bytes of its parts by name. */
export function workbookFromParts(parts: Readonly<Record<string, Uint8Array>>): Checked<WorkbookFile> {
  const byName = new Map(Object.entries(parts).map(([name, bytes]) => [name.toLowerCase(), bytes] as const));
  const find = (name: string): Uint8Array | undefined => byName.get(name.toLowerCase());
  return workbookFromPackage({
    names: Object.keys(parts),
    chunks: (name) => {
      const bytes = find(name);
      return bytes === undefined ? undefined : pieces(bytes);
    },
    read: (name) =>
      catchRefusal(() => {
        const bytes = find(name);
        if (bytes === undefined) throw new Refusal(`the workbook has no part ${name}`);
        return bytes;
      }),
  });
}
