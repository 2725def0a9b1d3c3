/**
 * Workbooks as a person changes them in LibreOffice: it opens each, does what a macro says and saves it. Enters the
 * bytes of an `.xlsx` and statements in LibreOffice Basic about `doc`; leaves the bytes that LibreOffice writes. A test
 * that calls it has the tag `libreoffice`.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findLibreOffice } from '../../src/cli/io/libreOffice.ts';

const run = promisify(execFile);
const timeMost = 120_000;

/** A workbook and what is done to it. */
export interface MacroEdit {
  readonly workbook: Uint8Array;
  /** Lines of Basic: `doc.Sheets.getByName("Inputs").Name = "Assumptions"`. */
  readonly basic: string;
}

const library = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Edits"/>
</library:library>`;

/**
 * Values that a macro passes to the program: whole rows of a range sorted by one of its columns, in ascending order.
 */
const shared = `Function Prop(name As String, value)
  Dim one As New com.sun.star.beans.PropertyValue
  one.Name = name : one.Value = value
  Prop = one
End Function
Sub SortRange(doc, sheetName As String, range As String, column As Integer, ascending As Boolean)
  Dim field As New com.sun.star.table.TableSortField
  field.Field = column : field.IsAscending = ascending
  doc.Sheets.getByName(sheetName).getCellRangeByName(range).sort(Array(Prop("SortFields", Array(field)), Prop("ContainsHeader", False)))
End Sub
Sub OpenAndEdit(source As String, target As String, number As Integer)
  Dim doc
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, Array(Prop("Hidden", True)))
  Select Case number
EDITS
  End Select
  doc.calculateAll()
  doc.storeToURL(target, Array(Prop("FilterName", "Calc MS Excel 2007 XML")))
  doc.close(True)
End Sub
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const moduleXml = (basic: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edits" script:language="StarBasic">${escaped(basic)}</script:module>`;

/** Each workbook as LibreOffice saves it after the edit, in one run of the program. */
export async function editInLibreOffice(edits: readonly MacroEdit[]): Promise<readonly Uint8Array[]> {
  const program = await findLibreOffice();
  if (program === undefined)
    throw new Error('LibreOffice is needed for this test: install it so that `soffice` is on the path');
  const folder = await mkdtemp(join(tmpdir(), 'burnsheet-edits-'));
  try {
    const settings = [
      `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
      '--headless',
      '--norestore',
    ];
    // The first start fills a new profile, and would write over the macro.
    await run(program, [...settings, '--terminate_after_init'], { timeout: timeMost });
    await writeMacro(folder, edits);
    await run(program, [...settings, 'macro:///Standard.Edits.Main()'], { timeout: timeMost, maxBuffer: 2 ** 26 });
    const missing = edits.findIndex((_, at) => !existsSync(fileOf(folder, 'out', at)));
    const reason = await readFile(join(folder, 'failed.txt'), 'utf8').catch(() => 'it says nothing');
    if (missing !== -1)
      throw new Error(`LibreOffice did not do edit ${missing} (${reason.trim()}): ${edits[missing]!.basic}`);
    return await Promise.all(edits.map((_, at) => readFile(fileOf(folder, 'out', at))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const fileOf = (folder: string, kind: 'in' | 'out', at: number): string => join(folder, `${kind}-${at}.xlsx`);

async function writeMacro(folder: string, edits: readonly MacroEdit[]): Promise<void> {
  const home = join(folder, 'profile', 'user', 'basic');
  await mkdir(join(home, 'Standard'), { recursive: true });
  await Promise.all(edits.map(({ workbook }, at) => writeFile(fileOf(folder, 'in', at), workbook)));
  const url = (kind: 'in' | 'out', at: number) => pathToFileURL(fileOf(folder, kind, at)).href;
  const cases = edits.map(({ basic }, at) => `  Case ${at}\n${basic}`).join('\n');
  const calls = edits.map((_, at) => `  OpenAndEdit("${url('in', at)}", "${url('out', at)}", ${at})`).join('\n');
  const failed = `Failed:\n  Open "${join(folder, 'failed.txt')}" For Output As #1\n  Print #1, Error$ & " in line " & Erl\n  Close #1\n`;
  const main = `Sub Main\n  On Error Goto Failed\n${calls}\n  StarDesktop.terminate()\n  Exit Sub\n${failed}  StarDesktop.terminate()\nEnd Sub\n`;
  await writeFile(join(home, 'Standard', 'script.xlb'), library);
  await writeFile(join(home, 'Standard', 'Edits.xba'), moduleXml(shared.replace('EDITS', () => cases) + main));
}
