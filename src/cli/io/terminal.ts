/**
 * The terminal as the commands see it. Takes the process's streams. Returns two ways to speak, a width and colours.
 * Guarantee: colours only on a terminal and never against NO_COLOR; 80 columns when the output is piped.
 */
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

export interface Terminal {
  /** Columns that a line of the output may fill. */
  readonly width: number;
  readonly colours: Colours;
  /** Colours of the error stream, which can be a terminal while the output is piped. */
  readonly errorColours: Colours;
  /** Whether progress may be shown. */
  readonly interactive: boolean;
  /** A result, on the output stream; a line break is added. */
  readonly say: (text: string) => void;
  /** A problem, on the error stream; a line break is added. */
  readonly complain: (text: string) => void;
}

const PIPED_WIDTH = 80;

/** The terminal of this process: `processTerminal().width` is 80 when piped. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  return {
    width: stdout.isTTY ? Math.max(40, stdout.columns || PIPED_WIDTH) : PIPED_WIDTH,
    colours: pc.createColors(coloursWanted(stdout.isTTY, env)),
    errorColours: pc.createColors(coloursWanted(stderr.isTTY, env)),
    interactive: stderr.isTTY === true && env.TERM !== 'dumb',
    say: (text) => void stdout.write(`${text}\n`),
    complain: (text) => void stderr.write(`${text}\n`),
  };
}

/** A terminal for what is written into a file: the same bytes whatever the terminal is. */
export function onPaper(terminal: Terminal): Terminal {
  return { ...terminal, width: PIPED_WIDTH, colours: pc.createColors(false), interactive: false };
}

/** Whether a stream gets colours: `coloursWanted(true, { NO_COLOR: '1' })` is false. */
export function coloursWanted(
  isTerminal: boolean | undefined,
  environment: Record<string, string | undefined>,
): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return isTerminal === true && !refused && environment.TERM !== 'dumb';
}
