/** Word wrap. Input: a text and a width in columns. Output: lines that are broken between words. */
import stringWidth from 'string-width';

/**
 * Breaks a text between words into lines of at most `width` columns; a longer word gets its own line. `first` is the
 * prefix of the first line and `next` of the others: `wrapWords('one two', 4, '', ' ')` is `['one', ' two']`.
 */
export function wrapWords(text: string, width: number, first = '', next = first): readonly string[] {
  const lines: string[] = [];
  let current = first;
  let isFresh = true;
  for (const word of text.split(' ')) {
    const longer = isFresh ? current + word : `${current} ${word}`;
    if (isFresh || stringWidth(longer) <= width) current = longer;
    else {
      lines.push(current.trimEnd());
      current = next + word;
    }
    isFresh = current === first || current === next;
  }
  return [...lines, current];
}
