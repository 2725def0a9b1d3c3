/** Run records that are not whole: each is refused, with the place. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord, runModel } from '../../src/comparing.ts';
import { recordFaults } from '../../src/record/recordShape.ts';
import { record as small } from '../cli/record.ts';

/** A record as it is read from a file. */
type Anything = ReturnType<typeof JSON.parse>;

function whole(): Anything {
  const { value, diagnostics } = runModel('models/examples/cohort.yaml', (path) => readFileSync(path, 'utf8'));
  return JSON.parse(JSON.stringify(value?.record ?? diagnostics));
}

describe('a run record', () => {
  it('is whole as it is made', () => {
    expect(recordFaults(whole())).toEqual([]);
    expect(recordFaults(small)).toEqual([]);
  });

  it('lacks no key', () => {
    const later = ['description', 'units', 'correlations', 'presentation', 'alternatives', 'by', 'members', 'judgedIn'];
    const lacking: string[] = [];
    const visit = (pick: (of: Anything) => Anything): void => {
      for (const key of Object.keys(pick(whole()) ?? {})) {
        const record = whole();
        delete pick(record)[key];
        if (recordFaults(record).length === 0) lacking.push(key);
      }
    };
    const places: ((of: Anything) => Anything)[] = [
      (of) => of,
      (of) => of.scenarios[0],
      (of) => of.scenarios[0].series[0],
      (of) => of.scenarios[0].checks[0],
      (of) => of.inputs[0],
      (of) => of.inputs[0].revisions?.[0],
      (of) => of.quantities[0],
      (of) => of.tables[0],
      (of) => of.tables[0].members[0],
      (of) => of.files[0],
      (of) => of.asked,
      (of) => of.versions,
    ];
    for (const pick of places) visit(pick);
    expect(lacking.filter((key) => !later.includes(key))).toEqual([]);
  });

  it.each<[string, (of: Anything) => void, string]>([
    [
      'a number as a text',
      (of) => (of.scenarios[0].series[0].values[0] = '5'),
      'scenarios[0].series[0].values[0] is a text, not a number',
    ],
    [
      'a year as a text',
      (of) => (of.scenarios[0].series.find((one: Anything) => one.years.length > 0).years[1] = '5'),
      '.years[1] is a text, not a number',
    ],
    [
      'a value too few',
      (of) => of.scenarios[0].series.find((one: Anything) => one.time === 'series').values.pop(),
      '].values has 23 values, not 24',
    ],
    ['no scenario', (of) => of.scenarios.push(null), 'scenarios[2] is null, not an object'],
    ['nothing asked', (of) => (of.asked = {}), 'asked.known is missing; asked.set is missing'],
    ['settings as a text', (of) => (of.asked.set = 'abc'), 'asked.set is a text, not a list'],
    ['nothing at all', (of) => (of.inputs = null), 'inputs is null, not a list'],
    ['a number as a file', (of) => (of.files[0].text = 5), 'files[0].text is a number, not a text'],
    [
      'more than fits',
      (of) => (of.scenarios[0].series[0].values[0] = Number.POSITIVE_INFINITY),
      'values[0] is not a finite number',
    ],
    ['another grain', (of) => (of.grain = 'week'), 'grain is a text, not month or quarter or year'],
  ])('with %s is refused', (_, change, message) => {
    const record = whole();
    change(record);
    expect(recordFaults(record).join('; ')).toContain(message);
  });

  it('is refused with the first faults', () => {
    const record = whole();
    for (const each of record.scenarios[0].series) each.years = each.years.map(String);
    const { value, diagnostics } = readRecord(JSON.stringify(record), 'run.json');
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.message).toMatch(
      /^run\.json is not a complete run record: scenarios\[0\]\.series\[\d+\]\.years\[0\] is a text, not a number;.*and more$/,
    );
  });
});
