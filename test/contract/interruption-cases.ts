import { expect, it } from 'vitest';
import type { FakeVendor } from '../fakes/fake-vendor.js';
import type { VendorRoute } from '../fakes/faults.js';
import { portErrorOf } from './vendor-faults.js';

/** What every adapter does when its signal aborts, tried before the answer and in the middle of it. */
export function interruptionCases(
  vendor: () => FakeVendor,
  route: VendorRoute,
  call: (signal: AbortSignal) => Promise<unknown>,
): void {
  const ways = [
    { how: 'a deadline', reason: new DOMException('too late', 'TimeoutError'), means: 'timeout' },
    { how: 'a cancellation', reason: new Error('no longer wanted'), means: 'cancelled' },
  ] as const;
  for (const { how, reason, means } of ways) {
    it(`${how} ends a call that is not answered and frees its socket`, async () => {
      vendor().faults.always(route, { kind: 'silence' });
      const controller = new AbortController();
      const failure = portErrorOf(call(controller.signal));
      await vendor().calls.waitFor((calls) => calls.count(route, 'inFlight') === 1);
      controller.abort(reason);
      expect(await failure).toMatchObject({ reason: means });
      await vendor().calls.waitFor((calls) => calls.count(route, 'aborted') === 1);
      expect(vendor().calls.records).toHaveLength(1);
    });
  }

  it('sends nothing when the signal has aborted already', async () => {
    const error = await portErrorOf(call(AbortSignal.abort()));
    expect(error).toMatchObject({ category: 'cancelled', retryable: false });
    expect(vendor().calls.records).toHaveLength(0);
  });

  it('names the target when nothing listens there', async () => {
    await vendor().close();
    const error = await portErrorOf(call(new AbortController().signal));
    expect(error).toMatchObject({ category: 'transient', reason: 'unreachable', circuit: 'count' });
  });
}
