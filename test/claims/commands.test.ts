/** The commands on a page of claims give the figures beside them; `test/proof` runs those of docs/claims.md. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectCommandsToGiveFigures } from '../helpers/claimCommands.ts';
import { claimsFile, read, stand } from '../helpers/claims.ts';
import { errorLines } from '../helpers/models.ts';

const home = process.cwd();
const model = stand.replace(/^checks:.*\n/m, '').replace(/^ {6}broken:.*\n/m, '');
const text = claimsFile(`one:
  title: Lemonade pays
  claim: A cup sells for more than it costs.
  model: ../stand.yaml
  holds: margin > 50%
  evidence:
    margin: { show: margin }
    year: { tie_out: year }
    scenarios: { compare: margin }
    prices: { compare: margin, vary: price=3 USD/cup|5 USD/cup }
    break_even: { solve: price, so_that: margin = 0 }
    limit: { overturn: price }`);

beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-')));
  mkdirSync('models');
  writeFileSync('models/stand.yaml', model);
});
afterAll(() => process.chdir(home));

it('give the figures of every kind of evidence', async () => {
  const { value, diagnostics } = read(text, { 'models/stand.yaml': model });
  expect(errorLines(diagnostics)).toEqual([]);
  await expectCommandsToGiveFigures(value!);
});
