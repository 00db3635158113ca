import { inspect } from 'node:util';
import { expect } from 'vitest';
import { PortError } from '../../src/ports/port-error.js';
import type { Fault } from '../fakes/faults.js';
import type { FakeVendor } from '../fakes/fake-vendor.js';

/** A key of no known pattern; no error may contain it. */
export const testApiKey = 'f4f9a7c2e8b1d6035';

/** What a PortError must say. */
export type Expected = Partial<
  Pick<PortError, 'category' | 'reason' | 'retryable' | 'circuit' | 'retryAfterMs'>
>;

export interface FaultCase {
  readonly title: string;
  readonly fault: Fault;
  readonly expected: Expected;
}

const rateLimited = { category: 'rate_limit', reason: 'rate_limited', retryable: true } as const;
const malformed = {
  category: 'transient',
  reason: 'malformed_response',
  circuit: 'count',
} as const;
/** Waiting does not help, so it says nothing about the vendor's health. */
export const incompatible = {
  category: 'client_error',
  reason: 'incompatible_response',
  retryable: false,
  circuit: 'ignore',
} as const;
const keyRejected = { category: 'client_error', reason: 'key_rejected', circuit: 'open' } as const;

function status(code: number, expected: Expected): FaultCase {
  return { title: `a ${code}`, fault: { kind: 'status', status: code }, expected };
}

function waiting(name: string, value: string, retryAfterMs: number): FaultCase {
  return {
    title: `a 429 with ${name}: ${value}`,
    fault: { kind: 'status', status: 429, headers: { [name]: value } },
    expected: { ...rateLimited, retryAfterMs },
  };
}

/** What every vendor can answer instead of an answer, whatever was asked. */
export const httpFaultCases: readonly FaultCase[] = [
  status(400, { category: 'client_error', reason: 'bad_request', retryable: false }),
  status(401, { ...keyRejected, retryable: false }),
  status(402, { category: 'resource', reason: 'quota_exhausted', circuit: 'open' }),
  status(403, { ...keyRejected, retryable: false }),
  status(404, { category: 'client_error', reason: 'not_found', retryable: false }),
  status(429, { ...rateLimited, circuit: 'ignore', retryAfterMs: undefined }),
  waiting('retry-after', '7', 7000),
  waiting('retry-after-ms', '1500', 1500),
  waiting('retry-after', 'Wed, 01 Jan 2200 00:00:00 GMT', expect.any(Number) as number),
  status(500, { category: 'transient', reason: 'server_error', circuit: 'count' }),
  status(503, { category: 'transient', reason: 'overloaded', circuit: 'count' }),
  status(529, { category: 'transient', reason: 'overloaded', circuit: 'count' }),
  {
    title: 'a reset connection',
    fault: { kind: 'reset' },
    expected: { category: 'transient', reason: 'unreachable', circuit: 'count' },
  },
  { title: 'a login page with status 200', fault: { kind: 'html' }, expected: malformed },
  { title: 'an empty 200', fault: { kind: 'empty' }, expected: malformed },
  { title: 'JSON of another shape', fault: { kind: 'wrongShape' }, expected: incompatible },
];

/** Faults of vendors that answer in JSON, which can break off in the middle of it. */
export const jsonFaultCases: readonly FaultCase[] = [
  ...httpFaultCases,
  status(413, { category: 'content', reason: 'too_large', retryable: false }),
  {
    title: 'a body cut in the middle',
    fault: { kind: 'cut' },
    expected: { category: 'transient', reason: 'stream_cut', circuit: 'count' },
  },
];

/** The PortError a call rejects with; fails when it resolves or rejects with anything else. */
export async function portErrorOf(call: Promise<unknown>): Promise<PortError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PortError);
  return error as PortError;
}

/** That one request was made, that its socket is free again, and that no key leaked. */
export async function expectOneRequest(vendor: FakeVendor, error?: PortError): Promise<void> {
  // A forgotten socket is freed too once its response is garbage collected: that is too late.
  await vendor.calls.waitFor(
    ({ records }) => records.every(({ outcome }) => outcome !== 'inFlight'),
    5000,
  );
  expect(vendor.calls.records).toHaveLength(1);
  if (error) expect(inspect(error, { depth: 10 })).not.toContain(testApiKey);
}
