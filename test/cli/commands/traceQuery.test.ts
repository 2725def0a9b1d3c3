import { describe, expect, it } from 'vitest';
import { cellAddress, periodFor, readTraceQuery } from '../../../src/cli/commands/traceQuery.ts';
import { record } from '../record.ts';

const ask = (text: string) => readTraceQuery(text, record, 'base');

describe('cells', () => {
  it.each([
    ['COGS!H14', 'COGS!H14'],
    ["'Cash flow'!$h$14", 'Cash flow!H14'],
    ["'It''s'!A1", "It's!A1"],
  ])('%s is %s', (text, address) => {
    expect(cellAddress(text)).toBe(address);
    expect(ask(text).value).toEqual({ kind: 'cell', address });
  });
  it.each(['revenue@2027', 'COGS!14', 'H14', 'COGS!A0'])('%s is no cell', (text) => {
    expect(cellAddress(text)).toBeUndefined();
  });
});

describe('items', () => {
  it('reads item, members and period', () => {
    expect(ask('subscribers.max@2027-Q1').value).toEqual({
      kind: 'item',
      item: 'subscribers',
      members: ['max'],
      period: '2027-Q1',
    });
  });
  it('takes a year as it is reported', () => {
    expect(ask('revenue@2026').value).toEqual({ kind: 'item', item: 'revenue', members: [], period: '2026' });
  });
  it('takes the last period of a year that is not reported, and the period around a month, and says so', () => {
    expect(ask('rate@2026').value).toMatchObject({
      period: '2026-Q4',
      stated: 'rate has no value for 2026; showing 2026-Q4',
    });
    expect(ask('revenue@2027-02').value).toMatchObject({ period: '2027-Q1' });
    expect(ask('revenue').value).toMatchObject({
      period: '2027-Q2',
      stated: 'no period given; showing the last one, 2027-Q2',
    });
  });
  it('needs no period for a value that does not change', () => {
    expect(ask('plan.pro.price').value).toEqual({ kind: 'item', item: 'plan.price', members: ['pro'] });
    expect(ask('margin@2026').value).toMatchObject({ stated: 'this value is the same in every period' });
  });
  it.each([
    ['reveneu@2027', 'unknown-name'],
    ['subscribers@2027', 'dimension-mismatch'],
    ['revenue@2031', 'outside-timeline'],
    ['revenue@soon', 'invalid-date'],
    ['revenue@2026@2027', 'invalid-option'],
  ])('%s is the problem %s', (text, code) => {
    expect(ask(text).diagnostics[0]?.code).toBe(code);
  });
});

it('finds no period outside the timeline', () => {
  expect(periodFor('2027', ['2027-11', '2027-12'])).toBe('2027-12');
  expect(periodFor('2026', ['2027-11', '2027-12'])).toBeUndefined();
});
