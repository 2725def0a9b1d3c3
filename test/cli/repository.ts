/**
 * A folder of its own with a repository of its own, and what the program says there. Leaves the working folder changed
 * until `leave`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Heard, listening } from '../helpers/terminal.ts';

/** Runs the program: `await run('diff', 'models/lab.yaml')`. */
export async function run(...args: string[]): Promise<Heard> {
  const { run: runHere, heard } = listening();
  return heard(await runHere(...args));
}

const moment = '2026-06-01T08:00:00Z';

/**
 * Runs git with a name and a date of its own and without the settings of the machine, so that hashes are the same each
 * time.
 */
export function git(...args: string[]): string {
  const plain = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_PAGER: 'cat' };
  const env = { ...process.env, ...plain, GIT_AUTHOR_DATE: moment, GIT_COMMITTER_DATE: moment };
  return execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@lab.example', ...args], {
    encoding: 'utf8',
    env,
  });
}

/** Writes files below the working folder. */
export function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Writes files and commits everything. */
export function commit(subject: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  write(files);
  git('add', '-A');
  git('commit', '-q', '-m', subject);
}

const home = process.cwd();

/** Makes a new folder the working folder. */
export function enter(): void {
  process.chdir(mkdtempSync(join(tmpdir(), 'burnsheet-repository-')));
}

/** Goes back and removes the folder. */
export function leave(folder: string): void {
  process.chdir(home);
  rmSync(folder, { recursive: true });
}

/** What the model below extends. */
export const fees = (fee: string): string => `
inputs:
  fee: { label: Fee, unit: USD/user, value: ${fee} }
sheets:
  Sales:
    All:
      fees: { label: Fees, unit: USD, rollup: sum, formula: users * fee }
`;

/** A small model with two scenarios and a value that was revised. */
export const lab = (price: string): string => `
model: lab
title: A lab
extends: [lib/fees.yaml]
timeline: { from: 2026, to: 2028, grain: year }
units: { user: { label: User } }
inputs:
  price: { label: Price, unit: USD/user, value: ${price} }
  users: { label: Users, unit: user, revisions: [{ known: 2026-01-10, value: 100 user }, { known: 2026-05-05, value: 110 user, why: counted anew }] }
scenarios:
  base: { title: Base }
  low: { title: Low, set: { price: 1 USD/user } }
sheets:
  Sales:
    Total:
      revenue: { label: Revenue, unit: USD, rollup: sum, formula: users * price + fees }
key_results: [revenue]
`;
