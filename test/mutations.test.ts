/** Inputs that are changed in the workbooks of small models; `test/proof` has those of the labs. */
import { testMutations } from './helpers/mutations.ts';
import { examples, smallLabs } from './helpers/projectModels.ts';

const sampleSize = 8;

for (const path of [...examples, ...smallLabs]) testMutations(path, sampleSize);
