/** A lab gives the same files on any machine. */
import { testDeterminism } from '../helpers/determinism.ts';

testDeterminism('models/anthropic.yaml');
