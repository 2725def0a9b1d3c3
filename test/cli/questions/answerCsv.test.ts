/** Answers for programs: exact numbers, and no text that a spreadsheet would run. */
import { describe, expect, it } from 'vitest';
import { renderAnswerCsv, renderAnswerJson } from '../../../src/cli/questions/answerCsv.ts';
import { answers, comparison, tornado } from '../../helpers/answers.ts';

describe('comma-separated values', () => {
  it('have every table with its columns and units', () => {
    expect(renderAnswerCsv(comparison)).toMatchInlineSnapshot(`
      "results
      result,unit,base,dear_loan,cheap_loan
      "Level instalment, 2028",USD,3650.63,3985.72,3489.74
      Interest,USD,11422.77,23485.9,5630.6
      Interest per instalment,%,0.005,0.01,0.0025

      interest
      scenario,change
      text,USD
      base,0
      dear_loan,12063.13
      cheap_loan,-5792.17"
    `);
  });

  it('hold no text that is taken for a formula', () => {
    expect(renderAnswerCsv(tornado).split('\n').at(-1)).toBe("'=Time between instalments,1 month,3 months,11422.77,,");
  });

  it('hold every number as it was evaluated', () => {
    for (const answer of answers) {
      const text = renderAnswerCsv(answer);
      for (const { rows } of answer.tables)
        for (const cell of rows.flat()) if (typeof cell === 'number') expect(text).toContain(String(cell));
    }
  });
});

describe('JSON', () => {
  it('says what it is and holds the answer as it is', () => {
    for (const answer of answers) {
      const { question, ...rest } = answer;
      expect(JSON.parse(renderAnswerJson(answer, { path: 'models/a.yaml', exitCode: 0, diagnostics: [] }))).toEqual({
        format: `burnsheet-${question}`,
        version: 1,
        path: 'models/a.yaml',
        exitCode: 0,
        diagnostics: [],
        ...rest,
      });
    }
  });
});
