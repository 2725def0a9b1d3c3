/**
 * One worksheet. Enters the parts and the name of the worksheet's part; leaves what stands in it and in the parts beside it.
 * Guarantee: repeated blocks (merged cells, validations, links, columns) are bounded.
 */
import { parseAddress, parseRange, parseRanges } from './fileAddress.ts';
import { type Attributes, ElementProblem, relationId, type XmlVisitor } from './parseXml.ts';
import { type Budget, makeCellReader } from './readCells.ts';
import { readCharts } from './readCharts.ts';
import { makeTextCollector } from './readStrings.ts';
import { colourOf, isSet } from './readStyles.ts';
import { type OpenParts, type Relationship, relationshipsOf, targetOfType } from './relationships.ts';
import { tabColours } from './styles.ts';
import type { FileColumns, FileComment, FileHyperlink, FilePageSetup, FileRange, FileSheet, FileValidation } from './workbookFile.ts';

/** What a worksheet says of itself; name, state and what is printed stand in the workbook. */
export type SheetContent = Omit<FileSheet, 'name' | 'part' | 'type' | 'state' | 'printTitles' | 'printArea'>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Settings {
  readonly columns: FileColumns[];
  readonly merged: FileRange[];
  readonly validations: Writable<FileValidation>[];
  readonly hyperlinks: FileHyperlink[];
  readonly rowBreaks: number[];
  readonly columnBreaks: number[];
  frozen: FileSheet['frozen'];
  page: Omit<FilePageSetup, 'rowBreaks' | 'columnBreaks'>;
  tabColour?: string;
  autoFilter?: FileRange;
  conditionalFormats: number;
  isProtected: boolean;
}

const listMax = 1_000_000;

function add<T>(list: T[], item: T): void {
  if (list.length >= listMax) throw new ElementProblem('the sheet repeats a setting more often than is read');
  list.push(item);
}

function rangeIn(text = ''): FileRange {
  const range = parseRange(text);
  if (range === undefined) throw new ElementProblem(`'${text.slice(0, 40)}' is no range of cells`);
  return range;
}

function rangesIn(text = ''): readonly FileRange[] {
  const ranges = parseRanges(text);
  if (ranges === undefined) throw new ElementProblem(`'${text.slice(0, 40)}' is no list of ranges`);
  return ranges;
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ElementProblem(`'${text.slice(0, 40)}' is no number`);
  return value;
}

/** The keys that have a value. */
function present<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}

function columnsFrom({ min, max, hidden, width, outlineLevel }: Attributes): FileColumns {
  return {
    from: (numberIn(min) ?? 1) - 1,
    to: (numberIn(max) ?? 1) - 1,
    hidden: isSet(hidden, false),
    outline: numberIn(outlineLevel) ?? 0,
    ...present({ width: numberIn(width) }),
  };
}

function validationFrom({ type = 'none', operator, allowBlank, sqref }: Attributes): FileValidation {
  return { type, allowBlank: isSet(allowBlank, false), ranges: rangesIn(sqref), ...present({ operator }) };
}

function pageFrom({ orientation, paperSize, fitToWidth, fitToHeight, scale }: Attributes): object {
  return present({
    orientation,
    paperSize: numberIn(paperSize),
    fitToWidth: numberIn(fitToWidth),
    fitToHeight: numberIn(fitToHeight),
    scale: numberIn(scale),
  });
}

type Open = (settings: Settings, attributes: Attributes, relationships: readonly Relationship[], parent: string) => void;

/** What each element says; elements that are not listed say nothing that is read. */
const elements: Readonly<Record<string, Open>> = {
  tabColor: (settings, attributes) => {
    const colour = colourOf(attributes);
    if (colour !== undefined) settings.tabColour = colour;
  },
  pageSetUpPr: (settings, { fitToPage }) => {
    settings.page = { ...settings.page, fitToPage: isSet(fitToPage, false) };
  },
  pageSetup: (settings, attributes) => {
    settings.page = { ...settings.page, ...pageFrom(attributes) };
  },
  pane: (settings, { state, xSplit, ySplit }) => {
    if (state === 'frozen' || state === 'frozenSplit') settings.frozen = { rows: numberIn(ySplit) ?? 0, columns: numberIn(xSplit) ?? 0 };
  },
  col: ({ columns }, attributes) => add(columns, columnsFrom(attributes)),
  mergeCell: ({ merged }, { ref }) => add(merged, rangeIn(ref)),
  dataValidation: ({ validations }, attributes) => add(validations, validationFrom(attributes)),
  hyperlink: ({ hyperlinks }, attributes, relationships) => add(hyperlinks, hyperlinkFrom(attributes, relationships)),
  cfRule: (settings) => {
    settings.conditionalFormats += 1;
  },
  autoFilter: (settings, { ref }) => {
    settings.autoFilter = rangeIn(ref);
  },
  sheetProtection: (settings, { sheet }) => {
    settings.isProtected = isSet(sheet, false);
  },
  brk: ({ rowBreaks, columnBreaks }, { id }, _, parent) => add(parent === 'rowBreaks' ? rowBreaks : columnBreaks, numberIn(id) ?? 0),
};

function hyperlinkFrom(attributes: Attributes, relationships: readonly Relationship[]): FileHyperlink {
  const id = relationId(attributes);
  const target = relationships.find((each) => each.id === id)?.target;
  if (id !== undefined && target === undefined)
    throw new ElementProblem(`a link names the relationship ${id.slice(0, 40)}, which is not there`);
  return { range: rangeIn(attributes.ref), ...present({ target, location: attributes.location }) };
}

function emptySettings(): Settings {
  return {
    columns: [],
    merged: [],
    validations: [],
    hyperlinks: [],
    rowBreaks: [],
    columnBreaks: [],
    frozen: { rows: 0, columns: 0 },
    page: { fitToPage: false },
    conditionalFormats: 0,
    isProtected: false,
  };
}

/** Hears everything outside of the cells. */
function settingsVisitor(settings: Settings, relationships: readonly Relationship[]): Required<XmlVisitor> {
  const path: string[] = [];
  let formula = '';
  return {
    open: (name, attributes) => {
      const parent = path.at(-1) ?? '';
      path.push(name);
      formula = '';
      if (Object.hasOwn(elements, name)) elements[name]!(settings, attributes, relationships, parent);
    },
    text: (text) => {
      formula += text;
    },
    close: (name) => {
      path.pop();
      const validation = settings.validations.at(-1);
      if (path.at(-1) !== 'dataValidation' || validation === undefined) return;
      if (name === 'formula1' || name === 'formula2') validation[name] = formula;
    },
  };
}

function readComments(parts: OpenParts, part: string | undefined): readonly FileComment[] {
  if (part === undefined) return [];
  const comments: FileComment[] = [];
  const authors: string[] = [];
  const collector = makeTextCollector();
  let [author, reference, within]: [string, string, string] = ['', '', ''];
  parts.parse(part, {
    open: (name, { ref = '', authorId = '' }) => {
      collector.open(name);
      if (name === 'author') [within, author] = [name, ''];
      if (name === 'comment') [reference, author] = [ref, authors[Number(authorId)] ?? ''];
    },
    text: (text) => {
      collector.text(text);
      if (within === 'author') author += text;
    },
    close: (name) => {
      collector.close(name);
      if (name === 'author') add(authors, author);
      within = '';
      if (name === 'comment') add(comments, commentAt(reference, author, collector.take()));
    },
  });
  return comments;
}

function commentAt(reference: string, author: string, text: string): FileComment {
  const place = parseAddress(reference);
  if (place === undefined) throw new ElementProblem(`'${reference.slice(0, 40)}' is no cell of a sheet`);
  return { ...place, author, text };
}

function kindOf(colour: string | undefined): FileSheet['kind'] {
  const kinds = Object.entries(tabColours) as [NonNullable<FileSheet['kind']>, { argb: string }][];
  return kinds.find(([, { argb }]) => argb === colour)?.[0];
}

/** `readSheet(parts, 'xl/worksheets/sheet1.xml', strings, budget).rows[0].cells[0].value` is its first value. */
export function readSheet(parts: OpenParts, part: string, strings: readonly string[], budget: Budget): SheetContent {
  const relationships = relationshipsOf(parts, part);
  const settings = emptySettings();
  const cells = makeCellReader(strings, budget);
  const rest = settingsVisitor(settings, relationships);
  let visitor: Required<XmlVisitor> = rest;
  let rows: FileSheet['rows'] = [];
  parts.parse(part, {
    open: (name, attributes) => {
      visitor.open(name, attributes);
      if (name === 'sheetData') visitor = cells;
    },
    text: (text) => visitor.text(text),
    close: (name) => {
      if (name === 'sheetData') [visitor, rows] = [rest, cells.finish()];
      visitor.close(name);
    },
  });
  const { page, rowBreaks, columnBreaks, tabColour, ...others } = settings;
  const kind = kindOf(tabColour);
  const charts = readCharts(parts, relationships);
  return {
    ...others,
    ...present({ tabColour, kind }),
    rows,
    pageSetup: { ...page, rowBreaks, columnBreaks },
    comments: readComments(parts, targetOfType(relationships, 'comments')),
    charts: charts.length,
    ...(charts.length === 0 ? {} : { chartContents: charts }),
  };
}
