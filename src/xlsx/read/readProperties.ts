/**
 * Document properties and the run record of a workbook. Takes the parts; returns both.
 */
import { recordNamespace } from '../../grid/grid.ts';
import type { OpenParts, Relationship } from './relationships.ts';
import { relationshipsOf, targetOfType } from './relationships.ts';
import type { FileProperties, FileRecord } from './workbookFile.ts';

/** The record of a large model. */
const recordPieceMax = 128_000_000;

const coreNames = ['title', 'subject', 'creator', 'keywords', 'description', 'created', 'modified'] as const;
type CoreName = (typeof coreNames)[number];

function readCore(parts: OpenParts, part: string | undefined): Partial<Record<CoreName, string>> {
  const found: Partial<Record<CoreName, string>> = {};
  let text = '';
  if (part === undefined) return found;
  parts.parse(
    part,
    {
      open: () => {
        text = '';
      },
      text: (more) => {
        text += more;
      },
      close: (name) => {
        const core = coreNames.find((each) => each === name);
        if (core !== undefined) found[core] = text;
        text = '';
      },
    },
    { mixed: true },
  );
  return found;
}

function readCustom(parts: OpenParts, part: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let [property, text] = ['', ''];
  if (part === undefined) return found;
  parts.parse(
    part,
    {
      open: (name, attributes) => {
        if (name === 'property') [property, text] = [attributes.name ?? '', ''];
      },
      text: (more) => {
        text += more;
      },
      close: (name) => {
        if (name === 'property') found.set(property, text.trim());
      },
    },
    { mixed: true },
  );
  return found;
}

/** The document properties that the relationships of the package lead to. */
export function readProperties(parts: OpenParts, ofPackage: readonly Relationship[]): FileProperties {
  return {
    ...readCore(parts, targetOfType(ofPackage, 'core-properties')),
    custom: readCustom(parts, targetOfType(ofPackage, 'custom-properties')),
  };
}

function readItem(parts: OpenParts, part: string): FileRecord | undefined {
  const texts: string[] = [];
  let record: { readonly part: string; readonly attributes: Readonly<Record<string, string>> } | undefined;
  let depth = 0;
  parts.parse(
    part,
    {
      open: (_, attributes) => {
        if (depth === 0 && Object.values(attributes).includes(recordNamespace))
          record = { part, attributes: { ...attributes } };
        depth += 1;
      },
      text: (text) => {
        if (record !== undefined) texts.push(text);
      },
      close: () => {
        depth -= 1;
      },
    },
    { mixed: true, pieceMax: recordPieceMax },
  );
  return record === undefined ? undefined : { ...record, text: texts.join('') };
}

/** The run record, if the workbook holds one; items of others are passed over. */
export function readRecord(parts: OpenParts, relationships: readonly Relationship[]): FileRecord | undefined {
  const items = new Set(
    relationships.filter(({ type, isExternal }) => type === 'customXml' && !isExternal).map(({ target }) => target),
  );
  for (const item of items) {
    const record = readItem(parts, item);
    if (record !== undefined) return record;
  }
  return undefined;
}

/** Relationships of the package itself. */
export function packageRelationships(parts: OpenParts): readonly Relationship[] {
  return relationshipsOf(parts, '');
}
