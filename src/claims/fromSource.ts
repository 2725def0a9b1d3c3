/**
 * Evaluates a claims file. Input: claims as written, and a function that reads models. Output: claims with every
 * number computed, every verdict derived from its condition and every text filled in. Guarantee: pure; each model is
 * read once per as-of date and set of values; all problems are reported together, at their place in the claims file.
 */
import { problem } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { isItemName } from '../question/output.ts';
import type { WhatIf } from '../question/whatIf.ts';
import type { ClaimSource, ClaimsSource, EvidenceSource } from '../source/claimsSource.ts';
import type { CitationSource, Located } from '../source/source.ts';
import { parseDate, validDatesHint } from '../values/timeline.ts';
import type { CitedWork, Claim, Claims, Evidence, Verdict } from './claims.ts';
import { showCommand } from './commandLines.ts';
import {
  contextOf,
  formulaText,
  ModelContexts,
  type Models,
  type ReadyModel,
  type RequestedContext,
} from './contexts.ts';
import { type AnsweredRow, answerCompare, answerShow, answerTieOut, findCheckProblems } from './evidence.ts';
import { fillPlaceholders, oneLine } from './placeholders.ts';
import { answerOverturn, answerSolve } from './solutionEvidence.ts';

interface ClaimsEvaluation {
  readonly source: ClaimsSource;
  readonly contexts: ModelContexts;
  readonly diagnostics: Diagnostic[];
  /** Contexts whose checks have been evaluated. */
  readonly judged: Set<object>;
}

/** A claim with the contexts of its rows. */
interface PreparedClaim {
  readonly id: string;
  readonly key: Located;
  readonly source: ClaimSource;
  readonly own?: RequestedContext;
  readonly rows: readonly {
    readonly id: string;
    readonly key: Located;
    readonly source: EvidenceSource;
    readonly asked: RequestedContext;
  }[];
}

/** Evaluates every claim: `claimsFromSource(source, readerOf(read)).value?.claims[0]?.verdict.kind`. */
export function claimsFromSource(source: ClaimsSource, models: Models): Checked<Claims> {
  const reading: ClaimsEvaluation = { source, contexts: new ModelContexts(models), diagnostics: [], judged: new Set() };
  const prepared = [...source.claims].map(([id, { key, value }]) => prepare(id, key, value, reading));
  reading.diagnostics.push(...generalProblems(source));
  for (const { own, rows, source: claim } of prepared) registerFormulas(own, rows, claim, reading);
  reading.diagnostics.push(...reading.contexts.readAll());
  const claims = prepared.map((one) => claimOf(one, reading));
  if (reading.diagnostics.some(({ severity, code }) => severity === 'error' && !resultCodes.has(code)))
    return { diagnostics: reading.diagnostics };
  return {
    value: {
      path: source.file.path,
      title: oneLine(source.title.text),
      ...(source.introduction === undefined ? {} : { introduction: source.introduction.text.trim() }),
      ...(source.article === undefined ? {} : { article: citationOf('article', source.article) }),
      claims,
      sources: citedIn(claims),
    },
    diagnostics: reading.diagnostics,
  };
}

/** Every work cited for a published figure, once. */
function citedIn(claims: readonly Claim[]): readonly CitedWork[] {
  const rows = claims.flatMap(({ evidence }) => evidence.flatMap((one) => (one.kind === 'figures' ? one.figures : [])));
  const cited = rows.flatMap(({ published }) => published?.source ?? []);
  const workOf = ({ title, publisher, date }: CitedWork): string => JSON.stringify([title, publisher, date]);
  return [...new Map(cited.map((one) => [workOf(one), one])).values()];
}

/** Problems of results, after which the claims can still be shown. */
const resultCodes: ReadonlySet<string> = new Set(['check-failed', 'error-value']);

function prepare(
  id: string,
  key: Located,
  source: ClaimSource,
  { source: { known }, diagnostics }: ClaimsEvaluation,
): PreparedClaim {
  const own = contextOf({ set: new Map() }, source, known);
  diagnostics.push(...own.diagnostics);
  const rows = [...source.evidence].flatMap(([rowId, { key: rowKey, value }]) => {
    const asked = contextOf(value, source, known);
    diagnostics.push(...asked.diagnostics);
    if (asked.value === undefined && asked.diagnostics.length === 0)
      diagnostics.push(noModel(rowKey, `the row '${rowId}'`));
    if (value.kind === 'overturn' && source.holds === undefined) diagnostics.push(noCondition(value.find, id));
    // A tie-out is judged in its own scenario, not in that of the claim.
    const context = value.kind === 'tie_out' ? withoutState(asked.value) : asked.value;
    return context === undefined ? [] : [{ id: rowId, key: rowKey, source: value, asked: context }];
  });
  if (source.holds !== undefined && source.model === undefined)
    diagnostics.push(noModel(source.holds, 'the condition'));
  return { id, key, source, ...(own.value === undefined ? {} : { own: own.value }), rows };
}

function withoutState(asked: RequestedContext | undefined): RequestedContext | undefined {
  if (asked === undefined) return undefined;
  const { path, named, known } = asked;
  return { path, named, ...(known === undefined ? {} : { known }), set: [] };
}

const noModel = ({ span }: Located, what: string): Diagnostic =>
  problem('invalid-claim', span, `${what} names no model`, {
    hint: 'write model: with a path relative to this file',
  });

const noCondition = ({ span }: Located, id: string): Diagnostic =>
  problem('invalid-claim', span, `the claim '${id}' has no condition to overturn`, {
    hint: 'write holds: with a condition, such as gross_margin@2027 < 0',
  });

/** Problems of mechanisms, dates and titles. */
function generalProblems({ mechanisms, claims, known, later }: ClaimsSource): Diagnostic[] {
  const unknown = [...claims.values()].flatMap(({ value: { mechanism } }) =>
    mechanism === undefined || mechanisms.has(mechanism.text)
      ? []
      : [
          problem('invalid-claim', mechanism.span, `there is no mechanism '${mechanism.text}' under mechanisms:`, {
            hint: didYouMean(mechanism.text, mechanisms.keys()) ?? 'add it there with its name',
          }),
        ],
  );
  const titles = [...claims.values()].map(({ value }) => value.title);
  const twice = titles.filter((title, at) => titles.findIndex((other) => lettersOf(other) === lettersOf(title)) !== at);
  return [
    ...unknown,
    ...twice.map(({ span, text }) =>
      problem('duplicate-id', span, `two claims have the title '${text}'`, { hint: 'give each claim its own title' }),
    ),
    ...[known, later].flatMap((date) =>
      date === undefined || parseDate(date.text) !== undefined
        ? []
        : [problem('invalid-date', date.span, `'${date.text}' is not a date`, { hint: validDatesHint })],
    ),
  ];
}

/** The letters and digits that form the anchor of a heading. */
const lettersOf = ({ text }: Located): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Registers every formula of a claim before models are read. */
function registerFormulas(
  own: RequestedContext | undefined,
  rows: PreparedClaim['rows'],
  { holds }: ClaimSource,
  { contexts, source: { later } }: ClaimsEvaluation,
): void {
  if (own !== undefined && holds !== undefined) {
    contexts.register(own, [holds]);
    if (later !== undefined && parseDate(later.text) !== undefined)
      contexts.register({ ...own, known: later }, [holds]);
  }
  for (const { asked, source } of rows) contexts.register(asked, formulasOf(source, holds));
}

function formulasOf(source: EvidenceSource, holds: Located | undefined): readonly Located[] {
  const named = (text: Located | undefined): Located[] =>
    text === undefined || isItemName(formulaText(text)) ? [] : [text];
  if (source.kind === 'show') return [...named(source.output), ...named(source.published)];
  if (source.kind === 'compare') return named(source.output);
  if (source.kind === 'solve') return [source.soThat];
  return source.kind === 'overturn' && holds !== undefined ? [holds] : [];
}

function claimOf({ id, source, own, rows }: PreparedClaim, reading: ClaimsEvaluation): Claim {
  const values = new Map<string, string>();
  const answered = rows.flatMap((row): Evidence[] => {
    const ready = readyFor(row.asked, reading);
    const answer = ready === undefined ? undefined : answerOf(row, ready, source.holds, values, reading);
    if (answer === undefined) return [];
    for (const [key, words] of answer.values) values.set(key === '' ? row.id : `${row.id}.${key}`, words);
    return [answer.evidence];
  });
  const texts = (text: Located | undefined, mayType = false): string | undefined => {
    if (text === undefined || hasErrors(reading.diagnostics.filter(({ code }) => !resultCodes.has(code))))
      return undefined;
    const filled = fillPlaceholders(text, values, mayType);
    reading.diagnostics.push(...filled.diagnostics);
    return filled.value;
  };
  const { mechanism } = source;
  const [computed, holdsWhen, overturnedBy] = [source.computed, source.holdsWhen, source.overturnedBy].map((text) =>
    texts(text),
  );
  const note = texts(source.note, true);
  return {
    id,
    title: oneLine(source.title.text),
    ...(mechanism === undefined
      ? {}
      : {
          mechanism: {
            id: mechanism.text,
            name: oneLine(reading.source.mechanisms.get(mechanism.text)?.value.text ?? ''),
          },
        }),
    claim: oneLine(source.claim.text),
    figures: source.figures.map(({ figure, by }) => ({
      figure: oneLine(figure.text),
      ...(by === undefined ? {} : { by: oneLine(by.text) }),
    })),
    verdict: verdictOf(source, own, reading),
    computed: computed ?? firstWords(answered, values),
    evidence: joined(answered.filter(({ kind }) => kind !== 'overturn')),
    overturned: answered.filter(({ kind }) => kind === 'overturn'),
    ...(holdsWhen === undefined ? {} : { holdsWhen }),
    ...(overturnedBy === undefined ? {} : { overturnedBy }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A model in the context of a row; failed checks are reported once for each context. */
function readyFor(
  asked: RequestedContext,
  { contexts, diagnostics, judged }: ClaimsEvaluation,
): ReadyModel | undefined {
  const { value: ready, diagnostics: found } = contexts.ready(asked);
  diagnostics.push(...found);
  if (ready !== undefined && !judged.has(ready.whatIf)) {
    judged.add(ready.whatIf);
    diagnostics.push(...findCheckProblems(ready));
  }
  return ready;
}

function answerOf(
  { id, source }: PreparedClaim['rows'][number],
  ready: ReadyModel,
  holds: Located | undefined,
  values: ReadonlyMap<string, string>,
  reading: ClaimsEvaluation,
): AnsweredRow | undefined {
  const answer = ((): Checked<AnsweredRow> => {
    if (source.kind === 'show') return answerShow({ id, source, ready }, sourcesFor(ready, reading));
    if (source.kind === 'compare') return answerCompare({ id, source, ready });
    if (source.kind === 'solve') return answerSolve({ id, source, ready }, values);
    if (source.kind === 'tie_out') return answerTieOut({ id, source, ready }, modelSources(ready));
    return holds === undefined ? { diagnostics: [] } : answerOverturn({ id, source, ready }, holds);
  })();
  reading.diagnostics.push(...answer.diagnostics);
  return answer.value;
}

/** The sources that a row can cite: those of the model, overridden by those of the claims file. */
function sourcesFor({ whatIf }: ReadyModel, { source: { sources } }: ClaimsEvaluation): ReadonlyMap<string, CitedWork> {
  const own = [...sources].map(([id, { value }]) => [id, citationOf(id, value)] as const);
  return new Map([...modelSources({ whatIf }), ...own]);
}

function modelSources({ whatIf }: Pick<ReadyModel, 'whatIf'>): ReadonlyMap<string, CitedWork> {
  return new Map(whatIf.plan.model.sources.map(({ isCited, at, ...work }) => [work.id, work]));
}

function citationOf(id: string, { title, publisher, date, url, confidence, note }: CitationSource): CitedWork {
  const texts = { publisher, date, url, confidence, note };
  const given = Object.entries(texts).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, oneLine(text.text)] as const],
  );
  return { id, title: oneLine(title.text), ...Object.fromEntries(given) };
}

/** The verdict of a condition, in the context of the claim and in every scenario of the model. */
function verdictOf({ holds }: ClaimSource, own: RequestedContext | undefined, reading: ClaimsEvaluation): Verdict {
  const ready = holds === undefined || own === undefined ? undefined : readyFor(own, reading);
  if (holds === undefined || ready === undefined) return { kind: 'none', scenarios: [] };
  const condition = formulaText(holds);
  const { model } = ready.whatIf.plan;
  const probe = model.probes.find((one) => one.id === condition);
  if (probe === undefined) return { kind: 'none', scenarios: [] };
  if (probe.type.kind !== 'flag' || probe.time === 'series') {
    const message =
      probe.time === 'series' ? `'${condition}' has one answer per period` : `'${condition}' is not a condition`;
    const hint = 'compare one number with another, as in gross_margin@2027 < 0';
    reading.diagnostics.push(problem('invalid-claim', holds.span, message, { hint }));
    return { kind: 'none', scenarios: [] };
  }
  const scenarios = model.scenarios.map(({ id }) => ({ id, holds: holdsIn(ready.inScenario(id).value!, condition) }));
  const here = scenarios[ready.whatIf.scenario]!.holds;
  return {
    kind: here === null ? 'error' : here ? 'holds' : 'fails',
    condition,
    context: ready.context,
    command: showCommand(ready, [condition], model.scenarios.length > 1),
    scenarios,
    ...laterOf({ ...own!, known: reading.source.later }, condition, reading),
  };
}

/** Whether a condition holds; null if it is an error. */
function holdsIn({ plan, cells }: WhatIf, condition: string): boolean | null {
  const value = cells[plan.probes.get(condition)!.value.slot]!;
  return Number.isNaN(value) ? null : value !== 0;
}

/** The condition at the later as-of date. */
function laterOf(
  asked: Omit<RequestedContext, 'known'> & { readonly known: Located | undefined },
  condition: string,
  reading: ClaimsEvaluation,
): Pick<Verdict, 'later'> {
  const { known } = asked;
  const ready = known === undefined ? undefined : readyFor({ ...asked, known }, reading);
  if (known === undefined || ready === undefined) return {};
  const command = showCommand(ready, [condition], ready.whatIf.plan.model.scenarios.length > 1);
  return { later: { known: known.text, holds: holdsIn(ready.whatIf, condition), command } };
}

/** The summary value of the first row, used if the claim has no `computed:`. */
function firstWords([first]: readonly Evidence[], values: ReadonlyMap<string, string>): string {
  if (first === undefined) return '';
  if (first.kind === 'figures') return first.figures[0]!.words;
  if (first.kind !== 'comparison') return values.get(first.id) ?? '';
  const [lowest, highest] = [values.get(`${first.id}.lowest`), values.get(`${first.id}.highest`)];
  return lowest === undefined || lowest === highest ? (lowest ?? '') : `${lowest} to ${highest}`;
}

/** Joins neighbouring figures of one context into one table with one command. */
function joined(rows: readonly Evidence[]): readonly Evidence[] {
  const all: Evidence[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    if (row.kind !== 'figures' || last?.kind !== 'figures' || !isSameState(last.command, row.command)) all.push(row);
    else {
      const outputs = new Set([...outputsOf(last.command), ...outputsOf(row.command)]);
      const command = [...last.command.slice(0, 3), ...outputs, ...stateOf(last.command)];
      all[all.length - 1] = { ...last, figures: [...last.figures, ...row.figures], command };
    }
  }
  return all;
}

/** Splits `burnsheet show MODEL output … --scenario …` into the outputs and the options after them. */
const outputsOf = (command: readonly string[]): readonly string[] =>
  command.slice(3, command.length - stateOf(command).length);
function stateOf(command: readonly string[]): readonly string[] {
  const at = command.findIndex((word) => word.startsWith('--'));
  return at === -1 ? [] : command.slice(at);
}
const isSameState = (one: readonly string[], other: readonly string[]): boolean =>
  one[2] === other[2] && JSON.stringify(stateOf(one)) === JSON.stringify(stateOf(other));
