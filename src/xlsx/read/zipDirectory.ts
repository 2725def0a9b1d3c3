/**
 * The directory at the end of a zip archive. Takes the bytes of an archive; returns the position and declared size of
 * each part. Guarantee: every part lies within the file, no two share bytes, none is encrypted, names are unique
 * without regard to case and stay within the package, and what stands before a part agrees with the directory. Nothing
 * is inflated.
 */
import { limitText, Refusal } from './refusal.ts';

export interface ZipEntry {
  readonly name: string;
  /** Compressed bytes. */
  readonly packed: Uint8Array;
  readonly deflated: boolean;
  /** Size and check sum as declared. */
  readonly size: number;
  readonly crc: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const partSignature = 0x04034b50;
const endLength = 22;
const entryLength = 46;
const partHeadLength = 30;
const commentMax = 0xffff;

const broken = (): Refusal => new Refusal('the archive is truncated or damaged', 'fetch or save the file again');

/** Bytes by their offset; reading outside of the file is a refusal. */
interface Bytes {
  readonly data: Uint8Array;
  readonly view: DataView;
}

function need({ data }: Bytes, at: number, length: number): void {
  if (at < 0 || length < 0 || at + length > data.length) throw broken();
}

const u16 = ({ view }: Bytes, at: number): number => view.getUint16(at, true);
const u32 = ({ view }: Bytes, at: number): number => view.getUint32(at, true);

function isEnd(bytes: Bytes, at: number): boolean {
  return u32(bytes, at) === endSignature && at + endLength + u16(bytes, at + 20) === bytes.data.length;
}

function findEnd(bytes: Bytes): number {
  const last = bytes.data.length - endLength;
  for (let at = last; at >= Math.max(0, last - commentMax); at -= 1) {
    if (isEnd(bytes, at)) return at;
  }
  throw broken();
}

/**
 * Names of parts are kept as keys and never become paths; one that tries to leave the package is a sign of a hostile
 * file.
 */
function refuseName(name: string): void {
  const leaves = name.startsWith('/') || /[\\\p{Cc}]/u.test(name) || /^[A-Za-z]:/.test(name);
  if (leaves || name === '' || name.split('/').some((step) => step === '..' || step === '.')) {
    throw new Refusal(
      `the archive contains a part whose name is outside the package: ${JSON.stringify(name.slice(0, 100))}`,
    );
  }
}

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

const names = new TextDecoder();

function listedAt(bytes: Bytes, at: number): Listed & { readonly next: number } {
  need(bytes, at, entryLength);
  if (u32(bytes, at) !== entrySignature) throw broken();
  const nameLength = u16(bytes, at + 28);
  const next = at + entryLength + nameLength + u16(bytes, at + 30) + u16(bytes, at + 32);
  need(bytes, at, next - at);
  return {
    name: names.decode(bytes.data.subarray(at + entryLength, at + entryLength + nameLength)),
    flags: u16(bytes, at + 8),
    method: u16(bytes, at + 10),
    crc: u32(bytes, at + 16),
    packedSize: u32(bytes, at + 20),
    size: u32(bytes, at + 24),
    offset: u32(bytes, at + 42),
    next,
  };
}

function listed(bytes: Bytes, partsMax: number): readonly Listed[] {
  const end = findEnd(bytes);
  const count = u16(bytes, end + 10);
  if (count > partsMax)
    throw new Refusal(`the archive contains ${limitText(count)} parts; the maximum is ${limitText(partsMax)}`);
  const entries: Listed[] = [];
  for (let at = u32(bytes, end + 16); entries.length < count; ) {
    const { next, ...entry } = listedAt(bytes, at);
    if (next > end) throw broken();
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** Bits of the flags that mean encryption, plain and strong, and a hidden directory. */
const encryptedFlags = 0x2041;
const sizesFollowFlag = 0x8;

function refuseKind({ name, flags, method }: Listed): void {
  if ((flags & encryptedFlags) !== 0) {
    throw new Refusal(`the part ${name} is encrypted`, 'save the workbook without a password');
  }
  if (method !== 0 && method !== 8)
    throw new Refusal(`the part ${name} is compressed in a way that .xlsx does not use (method ${method})`);
}

function refuseDifference(bytes: Bytes, entry: Listed): void {
  const nameEnd = entry.offset + partHeadLength + u16(bytes, entry.offset + 26);
  need(bytes, entry.offset, nameEnd - entry.offset);
  const name = names.decode(bytes.data.subarray(entry.offset + partHeadLength, nameEnd));
  const sizesFollow = (u16(bytes, entry.offset + 6) & sizesFollowFlag) !== 0;
  const sameSizes = u32(bytes, entry.offset + 18) === entry.packedSize && u32(bytes, entry.offset + 22) === entry.size;
  if (name !== entry.name || u16(bytes, entry.offset + 8) !== entry.method || !(sizesFollow || sameSizes)) {
    throw new Refusal(`the archive has conflicting entries for the part ${entry.name}`);
  }
}

function locate(bytes: Bytes, entry: Listed): ZipEntry & { readonly from: number; readonly to: number } {
  const { name, offset, packedSize, size, crc, method } = entry;
  need(bytes, offset, partHeadLength);
  if (u32(bytes, offset) !== partSignature) throw broken();
  refuseDifference(bytes, entry);
  const start = offset + partHeadLength + u16(bytes, offset + 26) + u16(bytes, offset + 28);
  need(bytes, start, packedSize);
  const packed = bytes.data.subarray(start, start + packedSize);
  if (method === 0 && size !== packedSize) throw wrongSize(name);
  return { name, packed, deflated: method === 8, size, crc, from: offset, to: start + packedSize };
}

/** The refusal of a part that is not of the size it says. */
export function wrongSize(name: string): Refusal {
  return new Refusal(`the part ${name} does not have the size that the archive states`);
}

function refuseOverlap(
  entries: readonly { readonly name: string; readonly from: number; readonly to: number }[],
): void {
  const ordered = entries.toSorted((a, b) => a.from - b.from);
  ordered.forEach((entry, index) => {
    const next = ordered[index + 1];
    if (next !== undefined && next.from < entry.to)
      throw new Refusal(`the parts ${entry.name} and ${next.name} overlap`);
  });
}

function refuseTwice(entries: readonly Listed[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw new Refusal(`the archive contains the part ${name} twice`);
    seen.add(key);
  }
}

/** The parts of an archive, in its order; folders are left out. Throws a `Refusal`. */
export function zipDirectory(data: Uint8Array, partsMax: number): readonly ZipEntry[] {
  const bytes = { data, view: new DataView(data.buffer, data.byteOffset, data.byteLength) };
  if (data.length < endLength) throw broken();
  const entries = listed(bytes, partsMax).filter(({ name, size }) => !(name.endsWith('/') && size === 0));
  entries.forEach(({ name }) => {
    refuseName(name);
  });
  refuseTwice(entries);
  entries.forEach(refuseKind);
  const located = entries.map((entry) => locate(bytes, entry));
  refuseOverlap(located);
  return located;
}
