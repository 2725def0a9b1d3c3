/** The switches of the workbooks of the labs. */
import { labs } from '../helpers/projectModels.ts';
import { testSwitches } from '../helpers/switches.ts';

for (const path of labs) testSwitches(path);
