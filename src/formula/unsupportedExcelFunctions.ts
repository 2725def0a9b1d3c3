/**
 * Functions of Excel that the language does not have, and what to write instead.
 * Guarantee: no name here is a function of the language, so every call of one gets its hint.
 */

const lookUp = 'write lookup(table.value, table.key, x), lookup_band for bands of amounts, or lookup_date for dates';
const where = (aggregate: string): string => `write ${aggregate}(x over table where table.column = member)`;
const sumWhere = `${where('sum')}, or sum(if(condition, x, 0) over table)`;
const countWhere = `${where('count')}, or sum(if(condition, 1, 0) over table)`;
const otherCell = 'write x[-1] for the previous period, or x[table=member] for one member';
const anyDay = "results must not depend on today's date: make the date an input, or use period.start or period.end";
const noChance = 'results must not be random: use scenarios, or give an input a range: or a distribution:';
const nested = 'nest if inside if: if(first, a, if(second, b, c))';
const divide = 'write divide(a, b, 0), which gives 0 if b is zero';
const presentValue =
  'add a line item discounted with cash_flow * discount_factor(yearly_rate), and write sum(discounted over timeline)';
const noTexts = 'formulas calculate with numbers, dates and options; put texts under label: or note:';

const separateSteps = 'make each step a separate line item and use its id';

const hints: Readonly<Record<string, string>> = {
  npv: presentValue,
  xnpv: presentValue,
  iferror: divide,
  ifna: divide,
  iserror: divide,
  sumif: sumWhere,
  sumifs: sumWhere,
  countif: countWhere,
  countifs: countWhere,
  averageif: where('average'),
  averageifs: where('average'),
  maxifs: where('max'),
  minifs: where('min'),
  counta: 'write count(x over table)',
  product: 'write a * b',
  vlookup: lookUp,
  hlookup: lookUp,
  xlookup: lookUp,
  index: lookUp,
  match: lookUp,
  xmatch: lookUp,
  offset: otherCell,
  indirect: otherCell,
  today: anyDay,
  now: anyDay,
  rand: noChance,
  randbetween: noChance,
  randarray: noChance,
  ifs: nested,
  switch: nested,
  choose: nested,
  trunc: 'write rounddown(x, 0)',
  ceiling: 'write -int(-x), or -int(-x / step) * step',
  floor: 'write int(x), or int(x / step) * step',
  let: separateSteps,
  lambda: separateSteps,
  concat: noTexts,
  concatenate: noTexts,
  text: noTexts,
};

/** What to write instead of a function of Excel, for instance `TODAY`; undefined for other names. */
export function excelFunctionHint(name: string): string | undefined {
  return Object.hasOwn(hints, name.toLowerCase()) ? hints[name.toLowerCase()] : undefined;
}

/**
 * A call of a function of Excel in the language: `rewriteExcelCall('floor', ['x'])` is `int(x)`. Rounding down differs
 * from rounding towards zero for negative numbers. Undefined if there is no direct translation.
 */
export function rewriteExcelCall(name: string, args: readonly string[]): string | undefined {
  const [first, second] = args.map((arg) => (/^[\w.]+$/.test(arg) ? arg : `(${arg})`));
  if (first === undefined || args.length > 2) return undefined;
  const bare = args[0]!;
  switch (name.toLowerCase()) {
    case 'trunc':
      return `rounddown(${bare}, ${args[1] ?? '0'})`;
    case 'floor':
      return second === undefined || second === '1' ? `int(${bare})` : `int(${first} / ${second}) * ${second}`;
    case 'ceiling':
      return second === undefined || second === '1' ? `-int(-${first})` : `-int(-${first} / ${second}) * ${second}`;
    case 'product':
      return second === undefined ? undefined : `${first} * ${second}`;
    default:
      return undefined;
  }
}
