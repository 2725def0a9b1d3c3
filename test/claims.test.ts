/**
 * docs/claims.md: it is what its file of claims gives now, and every command on it is run and says the figures that
 * stand beside it. `npm run generate` writes the page anew; it is read before it is committed.
 */
import { existsSync, readFileSync } from 'node:fs';
import pc from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import type { Claims, CommandWords, Evidence } from '../src/claims/claims.ts';
import { commandLine } from '../src/claims/commandLines.ts';
import { loadClaims } from '../src/cli/commands/claims.ts';
import { claimsDocuments } from '../src/cli/documents.ts';
import { allModels } from '../src/cli/io/files.ts';
import { createProgram } from '../src/cli/program.ts';
import { renderClaimsPage } from '../src/cli/reports/claimsPage.ts';
import { renderDiagnostics } from '../src/diagnostics/render.ts';
import type { Reader } from '../src/reading.ts';

/**
 * Files stay as they are while the commands run, so that each is parsed once, and a model that is asked twice in a row
 * is read once.
 */
vi.mock('../src/reading.ts', async (importActual) => {
  const actual = await importActual<typeof import('../src/reading.ts')>();
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

interface Expected {
  readonly command: CommandWords;
  /** What the output has to say. */
  readonly texts: readonly string[];
  /** Numbers that its JSON has to hold, to the last digit. */
  readonly numbers: readonly number[];
  /** Whether the page only says how the command beside it is changed. */
  readonly isBeside?: boolean;
}

/** A command as it stands on the page, read as a shell reads it. */
function wordsOf(line: string): string[] {
  const joined = line.replaceAll(' \\\n', ' ');
  return [...joined.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'/g, '$1').replaceAll("\\'", "'"),
  );
}

async function run(words: readonly string[]): Promise<{ exitCode: number; output: string }> {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const colours = pc.createColors(false);
  const terminal = { width: 400, colours, errorColours: colours, interactive: false, say, complain: say };
  const exitCode = await createProgram(terminal).run(words.slice(1));
  return { exitCode, output: said.join('\n') };
}

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

function expectedOf(row: Evidence): Expected {
  const { command } = row;
  if (row.kind === 'figures') {
    const { figures } = row;
    return {
      command,
      texts: figures.map(({ words }) => words),
      numbers: figures.flatMap(({ value }) => (typeof value === 'number' ? [value] : [])),
    };
  }
  if (row.kind === 'comparison') {
    const cells = row.table.rows.flatMap((cells) => cells.slice(row.table.id === 'scenarios' ? 2 : 0));
    return {
      command,
      texts: cells.filter((cell) => typeof cell === 'string'),
      numbers: cells.filter((cell) => typeof cell === 'number'),
    };
  }
  return { command, texts: row.statements, numbers: [] };
}

function everyCommand({ claims }: Claims): readonly Expected[] {
  return claims.flatMap(({ verdict, evidence, overturned }) => [
    ...(verdict.command === undefined
      ? []
      : [
          {
            command: verdict.command,
            texts: verdict.scenarios.map(({ holds }) => (holds === null ? 'an error' : holds ? 'yes' : 'no')),
            numbers: [],
          },
        ]),
    ...(verdict.later === undefined
      ? []
      : [
          {
            command: verdict.later.command,
            isBeside: true,
            texts: [verdict.later.holds === true ? 'yes' : 'no'],
            numbers: [],
          },
        ]),
    ...[...evidence, ...overturned].map(expectedOf),
  ]);
}

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
    const page = renderClaimsPage(claims!);
    for (const { command, texts, numbers, isBeside } of everyCommand(claims!)) {
      const line = commandLine(command);
      if (isBeside !== true) expect(page).toContain(`\n${line}\n`);
      expect(wordsOf(line)).toEqual(command);
      const { exitCode, output } = await run(wordsOf(line));
      expect(exitCode, output).toBe(0);
      for (const text of texts) expect(output.replace(/\s+/g, ' '), line).toContain(text);
      if (numbers.length === 0) continue;
      const inJson = new Set(numbersIn(JSON.parse((await run([...wordsOf(line), '--json'])).output)));
      expect(
        numbers.filter((number) => !inJson.has(number)),
        line,
      ).toEqual([]);
    }
  }, 600_000);
});
