/** The versions that a run was made with; a test compares them with package.json. */
export const versions = { burnsheet: '0.1.0', hyperformula: '3.5.0', exceljs: '4.4.0' } as const;

/** The independent engine, which computes workbooks anew and none of a run. */
export const ironCalcVersion = '0.8.4';
