/** The commands of a page of claims: each is run, and its output must contain the figures that the page gives. */
import { expect } from 'vitest';
import type { Claims, CommandWords, Evidence } from '../../src/claims/claims.ts';
import { commandLine } from '../../src/claims/commandLines.ts';
import { renderClaimsPage } from '../../src/cli/reports/claimsPage.ts';
import { runProgram } from './terminal.ts';

interface Expected {
  readonly command: CommandWords;
  /** Words in the output. */
  readonly texts: readonly string[];
  /** Numbers in its JSON, to the last digit. */
  readonly numbers: readonly number[];
  /** Whether the page only says how the command beside it is changed. */
  readonly isBeside?: boolean;
}

/** The words of a command on the page, as a shell reads them. */
function wordsOf(line: string): string[] {
  const joined = line.replaceAll(' \\\n', ' ');
  return [...joined.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'/g, '$1').replaceAll("\\'", "'"),
  );
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

/** Runs every command on the page and looks for the figures of its claim in the output. */
export async function expectCommandsToGiveFigures(claims: Claims): Promise<void> {
  const page = renderClaimsPage(claims);
  for (const { command, texts, numbers, isBeside } of everyCommand(claims)) {
    const line = commandLine(command);
    if (isBeside !== true) expect(page).toContain(`\n${line}\n`);
    expect(wordsOf(line)).toEqual(command);
    const { exitCode, all: output } = await runProgram(wordsOf(line).slice(1), 400);
    expect(exitCode, output).toBe(0);
    for (const text of texts) expect(output.replace(/\s+/g, ' '), line).toContain(text);
    if (numbers.length === 0) continue;
    const inJson = new Set(numbersIn(JSON.parse((await runProgram([...wordsOf(line).slice(1), '--json'])).all)));
    expect(
      numbers.filter((number) => !inJson.has(number)),
      line,
    ).toEqual([]);
  }
}
