/** Cover and sources. */

import type { CheckSheets } from './checkSheets.ts';
import type { Drafting } from './drafting.ts';
import type { Content, Grid, GridSheet } from './grid.ts';
import { formula, list, sheetBuilder, text } from './sheetBuilder.ts';

/** Title, scenario, master checks, contents and how to read the colours. */
export function coverSheet({ model }: Drafting, scenario: Grid['scenarioCell'], masters: CheckSheets['masters']): GridSheet {
  const sheet = sheetBuilder('Cover', 'control', [34, 120], { rows: 0, columns: 0 });
  sheet.add(text(0, model.title, 'title'));
  sheet.add(text(0, model.description ?? 'A financial model with live formulas.', 'note'));
  sheet.add();
  sheet.add(
    text(0, 'Scenario in force', 'label'),
    formula(1, 1, [{ sheet: scenario.sheet, row: scenario.row, column: { absolute: scenario.column } }], 'link'),
  );
  sheet.add(text(0, 'Known on', 'label'), text(1, model.known ?? 'the latest revision of every value'));
  sheet.add(
    text(0, 'Timeline', 'label'),
    text(1, `${model.timeline.periods[0]!.label} to ${model.timeline.periods.at(-1)!.label}, by ${model.timeline.grain}`),
  );
  for (const master of masters)
    sheet.add(
      text(0, `${master.label} (1 = yes)`, 'label'),
      formula(1, 1, [{ sheet: master.sheet, row: master.row, column: { absolute: master.column } }], 'check', { format: '0' }),
    );
  sheet.add();
  sheet.add(text(0, 'Scenarios', 'section'));
  for (const one of model.scenarios)
    sheet.add(text(0, one.id, 'label'), text(1, [one.title, one.note].filter((part) => part !== undefined).join('. ')));
  sheet.add();
  sheet.add(text(0, 'How to read it', 'section'));
  sheet.add(text(0, 'Blue on yellow', 'input'), text(1, 'an input: change it here or in the model file'));
  sheet.add(text(0, 'Black', 'calculation'), text(1, 'a formula of this sheet'));
  sheet.add(text(0, 'Green', 'link'), text(1, 'a link to another sheet'));
  sheet.add(text(0, 'Choose the scenario on the Inputs sheet; every sheet follows.', 'note'));
  return sheet.finish();
}

/** Every source that the model cites. */
export function sourceSheet({ model }: Drafting): GridSheet {
  const sheet = sheetBuilder('Sources', 'control', [30, 60, 26, 14, 60, 14, 60], { rows: 2, columns: 1 });
  sheet.add(text(0, 'Sources', 'title'));
  sheet.add(
    list(
      0,
      ['Id', 'Title', 'Publisher', 'Date', 'Address', 'Confidence', 'Note'].map((one): Content => ({ kind: 'text', text: one })),
      'header',
    ),
  );
  for (const one of model.sources) {
    const address = one.url === undefined ? [] : list(4, [{ kind: 'url', text: one.url, url: one.url }], 'url');
    sheet.add(
      text(0, one.id, 'id'),
      text(1, one.title),
      text(2, one.publisher),
      text(3, one.date),
      address,
      text(5, one.confidence),
      text(6, one.note, 'note'),
    );
  }
  return sheet.finish();
}
