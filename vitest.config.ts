import { defineConfig } from 'vitest/config';
import { builtSources } from './test/support/built-package.js';

const coreTests = [
  'test/{benchmarks,core,contracts,ports,config,replay,repository,worker}/**/*.test.ts',
  'test/*.test.ts',
  // These need no server but fakes of their own.
  'test/adapters/{anthropic,openai,rerank-http,shared,webhook}/**/*.test.ts',
  'test/adapters/embedded/matrix.test.ts',
  'test/adapters/qdrant/errors.test.ts',
  'test/chaos/dialects.test.ts',
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Tests that run side by side start processes: no more of them than there are processors.
    maxConcurrency: 2,
    projects: [
      {
        test: {
          name: 'core',
          include: coreTests,
          // Nothing here leaves anything behind, so modules are loaded once: half of the time.
          isolate: false,
          // Some start a script of their own, which on a busy machine takes its time.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [builtSources()],
        test: {
          name: 'live',
          // Workflows run in the thread of the tests: three threads for each worker cost two seconds.
          env: { TEMPORAL_DEBUG: '1' },
          include: ['test/**/*.test.ts'],
          exclude: coreTests,
          // Starts one Temporal and one Qdrant for all of these, and stops them at the end.
          globalSetup: 'test/support/global-setup.ts',
          setupFiles: 'test/support/log-with-failures.ts',
          // Files share nothing but servers and modules; those are loaded once.
          isolate: false,
          testTimeout: 60_000,
          // A hook may start a service of its own, which on a new machine may first have to be built.
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
