import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Tells of a test run what a reader needs: each failure with its place, then one last line
 * `N passed, N failed` (and `, N skipped` where a test was), which scripts may rely on.
 */
export class ShortReporter implements Reporter {
  #vitest: Vitest | null = null;
  #modulesDone = 0;
  #modules = 0;
  #startedAt = 0;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunStart(specifications: ReadonlyArray<unknown>): void {
    this.#modules = specifications.length;
    this.#modulesDone = 0;
    this.#startedAt = Date.now();
  }

  onTestCaseResult(test: TestCase): void {
    if (test.result().state === 'failed') this.#print(`✗ ${place(test.module)} > ${test.fullName}`);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#modulesDone += 1;
    const tests = [...module.children.allTests()];
    const failed = module.ok() ? '' : ', FAILED';
    const count = `${this.#modulesDone}/${this.#modules}`;
    this.#print(`${count} ${place(module)} (${tests.length} tests${failed})`);
  }

  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandledErrors: ReadonlyArray<SerializedError>,
  ): void {
    let passed = 0;
    let skipped = 0;
    // An error outside every test fails the run, so it has to show in the count as well.
    let failed = unhandledErrors.length;
    for (const error of unhandledErrors) this.#explain('Unhandled error', error);
    for (const module of modules) {
      const errors = module.errors();
      // A file that could not be loaded, or whose hook broke, counts as one failure.
      if (errors.length > 0) failed += 1;
      for (const error of errors) this.#explain(place(module), error);
      for (const suite of module.children.allSuites()) {
        const suiteErrors = suite.errors();
        if (suiteErrors.length > 0) failed += 1;
        for (const error of suiteErrors) {
          this.#explain(`${place(module)} > ${suite.fullName}`, error);
        }
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'failed') failed += 1;
        else skipped += 1;
        for (const error of result.errors ?? []) {
          this.#explain(`${place(module)} > ${test.fullName}`, error);
        }
      }
    }
    const seconds = ((Date.now() - this.#startedAt) / 1_000).toFixed(1);
    this.#print(`${modules.length} test files in ${seconds} s`);
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    this.#print(`${passed} passed, ${failed} failed${left}`);
  }

  #explain(title: string, error: SerializedError): void {
    this.#print(`\nFAILED ${title}`);
    // Vitest prints the message, the difference and the line of code as its own reporters do.
    if (this.#vitest) this.#vitest.logger.printError(error, { showCodeFrame: true });
    else this.#print(error.stack ?? error.message);
  }

  #print(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}

function place(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}
