import { describe, expect, it } from 'vitest';
import { bugReport, exitCodeOf } from '../../../src/cli/io/exit.ts';
import { coloursWanted } from '../../../src/cli/io/terminal.ts';
import { problem } from '../../../src/diagnostics/catalogue.ts';

const of = (...codes: Parameters<typeof problem>[0][]) =>
  exitCodeOf(codes.map((code) => problem(code, undefined, 'x')));

describe('exit code', () => {
  it('is 0 without errors, 1 when results are wrong, 2 when the input is', () => {
    expect(of()).toBe(0);
    expect(of('unused-input')).toBe(0);
    expect(of('check-failed', 'tie-out-failed', 'tie-out-holds', 'error-value')).toBe(1);
    expect(of('check-failed', 'unknown-name')).toBe(2);
  });
  it('says in one line that a bug is ours', () => {
    const report = bugReport(new Error('first\nsecond'), false);
    expect(report).toContain('please report');
    expect(report.split('\n')).toHaveLength(1);
    expect(bugReport(new Error('first'), true)).toContain('exit.test');
  });
});

it('colours only a terminal that wants them', () => {
  expect(coloursWanted(true, {})).toBe(true);
  expect(coloursWanted(undefined, {})).toBe(false);
  expect(coloursWanted(true, { NO_COLOR: '1' })).toBe(false);
  expect(coloursWanted(true, { TERM: 'dumb' })).toBe(false);
});
