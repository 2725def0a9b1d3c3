/**
 * docs/claims.md is what its file of claims gives now, and every command on it gives the figures beside it. `npm run
 * generate` writes the page; read it before you commit it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { loadClaims } from '../../src/cli/commands/claims.ts';
import { claimsDocuments } from '../../src/cli/documents.ts';
import { allModels } from '../../src/cli/io/files.ts';
import { renderClaimsPage } from '../../src/cli/reports/claimsPage.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import type { Reader } from '../../src/reading.ts';
import { expectCommandsToGiveFigures } from '../helpers/claimCommands.ts';

/**
 * Files stay as they are while the commands run, so that each is parsed once, and a model that is asked twice in a row
 * is read once.
 */
vi.mock('../../src/reading.ts', async (importActual) => {
  const actual = await importActual<typeof import('../../src/reading.ts')>();
  let reader: Reader | undefined;
  let [asked, plan]: [string?, ReturnType<Reader['plan']>?] = [];
  const readerOf: typeof actual.readerOf = (read) => {
    reader ??= actual.readerOf(read);
    const { plan: fresh, ...others } = reader;
    return {
      ...others,
      plan: (path, options) => {
        const key = JSON.stringify([path, options]);
        if (key !== asked || plan === undefined) [asked, plan] = [key, fresh(path, options)];
        return plan;
      },
    };
  };
  return { ...actual, readerOf };
});

it('is no model that a build takes', () => {
  expect(allModels().filter((path) => path.includes('claims'))).toEqual([]);
});

describe.each(claimsDocuments)('$path', ({ path, from }) => {
  const { value: claims, diagnostics } = loadClaims(from);

  it('has no problem', () => {
    expect(renderDiagnostics(diagnostics, { width: 120 })).toBe('');
  });

  it('is current (npm run generate)', () => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(renderClaimsPage(claims!));
  });

  it('has links that lead to its sections', () => {
    const page = renderClaimsPage(claims!);
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(links.length).toBe(claims!.claims.length);
    expect(links.filter((anchor) => !headings.includes(anchor!))).toEqual([]);
  });

  it('shows commands that give its figures', async () => {
    await expectCommandsToGiveFigures(claims!);
  });
});
