/**
 * Texts with numbers in them. Enters a text with placeholders such as `{break_even}`, and what stands for each; leaves
 * the text as it is read. Guarantee: a placeholder that stands for nothing is a problem, and so is a figure that is
 * typed where it should be taken from a row.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Located } from '../source/source.ts';

const placeholders = /\{([A-Za-z_][\w.]*)\}/g;

/** An amount or a share: `75%`, `1.25bn`, `$200`. Product names such as `Max 20x` and years are none. */
const typedFigures =
  /(?<![\w.{-])(?:[-+]?\$\s?\d[\d,.]*\s?(?:k|m|bn|tn)?\b|[-+]?\d[\d,.]*\s?(?:%|(?:k|m|bn|tn|USD|billion|million|trillion|percent)(?!\w)))/g;

/** One line, as a text of a page: line breaks of the file are spaces. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The text with its numbers. Figures may be typed in notes, which say what is behind a claim and no result. */
export function fill(text: Located, values: ReadonlyMap<string, string>, mayType = false): Checked<string> {
  const unknown = [...text.text.matchAll(placeholders)].filter(([, id]) => !values.has(id!));
  const typed = mayType ? [] : [...text.text.matchAll(typedFigures)];
  const diagnostics = [
    ...unknown.map((match) => noSuch(match[1]!, spanOf(text, match), values)),
    ...typed.map((match) => typedFigure(match[0], spanOf(text, match))),
  ];
  if (diagnostics.length > 0) return { diagnostics };
  return { value: oneLine(text.text.replace(placeholders, (_, id: string) => values.get(id)!)), diagnostics };
}

function spanOf({ span, at }: Located, { index, 0: found }: RegExpExecArray | RegExpMatchArray): Span {
  return { file: span.file, start: at(index!), end: at(index! + found.length - 1) + 1 };
}

const namesShown = 8;

function noSuch(id: string, span: Span, values: ReadonlyMap<string, string>): Diagnostic {
  const names = [...values.keys()];
  const listed =
    names.length === 0
      ? 'the claim has no evidence yet'
      : `there are ${names.slice(0, namesShown).join(', ')}${names.length > namesShown ? ', …' : ''}`;
  return problem('invalid-claim', span, `no row of evidence stands behind {${id}}`, {
    hint: didYouMean(id, names) ?? listed,
  });
}

function typedFigure(figure: string, span: Span): Diagnostic {
  return problem('invalid-claim', span, `the text states ${figure}, which the next run may not give`, {
    hint: 'compute it in a row of evidence and write {row}; what the article says belongs under figures: or claim:',
  });
}
