/** Ends a run with one line that says which tests were skipped because a program is missing, and how to run them. */
import type { Reporter, TestModule } from 'vitest/node';
import { findRequiredPrograms } from './programs.ts';

export default class SkippedTests implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const tests = modules.flatMap((each) => [...each.children.allTests('skipped')]);
    const missing = (await findRequiredPrograms()).flatMap(({ tag, title, aptPackage, isInstalled }) => {
      const count = isInstalled ? 0 : tests.filter(({ tags }) => tags.includes(tag)).length;
      return count === 0
        ? []
        : [{ words: `${count} ${count === 1 ? 'test that needs' : 'tests that need'} ${title}`, aptPackage }];
    });
    if (missing.length === 0) return;
    const skipped = missing.map(({ words }) => words).join(' and ');
    const packages = missing.map(({ aptPackage }) => aptPackage).join(' ');
    process.stdout.write(`Not run: ${skipped}. To run them: sudo apt-get install ${packages}, then npm test.\n`);
  }
}
