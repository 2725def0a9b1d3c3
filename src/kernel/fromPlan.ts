/**
 * Plan to kernel: every group of lines becomes a loop, and loops become functions that are small enough for a compiler to optimise.
 * Guarantee: the functions hold what `emit.ts` writes and nothing else; they read and write the array that they are given, and nothing outside.
 */
import type { InputValue, Row } from '../model/model.ts';
import { codeOf, placing } from '../plan/interpret.ts';
import type { Line, LineGroup, Plan } from '../plan/plan.ts';
import { emit, type Site } from './emit.ts';
import type { Cells, Kernel } from './kernel.ts';
import { numbers } from './numbers.ts';

/** Longer functions are left to the interpreter by V8. */
const textMost = 12_000;

type Compiled = (cells: Cells) => void;

/** The kernel of a plan. Everything is compiled at once; parts of it when they are asked for. */
export function compilePlan(plan: Plan): Kernel {
  let whole: Compiled | undefined;
  return {
    plan,
    start: (scenario) => startCells(plan, scenario),
    evaluate: (cells) => {
      whole ??= compile(plan, plan.groups);
      whole(cells);
    },
    what: (changed, needed) => compile(plan, selected(plan, changed, needed)),
  };
}

/** What is given in a scenario, in its cells. */
function startCells(plan: Plan, scenario: number): Cells {
  const cells = new Float64Array(plan.size).fill(Number.NaN);
  for (const [slot, value] of plan.fixed) cells[slot] = value;
  for (const { rows } of plan.model.inputs) for (const row of rows) writeValue(plan, row, row.values![scenario]!, cells);
  return cells;
}

/** Puts the value of an input into its cells. */
export function writeValue(plan: Plan, row: Row, { constant, series }: Pick<InputValue, 'constant' | 'series'>, cells: Cells): void {
  const { slot } = plan.places.get(row)!;
  if (constant !== undefined) cells[slot] = typeof constant === 'number' ? constant : codeOf(plan, constant);
  for (const [at, value] of (series ?? []).entries()) if (value !== undefined) cells[slot - plan.model.openings + at] = value;
}

/** The lines between what is changed and what is needed, in their groups. */
function selected(plan: Plan, changed: readonly Row[], needed: readonly Line[] | undefined): LineGroup[] {
  const touched = new Set<Line | Row>(changed);
  for (const { lines } of plan.groups) {
    // A group may read itself in any order, so it is gone through until nothing is added.
    for (let size = -1; size !== touched.size; ) {
      size = touched.size;
      for (const line of lines) if ((plan.reads.get(line) ?? []).some((read) => touched.has(read))) touched.add(line);
    }
  }
  const wanted = needed === undefined ? undefined : ancestors(plan, needed);
  const isKept = (line: Line): boolean => touched.has(line) && (wanted === undefined || wanted.has(line));
  return plan.groups.flatMap(({ lines, cells }): LineGroup[] => {
    const kept = lines.filter(isKept);
    if (kept.length === 0) return [];
    return [cells === undefined ? { lines: kept } : { lines: kept, cells: cells.filter(([line]) => isKept(line)) }];
  });
}

/** Everything that lines read, directly or by way of others. */
function ancestors(plan: Plan, lines: readonly Line[]): ReadonlySet<Line | Row> {
  const found = new Set<Line | Row>(lines);
  const open: (Line | Row)[] = [...lines];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!('calculation' in one)) continue;
    for (const read of plan.reads.get(one) ?? [])
      if (!found.has(read)) {
        found.add(read);
        open.push(read);
      }
  }
  return found;
}

/** One function over cells from many small ones. */
function compile(plan: Plan, groups: readonly LineGroup[]): Compiled {
  const chunks: string[][] = [[]];
  let size = 0;
  for (const statement of groups.flatMap((group) => groupStatements(plan, group))) {
    if (size > 0 && size + statement.length > textMost) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)!.push(statement);
    size += statement.length;
  }
  const bounds = boundsOf(plan);
  const functions = chunks.map((statements) => makeFunction(statements.join('\n'), bounds));
  return (cells) => {
    for (const one of functions) one(cells);
  };
}

/** The first and the last period of each year and quarter, by the name that generated code has for them. */
function boundsOf({ groups }: Plan): Readonly<Record<string, Int32Array>> {
  const boundsOn = (axis: Line['axis'], end: 'starts' | 'ends'): Int32Array => {
    for (const { lines } of groups)
      for (const { axis: own, calculation } of lines)
        if (own === axis && calculation.kind === 'rollup') return Int32Array.from(calculation[end]);
    return new Int32Array(0);
  };
  return {
    yearStarts: boundsOn('years', 'starts'),
    yearEnds: boundsOn('years', 'ends'),
    quarterStarts: boundsOn('quarters', 'starts'),
    quarterEnds: boundsOn('quarters', 'ends'),
  };
}

function makeFunction(body: string, bounds: Readonly<Record<string, Int32Array>>): Compiled {
  const given = { ...numbers, ...bounds };
  // The text is made of numbers and of names from this folder; what a model file says is in the cells.
  const make = new Function(...Object.keys(given), `"use strict";return function(v){let p=0;${temporaries(body)}${body}}`);
  return (make as (...values: unknown[]) => Compiled)(...Object.values(given));
}

/** The temporary variables that a text uses. */
function temporaries(body: string): string {
  const found = new Set(body.match(/\b[th]\d+\b/g));
  return found.size === 0 ? '' : `let ${[...found].map((name) => `${name}=0`).join(',')};`;
}

function groupStatements(plan: Plan, { lines, cells }: LineGroup): string[] {
  if (cells !== undefined) return cells.map(([line, position]) => lineStatement(plan, line, `${position}`));
  return segments(lines).flatMap(([from, to]) =>
    loops(
      plan,
      lines.filter((line) => line.from <= from && line.to >= to),
      from,
      to,
    ),
  );
}

/** A loop over positions; the lines of a group that read each other stay in one. */
function loops(plan: Plan, lines: readonly Line[], from: number, to: number): string[] {
  if (lines.length === 0) return [];
  const isSingle = to - from === 1;
  if (isSingle) return lines.map((line) => lineStatement(plan, line, `${from}`));
  const front = new Map<string, string>();
  const hoist = (statements: string, text: string): string => {
    const key = `${statements}\n${text}`;
    if (!front.has(key)) front.set(key, `h${front.size}`);
    return front.get(key)!;
  };
  const statements = lines.map((line) => lineStatement(plan, line, 'p', hoist));
  const before = [...front].map(([key, name]) => {
    const [given, text] = key.split('\n');
    return `${given!}${name}=${text!};`;
  });
  return [`${before.join('')}for(p=${from};p<${to};p++){${statements.join('\n')}}`];
}

/** Stretches of positions within which the same lines are computed. */
function segments(lines: readonly Line[]): [from: number, to: number][] {
  const bounds = [...new Set(lines.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return bounds.slice(1).map((to, at) => [bounds[at]!, to]);
}

/** Temporary variables, which every line uses anew. */
function names(): () => string {
  let next = 0;
  return () => `t${next++}`;
}

/** One cell of a line; an infinite result is an error. */
function lineStatement(plan: Plan, line: Line, position: string, hoist?: Site['hoist']): string {
  const temporary = names();
  const target = position === 'p' ? `v[p+${line.slot}]` : `v[${line.slot + Number(position)}]`;
  if (line.calculation.kind === 'rollup') return rollupStatement(line, target, position, temporary);
  const site: Site = { ...placing(plan, line), temporary, before: [], position, ...(hoist === undefined ? {} : { hoist }) };
  const text = emit(line.calculation.expression, site);
  const result = temporary();
  return `${site.before.join('')}${result}=${text};${target}=${result}-${result}===0?${result}:NaN;`;
}

/** The value of a year or quarter from the periods inside. */
function rollupStatement({ axis, calculation }: Line, target: string, position: string, temporary: () => string): string {
  if (calculation.kind !== 'rollup') throw new Error('a line of a report that is rolled up is expected');
  const { rule, source } = calculation;
  const by = axis === 'years' ? 'year' : 'quarter';
  const [start, end] = [`${by}Starts[${position}]`, `${by}Ends[${position}]`];
  if (rule === 'last' || rule === 'first') return `${target}=v[${source}+${rule === 'last' ? end : start}];`;
  const result = temporary();
  const sum = `sumOf(v,${start}+${source},${end}-${start}+1,1)`;
  const value = rule === 'average' ? `${sum}/(${end}-${start}+1)` : sum;
  return `${result}=${value};${target}=${result}-${result}===0?${result}:NaN;`;
}
