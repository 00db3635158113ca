import { expect, it } from 'vitest';
import { stopAll } from '../../src/cli/local-stack.js';

it('stops what stands behind a part that fails to stop, and throws what went wrong first', async () => {
  const stopped: string[] = [];
  const part = (name: string, fails = false) => {
    return () => {
      stopped.push(name);
      return fails ? Promise.reject(new Error(name)) : Promise.resolve();
    };
  };
  const stopping = stopAll([part('worker', true), part('record', true), part('stack')]);
  await expect(stopping).rejects.toThrow('worker');
  expect(stopped).toEqual(['worker', 'record', 'stack']);
});
