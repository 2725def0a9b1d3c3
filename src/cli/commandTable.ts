/**
 * The commands by name. Each module is loaded when its command is called, so that `--help` and `check` load no engine
 * and no workbook writer. A test holds usage and description against those of the commands.
 */
import type { Command } from 'commander';
import type { Terminal } from './io/terminal.ts';

/** Makes a command for a terminal; `done` takes the exit code. */
export type MakeCommand = (terminal: Terminal, done: (exitCode: number) => void) => Command;

export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  readonly load: () => Promise<MakeCommand>;
}

/** In the order in which the help lists them. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'check',
    usage: '[options] [model...]',
    description: 'report every problem in a model, without writing a workbook',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'build',
    usage: '[options] [model...]',
    description: 'evaluate models and write their workbooks',
    load: async () => (await import('./commands/build.ts')).buildCommand,
  },
  {
    name: 'show',
    usage: '[options] <model> [items...]',
    description: 'print results of a model',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  {
    name: 'trace',
    usage: '[options] <model> <number>',
    description: 'trace a number back to its inputs and sources',
    load: async () => (await import('./commands/trace.ts')).traceCommand,
  },
  {
    name: 'verify',
    usage: '[options] <file>',
    description: 'check a workbook: changes, results, and the rules for auditable workbooks',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  {
    name: 'sensitivity',
    usage: '[options] <model>',
    description: 'show how an output depends on one or two inputs, as a table or a grid',
    load: async () => (await import('./commands/sensitivity.ts')).sensitivityCommand,
  },
  {
    name: 'tornado',
    usage: '[options] <model>',
    description: 'rank inputs by how far each moves an output, from the lower to the upper bound of its range',
    load: async () => (await import('./commands/tornado.ts')).tornadoCommand,
  },
  {
    name: 'simulate',
    usage: '[options] <model>',
    description: 'simulate uncertain inputs: the distribution of outputs and the probability of conditions',
    load: async () => (await import('./commands/simulate.ts')).simulateCommand,
  },
  {
    name: 'solve',
    usage: '[options] <model>',
    description: 'find the value of an input that meets a condition; with --find period, the periods that meet it',
    load: async () => (await import('./commands/solve.ts')).solveCommand,
  },
  {
    name: 'scenarios',
    usage: '[options] <model>',
    description: 'compare the key results of all scenarios, and the inputs in which they differ',
    load: async () => (await import('./commands/scenarios.ts')).scenariosCommand,
  },
  {
    name: 'claims',
    usage: '[options] [file]',
    description: 'test the claims of an article with models; every number comes with the command that gives it',
    load: async () => (await import('./commands/claims.ts')).claimsCommand,
  },
  {
    name: 'diff',
    usage: '[options] [runs...]',
    description: 'compare two runs: what changed, which results moved, and which changes moved them',
    load: async () => (await import('./commands/diff.ts')).diffCommand,
  },
  {
    name: 'edits',
    usage: '[options] <workbook>',
    description: 'save inputs that were typed into a workbook as a model file',
    load: async () => (await import('./commands/edits.ts')).editsCommand,
  },
  {
    name: 'runs',
    usage: '[options] <model>',
    description: 'list the kept runs of a model',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  {
    name: 'history',
    usage: '[options] <model> <result>',
    description: 'show how a result moved over runs, commits or as-of dates, and what drove each change',
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  {
    name: 'init',
    usage: '[options] [file]',
    description: 'write a small documented model to start from',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'schema',
    usage: '[options] [kind]',
    description: 'print the JSON Schema of model files or claims files, for editors',
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
];
