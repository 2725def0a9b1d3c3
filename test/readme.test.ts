/**
 * The README, followed to the letter in a folder that holds the examples only: its files are written, its changes made,
 * its commands run, and what the README shows is what the program says, to the letter. `UPDATE_GOLDENS=1 npx vitest run
 * test/readme.test.ts` puts what it says into the README; it is read before it is committed.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from './helpers/terminal.ts';

interface Block {
  readonly language: string;
  /** What stands behind the language: `models/tutorial.yaml`, `add to models/tutorial.yaml`. */
  readonly about: string;
  readonly text: string;
}

const readme = readFileSync('README.md', 'utf8');
const blocks: readonly Block[] = [...readme.matchAll(/^```(yaml|diff|sh|text)(?: (.+))?\n([\s\S]*?)^```$/gm)].map(
  (match) => ({
    language: match[1]!,
    about: match[2] ?? '',
    text: match[3]!,
  }),
);
const home = process.cwd();
const updates = process.env.UPDATE_GOLDENS === '1';

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'burnsheet-'));
  cpSync('models/examples', join(folder, 'models/examples'), { recursive: true });
  process.chdir(folder);
});
afterAll(() => process.chdir(home));

async function run(line: string): Promise<{ exitCode: number; output: string }> {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2]!);
  const { exitCode, all } = await runProgram(words.slice(1));
  return { exitCode, output: all };
}

function save({ about, text }: Block): void {
  const path = about.replace('add to ', '');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: about.startsWith('add to ') ? 'a' : 'w' });
}

/** The file with every `-` line replaced by the `+` line that follows it. */
function changed(before: string, difference: string): string {
  const pairs = [...difference.matchAll(/^-(.*)\n\+(.*)$/gm)];
  return pairs.reduce((text, [, old, fresh]) => {
    expect(text).toContain(old!);
    return text.replace(old!, fresh!);
  }, before);
}

it('says what the README says at every step', async () => {
  let output = '';
  let exitCode = 0;
  let updated = readme;
  let undo = (): void => {};
  for (const block of blocks) {
    if (block.language === 'yaml') save(block);
    if (block.language === 'diff') {
      const before = readFileSync(block.about, 'utf8');
      undo = () => writeFileSync(block.about, before);
      writeFileSync(block.about, changed(before, block.text));
    }
    if (block.language === 'sh') {
      ({ exitCode, output } = await run(block.text.trim()));
      undo();
      undo = () => {};
    }
    if (block.language === 'text') {
      expect(exitCode, output).toBe(block.text.includes('error[') ? 2 : 0);
      updated = updated.replace(block.text, () => `${output.trimEnd()}\n`);
      if (!updates) expect(output.trimEnd()).toBe(block.text.trimEnd());
    }
  }
  if (updates) writeFileSync(join(home, 'README.md'), updated);
  expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(4);
});
