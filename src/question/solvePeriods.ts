/**
 * `solve --find period`: the periods in which a condition holds. Input: a model with the condition as a probe. Output:
 * an answer with one row per period; if the condition holds in none, the closest period.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Probe } from '../model/model.ts';
import type { Answer } from './answer.ts';
import { describeGap } from './solutionText.ts';
import { unitOf, type WhatIf } from './whatIf.ts';

/** The periods in which a condition holds: the month in which cash runs out is the first with cash below zero. */
export function solvePeriods({ plan, cells, scenarioId }: WhatIf, condition: string): Checked<Answer> {
  const probe = plan.model.probes.find(({ id }) => id === condition)!;
  if (probe.time === 'scalar' || probe.type.kind !== 'flag') return { diagnostics: [notByPeriod(condition)] };
  const { value, difference } = plan.probes.get(condition)!;
  const labels = plan.model.timeline.periods.map(({ label }) => label);
  const valueAt = (slot: number, at: number): number | null =>
    Number.isNaN(cells[slot + at]!) ? null : cells[slot + at]!;
  const holds = labels.map((_, at) => valueAt(value.slot, at));
  const errors = labels.filter((_, at) => holds[at] === null);
  const gap = {
    id: 'gap',
    label: 'Left minus right',
    unit: probe.difference === undefined ? '1' : unitOf(probe.difference.type),
  };
  return {
    value: {
      question: 'solve',
      title: `Periods in which ${condition}`,
      statements: [
        periodWords(labels, holds),
        ...(difference === undefined || holds.includes(1)
          ? []
          : nearestPeriod(labels, (at) => cells[difference.slot + at]!, probe)),
        `Scenario ${scenarioId}, from ${labels[0]!} to ${labels.at(-1)!}.`,
        ...(errors.length === 0
          ? []
          : [`${errors.length} of ${labels.length} periods give an error, the first in ${errors[0]!}.`]),
      ],
      tables: [
        {
          id: 'periods',
          title: 'Whether it holds (1 = yes)',
          columns: [
            { id: 'period', label: 'Period', unit: 'text' },
            { id: 'holds', label: 'Holds', unit: '1' },
            ...(difference === undefined ? [] : [gap]),
          ],
          rows: labels.map((label, at) => [
            label,
            holds[at]!,
            ...(difference === undefined ? [] : [valueAt(difference.slot, at)]),
          ]),
        },
      ],
      charts:
        difference === undefined
          ? []
          : [
              {
                id: 'gap',
                kind: 'line',
                title: 'Left minus right of the condition',
                table: 'periods',
                along: 'period',
                values: ['gap'],
                instead: true,
              },
            ],
    },
    diagnostics: [],
  };
}

function periodWords(labels: readonly string[], holds: readonly (number | null)[]): string {
  const holding = labels.filter((_, at) => holds[at] === 1);
  const [first, last] = [holding[0], holding.at(-1)];
  if (first === undefined || last === undefined) return 'It holds in no period.';
  if (holding.length === labels.length) return 'It holds in every period.';
  if (holding.length === 1) return `It holds in ${first} only.`;
  const inAll = `${holding.length} of ${labels.length} periods`;
  if (labels.indexOf(last) - labels.indexOf(first) + 1 > holding.length)
    return `It holds first in ${first}, last in ${last}, in ${inAll}.`;
  return last === labels.at(-1)
    ? `It holds from ${first} to the end, in ${inAll}.`
    : `It holds from ${first} to ${last}, in ${inAll}.`;
}

/** For a condition that never holds, the period in which it is closest. */
function nearestPeriod(labels: readonly string[], gapAt: (at: number) => number, probe: Probe): string[] {
  const places = labels.map((_, at) => at).filter((at) => !Number.isNaN(gapAt(at)));
  if (places.length === 0) return [];
  const nearest = places.reduce((best, at) => (Math.abs(gapAt(at)) < Math.abs(gapAt(best)) ? at : best));
  return [`The closest period is ${labels[nearest]!}: ${describeGap(probe, gapAt(nearest))}`];
}

const notByPeriod = (condition: string): Diagnostic =>
  problem('invalid-option', undefined, `'${condition}' is not a condition with one answer per period`, {
    hint: 'write it for one period: "cash < 0 USD"',
  });
