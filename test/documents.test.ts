/**
 * The hand-written documents name files that exist, and their links lead to pages and headings that exist. Generated
 * pages are made from the code and have tests of their own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const generated = new Set(['docs/claims.md', 'docs/conformance.md', 'docs/errors.md', 'docs/functions.md']);
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const readPage = (path: string): string => readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');

/** The anchor of a heading, as GitHub makes it: `What's new?` is `whats-new`. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

function anchorsIn(path: string): readonly string[] {
  return [...readPage(path).matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));
}

/** Links to files of this repository: `docs/diff.md#renames` as its path and its anchor. */
function linksIn(path: string): readonly { readonly target: string; readonly anchor: string }[] {
  return [...readPage(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, target = '', anchor = '']) => ({ target: target === '' ? path : join(dirname(path), target), anchor }),
  );
}

describe.each(pages.filter((path) => !generated.has(path)))('%s', (path) => {
  it('links to pages and headings that exist', () => {
    const broken = linksIn(path).filter(
      ({ target, anchor }) => !existsSync(target) || (anchor !== '' && !anchorsIn(target).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('names files of the source and the tests that exist', () => {
    const named = [...readPage(path).matchAll(/`([\w/.-]+\.(?:ts|mjs))`/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !existsSync(name) && !existsSync(join('src', name)))).toEqual([]);
  });
});

it('ARCHITECTURE.md lists every folder of the source', () => {
  const listed = readPage('ARCHITECTURE.md');
  const folders = readdirSync('src', { withFileTypes: true }).map(({ name }) => name);
  const rooms = folders.flatMap((name) =>
    name === 'xlsx' || name === 'cli' ? readdirSync(join('src', name)).map((inner) => `${name}/${inner}`) : [name],
  );
  const missing = rooms.filter((room) => !listed.includes(`| \`${room}\``) && !/^cli\/\w+\.ts$/.test(room));
  expect(missing).toEqual([]);
});

it('the README leads to every page of the documents', () => {
  const linked = new Set(linksIn('README.md').map(({ target }) => target));
  expect(pages.filter((path) => path !== 'README.md' && !linked.has(path))).toEqual([]);
});
