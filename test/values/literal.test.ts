import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../../src/values/literal.ts';

const read = (text: string): string | undefined => {
  const literal = parseLiteral(text);
  return literal && `${literal.amount.toFixed()} [${literal.unit}]`;
};

describe('numbers as written', () => {
  it.each([
    ['1.25bn USD/month', '1250000000 [USD/month]'],
    ['12.5%', '0.125 [%]'],
    ['3%/month', '0.03 [%/month]'],
    ['5 %', '0.05 [%]'],
    ['3 %/month', '0.03 [%/month]'],
    ['2k %', '20 [%]'],
    ['36 months', '36 [months]'],
    ['-5 1', '-5 [1]'],
    ['1,234,567.5 USD', '1234567.5 [USD]'],
    ['0.1k USD', '100 [USD]'],
    ['2tn token', '2000000000000 [token]'],
    ['7', '7 []'],
    ['0.1', '0.1 []'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('keeps every digit', () => {
    expect(parseLiteral('0.12345678901234567 USD')?.amount.toFixed()).toBe('0.12345678901234567');
  });

  it.each(['', 'abc', 'USD 5', '1.2.3', '--5'])('does not read %j', (text) => {
    expect(parseLiteral(text)).toBeUndefined();
  });
});

describe('a comma that does not group thousands', () => {
  it('is no number', () => {
    expect(parseLiteral('12,34')).toBeUndefined();
    expect(parseLiteral('1,250 USD')?.amount.toNumber()).toBe(1250);
  });
});
