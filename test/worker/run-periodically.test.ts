import { expect, it } from 'vitest';
import { outcomes } from '../../src/core/outcome.js';
import { PortError } from '../../src/ports/port-error.js';
import type { Alert } from '../../src/ports/notifier.js';
import { runPeriodically } from '../../src/worker/run-periodically.js';

it('alerts when a background task finds the disk full, under the same key as activities do', async () => {
  const recorded: unknown[] = [];
  const alert = await new Promise<Alert>((told) => {
    const tasks = runPeriodically(
      [
        {
          name: 'Copying the index to the standby',
          everyMs: 60_000,
          run: () =>
            Promise.reject(
              new PortError('standby write: no space', {
                dependency: 'standby',
                ...outcomes.diskFull,
              }),
            ),
        },
      ],
      {
        record: (metric, _, labels) => recorded.push([metric.name, labels]),
        notifier: {
          async notify(alert) {
            await tasks.stop();
            told(alert);
          },
        },
      },
    );
  });
  expect(alert).toMatchObject({
    severity: 'critical',
    key: 'disk_full standby',
    detail: 'Copying the index to the standby failed: standby write: no space',
  });
  expect(recorded).toEqual([['holdfast_resource_failures_total', { reason: 'disk_full' }]]);
});
