/**
 * Loans with level payments, as in Excel's documentation of PV: present (1+rate)^n + payment (1 + rate type)
 * ((1+rate)^n - 1)/rate + future = 0. Input: rates per period, numbers of periods and amounts in one unit. Output: an
 * amount or a number of periods, or NaN if there is none. Guarantee: no digits are lost for small or large rates,
 * because (1+rate)^n - 1 is never computed as a difference.
 */

const finite = (x: number): number => (x - x === 0 ? x : Number.NaN);

/** The factor for payments at the start of a period (type 1) instead of its end. */
const dueFactor = (rate: number, type: number): number => (type !== 0 ? 1 + rate : 1);

/** (1+rate)^n as an exponent: n ln(1+rate). */
const exponentOf = (rate: number, periods: number): number => periods * Math.log1p(rate);

/** The level payment: `payment(0.01, 12, 1000)` is -88.85. */
export function payment(rate: number, periods: number, present: number, future = 0, type = 0): number {
  if (rate === 0) return finite((-present - future) / periods);
  const exponent = exponentOf(rate, periods);
  const growth = Math.exp(exponent);
  return finite(((finite(growth) * present + future) * rate) / -Math.expm1(exponent) / dueFactor(rate, type));
}

/** The future value of level payments and a present amount: `futureValue(0.01, 12, -100)` is 1268.25. */
export function futureValue(rate: number, periods: number, amount: number, present = 0, type = 0): number {
  if (rate === 0) return finite(-present - amount * periods);
  const exponent = exponentOf(rate, periods);
  return finite(-present * Math.exp(exponent) - (amount * dueFactor(rate, type) * Math.expm1(exponent)) / rate);
}

/** The present value of level payments: `presentValue(0.01, 12, -100)` is 1125.51. */
export function presentValue(rate: number, periods: number, amount: number, future = 0, type = 0): number {
  if (rate === 0) return finite(-amount * periods - future);
  const exponent = -exponentOf(rate, periods);
  return finite((amount * dueFactor(rate, type) * Math.expm1(exponent)) / rate - future * Math.exp(exponent));
}

/** The number of level payments: `numberOfPayments(0.01, -100, 1000)` is 10.59. */
export function numberOfPayments(rate: number, amount: number, present: number, future = 0, type = 0): number {
  if (rate === 0) return finite((-present - future) / amount);
  const due = amount * dueFactor(rate, type);
  return finite(-Math.log1p(((present + future) * rate) / (due - future * rate)) / Math.log1p(rate));
}

/**
 * The interest part of a payment, which is zero in the first payment at the start of a period: `interest(0.01, 1, 12,
 * 1000)` is -10.
 */
export function interest(rate: number, period: number, periods: number, present: number, future = 0, type = 0): number {
  if (rate === 0 || (type !== 0 && period === 1)) return finite(0 / periods);
  return finite((-rate * balance(rate, period - 1, periods, present, future)) / dueFactor(rate, type));
}

/** The principal part of a payment: `principal(0.01, 1, 12, 1000)` is -78.85. */
export function principal(
  rate: number,
  period: number,
  periods: number,
  present: number,
  future = 0,
  type = 0,
): number {
  if (rate === 0 || (type !== 0 && period === 1)) return payment(rate, periods, present, future, type);
  const amount = (present + future) * rate;
  return finite(amount / growthQuotient(rate, period - 1, periods) / dueFactor(rate, type));
}

/** (1 - (1+rate)^n) / (1+rate)^paid, where `paid` is the number of earlier payments. */
function growthQuotient(rate: number, paid: number, periods: number): number {
  const left = exponentOf(rate, periods - paid);
  return rate > 0
    ? Math.expm1(-exponentOf(rate, periods)) * Math.exp(left)
    : -Math.expm1(exponentOf(rate, periods)) * Math.exp(-exponentOf(rate, paid));
}

/** The balance after payments at the ends of periods: a weighted average of the present and the future amount. */
function balance(rate: number, paid: number, periods: number, present: number, future: number): number {
  const [all, before, left] = [periods, paid, periods - paid].map((count) => exponentOf(rate, count)) as [
    number,
    number,
    number,
  ];
  if (rate > 0)
    return (present * Math.expm1(-left) - future * Math.exp(-left) * Math.expm1(-before)) / Math.expm1(-all);
  return (present * Math.exp(before) * Math.expm1(left) - future * Math.expm1(before)) / Math.expm1(all);
}
