/**
 * Shared strings. Takes the parts and the name of their part; returns the texts by index. Phonetic guides are left out.
 */
import { ElementProblem } from './parseXml.ts';
import type { OpenParts } from './relationships.ts';

/** Characters of all texts of a workbook, and of all formulas. */
export const charactersMax = 256_000_000;
const countMax = 12_000_000;

/** Excel spells characters that XML cannot hold as `_x000D_`, and a text that looks so with `_x005F_` before it. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

/** The text of an item with runs: what stands in `<t>`, but not in `<rPh>`. */
export interface TextCollector {
  readonly open: (name: string) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
  /** The text so far; begins anew. */
  readonly take: () => string;
}

/** Collects the text of `<si>`, `<is>` and `<text>`. */
export function makeTextCollector(): TextCollector {
  let [collected, within, phonetic] = ['', false, false];
  return {
    open: (name) => {
      if (name === 't') within = !phonetic;
      else if (name === 'rPh') phonetic = true;
    },
    close: (name) => {
      if (name === 't') within = false;
      else if (name === 'rPh') phonetic = false;
    },
    text: (text) => {
      if (within) collected += text;
    },
    take: () => {
      const text = unescaped(collected);
      collected = '';
      return text;
    },
  };
}

/** `readStrings(parts, 'xl/sharedStrings.xml')[0]` is the first text. */
export function readStrings(parts: OpenParts, part: string | undefined): readonly string[] {
  if (part === undefined) return [];
  const strings: string[] = [];
  const collector = makeTextCollector();
  let characters = 0;
  parts.parse(part, {
    open: collector.open,
    text: (text) => {
      characters += text.length;
      if (characters > charactersMax)
        throw new ElementProblem('the workbook contains more text than burnsheet can read');
      collector.text(text);
    },
    close: (name) => {
      collector.close(name);
      if (name !== 'si') return;
      if (strings.length >= countMax)
        throw new ElementProblem('the workbook contains more shared strings than burnsheet can read');
      strings.push(collector.take());
    },
  });
  return strings;
}
