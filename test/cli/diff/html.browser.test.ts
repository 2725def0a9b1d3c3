/**
 * The page of a comparison in a browser: it needs nothing, runs nothing of a model, is sorted and searched, and fits a
 * phone.
 *
 * @module-tag chromium
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/cli/diff/html.ts';
import { compareRuns, explainRuns, runModel } from '../../../src/comparing.ts';
import type { Movement } from '../../../src/diff/diff.ts';
import { findChromium } from '../../setup/programs.ts';
import { comparedGroup, comparedLabs } from '../compared.ts';

const text = (price: string, growth: string): string => `
model: lab
title: "A lab </script><script>alert(1)</script>"
timeline: { from: 2026-01, to: 2028-12, grain: month }
units: { user: { label: User } }
sources:
  survey: { title: "A 'survey' & more", url: "https://lab.example/?a=1&b=2", date: 2026-01-15 }
inputs:
  price: { label: "Price <img src=x onerror=alert(2)>", unit: USD/user, value: ${price}, source: survey, note: "because it \\"must\\" be ${price}" }
  growth: { label: Growth, unit: '%', value: ${growth} }
sheets:
  Sales:
    All:
      users: { label: Users, unit: user, opening: 100 user, rollup: last, formula: 'users[-1] * (1 + growth)' }
      revenue: { label: Revenue of all customers in every region of the world, unit: USD, rollup: sum, formula: users * price }
      cost: { label: Cost, unit: USD, rollup: sum, formula: revenue * growth }
      margin: { label: Margin, unit: '%', rollup: recompute, formula: 1 - cost / revenue }
key_results: [revenue, margin]
`;

async function pageText(rows = 0): Promise<string> {
  const [older, newer] = [text('20 USD/user', '2%'), text('25 USD/user', '1%')].map(
    (content) => runModel('lab.yaml', () => content).value!,
  );
  const diff = compareRuns(older!, newer!);
  const explanations = explainRuns(older!, newer!, ['revenue@2027', 'margin@2027']).value!;
  const [first] = diff.movements;
  const more = Array.from({ length: rows }, (_, at): Movement => {
    const difference = (at * 7919) % 1000;
    const name = `row_${at}`;
    return { ...first!, id: name, name, label: `Row number ${at}`, most: { ...first!.most, difference } };
  });
  const movements = [...diff.movements, ...more];
  return renderHtml({ diff: { ...diff, movements }, explanations, by: 'year' });
}

const folder = mkdtempSync(join(tmpdir(), 'burnsheet-page-'));
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** What should not happen: dialogs, errors, and requests of anything but the page. */
  readonly happened: string[];
}

async function open(options: Parameters<Browser['newPage']>[0] = {}, rows = 0, content?: string): Promise<Opened> {
  const file = join(folder, `page-${rows}.html`);
  writeFileSync(file, content ?? (await pageText(rows)));
  const page = await browser.newPage(options);
  const happened: string[] = [];
  page.on('dialog', (dialog) => {
    happened.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => happened.push(`console ${message.text()}`));
  page.on('pageerror', (error) => happened.push(`error ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().endsWith('.html')) happened.push(`request ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, happened };
}

const movements = 'table[aria-label="Movements"]';
const column = (page: Page, at: number): Promise<string[]> =>
  page.locator(`${movements} tbody tr:visible td:nth-child(${at})`).allInnerTexts();

describe('the page of a comparison', () => {
  it('is the same each time, and runs and loads nothing', async () => {
    expect(await pageText()).toBe(await pageText());
    const { page, happened } = await open();
    expect(await page.title()).toBe('A lab </script><script>alert(1)</script>: what changed');
    expect(await page.locator('h1').innerText()).toContain('<script>alert(1)');
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.locator('figure [role=img][aria-label] svg:visible').count()).toBe(2);
    expect(await page.locator('td a').first().getAttribute('href')).toBe('https://lab.example/?a=1&b=2');
    expect(happened).toEqual([]);
    await page.close();
  });

  it('is sorted by numbers, with the mouse and with keys', async () => {
    const { page } = await open({}, 1000);
    const heading = page.locator(`${movements} th`, { hasText: 'Change' });
    const amounts = (): Promise<number[]> =>
      page
        .locator(`${movements} tbody td:nth-child(5)`)
        .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-sort'))));
    const before = await amounts();
    const inOrder = [...before].sort((a, b) => b - a);
    // The page says itself when it has sorted; the frame after that shows it.
    const sorted = (start: string): Promise<void> =>
      page.evaluate(`new Promise((done) => {
        document.addEventListener('sort-end', () => requestAnimationFrame(() => setTimeout(done)), { once: true });
        ${start}
      })`);
    await sorted(
      `[...document.querySelectorAll('${movements} th')].find((one) => one.textContent === 'Change').click()`,
    );
    expect(await amounts()).toEqual(inOrder);
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    await heading.focus();
    const second = sorted('');
    await page.keyboard.press('Enter');
    await second;
    expect(await amounts()).toEqual([...inOrder].reverse());
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await page.close();
  });

  it('is searched', async () => {
    const { page } = await open({}, 1000);
    await page.evaluate(`new Promise((done) => {
      const box = document.getElementById('search');
      box.value = 'row_99';
      box.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => setTimeout(done));
    })`);
    const found = await column(page, 1);
    expect(found).toHaveLength(11);
    expect(await page.locator('#found').innerText()).toMatch(/^11 of \d+ rows$/);
    await page.locator('#search').fill('');
    expect((await column(page, 1)).length).toBeGreaterThan(1000);
    await page.close();
  });

  it('runs no script but its own', async () => {
    const { page, happened } = await open();
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "run"' }))`,
    );
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title = 1">')`,
    );
    expect(await page.title()).toContain('what changed');
    expect(happened.filter((one) => /Content Security Policy/.test(one)).length).toBeGreaterThanOrEqual(2);
    await page.close();
  });

  it('is folded by its headings, and opened by its contents and the search', async () => {
    const { page } = await open();
    const part = page.locator('details#movements');
    await part.locator('summary').first().click();
    expect(await page.locator(movements).isVisible()).toBe(false);
    await page.locator('nav a[href="#movements"]').click();
    expect(await page.locator(movements).isVisible()).toBe(true);
    await part.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator(movements).isVisible()).toBe(false);
    await page.locator('#search').fill('revenue');
    expect(await page.locator(movements).isVisible()).toBe(true);
    await page.close();
  });

  it('is read out as tables, also where rows are no rows of a table', async () => {
    const { page } = await open({ viewport: { width: 1280, height: 6000 } });
    const table = page.getByRole('table', { name: 'Movements' });
    const rows = await page.locator(`${movements} tbody tr`).count();
    expect(await table.getByRole('row').count()).toBe(rows + 1);
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'Row',
      'Period',
      'Old',
      'New',
      'Change',
      'Share',
      'Importance',
    ]);
    expect(await table.getByRole('row').last().getByRole('cell').count()).toBe(7);
    const left = await page
      .locator(`${movements} tr > :nth-child(5)`)
      .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    expect(left).toEqual(left.map(() => left[0]));
    await page.close();
  });

  it('sums the parts below them, wherever they are sorted to', async () => {
    const { page } = await open();
    const parts = page.locator('table[aria-label^="Drivers of Revenue"]');
    const amounts = await parts
      .locator('tbody td:nth-child(2)')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-sort'))));
    const sum = Number(await parts.locator('tfoot td:nth-child(2)').getAttribute('data-sort'));
    expect(amounts.length).toBe(2);
    expect(Math.abs(amounts.reduce((total, one) => total + one, 0) - sum)).toBeLessThanOrEqual(1e-9 * Math.abs(sum));
    await parts.locator('th').first().click();
    await expect.poll(() => parts.locator('tr').last().innerText()).toContain('Sum of all drivers');
    await page.close();
  });

  it('draws for the width that there is', async () => {
    for (const [width, shape] of [
      [390, 'narrow'],
      [1280, 'wide'],
    ] as const) {
      const { page } = await open({ viewport: { width, height: 900 } });
      const shown = page.locator('figure svg:visible');
      expect(await shown.evaluateAll((drawings) => drawings.map((one) => one.getAttribute('data-shape')))).toEqual([
        shape,
        shape,
      ]);
      const box = await shown.first().boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      // Letters stay as large as the text around them.
      expect(box!.width / Number((await shown.first().getAttribute('viewBox'))!.split(' ')[2])).toBeGreaterThan(0.9);
      await page.close();
    }
  });

  it.each([390, 1280])('fits a window of %i points', async (width) => {
    const { page } = await open({ viewport: { width, height: 900 } });
    const [content, window] = await page
      .evaluate('[document.documentElement.scrollWidth, innerWidth]')
      .then((found) => found as number[]);
    expect(content).toBeLessThanOrEqual(window!);
    await page.close();
  });

  it('shows six years of headline results at once, and on a phone the first column beside those that are scrolled to', async () => {
    const content = await renderHtml(comparedLabs(['revenue@2027']));
    const wide = await open({ viewport: { width: 1280, height: 900 } }, 0, content);
    const table = 'table[aria-label="Headline results"]';
    const [inner, room] = (await wide.page.evaluate(
      `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector('${table}').parentElement)`,
    )) as number[];
    expect(inner).toBeLessThanOrEqual(room!);
    expect(await wide.page.locator(`${table} tbody tr`).nth(1).innerText()).toMatch(
      /^Profit, bn USD\s+6\.94\s+\+8\.68\s/,
    );
    await wide.page.close();
    const { page } = await open({ viewport: { width: 390, height: 900 } }, 0, content);
    await page.evaluate(`document.querySelector('${table}').parentElement.scrollLeft = 300`);
    expect((await page.locator(`${table} tbody td`).first().boundingBox())!.x).toBeGreaterThanOrEqual(0);
    await page.close();
  });

  it('begins with warnings and checks that fail now, and opens every explanation of a result that was named', async () => {
    const warning = {
      code: 'workbook-changed',
      severity: 'warning',
      message: '3 cells were changed',
      labels: [],
    } as const;
    const targets = ['revenue@2030', 'profit@2030', 'length', 'revenue@2027', 'profit@2026'];
    const { page } = await open({}, 0, await renderHtml({ ...comparedLabs(targets), warnings: [warning] }));
    expect(await page.locator('p.note').innerText()).toBe('Note: 3 cells were changed');
    expect(await page.locator('details.part').first().innerText()).toMatch(
      /This check now fails\s+The price is low low: holds → fails/,
    );
    expect(await page.locator('details.part[id^=why][open]').count()).toBe(5);
    await page.close();
  });

  it('has a row for each member of a group below it, which is not sorted away', async () => {
    const { page } = await open({}, 0, await renderHtml(comparedGroup()));
    const rows = page.locator('table[aria-label^="Drivers of"] tbody tr');
    const cells = await rows.evaluateAll((found) =>
      found.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    expect(cells).toEqual([
      ['Contract', '+3.00bn USD', '1 change contributes zero: Churn.', ''],
      ['Price', '+3.50bn USD', '20 USD/user → 26 USD/user (+6 USD/user)', 'price of 26 USD/user'],
      ['Term', '-0.50bn USD', '60 months → 88 months (+28 months)', 'term of 88 months'],
      ['Users', '-0.39bn USD', '', ''],
    ]);
    expect(await page.locator('table.sortable[aria-label^="Drivers of"]').count()).toBe(0);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('can be read when it is %s', async (colorScheme) => {
    const { page } = await open({ colorScheme }, 0, await renderHtml(comparedGroup()));
    const colours = (await page.evaluate(`(() => {
      const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
      return [of('body', 'backgroundColor'), of('body', 'color'), of('.faint', 'color'), of('.rise', 'color'), of('.fall', 'color'), of('.failed', 'color')];
    })()`)) as string[];
    const [back, ...texts] = colours.map(luminance);
    expect(back! > 0.5).toBe(colorScheme === 'light');
    for (const one of texts)
      expect((Math.max(one, back!) + 0.05) / (Math.min(one, back!) + 0.05)).toBeGreaterThanOrEqual(4.5);
    await page.close();
  });

  it('prints every row and no search box', async () => {
    const { page } = await open();
    await page.locator('#search').fill('nothing of the kind');
    expect(await column(page, 1)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect((await column(page, 1)).length).toBeGreaterThan(2);
    expect(await page.locator('#search').isVisible()).toBe(false);
    await page.close();
  });
});

/** How bright a colour is, from 0 to 1, as the guidelines for contrast have it. */
function luminance(colour: string): number {
  const parts = [...colour.matchAll(/[\d.]+/g)].slice(0, 3).map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
}
