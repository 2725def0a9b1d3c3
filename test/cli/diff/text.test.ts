/** The text of a comparison: its width for a rich difference, and what it shows of results that have one value only. */

import pc from 'picocolors';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderText } from '../../../src/cli/diff/text.ts';
import { comparedGroup, comparedLabs } from '../compared.ts';
import { enter, fees, lab, leave, run, write } from '../repository.ts';

const text = (compared: Parameters<typeof renderText>[0], isColoured = false): string =>
  renderText(compared, { all: false }, { width: 80, colours: pc.createColors(isColoured) });

describe('a rich difference', () => {
  let plain = '';
  let all = '';
  beforeAll(async () => {
    const names = ['models/anthropic.yaml@base@2026-06-15', 'models/anthropic.yaml@2026-10-01'];
    plain = (await run('diff', ...names)).said;
    all = (await run('diff', ...names, '--all', '--no-explain')).said;
  });

  it('fits 80 columns and has no control characters', () => {
    const long = `${plain}${all}`.split('\n').filter((line) => stringWidth(line) > 80);
    expect(long).toEqual([]);
    expect(`${plain}${all}`).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('counts what it leaves out, all of which --all shows', () => {
    const moved = Number(/; (\d+) of \d+ rows moved/.exec(plain.replace(/\s+/g, ' '))![1]);
    expect(plain).toContain(`Largest movements, of ${moved} rows that moved`);
    expect(plain).toContain(`  ${moved - 15} more rows moved; --all shows them`);
    expect(all).not.toContain('--all shows them');
    // Two lines at least for each row, behind the heading.
    const section = all.split(/\n\n/).find((text) => text.startsWith('Largest movements'))!;
    expect(section.match(/ -> | to /g)!.length).toBeGreaterThanOrEqual(moved);
  });
});

describe('a small difference', () => {
  let folder = '';
  beforeAll(() => {
    enter();
    folder = process.cwd();
  });
  afterAll(() => leave(folder));
  beforeEach(() =>
    write({ 'old.yaml': lab('10 USD/user'), 'new.yaml': lab('12 USD/user'), 'lib/fees.yaml': fees('1 USD/user') }),
  );

  it('shows values of a result that has no periods', async () => {
    const { said } = await run('diff', 'old.yaml', 'new.yaml');
    const headlines = said.split(/\n\n(?=Why)/)[0]!;
    expect(headlines).toContain('Headline results\n\n  Revenue (revenue)\n      1210 USD -> 1430 USD  +220 USD (+18%)');
  });

  it('shows such a result below those that have periods', async () => {
    const growing = (price: string): string =>
      lab(price)
        .replace(
          'revenue: {',
          'growing: { label: Growing, unit: USD, rollup: sum, formula: revenue + extra }\n      revenue: {',
        )
        .replace(
          'inputs:',
          'inputs:\n  extra: { label: Extra, unit: USD, series: { 2026: 0 USD, 2027: 1 USD, 2028: 2 USD } }',
        )
        .replace('[revenue]', '[revenue, growing]');
    write({ 'old.yaml': growing('10 USD/user'), 'new.yaml': growing('12 USD/user') });
    const heard = await run('diff', 'old.yaml', 'new.yaml');
    expect(heard.complained).toBe('');
    const headlines = heard.said.split(/\n\n(?=Why)/)[0]!;
    expect(headlines).toMatch(/2026 +2027 +2028\nGrowing, USD +[\d,]+ +[\d,]+ +[\d,]+\n {2}new/);
    expect(headlines).toMatch(/change +\+220 +\+220 +\+220\n\n {2}Revenue \(revenue\)\n {6}1210 USD -> 1430 USD/);
  });

  it('says first what moved most, and below the parts what they add up to', async () => {
    const both = (price: string, fee: string): void =>
      write({
        [price === '10' ? 'old.yaml' : 'new.yaml']: lab(`${price} USD/user`).replaceAll('fees.yaml', `fees${fee}.yaml`),
        [`lib/fees${fee}.yaml`]: fees(`${fee} USD/user`),
      });
    both('10', '1');
    both('12', '2');
    const { said, complained } = await run('diff', 'old.yaml', 'new.yaml');
    expect(complained).toBe('');
    expect(said.replace(/\s+/g, ' ')).toMatch(/rows? moved; Revenue \+\d+ USD \(\+\d+%\)/);
    const lines = said.split('\n');
    const amount = (line: string): number => Number(/([+-][\d.]+) USD/.exec(line)![1]);
    const sum = lines.find((line) => line.includes('sum of all drivers'))!;
    const parts = lines.filter((line) => line.includes('█'));
    expect(parts).toHaveLength(2);
    expect(parts.reduce((total, line) => total + amount(line), 0)).toBeCloseTo(amount(sum), 9);
  });

  it('says where runs stand when they were named behind --explain, or not at all', async () => {
    const swallowed = await run('diff', '--explain', 'revenue', 'old.yaml', 'new.yaml@base');
    expect(swallowed.code).toBe(2);
    expect(swallowed.complained).toContain("'old.yaml' follows --explain, which takes results");
    expect((await run('diff', 'old.yaml', '--explain', 'revenue', 'new.yaml@base')).complained).toContain(
      'put the runs first',
    );
    const none = await run('diff');
    expect([none.code, none.complained]).toEqual([2, expect.stringContaining('no run is named')]);
  });

  it('ends with 1 when asked, for a difference only, and with 2 for a mistake', async () => {
    expect((await run('diff', 'old.yaml', 'new.yaml')).code).toBe(0);
    expect((await run('diff', 'old.yaml', 'new.yaml', '--exit-code')).code).toBe(1);
    expect((await run('diff', 'old.yaml', 'old.yaml', '--exit-code')).code).toBe(0);
    expect((await run('diff', 'old.yaml', 'none.yaml', '--exit-code')).code).toBe(2);
    expect((await run('diff', 'old.yaml', 'new.yaml', '--exit-code', '--json')).code).toBe(1);
  });
});

describe('what is read first', () => {
  it('is a check that fails now, in red, and counted apart', () => {
    const [, , failed, headlines] = text(comparedLabs([])).split('\n\n');
    expect(failed).toBe('This check now fails\n  The price is low (low): holds -> fails');
    expect(headlines).toBe('Headline results');
    expect(text(comparedLabs([]))).toMatch(/; 1 check now\s+fails\./);
    expect(text(comparedLabs([]), true)).toContain(
      pc.createColors(true).red('  The price is low (low): holds -> fails'),
    );
  });

  it('are headline results whose unit is never cut, with what their marks mean and what did not move', () => {
    const said = text(comparedLabs([]));
    expect(said).toMatch(/^Revenue of all customers in eve…, bn USD /m);
    expect(said).toContain('1 headline result did not move: Rent.');
    expect(said).not.toContain('~0');
    const close = text(comparedLabs([], false));
    expect(close).toContain(
      '\n\n~0 = moved by less than the digits shown.\nDifferences are calculated before rounding.\n',
    );
  });
});

describe('why results moved', () => {
  it('is said of every result that is named', () => {
    const named = ['revenue@2030', 'profit@2030', 'length', 'revenue@2027-Q3', 'revenue@2027-06', 'profit@2026'];
    const said = text(comparedLabs(named));
    expect(said.match(/^Why /gm)).toHaveLength(6);
    expect(said).not.toContain('explained with --all');
  });

  it('is said in one scale, of members of groups too, and names what comes to zero', () => {
    const said = text(comparedGroup());
    const block = said.slice(said.indexOf('Why '), said.indexOf('\n\nValues'));
    expect(block.replace(/\s+/g, ' ')).toContain('(2.00bn USD) -> 0.61bn USD, +2.61bn USD');
    expect(block).toContain(
      [
        '       +3.50bn USD   of which Price',
        '        20 USD/user -> 26 USD/user (+6 USD/user)',
        '        price of 26 USD/user',
        '       -0.50bn USD   of which Term',
        '        60 months -> 88 months (+28 months)',
        '        term of 88 months',
        '        1 change contributes zero: Churn.',
        '       -0.39bn USD █          Users',
        '     = +2.61bn USD            sum of all drivers',
        '  1 change contributes zero: Rent.',
      ].join('\n'),
    );
    expect(block).not.toMatch(/\dm USD/);
  });

  it('says once where the parts do not add up as they are shown', () => {
    const compared = comparedGroup();
    const [one] = compared.explanations;
    const explanations = [
      { ...one!, parts: one!.parts.map((each, at) => (at === 0 ? { ...each, amount: 3.0051e9 } : each)) },
    ];
    expect(text({ ...compared, explanations }).match(/Amounts are rounded individually/g)).toHaveLength(1);
    expect(text(compared)).not.toContain('rounded individually');
  });
});

describe('a formula', () => {
  it('has its changes marked as git marks words, and is none where there was none', () => {
    const compared = comparedLabs([]);
    expect(text(compared)).toContain(
      '  users\n    - users[-1] [-* (1 - share)-]\n    + users[-1] {+- users[-1] * share * share+}\n',
    );
    const changes = compared.diff.changes.map((one) =>
      one.kind === 'formula' ? { ...one, formula: { ...one.formula!, old: [] } } : one,
    );
    expect(text({ ...compared, diff: { ...compared.diff, changes } })).toContain('    - (none)\n');
  });
});
