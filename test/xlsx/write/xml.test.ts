import { expect, test } from 'vitest';
import { element, escapeXml, setting, unescapeXml } from '../../../src/xlsx/write/xml.ts';

test('texts are escaped, and what XML cannot hold is left out', () => {
  expect(escapeXml('R&D <"x"> it\'s')).toBe("R&amp;D &lt;&quot;x&quot;&gt; it's");
  expect(escapeXml('a\u0000\u001fb\ud800c\ufffed😀\n')).toBe('abcd😀\n');
  expect(unescapeXml(escapeXml('a & "b" <c>'))).toBe('a & "b" <c>');
});

test('elements close themselves when they hold nothing', () => {
  expect(setting('c:idx', 0)).toBe('<c:idx val="0"/>');
  expect(element('a', { b: '"1"\n2' }, setting('c', 1), 'text')).toBe(
    '<a b="&quot;1&quot;&#10;2"><c val="1"/>text</a>',
  );
});
