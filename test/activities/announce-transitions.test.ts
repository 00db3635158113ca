import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { createCircuitActivities } from '../../src/activities/circuit-activities.js';

const unused = () => {
  throw new Error('not to be called');
};

it('alerts anew of the first outage an entity begun anew sees, and once however often it is tried', async () => {
  const keys: string[] = [];
  const activities = createCircuitActivities({
    planOf: unused,
    limits: { read: unused, write: unused },
    notifier: { notify: ({ key }) => Promise.resolve(void keys.push(key)) },
    record: () => undefined,
  });
  const announce = (epoch: number) =>
    new MockActivityEnvironment().run(() =>
      activities.announceTransitions({
        dependency: 'vendor',
        epoch,
        transitions: [{ name: 'vendor/chat/a', to: 'open', cause: '503', generation: 1 }],
      }),
    );
  for (const epoch of [1, 1, 2]) await announce(epoch);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});
