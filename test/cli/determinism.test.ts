/** The same model gives the same files on any machine; `test/proof` does the same with a lab. */
import { testDeterminism } from '../helpers/determinism.ts';

testDeterminism('models/examples/loan.yaml');
