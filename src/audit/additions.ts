/**
 * What burnsheet writes none of, so that whatever there is of it was added later. Takes a workbook that burnsheet
 * wrote, as read from its file; returns findings: settings, protection, links to other files, merged cells, conditional
 * formats, and shapes.
 */
import type { FileSheet, WorkbookFile } from '../xlsx/read/workbookFile.ts';
import type { Finding } from './findings.ts';
import { conditionPlace, describeCondition, rangePlace } from './unseen.ts';

/** Every addition of a kind that no written workbook has. */
export function additionFindings(file: WorkbookFile): Finding[] {
  return [
    ...settingFindings(file),
    ...linkFindings(file),
    ...file.sheets.flatMap((sheet) => sheetAdditions(sheet, file)),
  ];
}

function settingFindings({ date1904, calculation, window }: WorkbookFile): Finding[] {
  const setting = (now: string): Finding => ({ kind: 'setting-changed', place: 'workbook', now });
  return [
    ...(date1904 ? [setting('the workbook uses the 1904 date system, so every date is four years later')] : []),
    ...(calculation.fullPrecision
      ? []
      : [setting('results are rounded to the displayed digits (precision as displayed)')]),
    ...(calculation.mode === 'auto'
      ? []
      : [setting(`results are not recalculated automatically (${calculation.mode})`)]),
    ...(calculation.iterate ? [setting('iterative calculation is on')] : []),
    ...(window.isProtected
      ? [{ kind: 'protection-changed', place: 'workbook', now: 'sheets cannot be moved or renamed' } as const]
      : []),
  ];
}

function linkFindings({ parts }: WorkbookFile): Finding[] {
  return parts.externalLinks.map(
    (place): Finding => ({ kind: 'link-changed', place, old: null, now: 'a link to another workbook' }),
  );
}

function sheetAdditions({ name, isProtected, merged, conditions, drawings }: FileSheet, file: WorkbookFile): Finding[] {
  return [
    ...(isProtected ? [{ kind: 'protection-changed', place: name, now: 'cells cannot be changed' } as const] : []),
    ...merged.map((range): Finding => ({ kind: 'cells-merged', place: rangePlace(name, range) })),
    ...conditions.map(
      (one): Finding => ({
        kind: 'condition-added',
        place: conditionPlace(name, one),
        now: describeCondition(one, file),
      }),
    ),
    ...drawings
      .filter(({ kind }) => kind !== 'chart')
      .map(({ kind, range }): Finding => ({ kind: 'drawing-added', place: rangePlace(name, range), now: `a ${kind}` })),
  ];
}
