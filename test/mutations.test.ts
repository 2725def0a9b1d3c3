/** Inputs that are changed in the workbooks of small models; `test/proof` has more of them, and the labs. */
import { testMutations } from './helpers/mutations.ts';
import { examples, smallLabs } from './helpers/projectModels.ts';

const sampleSize = 4;

for (const path of [...examples, ...smallLabs]) testMutations(path, sampleSize);
