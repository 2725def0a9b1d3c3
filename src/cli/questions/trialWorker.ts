/** What a thread of a simulation does: one task after the other. */
import { makeTrialRunner } from './trialWork.ts';

export default makeTrialRunner();
