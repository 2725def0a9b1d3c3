#!/usr/bin/env node
import { bugReport, ExitCode } from './io/exit.ts';
import { processTerminal } from './io/terminal.ts';
/**
 * The command line. Enters: arguments. Leaves: an exit code, after the commands have spoken. See the files named after
 * the commands.
 */
import { createProgram } from './program.ts';

const terminal = processTerminal();

function fail(error: unknown): never {
  terminal.complain(bugReport(error, (process.env.BURNSHEET_DEBUG ?? '') !== ''));
  process.exit(ExitCode.ourBug);
}

/** The output cannot be written, as on a disk that is full; what was said is not whole. */
function failOutput({ code = 'unknown', message }: NodeJS.ErrnoException): never {
  terminal.complain(`burnsheet: the output cannot be written: ${message.split(',')[0] ?? code}`);
  process.exit(ExitCode.inputWrong);
}

// A reader such as `head` may stop early; that is no problem of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? process.exit() : failOutput(error)));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exitCode = await createProgram(terminal).run(process.argv.slice(2));
