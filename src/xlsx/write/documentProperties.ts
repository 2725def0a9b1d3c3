/**
 * Document properties, which Excel shows under File, Info, and the run record for programs. Takes texts; adds parts to
 * the file in the form that Excel itself writes, so that Excel keeps them when it saves.
 */
import { recordNamespace } from '../../grid/grid.ts';
import { addPart, addRelationship, type Parts } from './packageParts.ts';
import { element, escapeXml, xmlDeclaration } from './xml.ts';

const schemas = 'http://schemas.openxmlformats.org/officeDocument/2006';
const types = 'application/vnd.openxmlformats-officedocument';

/** The set of properties that users define, and the longest text of one. */
const userProperties = '{D5CDD505-2E9C-101B-9397-08002B2CF9AE}';
const textMax = 255;

/** Adds properties by name: `addCustomProperties(parts, { 'burnsheet run': 'abc123' })`. */
export function addCustomProperties(parts: Parts, properties: Readonly<Record<string, string>>): void {
  const entries = Object.entries(properties);
  if (entries.length === 0) return;
  const path = 'docProps/custom.xml';
  const spaces = { xmlns: `${schemas}/custom-properties`, 'xmlns:vt': `${schemas}/docPropsVTypes` };
  const xml = element('Properties', spaces, ...entries.map(([name, text], index) => property(name, text, index)));
  addPart(parts, path, xmlDeclaration + xml, `${types}.custom-properties+xml`);
  addRelationship(parts, '', 'custom-properties', path);
}

/** The numbers of properties start at 2. */
function property(name: string, text: string, index: number): string {
  const attributes = { fmtid: userProperties, pid: index + 2, name: name.slice(0, textMax) };
  return element('property', attributes, element('vt:lpwstr', {}, escapeXml(text.slice(0, textMax))));
}

/** Tells the record from other custom parts of the same workbook; Excel asks for one of these, and any will do. */
const recordId = '{6B1F2C6E-3D0A-4E51-9C27-8A5D41B7E0F3}';

/** Adds a record as a custom part: `addRecord(parts, '<record xmlns="urn:burnsheet:record">…</record>')`. */
export function addRecord(parts: Parts, xml: string): void {
  if (!xml.includes(`"${recordNamespace}"`)) throw new Error(`the record is not in the namespace ${recordNamespace}`);
  addPart(parts, 'customXml/item1.xml', xml.startsWith('<?xml') ? xml : xmlDeclaration + xml);
  addPart(parts, 'customXml/itemProps1.xml', recordProperties(), `${types}.customXmlProperties+xml`);
  addRelationship(parts, 'customXml/item1.xml', 'customXmlProps', 'itemProps1.xml');
  addRelationship(parts, 'xl/workbook.xml', 'customXml', '../customXml/item1.xml');
}

function recordProperties(): string {
  const references = element('ds:schemaRefs', {}, element('ds:schemaRef', { 'ds:uri': recordNamespace }));
  const attributes = { 'ds:itemID': recordId, 'xmlns:ds': `${schemas}/customXml` };
  return xmlDeclaration.replace('yes', 'no') + element('ds:datastoreItem', attributes, references);
}
