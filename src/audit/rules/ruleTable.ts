/** The rules for auditable workbooks: the only table of their numbers, titles and requirements. */

const rules = {
  1: {
    title: 'One workbook of typed sheets',
    asks:
      'Every sheet is for inputs, workings, results or control. There are no links to other files, data connections, ' +
      'macros or embedded objects.',
  },
  2: {
    title: 'Same column, same purpose',
    asks:
      'Unit, id, kind, formula, source and constants are in the same columns on every sheet that has them. Workings ' +
      'have a unit column.',
  },
  3: {
    title: 'One time axis',
    asks:
      'A sheet has one time axis, in frozen rows, with the end date of each period. A period has the same date and ' +
      'column on every sheet.',
  },
  4: {
    title: 'From top to bottom',
    asks: 'Formulas read cells above them or to their left. References to a lower row in the same column are counted.',
  },
  5: {
    title: 'Nothing hidden',
    asks:
      'No sheet, row, column or number is hidden, covered or displayed as another value. Actuals look different from ' +
      'the forecast.',
  },
  6: {
    title: 'One formula per row',
    asks: 'A row has the same formula in every period. Values before the first period have a column of their own.',
  },
  7: {
    title: 'No numbers in formulas',
    asks: 'Formulas contain no numbers except 0, 1, 12, 24 and 1000. Every other value is an input in its own cell.',
  },
  8: { title: 'Formulas that can be read', asks: 'Formulas are short, on one line, and have no nested IFs.' },
  9: {
    title: 'Functions that can be trusted',
    asks: 'No function is volatile or hides its precedents. All functions are on the list of those on which engines agree.',
  },
  10: {
    title: 'Precedents beside the calculation',
    asks: 'Workings read other sheets only through link rows. A link leads directly to the source, not to another link.',
  },
  11: {
    title: 'Balances carried forward',
    asks:
      'Formulas read a row with an opening balance in the previous column, so the closing balance becomes the next ' +
      'opening balance.',
  },
  12: {
    title: 'No circular references, no rounding',
    asks: 'No formula depends on itself, iterative calculation is off, and workings do not round.',
  },
  13: {
    title: 'Inputs apart from formulas',
    asks:
      'Constants are on input sheets or in rows marked as inputs. Inputs are blue, formulas black, and links to other ' +
      'sheets green.',
  },
  14: { title: 'Inputs with evidence', asks: 'Every input has a unit, an id, and a source or a status.' },
  15: {
    title: 'Labels and units',
    asks: 'On each sheet, a label refers to one line item, and every line item has a unit.',
  },
  16: {
    title: 'Names for single inputs',
    asks: 'Defined names refer only to single inputs and to the scenario selector, and none has the form of a cell address.',
  },
  17: {
    title: 'Checks in view',
    asks:
      'Checks compare with a tolerance, one cell summarises them, that cell is in view on every sheet, and all checks ' +
      'pass.',
  },
  18: {
    title: 'Results as computed',
    asks: 'Every formula has a stored result, none is an error, and Excel recalculates the workbook when it is opened.',
  },
  19: {
    title: 'Recalculated independently',
    asks: 'Another engine computes the same results from the formulas alone.',
  },
  20: { title: 'Inputs that matter', asks: 'A changed input has the same effect in the workbook as in the model.' },
  21: {
    title: 'A self-describing file',
    asks: 'The workbook has contents, sources, versions and hashes, and names the same run everywhere.',
  },
  22: {
    title: 'Opens without repair',
    asks: 'Sheet names, defined names and print titles are valid, and the file contains only known parts.',
  },
} as const;

/** The number of a rule: the compiler requires a function for each in `audit/conformance.ts`. */
export type RuleNumber = keyof typeof rules;

export interface Rule {
  readonly rule: RuleNumber;
  readonly title: string;
  readonly asks: string;
}

/** The rules in their order. */
export const ruleTable: readonly Rule[] = Object.entries(rules).map(([rule, words]) => ({
  rule: Number(rule) as RuleNumber,
  ...words,
}));

/** The document about the rules. */
export function rulesMarkdown(): string {
  const introduction = [
    'burnsheet rereads every workbook that it writes, and checks it against these rules. The About sheet shows the',
    'results: a rule *passes*, *fails*, is a *justified exception* (departures are counted and have a stated reason),',
    'or is *not applicable*. `burnsheet verify` checks third-party workbooks too, as far as the rules apply to them.',
    'This page is generated from `src/audit/rules/ruleTable.ts`; do not edit it.',
  ].join('\n');
  const lines = ruleTable.map(({ rule, title, asks }) => `| ${rule} | ${title} | ${asks} |`);
  return (
    `# Rules for auditable workbooks\n\n${introduction}\n\n| | Rule | Requirement |\n| --- | --- | --- ` +
    `|\n${lines.join('\n')}\n`
  );
}
