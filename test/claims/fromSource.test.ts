import { describe, expect, it } from 'vitest';
import { answered, claimOf, claimsFile, complaints, read, row, stand } from '../helpers/claims.ts';

describe('rows of evidence', () => {
  it('shows a figure with the published one and their difference', () => {
    const claim = claimOf(`
      margin: { show: margin, published: 55%, label: The margin }
      year: { show: profit@2026 }
      formula: { show: sum(total over 2026) / 12 }`);
    const { figures, command } = row(claim, 'figures');
    expect(figures.map(({ label, words }) => [label, words])).toEqual([
      ['The margin', '60%'],
      ['Profit, 2026', '43.2k USD'],
      ['sum(total over 2026) / 12', '6000 USD'],
    ]);
    expect(figures[0]).toMatchObject({ value: 0.6, published: { value: 0.55, words: '55%' }, difference: '+5 points' });
    expect(command).toEqual([
      'burnsheet',
      'show',
      'models/stand.yaml',
      'margin',
      'profit@2026',
      'sum(total over 2026) / 12',
    ]);
  });

  it('takes what is lost in the rounding of doubles for no difference, however large the figures are', () => {
    const { figures } = row(claimOf("large: { show: '100bn USD * (0.1 + 0.2)', published: 30bn USD }"), 'figures');
    expect(figures[0]).toMatchObject({ value: 100e9 * (0.1 + 0.2), difference: '0 USD' });
    expect(figures[0]!.value).not.toBe(30e9);
  });

  it('compares scenarios', () => {
    const { table, command } = row(claimOf('by: { compare: margin, scenarios: [even, dear] }'), 'comparison');
    expect(table.rows).toEqual([
      ['even', 'Nothing is left', '0%'],
      ['dear', 'Lemons are dear', '-20%'],
    ]);
    expect(command.slice(-2)).toEqual(['--scenario', 'all']);
  });

  it('varies one or two inputs from the scenario of the row', () => {
    const claim = claimOf("by: { compare: margin, vary: ['price=4 USD/cup|8 USD/cup', growth], scenario: even }");
    const { table, command } = row(claim, 'comparison');
    expect(table.rows.map((cells) => cells.slice(0, 2))).toEqual([
      [4, -0.25],
      [8, 0.375],
    ]);
    expect(command.join(' ')).toBe(
      'burnsheet sensitivity models/stand.yaml --output margin --vary price=4 USD/cup|8 USD/cup --vary growth --scenario even',
    );
  });

  it('solves an equation, a condition and for periods', () => {
    const claim = claimOf(`
      equal: { solve: price, so_that: margin = 50%, means: 'at {equal}; from {equal.low} to {equal.high}, now {equal.now}' }
      never: { solve: price, so_that: margin = 99%, between: 2 USD/cup..3 USD/cup, means: x, otherwise: '{never}; before {equal}' }
      above: { solve: price, so_that: margin >= 50%, means: 'holds {above}' }
      when: { solve: period, so_that: 'period.index > 12', means: 'holds {when}' }`);
    expect(claim.evidence.map((one) => (one.kind === 'solution' ? one.sentence : ''))).toEqual([
      'at 4 USD/cup; from 2 USD/cup to 10 USD/cup, now 5 USD/cup',
      'no value between 2 USD/cup and 3 USD/cup; before 4 USD/cup',
      'holds from 4 USD/cup up',
      'holds from 2027-01 to the end, in 12 of 24 periods',
    ]);
    expect(claim.computed).toBe('4 USD/cup');
  });

  it('says over which values of an input a claim holds', () => {
    const sentences = (between: string) =>
      row(claimOf(`price: { overturn: price, between: ${between} }`, 'holds: margin < 50%\nscenario: even'), 'overturn')
        .sentence;
    expect(sentences('2 USD/cup..20 USD/cup')).toBe(
      'The claim holds up to 10 USD/cup and is overturned above that (searched between 2 USD/cup and 20 USD/cup). The model uses 5 USD/cup.',
    );
    expect(sentences('2 USD/cup..9 USD/cup')).toMatch(
      /^No value between 2 USD\/cup and 9 USD\/cup overturns the claim\./,
    );
    expect(sentences('11 USD/cup..20 USD/cup')).toMatch(
      /^No value between 11 USD\/cup and 20 USD\/cup makes the claim hold\./,
    );
  });

  it('asks another model in its own state, and not in that of the claim', () => {
    const text = claimsFile(`one:
  title: One
  claim: C
  model: ../stand.yaml
  scenario: dear
  set: { price: 8 USD/cup }
  evidence:
    own: { show: margin }
    other: { model: ../other.yaml, show: margin }`);
    const other = stand.replace('value: 5 USD/cup', 'value: 4 USD/cup');
    const { value } = read(text, { 'models/stand.yaml': stand, 'models/other.yaml': other });
    expect(value?.claims[0]?.evidence.map((row) => row.command.slice(2).join(' '))).toEqual([
      'models/stand.yaml margin --scenario dear --set price=8 USD/cup',
      'models/other.yaml margin',
    ]);
    expect(value?.claims[0]?.evidence.map((row) => (row.kind === 'figures' ? row.figures[0]!.words : ''))).toEqual([
      '25%',
      '50%',
    ]);
  });

  it('reports tie-outs that pass, and those that miss with the reason', () => {
    const claim = claimOf('year: { tie_out: year }\nhalf: { tie_out: half }', 'scenario: dear');
    const { figures, context, command } = row(claim, 'figures');
    expect(figures).toMatchObject([
      {
        label: 'Sales of 2026',
        words: '72k USD',
        published: { value: 70000, source: { publisher: 'The stand' } },
        tieOut: { passes: true, tolerance: '5%' },
      },
      { words: '36k USD', difference: '+6000 USD', tieOut: { passes: false, misses: 'Rain is not in the model.' } },
    ]);
    // A tie-out is of the first scenario, which a command need not name.
    expect(context.scenario).toBe('base');
    expect(command).toEqual([
      'burnsheet',
      'show',
      'models/stand.yaml',
      'sum(total over 2026)',
      'sum(total over 2026-01..2026-06)',
    ]);
  });

  it('compares a figure that was published after the as-of date, and does not judge it', () => {
    const tieOut = (known: string) =>
      row(claimOf(`after: { tie_out: after, known: ${known} }`), 'figures').figures[0]!.tieOut;
    expect(tieOut('2026-06-15')).toMatchObject({ passes: false, later: '2026-09-01' });
    expect(tieOut('2026-10-01')).not.toHaveProperty('later');
  });

  it('asks each row in its own scenario, date and values', () => {
    const claim = claimOf(
      `a: { show: margin }
      b: { show: margin, scenario: dear }
      c: { show: margin, known: 2026-02-01 }
      d: { show: margin, set: { price: 8 USD/cup } }`,
      'known: 2026-06-15',
    );
    const figures = claim.evidence.flatMap((one) =>
      one.kind === 'figures' ? [[one.figures[0]!.words, one.command.slice(4).join(' ')]] : [],
    );
    expect(figures).toEqual([
      ['60%', ''],
      ['-20%', '--scenario dear'],
      ['40%', '--known 2026-02-01'],
      ['75%', '--set price=8 USD/cup'],
    ]);
  });
});

describe('verdicts', () => {
  const verdict = (more: string) => claimOf('a: { show: margin }', more).verdict;

  it('come from the condition, here and in every scenario', () => {
    expect(verdict('holds: margin > 0')).toMatchObject({
      kind: 'holds',
      scenarios: [
        { id: 'base', holds: true },
        { id: 'dear', holds: false },
        { id: 'even', holds: false },
      ],
    });
    expect(verdict('holds: margin > 0\nscenario: dear').kind).toBe('fails');
    expect(verdict('holds: total@2026 > 71k USD').kind).toBe('holds');
  });

  it('are looked at once more with what became known later', () => {
    const text = 'one: { title: One, claim: C, model: ../stand.yaml, holds: margin > 50%, known: 2026-02-01 }';
    const { verdict } = answered(text, 'later: 2026-06-15\n')[0]!;
    expect(verdict).toMatchObject({ kind: 'fails', later: { known: '2026-06-15', holds: true } });
    // The day is that of the model itself, so a command need not say it.
    expect(verdict.later?.command).toEqual([
      'burnsheet',
      'show',
      'models/stand.yaml',
      'margin > 50%',
      '--scenario',
      'all',
    ]);
    expect(answered(text, 'later: 2026-02-15\n')[0]!.verdict.later).toMatchObject({ holds: false });
    expect(complaints(claimsFile(text, 'later: soon\n')).join()).toContain("'soon' is not a date");
  });

  it('are none without a condition, and are not judged where it is an error', () => {
    expect(verdict('').kind).toBe('none');
    expect(verdict('holds: broken > 0').kind).toBe('error');
    expect(verdict('holds: broken > 0').scenarios.map(({ holds }) => holds)).toEqual([null, false, false]);
  });
});

describe('texts', () => {
  it('take their numbers from rows', () => {
    const claim = claimOf(
      `m: { show: margin, published: 55% }
      by: { compare: margin }`,
      "holds_when: 'at {m}, by {m.difference} from {m.published}; {by.even}, {by.lowest} to {by.highest}'\ncomputed: '{by.dear} only'\noverturned_by: Max 20x in 2026\nnote: 'the article says 75%, we {m}'",
    );
    expect(claim.holdsWhen).toBe('at 60%, by +5 points from 55%; 0%, -20% to 60%');
    expect(claim.computed).toBe('-20% only');
    expect(claim.overturnedBy).toBe('Max 20x in 2026');
    expect(claim.note).toBe('the article says 75%, we 60%');
  });

  it('are taken from the first row where nothing is said of what was computed', () => {
    expect(claimOf('by: { compare: margin }').computed).toBe('-20% to 60%');
    expect(answered('bare: { title: T, claim: C }')[0]).toMatchObject({ computed: '', verdict: { kind: 'none' } });
  });
});

describe('problems', () => {
  const one = (text: string): string =>
    claimsFile(`one:\n  title: One\n  claim: C\n  model: ../stand.yaml\n${text.replace(/^/gm, '  ')}`);
  const evidence = (text: string): string => one(`evidence:\n  a: ${text}`);

  it.each([
    [evidence('{ show: marjin }'), "the model has no 'marjin'; did you mean 'margin'? <marjin>"],
    [evidence('{ show: total + marjin }'), "the model has no 'marjin'; did you mean 'margin'? <marjin>"],
    [
      evidence('{ show: total@2031 }'),
      '2031 is outside the timeline; the timeline runs from 2026-01 to 2027-12 <total@2031>',
    ],
    [evidence('{ show: margin, scenario: deer }'), "there is no scenario 'deer'; did you mean 'dear'? <deer>"],
    [evidence('{ compare: margin, scenarios: [deer] }'), "there is no scenario 'deer'; did you mean 'dear'? <deer>"],
    [evidence('{ show: margin, set: { prise: 5 USD/cup } }'), "did you mean 'price'?"],
    [evidence('{ show: margin, set: { price: 5 } }'), '<5>'],
    [
      evidence('{ show: margin, known: soon }'),
      "'soon' is not a date; write 2027, 2027-Q1, 2027-03 or 2027-03-31, in the years 1901 to 2199 <soon>",
    ],
    [
      evidence('{ show: margin, published: 5 USD }'),
      'the published figure is in USD, but the computed one is in %; write it in % <5 USD>',
    ],
    [
      evidence('{ show: margin, published: 5%, source: regster }'),
      "there is no source 'regster' under sources:; did you mean 'register'? <regster>",
    ],
    [
      evidence('{ show: margin, source: register }'),
      'the row has a source but no published figure; add published: with the figure, such as 42.6% <source>',
    ],
    [evidence('{ tie_out: yeer }'), "the model has no tie-out 'yeer'; did you mean 'year'? <yeer>"],
    [
      evidence('{ show: margin, compare: margin }'),
      "the evidence row 'a' has both 'show' and 'compare'; write exactly one of show, compare, solve, overturn, tie_out in each row <a>",
    ],
    [
      evidence('{ label: x }'),
      "the evidence row 'a' has no kind; write exactly one of show, compare, solve, overturn, tie_out in each row <a>",
    ],
    [
      evidence('{ show: margin, vary: price }'),
      "a row with 'show' has no key 'vary'; a row with 'show' has the keys show, published, source, scenario, set, label, note, model, known <vary>",
    ],
    [
      evidence('{ solve: price }'),
      "the evidence row 'a' needs the key 'so_that'; write so_that: with a condition, such as gross_margin@2027 = 0 <a>",
    ],
    [evidence('{ solve: prise, so_that: margin = 0 }'), "there is no input 'prise'; did you mean 'price'? <prise>"],
    [evidence('{ solve: price, so_that: margin = 0, between: 1 USD..2 USD }'), '<1 USD..2 USD>'],
    [
      evidence('{ solve: price, so_that: margin = 0, means: 40% of it }'),
      'the text contains the figure 40%, which the next run may change; compute it in an evidence row and write {row}; put figures quoted from the article under figures: or claim: <40%>',
    ],
    [
      evidence('{ overturn: price }'),
      "the claim 'one' has no condition to overturn; write holds: with a condition, such as gross_margin@2027 < 0 <price>",
    ],
    [
      `${evidence('{ overturn: price }')}    holds: margin = 0\n`,
      'a claim that is an equation holds only at single values; write it with <, <=, > or >=, so that it can hold over a range of values <margin = 0>',
    ],
    [
      one('holds: margin'),
      "'margin' is not a condition; compare one number with another, as in gross_margin@2027 < 0 <margin>",
    ],
    [
      one('holds: total > 0'),
      "'total > 0' has one answer per period; compare one number with another, as in gross_margin@2027 < 0 <total > 0>",
    ],
    [one('mechanism: M7'), "there is no mechanism 'M7' under mechanisms:; add it there with its name <M7>"],
    [one("holds_when: '{b} it is'"), 'there is no evidence row for {b}; add a row b under evidence: <{b}>'],
    [
      claimsFile('one: { title: T, claim: C, evidence: { a: { show: margin } } }'),
      "the row 'a' names no model; write model: with a path relative to this file <a>",
    ],
    [
      claimsFile('one: { title: T, claim: C, holds: margin > 0 }'),
      'the condition names no model; write model: with a path relative to this file <margin > 0>',
    ],
    [
      claimsFile('one: { title: T, claim: C, model: ../../x.yaml, evidence: { a: { show: margin } } }'),
      "'../../x.yaml' is outside models",
    ],
    [
      claimsFile('one: { title: T, claim: C, model: ../standd.yaml, evidence: { a: { show: margin } } }'),
      '<../standd.yaml>',
    ],
    [
      claimsFile('one: { title: T t, claim: C }\ntwo: { title: t-T, claim: C }'),
      "two claims have the title 't-T'; give each claim its own title <t-T>",
    ],
    [
      claimsFile('one: { titel: T, claim: C }'),
      "there is no key 'titel' in claims > one; did you mean 'title'? <titel>",
    ],
    ['model: stand\n', "there is no key 'model' in the claims file"],
  ])('%#', (text, expected) => {
    expect(complaints(text).join('\n')).toContain(expected);
  });

  it('come all at once', () => {
    const text = one('mechanism: M7\nholds: marjin > 0\nevidence:\n  a: { show: totl@2026 }\n  b: { tie_out: yeer }');
    expect(complaints(text).length).toBeGreaterThanOrEqual(2);
    expect(read(text).value).toBeUndefined();
  });

  it('of checks and errors are said, and the claims are still there', () => {
    const { value, diagnostics } = read(evidence('{ show: margin, scenario: even }'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['check-failed']);
    expect(value?.claims[0]?.computed).toBe('0%');
    const error = read(evidence('{ show: broken }'));
    expect(error.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['error-value', "'Broken' is an error in scenario base"],
    ]);
    expect(error.value?.claims[0]?.computed).toBe('an error');
  });
});

it('reads a model once for all rows in one state', () => {
  const rows = Array.from({ length: 20 }, (_, at) => `  r${at}: { show: margin + ${at}% }`).join('\n');
  const { asked, value } = read(
    claimsFile(
      `one:\n  title: One\n  claim: C\n  model: ../stand.yaml\n  evidence:\n  ${rows.replaceAll('\n', '\n  ')}`,
    ),
  );
  expect(value?.claims[0]?.evidence).toHaveLength(1);
  expect(asked.filter((path) => path === 'models/stand.yaml')).toHaveLength(1);
});
