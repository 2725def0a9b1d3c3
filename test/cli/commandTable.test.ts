/** The table of commands says of each what the command itself says. */
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../src/cli/commandTable.ts';
import { processTerminal } from '../../src/cli/io/terminal.ts';

describe('the table of commands', () => {
  it.each(
    commandTable.map((entry) => [entry.name, entry] as const),
  )('has the usage and description of %s', async (_, entry) => {
    const terminal = processTerminal();
    const command = (await entry.load())(terminal, () => undefined);
    expect([command.name(), command.usage(), command.description()]).toEqual([
      entry.name,
      entry.usage,
      entry.description,
    ]);
  });
});
