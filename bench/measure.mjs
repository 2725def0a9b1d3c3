/**
 * One measurement in a separate process, so that the peak memory is that of the measurement. Arguments: what to
 * measure and a size (`measure.mjs build 100000`). Prints one line of JSON with seconds, processor seconds (which other
 * programs on the machine affect less), peak memory and cell counts.
 */
import ExcelJS from 'exceljs';
import { HyperFormula } from 'hyperformula';
import { buildModel, checkModel, openWorkbook, verifyFile } from '../dist/pipeline.js';
import { writeWorkbook } from '../dist/xlsx/write/fromRun.js';
import { rawSheets, shapeOf, yamlFiles } from './model.mjs';

function orThrow(checked) {
  const errors = checked.diagnostics.filter((one) => one.severity === 'error');
  if (checked.value === undefined || errors.length > 0)
    throw new Error(JSON.stringify(checked.diagnostics.slice(0, 3)));
  return checked.value;
}

function check(shape) {
  const files = yamlFiles(shape);
  return async () => {
    orThrow(checkModel('bench.yaml', (path) => files.get(path)));
    return {};
  };
}

function build(shape) {
  const files = yamlFiles(shape);
  return async () => {
    const started = performance.now();
    const built = orThrow(buildModel('bench.yaml', (path) => files.get(path)));
    const evaluated = performance.now();
    const bytes = await built.workbook();
    const seconds = { evaluate: (evaluated - started) / 1000, write: (performance.now() - evaluated) / 1000 };
    return { ...seconds, bytes: bytes.length, formulas: formulaCells(built.grid), results: finalCash(built.record) };
  };
}

/** Sheets that a plain build leaves out: everything that is not the calculation itself. */
const extraSheets = new Set(['Contents', 'Dashboard', 'Scenarios', 'About']);

function plain(shape) {
  const files = yamlFiles(shape);
  return async () => {
    const { grid, evaluations, record } = orThrow(buildModel('bench.yaml', (path) => files.get(path)));
    const sheets = grid.sheets.filter(({ name }) => !extraSheets.has(name));
    const properties = { title: 'Bench', runId: record.runId, date: '2026-01-01' };
    const bytes = await writeWorkbook({ ...grid, sheets }, evaluations.get(record.scenario), properties);
    return { bytes: bytes.length };
  };
}

/**
 * Reading a workbook back, comparing it with its record and computing it anew. The workbook is made before the clock
 * starts.
 */
async function verify(shape) {
  const files = yamlFiles(shape);
  const bytes = await orThrow(buildModel('bench.yaml', (path) => files.get(path))).workbook();
  return async () => {
    const { verdict, recalculation } = orThrow(verifyFile(orThrow(openWorkbook(bytes))));
    if (verdict !== 'as written' || recalculation.findings.length > 0)
      throw new Error(`the workbook is found ${verdict}`);
    return { bytes: bytes.length };
  };
}

/** Formula cells by what they are for: `{ item: 99600, link: 750, rollup: 4150, time: 700 }`. */
function formulaCells(grid) {
  const counts = {};
  for (const sheet of grid.sheets)
    for (const row of sheet.rows)
      for (const segment of row.segments) {
        const contents = Array.isArray(segment.content) ? segment.content : [];
        const count =
          segment.content.kind === 'formula' ? segment.count : contents.filter((one) => one.kind === 'formula').length;
        const kind = segment.origin?.kind ?? 'other';
        if (count > 0) counts[kind] = (counts[kind] ?? 0) + count;
      }
  return counts;
}

/** A number that both sides must agree on: the last balance of the last block. */
function finalCash(record) {
  return record.scenarios[0].series.at(-1).values.at(-1);
}

function baseline(shape) {
  return async () => {
    const started = performance.now();
    const sheets = rawSheets(shape);
    const engine = HyperFormula.buildFromSheets(sheets, { licenseKey: 'gpl-v3', smartRounding: false });
    const values = engine.getAllSheetsValues();
    const evaluated = performance.now();
    const bytes = await writeRaw(sheets, values);
    const seconds = { evaluate: (evaluated - started) / 1000, write: (performance.now() - evaluated) / 1000 };
    return {
      ...seconds,
      bytes: bytes.byteLength,
      formulas: { item: shape.formulas },
      results: Object.values(values).at(-1).at(-1).at(-1),
    };
  };
}

function writeRaw(sheets, values) {
  const workbook = new ExcelJS.Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const worksheet = workbook.addWorksheet(name);
    rows.forEach((cells, row) => {
      const target = worksheet.getRow(row + 1);
      cells.forEach((content, column) => {
        if (content !== null) target.getCell(column + 1).value = rawValue(content, values[name][row][column]);
      });
    });
  }
  return workbook.xlsx.writeBuffer();
}

function rawValue(content, result) {
  return typeof content === 'string' && content.startsWith('=') ? { formula: content.slice(1), result } : content;
}

const measurements = { check, build, plain, verify, baseline };
const [kind, size] = process.argv.slice(2);
const run = await measurements[kind](shapeOf(Number(size)));
const [started, used] = [performance.now(), process.cpuUsage()];
const found = await run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(used);
const processor = (user + system) / 1e6;
process.stdout.write(
  `${JSON.stringify({ kind, seconds, processor, megabytes: process.resourceUsage().maxRSS / 1024, ...found })}\n`,
);
