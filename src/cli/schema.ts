/** `burnsheet schema`: the JSON Schema with which editors complete and check model files. */
import type { Command } from 'commander';
import { Command as NewCommand } from 'commander';
import { modelJsonSchema } from '../source/schema.ts';
import type { Terminal } from './terminal.ts';

/** The command with its help; `done` takes the exit code. */
export function schemaCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('schema')
    .description('print the JSON Schema of model files, for editors')
    .option('--json', 'accepted for likeness with the other commands; the schema is always JSON')
    .addHelpText('after', '\nExample:\n  burnsheet schema > burnsheet.schema.json')
    .action(() => {
      terminal.say(JSON.stringify(modelJsonSchema(), undefined, 2));
      done(0);
    });
}
