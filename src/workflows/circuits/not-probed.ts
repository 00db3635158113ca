import { ApplicationFailure } from '@temporalio/workflow';
import type { ProbeRequest } from '../../contracts/circuit.js';
import { probeDenied } from '../../contracts/names.js';

/** There is no probe to be had: the circuit is not due yet, or others probe it. */
export function notProbed({ name }: ProbeRequest): ApplicationFailure {
  return ApplicationFailure.create({
    message: `No probe of ${name} is to be had`,
    type: probeDenied,
    nonRetryable: true,
    category: 'BENIGN',
  });
}
