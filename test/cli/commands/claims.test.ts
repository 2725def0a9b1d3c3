/** `burnsheet claims`, and `burnsheet show` with figures, from the command line to the terminal. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/claims/commandLines.ts';
import { anchorOf, renderClaimsPage } from '../../../src/cli/reports/claimsPage.ts';
import { claimsFile, read, stand } from '../../helpers/claims.ts';
import { runProgram } from '../../helpers/terminal.ts';

const home = process.cwd();
const claims = claimsFile(
  `one:
  title: Lemonade pays (M1)
  mechanism: M1
  claim: 'A cup sells for more than it costs: $2 < $5.'
  figures: [{ figure: 'more than half | of it', by: the owner }, cheap]
  model: ../stand.yaml
  holds: margin > 50%
  evidence:
    m: { show: margin, published: 55%, source: register, note: Of the register. }
    y: { tie_out: half }
    z: { tie_out: after }
    p: { overturn: price }
two: { title: Rain is bad, claim: It is. }`,
  'mechanisms: { M1: lemons }\n',
);

const run = (...words: string[]) => runProgram(words);

beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  mkdirSync('models/claims', { recursive: true });
  writeFileSync('models/stand.yaml', stand);
  writeFileSync('models/claims/lemonade.yaml', claims);
});
afterAll(() => process.chdir(home));

describe('burnsheet claims', () => {
  it('prints a table of the only file, nothing cut and nothing too wide', async () => {
    const { exitCode, output, errors } = await run('claims');
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toMatchInlineSnapshot(`
      "Of lemonade

      Claim                  The article       Computed  Verdict
      M1 Lemonade pays (M1)  more than half |  60%       holds, in 1 of
                             of it; cheap                3 scenarios

      Rain is bad                                        no condition

      2 claims: 1 holds, 1 has no condition to test."
    `);
    expect(Math.max(...output.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  });

  it('prints a page', async () => {
    const { output } = await run('claims', 'models/claims/lemonade.yaml', '--format', 'markdown');
    expect(output).toMatchInlineSnapshot(`
      "# Of lemonade

      Every computed number comes from the command shown with it, and every verdict from a condition. Generated from \`models/claims/lemonade.yaml\` by \`burnsheet claims --format markdown\`; do not edit.

      2 claims: 1 holds, 1 has no condition to test.

      |  | Claim | Figure in the article | Computed | Verdict |
      | --- | --- | --- | --- | --- |
      | M1 | [Lemonade pays (M1)](#lemonade-pays-m1) | more than half \\| of it; cheap | 60% | holds, in 1 of 3 scenarios |
      |  | [Rain is bad](#rain-is-bad) |  |  | no condition |

      ## Lemonade pays (M1)

      *M1, lemons.* A cup sells for more than it costs: \\$2 &lt; \\$5.

      Figures in the article: more than half | of it (the owner); cheap.

      **Verdict: holds.** Scenario base of [Stand](/models/stand.yaml), as known on 2026-06-15: \`margin > 50%\`. It holds in base. It does not hold in dear, even.

      \`\`\`sh
      burnsheet show models/stand.yaml 'margin > 50%' --scenario all
      \`\`\`

      |  | Computed | Published | Difference | Result |
      | --- | ---: | --- | --- | --- |
      | Margin | 60% | 55%, The stand | +5 points |  |
      | half | 36k USD | 30k USD, The stand | +6000 USD | misses, by more than 1%: Rain is not in the model. |
      | Sales of 2027 | 72k USD | 90k USD, The stand | -18k USD | published later (2026-09-01), so not judged; not within 5% |

      * Margin: Of the register.

      \`\`\`sh
      burnsheet show models/stand.yaml margin 'sum(total over 2026-01..2026-06)' 'sum(total over 2027)'
      \`\`\`

      **What would overturn it.**

      **Price.** The claim holds from 4 USD/cup up and is overturned below that (searched between 2 USD/cup and 10 USD/cup). The model uses 5 USD/cup.

      \`\`\`sh
      burnsheet solve models/stand.yaml --find price --so-that 'margin > 50%'
      \`\`\`

      ## Rain is bad

      It is.

      **Verdict: none.** Nothing was computed.

      ## Sources of published figures

      * *Sales of the register*, The stand, 2026-06-01."
    `);
  });

  it('writes one JSON document', async () => {
    const document = JSON.parse((await run('claims', '--json')).output);
    expect(document).toMatchObject({
      format: 'burnsheet-claims',
      version: 1,
      path: 'models/claims/lemonade.yaml',
      exitCode: 0,
    });
    expect(document.claims[0].verdict).toMatchObject({ kind: 'holds', condition: 'margin > 50%' });
    expect(document.claims[0].evidence[0].figures[0]).toMatchObject({ id: 'm', value: 0.6, words: '60%' });
  });

  it('says what is wrong, with the place', async () => {
    writeFileSync('models/wrong.yaml', claims.replace('margin > 50%', 'marjin > 50%').replace('../stand', 'stand'));
    const { exitCode, output, errors } = await run('claims', 'models/wrong.yaml');
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain("error[unknown-name]: the model has no 'marjin'\n  models/wrong.yaml:10:12");
    expect((await run('claims', 'nothing.yaml')).errors).toContain('there is no file nothing.yaml');
    expect((await run('claims', 'models/stand.yaml')).errors).toContain('this is a model file: use burnsheet show');
    expect((await run('check', 'models/claims/lemonade.yaml')).errors).toContain(
      'this is a claims file: use burnsheet claims',
    );
    expect(JSON.parse((await run('claims', 'nothing.yaml', '--json')).output)).toMatchObject({ exitCode: 2 });
  });

  it('has a schema for editors', async () => {
    expect(JSON.parse((await run('schema', 'claims')).output).properties).toHaveProperty('claims');
    expect(JSON.parse((await run('schema')).output).properties).toHaveProperty('inputs');
    expect((await run('schema', 'claim')).exitCode).toBe(2);
  });

  it('wants a name where there are several files, or none', async () => {
    writeFileSync('models/claims/other.yaml', claims);
    expect((await run('claims')).errors).toContain('choose from models/claims/lemonade.yaml, models/claims/other.yaml');
    process.chdir('models');
    expect((await run('claims')).errors).toContain('there is no claims file');
    process.chdir('..');
  });
});

describe('a page', () => {
  it('keeps its anchors and commands whole', () => {
    expect(anchorOf("Anthropic's first profit (M9): 5% & more")).toBe('anthropics-first-profit-m9-5--more');
    expect(commandLine(['burnsheet', 'show', 'models/a.yaml', "x > 'y'", '--set', 'price=5 USD'])).toBe(
      "burnsheet show models/a.yaml 'x > '\\''y'\\''' --set 'price=5 USD'",
    );
    expect(
      commandLine([
        'burnsheet',
        'solve',
        `models/${'long'.repeat(16)}.yaml`,
        '--so-that',
        'margin = 0',
        '--between',
        '0%..100%',
      ]),
    ).toBe(`burnsheet solve models/${'long'.repeat(16)}.yaml \\\n  --so-that 'margin = 0' --between 0%..100%`);
  });

  it('shows an error as one, and says so', () => {
    const { value } = read(
      claimsFile(
        'one: { title: T, claim: C, model: ../stand.yaml, holds: broken > 0, evidence: { b: { compare: broken } } }',
      ),
    );
    expect(renderClaimsPage(value!)).toContain('**Verdict: cannot be judged: the condition is an error.**');
    expect(renderClaimsPage(value!)).toContain('| base | As planned | an error |');
  });
});

describe('burnsheet show with figures', () => {
  it('shows items at a period and formulas', async () => {
    expect(
      (await run('show', 'models/stand.yaml', 'profit@2026', 'sum(total over 2026-01..2026-03)', 'margin')).output,
    ).toMatchInlineSnapshot(`
      "Stand, As planned

                                            Value
      Profit, 2026                      43.2k USD
      sum(total over 2026-01..2026-03)    18k USD
      Margin                                  60%"
    `);
  });

  it('shows scenarios side by side, conditions as yes and no', async () => {
    const { exitCode, output } = await run(
      'show',
      'models/stand.yaml',
      'margin > 0',
      'sales.beach@2026',
      '--scenario',
      'all',
    );
    // Two scenarios break a check of the model.
    expect(exitCode).toBe(1);
    expect(output).toMatchInlineSnapshot(`
      "Stand

                             base     dear     even
      margin > 0              yes       no       no
      Sales: beach, 2026  60k USD  60k USD  60k USD"
    `);
  });

  it('shows what has one value for all time in the same way', async () => {
    expect(
      (await run('show', 'models/stand.yaml', 'margin', 'price', '--scenario', 'dear')).output,
    ).toMatchInlineSnapshot(`
      "Stand, Lemons are dear

                  Value
      Margin       -20%
      Price   5 USD/cup"
    `);
  });

  it('writes CSV, Markdown and JSON', async () => {
    const ask = (format: string) =>
      run('show', 'models/stand.yaml', 'total@2026', '--set', 'price=10 USD/cup', '--format', format);
    expect((await ask('csv')).output).toBe(
      'scenario,id,label,unit,value\nbase,total@2026,"Sales of all, 2026",USD,144000',
    );
    expect((await ask('markdown')).output).toContain('| Sales of all, 2026 | 144k USD |');
    expect(JSON.parse((await ask('json')).output)).toMatchObject({
      format: 'burnsheet-show',
      scenarios: [
        { id: 'base', figures: [{ asked: 'total@2026', label: 'Sales of all, 2026', unit: 'USD', value: 144_000 }] },
      ],
    });
  });

  it('says what cannot be shown', async () => {
    const wrong = async (...words: string[]) => (await run('show', 'models/stand.yaml', ...words)).errors;
    expect(await wrong('totl@2026')).toContain("did you mean 'total'?");
    expect(await wrong('total', 'total@2026')).toContain("'total' has one value per period");
    expect(await wrong('total@2026', '--by', 'quarter')).toContain('--by quarter applies to rows');
    expect(await wrong('total@2026', '--scenario', 'deer')).toContain("did you mean 'dear'?");
    expect(await wrong('broken@2026-01')).toContain("error[error-value]: 'Broken' is an error in scenario base");
    expect(await wrong('total +')).toContain('error[formula-syntax]');
  });
});
