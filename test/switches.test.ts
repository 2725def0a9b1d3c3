/** The switches of every workbook of a small model; `test/proof` has those of the labs. */
import { examples, smallLabs } from './helpers/projectModels.ts';
import { testSwitches } from './helpers/switches.ts';

for (const path of [...examples, ...smallLabs]) testSwitches(path);
