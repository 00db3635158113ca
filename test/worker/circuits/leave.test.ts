import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Closed } from '../../../src/core/circuit/state.js';
import { tallyOf } from '../../../src/core/circuit/window.js';
import type { GuardedCall, Watch } from '../../../src/worker/circuits/attempt.js';
import { settings } from '../../core/circuit/driver.js';
import {
  attempt,
  circuit,
  guarded,
  open,
  pass,
  startProcess,
  startProcesses,
  type Process,
} from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a caller with an alternative', () => {
  const silence = () => new Promise(() => undefined);
  const leaves = { ...guarded, leave: 'slow' } as const;
  const staysUntilOpen = { ...guarded, leave: 'open' } as const;

  it('leaves a call that is slow to begin, which is aborted and counted once', async () => {
    const { one, shared } = startProcess();
    let left: AbortSignal | undefined;
    const running = one.guard
      .call(leaves, (watch) => ((left = watch.left), silence()))
      .catch((error: unknown) => error);
    await pass(1_999);
    expect(left?.aborted).toBe(false);
    await pass(1);
    expect(await running).toMatchObject({ reason: 'timeout', retryable: false });
    expect(left?.aborted).toBe(true);
    await pass(1_000);
    const phase = shared.registry.circuits[circuit]?.circuit.phase as Closed;
    expect(tallyOf(phase.window, Date.now(), settings.windowMs)).toMatchObject({
      calls: 1,
      slow: 1,
    });
  });

  it('is freed when the circuit opens; one without is not', async () => {
    const { one } = startProcess();
    const ended: unknown[] = [];
    const watch = async (call: GuardedCall) =>
      ended.push([call.leave, await attempt(one, silence, call)]);
    for (const call of [leaves, staysUntilOpen, guarded]) void watch(call);
    await pass(100);
    await open(one);
    await pass(0);
    expect(ended).toEqual([
      ['slow', 'circuit_open'],
      ['open', 'circuit_open'],
    ]);
  });

  it('is freed by what other processes found out', async () => {
    const { processes } = startProcesses(3);
    const [one, two, waiting] = processes as [Process, Process, Process];
    await attempt(waiting);
    let ended: unknown = 'waits';
    void attempt(waiting, silence, staysUntilOpen).then((reason) => (ended = reason));
    await open(one);
    await open(two);
    await pass(1_500);
    expect(ended).toBe('circuit_open');
  });

  it('stays with an answer that has begun, unless that is slow when the circuit opens', async () => {
    const { one } = startProcess();
    const begins = (watch: Watch) => (watch.answered(), silence());
    let ended: unknown;
    void one.guard.call(leaves, begins).catch((error: unknown) => (ended = error));
    await pass(5_000);
    await open(one);
    expect(ended).toBeUndefined();
    await pass(5_000);
    expect(ended).toMatchObject({ reason: 'circuit_open' });
  });
});
