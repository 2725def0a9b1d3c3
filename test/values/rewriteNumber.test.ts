import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../../src/values/literal.ts';
import { rewriteNumber, rewriteUnit } from '../../src/values/rewriteNumber.ts';

describe('numbers written otherwise', () => {
  it.each([
    ['5M USD', '5m USD', 'suffix'],
    ['5MM USD', '5m USD', 'suffix'],
    ['5 m USD', '5m USD', 'space'],
    ['5 million USD', '5m USD', 'suffix'],
    ['5million USD', '5m USD', 'suffix'],
    ['2.5 Mio EUR', '2.5m EUR', 'suffix'],
    ['5B USD', '5bn USD', 'suffix'],
    ['1.2 billion USD/month', '1.2bn USD/month', 'suffix'],
    ['40K user', '40k user', 'suffix'],
    ['1e6 USD', '1m USD', 'exponent'],
    ['2.5e9 USD', '2.5bn USD', 'exponent'],
    ['1e-3 USD', '0.001 USD', 'exponent'],
    ['$5', '5 USD', 'currency sign'],
    ['$5M', '5m USD', 'currency sign'],
    ['5 $', '5 USD', 'currency sign'],
    ['€5.5m', '5.5m EUR', 'currency sign'],
    ['$5M per month', '5m USD/month', 'currency sign'],
    ['$20/user/month', '20 USD/user/month', 'currency sign'],
    ['-$5', '-5 USD', 'currency sign'],
    ['USD 5', '5 USD', 'before the number'],
    ['USD 5m', '5m USD', 'before the number'],
    ['USD 5 per month', '5 USD/month', 'before the number'],
    ['5,5 USD', '5.5 USD', 'comma'],
    ['1.234.567 USD', '1234567 USD', 'points as thousands'],
    ['1.234,5 USD', '1234.5 USD', 'points as thousands'],
    ['50 000 USD', '50000 USD', 'thousands separators'],
    ['5_000 USD', '5000 USD', 'thousands separators'],
    ['.5 USD', '0.5 USD', 'before the decimal point'],
    ['5 USD per month', '5 USD/month', 'per'],
    ['5 USD per user per month', '5 USD/user/month', 'per'],
    ['12 percent', '12%', 'percent'],
    ['12 %', '12%', 'space'],
  ])('%s', (text, rewritten, fault) => {
    const found = rewriteNumber(text);
    expect(found?.readings).toEqual([rewritten]);
    expect(found?.fault).toContain(fault);
  });

  it.each(['5 USD', '5m USD', 'soon', '5 seat', '', '5 M&A'])('leaves alone what it does not know: %s', (text) => {
    expect(rewriteNumber(text)).toBeUndefined();
  });

  it.each([
    '1e620272027',
    '-1e31 USD',
    '1e-620272027 USD',
    '1e99999999999999999999 USD',
    '0.1e-40',
    '$1e99',
    'USD 1e99',
  ])('does not write out what has no readable form: %s', (text) => {
    const found = rewriteNumber(text);
    expect(found?.readings).toEqual([]);
    expect(found?.fault).toContain('exponent');
    expect(found?.hint).toContain('without an exponent');
  });

  it('keeps every digit of a long number with an exponent', () => {
    expect(rewriteNumber('1.2345678901234567890123e9 USD')?.readings).toEqual(['1234567890.1234567890123 USD']);
    expect(rewriteNumber('1234567890123456789012345e0 USD')?.readings).toEqual(['1234567890123456789012.345k USD']);
  });

  it('adds the unit where there is none', () => {
    expect(rewriteNumber('5M', 'USD')?.readings).toEqual(['5m USD']);
    expect(rewriteNumber('15,5', '%')?.readings).toEqual(['15.5%']);
    expect(rewriteNumber('5M', '1')?.readings).toEqual(['5m']);
  });
});

describe('a comma that may set thousands or decimals apart', () => {
  it.each([
    ['2,500', '', '2500', '2.500'],
    ['2,500 USD', '', '2500 USD', '2.500 USD'],
    ['-12,345 USD', '', '-12345 USD', '-12.345 USD'],
    ['2,500k USD', '', '2500k USD', '2.500k USD'],
    ['$2,500', '', '2500 USD', '2.500 USD'],
    ['EUR 2,500 per month', '', '2500 EUR/month', '2.500 EUR/month'],
    ['2,500%', '%', '2500%', '2.500%'],
    ['2,500', 'USD', '2500 USD', '2.500 USD'],
  ])('%s for %j is %s or %s', (text, unit, thousands, decimals) => {
    const found = rewriteNumber(text, unit);
    expect(found?.readings).toEqual([thousands, decimals]);
    expect(found?.hint).toBe(`write ${thousands} or ${decimals}, whichever is meant`);
    for (const reading of found!.readings) expect(parseLiteral(reading)).toBeDefined();
  });

  it.each([
    ['0,500 USD', '0.500 USD'],
    ['0,075%', '0.075%'],
    ['-0,5 USD', '-0.5 USD'],
    ['1,5 USD', '1.5 USD'],
    ['1,2345 USD', '1.2345 USD'],
    ['1234,567 USD', '1234.567 USD'],
    ['1 234,567 USD', '1234.567 USD'],
    ['1.234,567 USD', '1234.567 USD'],
  ])('%s can only be %s', (text, reading) => {
    expect(rewriteNumber(text)?.readings).toEqual([reading]);
  });

  it.each(['2,500,000 USD', '2,500.75 USD', '12,500,000.5k USD'])('%s needs no other reading', (text) => {
    expect(parseLiteral(text)).toBeDefined();
    expect(rewriteNumber(text)).toBeUndefined();
  });
});

describe('a number without its percent sign', () => {
  it.each([
    ['.075', '%', ['7.5%', '0.075%']],
    ['0,25', '%', ['25%', '0.25%']],
    ['5,5', '%', ['550%', '5.5%']],
    ['0,03', '%/month', ['3%/month', '0.03%/month']],
    ['0,03', '1/month', ['0.03 1/month', '0.03%/month']],
    ['2,500', '%', ['2500%', '250%', '2.500%']],
  ])('%s for %s', (text, unit, readings) => {
    expect(rewriteNumber(text, unit)?.readings.map((one) => one.replace('250.0', '250'))).toEqual(readings);
  });
});

describe('units written otherwise', () => {
  it.each([
    ['$', 'USD'],
    ['US$', 'USD'],
    ['€', 'EUR'],
    ['$/month', 'USD/month'],
    ['USD per month', 'USD/month'],
    ['USD per user per month', 'USD/user/month'],
    ['dollars', 'USD'],
    ['M USD', 'USD'],
    ['USD m', 'USD'],
    ['USDm', 'USD'],
    ['$ million', 'USD'],
    ['percent', '%'],
    ['USD', undefined],
    ['seat', undefined],
    ['a & b', undefined],
  ])('%s', (text, rewritten) => {
    expect(rewriteUnit(text)).toBe(rewritten);
  });
});
