import {
  ActivityFailure,
  ApplicationFailure,
  ServiceError,
  WorkflowFailedError,
} from '@temporalio/client';
import { RetryState } from '@temporalio/common';
import { expect, it } from 'vitest';
import { BadInput, NotRunning } from '../../src/client.js';
import { endingOf } from '../../src/cli/exit-code.js';
import { ConfigError } from '../../src/config/config-error.js';

/** As a client meets the failure of an activity in a workflow. */
const inWorkflow = (cause: Error): Error =>
  new WorkflowFailedError(
    'Workflow execution failed',
    new ActivityFailure('Activity task failed', 'a', '1', RetryState.TIMEOUT, 'worker', cause),
    RetryState.TIMEOUT,
  );
const grpcError = Object.assign(new Error('14 UNAVAILABLE: no route'), {
  code: 14,
  details: 'no route',
  metadata: {},
});

it.each([
  ['bad input', new BadInput('too long'), 2, 'too long'],
  ['an invalid configuration', new ConfigError([]), 2, 'The configuration cannot be used:'],
  ['something that is not running', new NotRunning('start it'), 1, 'start it'],
  [
    'an outage',
    inWorkflow(ApplicationFailure.create({ message: 'gone', type: 'transient' })),
    1,
    'gone',
  ],
  [
    'a client error',
    inWorkflow(ApplicationFailure.nonRetryable('no such root', 'client_error')),
    2,
    'no such root',
  ],
  [
    'Temporal',
    new ServiceError('Failed', { cause: grpcError }),
    1,
    'The request to Temporal failed: no route',
  ],
])('%s ends with its code and its own message', (_, error, exitCode, message) => {
  expect(endingOf(error)).toEqual({ exitCode, message });
});
