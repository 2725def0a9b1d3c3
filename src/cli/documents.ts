/**
 * The generated documents. Input: the audit rules, the catalogue of problems and the table of functions. Output: the
 * path and text of each document.
 */
import { rulesMarkdown } from '../audit/rules/ruleTable.ts';
import { catalogue } from '../diagnostics/catalogue.ts';
import { functionsMarkdown } from '../formula/documentation.ts';

export interface Document {
  readonly path: string;
  readonly text: string;
}

/**
 * Pages of claims, and the files that they are made from: these ask the models, so they are not among the documents of
 * the program itself.
 */
export const claimsDocuments: readonly { readonly path: string; readonly from: string }[] = [
  { path: 'docs/claims.md', from: 'models/claims/brokenomics.yaml' },
];

/**
 * Every document that is generated and never edited: `docs/conformance.md`, `docs/errors.md` and `docs/functions.md`.
 */
export function generatedDocuments(): readonly Document[] {
  return [
    { path: 'docs/conformance.md', text: rulesMarkdown() },
    { path: 'docs/errors.md', text: errorsMarkdown() },
    { path: 'docs/functions.md', text: `${functionsMarkdown().trimEnd()}\n` },
  ];
}

/** The list of problems, errors first, in the order of the catalogue. */
export function errorsMarkdown(): string {
  const entries = Object.entries(catalogue).map(
    ([code, { severity, meaning }]) => `## ${code}\n\n*${severity}.* ${meaning}\n`,
  );
  const introduction =
    'Every problem that burnsheet reports, by its code. Generated from `src/diagnostics/catalogue.ts`; do not edit.\n';
  return ['# Problems\n', introduction, ...entries].join('\n');
}
