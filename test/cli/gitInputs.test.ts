/**
 * What git holds in unusual ways: names with signs, merges, links, long chains of files, repositories without files,
 * and paths that are not merged.
 */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fallbackText } from '../../src/cli/runs/gitDriver.ts';
import { commit, enter, fees, git, lab, leave, run, write } from './repository.ts';

let top = '';
beforeAll(() => {
  enter();
  top = process.cwd();
  git('init', '-q', '-b', 'main', '.');
});
afterAll(() => leave(top));

const plainLab = (price: string): string => lab(price).replace('extends: [lib/fees.yaml]', '').replace(' + fees', '');
const steps = async (file: string) => {
  const { said } = await run('history', file, 'revenue', '--over', 'commits', '--json');
  return JSON.parse(said).steps.map(
    ({ what, value }: { what: string; value: number }) => `${what.replace(/^\w+ /, '')} ${value}`,
  );
};

describe('files of git', () => {
  it('are meant by their very name', async () => {
    commit('First', {
      '[a].yaml': plainLab('10 USD/user'),
      'a.yaml': plainLab('1 USD/user'),
      '*.yaml': plainLab('5 USD/user'),
    });
    commit('Other', { 'a.yaml': plainLab('2 USD/user') });
    commit('This', { '[a].yaml': plainLab('11 USD/user') });
    commit('Star', { '*.yaml': plainLab('6 USD/user') });
    expect(await steps('[a].yaml')).toEqual(['First 1100', 'This 1210']);
    expect(await steps('*.yaml')).toHaveLength(2);
  });

  it('are followed along the first parents, so that a merge is one step', async () => {
    commit('Base', { 'm.yaml': plainLab('10 USD/user') });
    git('checkout', '-q', '-b', 'side');
    commit('On the side', { 'm.yaml': plainLab('12 USD/user') });
    git('checkout', '-q', 'main');
    commit('Notes', { 'notes.txt': 'x' });
    git('merge', '-q', '--no-ff', '-m', 'Merged', 'side');
    expect((await steps('m.yaml')).map((text: string) => text.split(' ')[0])).toEqual(['Base', 'Merged']);
  });

  it('may be links, and extend each other over many steps', async () => {
    write({ 'real/r.yaml': plainLab('10 USD/user') });
    symlinkSync('real/r.yaml', 'link.yaml');
    const chain = Array.from({ length: 25 }, (_, at) => [`l${at}.yaml`, `extends: [l${at + 1}.yaml]\n`] as const);
    commit('Links', {
      ...Object.fromEntries(chain),
      'l25.yaml': fees('1 USD/user'),
      'deep.yaml': lab('10 USD/user').replace('lib/fees.yaml', 'l0.yaml'),
    });
    for (const name of ['link.yaml', 'deep.yaml']) {
      const { code, complained } = await run('diff', name);
      expect([name, code, complained]).toEqual([name, 0, '']);
    }
  });

  it('are in no bare repository', async () => {
    mkdirSync('bare');
    process.chdir('bare');
    git('init', '-q', '--bare', '.');
    const { complained } = await run('diff', 'HEAD:a.yaml', 'HEAD:b.yaml');
    process.chdir(top);
    rmSync('bare', { recursive: true });
    expect(complained).toContain('a bare git repository');
  });
});

describe('the driver of git', () => {
  it('says of a path that is not merged what git says', async () => {
    expect(await fallbackText(['m.yaml'])).toBe('* Unmerged path m.yaml');
  });

  it.each(['\uFEFFmodel: x', '"model": x', "'model' : x"])('takes %j for a model', async (text) => {
    write({ 'old.yaml': `${text}\n`, 'new.yaml': `${text}\n# more\n` });
    expect(await fallbackText(['m.yaml', 'old.yaml', '1', '100644', 'new.yaml', '2', '100644'])).toBeUndefined();
  });
});
