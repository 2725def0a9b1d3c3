/** The page of a comparison holds every text of a model as text, wherever the text is put. */
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../../src/cli/diff/comparisonReport.ts';
import { renderHtml } from '../../../src/cli/diff/html.ts';
import { html, joined, trusted } from '../../../src/cli/diff/markup.ts';
import { comparedLabs } from '../compared.ts';

describe('a template of HTML', () => {
  it('escapes texts between elements and in attributes', () => {
    const text = `<b class='a' id="b">&`;
    const escaped = '&#60;b class=&#39;a&#39; id=&#34;b&#34;&#62;&#38;';
    expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('takes markup, numbers and lists as they are', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>${1.5}${trusted('<hr>')}`.markup).toBe('<ul><li>a</li><li>&#60;</li></ul>1.5<hr>');
    expect(joined(['<', html`<i>x</i>`], html`<br>`).markup).toBe('&#60;<br><i>x</i>');
  });

  it('has no control characters of a text', () => {
    expect(html`${'a\u001b[31mb\u202e'}`.markup).toBe('a [31mb ');
  });
});

/** What would be an element of the page, or leave an attribute. */
const hostile = `"'></title></script><img src=x onerror=alert(1)>`;

/** Names that decide what a report shows; every other text can come from a file. */
const ownKeys = new Set(['kind', 'action', 'grain', 'time', 'by', 'severity', 'code']);

/** The same with something hostile behind every text. */
function withHostileTexts(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return ownKeys.has(key) ? value : `${value}${hostile}`;
  if (Array.isArray(value)) return value.map((one) => withHostileTexts(one, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withHostileTexts(inner, name)]));
}

describe('a page of a comparison', () => {
  it('stays text in every place, whatever a model file says', async () => {
    const compared = {
      ...comparedLabs(['revenue@2027', 'profit@2030']),
      warnings: [{ code: 'workbook-changed', severity: 'warning', message: 'Note', hint: 'Hint', labels: [] }],
    };
    const page = await renderHtml(withHostileTexts(compared) as ComparisonReport);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<title></title>');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    // The text is there, in the title, the sections, the tables and the drawings.
    const escaped = hostile.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`).split('/')[0]!;
    expect(page.split(escaped).length).toBeGreaterThan(100);
    const outside = page.replace(/<script>[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/, '');
    const elements = new Set([...outside.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name]) => name));
    const usual = new Set(
      [...(await renderHtml(compared as ComparisonReport)).matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name]) => name),
    );
    expect([...elements].filter((name) => !usual.has(name))).toEqual([]);
  });
});
