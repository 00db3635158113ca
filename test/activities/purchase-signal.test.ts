import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { purchaseSignal } from '../../src/activities/activity-signal.js';

/** Whether a purchase under way ends when the activity is cancelled for this reason. */
function endsWhen(details: { readonly [reason: string]: true }): Promise<boolean> {
  const environment = new MockActivityEnvironment({ startToCloseTimeoutMs: 60_000 });
  return environment.run(async () => {
    const signal = purchaseSignal();
    environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
    return Promise.resolve(signal.aborted);
  });
}

it.each([['timedOut'], ['notFound']])(
  'a purchase goes on when its attempt is only given up for lost (%s)',
  async (reason) => expect(await endsWhen({ [reason]: true })).toBe(false),
);

it.each([['cancelRequested'], ['workerShutdown'], ['paused'], ['reset']])(
  'a purchase ends when it is not wanted (%s)',
  async (reason) => expect(await endsWhen({ [reason]: true })).toBe(true),
);
