/** Columns in Parquet files come back as they went in, and what is no such file is a problem. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ParquetColumn, readParquet, writeParquet } from '../../../src/cli/io/parquet.ts';
import fc from '../../helpers/seeded.ts';

let folder: string;
const inFolder = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnsheet-parquet-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function roundTrip(columns: readonly ParquetColumn[], metadata: Record<string, string> = {}) {
  const path = inFolder('round.parquet');
  expect(await writeParquet(path, columns, metadata)).toBeUndefined();
  const { value, diagnostics } = await readParquet(path);
  expect(diagnostics).toEqual([]);
  return value!;
}

const lengths = fc.integer({ min: 0, max: 60 });
const tables = lengths.chain((length) => {
  const size = { minLength: length, maxLength: length };
  return fc.record({
    numbers: fc.float64Array({ ...size }),
    few: fc.array(fc.constantFrom(0, -0, 1.5, Number.NaN), size).map((values) => Float64Array.from(values)),
    texts: fc.array(fc.string({ unit: 'grapheme' }), size),
    whole: fc.int32Array(size),
    long: fc.bigInt64Array(size),
  });
});

describe('a Parquet file', () => {
  it('gives back every column and what is said of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
        async (table, metadata) => {
          const columns = Object.entries(table).map(([name, data]) => ({ name, data }));
          const found = await roundTrip(columns, metadata);
          // Object.is tells 0 from -0 and takes NaN for NaN.
          expect(found.columns).toStrictEqual(columns);
          expect(found.metadata).toEqual({ ...metadata });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('holds an error in a trial as null', async () => {
    const { columns } = await roundTrip([
      { name: 'cash', data: Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY) },
    ]);
    expect(columns).toEqual([{ name: 'cash', data: Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY) }]);
    const { parquetReadObjects } = await import('hyparquet');
    const file = new Uint8Array(readFileSync(inFolder('round.parquet'))).buffer;
    expect(await parquetReadObjects({ file })).toEqual([
      { cash: 1 },
      { cash: null },
      { cash: Number.POSITIVE_INFINITY },
    ]);
  });

  it('holds more rows than a group, in the same bytes each time', async () => {
    const data = Float64Array.from({ length: 250_001 }, (_, at) => (at % 1000 === 0 ? Number.NaN : Math.sin(at) * 1e9));
    const trial = Int32Array.from({ length: data.length }, (_, at) => at);
    const names = Array.from({ length: data.length }, (_, at) => `member ${at % 7}`);
    const columns = [
      { name: 'trial', data: trial },
      { name: 'cash', data },
      { name: 'plan', data: names },
    ];
    const { columns: found } = await roundTrip(columns);
    expect(found.map(({ name }) => name)).toEqual(['trial', 'cash', 'plan']);
    found.forEach((column, at) => {
      const wanted = columns[at]!.data;
      expect(column.data.length).toBe(wanted.length);
      let differing = 0;
      for (let row = 0; row < wanted.length; row += 1) if (!Object.is(column.data[row], wanted[row])) differing += 1;
      expect(differing).toBe(0);
    });
    const first = readFileSync(inFolder('round.parquet'));
    await roundTrip(columns);
    expect(Buffer.compare(first, readFileSync(inFolder('round.parquet')))).toBe(0);
  });

  it('cannot have columns of different lengths or of one name', async () => {
    const [one, two] = [Float64Array.of(1), Float64Array.of(1, 2)];
    const write = (names: readonly string[]) =>
      writeParquet(
        inFolder('odd.parquet'),
        names.map((name, at) => ({ name, data: at === 0 ? one : two })),
        {},
      );
    await expect(write(['a', 'b'])).rejects.toThrow('different lengths');
    await expect(
      writeParquet(
        inFolder('odd.parquet'),
        ['a', 'a'].map((name) => ({ name, data: one })),
        {},
      ),
    ).rejects.toThrow('the same name');
  });

  it('says why it cannot be written', async () => {
    const problem = await writeParquet('package.json/a.parquet', [{ name: 'a', data: Float64Array.of(1) }], {});
    expect(problem?.code).toBe('unwritable-file');
  });
});

describe('what is no such file', () => {
  const codesOf = async (bytes: Uint8Array | string) => {
    const path = inFolder('broken.parquet');
    writeFileSync(path, bytes);
    const { value, diagnostics } = await readParquet(path);
    return [value === undefined ? 'refused' : 'read', ...diagnostics.map(({ code }) => code)];
  };
  const refusal = ['refused', 'invalid-data-file'];

  it('is refused', async () => {
    expect((await readParquet(inFolder('none.parquet'))).diagnostics.map(({ code }) => code)).toEqual([
      'invalid-data-file',
    ]);
    expect(await codesOf('')).toEqual(refusal);
    expect(await codesOf('a,b\n1,2\n')).toEqual(refusal);
    expect(await codesOf(new Uint8Array(2000))).toEqual(refusal);
  });

  it('is refused when it holds what burnsheet does not write', async () => {
    const bytes = (data: unknown[], type?: 'BOOLEAN' | 'TIMESTAMP') =>
      new Uint8Array(
        parquetWriteBuffer({ columnData: [{ name: 'a', data, ...(type === undefined ? {} : { type }) }] }),
      );
    expect(await codesOf(bytes([true, false], 'BOOLEAN'))).toEqual(refusal);
    expect(await codesOf(bytes([new Date(0)], 'TIMESTAMP'))).toEqual(refusal);
    expect(await codesOf(bytes(['a', null]))).toEqual(refusal);
  });

  it('is refused or read, and never ends the program, wherever a byte is damaged', async () => {
    await roundTrip([
      { name: 'cash', data: Float64Array.from({ length: 40 }, (_, at) => at / 3) },
      { name: 'plan', data: Array.from({ length: 40 }, (_, at) => `p${at % 3}`) },
    ]);
    const whole = readFileSync(inFolder('round.parquet'));
    for (let cut = 0; cut < whole.length; cut += 7) expect(await codesOf(whole.subarray(0, cut))).toEqual(refusal);
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Uint8Array.from(whole);
      damaged[at] = damaged[at]! ^ 0x55;
      const [outcome, ...codes] = await codesOf(damaged);
      expect(outcome === 'read' ? codes : [outcome, ...codes]).toEqual(outcome === 'read' ? [] : refusal);
    }
  });
});
