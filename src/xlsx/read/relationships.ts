/**
 * Relationships between the parts of a package. Takes a package and the name of a part; returns the parts and addresses
 * that it refers to. Guarantee: only parts of the package are looked up, and no part is read twice, so the work is
 * bounded by the package.
 */
import type { Package } from './openPackage.ts';
import { parseXml, type XmlOptions, type XmlVisitor } from './parseXml.ts';
import { Refusal } from './refusal.ts';

export interface Relationship {
  readonly id: string;
  /** Last word of the type, such as `worksheet`: the same in both editions of the standard. */
  readonly type: string;
  /** Name of a part, or an address when it is external. */
  readonly target: string;
  readonly isExternal: boolean;
}

/** The parts of one workbook while it is read. */
export interface OpenParts {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
  /** Reads a part, which must be there; a second time is refused. */
  readonly parse: (name: string, visitor: XmlVisitor, options?: XmlOptions) => void;
}

/** Makes the view of a package that reads every part once at most. */
export function openParts(source: Package): OpenParts {
  const known = new Set(source.names.map((name) => name.toLowerCase()));
  const used = new Set<string>();
  return {
    names: source.names,
    has: (name) => known.has(name.toLowerCase()),
    parse: (name, visitor, options) => {
      const chunks = source.chunks(name);
      if (chunks === undefined) throw new Refusal(`the workbook refers to a part that does not exist: ${name}`);
      if (used.has(name.toLowerCase())) throw new Refusal(`the workbook uses one part for two purposes: ${name}`);
      used.add(name.toLowerCase());
      parseXml(name, chunks, visitor, options);
    },
  };
}

function relationshipsName(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/**
 * `resolve('xl/workbook.xml', 'worksheets/sheet1.xml')` is `xl/worksheets/sheet1.xml`. A path cannot climb above the
 * package, whose parts are all that is ever looked up; LibreOffice writes one `..` too many for custom parts.
 */
function resolve(part: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : part.slice(0, part.lastIndexOf('/') + 1) + target;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    if (step !== '..' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** What a part (or, with `''`, the package) refers to; nothing when it has no relationships. */
export function relationshipsOf(parts: OpenParts, part: string): readonly Relationship[] {
  const name = relationshipsName(part);
  if (!parts.has(name)) return [];
  const found: Relationship[] = [];
  parts.parse(name, {
    open: (element, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) => {
      if (element !== 'Relationship') return;
      const isExternal = mode === 'External' || target.startsWith('#');
      found.push({
        id,
        type: type.slice(type.lastIndexOf('/') + 1),
        target: isExternal ? target : resolve(part, target),
        isExternal,
      });
    },
  });
  return found;
}

/** The one part of a type that a part refers to, if any. */
export function targetOfType(relationships: readonly Relationship[], type: string): string | undefined {
  return relationships.find((each) => each.type === type && !each.isExternal)?.target;
}
