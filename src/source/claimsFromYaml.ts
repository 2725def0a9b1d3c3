/**
 * YAML text → a claims file.
 * Input: a source file. Output: claims with the position of every text, and every problem of syntax and shape.
 * Guarantee: an evidence row has exactly one kind and only the keys of that kind.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import { claimsShapeIssues } from './claimsSchema.ts';
import type { ClaimSource, ClaimsSource, ContextSource, EvidenceSource } from './claimsSource.ts';
import { readShaped } from './fromYaml.ts';
import { optionalTexts, readCitation, readEntries, readList, readText, textAt } from './parsedFile.ts';
import type { Entries, Located } from './source.ts';
import type { BlockNode, TreeNode } from './yamlTree.ts';
import { childOf } from './yamlTree.ts';

const claimsKind = {
  name: 'the claims file',
  guide: 'docs/questions.md',
  issues: claimsShapeIssues,
  foreignKeys: {
    model: 'this is a model file: use burnsheet show or another command, and name the file under model: of a claim',
  },
};

type Kind = EvidenceSource['kind'];

/** The keys of each kind of row besides those of every row: required and optional. */
const rowKeys: Readonly<Record<Kind, { readonly required: readonly string[]; readonly optional: readonly string[] }>> =
  {
    show: { required: [], optional: ['published', 'source', 'scenario', 'set'] },
    compare: { required: [], optional: ['scenarios', 'vary', 'scenario', 'set'] },
    solve: { required: ['so_that'], optional: ['between', 'means', 'otherwise', 'scenario', 'set'] },
    overturn: { required: [], optional: ['between', 'scenario', 'set'] },
    tie_out: { required: [], optional: [] },
  };
const kinds = Object.keys(rowKeys) as readonly Kind[];
const keysOfEveryRow: readonly string[] = ['label', 'note', 'model', 'known'];

/**
 * Reads one claims file: `claimsFromYaml({ path, text }).value?.title.text` is its title. No value after an error.
 */
export function claimsFromYaml(file: SourceFile): Checked<ClaimsSource> {
  const { value: root, diagnostics: found } = readShaped(file, claimsKind);
  if (root === undefined || hasErrors(found)) return { diagnostics: found };
  const diagnostics: Diagnostic[] = [...found];
  const article = childOf(root, 'article');
  const value: ClaimsSource = {
    file,
    title: readText(childOf(root, 'title')),
    ...optionalTexts(root, 'introduction', 'known', 'later'),
    ...(article === undefined ? {} : { article: readCitation(article) }),
    sources: readEntries(childOf(root, 'sources'), readCitation),
    mechanisms: readEntries(childOf(root, 'mechanisms'), readText),
    claims: readEntries(childOf(root, 'claims'), (node) => readClaim(node, diagnostics)),
  };
  return hasErrors(diagnostics) ? { diagnostics } : { value, diagnostics };
}

function readClaim(node: TreeNode, diagnostics: Diagnostic[]): ClaimSource {
  const [holdsWhen, overturnedBy] = [textAt(node, 'holds_when'), textAt(node, 'overturned_by')];
  const figures = childOf(node, 'figures');
  return {
    span: node.span,
    title: readText(childOf(node, 'title')),
    claim: readText(childOf(node, 'claim')),
    ...optionalTexts(node, 'mechanism', 'holds', 'computed', 'note'),
    ...(holdsWhen === undefined ? {} : { holdsWhen }),
    ...(overturnedBy === undefined ? {} : { overturnedBy }),
    ...readContext(node),
    figures: figures?.kind === 'list' ? figures.items.map(readFigure) : [],
    evidence: rows(childOf(node, 'evidence'), diagnostics),
  };
}

const readFigure = (node: TreeNode): ClaimSource['figures'][number] =>
  node.kind === 'text'
    ? { figure: node.located }
    : { figure: readText(childOf(node, 'figure')), ...optionalTexts(node, 'by') };

const readContext = (node: TreeNode): ContextSource => ({
  ...optionalTexts(node, 'model', 'scenario', 'known'),
  set: readEntries(childOf(node, 'set'), readText),
});

function rows(node: TreeNode | undefined, diagnostics: Diagnostic[]): Entries<EvidenceSource> {
  if (node?.kind !== 'block') return new Map();
  return new Map(
    [...node.entries].flatMap(([id, { key, value }]) => {
      const row = value.kind === 'block' ? readRow(key, value, diagnostics) : undefined;
      return row === undefined ? [] : [[id, { key, value: row }] as const];
    }),
  );
}

function readRow(key: Located, node: BlockNode, diagnostics: Diagnostic[]): EvidenceSource | undefined {
  const found = kinds.filter((one) => node.entries.has(one));
  const [kind, other] = found;
  if (kind === undefined || other !== undefined) {
    const message =
      kind === undefined
        ? `the evidence row '${key.text}' has no kind`
        : `the evidence row '${key.text}' has both '${kind}' and '${other}'`;
    diagnostics.push(
      problem('invalid-claim', key.span, message, { hint: `write exactly one of ${kinds.join(', ')} in each row` }),
    );
    return undefined;
  }
  const before = diagnostics.length;
  diagnostics.push(...keyProblems(key, kind, node));
  return diagnostics.length > before ? undefined : rowOfKind(kind, node);
}

function keyProblems(key: Located, kind: Kind, node: BlockNode): Diagnostic[] {
  const { required, optional } = rowKeys[kind];
  const known = [kind, ...required, ...optional, ...keysOfEveryRow];
  const missing = required.filter((one) => !node.entries.has(one));
  const astray = [...node.entries.values()].filter((entry) => !known.includes(entry.key.text));
  const both = kind === 'compare' && node.entries.has('scenarios') ? node.entries.get('vary') : undefined;
  const idle = kind === 'compare' && !node.entries.has('vary') ? node.entries.get('scenario') : undefined;
  const unpublished = kind === 'show' && !node.entries.has('published') ? node.entries.get('source') : undefined;
  return [
    ...missing.map((one) =>
      problem('missing-key', key.span, `the evidence row '${key.text}' needs the key '${one}'`, {
        hint: hints[one],
      }),
    ),
    ...astray.map((entry) =>
      problem('invalid-claim', entry.key.span, `a row with '${kind}' has no key '${entry.key.text}'`, {
        hint: `a row with '${kind}' has the keys ${known.join(', ')}`,
      }),
    ),
    ...(both === undefined
      ? []
      : [
          problem('invalid-claim', both.key.span, 'an evidence row compares either scenarios or input values', {
            hint: 'write two rows',
          }),
        ]),
    ...(idle === undefined
      ? []
      : [
          problem(
            'invalid-claim',
            idle.key.span,
            'an evidence row that compares scenarios cannot have its own scenario',
            {
              hint: 'list the scenarios to compare under scenarios:; the default is all of them',
            },
          ),
        ]),
    ...(unpublished === undefined
      ? []
      : [
          problem('invalid-claim', unpublished.key.span, 'the row has a source but no published figure', {
            hint: 'add published: with the figure, such as 42.6%',
          }),
        ]),
  ];
}

const hints: Readonly<Record<string, string>> = {
  so_that: 'write so_that: with a condition, such as gross_margin@2027 = 0',
};

function rowOfKind(kind: Kind, node: TreeNode): EvidenceSource {
  const shared = { span: node.span, ...optionalTexts(node, 'label', 'note'), ...readContext(node) };
  const asked = readText(childOf(node, kind));
  if (kind === 'show') return { ...shared, kind, output: asked, ...optionalTexts(node, 'published', 'source') };
  if (kind === 'compare')
    return {
      ...shared,
      kind,
      output: asked,
      scenarios: readList(childOf(node, 'scenarios')),
      vary: readList(childOf(node, 'vary')),
    };
  if (kind === 'solve')
    return {
      ...shared,
      kind,
      find: asked,
      soThat: readText(childOf(node, 'so_that')),
      ...optionalTexts(node, 'between', 'means', 'otherwise'),
    };
  if (kind === 'overturn') return { ...shared, kind, find: asked, ...optionalTexts(node, 'between') };
  return { ...shared, kind, id: asked };
}
