/** The kernel, HyperFormula and forty digits compute the same for the labs, in every scenario. */
import { testAgreement } from '../helpers/kernelAgreement.ts';
import { labs } from '../helpers/projectModels.ts';

for (const path of labs) testAgreement(path);
