/** Two runs whose models are made of each other: what the parts of an explanation share. */
import type { Model, ModelOptions } from '../model/model.ts';
import type { Source } from '../source/source.ts';
import type { ExplainSide } from './comparison.ts';
import type { Differences } from './differences.ts';
import type { Names } from './names.ts';

/** A side with its files as they are written, which are read when they are needed. */
export interface OpenSide extends ExplainSide {
  readonly source: () => Source;
  readonly options: ModelOptions;
}

/** The two sides, with what is asked of them. */
export interface Context {
  readonly older: OpenSide;
  readonly newer: OpenSide;
  readonly names: Names;
  readonly targets: readonly string[];
  readonly differences: Differences;
  readonly relevant: ReadonlySet<string>;
}

export type Which = 'old' | 'new';

export const sideOf = (which: Which, { older, newer }: Pick<Context, 'older' | 'newer'>): OpenSide =>
  which === 'old' ? older : newer;
export const otherThan = (which: Which): Which => (which === 'old' ? 'new' : 'old');

/** The place of a scenario in a model; the first where it has none of that id. */
export const placeOf = (scenario: string, { scenarios }: Model): number =>
  Math.max(
    0,
    scenarios.findIndex(({ id }) => id === scenario),
  );
