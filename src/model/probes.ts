/** Formulas that a caller asks of a model for one run. */

import type { Located } from '../source/source.ts';
import type { Binder } from './binding/binder.ts';
import type { Bound } from './binding/context.ts';
import { asValueType } from './binding/declaredUnit.ts';
import { asTime, differenceType } from './checks.ts';
import { checkRounding } from './expression/checkRounding.ts';
import { withTolerance } from './expression/comparison.ts';
import type { Expression, ModelOptions, Probe } from './model.ts';
import type { Registry } from './registry.ts';

/** Formulas asked for one run. They are in no file, so their problems quote them as asked. */
export function bindProbes({ probes = [] }: ModelOptions, binder: Binder, registry: Registry): Probe[] {
  return probes.flatMap(({ formula: text, option }): Probe[] => {
    const span = { file: { path: option, text }, start: 0, end: text.length };
    const formula: Located = { text, span, at: (index) => index };
    const bound = binder.bindText(formula, '', { isProbe: true });
    if (bound === undefined || bound.type.kind === 'unknown') return [];
    const shared = {
      id: text,
      formula,
      value: bound.expression,
      type: asValueType(bound.type),
      time: asTime(bound.time),
    };
    const type = differenceType(bound, registry);
    const { sides } = bound;
    if (type === undefined || sides === undefined) return [shared];
    const value = { kind: 'binary', operator: '-', left: sides.left, right: sides.right } as const;
    const equal = equalBut(bound, binder);
    return [
      {
        ...shared,
        difference: {
          value,
          operator: sides.operator,
          type: asValueType(type),
          ...(equal === undefined ? {} : { equal }),
        },
      },
    ];
  });
}

/** Whether both sides are equal but for rounding; undefined where they are exact. */
function equalBut({ sides, compared }: Bound, { isWholeInput }: Binder): Expression | undefined {
  const { left, right } = sides!;
  const rounding = compared?.kind === 'date' ? undefined : checkRounding(left, right, isWholeInput);
  return rounding === undefined ? undefined : withTolerance('=', left, right, rounding);
}
