/**
 * The model that `burnsheet init` writes. Enters: its id. Leaves: YAML that checks and builds, with a comment on every
 * block.
 */

/** The starter model: `starterModel('my_lab')` begins with a comment and names the model `my_lab`. */
export function starterModel(id: string): string {
  return `# A small model of a lab that sells one subscription in several plans. Change any number, then run
#   burnsheet check FILE              to see every problem
#   burnsheet check FILE --sources    to see which figures lack a source or a reason
#   burnsheet build FILE              to get the workbook
model: ${id}
title: A small lab
timeline: { from: 2026-01, to: 2027-12, grain: month }

# Units are checked everywhere: USD/user/month * user * month = USD.
units:
  user: { label: User }

# Every value can have a source, or a note that explains why it is assumed.
sources:
  own_view: { title: Own view, publisher: Us, date: 2026-01-15 }

# A table has one member per plan; items 'by: plan' have one row per member.
tables:
  plan:
    label: Subscription plan
    columns:
      price:      { label: List price, unit: USD/user/month }
      gross_adds: { label: New subscribers, unit: user/month }
      opening:    { label: Subscribers at the start, unit: user }
    members:
      pro:
        label: Pro
        price:      { value: 20 USD/user/month, source: own_view, status: estimate }
        gross_adds: { value: 40k user/month, status: assumption, note: As many as in December. }
        opening:    { value: 500k user, status: assumption, note: From the last survey. }
      max:
        label: Max
        price:      { value: 100 USD/user/month, source: own_view, status: estimate }
        gross_adds: { value: 5k user/month, status: assumption, note: One for every eight of Pro. }
        opening:    { value: 60k user, status: assumption, note: From the last survey. }

inputs:
  churn:
    label: Churn
    unit: 1/month
    value: 3%/month
    source: own_view
    status: estimate
    range: { low: 2%/month, high: 6%/month }
  gross_margin: { label: Gross margin on subscriptions, unit: '%', value: 60%, source: own_view, status: estimate }
  overhead:     { label: Overhead, unit: USD/month, value: 4m USD/month, status: assumption, note: Forty people and an office. }

# Sheets, sections and line items are in the order of the workbook. x[-1] is the previous period.
sheets:
  Revenue:
    Subscriptions:
      subscribers:
        label: Subscribers, end of month
        by: plan
        unit: user
        opening: plan.opening
        formula: subscribers[-1] * (1 - churn * period.months) + plan.gross_adds * period.months
      subscription_revenue:
        label: Subscription revenue
        by: plan
        unit: USD
        formula: average(subscribers[-1], subscribers) * plan.price * period.months
      revenue: { label: Revenue, unit: USD, formula: sum(subscription_revenue over plan) }
  Result:
    Profit:
      cost_of_revenue:  { label: Cost of revenue, unit: USD, formula: revenue * (1 - gross_margin) }
      operating_profit:
        label: Operating profit
        unit: USD
        formula: revenue - cost_of_revenue - overhead * period.months
      operating_margin: { label: Operating margin, unit: '%', formula: operating_profit / revenue }

# A check compares two calculations of the same number, in every period.
checks:
  profit_adds_up:
    label: Revenue is cost, overhead and profit
    formula: revenue = cost_of_revenue + overhead * period.months + operating_profit
    tolerance: 0.01 USD

# A scenario changes some values and keeps the rest.
scenarios:
  base: { title: Base case }
  bear:
    title: Twice the churn
    extends: base
    set: { churn: { value: 6%/month, note: The upper bound of its range. } }

key_results: [revenue, operating_profit, operating_margin]
`;
}
