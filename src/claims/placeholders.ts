/**
 * Texts with numbers in them. Input: a text with placeholders such as `{break_even}`, and their values. Output: the
 * text with the values filled in. Guarantee: a placeholder without a value is a problem, and so is a typed figure that
 * should come from a row.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Located } from '../source/source.ts';

const placeholders = /\{([A-Za-z_][\w.]*)\}/g;

/** An amount or a share: `75%`, `1.25bn`, `$200`; not product names such as `Max 20x`, and not years. */
const typedFigures =
  /(?<![\w.{-])(?:[-+]?\$\s?\d[\d,.]*\s?(?:k|m|bn|tn)?\b|[-+]?\d[\d,.]*\s?(?:%|(?:k|m|bn|tn|USD|billion|million|trillion|percent)(?!\w)))/g;

/** A text on one line: line breaks become spaces. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Fills in the numbers. Typed figures are allowed only in notes, which give background and no results. */
export function fillPlaceholders(text: Located, values: ReadonlyMap<string, string>, mayType = false): Checked<string> {
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
      ? `add a row ${id} under evidence:`
      : `there are ${names.slice(0, namesShown).join(', ')}${names.length > namesShown ? ', …' : ''}`;
  return problem('invalid-claim', span, `there is no evidence row for {${id}}`, {
    hint: didYouMean(id, names) ?? listed,
  });
}

function typedFigure(figure: string, span: Span): Diagnostic {
  return problem('invalid-claim', span, `the text contains the figure ${figure}, which the next run may change`, {
    hint: 'compute it in an evidence row and write {row}; put figures quoted from the article under figures: or claim:',
  });
}
