/** A terminal of 80 columns that remembers what it was told. */
import pc from 'picocolors';
import type { Terminal } from '../../src/cli/io/terminal.ts';
import { createProgram } from '../../src/cli/program.ts';

const colours = pc.createColors(false);

export interface Heard {
  readonly code: number;
  readonly said: string;
  /** In one line, since words are wrapped. */
  readonly complained: string;
}

export interface Listening {
  readonly terminal: Terminal;
  readonly said: () => string;
  readonly complained: () => string;
  readonly heard: (code: number) => Heard;
  /** Forgets what was told. */
  readonly clear: () => void;
  /** Runs the program: `await run('diff', 'models/lab.yaml')` is its exit code. */
  readonly run: (...args: string[]) => Promise<number>;
}

/** A terminal with the program. */
export function listening(): Listening {
  let [said, complained] = ['', ''];
  const terminal: Terminal = {
    width: 80,
    colours,
    errorColours: colours,
    interactive: false,
    say: (text) => {
      said += `${text}\n`;
    },
    complain: (text) => {
      complained += `${text}\n`;
    },
  };
  return {
    terminal,
    said: () => said,
    complained: () => complained,
    heard: (code) => ({ code, said, complained: complained.replace(/\s+/g, ' ') }),
    clear: () => {
      [said, complained] = ['', ''];
    },
    run: (...args) => createProgram(terminal).run(args),
  };
}

export interface Printed {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  /** Output and errors in the order in which they were printed. */
  readonly all: string;
}

/** Runs the program once: `await runProgram(['check', 'models/lab.yaml'])`. */
export async function runProgram(words: readonly string[], width = 80): Promise<Printed> {
  const [output, errors, all]: [string[], string[], string[]] = [[], [], []];
  const exitCode = await createProgram({
    width,
    colours,
    errorColours: colours,
    interactive: false,
    say: (text) => void [output, all].map((lines) => lines.push(text)),
    complain: (text) => void [errors, all].map((lines) => lines.push(text)),
  }).run(words);
  return { exitCode, output: output.join('\n'), errors: errors.join('\n'), all: all.join('\n') };
}
