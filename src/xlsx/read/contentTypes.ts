/**
 * Content types of the parts of a package. Takes the parts; returns their content types, and the parts that an
 * auditable workbook does not have.
 */

import { Refusal } from './refusal.ts';
import type { OpenParts } from './relationships.ts';
import type { FileParts } from './workbookFile.ts';

const typesPart = '[Content_Types].xml';

export type ContentTypeOf = (part: string) => string | undefined;

/** Content types by part name, as `[Content_Types].xml` says. */
export function readContentTypes(parts: OpenParts): ContentTypeOf {
  const defaults = new Map<string, string>();
  const overrides = new Map<string, string>();
  if (!parts.has(typesPart)) throw new Refusal('the file is a zip archive, not an .xlsx workbook');
  parts.parse(typesPart, {
    open: (name, { Extension: extension = '', PartName: part = '', ContentType: type = '' }) => {
      if (name === 'Default') defaults.set(extension.toLowerCase(), type);
      if (name === 'Override') overrides.set(part.replace(/^\//, '').toLowerCase(), type);
    },
  });
  return (part) => {
    const name = part.toLowerCase();
    return overrides.get(name) ?? defaults.get(name.slice(name.lastIndexOf('.') + 1));
  };
}

const workbookType = /(?:sheet|template)\.(?:main|macroEnabled\.main)\+xml$/;

/** Refuses a main part that is no workbook of XML. */
export function refuseOtherDocument(type: string | undefined): void {
  if (type !== undefined && workbookType.test(type)) return;
  if (type?.includes('sheet.binary')) throw new Refusal('the file is a binary workbook (.xlsb)', 'save it as .xlsx');
  throw new Refusal('the file is an Office document, but not an .xlsx workbook');
}

type Kind = keyof FileParts;

/** By content type or name; the first that fits counts. */
const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['macros', /vbaProject|macrosheet|macroEnabled|vbaData/i],
  ['externalLinks', /externalLink/i],
  ['connections', /connections\+xml|queryTable|\/model\/|pivotCacheDefinition|customData|\/xmlMaps/i],
  ['embedded', /\/embeddings\/|oleObject|\/activeX\/|\/ctrlProps\/|\.bin\b.*package/i],
];

const known = [
  /spreadsheetml\.(?:sheet\.main|template\.main|worksheet|chartsheet|dialogsheet|styles|sharedStrings|comments|calcChain|table|sheetMetadata)\+xml$/,
  /officedocument\.(?:theme|drawing|customXmlProperties|extended-properties|custom-properties|themeOverride|vmlDrawing|spreadsheetml\.printerSettings)(?:\+xml)?$/,
  /drawingml\.chart(?:shapes)?\+xml$|ms-office\.chart(?:ex|style|colorstyle)\+xml$/,
  /package\.(?:core-properties|relationships)\+xml$/,
  /ms-excel\.(?:threadedcomments|person)\+xml$/,
  /^image\//,
];
const knownNames = /^(?:\[content_types\]\.xml|(?:.*\/)?_rels\/[^/]*\.rels|customxml\/item\d+\.xml)$/i;

function kindOf(part: string, type: string | undefined): Kind | undefined {
  const found = kinds.find(([, pattern]) => pattern.test(type ?? '') || pattern.test(`/${part}`));
  if (found !== undefined) return found[0];
  return knownNames.test(part) || known.some((pattern) => pattern.test(type ?? '')) ? undefined : 'unknown';
}

/** The parts that want a second look, each under its kind. */
export function unusualParts(parts: OpenParts, typeOf: ContentTypeOf): FileParts {
  const found: Record<Kind, string[]> = { externalLinks: [], macros: [], embedded: [], connections: [], unknown: [] };
  for (const part of parts.names) {
    if (/_rels\/[^/]*\.rels$/i.test(part)) continue;
    const kind = kindOf(part, typeOf(part));
    if (kind !== undefined) found[kind].push(part);
  }
  return found;
}
