/** The reference page of functions, generated from the table. */
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
  const examples = definition.examples.map(({ formula, given: values, result, at }) => {
    const inputs = Object.entries(values ?? {}).map(([name, value]) => `${name} = ${value.replace(/ 1$/, '')}`);
    const given = inputs.length === 0 ? '' : ` with ${inputs.join(', ')}`;
    return `- \`${formula}\`${given} gives ${result}${at === undefined ? '' : ` in ${at}`}`;
  });
  return [
    `### ${definition.name}`,
    '',
    `\`${definition.signature}\``,
    '',
    definition.summary,
    '',
    `Arguments: ${definition.takes}. Result: ${definition.gives}. In Excel: \`${definition.excel}\`.`,
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
    'Generated from `src/formula/functions.ts`. The operators are those of Excel: `+ - * / ^ = <> < <= > >=`.',
    '',
    ...groups,
  ].join('\n');
}
