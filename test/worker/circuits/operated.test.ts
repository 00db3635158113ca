import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outcomes } from '../../../src/core/outcome.js';
import {
  attempt,
  circuit,
  credential,
  failing,
  guarded,
  pass,
  startProcesses,
  traffic,
  type Process,
} from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an operator', () => {
  it('holds it open, and closed, in every process', async () => {
    const { processes, shared } = startProcesses(2);
    await Promise.all(processes.map((process) => attempt(process)));
    shared.operate(circuit, { verb: 'open' });
    await pass(1_000);
    for (const process of processes) expect(await attempt(process)).toBe('circuit_open');
    shared.operate(circuit, { verb: 'close' });
    await pass(1_000);
    for (const process of processes) await traffic(process, 8, failing(outcomes.serverError));
    for (const process of processes) expect(await attempt(process)).toBe('fine');
  });

  it('holds it for the given time, also where the workflow cannot be reached any more', async () => {
    const { shared, processes } = startProcesses(1);
    const [one] = processes as [Process];
    await attempt(one);
    shared.operate(circuit, { verb: 'open', forMs: 60_000 });
    await pass(1_000);
    shared.up = false;
    await pass(58_000);
    expect(await attempt(one)).toBe('circuit_open');
    await pass(1_000);
    expect(await attempt(one)).toBe('fine');
  });

  it('resets a credential, and earlier calls do not open it again', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    let refuse!: () => void;
    const refusal = failing(outcomes.quotaExhausted);
    const early = attempt(one, () => new Promise<void>((go) => (refuse = go)).then(refusal));
    await attempt(one, refusal);
    await pass(1_000);
    shared.operate(credential, { verb: 'reset' });
    await pass(1_000);
    refuse();
    expect(await early).toBe('quota_exhausted');
    await pass(1_000);
    expect(shared.registry.circuits[credential]!.circuit.phase.kind).toBe('closed');
    expect(await attempt(one)).toBe('fine');
  });

  it('resets a credential, and what was not reported by then does not open it again', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    await attempt(one, failing(outcomes.quotaExhausted));
    await pass(1_000);
    shared.operate(credential, { verb: 'reset' });
    await pass(1_000);
    shared.reportMs = 2_000;
    await attempt(one, failing(), { ...guarded, credential: undefined });
    await pass(600);
    await attempt(one, failing(outcomes.quotaExhausted));
    shared.operate(credential, { verb: 'reset' });
    await pass(5_000);
    expect(shared.registry.circuits[credential]!.circuit.phase.kind).toBe('closed');
  });
});
