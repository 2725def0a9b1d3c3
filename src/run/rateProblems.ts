/**
 * Warnings about rates of return that are not unique. Takes the rates found in each scenario; returns one warning per
 * item.
 */
import { problem } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';

/** The possible rates of an item in one scenario. */
export interface FoundRates {
  readonly id: string;
  readonly asked: string;
  readonly span?: Span;
  readonly scenario: string;
  readonly rates: readonly number[];
}

/** One warning per item, with the rates of every scenario that has several. */
export function rateProblems(found: readonly FoundRates[]): Diagnostic[] {
  const byItem = new Map<string, FoundRates[]>();
  for (const one of found) byItem.set(one.id, [...(byItem.get(one.id) ?? []), one]);
  return [...byItem.values()].map((all) => {
    const [{ id, asked, span }] = all as [FoundRates];
    const words = all
      .map(({ scenario, rates }) => `${rates.map(percent).join(' and ')} (scenario ${scenario})`)
      .join('; ');
    const more = asked === 'irr' ? 'irr(cash_flow over timeline, guess)' : 'xirr(…, guess)';
    return problem(
      'several-rates',
      span,
      `'${id}' has several solutions: the net present value of its flows is zero at ${words}`,
      {
        hint: `write ${more}, with an input guess near the rate that you mean`,
      },
    );
  });
}

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(6))}%`;
