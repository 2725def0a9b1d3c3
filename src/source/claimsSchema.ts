/**
 * The shape of a claims file, as plain data in which every scalar is text.
 * Input: plain data. Output: where it departs from the shape; and a JSON Schema for editors.
 */
import { z } from 'zod';
import { block, citation, entries, issuesOf, jsonSchemaOf, type ShapeIssue, text, textOrList } from './schema.ts';

const context = {
  model: text.optional(),
  scenario: text.optional(),
  known: text.optional(),
  set: entries(text).optional(),
};

/** An evidence row; `claimsFromYaml.ts` checks which keys each kind of row may have. */
const evidence = block({
  show: text.optional(),
  compare: text.optional(),
  solve: text.optional(),
  overturn: text.optional(),
  tie_out: text.optional(),
  label: text.optional(),
  published: text.optional(),
  source: text.optional(),
  scenarios: textOrList.optional(),
  vary: textOrList.optional(),
  so_that: text.optional(),
  between: text.optional(),
  means: text.optional(),
  otherwise: text.optional(),
  note: text.optional(),
  ...context,
});

const figure = z.union([text, block({ figure: text, by: text.optional() })]);

const claim = block({
  title: text,
  mechanism: text.optional(),
  claim: text,
  figures: z.array(figure).optional(),
  ...context,
  evidence: entries(evidence).optional(),
  holds: text.optional(),
  computed: text.optional(),
  holds_when: text.optional(),
  overturned_by: text.optional(),
  note: text.optional(),
});

const claimsFile = block({
  title: text,
  introduction: text.optional(),
  article: citation.optional(),
  known: text.optional(),
  later: text.optional(),
  sources: entries(citation).optional(),
  mechanisms: entries(text).optional(),
  claims: entries(claim),
});

/** Every departure of the data from the shape of a claims file. */
export function claimsShapeIssues(data: unknown): readonly ShapeIssue[] {
  return issuesOf(claimsFile, data);
}

/** The JSON Schema that editors use to complete and check files of claims. */
export function claimsJsonSchema(): object {
  return jsonSchemaOf(claimsFile);
}
