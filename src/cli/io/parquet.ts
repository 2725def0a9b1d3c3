/**
 * Columns in Parquet files, for programs that go on from the trials of a simulation. Takes columns and what is said of
 * them; returns a file that is written whole or not at all, or the same columns from a file. Guarantee: equal columns
 * give equal bytes, numbers keep every bit, a number that is none (an error in a trial) is null in the file, and a file
 * that is damaged is a problem and no exception.
 */
import { createHash } from 'node:crypto';
import { type ColumnData, type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { missingOutside, readBytes } from './files.ts';
import { writeAll } from './writing.ts';

/** What a column holds: numbers, texts or whole numbers of 32 or 64 bits. */
export type ParquetData = Float64Array | readonly string[] | Int32Array | BigInt64Array;

export interface ParquetColumn {
  readonly name: string;
  readonly data: ParquetData;
}

/** The columns of a file in their order, and what the file says of itself. */
export interface ParquetContent {
  readonly columns: readonly ParquetColumn[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Rows that are written and read at once. */
const rowsPerGroup = 100_000;
/** Cells of the largest file that is read; a damaged file can name any number of rows. */
const cellsMost = 200_000_000;

/**
 * Writes columns of one length as a Parquet file, compressed with Snappy: `await writeParquet('trials.parquet', [{
 * name: 'cash', data }], { run })`. Returns what keeps the file from being written. Columns of different lengths or of
 * one name are a mistake of the program and throw.
 */
export async function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  metadata: Readonly<Record<string, string>>,
): Promise<Diagnostic | undefined> {
  const { length } = columns[0]?.data ?? [];
  if (columns.some(({ data }) => data.length !== length))
    throw new RangeError('the columns of a Parquet file have different lengths');
  if (new Set(columns.map(({ name }) => name)).size < columns.length)
    throw new RangeError('two columns of a Parquet file have the same name');
  return missingOutside(path) ?? writeAll([{ path, content: bytesOf(columns.map(sourceOf), metadata) }]);
}

/** The file as bytes: the columns, and behind them the schema and what the file says of itself. */
function bytesOf(columnData: ColumnSource[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData }), createdBy: 'burnsheet' });
  parquet.write({ columnData, rowGroupSize: rowsPerGroup });
  const said = { ...metadata, [fingerprintKey]: fingerprintOf(writer.getBytes()) };
  parquet.kvMetadata = Object.entries(said).map(([key, value]) => ({ key, value }));
  parquet.finish();
  return writer.getBytes();
}

/**
 * The reader trusts counts within the columns, so that one damaged byte could keep it busy for ever; a fingerprint is
 * looked at before.
 */
const fingerprintKey = 'burnsheet fingerprint';

/** `1024 bytes, sha256 …` of the part of a file that holds the columns. */
function fingerprintOf(bytes: Uint8Array): string {
  return `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Whether the columns are as they were written; files of other programs do not say. */
function isIntact(bytes: Uint8Array, fingerprint: string | undefined): boolean {
  return (
    fingerprint === undefined || fingerprintOf(bytes.subarray(0, Number.parseInt(fingerprint, 10))) === fingerprint
  );
}

/** A dictionary of numbers would take 0 for -0, so numbers are written plainly. */
function sourceOf({ name, data }: ParquetColumn): ColumnSource {
  if (data instanceof Float64Array)
    return { name, data: withNulls(data), type: 'DOUBLE', nullable: true, encoding: 'PLAIN' };
  if (data instanceof Int32Array) return { name, data, type: 'INT32', nullable: false };
  if (data instanceof BigInt64Array) return { name, data, type: 'INT64', nullable: false };
  return { name, data: [...(data as readonly string[])], type: 'STRING', nullable: false };
}

function withNulls(data: Float64Array): Float64Array | (number | null)[] {
  return data.some(Number.isNaN) ? Array.from(data, (value) => (Number.isNaN(value) ? null : value)) : data;
}

/**
 * Reads the columns of a Parquet file; null among numbers comes back as NaN. What is no such file, or is damaged, is a
 * problem.
 */
export async function readParquet(path: string): Promise<Checked<ParquetContent>> {
  const bytes = readBytes(path);
  if (typeof bytes === 'string') return refused(bytes, 'name another file');
  try {
    return await contentOf(path, bytes);
  } catch (error) {
    // The reader throws whatever a damaged byte leads to.
    const reason = error instanceof Error ? error.message : String(error);
    return refused(`${path} is not a valid Parquet file: ${reason}`, 'create it again, or name another file');
  }
}

function refused(message: string, hint: string): Checked<never> {
  return { diagnostics: [problem('invalid-data-file', undefined, message, { hint })] };
}

async function contentOf(path: string, bytes: Uint8Array): Promise<Checked<ParquetContent>> {
  const file = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(file);
  const leaves = metadata.schema.slice(1);
  const unread = leaves.find((leaf) => fillableOf(leaf) === undefined);
  if (unread !== undefined)
    return refused(
      `${path} contains a column '${unread.name}' of an unsupported type`,
      'columns can contain doubles, text or whole numbers',
    );
  if (Number(metadata.num_rows) * leaves.length > cellsMost)
    return refused(`${path} states ${metadata.num_rows} rows, more than burnsheet can read`, 'name a smaller file');
  const said = new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''] as const));
  if (!isIntact(bytes, said.get(fingerprintKey)))
    return refused(`${path} is damaged: its columns differ from those that were written`, 'create it again');
  said.delete(fingerprintKey);
  return {
    value: { columns: await columnsOf(file, metadata, leaves), metadata: Object.fromEntries(said) },
    diagnostics: [],
  };
}

async function columnsOf(
  file: ArrayBuffer,
  metadata: FileMetaData,
  leaves: readonly SchemaElement[],
): Promise<ParquetColumn[]> {
  const rows = Number(metadata.num_rows);
  const columns = leaves.map((leaf) => ({ name: leaf.name, ...fillableOf(leaf)!(rows) }));
  const chunks: ColumnData[] = [];
  await parquetRead({ file, metadata, onChunk: (chunk) => void chunks.push(chunk) });
  for (const { name, put } of columns) {
    const own = chunks.filter(({ columnName }) => columnName === name);
    const count = own.reduce((sum, { columnData }) => sum + columnData.length, 0);
    if (count !== rows) throw new Error(`the column '${name}' has ${count} values, and the file ${rows} rows`);
    for (const { columnData, rowStart } of own)
      for (let at = 0; at < columnData.length; at += 1) put(rowStart + at, columnData[at]);
  }
  return columns.map(({ name, data }) => ({ name, data }));
}

/** A column while it is read. */
interface Fillable {
  readonly data: ParquetData;
  readonly put: (row: number, value: unknown) => void;
}

/**
 * Makes the column that holds what a leaf of the schema describes; undefined for kinds that burnsheet does not write.
 */
function fillableOf(leaf: SchemaElement): ((rows: number) => Fillable) | undefined {
  const { type, converted_type, logical_type, repetition_type, num_children } = leaf;
  if (num_children !== undefined || repetition_type === 'REPEATED') return undefined;
  const isText = converted_type === 'UTF8' || logical_type?.type === 'STRING';
  if (type === 'BYTE_ARRAY' && isText) return (rows) => fillable<string>(Array<string>(rows).fill(''));
  if (converted_type !== undefined || logical_type !== undefined) return undefined;
  if (type === 'DOUBLE') return (rows) => fillable<number>(new Float64Array(rows), Number.NaN);
  if (type === 'INT32') return (rows) => fillable<number>(new Int32Array(rows));
  return type === 'INT64' ? (rows) => fillable<bigint>(new BigInt64Array(rows)) : undefined;
}

/** Only numbers have a value that says there is none; `missing` is that value. */
function fillable<T extends number | bigint | string>(data: ParquetData & { [row: number]: T }, missing?: T): Fillable {
  const cells: { [row: number]: T } = data;
  const put = (row: number, value: unknown): void => {
    const present = value === null || value === undefined ? missing : (value as T);
    if (present === undefined) throw new Error('a text or whole number is missing');
    cells[row] = present;
  };
  return { data, put };
}
