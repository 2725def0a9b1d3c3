/**
 * A model file that extends another and changes its values. Input: values by scenario. Output: the text of the file.
 */
import { Document, isMap, isScalar, visit } from 'yaml';

/** The text of a value, or one text per period from the first that changes. */
export interface OverlayValue {
  /** As under `values:`. */
  readonly key: string;
  readonly value?: string;
  readonly series?: ReadonlyMap<string, string>;
  readonly note: string;
}

export interface Overlay {
  /** A comment on where the values come from. */
  readonly remark: string;
  readonly model: string;
  /** The extended file, which is in the same folder. */
  readonly extends: string;
  readonly values: readonly OverlayValue[];
  readonly scenarios: ReadonlyMap<string, readonly OverlayValue[]>;
}

/**
 * The text of a model file: `model:`, `extends:`, `values:` and `set:` of scenarios, each value an assumption with a
 * note.
 */
export function overlayText({ remark, model, extends: extended, values, scenarios }: Overlay): string {
  const changed = [...scenarios].map(([id, some]) => [id, { set: entriesOf(some) }] as const);
  const document = new Document({
    model,
    extends: [extended],
    ...(values.length === 0 ? {} : { values: entriesOf(values) }),
    ...(changed.length === 0 ? {} : { scenarios: Object.fromEntries(changed) }),
  });
  document.commentBefore = remark
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
  // One line for each value.
  visit(document, {
    Pair: (_, { value }) => {
      if (isMap(value) && value.items.some(({ key }) => isScalar(key) && key.value === 'note')) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function entriesOf(values: readonly OverlayValue[]): Record<string, object> {
  return Object.fromEntries(
    values.map(({ key, value, series, note }) => [
      key,
      { ...(series === undefined ? { value } : { series: Object.fromEntries(series) }), status: 'assumption', note },
    ]),
  );
}
