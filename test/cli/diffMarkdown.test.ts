/** A comparison as Markdown, in which nothing of a model is markup, and as a document, whose parts add up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escaped } from '../../src/cli/diffMarkdown.ts';
import { enter, fees, lab, leave, run, write } from './repository.ts';

const wild = 'a|b `code` <script>alert(1)</script> @ana **bold** [link](https://x.example) #7 ~~gone~~';

let folder = '';
beforeAll(() => {
  enter();
  folder = process.cwd();
  const changed = (price: string, reason: string): string =>
    lab(price)
      .replace('label: Price,', `label: ${JSON.stringify(`Price ${wild}`)},`)
      .replace('title: A lab', `title: ${JSON.stringify(`A lab ${wild}`)}`)
      .replace('title: Base', `title: ${JSON.stringify(`Base ${wild}`)}`)
      .replace('counted anew', JSON.stringify(reason));
  write({
    'old.yaml': changed('10 USD/user', 'counted'),
    'new.yaml': changed('12 USD/user', wild).replace('users * price + fees', 'users * price * 2 + fees'),
    'lib/fees.yaml': fees('1 USD/user'),
  });
});
afterAll(() => leave(folder));

describe('Markdown', () => {
  it('holds texts of a model in which nothing is markup', async () => {
    const { code, said } = await run('diff', 'old.yaml@2026-02-01', 'new.yaml', '--format', 'md');
    expect(code).toBe(0);
    expect(said).not.toContain('<script>');
    expect(said).not.toMatch(/(?<!\\)`code/);
    expect(said).not.toMatch(/(?<!\\)\[link/);
    expect(said).not.toMatch(/(?<!\\)\*bold/);
    expect(said).not.toContain('@ana');
    expect(said).toContain(escaped(wild));
  });

  it('has tables whose rows have as many cells as their heads', async () => {
    const { said } = await run('diff', 'old.yaml@2026-02-01', 'new.yaml', '--format', 'md');
    const tables = said.split(/\n\n/).filter((block) => block.startsWith('| '));
    expect(tables.length).toBeGreaterThan(3);
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    for (const table of tables) {
      const [head, ...rows] = table.trimEnd().split('\n');
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(cells(row), row).toBe(cells(head!));
    }
    expect(said.match(/<details>/g)!.length).toBe(said.match(/<\/details>/g)!.length);
  });
});

describe('the document', () => {
  it('has a format and a version, and parts that add up to each difference', async () => {
    const { code, said } = await run('diff', 'old.yaml@2026-02-01', 'new.yaml', '--format', 'json');
    const found = JSON.parse(said);
    expect([code, found.format, found.version, found.exitCode, found.isEmpty]).toEqual([0, 'burnsheet-diff', 1, 0, false]);
    // 100 users at 11, and 110 at 25.
    expect(found.explanations).toMatchObject([{ old: 1100, new: 2750, difference: 1650 }]);
    const [{ parts, difference }] = found.explanations;
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(parts.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBeCloseTo(difference, 9);
    for (const { least, most, amount } of parts) {
      expect(amount).toBeGreaterThanOrEqual(least);
      expect(amount).toBeLessThanOrEqual(most);
    }
    expect(said.endsWith('}\n')).toBe(true);
  });

  it('says what is wrong in the same form', async () => {
    const { code, said, complained } = await run('diff', 'old.yaml', 'none.yaml', '--json');
    expect([code, complained]).toEqual([2, '']);
    expect(JSON.parse(said)).toMatchObject({ format: 'burnsheet-diff', version: 1, exitCode: 2, diagnostics: [{ code: 'missing-file' }] });
  });
});
