/** Results in files: they are written over nothing that was read, and have the same bytes on every terminal. */
import { readFileSync, symlinkSync } from 'node:fs';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { listening } from '../helpers/terminal.ts';
import { enter, fees, lab, leave, run, write } from './repository.ts';

let top = '';
beforeAll(() => {
  enter();
  top = process.cwd();
  write({ 'a.yaml': lab('10 USD/user'), 'b.yaml': lab('12 USD/user'), 'lib/fees.yaml': fees('1 USD/user') });
  symlinkSync('b.yaml', 'link.yaml');
});
afterAll(() => leave(top));

describe('burnsheet diff --out', () => {
  it.each(['b.yaml', './a.yaml', 'link.yaml', 'lib/fees.yaml'])('writes over no file that it read: %s', async (out) => {
    const before = readFileSync(out, 'utf8');
    const { code, complained } = await run('diff', 'a.yaml', 'b.yaml@base', '--format', 'md', '--out', out);
    expect([code, readFileSync(out, 'utf8')]).toEqual([2, before]);
    expect(complained).toContain(`${out} cannot be written: it is one of the input files`);
  });

  it('writes the same bytes on every terminal', async () => {
    const { terminal } = listening();
    await run('diff', 'a.yaml', 'b.yaml', '--out', 'plain.txt');
    const wide = { ...terminal, width: 200, colours: pc.createColors(true) };
    await createProgram(wide).run(['diff', 'a.yaml', 'b.yaml', '--out', 'coloured.txt']);
    expect(readFileSync('coloured.txt', 'utf8')).toBe(readFileSync('plain.txt', 'utf8'));
  });
});

describe('burnsheet build --out', () => {
  it('names the rules that the workbook fails, in one line, as verify does', async () => {
    const built = await run('build', 'a.yaml', '--out', 'rules');
    expect(built.code).toBe(0);
    expect(built.complained.replace(/\s+/g, ' ')).toContain(
      'warning[rule-fails]: the workbook fails rule 14 (Inputs with evidence)',
    );
    const verified = await run('verify', 'rules/lab/lab.xlsx', '--engine', 'hyperformula');
    expect(verified.code).toBe(1);
    expect(verified.said).toContain('14  fails');
    expect(verified.said.match(/^ *\d+ +fails/gm)).toHaveLength(1);
  });

  it('writes over no model', async () => {
    write({ 'out/lab/run.json': lab('10 USD/user').replace('extends: [lib/fees.yaml]', '').replace(' + fees', '') });
    const { code, complained } = await run('build', 'out/lab/run.json', '--out', 'out');
    expect(complained).toContain('it is one of the input files');
    expect([code, readFileSync('out/lab/run.json', 'utf8')]).toEqual([2, expect.stringContaining('model: lab')]);
  });
});
