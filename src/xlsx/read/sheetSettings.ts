/**
 * What a worksheet says outside of its cells. Takes its elements, one after another; returns settings. Guarantee:
 * repeated blocks (merged cells, validations, links, columns, conditional formats) are bounded.
 */
import { parseRange, parseRanges } from './fileAddress.ts';
import { type Attributes, ElementProblem, relationId, type XmlVisitor } from './parseXml.ts';
import { colourOf, isSet } from './readStyles.ts';
import type { Relationship } from './relationships.ts';
import { officeTheme } from './themeColours.ts';
import type {
  FileColumns,
  FileCondition,
  FileDefaults,
  FileHyperlink,
  FilePageSetup,
  FileRange,
  FileSheet,
  FileValidation,
  FileView,
} from './workbookFile.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Settings {
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
  readonly conditions: (FileCondition & { readonly formulas: string[] })[];
  view: FileView;
  defaults: FileDefaults;
  isProtected: boolean;
  /** The cells of the conditional format that is being read. */
  conditioned: readonly FileRange[];
}

export const defaultView: FileView = { hidesZeros: false, showsFormulas: false, zoom: 100 };
export const defaultRowsAndColumns: FileDefaults = { rowsHidden: false };

const listMax = 1_000_000;

export function addWithinLimit<T>(list: T[], item: T): void {
  if (list.length >= listMax)
    throw new ElementProblem('the sheet repeats a setting more often than burnsheet can read');
  list.push(item);
}

function rangeIn(text = ''): FileRange {
  const range = parseRange(text);
  if (range === undefined) throw new ElementProblem(`'${text.slice(0, 40)}' is not a valid cell range`);
  return range;
}

function rangesIn(text = ''): readonly FileRange[] {
  const ranges = parseRanges(text);
  if (ranges === undefined) throw new ElementProblem(`'${text.slice(0, 40)}' is not a valid list of cell ranges`);
  return ranges;
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ElementProblem(`'${text.slice(0, 40)}' is not a number`);
  return value;
}

/** The keys that have a value. */
export function withoutUndefined<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
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
    ...withoutUndefined({ width: numberIn(width) }),
  };
}

function validationFrom({ type = 'none', operator, allowBlank, sqref }: Attributes): FileValidation {
  return { type, allowBlank: isSet(allowBlank, false), ranges: rangesIn(sqref), ...withoutUndefined({ operator }) };
}

function pageFrom({ orientation, paperSize, fitToWidth, fitToHeight, scale }: Attributes): object {
  return withoutUndefined({
    orientation,
    paperSize: numberIn(paperSize),
    fitToWidth: numberIn(fitToWidth),
    fitToHeight: numberIn(fitToHeight),
    scale: numberIn(scale),
  });
}

type Open = (
  settings: Settings,
  attributes: Attributes,
  relationships: readonly Relationship[],
  parent: string,
) => void;

/** What each element says; elements that are not listed say nothing that is read. */
const elements: Readonly<Record<string, Open>> = {
  tabColor: (settings, attributes) => {
    // Which sheets are burnsheet's own is told by colours that it writes as digits, whatever the theme.
    const colour = colourOf(attributes, officeTheme);
    if (colour !== undefined) settings.tabColour = colour;
  },
  pageSetUpPr: (settings, { fitToPage }) => {
    settings.page = { ...settings.page, fitToPage: isSet(fitToPage, false) };
  },
  pageSetup: (settings, attributes) => {
    settings.page = { ...settings.page, ...pageFrom(attributes) };
  },
  pane: (settings, { state, xSplit, ySplit }) => {
    if (state === 'frozen' || state === 'frozenSplit')
      settings.frozen = { rows: numberIn(ySplit) ?? 0, columns: numberIn(xSplit) ?? 0 };
  },
  col: ({ columns }, attributes) => addWithinLimit(columns, columnsFrom(attributes)),
  mergeCell: ({ merged }, { ref }) => addWithinLimit(merged, rangeIn(ref)),
  dataValidation: ({ validations }, attributes) => addWithinLimit(validations, validationFrom(attributes)),
  hyperlink: ({ hyperlinks }, attributes, relationships) =>
    addWithinLimit(hyperlinks, hyperlinkFrom(attributes, relationships)),
  conditionalFormatting: (settings, { sqref }) => {
    settings.conditioned = rangesIn(sqref);
  },
  cfRule: ({ conditions, conditioned }, attributes) =>
    addWithinLimit(conditions, conditionFrom(attributes, conditioned)),
  dataBar: hidesValue,
  iconSet: hidesValue,
  sheetView: (settings, { showZeros, showFormulas, zoomScale }) => {
    settings.view = {
      hidesZeros: !isSet(showZeros, true),
      showsFormulas: isSet(showFormulas, false),
      zoom: numberIn(zoomScale) ?? 100,
    };
  },
  sheetFormatPr: (settings, { zeroHeight, defaultColWidth }) => {
    settings.defaults = {
      rowsHidden: isSet(zeroHeight, false),
      ...withoutUndefined({ columnWidth: numberIn(defaultColWidth) }),
    };
  },
  autoFilter: (settings, { ref }) => {
    settings.autoFilter = rangeIn(ref);
  },
  sheetProtection: (settings, { sheet }) => {
    settings.isProtected = isSet(sheet, false);
  },
  brk: ({ rowBreaks, columnBreaks }, { id }, _, parent) =>
    addWithinLimit(parent === 'rowBreaks' ? rowBreaks : columnBreaks, numberIn(id) ?? 0),
};

function conditionFrom(
  { type = '', dxfId }: Attributes,
  ranges: readonly FileRange[],
): FileCondition & { formulas: string[] } {
  return { ranges, type, hidesValue: false, formulas: [], ...withoutUndefined({ style: numberIn(dxfId) }) };
}

/** A bar or an icon in the place of the number. */
function hidesValue({ conditions }: Settings, { showValue }: Attributes): void {
  const last = conditions.at(-1);
  if (last !== undefined) conditions[conditions.length - 1] = { ...last, hidesValue: !isSet(showValue, true) };
}

function hyperlinkFrom(attributes: Attributes, relationships: readonly Relationship[]): FileHyperlink {
  const id = relationId(attributes);
  const target = relationships.find((each) => each.id === id)?.target;
  if (id !== undefined && target === undefined)
    throw new ElementProblem(`a link refers to the relationship ${id.slice(0, 40)}, which does not exist`);
  return { range: rangeIn(attributes.ref), ...withoutUndefined({ target, location: attributes.location }) };
}

export function emptySettings(): Settings {
  return {
    columns: [],
    merged: [],
    validations: [],
    hyperlinks: [],
    rowBreaks: [],
    columnBreaks: [],
    frozen: { rows: 0, columns: 0 },
    page: { fitToPage: false },
    conditions: [],
    conditioned: [],
    view: defaultView,
    defaults: defaultRowsAndColumns,
    isProtected: false,
  };
}

/** Hears everything outside of the cells. */
export function settingsVisitor(settings: Settings, relationships: readonly Relationship[]): Required<XmlVisitor> {
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
    skipped: (name) => {
      if (name === 'cfRule')
        addWithinLimit(settings.conditions, { ranges: [], type: 'extension', hidesValue: false, formulas: [] });
    },
    close: (name) => {
      path.pop();
      if (name === 'formula' && path.at(-1) === 'cfRule') addWithinLimit(settings.conditions.at(-1)!.formulas, formula);
      const validation = settings.validations.at(-1);
      if (path.at(-1) !== 'dataValidation' || validation === undefined) return;
      if (name === 'formula1' || name === 'formula2') validation[name] = formula;
    },
  };
}
