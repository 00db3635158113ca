import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Closed } from '../../../src/core/circuit/state.js';
import { tallyOf } from '../../../src/core/circuit/window.js';
import { outcomes } from '../../../src/core/outcome.js';
import { settings } from '../../core/circuit/driver.js';
import type { Watch } from '../../../src/worker/circuits/attempt.js';
import {
  attempt,
  circuit,
  credential,
  failing,
  fine,
  guarded,
  open,
  pass,
  startProcess,
  type Process,
} from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function attemptTaking(one: Process, ms: number): Promise<unknown> {
  const running = attempt(one, () => new Promise((done) => setTimeout(() => done('fine'), ms)));
  await pass(ms);
  return running;
}

describe('the guard around a call', () => {
  it('10. counts a throw, a rejection and a slow call once each', async () => {
    const { one } = startProcess();
    await attempt(one, () => {
      throw new Error('not of the vendor');
    });
    for (let call = 0; call < 3; call += 1) await attempt(one, failing());
    void attempt(one, () => new Promise(() => undefined));
    await pass(2_000);
    expect(one.sync.open()).toEqual([]);
    await attempt(one, failing());
    expect(one.sync.open()).toEqual([circuit]);
  });

  it('10. counts a slow call that fails in the end as one call', async () => {
    const { one, shared } = startProcess();
    const failLate = () => new Promise((done) => setTimeout(done, 5_000)).then(failing());
    const ended = Promise.all([attempt(one, failLate), attempt(one, failLate)]);
    await pass(6_000);
    expect(await ended).toEqual(['server_error', 'server_error']);
    const phase = shared.registry.circuits[circuit]?.circuit.phase as Closed;
    const tally = tallyOf(phase.window, Date.now(), settings.windowMs);
    expect(tally).toEqual({ calls: 2, failed: 2, slow: 2 });
  });

  it('12. rejects without calling, and says what, why and for how long', async () => {
    const { one } = startProcess();
    await open(one);
    const work = vi.fn(fine);
    const rejected = one.guard.call(guarded, work);
    await expect(rejected).rejects.toMatchObject({
      dependency: 'vendor',
      reason: 'circuit_open',
      retryable: false,
      retryAfterMs: 2_000,
    });
    await expect(rejected).rejects.toThrow(/vendor\/chat\/model.*down/);
    expect(work).not.toHaveBeenCalled();
  });

  it('13. never counts its own rejections as failures', async () => {
    const { one, shared } = startProcess();
    await open(one);
    for (let call = 0; call < 50; call += 1) await attempt(one, failing());
    await pass(5_000);
    expect(JSON.stringify(shared.registry.circuits[circuit])).not.toContain('circuit_open');
    expect(shared.reports).toBeLessThanOrEqual(2);
  });

  it('9. lets client errors, content, rate limits and cancellations pass uncounted', async () => {
    const { one, shared } = startProcess();
    const ignored = [
      outcomes.badRequest,
      outcomes.contentFiltered,
      outcomes.rateLimited,
      outcomes.cancelled,
    ];
    for (const outcome of ignored.flatMap((one) => [one, one, one])) {
      await attempt(one, failing(outcome));
    }
    await pass(5_000);
    expect(await attempt(one)).toBe('fine');
    expect(shared.reports).toBe(0);
  });

  it('25. throws what the call threw, whatever becomes of the report', async () => {
    const { one, shared } = startProcess();
    shared.up = false;
    for (let call = 0; call < 4; call += 1)
      expect(await attempt(one, failing())).toBe('server_error');
    await pass(5_000);
    expect(await attempt(one)).toBe('fine');
  });

  it('27. leaves the fallback to the caller, with the reason; its failure surfaces', async () => {
    const { one } = startProcess();
    await open(one);
    const other = { ...guarded, circuit: 'vendor/chat/other' };
    const fallback = vi.fn(() => one.guard.call(other, failing(outcomes.timeout)));
    const answered = one.guard.call(guarded, fine).catch(fallback);
    await expect(answered).rejects.toMatchObject({ reason: 'timeout' });
    const why: unknown = expect.objectContaining({ reason: 'circuit_open' });
    expect(fallback.mock.calls).toEqual([[why]]);
  });

  it('28. counts 20,000 calls, ten at a time, exactly', async () => {
    const windowMs = 86_400_000;
    const { one, shared } = startProcess({
      consecutive: 1_000_000,
      minimumCalls: 1_000_000,
      windowMs,
    });
    for (let round = 0; round < 2_000; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => attempt(one, index % 2 === 0 ? failing() : fine)),
      );
    }
    await pass(1_000);
    const phase = shared.registry.circuits[circuit]!.circuit.phase as Closed;
    expect(tallyOf(phase.window, Date.now(), windowMs)).toEqual({
      calls: 20_000,
      failed: 10_000,
      slow: 0,
    });
  });

  it('takes the beginning of an answer as the end of slowness', async () => {
    const { one } = startProcess();
    for (let call = 0; call < 5; call += 1) {
      const streaming = one.guard.call(guarded, async (watch) => {
        watch.answered();
        await new Promise((resolve) => setTimeout(resolve, 9_000));
        return 'a long answer';
      });
      await pass(9_000);
      expect(await streaming).toBe('a long answer');
    }
    expect(await attempt(one)).toBe('fine');
  });

  it('counts as slow what takes several times the usual, and at least a second', async () => {
    const { one } = startProcess();
    for (let call = 0; call < 16; call += 1) await attemptTaking(one, 100);
    for (let call = 0; call < 5; call += 1) {
      expect(await attemptTaking(one, 1_100)).toBe('fine');
    }
    expect(await attempt(one)).toBe('circuit_open');
  });

  it('counts an answer whose end takes several times as long as usual', async () => {
    const { one } = startProcess();
    const answer = (ms: number) => async (watch: Watch) => {
      watch.answered();
      await new Promise((resolve) => setTimeout(resolve, ms));
    };
    const all = async (ms: number, count: number) => {
      for (let call = 0; call < count; call += 1) {
        void one.guard.call(guarded, answer(ms)).catch(() => undefined);
        await pass(ms);
      }
    };
    await all(1_000, 16);
    expect(await attempt(one)).toBe('fine');
    await all(4_500, 5);
    expect(await attempt(one)).toBe('circuit_open');
  });

  it('opens the circuit of a key for all calls made with it, and no other', async () => {
    const { one } = startProcess();
    expect(await attempt(one, failing(outcomes.quotaExhausted))).toBe('quota_exhausted');
    expect(await attempt(one, fine, { ...guarded, circuit: 'vendor/embeddings/model' })).toBe(
      'circuit_open',
    );
    const otherKey = { ...guarded, credential: 'vendor/credential/2' };
    expect(await attempt(one, fine, otherKey)).toBe('fine');
    expect(one.sync.open()).toEqual([credential]);
  });
});

describe('a credential that is refused for a time', () => {
  it('is tried again when the vendor said so', async () => {
    const { one, shared } = startProcess();
    await attempt(one, failing(outcomes.quotaExhausted, { retryAfterMs: 25_000 }));
    expect(one.sync.breaker(credential).openForMs(0)).toBe(25_000);
    await pass(24_000);
    await shared.view();
    expect(shared.registry.circuits[credential]!.circuit.phase.kind).toBe('open');
    await pass(2_000);
    expect(await attempt(one)).toBe('fine');
  });
});
