#!/usr/bin/env node
import { bugReport, ExitCode } from './io/exit.ts';
import { processTerminal } from './io/terminal.ts';
/** The entry point of the command line: runs the arguments and sets the exit code. The commands are in `commands/`. */
import { createProgram } from './program.ts';

const terminal = processTerminal();

function fail(error: unknown): never {
  terminal.complain(bugReport(error, (process.env.BURNSHEET_DEBUG ?? '') !== ''));
  process.exit(ExitCode.ourBug);
}

/** The output cannot be written, for example because the disk is full, so it is incomplete. */
function failOutput({ code = 'unknown', message }: NodeJS.ErrnoException): never {
  terminal.complain(`burnsheet: the output cannot be written: ${message.split(',')[0] ?? code}`);
  process.exit(ExitCode.inputWrong);
}

// A reader such as `head` may stop early, which is not an error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? process.exit() : failOutput(error)));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exitCode = await createProgram(terminal).run(process.argv.slice(2));
