/**
 * Why a cell of an input cannot be read as its value. Takes a cell that was changed, its row and the model; returns
 * what is wrong with it and what to do, or nothing if it can be read. Guarantee: nothing is guessed from a text that
 * looks like a number or a date.
 */
import { columnName } from '../grid/address.ts';
import { inputText } from '../model/inputs/inputText.ts';
import type { Model, Row, ValueType } from '../model/model.ts';
import { columns } from '../sheets/layoutContext.ts';
import type { FileValue } from '../xlsx/read/workbookFile.ts';
import type { CellEdit } from './edits.ts';

/** What is wrong with a cell, to be read behind its name, and what to do. */
export interface UnreadReason {
  readonly why: string;
  readonly hint: string;
}

/** A cell of an input that cannot be read. */
export interface UnreadCell extends UnreadReason {
  readonly place: string;
  /** As under `values:`; `scenario` for the cell that chooses the scenario. */
  readonly key: string;
  readonly label: string;
  readonly scenario?: string;
  readonly value: FileValue;
}

/** What is wrong with a cell of an input; undefined if its value can be read. */
export function findUnreadReason(edit: CellEdit, row: Row | undefined, model: Model): UnreadReason | undefined {
  if (row === undefined)
    return { why: 'is not an input of the model', hint: 'use the model that the workbook was built from' };
  if (row.quantity.structural || row.quantity.type.kind === 'member')
    return { why: 'is determined by the structure of the model', hint: 'change it in the model file' };
  if (edit.role === 'live') return liveReason(edit);
  if (edit.scenario !== undefined && model.scenarios.every(({ id }) => id !== edit.scenario))
    return {
      why: `is in the column of '${edit.scenario}', which is not a scenario of the model`,
      hint: 'use the model of the workbook',
    };
  return valueReason(edit, row.quantity.type) ?? (fits(edit, row, model) ? undefined : outside);
}

const outside: UnreadReason = {
  why: 'is outside the periods of the input',
  hint: 'change the input in the model file',
};

/** Sheets of constants have the first scenario behind the live column. */
function liveReason({ place, at }: CellEdit): UnreadReason {
  const [, sheet, row] = /^(.*!)[A-Z]+(\d+)$/s.exec(place) ?? [];
  const where =
    at === undefined
      ? `in the column of a scenario, such as ${sheet}${columnName(columns.openings)}${row}`
      : 'in the row of a scenario';
  return {
    why: 'is the live cell with the formula for the selected scenario, and was overwritten',
    hint: `enter the value ${where}`,
  };
}

/** Constants have no place in time, and a series begins where it has a value. */
function fits({ at }: CellEdit, { quantity, values }: Row, { openings, timeline }: Model): boolean {
  if (at === undefined || quantity.time === 'scalar') return at === undefined && quantity.time === 'scalar';
  return at < openings + timeline.periods.length && values![0]!.series?.[at] !== undefined;
}

function valueReason({ value, formula }: CellEdit, type: ValueType): UnreadReason | undefined {
  if (value === null || value === '') return formula === undefined ? emptyReason : formulaReason(formula);
  if (typeof value === 'object') return { why: `contains the error ${value.error}`, hint: 'enter the value itself' };
  return inputText(value, type) === undefined ? wrongValue(value, type) : undefined;
}

const emptyReason: UnreadReason = {
  why: 'is empty; Excel calculates with 0',
  hint: 'enter the value (0 if it is zero), or undo the change',
};

const formulaReason = (formula: string): UnreadReason => ({
  why: `contains the formula =${formula} without a result`,
  hint: 'open the workbook in Excel or LibreOffice and save it, or enter the number itself',
});

const kinds: Readonly<Record<ValueType['kind'], string>> = {
  number: 'a number',
  date: 'a date',
  flag: 'TRUE or FALSE',
  choice: 'one of its options',
  member: 'a member',
};

function wrongValue(value: number | string | boolean, type: ValueType): UnreadReason {
  const held =
    typeof value === 'string'
      ? `the text '${value}'`
      : typeof value === 'boolean'
        ? String(value).toUpperCase()
        : String(value);
  const wanted = type.kind === 'choice' ? `one of its options (${type.options.join(', ')})` : kinds[type.kind];
  if (type.kind === 'choice') return { why: `contains ${held}, which is not ${wanted}`, hint: 'choose from the list' };
  if (typeof value === 'string') return { why: `contains ${held}, not ${wanted}`, hint: textHint(type) };
  return {
    why: `contains ${held}, not ${wanted}${type.kind === 'date' ? ' (a whole day)' : ''}`,
    hint: 'enter the value again',
  };
}

function textHint({ kind }: ValueType): string {
  if (kind === 'flag') return 'enter TRUE or FALSE without an apostrophe or blanks';
  return (
    `format the cell as ${kinds[kind]} and type it again; not every program calculates with text as ` + `${kinds[kind]}`
  );
}
