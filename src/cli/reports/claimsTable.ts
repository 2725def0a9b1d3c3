/**
 * Claims in the terminal. Input: claims. Output: a table with what the article says, what was computed, and the
 * verdict. Guarantee: pure; nothing is cut, and no line is wider than the terminal.
 */
import type { Claim, Claims } from '../../claims/claims.ts';
import { formatCount } from '../../values/formatFigure.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { renderTable, stripControls } from '../io/format.ts';
import type { Terminal } from '../io/terminal.ts';

/** Shares of the width by column. */
const shares = [0.34, 0.24, 0.22, 0.2];
const gap = 2;

/** `holds, in 4 of 5 scenarios`, `does not hold; in 1 of 4 scenarios it does`. */
export function verdictWords({ verdict: { kind, scenarios } }: Claim): string {
  const words = { holds: 'holds', fails: 'does not hold', error: 'cannot be judged', none: 'no condition' }[kind];
  const holding = scenarios.filter(({ holds }) => holds === true).length;
  if (scenarios.length < 2) return words;
  if (kind === 'holds')
    return holding === scenarios.length
      ? `${words}, in all ${holding} scenarios`
      : `${words}, in ${holding} of ${scenarios.length} scenarios`;
  return holding === 0
    ? `${words}, in no scenario`
    : `${words}; in ${holding} of ${scenarios.length} scenarios it does`;
}

/** The verdict at the later as-of date: `holds`, `does not hold`, or empty if there is none. */
export function laterWords({ verdict: { later } }: Claim): string {
  if (later === undefined) return '';
  return later.holds === null ? 'cannot be judged' : later.holds ? 'holds' : 'does not hold';
}

/** `8 claims: 5 hold, 2 do not, 1 has no condition.` */
export function countWords(claims: readonly Claim[]): string {
  const count = (kind: Claim['verdict']['kind']) => claims.filter(({ verdict }) => verdict.kind === kind).length;
  const [holds, fails, errors, none] = [count('holds'), count('fails'), count('error'), count('none')];
  const parts = [
    holds === 0 ? '' : `${holds} ${holds === 1 ? 'holds' : 'hold'}`,
    fails === 0 ? '' : `${fails} ${fails === 1 ? 'does not hold' : 'do not hold'}`,
    errors === 0 ? '' : `${errors} cannot be judged`,
    none === 0 ? '' : `${none} ${none === 1 ? 'has' : 'have'} no condition to test`,
  ];
  if (claims.length === 0) return 'There are no claims.';
  return `${formatCount(claims.length, 'claim')}: ${parts.filter((part) => part !== '').join(', ')}.`;
}

/** Renders the title, the article's figures, the computed value and the verdict of each claim. */
export function renderClaimsTable(
  { title, claims }: Claims,
  { colours, width }: Pick<Terminal, 'colours' | 'width'>,
): string {
  const room = width - gap * (shares.length - 1);
  const widths = shares.map((share) => Math.floor(room * share));
  const rows = claims.flatMap((claim, at) => [...(at === 0 ? [] : [['', '', '', '']]), ...linesOf(claim, widths)]);
  const table = {
    head: ['Claim', 'The article', 'Computed', 'Verdict'],
    rows,
    fixed: 1,
    aligned: shares.map(() => 'left' as const),
  };
  const heading = wrapWords(stripControls(title), width).map(colours.bold).join('\n');
  return [heading, renderTable(table, width, colours.dim), countWords(claims)].join('\n\n');
}

function linesOf(claim: Claim, widths: readonly number[]): string[][] {
  const { mechanism, title, figures, computed } = claim;
  const label = mechanism === undefined ? title : `${mechanism.id} ${title}`;
  const { later } = claim.verdict;
  const verdict =
    verdictWords(claim) + (later === undefined ? '' : `; as known on ${later.known} it ${laterWords(claim)}`);
  const cells = [label, figures.map(({ figure }) => figure).join('; '), computed, verdict].map((text, at) =>
    wrapWords(stripControls(text), widths[at]!),
  );
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}
