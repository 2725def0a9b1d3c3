/**
 * One worksheet. Takes the parts and the name of the worksheet's part; returns its contents and those of related parts.
 */

import { tabColours } from '../../grid/grid.ts';
import { parseAddress } from './fileAddress.ts';
import { ElementProblem, type XmlVisitor } from './parseXml.ts';
import { type Budget, makeCellReader } from './readCells.ts';
import { readCharts } from './readCharts.ts';
import { readDrawings } from './readDrawings.ts';
import { makeTextCollector } from './readStrings.ts';
import { type OpenParts, relationshipsOf, targetOfType } from './relationships.ts';
import { addWithinLimit, emptySettings, settingsVisitor, withoutUndefined } from './sheetSettings.ts';
import type { FileComment, FileSheet } from './workbookFile.ts';

/** What a worksheet says of itself; name, state and what is printed stand in the workbook. */
export type SheetContent = Omit<FileSheet, 'name' | 'part' | 'type' | 'state' | 'printTitles' | 'printArea'>;

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
      if (name === 'author') addWithinLimit(authors, author);
      within = '';
      if (name === 'comment') addWithinLimit(comments, commentAt(reference, author, collector.take()));
    },
  });
  return comments;
}

function commentAt(reference: string, author: string, text: string): FileComment {
  const place = parseAddress(reference);
  if (place === undefined) throw new ElementProblem(`'${reference.slice(0, 40)}' is not a valid cell address`);
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
  let visitor: Required<Omit<XmlVisitor, 'skipped'>> = rest;
  let rows: FileSheet['rows'] = [];
  parts.parse(part, {
    open: (name, attributes) => {
      visitor.open(name, attributes);
      if (name === 'sheetData') visitor = cells;
    },
    text: (text) => visitor.text(text),
    skipped: (name) => rest.skipped(name),
    close: (name) => {
      if (name === 'sheetData') [visitor, rows] = [rest, cells.finish()];
      visitor.close(name);
    },
  });
  const { page, rowBreaks, columnBreaks, tabColour, conditioned: _, ...others } = settings;
  const kind = kindOf(tabColour);
  const { drawings, chartOrder } = readDrawings(parts, relationships);
  const charts = readCharts(parts, relationships, chartOrder);
  return {
    ...others,
    ...withoutUndefined({ tabColour, kind }),
    rows,
    pageSetup: { ...page, rowBreaks, columnBreaks },
    comments: readComments(parts, targetOfType(relationships, 'comments')),
    charts: charts.length,
    drawings,
    ...(charts.length === 0 ? {} : { chartContents: charts }),
  };
}
