/** `burnsheet schema`: the JSON Schema with which editors complete and check model files and claims files. */
import type { Command } from 'commander';
import { Argument, Command as NewCommand } from 'commander';
import { claimsJsonSchema } from '../../source/claimsSchema.ts';
import { modelJsonSchema } from '../../source/schema.ts';
import type { Terminal } from '../io/terminal.ts';

/** The command with its help; `done` takes the exit code. */
export function schemaCommand(terminal: Terminal, done: (exitCode: number) => void): Command {
  return new NewCommand('schema')
    .description('print the JSON Schema of model files or claims files, for editors')
    .addArgument(new Argument('[kind]', 'kind of file').choices(['models', 'claims']).default('models'))
    .option('--json', 'accepted as in other commands; the schema is always JSON')
    .addHelpText('after', '\nExample:\n  burnsheet schema > burnsheet.schema.json')
    .action((kind: 'models' | 'claims') => {
      terminal.say(JSON.stringify(kind === 'claims' ? claimsJsonSchema() : modelJsonSchema(), undefined, 2));
      done(0);
    });
}
