/** The two sides of an explanation, and what its steps share. */
import type { Model, ModelOptions } from '../model/model.ts';
import type { Source } from '../source/source.ts';
import type { PlannedSide } from './attribution.ts';
import type { Differences } from './differences.ts';
import type { NameMap } from './nameMap.ts';

/** A side with its source files, which are read on demand. */
export interface LoadedSide extends PlannedSide {
  readonly source: () => Source;
  readonly options: ModelOptions;
}

/** The two sides and the requested results. */
export interface ExplainContext {
  readonly older: LoadedSide;
  readonly newer: LoadedSide;
  readonly names: NameMap;
  readonly targets: readonly string[];
  readonly differences: Differences;
  readonly relevant: ReadonlySet<string>;
}

export type SideName = 'old' | 'new';

export const sideOf = (which: SideName, { older, newer }: Pick<ExplainContext, 'older' | 'newer'>): LoadedSide =>
  which === 'old' ? older : newer;
export const oppositeSide = (which: SideName): SideName => (which === 'old' ? 'new' : 'old');

/** The place of a scenario in a model; the first if there is none of that id. */
export const scenarioIndex = (scenario: string, { scenarios }: Model): number =>
  Math.max(
    0,
    scenarios.findIndex(({ id }) => id === scenario),
  );
