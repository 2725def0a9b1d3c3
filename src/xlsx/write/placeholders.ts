/**
 * Texts that are known only after the workbook has been written: the results of the rules on the About sheet. Takes the
 * parts of a workbook and replaces the placeholders. Guarantee: only placeholders are replaced, and only whole texts.
 */
import { strFromU8, strToU8 } from 'fflate';
import type { Parts } from './packageParts.ts';
import { escapeXml } from './xml.ts';

const stringsPart = 'xl/sharedStrings.xml';

/** Puts texts in the place of their placeholders: `fillStrings(parts, new Map([['{{a}}', 'Pass']]))`. */
export function replacePlaceholders(parts: Parts, texts: ReadonlyMap<string, string>): void {
  const strings = parts[stringsPart];
  if (strings === undefined || texts.size === 0) return;
  const byXml = new Map([...texts].map(([before, after]) => [escapeXml(before), escapeXml(after)] as const));
  const xml = strFromU8(strings).replace(/(?<=>)\{\{[^<]*\}\}(?=<)/g, (before) => byXml.get(before) ?? before);
  parts[stringsPart] = strToU8(xml);
}
