/**
 * A model of which every value rests on something and every source is cited, each by another kind of value; and ways to
 * spoil it.
 */

export const sourced = `model: lab
title: A lab
timeline: { from: 2026-01, to: 2027-12, grain: month }
known: 2026-06-15
units: { user: { label: User } }
sources:
  press: { title: Press release, date: 2026-05-01, confidence: press report }
  filing: { title: Filing, date: 2026-03-31, confidence: filing }
  study: { title: Study of margins, date: 2026-02 }
  survey: { title: Survey of users, date: 2026-04 }
  accounts: { title: Accounts, date: 2026-02-10, confidence: filing }
  guide: { title: Guide, date: 2026-05 }
  reseller: { title: Reseller, date: 2026-06 }
  lease: { title: Lease, date: 2026-01 }
tables:
  supplier:
    columns: { discount: { unit: '%', default: 0% } }
    members:
      google: { label: Google, discount: { value: 10%, source: press, status: reported } }
      amazon: { label: Amazon }
  plan:
    columns:
      supplier: { ref: supplier }
      price: { unit: USD/user/month }
      users: { unit: user }
      billing: { choice: [monthly, yearly], default: monthly }
    members:
      pro:
        supplier: google
        price: { value: 20 USD/user/month, source: press, status: company }
        users: { value: 1m user, status: assumption, note: As in May. }
        billing: { value: yearly, source: press, status: company }
      max:
        supplier: amazon
        price: { value: 100 USD/user/month, source: press, status: company }
        users: { value: 100k user, source: press, status: estimate }
inputs:
  margin:
    unit: '%'
    value: 60%
    source: filing
    status: estimate
    range: { low: 40%, high: 80% }
    alternatives: [{ value: 70%, source: study }]
  churn: { unit: '%', value: 5%, status: assumption, why: Nobody says., range: { low: 1%, high: 9% } }
  rent_begins: { unit: date, value: 2026-04, source: lease, status: reported }
  rent: { unit: USD/month, series: { 2026-01: 2m USD/month, 2027-01: 3m USD/month }, source: lease, status: reported }
  pays_rent: { unit: flag, value: yes, status: assumption, note: It does. }
  opening_cash:
    unit: USD
    revisions:
      - { known: 2025-12-31, value: 100m USD, source: press, status: estimate }
      - { known: 2026-09-30, value: 120m USD, source: filing, status: reported }
  emblem: { unit: USD, value: 5 USD }
correlations:
  - { inputs: [margin, churn], rank: 0.3, source: survey }
sheets:
  Result:
    Profit:
      subscriptions:
        by: plan
        unit: USD
        formula: 'plan.price * plan.users * (1 - churn) * (1 - supplier.discount[supplier=plan.supplier]) * if(plan.billing = yearly, 12, 12) / 12 * period.months'
      revenue:
        unit: USD
        formula: sum(subscriptions over plan)
        actuals:
          2026-01: { value: 28m USD, source: accounts, status: reported }
          2026-02: { value: 29m USD, source: accounts, status: reported }
      rents: { unit: USD, formula: 'if(and(period.end >= rent_begins, pays_rent = 1), rent * period.months, 0)' }
      profit: { unit: USD, formula: revenue * margin - rents }
      cash: { unit: USD, opening: opening_cash, formula: 'cash[-1] + profit' }
      emblems: { unit: USD, formula: emblem * period.index, rollup: last }
scenarios:
  base: { title: Base case }
  dear:
    title: The rent doubles
    note: The lease may be ended once.
    set: { rent: { value: 6m USD/month, from: 2026-10 }, margin: { value: 50%, source: reseller, status: estimate } }
tie_outs:
  first_quarter: { formula: sum(revenue over 2026-01..2026-03), expect: 86m USD, tolerance: 5%, source: guide }
expect:
  by_hand: { formula: margin + 0%, expect: 60%, tolerance: 0.1% }
key_results: [revenue, profit, cash]
`;

export type Gap = 'uncited' | 'unreasoned' | 'stale' | 'orphans' | 'immaterial';

/** One way to spoil the model: what is written instead, and what is then found, under which name. */
export interface Spoil {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly found: Gap;
  readonly name: string;
  readonly of?: string;
}

export const spoils: readonly Spoil[] = [
  {
    what: 'a table cell without a source',
    from: 'users: { value: 100k user, source: press, status: estimate }',
    to: 'users: 100k user',
    found: 'uncited',
    name: 'plan.max.users',
  },
  {
    what: 'an estimate that names no source, although a note explains it',
    from: 'value: 1m user, status: assumption,',
    to: 'value: 1m user, status: estimate,',
    found: 'uncited',
    name: 'plan.pro.users',
  },
  {
    what: 'a series without a source',
    from: '2027-01: 3m USD/month }, source: lease, status: reported }',
    to: '2027-01: 3m USD/month }, status: reported }',
    found: 'uncited',
    name: 'rent',
  },
  {
    what: 'a flag without a reason',
    from: 'value: yes, status: assumption, note: It does. }',
    to: 'value: yes, status: assumption }',
    found: 'unreasoned',
    name: 'pays_rent',
  },
  { what: 'an assumption without a reason', from: 'why: Nobody says., ', to: '', found: 'unreasoned', name: 'churn' },
  {
    what: 'a revision that is in force without a source',
    from: 'value: 100m USD, source: press, status: estimate }',
    to: 'value: 100m USD, status: estimate }',
    found: 'uncited',
    name: 'opening_cash',
    of: '2025-12-31',
  },
  {
    what: 'a revision that is not known yet without a reason',
    from: 'value: 120m USD, source: filing, status: reported }',
    to: 'value: 120m USD, status: assumption }',
    found: 'unreasoned',
    name: 'opening_cash',
    of: '2026-09-30',
  },
  {
    what: 'an actual without a source',
    from: 'value: 28m USD, source: accounts, status: reported',
    to: 'value: 28m USD, status: reported',
    found: 'uncited',
    name: 'revenue@2026-01',
  },
  {
    what: 'a scenario without a note',
    from: '    note: The lease may be ended once.\n',
    to: '',
    found: 'unreasoned',
    name: 'rent',
    of: 'dear',
  },
  {
    what: 'a date without a source',
    from: 'value: 2026-04, source: lease, status: reported }',
    to: 'value: 2026-04 }',
    found: 'uncited',
    name: 'rent_begins',
  },
  {
    what: 'a tie-out without a source',
    from: 'tolerance: 5%, source: guide }',
    to: 'tolerance: 5% }',
    found: 'uncited',
    name: 'first_quarter',
  },
  {
    what: 'a source that nothing cites',
    from: '  lease: {',
    to: '  forgotten: { title: Forgotten, date: 2026-01 }\n  lease: {',
    found: 'orphans',
    name: 'forgotten',
  },
  {
    what: 'a source that is cited by an alternative only, without it',
    from: '    alternatives: [{ value: 70%, source: study }]\n',
    to: '',
    found: 'orphans',
    name: 'study',
  },
  {
    what: 'a source that is cited by a correlation only, without it',
    from: 'rank: 0.3, source: survey',
    to: 'rank: 0.3',
    found: 'orphans',
    name: 'survey',
  },
  {
    what: 'a value that was known long ago',
    from: 'value: 60%\n    source: filing\n',
    to: 'value: 60%\n    known: 2025-05-31\n    source: filing\n',
    found: 'stale',
    name: 'margin',
  },
];

/** The model with some of it spoilt. */
export function spoilt(chosen: readonly Spoil[], text = sourced): string {
  return chosen.reduce((now, { from, to, what }) => {
    if (now.split(from).length !== 2) throw new Error(`${what}: '${from}' does not stand once in the model`);
    return now.replace(from, to);
  }, text);
}
