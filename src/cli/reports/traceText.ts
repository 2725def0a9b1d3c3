/**
 * A trace as an indented tree. Input: a trace from the pipeline. Output: text. Guarantee: pure; branches cut by the
 * depth are counted, never dropped silently.
 */

import stringWidth from 'string-width';
import type { Trace } from '../../pipeline.ts';
import { wrapWords } from '../../values/wrapWords.ts';
import { formatAmount, stripControls } from '../io/format.ts';
import type { Colours } from '../io/terminal.ts';

interface Drawing {
  readonly colours: Colours;
  /** By cell, the occurrence that has the children; other occurrences only repeat it. */
  readonly full: ReadonlyMap<string, Trace>;
  /** Cells drawn with their full subtree. */
  readonly drawn: Set<string>;
}

/**
 * Renders the tree down to a depth: each row with its value and cell, its formula in words and in numbers, and the
 * sources of inputs.
 */
export function renderTrace(trace: Trace, depth: number, colours: Colours, width = Number.POSITIVE_INFINITY): string {
  const full = new Map<string, Trace>();
  indexFull(trace, full);
  const lines = traceLines(trace, depth, { colours, full, drawn: new Set() });
  return lines.flatMap((line, at) => folded(line, lines[at + 1] ?? '', width)).join('\n');
}

const branches = /^[│├└─ ]*/;

/** Breaks a long line between words; the continuation is indented below its branch. */
function folded(line: string, following: string, width: number): readonly string[] {
  if (stringWidth(line) <= width) return [line];
  const lead = branches.exec(line)![0];
  const below = lead.replaceAll('├─', '│ ').replaceAll('└─', '  ');
  const next = following.startsWith(`${below}│`) ? `${below}│     ` : `${below}  `;
  return wrapWords(line.slice(lead.length), width, lead, next);
}

function indexFull(trace: Trace, full: Map<string, Trace>): void {
  if (trace.repeated !== true && !full.has(trace.cell)) full.set(trace.cell, trace);
  for (const child of trace.children) indexFull(child, full);
}

function traceLines(given: Trace, depth: number, drawing: Drawing): readonly string[] {
  const { colours, full, drawn } = drawing;
  if (drawn.has(given.cell)) return [`${headLine(given, colours)}${colours.dim(' (shown above)')}`];
  // The first occurrence may be deeper than the drawn levels, so the repeated one is drawn instead.
  const trace = full.get(given.cell) ?? given;
  const { children } = trace;
  const own = [
    headLine(trace, colours),
    ...details(trace, colours).map((line) => `${children.length > 0 ? '│' : ' '}   ${line}`),
  ];
  if (children.length > 0 && depth <= 0)
    return [...own, `└─ ${colours.dim(`… ${children.length} more below: use a larger --depth`)}`];
  drawn.add(trace.cell);
  const more = trace.omitted === undefined ? [] : [[colours.dim(`… ${trace.omitted} more like these`)]];
  const subtrees = [
    ...children.map((child) => () => traceLines(child, depth - 1, drawing)),
    ...more.map((lines) => () => lines),
  ];
  return [...own, ...subtrees.flatMap((lines, at) => branch(lines(), at === subtrees.length - 1))];
}

/** Puts the lines of a subtree after the branch that leads to it. */
function branch(lines: readonly string[], isLast: boolean): readonly string[] {
  const [first, others] = isLast ? ['└─', '  '] : ['├─', '│ '];
  return lines.map((line, at) => `${at === 0 ? first : others} ${line}`);
}

function headLine({ label, id, members, period, cell, unit, value }: Trace, colours: Colours): string {
  const name = [id, ...members].join('.');
  const place = [`${name}${period === undefined ? '' : `@${period}`}`, cell].filter((text) => text !== '').join(', ');
  return (
    `${stripControls(label || name)} = ${colours.bold(formatAmount(value, unit))}  ` +
    `${colours.dim(stripControls(place))}`
  );
}

function details(trace: Trace, colours: Colours): readonly string[] {
  const formulas = [trace.words, trace.withNumbers]
    .filter((text) => text !== undefined)
    .map((text) => `= ${stripControls(text).trim()}`);
  const where = trace.written === undefined ? [] : [colours.dim(`${trace.written.path}:${trace.written.line}`)];
  return [...formulas, ...tieOutLines(trace), ...provenanceLines(trace), ...where];
}

function tieOutLines({ misses, later, calibrated }: Trace): readonly string[] {
  return [
    ...(misses === undefined ? [] : [`misses: ${misses}`]),
    ...(later === undefined ? [] : [`not judged: published ${later.published}, after the as-of date ${later.known}`]),
    ...(calibrated === undefined ? [] : [`calibrated: ${calibrated.join(', ')}`]),
  ].map(stripControls);
}

function provenanceLines({ provenance }: Trace): readonly string[] {
  if (provenance === undefined) return [];
  const { written, source, status, known, range, note, why, calibratedTo, alternatives, revisions } = provenance;
  const facts = [
    `written ${written}`,
    source === undefined ? 'no source' : `source ${source}`,
    status,
    known === undefined ? undefined : `known ${known}`,
    range === undefined ? undefined : `range ${range.low} to ${range.high}`,
    calibratedTo.length === 0 ? undefined : `calibrated to ${calibratedTo.join(', ')}`,
  ];
  const others = alternatives.map(
    (other) => `alternative: ${other.value}${other.source === undefined ? '' : `, source ${other.source}`}`,
  );
  const believed = revisions.map(
    (one) => `revision: ${one.value}, known ${one.known}${one.why === undefined ? '' : `, ${one.why}`}`,
  );
  return [
    facts.filter((fact) => fact !== undefined).join('; '),
    ...[note, why].filter((text) => text !== undefined),
    ...others,
    ...believed,
  ].map(stripControls);
}
