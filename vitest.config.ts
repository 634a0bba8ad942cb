import { existsSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { ShortReporter } from './scripts/short-reporter.ts';

/** The program as its users start it, a process each: too slow for the everyday door. */
const programTests = 'packages/jackfield/test/**/*.test.ts';
/** With a PostgreSQL server: `npm test` runs them, the everyday door doesn't. */
const postgresTests = 'packages/*/test/**/*.postgres.test.ts';
const browserTests = 'packages/*/test/**/*.browser.test.ts';

/** The browser that `scripts/set-up.mjs test` found, unless one is named by hand. */
const browserFile = new URL('./node_modules/.jackfield-browser', import.meta.url);
const browser =
  process.env['JACKFIELD_BROWSER'] ??
  (existsSync(browserFile) ? readFileSync(browserFile, 'utf8').trim() : '');

export default defineConfig({
  test: {
    reporters: [new ShortReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          // Modules are loaded once a worker: anew for each file they took half of the run.
          isolate: false,
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'packages/*/test/**/*.test.ts',
            'deploy/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, browserTests, programTests, postgresTests],
          testTimeout: 15_000,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'program',
          include: [programTests],
          exclude: [...configDefaults.exclude, postgresTests],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: '100%',
        },
      },
      {
        // The control plane's tests once more, on the other database.
        test: {
          name: 'postgres',
          isolate: false,
          include: ['packages/control-plane/{src,test}/**/*.test.ts', postgresTests],
          exclude: [
            ...configDefaults.exclude,
            'packages/control-plane/src/{backup,schemas,store/embedded}/**',
            'packages/control-plane/src/domain/catalogue/**',
          ],
          globalSetup: ['packages/test-postgres/src/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'browser',
          include: [browserTests],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // A file is a browser and a program of its own.
          maxWorkers: 2,
          env: browser === '' ? {} : { JACKFIELD_BROWSER: browser },
        },
      },
    ],
  },
});
