/**
 * The labs at two dates: what is computed for a day rests on what was known that day alone, and two days differ only
 * where facts changed in between.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InputValue, Model } from '../src/model/model.ts';
import { checkModel } from '../src/pipeline.ts';
import { errorLines } from './helpers/models.ts';

const paths = ['models/openai.yaml', 'models/anthropic.yaml', 'models/labs.yaml'];
const [june, october] = ['2026-06-15', '2026-10-01'];

function knownOn(path: string, known: string): Model {
  const { value, diagnostics } = checkModel(path, (name) => readFileSync(name, 'utf8'), { known });
  if (value === undefined) throw new Error(errorLines(diagnostics).join('\n'));
  return value;
}

interface Held {
  readonly name: string;
  readonly value: InputValue;
}

function held(model: Model): readonly Held[] {
  return model.inputs.flatMap(({ id, rows }) =>
    rows.flatMap(({ members, values }) =>
      values!.map((value, at) => ({ name: `${id} ${members.join('.')} ${model.scenarios[at]!.id}`, value })),
    ),
  );
}

const numbers = ({ value: { constant, series } }: Held): string => JSON.stringify(constant ?? series);

describe.each(paths)('%s', (path) => {
  const before = held(knownOn(path, june!));
  const after = held(knownOn(path, october!));
  const changed = before.filter((one, at) => numbers(one) !== numbers(after[at]!));

  it('rests in June on nothing that became known later', () => {
    const later = before.filter(({ value }) => value.provenance.known !== undefined && value.provenance.known > june!);
    expect(later.map(({ name }) => name)).toEqual([]);
  });

  it('rests in June on no source that is younger, but where the value itself was known before', () => {
    const model = knownOn(path, june!);
    const young = new Set(model.sources.filter(({ date }) => date !== undefined && date > june!).map(({ id }) => id));
    const early = before.filter(
      ({ value: { provenance } }) => provenance.source !== undefined && young.has(provenance.source),
    );
    expect(early.filter(({ value }) => value.provenance.known === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('has the same inputs on both days, and differs in those alone of which something became known in between', () => {
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    const silent = changed.filter(({ name }) => {
      const { known } = after.find((one) => one.name === name)!.value.provenance;
      return known === undefined || known <= june! || known > october!;
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
    expect(changed.length).toBeGreaterThan(0);
  });

  it('says of whatever changed what it is now based on', () => {
    const unsaid = changed.filter(({ name }) => {
      const { source, note, why } = after.find((one) => one.name === name)!.value.provenance;
      return source === undefined && note === undefined && why === undefined;
    });
    expect(unsaid.map(({ name }) => name)).toEqual([]);
  });
});
