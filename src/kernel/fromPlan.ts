/**
 * Plan to kernel: every group of lines becomes a function with a loop, which is small enough for a compiler to optimise. Groups that differ in
 * their cells only, such as those of the members of a table, become one function.
 * Guarantee: the functions hold what `emit.ts` writes and nothing else; they read and write the array that they are given, and nothing outside.
 */
import type { Expression, InputValue, Row } from '../model/model.ts';
import { codeOf, placing } from '../plan/interpret.ts';
import type { Line, LineGroup, Plan } from '../plan/plan.ts';
import { emit, isSettled, type Site, settled } from './emit.ts';
import type { Cells, Kernel } from './kernel.ts';
import { numbers } from './numbers.ts';

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

/** One function over cells from many small ones. Groups that differ in cells only share one. */
function compile(plan: Plan, groups: readonly LineGroup[]): Compiled {
  const dated = datedArrays(plan);
  const templates = new Map<string, Template>();
  const order: Template[] = [];
  const starts: number[] = [];
  const slots: number[] = [];
  for (const group of groups) {
    const { text, cells } = groupText(plan, group, dated.of);
    let template = templates.get(text);
    if (template === undefined) {
      template = { number: templates.size, text, first: cells, uses: 0 };
      templates.set(text, template);
    }
    template.uses += 1;
    order.push(template);
    starts.push(slots.length);
    for (const slot of cells) slots.push(slot);
  }
  const functions = makeFunctions([...templates.values()], { ...numbers, ...boundsOf(plan), ...dated.arrays() });
  const [steps, from, all] = [order.map(({ number }) => functions[number]!), Int32Array.from(starts), Int32Array.from(slots)];
  return (cells) => {
    for (let at = 0; at < steps.length; at += 1) steps[at]!(cells, all, from[at]!);
  };
}

/** What one or more groups compute, with names in the place of cells. */
interface Template {
  readonly number: number;
  readonly text: string;
  /** The cells of the first of them. */
  readonly first: readonly number[];
  uses: number;
}

/** Computes a group: the numbers of its cells stand in `slots`, from `start` on. */
type GroupFunction = (cells: Cells, slots: Int32Array, start: number) => void;

function makeFunctions(templates: readonly Template[], given: Readonly<Record<string, unknown>>): readonly GroupFunction[] {
  const texts = templates.map(({ text, first, uses }) => {
    // The brackets make the compiler take each function at once instead of reading it twice.
    const names = first.map((slot, at) => `a${at}=${uses === 1 ? slot : `s[i+${at}]`}`);
    return `(function(v,s,i){const ${['z=0', ...names].join(',')};let p=0;${variables(text)}${text}})`;
  });
  // The text is made of numbers and of names from this folder; what a model file says is in the cells.
  const make = new Function(...Object.keys(given), `"use strict";return [${texts.join(',\n')}]`);
  return (make as (...values: unknown[]) => GroupFunction[])(...Object.values(given));
}

/** The variables that a text sets: temporary ones, those set in front of a loop, and the results of lines. */
function variables(text: string): string {
  const found = new Set(text.match(/\b[thr]\d+\b/g));
  return found.size === 0 ? '' : `let ${[...found].map((name) => `${name}=0`).join(',')};`;
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

/** Arrays of what follows from the calendar alone, such as `month(period.start) = 1`: one element for each period. */
function datedArrays(plan: Plan): { of: (expression: Expression) => string; arrays: () => Readonly<Record<string, Float64Array>> } {
  const names = new Map<string, string>();
  const position = 'p';
  const site: Site = { ...placing(plan, { axis: 'periods' }), name: String, temporary: nameless, before: [], position };
  const of = (expression: Expression): string => {
    const temporary = temporaries();
    const text = settled(expression, { ...site, temporary });
    if (!names.has(text)) names.set(text, `d${names.size}`);
    return `${names.get(text)!}[p]`;
  };
  const arrays = (): Record<string, Float64Array> => {
    const cells = new Float64Array(plan.size).fill(Number.NaN);
    for (const [slot, value] of plan.fixed) cells[slot] = value;
    const count = plan.model.timeline.periods.length;
    const loops = [...names.keys()].map((text) => `o=new Float64Array(n);for(p=0;p<n;p++)o[p]=${text};all.push(o);`).join('');
    const all = loops.match(/\bt\d+\b/g);
    const declared = `let o,p=0${[...new Set(all)].map((name) => `,${name}=0`).join('')};`;
    const make = new Function('v', 'n', ...Object.keys(numbers), `"use strict";const all=[];${declared}${loops}return all`);
    const made = (make as (...given: unknown[]) => Float64Array[])(cells, count, ...Object.values(numbers));
    return Object.fromEntries([...names.values()].map((name, at) => [name, made[at]!]));
  };
  return { of, arrays };
}

/** The text of a group, and the cells that its names stand for. */
function groupText(plan: Plan, { lines, cells }: LineGroup, dated: (expression: Expression) => string): { text: string; cells: number[] } {
  const known = new Map<number, string>();
  const name = (slot: number): string => {
    const found = known.get(slot) ?? `a${known.size}`;
    known.set(slot, found);
    return found;
  };
  const statements =
    cells === undefined
      ? segments(lines).map(([from, to]) =>
          loop(
            plan,
            lines.filter((line) => line.from <= from && line.to >= to),
            [from, to],
            { name, dated },
          ),
        )
      : cells.map(([line, position]) => lineStatement(plan, line, { name, position: `${position}` }));
  return { text: statements.join('\n'), cells: [...known.keys()] };
}

/** A loop over positions; the lines of a group that read each other stay in one. */
function loop(
  plan: Plan,
  lines: readonly Line[],
  [from, to]: readonly [number, number],
  { name, dated }: Pick<Place, 'name' | 'dated'>,
): string {
  if (to - from === 1) return lines.map((line) => lineStatement(plan, line, { name, position: `${from}` })).join('');
  const front = new Map<string, string>();
  const hoist = (statements: string, text: string): string => {
    const key = `${statements}\n${text}`;
    if (!front.has(key)) front.set(key, `h${front.size}`);
    return front.get(key)!;
  };
  const results = new Map(lines.map(({ slot }, at) => [slot, at]));
  const carried = new Set<number>();
  const statements = lines.map((line, at) => {
    const held = (slot: number): string | undefined => {
      // A line that was computed before holds this position; this line and those to come still hold the one before.
      const here = results.get(slot);
      if (here !== undefined && here < at) return `r${here}`;
      const before = results.get(slot + 1);
      if (before === undefined || before < at) return undefined;
      carried.add(before);
      return `r${before}`;
    };
    const place: Place = { name, position: 'p', hoist, held, result: `r${at}` };
    return lineStatement(
      plan,
      line,
      from >= 0 && line.axis === 'periods' ? { ...place, ...(dated === undefined ? {} : { dated }) } : place,
    );
  });
  const before = [...front].map(([key, variable]) => {
    const [given, text] = key.split('\n');
    return `${given!}${variable}=${text!};`;
  });
  const firsts = [...carried].map((at) => `r${at}=v[${name(lines[at]!.slot + from - 1)}];`);
  return `${before.join('')}${firsts.join('')}for(p=${from};p<${to};p++){${statements.join('\n')}}`;
}

/** Stretches of positions within which the same lines are computed. */
function segments(lines: readonly Line[]): [from: number, to: number][] {
  const bounds = [...new Set(lines.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const stretches = bounds.slice(1).map((to, at): [number, number] => [bounds[at]!, to]);
  return stretches.filter(([from, to]) => lines.some((line) => line.from <= from && line.to >= to));
}

/** Temporary variables, which every line uses anew. */
function temporaries(): () => string {
  let next = 0;
  return () => `t${next++}`;
}

const nameless = (): string => {
  throw new Error('a line has names of its own');
};

/** Where a line is computed, and the variable for its result. */
interface Place extends Pick<Site, 'name' | 'position' | 'hoist' | 'held' | 'dated'> {
  readonly result?: string;
}

/** One cell of a line; an infinite result is an error: `x - (x - x)` is x when that is finite. */
function lineStatement(plan: Plan, line: Line, { result: own, ...place }: Place): string {
  const temporary = temporaries();
  const { name, position } = place;
  const target = position === 'p' ? `v[p+${name(line.slot)}|0]` : `v[${name(line.slot + Number(position))}]`;
  const { calculation } = line;
  const result = own ?? temporary();
  if (calculation.kind === 'rollup')
    return `${result}=${rollupText(line, calculation, place)};${target}=${result}${isTaken(calculation) ? '' : `-=${result}-${result}`};`;
  const site: Site = { ...placing(plan, line), ...place, temporary, before: [] };
  const text = emit(calculation.expression, site);
  const given = `${site.before.join('')}${result}=${text};${target}=${result}`;
  return isSettled(calculation.expression) ? `${given};` : `${given}-=${result}-${result};`;
}

type Rollup = Line['calculation'] & { kind: 'rollup' };

const isTaken = ({ rule }: Rollup): boolean => rule === 'first' || rule === 'last';

/** The value of a year or quarter from the periods inside. */
function rollupText({ axis }: Line, { rule, source }: Rollup, { name, position }: Place): string {
  const by = axis === 'years' ? 'year' : 'quarter';
  const [start, end] = [`${by}Starts[${position}]`, `${by}Ends[${position}]`];
  if (rule === 'last' || rule === 'first') return `v[${name(source)}+${rule === 'last' ? end : start}|0]`;
  const sum = `sumOf(v,${start}+${name(source)}|0,${end}-${start}+1,1)`;
  return rule === 'average' ? `${sum}/(${end}-${start}+1)` : sum;
}
