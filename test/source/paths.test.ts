import { expect, test } from 'vitest';
import { isInside, modelsFolderOf, normalisePath, resolvePath } from '../../src/source/paths.ts';

test('paths are normalised on every system', () => {
  expect(['./a//b/../c.yaml', 'a\\b.yaml', '/a/../../b', '../x'].map(normalisePath)).toEqual([
    'a/c.yaml',
    'a/b.yaml',
    '/b',
    '../x',
  ]);
});

test('the models folder is the nearest folder of that name, otherwise the folder of the file', () => {
  expect(['models/examples/x.yaml', '/home/me/models/a.yaml', 'work/a.yaml', 'a.yaml'].map(modelsFolderOf)).toEqual([
    'models',
    '/home/me/models',
    'work',
    '',
  ]);
});

test('files are found relative to the file that names them', () => {
  expect(resolvePath('models/a.yaml', '../lib/b.yaml')).toBe('lib/b.yaml');
  expect(isInside('models', 'models/lib/b.yaml')).toBe(true);
  expect(isInside('models', 'models-old/b.yaml')).toBe(false);
  expect(isInside('', '../b.yaml')).toBe(false);
});
