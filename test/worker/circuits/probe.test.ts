import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outcomes } from '../../../src/core/outcome.js';
import { attempt, circuit, failing, guarded, open, pass, startProcess } from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a probe', () => {
  /** A process whose circuit is open, and due for a probe. */
  async function startHalfOpen() {
    const started = startProcess();
    const { one } = started;
    await open(one);
    await pass(1_500);
    expect(one.sync.breaker(circuit).phase).toBe('open');
    await pass(2_000);
    return started;
  }

  it('is one call; others are rejected meanwhile', async () => {
    const { one, shared } = await startHalfOpen();
    let finish!: (value: string) => void;
    const probe = attempt(one, () => new Promise((resolve) => (finish = resolve)));
    await pass(1);
    expect(await attempt(one)).toBe('circuit_open');
    finish('fine');
    expect(await probe).toBe('fine');
    await pass(100);
    expect(await attempt(one)).toBe('fine');
    expect(shared.probes).toBe(1);
  });

  it('succeeds at the first word', async () => {
    const { one } = await startHalfOpen();
    void one.guard.call(guarded, (watch) => {
      watch.answered();
      return new Promise(() => undefined);
    });
    await pass(700);
    expect(await attempt(one)).toBe('fine');
  });

  it('that turns out slow has failed, without waiting for its end', async () => {
    const { one, shared } = await startHalfOpen();
    void attempt(one, () => new Promise(() => undefined));
    await pass(2_100);
    expect(shared.registry.circuits[circuit]!.circuit.phase.kind).toBe('open');
  });

  it('that proves nothing is given back', async () => {
    const { one, shared } = await startHalfOpen();
    expect(await attempt(one, failing(outcomes.badRequest))).toBe('bad_request');
    await pass(300);
    expect(await attempt(one)).toBe('fine');
    expect(shared.probes).toBe(2);
  });

  it('whose process dies runs out', async () => {
    const { one, shared } = await startHalfOpen();
    void attempt(one, () => new Promise(() => undefined));
    await pass(1);
    one.sync.stop();
    await pass(12_000);
    await shared.view();
    expect(shared.registry.circuits[circuit]!.circuit.phase.kind).toBe('open');
  });

  it('that fails is followed by another when the vendor said so', async () => {
    const { one, shared } = await startHalfOpen();
    await attempt(one, failing(outcomes.serverError, { retryAfterMs: 25_000 }));
    await pass(24_000);
    expect(await attempt(one)).toBe('circuit_open');
    expect(shared.registry.circuits[circuit]!.circuit.phase.kind).toBe('open');
    await pass(2_000);
    expect(await attempt(one)).toBe('fine');
  });

  it('of its own that fails is followed by another when the vendor said so', async () => {
    const { one, shared } = startProcess();
    shared.up = false;
    await open(one);
    await pass(2_000);
    await attempt(one, failing(outcomes.serverError, { retryAfterMs: 10_000 }));
    await pass(9_000);
    expect(await attempt(one)).toBe('circuit_open');
    await pass(1_000);
    expect(await attempt(one)).toBe('fine');
  });

  it('granted too late is given back', async () => {
    const { one, shared } = await startHalfOpen();
    shared.probeMs = 800;
    const call = attempt(one);
    await pass(500);
    expect(await call).toBe('fine');
    await pass(400);
    expect(shared.probes).toBe(1);
    expect(shared.registry.circuits[circuit]!.circuit.phase).toMatchObject({ lease: null });
  });

  it('granted in an answer that was lost is given back', async () => {
    const { one, shared } = await startHalfOpen();
    const acquireProbe = shared.acquireProbe.bind(shared);
    shared.acquireProbe = async (...request) => {
      await acquireProbe(...request);
      throw new Error('connection reset');
    };
    expect(await attempt(one)).toBe('fine');
    await pass(100);
    expect(shared.probes).toBe(1);
    expect(shared.registry.circuits[circuit]!.circuit.phase).toMatchObject({ lease: null });
  });
});
