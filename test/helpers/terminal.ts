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
