/** The rules for auditable workbooks: the only table of their numbers, titles and requirements. */

export interface Rule {
  readonly rule: number;
  readonly title: string;
  readonly asks: string;
}

const texts: readonly (readonly [title: string, asks: string])[] = [
  [
    'One workbook of typed sheets',
    'Every sheet is for inputs, workings, results or control. There are no links to other files, data connections, ' +
      'macros or embedded objects.',
  ],
  [
    'Same column, same purpose',
    'Unit, id, kind, formula, source and constants are in the same columns on every sheet that has them. Workings ' +
      'have a unit column.',
  ],
  [
    'One time axis',
    'A sheet has one time axis, in frozen rows, with the end date of each period. A period has the same date and ' +
      'column on every sheet.',
  ],
  [
    'From top to bottom',
    'Formulas read cells above them or to their left. References to a lower row in the same column are counted.',
  ],
  [
    'Nothing hidden',
    'No sheet, row, column or number is hidden, covered or displayed as another value. Actuals look different from ' +
      'the forecast.',
  ],
  [
    'One formula per row',
    'A row has the same formula in every period. Values before the first period have a column of their own.',
  ],
  [
    'No numbers in formulas',
    'Formulas contain no numbers except 0, 1, 12, 24 and 1000. Every other value is an input in its own cell.',
  ],
  ['Formulas that can be read', 'Formulas are short, on one line, and have no nested IFs.'],
  [
    'Functions that can be trusted',
    'No function is volatile or hides its precedents. All functions are on the list of those on which engines agree.',
  ],
  [
    'Precedents beside the calculation',
    'Workings read other sheets only through link rows. A link leads directly to the source, not to another link.',
  ],
  [
    'Balances carried forward',
    'Formulas read a row with an opening balance in the previous column, so the closing balance becomes the next ' +
      'opening balance.',
  ],
  [
    'No circular references, no rounding',
    'No formula depends on itself, iterative calculation is off, and workings do not round.',
  ],
  [
    'Inputs apart from formulas',
    'Constants are on input sheets or in rows marked as inputs. Inputs are blue, formulas black, and links to other ' +
      'sheets green.',
  ],
  ['Inputs with evidence', 'Every input has a unit, an id, and a source or a status.'],
  ['Labels and units', 'On each sheet, a label refers to one line item, and every line item has a unit.'],
  [
    'Names for single inputs',
    'Defined names refer only to single inputs and to the scenario selector, and none has the form of a cell address.',
  ],
  [
    'Checks in view',
    'Checks compare with a tolerance, one cell summarises them, that cell is in view on every sheet, and all checks ' +
      'pass.',
  ],
  [
    'Results as computed',
    'Every formula has a stored result, none is an error, and Excel recalculates the workbook when it is opened.',
  ],
  ['Recalculated independently', 'Another engine computes the same results from the formulas alone.'],
  ['Inputs that matter', 'A changed input has the same effect in the workbook as in the model.'],
  [
    'A self-describing file',
    'The workbook has contents, sources, versions and hashes, and names the same run everywhere.',
  ],
  [
    'Opens without repair',
    'Sheet names, defined names and print titles are valid, and the file contains only known parts.',
  ],
];

/** The rules in their order. */
export const ruleTable: readonly Rule[] = texts.map(([title, asks], at) => ({ rule: at + 1, title, asks }));

/** The document about the rules. */
export function rulesMarkdown(): string {
  const introduction = [
    'burnsheet reads every workbook that it writes back from the file and checks it against these rules. The About ' +
      'sheet shows',
    'the results: a rule *passes*, *fails*, is a *justified exception* (departures are counted and have a stated ' +
      'reason), or is',
    '*not applicable*. `burnsheet verify` checks third-party workbooks too, as far as the rules apply to them. This ' +
      'page is',
    'generated from `src/audit/rules/ruleTable.ts`; do not edit it.',
  ].join('\n');
  const lines = ruleTable.map(({ rule, title, asks }) => `| ${rule} | ${title} | ${asks} |`);
  return (
    `# Rules for auditable workbooks\n\n${introduction}\n\n| | Rule | Requirement |\n| --- | --- | --- ` +
    `|\n${lines.join('\n')}\n`
  );
}
