/**
 * The sheet of changes in a model's workbook: revisions of the model, changes since another run, effects that add up,
 * and what verify makes of it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from '../../../src/audit/conformance.ts';
import { sinceOfFile } from '../../../src/audit/recordedChangesSheet.ts';
import { type BuildOptions, type Built, buildModel, type ChangesSince, verifyFile } from '../../../src/pipeline.ts';
import { disagreements } from '../../helpers/agreement.ts';
import { kiosk, newerModel } from '../../helpers/diffWorkbookFixture.ts';
import { setCell, setText } from '../../helpers/edited.ts';
import { recalculate } from '../../helpers/libreoffice.ts';
import { packageFaults } from '../../helpers/openXml.ts';
import { type ReadSheet, readSheets, readWorkbook } from '../../helpers/readSheets.ts';

const build = (model: string, options: BuildOptions = {}): Built =>
  buildModel('kiosk.yaml', () => model, options).value!;

let since: ChangesSince;
let built: Built;
let bytes: Uint8Array;
let plain: Uint8Array;
let sheet: ReadSheet;

const sheetOf = (all: readonly ReadSheet[], name = 'Changes'): ReadSheet => all.find((one) => one.name === name)!;
const rowOf = ({ rows }: ReadSheet, label: string) => rows.find((cells) => cells[0]?.value === label)!;
const values = (cells: ReadSheet['rows'][number], from: number, to?: number) =>
  cells.slice(from, to).map(({ value }) => value);

beforeAll(async () => {
  since = kiosk();
  built = build(newerModel, { since });
  [bytes, plain] = [await built.workbook(), await build(newerModel).workbook()];
  sheet = sheetOf(readSheets(bytes));
});

describe('the sheet of changes', () => {
  it('stands behind the sources and before the page about the file', () => {
    const names = readSheets(bytes).map(({ name }) => name);
    expect(names.slice(names.indexOf('Sources'), names.indexOf('About') + 1)).toEqual(['Sources', 'Changes', 'About']);
    // Beside the title and over the effects, which are printed on a page of their own.
    expect([0, 2, 16].map((at) => sheet.rows[0]![at]!.value)).toEqual([
      'Changes',
      'since HEAD~1:kiosk.yaml',
      'since HEAD~1:kiosk.yaml',
    ]);
  });

  it('has a row for each change with its source, its reason, its place, and a live difference', () => {
    const cost = rowOf(sheet, 'Cost of a cup (cost)');
    expect(values(cost, 1, 5)).toEqual(['USD/cup', 'cost', 'value', 'changed']);
    expect(cost[5]!.formula).toMatch(/^HYPERLINK\("#'Sources'!A4","Ledger"\)$/);
    expect(values(cost, 6, 8)).toEqual(['1.5 USD/cup', '1.1 USD/cup']);
    expect(cost[8]).toEqual({ value: 1.1 - 1.5, formula: expect.stringMatching(/^\$L\d+-\$K\d+$/) });
    expect(values(cost, 9, 14)).toEqual(['=1+1 cheaper lemons', 1.5, 1.1, null, 'reported']);
    const [, row] = /row (\d+)/.exec(String(cost[15]!.value))!;
    expect(cost[15]!.formula).toBe(`HYPERLINK("#'Inputs'!A${row}","Inputs, row ${row}")`);
    expect(sheetOf(readSheets(bytes), 'Inputs').rows[Number(row) - 1]![2]!.value).toBe('cost');
  });

  it('shows the effect of each change on each result, and adds them up to its difference', () => {
    const head = values(sheet.rows[1]!, 16);
    const headings = since.explanations.map(
      ({ label, unit }) => `Effect on ${label} (${unit === '%' ? 'points' : unit})`,
    );
    // Year by year.
    expect(head).toEqual([headings[2], headings[0], headings[1], headings[3]]);
    since.explanations.forEach(({ parts, difference }, at) => {
      const column = 16 + head.indexOf(headings[at]!);
      for (const { id, kind, amount } of parts) {
        const row = sheet.rows.find(
          (cells) => cells[2]?.value === id && cells[3]?.value === (kind === 'formula' ? 'formula' : 'value'),
        )!;
        expect(row[column]!.value).toBe(amount);
      }
      const sum = rowOf(sheet, 'Sum of the effects')[column]!;
      expect(sum.formula).toMatch(/^SUM\([A-Z]+3:[A-Z]+10\)$/);
      expect(sum.value as number).toBeCloseTo(difference!, 9);
      expect(rowOf(sheet, 'Difference')[column]!.value as number).toBeCloseTo(difference!, 9);
      expect(rowOf(sheet, '  adds up')[column]!.value).toBe(1);
    });
  });

  it('counts a group by what it is made of, and what stands for several changes once', async () => {
    const [first] = since.explanations;
    const part = { kind: 'assumption', least: 0, most: 0, error: null, parts: [] } as const;
    const group = {
      ...part,
      kind: 'group',
      id: 'stand',
      label: 'Stands',
      amount: 70,
      changes: [],
      parts: [
        { ...part, id: 'cost', label: 'Cost', amount: 50, changes: ['value cost'] },
        { ...part, id: 'tax', label: 'Tax', amount: 20, changes: ['value tax'] },
      ],
    } as const;
    const structure = {
      ...part,
      kind: 'structure',
      id: 'structure',
      label: 'Structure',
      amount: 30,
      changes: ['formula profit', 'value season'],
    } as const;
    const explained = { ...first!, old: 0, new: 100, difference: 100, parts: [group, structure] };
    const file = await build(newerModel, { since: { diff: since.diff, explanations: [explained] } }).workbook();
    const found = sheetOf(readSheets(file));
    expect([rowOf(found, 'Cost of a cup (cost)')[16]!.value, rowOf(found, 'Tax')[16]!.value]).toEqual([50, 20]);
    expect(rowOf(found, 'Season')[16]).toBeUndefined();
    const together = rowOf(found, 'Combined: Structure');
    expect([together[7]!.value, together[16]!.value]).toEqual(['covers formula profit, value season', 30]);
    expect([rowOf(found, 'Sum of the effects')[16]!.value, rowOf(found, '  adds up')[16]!.value]).toEqual([100, 1]);
    expect(
      checkConformance(readWorkbook(file)).filter(({ rule, result }) => rule !== 14 && result === 'fails'),
    ).toEqual([]);
  });

  it('says of effects that miss the difference that they do', async () => {
    const [first] = since.explanations;
    const wrong = { ...first!, parts: first!.parts.slice(1) };
    const found = sheetOf(
      readSheets(await build(newerModel, { since: { diff: since.diff, explanations: [wrong] } }).workbook()),
    );
    expect(rowOf(found, 'Effects minus difference')[16]!.value as number).toBeCloseTo(-first!.parts[0]!.amount, 6);
    expect(rowOf(found, '  adds up')[16]!.value).toBe(0);
  });

  it('turns the master check where the sums are broken, and leaves it where they hold', async () => {
    const [first] = since.explanations;
    const wrong = { ...first!, parts: first!.parts.slice(1) };
    const broken = readSheets(
      await build(newerModel, { since: { diff: since.diff, explanations: [first!, wrong] } }).workbook(),
    );
    const effects = 'The effects of the changes add up to the differences in the results';
    const master = (all: readonly ReadSheet[]) => rowOf(sheetOf(all, 'Checks'), 'All checks pass (1 = yes)')[6]!;
    expect([master(broken).value, rowOf(sheetOf(broken, 'Checks'), effects)[6]!.value]).toEqual([0, 0]);
    expect(sheetOf(broken).rows[0]![8]!.value).toBe(0);
    const [sound, without] = [readSheets(bytes), readSheets(plain)];
    expect([master(sound).value, rowOf(sheetOf(sound, 'Checks'), effects)[6]!.value]).toEqual([1, 1]);
    expect(master(without).value).toBe(1);
    // All else stands where it stands without another run.
    const kept = sheetOf(without, 'Checks').rows.length;
    const texts = (all: readonly ReadSheet[]) => sheetOf(all, 'Checks').rows.slice(4, kept);
    expect(texts(sound)).toEqual(texts(without));
    expect(rowOf(sheetOf(without, 'Checks'), effects)).toBeUndefined();
  });

  it('has no effect as a zero that reads as a dash, and what rounding leaves as zero', async () => {
    const kept = sheet.rows[1]!.findIndex(({ value }) => value === 'Effect on Kept after tax (points)');
    expect(rowOf(sheet, 'Rent')[kept]!.value).toBe(0);
    const [first] = since.explanations;
    const off = {
      ...first!,
      parts: first!.parts.map((part, at) => (at === 0 ? { ...part, amount: part.amount + 1e-7 } : part)),
    };
    const found = sheetOf(
      readSheets(await build(newerModel, { since: { diff: since.diff, explanations: [off] } }).workbook()),
    );
    const effect = (label: string) => rowOf(found, label)[16]!.value;
    expect([effect('Effects minus difference'), effect('  adds up')]).toEqual([0, 1]);
  });

  it('is printed in areas: what was changed and why, then its effects beside the names of the changes, then the revisions', () => {
    const file = readWorkbook(bytes).sheets.find(({ name }) => name === 'Changes')!;
    const [last, told] = ['  adds up', 'Compared with run'].map((words) =>
      sheet.rows.findIndex((cells) => String(cells[0]?.value).startsWith(words)),
    );
    const changed = sheet.rows.indexOf(rowOf(sheet, 'Cost of a cup (cost note)')) + 1;
    const end = sheet.rows.length;
    expect(file.printTitles).toBe("'Changes'!$A:$B,'Changes'!$1:$2");
    expect(file.printArea!.replaceAll("'Changes'!", '').replaceAll('$', '')).toBe(
      [`A1:J${changed}`, `Q1:T${last! + 1}`, `A${told}:J${end}`].join(),
    );
    expect(file.pageSetup).toMatchObject({ orientation: 'landscape', fitToWidth: 1 });
  });

  it('tells the revisions that are in force, with and without another run', () => {
    for (const found of [sheet, sheetOf(readSheets(plain))]) {
      const revised = found.rows.filter((cells) => cells[3]?.value === 'revision');
      expect(
        revised.map((cells) => [values(cells, 0, 3), values(cells, 6, 8), cells[9]?.value, cells[14]?.value]),
      ).toEqual([
        [
          ['Cups sold: Beach', 'cup/month', 'stand.cups.beach'],
          ['900 cup/month (known 2026-01-05)', '1000 cup/month (known 2026-05-31)'],
          'Counted in May.',
          '2026-05-31',
        ],
      ]);
    }
    const later = sheetOf(readSheets(plain))
      .rows.flat()
      .some(({ value }) => String(value).includes('5000'));
    expect(later).toBe(false);
  });

  it('is not there where nothing is to be told', async () => {
    const unrevised = newerModel.replace(/cups:\n\s+revisions:\n(?:\s+- .*\n)+/, 'cups: 1000 cup/month\n');
    expect(readSheets(await build(unrevised).workbook()).some(({ name }) => name === 'Changes')).toBe(false);
  });
});

describe('a workbook with changes', () => {
  it('is the same run, and has the same bytes when it is made again', async () => {
    expect(built.record.runId).toBe(build(newerModel).record.runId);
    expect(Buffer.compare(await build(newerModel, { since }).workbook(), bytes)).toBe(0);
  });

  it('keeps the rules and the standard', () => {
    expect(packageFaults(bytes)).toEqual([]);
    const broken = checkConformance(readWorkbook(bytes)).filter(({ result }) => result === 'fails');
    // The kiosk has inputs without evidence, of which the sheet says nothing.
    expect(broken.map(({ rule }) => rule)).toEqual([14]);
  });

  it('has the same results in LibreOffice', { tags: ['libreoffice'] }, async () => {
    const evaluation = built.evaluations.get(built.record.scenario)!;
    expect(disagreements(built.grid, evaluation, await recalculate(bytes))).toEqual([]);
  });

  it('is verified against its model: what follows from the other run against its own record, and that is said', () => {
    const expected = { runId: built.record.runId, bytes: plain };
    const verify = (file: Uint8Array) => verifyFile(readWorkbook(file), { expected }).value!;
    const sound = verify(bytes);
    expect(sound).toMatchObject({
      comparedWith: 'model',
      verdict: 'as written',
      findings: [],
      since: since.diff.old.runId,
    });
    expect(sound.recorded).toEqual([
      'Changes',
      'Contents',
      'About (the report on the rules)',
      'Checks (the check that effects add up)',
    ]);
    const row = sheet.rows.indexOf(rowOf(sheet, 'Cost of a cup (cost)')) + 1;
    const effect = verify(setCell(bytes, 'Changes', `R${row}`, '<v>1</v>'));
    expect(effect.findings.map(({ place }) => place)).toEqual([`Changes!R${row}`]);
    expect(verify(setText(bytes, 'About', 'B2', '0000000000000000')).findings.map(({ place }) => place)).toContain(
      'About!B2',
    );
  });

  it('that names no other run is compared with its model as a whole', () => {
    const verified = verifyFile(readWorkbook(plain), { expected: { runId: built.record.runId, bytes: plain } }).value!;
    expect(verified).toMatchObject({ verdict: 'as written' });
    expect([verified.since, verified.recorded]).toEqual([undefined, undefined]);
    expect([sinceOfFile(readWorkbook(plain)), sinceOfFile(readWorkbook(bytes))]).toEqual([
      undefined,
      since.diff.old.runId,
    ]);
  });

  it('with a changed input is found out though it tells of another run', () => {
    const inputs = sheetOf(readSheets(bytes), 'Inputs');
    const row = inputs.rows.findIndex((cells) => cells[2]?.value === 'tax') + 1;
    const edited = setCell(bytes, 'Inputs', `H${row}`, '<v>0.5</v>');
    const { findings } = verifyFile(readWorkbook(edited), { expected: { runId: built.record.runId, bytes: plain } })
      .value!;
    expect(findings).toMatchObject([{ kind: 'input-changed', place: `Inputs!H${row}`, item: 'tax' }]);
  });
});
