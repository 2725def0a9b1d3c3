/** Files of claims with anything at any place end in claims or in a report, never in a crash. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { renderClaimsPage } from '../../src/cli/reports/claimsPage.ts';
import { renderClaimsTable } from '../../src/cli/reports/claimsTable.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { claimsFile, read } from '../helpers/claims.ts';

const claim = (row: string, more = ''): string =>
  claimsFile(`one:\n  title: T\n  claim: C\n  model: ../stand.yaml\n${more}  evidence:\n    a: ${row}`);

const things = [
  ...[
    '""',
    '" "',
    "'#'",
    "'{'",
    "'@'",
    "'a b'",
    "'1..2'",
    "'|'",
    "'a@b@c'",
    '"a\\nb"',
    "'__proto__'",
    "'constructor'",
    "'\"'",
    '"\'"',
  ],
  ...["'--json'", "'total@2026@2027'", "'../../../../etc/passwd'", "'1e999'", "'2026'", '{}', '[]', '[[]]', '~', ''],
];

const places: Readonly<Record<string, (thing: string) => string>> = {
  show: (thing) => claim(`{ show: ${thing} }`),
  published: (thing) => claim(`{ show: margin, published: ${thing}, source: ${thing} }`),
  scenario: (thing) => claim(`{ show: margin, scenario: ${thing} }`),
  known: (thing) => claim(`{ show: margin, known: ${thing} }`),
  'a value': (thing) => claim(`{ show: margin, set: { price: ${thing} } }`),
  'a key of a value': (thing) => claim(`{ show: margin, set: { ${thing || 'x'}: 5 } }`),
  model: (thing) => claim(`{ show: margin, model: ${thing} }`),
  'label and note': (thing) => claim(`{ show: margin, label: ${thing}, note: ${thing} }`),
  compare: (thing) => claim(`{ compare: ${thing} }`),
  vary: (thing) => claim(`{ compare: margin, vary: ${thing} }`),
  scenarios: (thing) => claim(`{ compare: margin, scenarios: ${thing} }`),
  solve: (thing) => claim(`{ solve: ${thing}, so_that: margin = 0 }`),
  so_that: (thing) => claim(`{ solve: price, so_that: ${thing} }`),
  'so_that of periods': (thing) => claim(`{ solve: period, so_that: ${thing} }`),
  between: (thing) => claim(`{ solve: price, so_that: margin > 0, between: ${thing} }`),
  means: (thing) => claim(`{ solve: price, so_that: margin > 0, means: ${thing}, otherwise: ${thing} }`),
  tie_out: (thing) => claim(`{ tie_out: ${thing} }`),
  overturn: (thing) => claim(`{ overturn: ${thing} }`, '  holds: margin > 0\n'),
  holds: (thing) => claim('{ overturn: price }', `  holds: ${thing}\n`),
  mechanism: (thing) => claim('{ show: margin }', `  mechanism: ${thing}\n`),
  texts: (thing) => claim('{ show: margin }', `  computed: ${thing}\n  holds_when: ${thing}\n  note: ${thing}\n`),
  figures: (thing) => claim('{ show: margin }', `  figures: ${thing}\n`),
  'keys of the file': (thing) => `title: ${thing}\nknown: ${thing}\nlater: ${thing}\nclaims: ${thing}\n`,
  citations: (thing) => `title: T\nmechanisms: ${thing}\nsources: ${thing}\narticle: ${thing}\nclaims: {}\n`,
  'the file': (thing) => thing,
  'a row': (thing) => claim(thing),
  'a claim': (thing) => claimsFile(`one: ${thing}`),
  'ids of claims': (thing) => claimsFile(`${thing || 'x'}: { title: a, claim: b }`),
  'ids of rows': (thing) => claim('{ show: margin }').replace('    a:', `    ${thing || 'x'}:`),
};

it.each(Object.keys(places))('%s', (place) => {
  for (const thing of things) {
    const { value, diagnostics } = read(places[place]!(thing));
    const report = renderDiagnostics(diagnostics, { width: 80 });
    expect(report, thing).not.toMatch(/undefined|\[object/);
    if (value === undefined) expect(report, thing).toContain('error[');
    else
      expect(
        renderClaimsPage(value) + renderClaimsTable(value, { width: 80, colours: pc.createColors(false) }),
      ).not.toMatch(/undefined|\[object|NaN/);
  }
});
