/**
 * Plan to kernel. Every group of lines becomes a function with a loop, small enough for a compiler to optimise. Groups
 * that differ only in their cells, such as those of the members of a table, share one function. Guarantee: the
 * functions contain only what `emit.ts` writes; they read and write the given array and nothing else.
 */
import type { Expression, InputValue, Row } from '../model/model.ts';
import { forEachGivenCell, forEachInputCell } from '../plan/evaluate.ts';
import { rowAccess } from '../plan/interpret.ts';
import type { Line, LineGroup, Plan } from '../plan/plan.ts';
import { type EmitContext, emit, emitFinite, isAlwaysFinite } from './emit.ts';
import type { Cells, Kernel } from './kernel.ts';
import { runtime } from './runtime.ts';

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
    recompute: (changed, needed) => compile(plan, selected(plan, changed, needed)),
  };
}

/** Cells with the given values of a scenario. */
function startCells(plan: Plan, scenario: number): Cells {
  const cells = new Float64Array(plan.size).fill(Number.NaN);
  forEachGivenCell(plan, scenario, (slot, value) => {
    cells[slot] = value;
  });
  return cells;
}

/** Puts the value of an input into its cells. */
export function writeInputValue(
  plan: Plan,
  row: Row,
  value: Pick<InputValue, 'constant' | 'series'>,
  cells: Cells,
): void {
  forEachInputCell(plan, row, value, (slot, number) => {
    cells[slot] = number;
  });
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
  const wanted = needed === undefined ? undefined : allPrecedents(plan, needed);
  const isKept = (line: Line): boolean => touched.has(line) && (wanted === undefined || wanted.has(line));
  return plan.groups.flatMap(({ lines, cells }): LineGroup[] => {
    const kept = lines.filter(isKept);
    if (kept.length === 0) return [];
    return [cells === undefined ? { lines: kept } : { lines: kept, cells: cells.filter(([line]) => isKept(line)) }];
  });
}

/** Everything that lines read, directly or by way of others, and the lines themselves. */
export function allPrecedents(plan: Plan, lines: readonly Line[]): ReadonlySet<Line | Row> {
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
  const functions = makeFunctions([...templates.values()], { ...runtime, ...boundsOf(plan), ...dated.arrays() });
  const [steps, from, all] = [
    order.map(({ number }) => functions[number]!),
    Int32Array.from(starts),
    Int32Array.from(slots),
  ];
  return (cells) => {
    for (let at = 0; at < steps.length; at += 1) steps[at]!(cells, all, from[at]!);
  };
}

/** The code of one or more groups, with names in place of slots. */
interface Template {
  readonly number: number;
  readonly text: string;
  /** The cells of the first of them. */
  readonly first: readonly number[];
  uses: number;
}

/** Computes a group, whose slots are in `slots` from index `start`. */
type GroupFunction = (cells: Cells, slots: Int32Array, start: number) => void;

function makeFunctions(
  templates: readonly Template[],
  given: Readonly<Record<string, unknown>>,
): readonly GroupFunction[] {
  const texts = templates.map(({ text, first, uses }) => {
    // The brackets make the compiler take each function at once instead of reading it twice.
    const names = first.map((slot, at) => `a${at}=${uses === 1 ? slot : `s[i+${at}]`}`);
    return `(function(v,s,i){${declared(names)}let p=0;${variables(text)}${text}})`;
  });
  // The text contains only numbers and names from this folder; data of a model file is in the cells.
  const make = new Function(...Object.keys(given), `"use strict";return [${texts.join(',\n')}]`);
  return (make as (...values: unknown[]) => GroupFunction[])(...Object.values(given));
}

const declared = (names: readonly string[]): string => (names.length === 0 ? '' : `const ${names.join(',')};`);

/** The variables that a text sets: temporary ones, those set in front of a loop, and the results of lines. */
function variables(text: string): string {
  const found = new Set(text.match(/\b[chrst]\d+\b/g));
  return found.size === 0 ? '' : `let ${[...found].map((name) => `${name}=0`).join(',')};`;
}

/** The first and the last period of each year and quarter, by the name that generated code has for them. */
function boundsOf({ groups }: Plan): Readonly<Record<string, Int32Array>> {
  const onAxis = (axis: Line['axis']): readonly Line[] =>
    groups.find(({ lines }) => lines[0]!.axis === axis && lines.some(isRollup))?.lines ?? [];
  const isRollup = ({ calculation }: Line): boolean => calculation.kind === 'rollup';
  const boundsOn = (axis: Line['axis'], end: 'starts' | 'ends'): Int32Array => {
    const calculation = onAxis(axis).find(isRollup)?.calculation;
    return Int32Array.from(calculation?.kind === 'rollup' ? calculation[end] : []);
  };
  return {
    yearStarts: boundsOn('years', 'starts'),
    yearEnds: boundsOn('years', 'ends'),
    quarterStarts: boundsOn('quarters', 'starts'),
    quarterEnds: boundsOn('quarters', 'ends'),
  };
}

/** Arrays of what follows from the calendar alone, such as `month(period.start) = 1`: one element for each period. */
function datedArrays(plan: Plan): {
  of: (expression: Expression) => string;
  arrays: () => Readonly<Record<string, Float64Array>>;
} {
  const names = new Map<string, string>();
  const position = 'p';
  const site: EmitContext = {
    ...rowAccess(plan, { axis: 'periods' }),
    name: String,
    temporary: nameless,
    before: [],
    position,
  };
  const of = (expression: Expression): string => {
    const temporary = temporaries();
    const text = emitFinite(expression, { ...site, temporary });
    if (!names.has(text)) names.set(text, `d${names.size}`);
    return `${names.get(text)!}[p]`;
  };
  const arrays = (): Record<string, Float64Array> => {
    const cells = new Float64Array(plan.size).fill(Number.NaN);
    for (const [slot, value] of plan.fixed) cells[slot] = value;
    const count = plan.model.timeline.periods.length;
    const loops = [...names.keys()]
      .map((text) => `o=new Float64Array(n);for(p=0;p<n;p++)o[p]=${text};all.push(o);`)
      .join('');
    const all = loops.match(/\bt\d+\b/g);
    const declared = `let o,p=0${[...new Set(all)].map((name) => `,${name}=0`).join('')};`;
    const make = new Function(
      'v',
      'n',
      ...Object.keys(runtime),
      `"use strict";const all=[];${declared}${loops}return all`,
    );
    const made = (make as (...given: unknown[]) => Float64Array[])(cells, count, ...Object.values(runtime));
    return Object.fromEntries([...names.values()].map((name, at) => [name, made[at]!]));
  };
  return { of, arrays };
}

/** The text of a group, and the cells that its names stand for. */
function groupText(
  plan: Plan,
  { lines, cells }: LineGroup,
  dated: (expression: Expression) => string,
): { text: string; cells: number[] } {
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
      : cells.map(([line, position]) => lineStatement(plan, line, { name, position: `${position}` }).text);
  return { text: statements.join('\n'), cells: [...known.keys()] };
}

/** A loop over positions; the lines of a group that read each other stay in one. */
function loop(
  plan: Plan,
  lines: readonly Line[],
  [from, to]: readonly [number, number],
  { name, dated }: Pick<LineSite, 'name' | 'dated'>,
): string {
  if (to - from === 1)
    return lines.map((line) => lineStatement(plan, line, { name, position: `${from}` }).text).join('');
  const front = new Map<string, string>();
  const hoist = (statements: string, text: string): string => {
    const key = `${statements}\n${text}`;
    return numbered(front, key, 'h');
  };
  const results = new Map(lines.map(({ slot }, at) => [slot, at]));
  const carried = new Set<number>();
  const read = new Map<string, string>();
  const sums = new Map<string, string>();
  const computed = new Map<string, string>();
  const outdated = new Map<number, string[]>();
  const statements = lines.map((line, at) => {
    const loaded = (slot: number): string => {
      // A line that was computed before holds this position; this line and those to come still hold the one before.
      const here = results.get(slot);
      if (here !== undefined && here < at) return `r${here}`;
      const before = results.get(slot + 1);
      if (before === undefined || before < at) return numbered(read, `v[${name(slot)}+p|0]`, 'c');
      carried.add(before);
      return `r${before}`;
    };
    const added: string[] = [];
    const running = (slot: number): string => {
      const isNew = !sums.has(name(slot));
      const sum = numbered(sums, name(slot), 's');
      if (isNew) added.push(`${sum}+=${loaded(slot)};`);
      return sum;
    };
    const isTimed = from >= 0 && line.axis === 'periods';
    const place: LineSite = {
      name,
      position: 'p',
      hoist,
      loaded,
      result: `r${at}`,
      computed: (text) => computed.get(text),
    };
    const { text, value } = lineStatement(
      plan,
      line,
      isTimed ? { ...place, running, ...(dated === undefined ? {} : { dated }) } : place,
    );
    // A text that reads the period before means something else once that variable is set.
    for (const one of outdated.get(at) ?? []) computed.delete(one);
    const later = [...(value ?? '').matchAll(/\br(\d+)\b/g)]
      .map(([, number]) => Number(number))
      .filter((number) => number >= at);
    if (value !== undefined && !later.includes(at)) {
      computed.set(value, `r${at}`);
      for (const number of later) outdated.set(number, [...(outdated.get(number) ?? []), value]);
    }
    return added.join('') + text;
  });
  const before = [...front].map(([key, variable]) => {
    const [given, text] = key.split('\n');
    return `${given!}${variable}=${text!};`;
  });
  const firsts = [...carried].map((at) => `r${at}=v[${name(lines[at]!.slot + from - 1)}];`);
  const sumFirsts = [...sums].map(
    ([slot, variable]) => `${variable}=${from === 0 ? '0' : `sumOf(v,${slot},${from},1)`};`,
  );
  const prelude = [...before, ...firsts, ...sumFirsts].join('');
  return `${prelude}for(p=${from};p<${to};p++){${readOnce(statements, read)}}`;
}

/** The variable for a text: the same for the same text. */
function numbered(variables: Map<string, string>, text: string, kind: string): string {
  const found = variables.get(text) ?? `${kind}${variables.size}`;
  variables.set(text, found);
  return found;
}

/** Statements in which a cell that is read more than once is read in front of the first of them. */
function readOnce(statements: readonly string[], read: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const statement of statements)
    for (const [one] of statement.matchAll(/\bc\d+\b/g)) counts.set(one, (counts.get(one) ?? 0) + 1);
  const cells = new Map([...read].map(([cell, variable]) => [variable, cell]));
  const done = new Set<string>();
  return statements
    .map((statement) => {
      const before: string[] = [];
      const text = statement.replaceAll(/\bc\d+\b/g, (variable) => {
        const cell = cells.get(variable)!;
        if (counts.get(variable) === 1) return cell;
        if (!done.has(variable)) before.push(`${variable}=${cell};`);
        done.add(variable);
        return variable;
      });
      return before.join('') + text;
    })
    .join('\n');
}

/** Stretches of positions within which the same lines are computed. */
function segments(lines: readonly Line[]): [from: number, to: number][] {
  const bounds = [...new Set(lines.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const stretches = bounds.slice(1).map((to, at): [number, number] => [bounds[at]!, to]);
  return stretches.filter(([from, to]) => lines.some((line) => line.from <= from && line.to >= to));
}

/** Temporary variables; every line starts again with the first. */
function temporaries(): () => string {
  let next = 0;
  return () => `t${next++}`;
}

const nameless = (): string => {
  throw new Error('a line has names of its own');
};

/** Where a line is computed, and the variable for its result. */
interface LineSite
  extends Pick<EmitContext, 'name' | 'position' | 'hoist' | 'loaded' | 'dated' | 'running' | 'computed'> {
  readonly result?: string;
}

/**
 * One cell of a line, and the text of its value; an infinite result is an error: `x - (x - x)` is x when that is
 * finite.
 */
function lineStatement(plan: Plan, line: Line, { result: own, ...place }: LineSite): { text: string; value?: string } {
  const temporary = temporaries();
  const { name, position } = place;
  const target = position === 'p' ? `v[${name(line.slot)}+p|0]` : `v[${name(line.slot + Number(position))}]`;
  const { calculation } = line;
  const result = own ?? temporary();
  if (calculation.kind === 'rollup') {
    const checked = isTaken(calculation) ? '' : `-=${result}-${result}`;
    return { text: `${result}=${rollupText(line, calculation, place)};${target}=${result}${checked};` };
  }
  const before: string[] = [];
  const value = emit(calculation.expression, { ...rowAccess(plan, line), ...place, temporary, before });
  const known = place.computed?.(value);
  if (known !== undefined) return { text: `${result}=${known};${target}=${result};` };
  const given = `${before.join('')}${result}=${value};${target}=${result}`;
  if (isAlwaysFinite(calculation.expression)) return { text: `${given};` };
  return { text: `${given}-=${result}-${result};`, ...(before.length === 0 ? { value } : {}) };
}

type Rollup = Line['calculation'] & { kind: 'rollup' };

const isTaken = ({ rule }: Rollup): boolean => rule === 'first' || rule === 'last';

/** Buckets that hold more periods are summed by a function. */
const bucketMost = 12;

/** The value of a year or quarter from the periods inside. */
function rollupText({ axis }: Line, { rule, source, starts, ends }: Rollup, { name, position }: LineSite): string {
  const by = axis === 'years' ? 'year' : 'quarter';
  const [start, end] = [`${by}Starts[${position}]`, `${by}Ends[${position}]`];
  if (rule === 'last' || rule === 'first') return `v[${rule === 'last' ? end : start}+${name(source)}|0]`;
  const length = ends[0]! - starts[0]! + 1;
  const isRegular =
    length <= bucketMost &&
    starts.every((one, at) => one === starts[0]! + at * length && ends[at] === one + length - 1);
  if (isRegular && position === 'p') {
    const cells = Array.from({ length }, (_, at) => `v[p*${length}+${name(source)}+${starts[0]! + at}|0]`);
    return `(0+${cells.join('+')})${rule === 'average' ? `/${length}` : ''}`;
  }
  const sum = `sumOf(v,${start}+${name(source)}|0,${end}-${start}+1,1)`;
  return rule === 'average' ? `${sum}/(${end}-${start}+1)` : sum;
}
