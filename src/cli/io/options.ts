/**
 * The options that commands share. Takes a command; returns the same command with the options, and what they mean.
 * Guarantee: an option that cannot be understood is a problem with a code, never a guess.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { problem } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ModelOptions } from '../../pipeline.ts';
import { parseDate, validDatesHint } from '../../values/timeline.ts';
import { stripControls } from './format.ts';

export interface SharedOptions {
  readonly known?: string;
  readonly set: NonNullable<ModelOptions['set']>;
  readonly scenario?: string;
  readonly json?: boolean;
}

/** A command with `--known`, `--set` and `--json`; `example` ends its help. */
export function newCommand(name: string, summary: string, example: string): Command {
  return new Command(name)
    .description(summary)
    .option('--known <date>', 'use only what was known on this date', parseKnown)
    .addOption(
      new Option('--set <name=value>', 'another value for an input; may be repeated')
        .argParser(collectSetting)
        .default([], 'none'),
    )
    .option('--json', 'write one JSON document instead of text')
    .addHelpText('after', `\nExample:\n  ${example}`);
}

function parseKnown(text: string): string {
  if (parseDate(text) !== undefined) return text;
  throw new InvalidArgumentError(`${validDatesHint}.`);
}

type Setting = SharedOptions['set'][number];

/** One `name=value` more: `collectSetting('margin=75%', [])` is `[{ key: 'margin', value: '75%' }]`. */
export function collectSetting(text: string, previous: readonly Setting[]): readonly Setting[] {
  const at = text.indexOf('=');
  const setting = { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
  if (at < 1 || setting.key === '' || setting.value === '')
    throw new InvalidArgumentError('write it as name=value, such as margin=75%.');
  return [...previous, setting];
}

/** The part of the options that the pipeline takes. */
export function modelOptions({ known, set }: SharedOptions): ModelOptions {
  return { ...(known === undefined ? {} : { known }), set };
}

type Changes = Pick<SharedOptions, 'set'> & { readonly known?: string | undefined };

/** Whether the options ask for other numbers than those of the model as written. */
export function hasOverrides({ known, set }: Changes): boolean {
  return known !== undefined || set.length > 0;
}

/** What the options change, behind a heading: `, known 2026-06-15, churn=5%/month`. */
export function describeOverrides({ known, set }: Changes): string {
  const changes = [
    ...(known === undefined ? [] : [`known ${known}`]),
    ...set.map(({ key, value }) => `${key}=${value}`),
  ];
  return changes.map((change) => `, ${stripControls(change)}`).join('');
}

/** A problem of the command line, which has no place in a file. */
export function optionProblem(message: string, hint?: string): Diagnostic {
  return problem('invalid-option', undefined, message, { hint });
}
