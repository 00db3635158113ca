import { expect, it } from 'vitest';
import { runTogether } from '../../src/worker/run-together.js';
import { deferred } from '../fakes/deferred.js';

function fakeWorker() {
  const ended = deferred<Error | undefined>();
  let state: 'RUNNING' | 'STOPPED' | 'FAILED' = 'RUNNING';
  return {
    async run() {
      const error = await ended.promise;
      if (error) throw error;
    },
    getState: () => state,
    shutdown() {
      state = 'STOPPED';
      ended.resolve(undefined);
    },
    fail(error: Error) {
      state = 'FAILED';
      ended.resolve(error);
    },
  };
}

it('workers run until all of them are shut down', async () => {
  const workers = [fakeWorker(), fakeWorker()];
  const running = runTogether(workers);
  for (const worker of workers) worker.shutdown();
  await expect(running).resolves.toBeUndefined();
});

it('one that fails ends the others, and its error is the one that is told', async () => {
  const [first, second, third] = [fakeWorker(), fakeWorker(), fakeWorker()];
  const running = runTogether([first, second, third]);
  second.fail(new Error('poisoned'));
  await expect(running).rejects.toThrow('poisoned');
  expect([first, second, third].map((worker) => worker.getState())).toEqual([
    'STOPPED',
    'FAILED',
    'STOPPED',
  ]);
});
