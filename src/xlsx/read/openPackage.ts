/**
 * The parts of an `.xlsx` file, with limits. Takes the bytes of an untrusted file; returns names, and bytes on demand.
 * Guarantee: a bad file is a diagnostic and never an exception; no part grows beyond its declared size, the limits hold
 * for the declared sizes before anything is inflated, and inflating goes on in chunks, only as far as it is asked for.
 */
import { Inflate } from 'fflate';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { catchRefusal, limitText, Refusal } from './refusal.ts';
import { wrongSize, type ZipEntry, zipDirectory } from './zipDirectory.ts';

export interface PackageLimits {
  readonly partsMax: number;
  readonly partBytesMax: number;
  readonly totalBytesMax: number;
  /** Inflated size by compressed size; it counts for parts of more than `ratioFromBytes`. */
  readonly ratioMax: number;
  readonly ratioFromBytes: number;
}

/** A workbook of a million formulas has 150 MB of XML and a ratio of 8; sheets of equal styled cells reach about 60. */
export const packageLimits: PackageLimits = {
  partsMax: 10_000,
  partBytesMax: 512 * 1024 ** 2,
  totalBytesMax: 1024 ** 3,
  ratioMax: 200,
  ratioFromBytes: 10_000_000,
};

export interface Package {
  /** Names of the parts, such as `xl/workbook.xml`, in the order of the archive. */
  readonly names: readonly string[];
  /** The whole of a part; a diagnostic when there is none or when it is damaged. */
  readonly read: (name: string) => Checked<Uint8Array>;
  /**
   * A part chunk by chunk, for readers inside this folder: damage throws a `Refusal`, which `checked` makes a
   * diagnostic. Undefined when there is no such part. Names are compared without regard to case.
   */
  readonly chunks: (name: string) => Iterable<Uint8Array> | undefined;
}

const oleStart = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const saveAsHint = 'in Excel or LibreOffice, save it as .xlsx without a password';

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function refuseOtherFiles(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Refusal('the file is empty', 'fetch or save the file again');
  if (startsWith(bytes, oleStart))
    throw new Refusal('the file is an old .xls workbook or is protected by a password', saveAsHint);
  if (!startsWith(bytes, [0x50, 0x4b])) throw new Refusal('the file is not an .xlsx workbook', saveAsHint);
}

function refuseSize({ name, size, packed }: ZipEntry, limits: PackageLimits): void {
  if (size > limits.partBytesMax) {
    throw new Refusal(
      `the part ${name} has ${limitText(size)} bytes; the maximum is ${limitText(limits.partBytesMax)}`,
    );
  }
  if (size > limits.ratioFromBytes && size > packed.length * limits.ratioMax) {
    throw new Refusal(
      `the part ${name} expands to ${limitText(Math.round(size / Math.max(1, packed.length)))} times its ` +
        'compressed size',
    );
  }
}

function refuseSizes(entries: readonly ZipEntry[], limits: PackageLimits): void {
  for (const entry of entries) refuseSize(entry, limits);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.totalBytesMax) {
    throw new Refusal(
      `the workbook has ${limitText(total)} bytes in total; the maximum is ${limitText(limits.totalBytesMax)}`,
    );
  }
}

/** Compressed bytes that are inflated at once: they grow to 33 MB at the very most. */
const step = 32_768;

function* inflated(name: string, packed: Uint8Array): Generator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  for (let at = 0; at < packed.length; at += step) {
    try {
      inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
    } catch {
      throw new Refusal(`the part ${name} is damaged: it cannot be decompressed`, 'fetch or save the file again');
    }
    yield* pieces.splice(0);
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crcOf(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (let index = 0; index < bytes.length; index += 1) crc = crcTable[(crc ^ bytes[index]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The chunks of a part; the size is proved while they pass, the check sum at the end. */
function* proved({ name, packed, deflated, size, crc }: ZipEntry): Generator<Uint8Array> {
  let [length, sum] = [0, 0];
  for (const chunk of deflated ? inflated(name, packed) : [packed]) {
    length += chunk.length;
    if (length > size) throw wrongSize(name);
    sum = crcOf(chunk, sum);
    yield chunk;
  }
  if (length !== size) throw wrongSize(name);
  if (sum !== crc)
    throw new Refusal(`the part ${name} is damaged: its checksum does not match`, 'fetch or save the file again');
}

function joined(chunks: Iterable<Uint8Array>, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function packageOf(entries: readonly ZipEntry[]): Package {
  const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  const chunks = (name: string): Iterable<Uint8Array> | undefined => {
    const entry = byName.get(name.toLowerCase());
    return entry === undefined ? undefined : proved(entry);
  };
  const read = (name: string): Checked<Uint8Array> =>
    catchRefusal(() => {
      const entry = byName.get(name.toLowerCase());
      if (entry === undefined) throw new Refusal(`the workbook has no part ${name}`);
      return joined(proved(entry), entry.size);
    });
  return { names: entries.map(({ name }) => name), read, chunks };
}

/**
 * Opens a file: `openPackage(bytes).value?.names` is `['[Content_Types].xml', 'xl/workbook.xml', …]`. Nothing is
 * inflated yet.
 */
export function openPackage(bytes: Uint8Array, limits: PackageLimits = packageLimits): Checked<Package> {
  return catchRefusal(() => {
    refuseOtherFiles(bytes);
    const entries = zipDirectory(bytes, limits.partsMax);
    refuseSizes(entries, limits);
    return packageOf(entries);
  });
}
