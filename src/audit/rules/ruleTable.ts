/** The rules for auditable workbooks: the one table of their numbers, titles and what each asks, in a line each. */

export interface Rule {
  readonly rule: number;
  readonly title: string;
  readonly asks: string;
}

const texts: readonly (readonly [title: string, asks: string])[] = [
  [
    'One workbook of typed sheets',
    'Every sheet is for inputs, workings, results or control; there are no links to other files, no connections, no macros and nothing embedded.',
  ],
  [
    'Same column, same purpose',
    'Unit, id, kind, formula, source and constants stand in the same columns on every sheet that has them; workings have a column of units.',
  ],
  [
    'One time axis',
    'A sheet has one time axis, in the rows that stay in view, with the end of each period; the same period has the same date and column on every sheet.',
  ],
  [
    'From top to bottom',
    'Formulas read what stands above them or on the left; what reads a lower row of its own column is counted.',
  ],
  [
    'Nothing hidden',
    'No sheet, row, column or number is hidden, covered or shown as something else, and the past looks different from the forecast.',
  ],
  [
    'One formula per row',
    'A row has the same formula in every period; what comes before the first period stands in a column of its own.',
  ],
  [
    'No numbers in formulas',
    'Formulas hold no numbers but 0, 1, 12, 24 and 1000; every other value is an input with a place of its own.',
  ],
  ['Formulas that can be read', 'Formulas are short, stand in one line and hold no choice within a choice.'],
  [
    'Functions that can be trusted',
    'Nothing volatile and nothing that hides what it reads; only functions on which engines agree.',
  ],
  [
    'Ingredients beside the calculation',
    'Workings read another sheet through link rows only, and a link leads to the source and not to another link.',
  ],
  [
    'Balances carried forward',
    'A row with an opening is read through the column before, so that closing becomes opening.',
  ],
  ['No circles, no rounding', 'No formula depends on itself, iteration is off, and workings do not round.'],
  [
    'Inputs apart from formulas',
    'Constants stand on input sheets or in rows that say so; blue is an input, black a formula, green a link to another sheet.',
  ],
  ['Inputs with evidence', 'Every input has a unit, an id, and a source or a status.'],
  ['Labels and units', 'A label means one line item of its sheet, and every line item has a unit.'],
  [
    'Names for single inputs',
    'Defined names stand for single inputs and the choice of scenario only, and none can be mistaken for a cell.',
  ],
  [
    'Checks in view',
    'Checks compare within a tolerance, one cell sums them up, that cell is in view on every sheet, and all checks hold.',
  ],
  [
    'Results as computed',
    'Every formula carries its result, none is an error, and the workbook computes anew when it is opened.',
  ],
  ['Recalculated independently', 'Another engine computes the same results from the formulas alone.'],
  ['Inputs that matter', 'A changed input changes in this workbook what it changes in the model.'],
  [
    'A file that says what it is',
    'Contents, sources, versions and hashes are there, and the run is the same wherever it is named.',
  ],
  [
    'Opens without repair',
    'Names of sheets, defined names and print titles are valid, and every part is of a known kind.',
  ],
];

/** The rules in their order. */
export const ruleTable: readonly Rule[] = texts.map(([title, asks], at) => ({ rule: at + 1, title, asks }));

/** The document about the rules. */
export function rulesMarkdown(): string {
  const introduction = [
    'Every workbook that burnsheet writes is read back and checked against these rules. The results stand on its sheet About, each with what',
    'was found: a rule *holds*, *fails*, is *reasoned* (what departs from it is counted and has a reason), or is *not applicable*.',
    'Other workbooks are checked as far as the rules apply to them. Generated from `src/audit/rules/ruleTable.ts`; do not edit.',
  ].join('\n');
  const lines = ruleTable.map(({ rule, title, asks }) => `| ${rule} | ${title} | ${asks} |`);
  return `# Rules for auditable workbooks\n\n${introduction}\n\n| | Rule | What it asks |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
}
