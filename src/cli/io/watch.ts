/**
 * Runs work again when files change. Takes paths and the work. Returns nothing; ends with the process. Guarantee:
 * never two runs at once.
 */
import { watch } from 'chokidar';

const SETTLE_MILLISECONDS = 80;

/**
 * Calls `work` after changes of the files; it returns the files to watch from then on. Returns a function that ends the
 * watch.
 */
export function watchFiles(first: readonly string[], work: () => Promise<readonly string[]>): () => Promise<void> {
  const settled = { stabilityThreshold: SETTLE_MILLISECONDS, pollInterval: SETTLE_MILLISECONDS / 2 };
  const watcher = watch([...first], { ignoreInitial: true, awaitWriteFinish: settled });
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      watcher.add([...(await work())]);
    }
    running = false;
  };
  // A rejected run must end the process like any other bug of ours, and not vanish in an event handler.
  watcher.on('all', () => run().catch((error: unknown) => process.nextTick(() => Promise.reject(error))));
  return () => watcher.close();
}
