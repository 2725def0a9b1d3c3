/**
 * Files of claims in tests. Enters the claims of a file, over a small model whose answers are known; leaves what is
 * read and answered.
 */
import type { Claim, Claims, Evidence } from '../../src/claims/claims.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { type Read, readClaims } from '../../src/pipeline.ts';

/** A stand with a margin of 1 - cost / price: 40% at 3 USD per 5 USD, and 5,000 USD of sales in 2026. */
export const stand = `
model: stand
title: Stand
timeline: { from: 2026-01, to: 2027-12, grain: month }
known: 2026-06-15
units: { cup: { label: Cup } }
sources: { register: { title: Sales of the register, publisher: The stand, date: 2026-06-01 } }
tables:
  place:
    columns: { cups: { label: Cups sold, unit: cup/month } }
    members: { beach: { cups: 1000 cup/month }, market: { cups: 200 cup/month } }
inputs:
  price: { label: Price, unit: USD/cup, value: 5 USD/cup, range: { low: 2 USD/cup, high: 10 USD/cup } }
  cost:
    label: Cost of a cup
    unit: USD/cup
    revisions: [{ known: 2026-01-01, value: 3 USD/cup }, { known: 2026-03-01, value: 2 USD/cup, why: cheaper lemons }]
  growth: { label: Growth, unit: '%', value: 0%, range: { low: -50%, high: 50% } }
sheets:
  Stand:
    Sales:
      margin: { label: Margin, unit: '%', rollup: none, formula: 1 - cost / price }
      sales: { label: Sales, by: place, unit: USD, formula: 'place.cups * price * period.months' }
      total: { label: Sales of all, unit: USD, formula: sum(sales over place) }
      profit: { label: Profit, unit: USD, formula: total * margin }
      broken: { label: Broken, unit: '1', rollup: none, formula: 1 / (price / cost - 2 - 1 / 2) }
tie_outs:
  year: { label: Sales of 2026, formula: total@2026, expect: 70k USD, tolerance: 5%, source: register }
  after: { label: Sales of 2027, formula: 'sum(total over 2027)', expect: 90k USD, tolerance: 5%, source: register, known: 2026-09-01 }
  half: { formula: 'sum(total over 2026-01..2026-06)', expect: 30k USD, tolerance: 1%, source: register, misses: Rain is not in the model. }
checks: { enough: { formula: profit > 1000 USD } }
scenarios:
  base: { title: As planned }
  dear: { title: Lemons are dear, set: { cost: 6 USD/cup } }
  even: { title: Nothing is left, set: { cost: 5 USD/cup } }
`.replace('total@2026,', "'sum(total over 2026)',");

/** The file of one claim, `claims/a.yaml`, over `stand.yaml`; what stands before is of the file. */
export const claimsFile = (claims: string, head = ''): string =>
  `title: Of lemonade\n${head}claims:\n${claims.replace(/^/gm, '  ')}\n`;

/** Reads `models/claims/a.yaml`; every path that is asked for is counted. */
export function read(
  text: string,
  models: Readonly<Record<string, string>> = { 'models/stand.yaml': stand },
): Checked<Claims> & { readonly asked: string[] } {
  const asked: string[] = [];
  const reader: Read = (path) => {
    asked.push(path);
    return path === 'models/claims/a.yaml' ? text : models[path];
  };
  return { ...readClaims('models/claims/a.yaml', reader), asked };
}

/** The claims, or the problems as an error. */
export function answered(claims: string, head?: string): readonly Claim[] {
  const { value, diagnostics } = read(claimsFile(claims, head));
  if (value === undefined)
    throw new Error(diagnostics.map(({ message, hint }) => `${message}; ${hint ?? ''}`).join('\n'));
  return value.claims;
}

/** The one claim of a file, from its rows of evidence and other keys. */
export const claimOf = (rows: string, more = ''): Claim =>
  answered(
    `one:\n  title: One\n  claim: It is so.\n  model: ../stand.yaml\n${more.replace(/^(?=.)/gm, '  ')}\n  evidence:\n${rows.trim().replace(/^\s*/gm, '    ')}`,
  )[0]!;

/** A row by its kind. */
export function row<Kind extends Evidence['kind']>(claim: Claim, kind: Kind): Evidence & { kind: Kind } {
  const found = [...claim.evidence, ...claim.overturned].find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no row of kind ${kind}`);
  return found as Evidence & { kind: Kind };
}

/** Problems as an analyst reads them, with the text that is marked. */
export const complaints = (text: string): string[] =>
  read(text).diagnostics.map(
    ({ message, hint, span }) => `${message}; ${hint ?? ''} <${span?.file.text.slice(span.start, span.end) ?? ''}>`,
  );
