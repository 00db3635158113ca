import { expect, it } from 'vitest';
import { PortError } from '../../src/ports/port-error.js';
import type { DialectCase } from '../fakes/dialects/dialect-case.js';
import type { FakeVendor } from '../fakes/fake-vendor.js';
import type { VendorRoute } from '../fakes/faults.js';

/** Plays each case against an adapter. `call` says what is left of an answer, which must be `answer`. */
export function dialectCases(
  vendor: () => FakeVendor,
  route: VendorRoute,
  cases: readonly DialectCase[],
  { call, answer }: { readonly call: () => Promise<unknown>; readonly answer: unknown },
): void {
  it.each(cases)('$server, $exchange: $title', async (dialectCase) => {
    const { outcome, requests } = await playDialect(vendor(), route, dialectCase, call);
    const { expected } = dialectCase;
    if (expected === 'answer') expect(outcome).toEqual(answer);
    else expect(outcome).toMatchObject(expected);
    expect(requests).toBe(dialectCase.requests ?? 1);
  });
}

/** What comes of a call to a server that answers like this, and how many requests it took. */
export async function playDialect(
  vendor: FakeVendor,
  route: VendorRoute,
  { play }: DialectCase,
  call: () => Promise<unknown>,
): Promise<{ readonly outcome: unknown; readonly requests: number }> {
  vendor.faults.always(route, { kind: 'play', play });
  const outcome = await call().catch((error: unknown) => {
    if (error instanceof PortError) return error;
    throw error;
  });
  return { outcome, requests: vendor.calls.count(route) };
}
