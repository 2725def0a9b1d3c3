/**
 * A strict reading of the packages that burnsheet writes. Enters the bytes of an `.xlsx`; leaves every fault as one
 * line, such as `xl/styles.xml: font holds color sz`. A workbook without faults is one that Excel opens without repair,
 * as far as rules can tell.
 */
import { strFromU8, unzipSync } from 'fflate';
import { contentTypesTable, type ElementType, type ElementTypes, tables } from './openXmlTypes.ts';
import { findAll, parseXml, type XmlNode } from './xmlTree.ts';

interface Part {
  readonly name: string;
  readonly type: string | undefined;
  readonly root: XmlNode;
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly isExternal: boolean;
}

interface OpenPackage {
  readonly parts: ReadonlyMap<string, Part>;
  readonly relations: ReadonlyMap<string, readonly Relation[]>;
}

const typesName = '[Content_Types].xml';
const isRelations = (name: string): boolean => name.endsWith('.rels');

function openPackage(bytes: Uint8Array): OpenPackage {
  const texts = Object.entries(unzipSync(bytes)).map(([name, part]) => [name, parseXml(strFromU8(part))] as const);
  const types = texts.find(([name]) => name === typesName)![1];
  const parts = new Map(texts.map(([name, root]) => [name, { name, root, type: contentType(name, types) }]));
  const owners = texts
    .filter(([name]) => isRelations(name))
    .map(([name, root]) => [ownerOf(name), relationsIn(name, root)] as const);
  return { parts, relations: new Map(owners) };
}

function contentType(name: string, types: XmlNode): string | undefined {
  const override = types.children.find(({ attributes }) => attributes.PartName === `/${name}`);
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return (override ?? types.children.find(({ attributes }) => attributes.Extension === extension))?.attributes
    .ContentType;
}

/** The part whose relations these are; empty for the package. */
function ownerOf(name: string): string {
  return name.replace(/_rels\/([^/]*)\.rels$/, '$1');
}

function relationsIn(name: string, root: XmlNode): readonly Relation[] {
  return root.children.map(({ attributes: { Id = '', Type = '', Target = '', TargetMode } }) => {
    const isExternal = TargetMode === 'External';
    return {
      id: Id,
      type: Type.slice(Type.lastIndexOf('/') + 1),
      isExternal,
      target: isExternal ? Target : resolve(ownerOf(name), Target),
    };
  });
}

function resolve(owner: string, target: string): string {
  return decodeURIComponent(new URL(target, `file:///${owner}`).pathname.slice(1));
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

// Elements

const isIgnored = (attribute: string): boolean => /^xmlns(?::|$)|^x14ac:|^mc:Ignorable$/.test(attribute);

function attributeFaults(node: XmlNode, { attributes, required }: ElementType): readonly string[] {
  const names = Object.keys(node.attributes).filter((name) => !isIgnored(name));
  const unknown = names.filter((name) => !attributes.has(name)).map((name) => `${node.name} has no attribute ${name}`);
  const missing = required
    .filter((name) => !(name in node.attributes))
    .map((name) => `${node.name} wants the attribute ${name}`);
  return [...unknown, ...missing];
}

function contentFaults(node: XmlNode, type: ElementType): readonly string[] {
  const children = node.children.map(({ name }) => `${name} `).join('');
  const order = type.children.test(children)
    ? []
    : [`${node.name} holds ${children.trim().slice(0, 200) || 'nothing'}`];
  const text = type.holdsText || node.text.trim() === '' ? [] : [`${node.name} holds text`];
  return [...order, ...text];
}

function elementFaults(node: XmlNode, parent: string, table: ElementTypes): readonly string[] {
  const type = table.get(`${parent}>${node.name}`) ?? table.get(node.name);
  if (type === undefined) return [`${node.name} is not in the table`];
  const below = node.children.flatMap((child) => elementFaults(child, node.name, table));
  return [...attributeFaults(node, type), ...contentFaults(node, type), ...below];
}

function schemaFaults({ parts }: OpenPackage): readonly string[] {
  return [...parts.values()].flatMap(({ name, type, root }) => {
    const table = name === typesName ? contentTypesTable : tables[type ?? ''];
    const faults = table === undefined ? [] : elementFaults(root, '', table);
    return [...new Set(faults)].map((fault) => `${name}: ${fault}`);
  });
}

// The package

/** Types of parts that have no table, because they are of an older or another kind. */
const untabled = [
  'application/vnd.openxmlformats-officedocument.theme+xml',
  'application/vnd.openxmlformats-officedocument.vmlDrawing',
];

/** Only custom items, which may hold any XML, are of no type but XML. */
function isTyped({ name, type = '' }: Part): boolean {
  if (name === typesName) return true;
  if (type === 'application/xml') return /^customXml\/item\d+\.xml$/.test(name);
  return type in tables || untabled.includes(type);
}

function nameFaults({ parts }: OpenPackage): readonly string[] {
  const names = [...parts.keys()];
  const odd = names.filter(
    (name) => !/^(?:\[Content_Types\]\.xml|(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_.-]*[A-Za-z0-9])$/.test(name),
  );
  const twice = repeated(names.map((name) => name.toLowerCase()));
  return [...odd.map((name) => `${name}: no name of a part`), ...twice.map((name) => `${name}: stands there twice`)];
}

function typeFaults({ parts }: OpenPackage): readonly string[] {
  const declared = parts
    .get(typesName)!
    .root.children.map(({ attributes }) => attributes.PartName ?? `*.${attributes.Extension}`);
  const dangling = declared.filter((name) => name.startsWith('/') && !parts.has(name.slice(1)));
  const untyped = [...parts.values()].filter((part) => !isTyped(part));
  return [
    ...repeated(declared).map((name) => `${typesName}: ${name} stands there twice`),
    ...dangling.map((name) => `${typesName}: ${name} is no part`),
    ...untyped.map(({ name, type }) => `${name}: the type ${type} is not known`),
  ];
}

function relationFaults({ parts, relations }: OpenPackage): readonly string[] {
  return [...relations].flatMap(([owner, list]) => {
    const orphaned = owner === '' || parts.has(owner) ? [] : [`${owner}: has relations and is no part`];
    const dangling = list
      .filter(({ target, isExternal }) => !isExternal && !parts.has(target))
      .map(({ target }) => `${owner}: leads to ${target}`);
    const external = list
      .filter(({ isExternal, type }) => isExternal && type !== 'hyperlink')
      .map(({ target }) => `${owner}: reads ${target}`);
    return [
      ...orphaned,
      ...dangling,
      ...external,
      ...repeated(list.map(({ id }) => id)).map((id) => `${owner}: ${id} stands there twice`),
    ];
  });
}

function orphanFaults({ parts, relations }: OpenPackage): readonly string[] {
  const reached = new Set<string>();
  const visit = (owner: string): void => {
    for (const { target, isExternal } of relations.get(owner) ?? []) {
      if (isExternal || reached.has(target)) continue;
      reached.add(target);
      visit(target);
    }
  };
  visit('');
  return [...parts.keys()]
    .filter((name) => name !== typesName && !isRelations(name) && !reached.has(name))
    .map((name) => `${name}: leads nowhere`);
}

/** Relations that a part does not name: Excel finds them by their type. */
const implicitTypes = ['comments', 'worksheet', 'styles', 'sharedStrings', 'theme', 'customXml', 'customXmlProps'];

function useFaults({ parts, relations }: OpenPackage): readonly string[] {
  return [...parts.values()].flatMap(({ name, root }) => {
    const used = everything(root).flatMap(({ attributes }) => attributes['r:id'] ?? []);
    const list = relations.get(name) ?? [];
    const missing = used
      .filter((id) => !list.some((relation) => relation.id === id))
      .map((id) => `${name}: ${id} leads nowhere`);
    const idle = list
      .filter(({ id, type }) => !used.includes(id) && !implicitTypes.includes(type))
      .map(({ id }) => `${name}: ${id} is not used`);
    return [...missing, ...idle];
  });
}

function everything(node: XmlNode): readonly XmlNode[] {
  const all: XmlNode[] = [];
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    all.push(next);
    open.push(...next.children.slice(0, 100_000));
  }
  return all;
}

// What the schema cannot say

function partsOf({ parts }: OpenPackage, ending: string): readonly Part[] {
  return [...parts.values()].filter(({ type }) => type?.endsWith(ending));
}

const attributes = (node: XmlNode, element: string, attribute: string): readonly string[] =>
  findAll(node, element).map((each) => each.attributes[attribute] ?? '');

function twiceFaults(source: OpenPackage): readonly string[] {
  const [workbook] = partsOf(source, 'sheet.main+xml');
  const lower = (values: readonly string[]) => values.map((value) => value.toLowerCase());
  const names = findAll(workbook!.root, 'definedName').map(
    ({ attributes: each }) => `${each.name} ${each.localSheetId ?? ''}`,
  );
  const boxes = [...source.parts.values()]
    .filter(({ name }) => name.endsWith('.vml'))
    .flatMap(({ root }) => attributes(root, 'v:shape', 'id'));
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['sheet', lower(attributes(workbook!.root, 'sheet', 'name'))],
    ['sheetId', attributes(workbook!.root, 'sheet', 'sheetId')],
    ['definedName', lower(names)],
    ['numFmtId', partsOf(source, 'styles+xml').flatMap(({ root }) => attributes(root, 'numFmt', 'numFmtId'))],
    ['box', boxes],
    ...partsOf(source, 'custom-properties+xml').map(
      ({ root }) => ['property', attributes(root, 'property', 'name')] as const,
    ),
    ...partsOf(source, 'drawing+xml').map(({ root }) => ['drawing', attributes(root, 'xdr:cNvPr', 'id')] as const),
    ...partsOf(source, 'comments+xml').map(({ root }) => ['comment', attributes(root, 'comment', 'ref')] as const),
    ...partsOf(source, 'chart+xml').map(({ root }) => ['series', attributes(root, 'c:order', 'val')] as const),
  ];
  return lists.flatMap(([what, values]) => repeated(values).map((value) => `${what} ${value} stands there twice`));
}

/** Every `count` is the number of children; shared texts say how many cells use them, which is another number. */
function countFaults({ parts }: OpenPackage): readonly string[] {
  return [...parts.values()].flatMap(({ name, root }) =>
    everything(root).flatMap((node) => {
      const count = node.name === 'sst' ? node.attributes.uniqueCount : node.attributes.count;
      return count === undefined || Number(count) === node.children.length
        ? []
        : [`${name}: ${node.name} counts ${count}`];
    }),
  );
}

function rangeFaults(
  part: string,
  node: XmlNode,
  element: string,
  attribute: string,
  count: number,
): readonly string[] {
  const wrong = attributes(node, element, attribute).filter((value) => value !== '' && !(Number(value) < count));
  return wrong.map((value) => `${part}: ${element} names ${attribute} ${value} of ${count}`);
}

function styleFaults(source: OpenPackage): readonly string[] {
  const [styles] = partsOf(source, 'styles+xml');
  const length = (name: string): number =>
    styles!.root.children.find((child) => child.name === name)?.children.length ?? 0;
  const within = (['font', 'fill', 'border'] as const).flatMap((name) =>
    rangeFaults(styles!.name, styles!.root, 'xf', `${name}Id`, length(`${name}s`)),
  );
  const cells = partsOf(source, 'worksheet+xml').flatMap(({ name, root }) =>
    rangeFaults(name, root, 'c', 's', length('cellXfs')),
  );
  return [...within, ...cells];
}

function cellFaults(source: OpenPackage): readonly string[] {
  const strings = partsOf(source, 'sharedStrings+xml')[0]?.root.children.length ?? 0;
  return partsOf(source, 'worksheet+xml').flatMap(({ name, root }) => {
    const cells = findAll(root, 'c');
    const shared = cells
      .filter(({ attributes: { t } }) => t === 's')
      .map(({ children }) => Number(children.find((each) => each.name === 'v')?.text));
    const formulas = findAll(root, 'f').map(({ text }) => text);
    return [
      ...shared
        .filter((index) => !(index >= 0 && index < strings))
        .map((index) => `${name}: there is no shared text ${index}`),
      ...formulas
        .filter((text) => text.length > 8192 || text.startsWith('='))
        .map((text) => `${name}: the formula ${text.slice(0, 40)}`),
      ...cells
        .filter(({ attributes: { t = 'n' } }) => !/^(?:n|s|str|b|e)$/.test(t))
        .map(({ attributes: { r } }) => `${name}: the type of ${r}`),
    ];
  });
}

function sheetNameFaults(source: OpenPackage): readonly string[] {
  const names = attributes(partsOf(source, 'sheet.main+xml')[0]!.root, 'sheet', 'name');
  return names
    .filter((name) => name.length > 31 || /^'|'$|[[\]:*?/\\]/.test(name) || name === '')
    .map((name) => `the sheet name ${name}`);
}

/** Every fault of a package; none for one that keeps the standard. */
export function packageFaults(bytes: Uint8Array): readonly string[] {
  const source = openPackage(bytes);
  const rules = [nameFaults, typeFaults, relationFaults, orphanFaults, useFaults, schemaFaults];
  const faults = rules.flatMap((rule) => rule(source));
  return faults.length > 0
    ? faults
    : [twiceFaults, countFaults, styleFaults, cellFaults, sheetNameFaults].flatMap((rule) => rule(source));
}
