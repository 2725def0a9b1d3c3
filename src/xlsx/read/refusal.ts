/**
 * Why a workbook is not read. Inside the reader a refusal is thrown, because it stops a stream in its middle; `checked`
 * turns it into a diagnostic, so that it never leaves the reader. Any other exception is our bug and passes.
 */
import { problem } from '../../diagnostics/catalogue.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';

export class Refusal extends Error {
  readonly hint: string;

  constructor(message: string, hint = 'create the workbook again, or save it as .xlsx in Excel or LibreOffice') {
    super(message);
    this.hint = hint;
  }
}

/** What `read` gives, or the diagnostic of its refusal. */
export function catchRefusal<T>(read: () => T): Checked<T> {
  try {
    return { value: read(), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { diagnostics: [problem('invalid-workbook', undefined, error.message, { hint: error.hint })] };
  }
}

/** A number for a message: `limitText(1_048_576)` is `1,048,576`. */
export function limitText(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
