/** A comparison as Markdown, in which nothing of a model is markup, and as a document, whose parts add up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/cli/diff/markdown.ts';
import { escapeMarkdown } from '../../../src/cli/io/format.ts';
import { comparedGroup, comparedLabs } from '../compared.ts';
import { enter, fees, lab, leave, run, write } from '../repository.ts';

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
    expect(said).toContain(escapeMarkdown(wild));
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

describe('Markdown of a comparison', () => {
  const blocks = (said: string): string[] => said.split('\n\n');

  it('begins with warnings, what is different, and checks that fail now', () => {
    const warning = {
      code: 'workbook-changed',
      severity: 'warning',
      message: '3 cells | were changed',
      labels: [],
      hint: 'see edits',
    } as const;
    const [, , note, verdict, title, failed] = blocks(renderMarkdown({ ...comparedLabs([]), warnings: [warning] }));
    expect(note).toBe('> **Note:** 3 cells \\| were changed (see edits)');
    expect(verdict).toContain('1 check now fails.**');
    expect([title, failed]).toEqual(['### This check now fails', '* ❌ **The price is low** (`low`): holds → fails']);
  });

  it('has units beside the labels, numbers in one scale, and only columns of numbers to the right', () => {
    const said = renderMarkdown(comparedGroup());
    expect(said).toContain('| Profit, bn USD | 6.94<br>+8.68 | 6.90<br>+11.20 |');
    expect(said).toContain('1 headline result did not move: Rent.');
    expect(said).toContain(
      '| Driver | Contribution | Minimum to maximum | Change | Reason and source |\n| --- | ---: | ---: | --- | --- |',
    );
    expect(said).toContain('| Name | Label | Period | Old | New | Change |\n| --- | --- | --- | ---: | ---: | ---: |');
  });

  it('has a row for each member of a group, with its values and reason', () => {
    const said = renderMarkdown(comparedGroup());
    expect(said).toContain('| Contract | +3.00bn USD |  |  | 1 change contributes zero: Churn. |');
    expect(said).toContain(
      'of which Term | <i>-0.50bn USD</i> |  | 60 months → 88 months (+28 months) | term of 88 months |',
    );
    expect(said).toContain('* 1 change contributes zero: Rent.');
  });
});

describe('the document', () => {
  it('has a format and a version, and parts that add up to each difference', async () => {
    const { code, said } = await run('diff', 'old.yaml@2026-02-01', 'new.yaml', '--format', 'json');
    const found = JSON.parse(said);
    expect([code, found.format, found.version, found.exitCode, found.isEmpty]).toEqual([
      0,
      'burnsheet-diff',
      1,
      0,
      false,
    ]);
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
    expect(JSON.parse(said)).toMatchObject({
      format: 'burnsheet-diff',
      version: 1,
      exitCode: 2,
      diagnostics: [{ code: 'missing-file' }],
    });
  });
});
