import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../src/formula/fromText.ts';
import fc from '../helpers/seeded.ts';

/** The first problem as the marked text, its message and its hint. */
function problemOf(text: string): { marked: string; words: string } {
  const { node, problems } = parseFormula(text);
  expect(node).toBeUndefined();
  const { start, end, message, hint } = problems[0]!;
  return { marked: text.slice(start, end), words: `${message}; ${hint ?? ''}` };
}

describe('habits from Excel and programming', () => {
  it.each([
    ['a == b', '==', 'write a single ='],
    ['a && b', '&&', 'and(first, second)'],
    ['a || b', '||', 'or(first, second)'],
    ['a and b', 'and', 'and(first, second)'],
    ['a != b', '!=', '<>'],
    ['a!=b', '!=', '<>'],
    ['!a', '!', 'not(condition)'],
    ['a => b', '=>', '>='],
    ['a ** 2', '**', 'write ^'],
    ['a & b', '&', 'joins texts'],
    ['treatment = "cogs"', '"cogs"', 'without quotes'],
    ["treatment = 'cogs'", "'cogs'", 'without quotes'],
    ['sum($B$5)', '$B$5', 'write the id'],
    ['B$5 * 2', 'B$5', 'write the id'],
    ['sum(B5:B9)', 'B5:B9', 'formulas use ids'],
    ['Inputs!B5', 'Inputs!B5', 'write the id alone'],
    ['=a + b', '=', "delete the '='"],
    ['max(a; b)', ';', 'a comma between arguments'],
    ['x[-11:0]', ':', 'two dots'],
    ['a – b', '–', 'write -'],
    ['a × b', '×', 'write *'],
    ['a ≥ b', '≥', 'write >='],
    ['+a', '+', "delete the '+'"],
    ['a < b < c', '<', 'and(a < b, b < c)'],
  ])('%s', (text, marked, words) => {
    const found = problemOf(text);
    expect(found.marked).toBe(marked);
    expect(found.words).toContain(words);
  });
});

describe('numbers written otherwise', () => {
  it.each([
    ['1e6 * a', '1e6', 'write 1m'],
    ['1_000', '1_000', 'write 1000'],
    ['a * 1e620272027', '1e620272027', 'without an exponent'],
    ['5 + 1e-99 USD', '1e-99 USD', 'without an exponent'],
    ['5M', '5M', 'write 5m'],
    ['5 bn USD', '5 bn USD', 'write 5bn USD'],
    ['5M USD/month * a', '5M USD/month', 'write 5m USD/month'],
    ['5 million USD', '5 million USD', 'write 5m USD'],
    ['5B USD over plan', '5B USD', 'write 5bn USD'],
    ['1e6 USD', '1e6 USD', 'write 1m USD'],
    ['a > $5', '$5', 'write 5 USD'],
    ['a > $5M', '$5M', 'write 5m USD'],
    ['a > USD 5', 'USD 5', 'write 5 USD'],
    ['a > 5 USD per month', '5 USD per month', 'write 5 USD/month'],
    ['5 %', '5 %', 'write 5%'],
    ['a%', '%', '12.5%'],
    ['.5', '.5', 'write 0.5'],
    ['a > 5,5 USD', ',', 'decimals with a point'],
  ])('%s', (text, marked, words) => {
    const found = problemOf(text);
    expect(found.marked).toBe(marked);
    expect(found.words).toContain(words);
  });

  it.each([
    '5 USD',
    '1.25bn USD/month',
    '3%/month',
    '36 months',
    '2 * m',
    '5 user + b',
  ])('leaves alone what is right: %s', (text) => {
    expect(parseFormula(text).problems).toEqual([]);
  });
});

describe('brackets and missing parts', () => {
  it.each([
    ['', '', 'empty'],
    ['# only a comment', '', 'empty'],
    ['(a + b', '(', 'never closed'],
    ['max(a, b', '(', 'never closed'],
    ['a + b)', ')', 'no opening bracket'],
    ['x[-1', '[', 'never closed'],
    ['x]', ']', 'no opening bracket'],
    ['max(a b)', 'b', 'no operator before'],
    ['a b', 'b', 'no operator before'],
    ['2(a)', '(', 'no operator before'],
    ['a, b', ',', 'arguments of a function'],
    ['a +', '', 'is incomplete'],
    ['a * / b', '/', 'missing'],
    ['max(a,)', ')', 'max has an empty argument'],
    ['max(,a)', ',', 'max has an empty argument'],
    ['(a + b)[-1]', '[', 'only a name'],
    ['x[max_20x]', 'max_20x', 'x[plan=max_20x]'],
    ['x[plan=a, -1]', ',', 'x[plan=pro][-1]'],
    ['x[]', ']', 'no period, date or member in [ ]'],
    ['sales[t-1]', 't-1', 'write sales[-1]'],
    ['sales[t - 12]', 't - 12', 'write sales[-12]'],
    ['sales[t]', 't', 'write sales for the current period'],
    ['sales[t+1]', 't+1', 'write sales for the current period'],
    ['sales[previous]', 'previous', 'write sales[-1]'],
    ['x[-1.5]', '1.5', 'whole number'],
    ['x[-999999]', '999999', 'that many periods'],
    ['x[2026..2028]', '..', 'sum(x over 2026..2028)'],
    ['plan = over', 'over', 'nothing before it'],
    ['x over plan', 'over', 'in an aggregate function'],
    ['sum(x over)', ')', 'needs a table'],
    ['sum(over plan)', 'over', 'nothing before it'],
    ['round(x over plan)', 'round', 'cannot run over'],
    ['sum(x over a over b)', 'over', 'nest two'],
    ['sum(x over 2027 where a)', 'where', 'name of a table'],
    ['sum(x over plan, y)', ',', 'after the last argument'],
    ['sum(x over 2026..plan)', 'plan', 'no date after'],
  ])('%s', (text, marked, words) => {
    const found = problemOf(text);
    expect(found.marked).toBe(marked);
    expect(found.words).toContain(words);
  });

  it('reports every foreign symbol at once', () => {
    expect(parseFormula('a == b && c').problems).toHaveLength(2);
  });
});

describe('limits', () => {
  const codeOf = (text: string): string | undefined => parseFormula(text).problems[0]?.code;

  it('reads 64 levels and refuses 65', () => {
    expect(codeOf(`${'('.repeat(64)}a${')'.repeat(64)}`)).toBeUndefined();
    expect(codeOf(`${'('.repeat(65)}a${')'.repeat(65)}`)).toBe('formula-too-long');
  });

  it.each([
    ['open parentheses', '('.repeat(10_000)],
    ['open parentheses below the length', '('.repeat(8000)],
    ['minus signs', '-'.repeat(8000)],
    ['calls', 'abs('.repeat(2000)],
    ['a sum of 5000 terms', Array(5000).fill('a').join('+')],
  ])('refuses %s', (_name, text) => {
    expect(codeOf(text)).toBe('formula-too-long');
  });

  it('reads a sum as long as Excel holds', () => {
    expect(codeOf(Array(4096).fill('a').join('+'))).toBeUndefined();
  });
});

describe('any text', () => {
  const pieces = [
    ...'()[],+-*/^=<>.#"\'$%&|!;:{}',
    '..',
    'over',
    'where',
    'sum',
    'x',
    '2027',
    '5 USD',
    '\n',
    ' ',
    '1e6',
    '€',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('gives a tree or problems inside the text, and never throws', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { node, problems } = parseFormula(written);
        expect(node === undefined).toBe(problems.length > 0);
        for (const { start, end } of problems) expect(0 <= start && start <= end && end <= written.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
