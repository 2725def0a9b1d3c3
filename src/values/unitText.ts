/**
 * Units after numbers. Input: the text of a number and of a unit. Output: the unit in the singular or the plural.
 * Guarantee: a number with its unit is read back as the same quantity, because the language accepts both forms.
 */

/** The first name of a unit, after a scale if there is one: `user` of `m user/day`. */
const firstName = /^((?:(?:k|m|bn|tn) )?)([A-Za-z_]\w*)/;
/** A name that takes a plain `s`, such as `user`, `Mtoken` or `day`; `USD`, `kWh`, `GW` and `company` do not. */
const takesS = /^(?=\w*[aeiou])\w+(?:[a-z][a-gi-rt-w]|[a-bd-rt-z]h|[aeiou]y)$/;
const builtInPlural = /^(day|month|quarter|year)s(?=$|[/*])/;

/** The unit as it follows a number: `unitAfter('16.1', 'month')` is `months`, `unitAfter('1', 'user')` is `user`. */
export function unitAfter(number: string, unit: string): string {
  if (/^[-+]?1$/.test(number)) return unit.replace(builtInPlural, '$1');
  return unit.replace(firstName, (_all, scale, name) => `${scale}${takesS.test(name) ? `${name}s` : name}`);
}

/** A number with its unit: `withUnit('12', 'user/day')` is `12 users/day`, `withUnit('5', 'USD')` is `5 USD`. */
export function withUnit(number: string, unit: string): string {
  return `${number} ${unitAfter(number, unit)}`;
}
