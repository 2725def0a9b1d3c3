/** Before every test file. Leaves: a pause behind each test, in which what the thread has to say and to hear can pass; long computations leave none. */
import { setImmediate } from 'node:timers/promises';
import { afterEach } from 'vitest';

afterEach(async () => {
  await setImmediate();
});
