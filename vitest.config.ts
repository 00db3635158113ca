import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
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

/** Where tests take longest: without them at the end, all workers end at about the same time. */
const longest = [
  'test/package/',
  'test/durability/',
  'test/cli/',
  'test/workflows/',
  'test/chaos/',
];

/** Of a first run, in which Vitest does not know how long each file takes, it would only see the sizes. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const known = longest.findIndex((folder) => moduleId.includes(folder));
      return project.name === 'core' ? -1 : known === -1 ? longest.length : known;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    // One more than the two processors this is made for: tests mostly wait, for servers and processes.
    maxWorkers: 3,
    maxConcurrency: 3,
    sequence: { sequencer: LongestFirst },
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
