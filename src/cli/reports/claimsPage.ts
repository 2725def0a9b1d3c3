/**
 * Claims as a Markdown page for GitHub: a summary, then a section per claim with its numbers and the commands that
 * give them. Input: claims. Output: text. Guarantee: pure; tables have the same digits as the commands; texts of the
 * file may contain emphasis and code, but nothing that would break a table or start a formula.
 */
import type { CitedWork, Claim, ClaimFigure, Claims, CommandWords, Context, Evidence } from '../../claims/claims.ts';
import { commandLine } from '../../claims/commandLines.ts';
import type { AnswerTable } from '../../question/answer.ts';
import { markdownTable } from '../../values/markdownTable.ts';
import { stripControls } from '../io/format.ts';
import { formatTable } from '../questions/answerTables.ts';
import { countWords, laterWords, verdictWords } from './claimsTable.ts';

/** The whole page. */
export function renderClaimsPage(claims: Claims): string {
  const parts = [
    `# ${prose(claims.title)}`,
    ...(claims.introduction === undefined ? [] : claims.introduction.split(/\n\s*\n/).map(prose)),
    ...(claims.article === undefined ? [] : [`The article is ${citationText(claims.article)}`]),
    'Every computed number comes from the command shown with it, and every verdict from a condition. Generated from ' +
      `\`${claims.path}\` by \`burnsheet claims --format markdown\`; do not edit.`,
    countWords(claims.claims),
    summary(claims.claims),
    ...claims.claims.flatMap((claim) => section(claim)),
    ...(claims.sources.length === 0
      ? []
      : ['## Sources of published figures', claims.sources.map(sourceLine).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The anchor that GitHub gives a heading: `Prices fall (M5)` is `prices-fall-m5`. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

function summary(claims: readonly Claim[]): string {
  const later = claims.find(({ verdict }) => verdict.later !== undefined)?.verdict.later;
  const rows = claims.map((claim) => [
    claim.mechanism?.id ?? '',
    `[${prose(claim.title)}](#${anchorOf(claim.title)})`,
    claim.figures.map(({ figure }) => prose(figure)).join('; '),
    prose(claim.computed),
    verdictWords(claim),
    ...(later === undefined ? [] : [laterWords(claim)]),
  ]);
  const again = later === undefined ? [] : [`As known on ${later.known}`];
  return table(['', 'Claim', 'Figure in the article', 'Computed', 'Verdict', ...again], rows);
}

function section(claim: Claim): readonly string[] {
  const { title, mechanism, figures, verdict, holdsWhen, overturnedBy, note } = claim;
  const overturned = [...(overturnedBy === undefined ? [] : [prose(overturnedBy)])];
  const heading = verdict.kind === 'fails' ? 'What would make it hold.' : 'What would overturn it.';
  return [
    `## ${prose(title)}`,
    (mechanism === undefined ? '' : `*${mechanism.id}, ${prose(mechanism.name)}.* `) + prose(claim.claim),
    ...(figures.length === 0 ? [] : [`Figures in the article: ${figures.map(figureText).join('; ')}.`]),
    ...verdictParts(claim),
    ...claim.evidence.flatMap((row) => evidenceParts(row, verdict.context)),
    ...(holdsWhen === undefined ? [] : [`**When it holds.** ${prose(holdsWhen)}`]),
    ...(claim.overturned.length + overturned.length === 0 ? [] : [[`**${heading}**`, ...overturned].join(' ')]),
    ...claim.overturned.flatMap((row) => evidenceParts(row, verdict.context)),
    ...(note === undefined ? [] : [`**Note.** ${prose(note)}`]),
  ];
}

const figureText = ({ figure, by }: Claim['figures'][number]): string =>
  prose(figure) + (by === undefined ? '' : ` (${prose(by)})`);

function verdictParts({ verdict, evidence }: Claim): readonly string[] {
  const { kind, condition, context, command, scenarios, later } = verdict;
  if (condition === undefined || context === undefined || command === undefined)
    return [
      evidence.length === 0 ? '**Verdict: none.** Nothing was computed.' : '**Verdict: none.** No condition is stated.',
    ];
  const words = {
    holds: 'holds',
    fails: 'does not hold',
    error: 'cannot be judged: the condition is an error',
    none: 'none',
  }[kind];
  const [yes, no, errors] = [true, false, null].map((wanted) =>
    scenarios.filter(({ holds }) => holds === wanted).map(({ id }) => id),
  ) as [string[], string[], string[]];
  const over = [
    yes.length === scenarios.length
      ? 'It holds in every scenario.'
      : yes.length === 0
        ? ''
        : `It holds in ${yes.join(', ')}.`,
    no.length === 0
      ? ''
      : no.length === scenarios.length
        ? 'It holds in no scenario.'
        : `It does not hold in ${no.join(', ')}.`,
    errors.length === 0 ? '' : `It is an error in ${errors.join(', ')}.`,
  ].filter((part) => part !== '');
  const all = scenarios.length < 2 ? '' : ` ${over.join(' ')}`;
  const again = later === undefined ? '' : ` ${laterText(later, kind)}`;
  return [`**Verdict: ${words}.** ${capital(contextText(context))}: \`${condition}\`.${all}${again}`, shell(command)];
}

function laterText({ known, holds }: NonNullable<Claim['verdict']['later']>, kind: Claim['verdict']['kind']): string {
  const so = {
    true: kind === 'holds' ? 'holds too' : 'holds',
    false: kind === 'fails' ? 'does not hold either' : 'does not hold any more',
  };
  return (
    `With what was known on ${known} it ${holds === null ? 'cannot be judged' : so[`${holds}`]} (\`--known ` +
    `${known}\`).`
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The context of a computation: `scenario base of [Anthropic](/models/anthropic.yaml), as known on 2026-06-15, with
 * churn=5%/month`.
 */
function contextText({ model, title, scenario, known, set }: Context): string {
  const changes = set.length === 0 ? '' : `, with ${set.map(({ key, value }) => `\`${key}=${value}\``).join(' and ')}`;
  return (
    `scenario ${scenario} of ` +
    `[${prose(title)}](/${model})${known === undefined ? '' : `, as known on ${known}`}${changes}`
  );
}

function evidenceParts(row: Evidence, claimed: Context | undefined): readonly string[] {
  const where = JSON.stringify(row.context) === JSON.stringify(claimed) ? '' : capital(contextText(row.context));
  if (row.kind === 'figures')
    return [
      ...(where === '' ? [] : [`${where}:`]),
      figuresTable(row.figures),
      ...figureNotes(row.figures),
      shell(row.command),
    ];
  const note = row.note === undefined ? [] : [prose(row.note)];
  const behind = where === '' ? '' : ` ${where}.`;
  if (row.kind === 'comparison')
    return [`**${prose(row.label)}.**${behind}`, comparisonTable(row.table), ...note, shell(row.command)];
  const answer = row.kind === 'overturn' ? [] : row.statements.slice(0, 2).filter((one) => one !== row.sentence);
  return [
    `**${prose(row.label)}.** ${[row.sentence, ...answer].map(prose).join(' ')}${behind}`,
    ...note,
    shell(row.command),
  ];
}

function figuresTable(figures: readonly ClaimFigure[]): string {
  const isPublished = figures.some(({ published }) => published !== undefined);
  const isTied = figures.some(({ tieOut }) => tieOut !== undefined);
  const head = ['', 'Computed', ...(isPublished ? ['Published', 'Difference'] : []), ...(isTied ? ['Result'] : [])];
  const rows = figures.map((figure) => [
    prose(figure.label),
    prose(figure.words),
    ...(isPublished ? [publishedText(figure), prose(figure.difference ?? '')] : []),
    ...(isTied ? [tieOutText(figure)] : []),
  ]);
  return table(head, rows, [1]);
}

function publishedText({ published }: ClaimFigure): string {
  if (published === undefined) return '';
  const { source } = published;
  return prose(published.words) + (source === undefined ? '' : `, ${prose(source.publisher ?? source.title)}`);
}

function tieOutText({ tieOut }: ClaimFigure): string {
  if (tieOut === undefined) return '';
  const { passes, tolerance, misses, later, calibrated } = tieOut;
  const solved =
    calibrated.length === 0 ? '' : `; ${calibrated.map((one) => `\`${one}\``).join(', ')} was calibrated to it`;
  if (later !== undefined)
    return (
      `published later (${prose(later)}), so not judged; ${passes ? 'within' : 'not within'} ` +
      `${prose(tolerance)}${solved}`
    );
  if (passes)
    return `within ${prose(tolerance)}${misses === undefined ? '' : ', although the model declares a miss'}${solved}`;
  return `misses, by more than ${prose(tolerance)}${misses === undefined ? '' : `: ${prose(misses)}`}${solved}`;
}

const figureNotes = (figures: readonly ClaimFigure[]): readonly string[] => {
  const noted = figures.filter(({ note }) => note !== undefined);
  return noted.length === 0 ? [] : [noted.map(({ label, note }) => `* ${prose(label)}: ${prose(note!)}`).join('\n')];
};

/** A table of a command, with the digits that the command shows. */
function comparisonTable(answer: AnswerTable): string {
  const { text, unitOf } = formatTable(answer);
  const head = answer.columns.map(
    ({ label }, at) => prose(label) + (unitOf(at) === '' ? '' : `, ${prose(unitOf(at))}`),
  );
  const right = (text.aligned ?? []).flatMap((side, at) => (side === 'right' ? [at] : []));
  const isWords = answer.columns.every(({ unit }) => unit === 'text');
  return table(head, isWords ? answer.rows.map((row) => row.map((cell) => prose(String(cell)))) : text.rows, right);
}

function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const escapeBars = (cells: readonly string[]): string[] => cells.map((cell) => cell.replaceAll('|', '\\|'));
  return markdownTable(escapeBars(head), rows.map(escapeBars), right);
}

const shell = (command: CommandWords): string => `\`\`\`sh\n${commandLine(command)}\n\`\`\``;

function citationText({ title, publisher, date, url, note }: CitedWork): string {
  const details = [publisher, date, url].map((part) => (part === undefined ? '' : `, ${prose(part)}`));
  return `*${prose(title)}*${details.join('')}.${note === undefined ? '' : ` ${prose(note)}`}`;
}

const sourceLine = (source: CitedWork): string =>
  `* ${citationText(source)}${source.confidence === undefined ? '' : ` ${capital(prose(source.confidence))}.`}`;

/** A text on one line. Outside code, escapes characters that GitHub would read as tags, formulas or strikethrough. */
function prose(text: string): string {
  return stripControls(text)
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 1
        ? part
        : part.replaceAll('<', '&lt;').replace(/[$~]/g, '\\$&'),
    )
    .join('');
}
