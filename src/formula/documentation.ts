/** The reference page of functions, from the table. */
import { type FunctionCategory, type FunctionDefinition, functions } from './functions.ts';

const titles: Record<FunctionCategory, string> = {
  logic: 'Conditions',
  math: 'Arithmetic',
  aggregate: 'Over members and periods',
  finance: 'Finance',
  date: 'Dates',
  time: 'Time',
  lookup: 'Looking up in tables',
  unit: 'Units',
};

function entry(definition: FunctionDefinition): string {
  const examples = definition.examples.map(({ formula, given, result, at }) => {
    const inputs = Object.entries(given ?? {}).map(([name, value]) => `${name} = ${value.replace(/ 1$/, '')}`);
    return `- \`${formula}\`${inputs.length === 0 ? '' : ` with ${inputs.join(', ')}`} gives ${result}${at === undefined ? '' : ` in ${at}`}`;
  });
  return [
    `### ${definition.name}`,
    '',
    `\`${definition.signature}\``,
    '',
    definition.summary,
    '',
    `Takes ${definition.takes}. Gives ${definition.gives}. In Excel: \`${definition.excel}\`.`,
    '',
    ...examples,
    '',
  ].join('\n');
}

/** The text of `docs/functions.md`. */
export function functionsMarkdown(): string {
  const groups = Object.entries(titles).map(([category, title]) => {
    const members = Object.values(functions).filter((definition) => definition.category === category);
    return [`## ${title}`, '', ...members.map(entry)].join('\n');
  });
  return [
    '# Functions',
    '',
    'Generated from `src/formula/functions.ts`. Operators are those of Excel: `+ - * / ^ = <> < <= > >=`.',
    '',
    ...groups,
  ].join('\n');
}
