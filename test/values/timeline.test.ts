import { describe, expect, it } from 'vitest';
import {
  daySerial,
  daysInMonth,
  lastDayOf,
  lastSerialOf,
  makeTimeline,
  monthNumber,
  parseDate,
  periodAt,
  periodPositionOf,
  serialOf,
} from '../../src/values/timeline.ts';

const january = monthNumber(2026, 1);

describe('dates', () => {
  it.each([
    ['2026', january, january + 12, 'year'],
    ['2026-Q2', january + 3, january + 6, 'quarter'],
    ['2026-03', january + 2, january + 3, 'month'],
    ['2026-03-31', january + 2, january + 3, 'day'],
  ])('%s is a range of months', (text, from, to, grain) => {
    expect(parseDate(text)).toMatchObject({ from, to, grain });
  });

  it.each([
    '2026-13',
    '2026-00',
    '2026-Q5',
    '2026-02-30',
    '26-01',
    'March',
    '',
    '1899',
    '1900-01',
    '2200-01',
  ])('%j is no date', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it('knows leap years', () => {
    expect([2024, 2025, 2100, 2000].map((year) => daysInMonth(monthNumber(year, 2)))).toEqual([29, 28, 28, 29]);
  });

  it('counts days as Excel does', () => {
    expect(daySerial(january, 1)).toBe(46_023);
    expect(serialOf(parseDate('2026-Q2')!)).toBe(46_023 + 90);
    expect(serialOf(parseDate('2024-02-29')!)).toBe(45_351);
    expect(lastSerialOf(parseDate('2026-01')!)).toBe(46_023 + 30);
    expect(lastSerialOf(parseDate('2026-01-15')!)).toBe(46_023 + 14);
  });

  it('names the last day', () => {
    expect(['2026', '2026-Q1', '2024-02', '2026-05-04'].map((text) => lastDayOf(parseDate(text)!))).toEqual([
      '2026-12-31',
      '2026-03-31',
      '2024-02-29',
      '2026-05-04',
    ]);
  });
});

describe('a timeline', () => {
  it('has whole periods with their labels', () => {
    expect(makeTimeline(january, january + 12, 'quarter')?.periods.map(({ label }) => label)).toEqual([
      '2026-Q1',
      '2026-Q2',
      '2026-Q3',
      '2026-Q4',
    ]);
    expect(makeTimeline(january, january + 24, 'year')?.periods.map(({ label }) => label)).toEqual(['2026', '2027']);
  });

  it('is refused when it cuts a period or goes backwards', () => {
    expect(makeTimeline(january + 1, january + 13, 'quarter')).toBeUndefined();
    expect(makeTimeline(january, january + 7, 'quarter')).toBeUndefined();
    expect(makeTimeline(january, january, 'month')).toBeUndefined();
  });

  it('goes on before its first period', () => {
    expect(periodAt(january, 'month', 0)).toMatchObject({ label: '2025-12', year: 2025 });
  });

  it('finds the period of a month', () => {
    const timeline = makeTimeline(january, january + 12, 'quarter')!;
    expect([january + 4, january - 1, january + 12].map((month) => periodPositionOf(timeline, month))).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });
});
