import { expect, test } from 'vitest';
import type { GridSheet } from '../../../src/grid/grid.ts';
import { linkTarget, withinLinkLimit } from '../../../src/xlsx/write/hyperlinks.ts';

test.each([
  ['https://example.com/?a=1&b=2#c', 'https://example.com/?a=1&b=2#c'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['https://example.com/x y|z', 'https://example.com/x%20y%7Cz'],
  ['https://example.com/100%', 'https://example.com/100%25'],
  ['https://exa mple', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
  [`https://example.com/${'a'.repeat(2100)}`, undefined],
])('%s becomes %s', (url, target) => {
  expect(linkTarget(url)).toBe(target);
});

const url = { kind: 'url', text: '', url: 'https://example.com' } as const;
const sheet: GridSheet = {
  name: 'Sources',
  kind: 'control',
  columns: [],
  frozen: { rows: 0, columns: 0 },
  dropDowns: [],
  landscape: false,
  rows: [
    {
      segments: [
        { column: 0, count: 2, content: url, style: 'url' },
        { column: 2, count: 1, content: [url], style: 'url' },
      ],
    },
  ],
};

test('a sheet with too many links has them as text', () => {
  expect(withinLinkLimit(sheet, 3)).toBe(sheet);
  const text = { kind: 'text', text: 'https://example.com' };
  expect(withinLinkLimit(sheet, 2).rows[0]!.segments.map(({ content }) => content)).toEqual([text, [text]]);
});
