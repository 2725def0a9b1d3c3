/**
 * HTML in which no text is read as markup. A template tagged `html` escapes every value that is not markup itself, so
 * that a text of a model file is safe wherever it is put, between elements or in a quoted attribute.
 */
import { stripControls } from '../io/format.ts';

/** HTML made by `html`, or trusted. */
export interface Markup {
  readonly markup: string;
}

/** What a template takes: texts are escaped, lists are put one after the other. */
export type Content = Markup | string | number | readonly Content[];

/** html`<b>${'<i>'}</b>` is `<b>&#60;i&#62;</b>`. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = contents.map((content, at) => `${textOf(content)}${strings[at + 1]}`);
  return { markup: `${strings[0]}${parts.join('')}` };
}

/** A text that is markup: our own style sheet, script or drawing, and nothing that holds text of a model as it is. */
export const trusted = (markup: string): Markup => ({ markup });

export const noMarkup: Markup = { markup: '' };

/** Contents with markup between them: `joined(['a', 'b'], html`<br>`)`. */
export const joined = (contents: readonly Content[], between: Markup): Markup => ({
  markup: contents.map(textOf).join(between.markup),
});

function textOf(content: Content): string {
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(textOf).join('');
}

const escapeText = (text: string): string =>
  stripControls(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
