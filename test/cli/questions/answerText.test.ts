/** Answers as they are read in a terminal of 80 columns, piped. */
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../../src/cli/io/terminal.ts';
import { renderAnswer } from '../../../src/cli/questions/answerText.ts';
import type { Answer } from '../../../src/question/answer.ts';
import { answers, comparison, sensitivity, simulation, solution, tornado } from '../../helpers/answers.ts';

const terminal = (width: number, colours = false): Terminal => ({
  width,
  colours: pc.createColors(colours),
  errorColours: pc.createColors(false),
  interactive: false,
  say: () => {},
  complain: () => {},
});
const shown = (answer: Answer, width = 80) => `\n${renderAnswer(answer, terminal(width))}\n`;

describe('answers at 80 columns', () => {
  it('sensitivity: a grid of two inputs, and lines', () => {
    expect(shown(sensitivity)).toMatchInlineSnapshot(`
      "
      Level instalment by interest per instalment and amount borrowed

      The level instalment lies between 2,326.50 and 5,314.29 USD; the base is
      3,650.63 USD.
      Every other input keeps the value that it has in the scenario base, so that what
      moves together in practice, such as the rate and the term, does not move
      together here.

      Level instalment (USD)
      Interest per instalment  80k USD  100k USD  120k USD  140k USD  160k USD
                        0.25%    2,326     2,908     3,490     4,071     4,653
                        0.50%    2,434     3,042     3,651     4,259     4,868
                        0.75%    2,544     3,180     3,816     4,452     5,088
                        1.00%    2,657     3,321     3,986     4,650         –

      Level instalment by interest
      USD
           ▲
           │                                ◆ ◆ ◆◆ ◆ ◆◆ ◆
           │       ◆◆ ◆ ◆ ◆◆ ◆ ◆◆ ◆ ◆◆ ◆ ◆◆
           │◆ ◆◆ ◆
           │
      4,167┤                                                               ○  ○
           │                              ○  ○  ○ ○  ○ ○  ○ ○  ○ ○  ○ ○  ○
           │○  ○ ○  ○ ○  ○ ○  ○ ○  ○ ○  ○
      3,247┤
           │
           │
           │                            ● ●  ●  ● ●  ● ●  ● ●  ● ●  ● ●  ● ●  ●
      2,326┤●  ● ●  ● ●  ● ●  ● ●  ● ●
           └┬─────────────────────┬─────────────────────┬─────────────────────┬▶
        0.25%                 0.50%                 0.75%                 1.00%
      ● 80k USD   ○ 120k USD   ◆ 160k USD
      "
    `);
  });
  it('tornado: bars around the base, with both ends', () => {
    expect(shown(tornado)).toMatchInlineSnapshot(`
      "
      What moves the interest over the term

      The term moves it most: from 7,402.10 to 15,513.34 USD around 11,422.77 USD.

      Interest over the term (USD)
      Input                           Low input  High input  At the low input
      Term                            24 months  48 months              7,402
      Interest per instalment         0.25%      0.75%                  5,635
      Amount borrowed                 108k USD   132k USD              10,280
      Discount for pa…rst instalment  0%         2%                    11,423
      =Time between instalments       1 month    3 months              11,423

      Input                           At the high input   Swing
      Term                                       15,513   8,111
      Interest per instalment                    17,376  11,741
      Amount borrowed                            12,565   2,285
      Discount for pa…rst instalment             11,194     228
      =Time between instalments                       –       –

      Interest over the term (USD)
      Term                               7,402      ░░░░░░░░░░│██████████      15,513
      Interest per instalment            5,635 ░░░░░░░░░░░░░░░│███████████████ 17,376
      Amount borrowed                   10,280             ░░░│███             12,565
      Discount for pay…irst instalment  11,194               █│                11,423
      =Time between instalments         11,423                │                     –

      │ base 11,423 USD   ░ At the low input   █ At the high input
      "
    `);
  });
  it('simulation: rows of different units, a histogram and a path', () => {
    expect(shown(simulation)).toMatchInlineSnapshot(`
      "
      Closing cash in 5,000 trials

      The mean is 3.41 m USD; in 3.2% of the trials it is below zero.
      2 of 5,000 trials end in an error and count nowhere.

      Key results over all trials
      Result                Unit         Mean  5th percentile       Median
      Closing cash          m USD        3.41           (0.21)        3.38
      Gross margin          %           41.2%           35.1%        41.5%
      First day below zero         2027-04-23               –   2027-04-03
      Users                 user       12,345           9,876       12,300

      Result                Unit   95th percentile
      Closing cash          m USD             7.12
      Gross margin          %                46.3%
      First day below zero              2028-02-17
      Users                 user            15,432

      Closing cash, trials (From in m USD)
      (4.00) █                                                                     17
      (3.00) ███▎                                                                  50
      (2.00) ████████▏                                                            125
      (1.00) █████████████████▏                                                   264
        0.00 ██████████████████████████████▋                                      472
        1.00 ██████████████████████████████████████████████▌                      717
        2.00 ███████████████████████████████████████████████████████████▊         920
        3.00 █████████████████████████████████████████████████████████████████  1,000
        4.00 ███████████████████████████████████████████████████████████▊         920
        5.00 ██████████████████████████████████████████████▌                      717
        6.00 ██████████████████████████████▋                                      472
        7.00 █████████████████▏                                                   264
        8.00 ████████▏                                                            125
        9.00 ███▎                                                                  50
       10.00 █                                                                     17
       11.00 ▎                                                                      5

      Cash over time
      Period   Median, m USD
      2026-01           5.00
      2026-02           5.03
      2026-03           4.92
      2026-04           4.69
      2026-05           4.33
      2026-06           3.86
      2026-07           3.30
      2026-08           2.67
      2026-09           1.98
      2026-10           1.25
      2026-11           0.52
      2026-12          (0.20)
      2027-01          (0.88)
      2027-02          (1.51)
      2027-03          (2.05)
      2027-04          (2.51)
      2027-05          (2.85)
      2027-06          (3.06)
      2027-07          (3.15)
      2027-08          (3.10)
      2027-09          (2.91)
      2027-10          (2.58)
      2027-11          (2.13)
      2027-12          (1.55)

      Median cash
      m USD
            ▲
        5.03┤━━━━━━━━━━┓
            │          ┗━━┓
            │             ┗━━━━━┓
            │                   ┗━━┓
        2.30┤                      ┗━┓
            │                        ┗━━┓
            │                           ┗━━┓
      (0.42)┤                              ┗━━┓
            │                                 ┗━━┓
            │                                    ┗━━┓                        ┏━
            │                                       ┗━━━━┓             ┏━━━━━┛
      (3.15)┤                                            ┗━━━━━━━━━━━━━┛
            └┬────────────────┬────────────────┬─────────────┬────────────────┬▶
       2026-01          2026-07          2027-01       2027-06          2027-12
      "
    `);
  });
  it('solution: no chart', () => {
    expect(shown(solution)).toMatchInlineSnapshot(`
      "
      Which amount borrowed makes the level instalment 4,000 USD

      An amount borrowed of 131,483.46 USD does.

      Solution
      What              Unit   Before    After
      Amount borrowed   USD   120,000  131,483
      Level instalment  USD     3,651    4,000
      "
    `);
  });
  it('comparison: columns below zero', () => {
    expect(shown(comparison)).toMatchInlineSnapshot(`
      "
      Scenarios side by side

      Scenarios differ in one input.

      Key results
      Result                   Unit    base  dear_loan  cheap_loan
      Level instalment, 2028   USD    3,651      3,986       3,490
      Interest                 USD   11,423     23,486       5,631
      Interest per instalment  %      0.50%      1.00%       0.25%

      Interest against base (USD)
      base                                                                          0
      dear_loan                     ████████████████████████████████████████   12,063
      cheap_loan ███████████████████                                          (5,792)
      "
    `);
  });
});

/** A grid of two inputs with as many columns as it can have. */
const wide: Answer = {
  question: 'sensitivity',
  title: 'Wide',
  statements: [],
  tables: [
    {
      id: 'grid',
      title: 'Cash',
      columns: [
        { id: 'price', label: 'Price', unit: 'USD' },
        ...Array.from({ length: 12 }, (_, at) => ({ id: `c${at}`, label: `${at + 1}%`, unit: 'USD' })),
      ],
      rows: Array.from({ length: 3 }, (_, row) => [
        20 + row / 2,
        ...Array.from({ length: 12 }, (_, at) => (row + 1) * 1e8 * (at - 2)),
      ]),
    },
  ],
  charts: [],
};

describe('what does not fit', () => {
  it('folds a wide grid, with its first column in every block', () => {
    expect(shown(wide)).toMatchInlineSnapshot(`
      "
      Wide

      Cash (bn USD)
      Price, USD     1%      2%     3%    4%    5%    6%    7%    8%    9%   10%   11%
           20.00  (0.20)  (0.10)  0.00  0.10  0.20  0.30  0.40  0.50  0.60  0.70  0.80
           20.50  (0.40)  (0.20)  0.00  0.20  0.40  0.60  0.80  1.00  1.20  1.40  1.60
           21.00  (0.60)  (0.30)  0.00  0.30  0.60  0.90  1.20  1.50  1.80  2.10  2.40

      Price, USD   12%
           20.00  0.90
           20.50  1.80
           21.00  2.70
      "
    `);
  });

  it.each([40, 60, 80, 132])('is never wider than a terminal of %i columns', (width) => {
    for (const answer of [...answers, wide])
      for (const line of renderAnswer(answer, terminal(width)).split('\n'))
        expect(stringWidth(line), line).toBeLessThanOrEqual(width);
  });
});

describe('what has no value', () => {
  const empty = (kind: Answer['charts'][number]['kind'], rows: Answer['tables'][number]['rows']): Answer => ({
    question: 'simulate',
    title: 'Nothing',
    statements: [],
    tables: [
      {
        id: 't',
        title: 'T',
        columns: [
          { id: 'a', label: 'A', unit: 'text' },
          { id: 'b', label: 'B', unit: 'USD' },
          { id: 'c', label: 'C', unit: 'USD' },
        ],
        rows,
      },
    ],
    charts: [{ id: 'c', kind, title: 'Chart', table: 't', along: 'a', values: ['b', 'c'], base: 1 }],
  });
  it.each(['line', 'column', 'histogram', 'tornado'] as const)('is drawn as nothing in a %s', (kind) => {
    expect(renderAnswer(empty(kind, []), terminal(80))).toContain('nothing to plot');
    expect(renderAnswer(empty(kind, [['x', null, null]]), terminal(80))).not.toMatch(/NaN|undefined|Infinity/);
    expect(renderAnswer(empty(kind, [['x', 5, 5]]), terminal(80))).not.toMatch(/NaN|undefined|Infinity/);
    expect(renderAnswer(empty(kind, [['x', 0, Number.NaN]]), terminal(80))).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('lets no control character of a label through', () => {
    const hostile = { ...solution, title: 'a\u001b[31mb', statements: ['c\u0007d'] };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(renderAnswer(hostile, terminal(80))).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('has colours where the terminal has them only', () => {
    expect(renderAnswer(solution, terminal(80, true))).toContain('\u001b[1m');
    expect(renderAnswer(solution, terminal(80))).not.toContain('\u001b');
  });
});
