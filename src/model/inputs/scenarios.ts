/** The scenarios of a model, and the scenarios of included files that contribute to each. */

import { problem } from '../../diagnostics/catalogue.ts';
import { unknownScenario } from '../../diagnostics/unknownScenario.ts';
import type { ScenarioSource, Source } from '../../source/source.ts';
import type { Scenario } from '../model.ts';
import type { Registry } from '../registry.ts';

/** Every scenario is evaluated and has a column in the workbook. */
const scenariosMost = 1000;

export function listScenarios(source: Source, registry: Registry): Scenario[] {
  if (source.scenarios.size === 0) return [{ id: 'base', title: 'Base case' }];
  const tooMany = [...source.scenarios.values()][scenariosMost];
  if (tooMany !== undefined) {
    const message = `the model has ${source.scenarios.size} scenarios; the maximum is ${scenariosMost}`;
    const hint = 'vary inputs with burnsheet sensitivity or simulate, or split the scenarios over several models';
    registry.diagnostics.push(problem('too-many-scenarios', tooMany.key.span, message, { hint }));
    return [{ id: 'base', title: 'Base case' }];
  }
  const scenarios = [...source.scenarios].map(
    ([id, { value }]): Scenario => ({
      id,
      title: value.title?.text ?? id,
      extends: value.extends?.text,
      note: value.note?.text,
    }),
  );
  const base = scenarios[0]!.id;
  const seen = new Set<string>();
  for (const [id, { value }] of source.scenarios) {
    checkParent(id, value, source, registry, seen);
    seen.add(id);
  }
  return scenarios.map((scenario) =>
    scenario.id === base || scenario.extends !== undefined ? scenario : { ...scenario, extends: base },
  );
}

/** `seen` holds the scenarios above this one. */
function checkParent(
  id: string,
  scenario: ScenarioSource,
  source: Source,
  registry: Registry,
  seen: ReadonlySet<string>,
): void {
  const parent = scenario.extends;
  if (parent === undefined) return;
  if (!source.scenarios.has(parent.text)) {
    const order = [...source.scenarios.keys()];
    registry.diagnostics.push(unknownScenario(parent.text, order, parent.span));
  } else if (!seen.has(parent.text)) {
    registry.diagnostics.push(
      problem(
        'extends-loop',
        parent.span,
        `scenario '${id}' extends '${parent.text}', which comes after it or does not exist`,
        {
          hint: 'list the extended scenario first',
        },
      ),
    );
  }
}

/**
 * The scenarios of a source whose changes make up a scenario of the whole model, oldest first: the one of the same id,
 * and those it extends that the whole model does not inherit from anyway.
 */
export function ownSteps(
  scenario: Scenario,
  source: Source,
  parents: ReadonlyMap<string, string | undefined>,
): string[] {
  const inherited = ancestors(scenario.id, (id) => parents.get(id));
  const own = [scenario.id, ...ancestors(scenario.id, (id) => source.scenarios.get(id)?.value.extends?.text)];
  return own.filter((id) => source.scenarios.has(id) && !inherited.has(id)).reverse();
}

/** The scenarios that a scenario extends, directly or indirectly; a loop ends the list. */
function ancestors(id: string, parentOf: (id: string) => string | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (
    let parent = parentOf(id);
    parent !== undefined && parent !== id && !found.has(parent);
    parent = parentOf(parent)
  )
    found.add(parent);
  return found;
}
