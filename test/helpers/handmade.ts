/**
 * Workbooks and archives made by hand. Enters XML texts and wishes; leaves the bytes of an `.xlsx` or of a zip archive
 * that lies.
 */
import { deflateSync, strToU8, zipSync } from 'fflate';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export type PartTexts = Readonly<Record<string, string | Uint8Array>>;

/** `relationships({ rId1: ['worksheet', 'worksheets/sheet1.xml'] })`; a third word makes it external. */
export function relationships(
  targets: Readonly<Record<string, readonly [type: string, target: string, mode?: string]>>,
): string {
  const lines = Object.entries(targets).map(([id, [type, target, mode]]) => {
    const external = mode === undefined ? '' : ` TargetMode="${mode}"`;
    return `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${external}/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`;
}

/** A worksheet part around rows, with other elements before and after them. */
export function worksheet(rows: string, { before = '', after = '' } = {}): string {
  return `<worksheet xmlns="${main}" xmlns:r="${office}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
}

const overrides: Readonly<Record<string, string>> = {
  'xl/workbook.xml': `${types}.sheet.main+xml`,
  'xl/worksheets/sheet1.xml': `${types}.worksheet+xml`,
  'xl/sharedStrings.xml': `${types}.sharedStrings+xml`,
  'xl/styles.xml': `${types}.styles+xml`,
  'xl/comments1.xml': `${types}.comments+xml`,
  'docProps/custom.xml': 'application/vnd.openxmlformats-officedocument.custom-properties+xml',
  'docProps/core.xml': 'application/vnd.openxmlformats-package.core-properties+xml',
  'xl/externalLinks/externalLink1.xml': `${types}.externalLink+xml`,
  'xl/vbaProject.bin': 'application/vnd.ms-office.vbaProject',
  'xl/connections.xml': `${types}.connections+xml`,
  'xl/embeddings/oleObject1.bin': 'application/vnd.openxmlformats-officedocument.oleObject',
};

function contentTypes(parts: PartTexts): string {
  const known = Object.entries(overrides).filter(([part]) => part in parts);
  const lines = known.map(([part, type]) => `<Override PartName="/${part}" ContentType="${type}"/>`);
  const defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>';
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults}${lines.join('')}</Types>`;
}

/** The parts of a workbook of one sheet `S`; `rows` stand in it. Parts given replace and add. */
export function handmadeParts(rows = '', more: PartTexts = {}): PartTexts {
  const parts: PartTexts = {
    '_rels/.rels': relationships({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships({ rId1: ['worksheet', 'worksheets/sheet1.xml'] }),
    'xl/worksheets/sheet1.xml': worksheet(rows),
    ...more,
  };
  return { '[Content_Types].xml': contentTypes(parts), ...parts };
}

/** Packs parts as they are. */
export function packed(parts: PartTexts): Uint8Array {
  const bytes = Object.entries(parts).map(
    ([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part] as const,
  );
  return zipSync(Object.fromEntries(bytes), { level: 1 });
}

/** A workbook of one sheet made of these rows: `handmade('<row r="1"><c r="A1"><v>1</v></c></row>')`. */
export function handmade(rows = '', more: PartTexts = {}): Uint8Array {
  return packed(handmadeParts(rows, more));
}

/** One entry of an archive as it is written, true or not. */
export interface RawEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly size: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** What the head of the part says when it differs from the directory. */
  readonly nameBefore?: string;
}

/** One entry with its true size; its check sum is left at zero. */
export function deflated(name: string, content: Uint8Array): RawEntry {
  return { name, data: deflateSync(content, { level: 1 }), size: content.length };
}

function head(signature: number, fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(4 + fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function commonFields(
  { flags = 0, method = 8, crc = 0, data, size }: RawEntry,
  name: Uint8Array,
): readonly (readonly [2 | 4, number])[] {
  return [
    [2, flags],
    [2, method],
    [4, 0],
    [4, crc],
    [4, data.length],
    [4, size],
    [2, name.length],
    [2, 0],
  ];
}

/** An archive of entries that may say anything; `offsets` places the directory's pointers elsewhere. */
export function rawZip(entries: readonly RawEntry[], offsets: readonly number[] = []): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  entries.forEach((entry, index) => {
    const before = strToU8(entry.nameBefore ?? entry.name);
    const name = strToU8(entry.name);
    const part = [head(0x04034b50, [[2, 20], ...commonFields(entry, before)]), before, entry.data];
    const fields = commonFields(entry, name);
    directory.push(
      head(0x02014b50, [[2, 20], [2, 20], ...fields, [2, 0], [2, 0], [2, 0], [4, 0], [4, offsets[index] ?? at]]),
      name,
    );
    parts.push(...part);
    at += part.reduce((sum, { length }) => sum + length, 0);
  });
  const length = directory.reduce((sum, each) => sum + each.length, 0);
  const end = head(0x06054b50, [
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, length],
    [4, at],
    [2, 0],
  ]);
  return joined([...parts, ...directory, end]);
}
