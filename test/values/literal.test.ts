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

describe('a comma', () => {
  it.each([
    ['2,500,000 USD', '2500000 [USD]'],
    ['-1,234,567', '-1234567 []'],
    ['2,500.75 USD', '2500.75 [USD]'],
    ['1,000,000.5k USD', '1000000500 [USD]'],
  ])('groups thousands where nothing else can be meant: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '12,34',
    '2,500',
    '2,500 USD',
    '-2,500%',
    '2,500k USD',
    '0,500 USD',
    '0,075%',
    '0,500.5',
    '0,123,456',
    '1234,567,890',
    '1,23,456',
  ])('is no number otherwise: %s', (text) => {
    expect(parseLiteral(text)).toBeUndefined();
  });
});
