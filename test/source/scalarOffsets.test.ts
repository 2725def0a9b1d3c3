import { describe, expect, test } from 'vitest';
import { fromYaml } from '../../src/source/fromYaml.ts';
import { scalarOffsets } from '../../src/source/scalarOffsets.ts';
import fc from '../helpers/seeded.ts';

describe('the place of each character of a scalar', () => {
  test.each([
    ['plain', 'a b', 'a b', [0, 1, 2, 3]],
    ['single', "a'b", "'a''b'", [1, 2, 4, 5]],
    ['double', 'a"b', '"a\\"b"', [1, 2, 4, 5]],
    ['double', 'a\nb', '"a\\nb"', [1, 2, 4, 5]],
    ['double', 'aAb', '"a\\u0041b"', [1, 2, 8, 9]],
    ['double', 'ab', '"a\\\n  b"', [1, 6, 7]],
    ['double', '😀b', '"\\U0001F600b"', [1, 1, 11, 12]],
    ['block', 'a\nb\n', '|\n  a\n  b\n', [4, 5, 8, 9, 10]],
    ['plain', 'a b', 'a\r\n   b', [0, 1, 6, 7]],
  ] as const)('%s: %j', (style, value, raw, offsets) => {
    expect(scalarOffsets(value, raw, style)).toEqual(offsets);
  });

  test('every visible character of a quoted text is found again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z'"+ \\]{0,20}$/), (title) => {
        const text = `title: '${title.replaceAll("'", "''")}'`;
        const located = fromYaml({ path: 'a.yaml', text }).value!.title!;
        const found = [...located.text].map((_character, index) => text[located.at(index)]);
        expect(found.join('')).toBe(title);
      }),
    );
  });
});
