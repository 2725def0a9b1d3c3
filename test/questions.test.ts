/**
 * The examples of docs/questions.md, run in a folder that holds the models only. What is shown is what the program
 * says, to the letter; `…` alone on a line stands for lines that are left out. `UPDATE_GOLDENS=1 npx vitest run
 * test/questions.test.ts` puts what it says between the same lines.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from './helpers/terminal.ts';

const path = 'docs/questions.md';
const home = process.cwd();
const document = readFileSync(path, 'utf8');
const examples = [...document.matchAll(/^```sh\n(burnsheet .*(?:\\\n.*)*)\n```\n\n```text\n([\s\S]*?)^```$/gm)].map(
  ([, line, shown]) => ({
    line: line!.replaceAll('\\\n', ' '),
    shown: shown!,
  }),
);

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'burnsheet-'));
  cpSync('models', join(folder, 'models'), { recursive: true });
  process.chdir(folder);
  for (const [, file, text] of document.matchAll(/^```yaml (models\/\S+)\n([\s\S]*?)^```$/gm))
    writeFileSync(file!, text!);
});
afterAll(() => process.chdir(home));

async function run(line: string): Promise<{ exitCode: number; output: string }> {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
  // Threads are of the compiled program only.
  const { exitCode, all } = await runProgram([
    ...words.slice(1),
    ...(words[1] === 'simulate' ? ['--workers', '1'] : []),
  ]);
  return { exitCode, output: all };
}

/** The lines of a piece in the output, from the line on with which it begins. */
function pieceOf(output: readonly string[], piece: readonly string[]): readonly string[] {
  const start = output.indexOf(piece[0]!);
  if (start < 0) throw new Error(`the program does not say '${piece[0]}', but\n${output.join('\n')}`);
  return output.slice(start, start + piece.length);
}

it('says what the document shows', async () => {
  let updated = document;
  for (const { line, shown } of examples) {
    const { exitCode, output } = await run(line);
    expect(exitCode, output).toBe(0);
    const lines = output.trimEnd().split('\n');
    const pieces = shown
      .trimEnd()
      .split(/\n…\n?/)
      .filter((piece) => piece !== '');
    for (const piece of pieces.map((text) => text.split('\n'))) {
      const actual = pieceOf(lines, piece);
      updated = updated.replace(piece.join('\n'), () => actual.join('\n'));
      if (process.env.UPDATE_GOLDENS !== '1') expect(actual).toEqual(piece);
    }
    if (!shown.includes('…')) expect(lines).toEqual(shown.trimEnd().split('\n'));
  }
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(join(home, path), updated);
  expect(examples.length).toBeGreaterThan(5);
});
