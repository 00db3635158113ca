import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  attempt,
  circuit,
  failing,
  pass,
  startProcesses,
  traffic,
  type Process,
} from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('several processes', () => {
  it('open the circuit for one that has not called lately', async () => {
    const { processes } = startProcesses(3);
    const [one, two, idle] = processes as [Process, Process, Process];
    await attempt(idle);
    await Promise.all([traffic(one, 6, failing()), traffic(two, 6, failing())]);
    await pass(1_500);
    expect(await attempt(idle)).toBe('circuit_open');
  });

  it('are all rejected within two seconds of a hard outage', async () => {
    const { processes } = startProcesses(3);
    await Promise.all(processes.map((process) => attempt(process)));
    await pass(1_000);
    const begun = Date.now();
    await Promise.all(processes.map((process) => traffic(process, 20, failing())));
    expect(Date.now() - begun).toBeLessThan(2_000 * 3);
    await pass(600);
    for (const process of processes) expect(process.sync.breaker(circuit).phase).toBe('open');
  });

  it('keep a circuit closed when only one process cannot reach the dependency', async () => {
    const { processes, shared } = startProcesses(2);
    const [unable, healthy] = processes as [Process, Process];
    for (let round = 0; round < 20; round += 1) {
      await attempt(unable, failing());
      await attempt(healthy);
      await pass(200);
    }
    expect(shared.registry.circuits[circuit]!.circuit.phase.kind).toBe('closed');
    expect(await attempt(healthy)).toBe('fine');
    expect(await attempt(unable)).toBe('circuit_open');
  });

  it('share one lease', async () => {
    const { processes, shared } = startProcesses(2);
    const [one, two] = processes as [Process, Process];
    await Promise.all([traffic(one, 6, failing()), traffic(two, 6, failing())]);
    await pass(4_000);
    void attempt(one, () => new Promise(() => undefined));
    await pass(1);
    expect(await attempt(two)).toBe('circuit_open');
    expect(shared.probes).toBe(1);
  });

  it('report nothing while all is well', async () => {
    const { processes, shared } = startProcesses(3);
    await Promise.all(processes.map((process) => traffic(process, 30)));
    await pass(60_000);
    expect(shared.reports).toBe(0);
  });
});

describe('while the shared is out of reach', () => {
  it('a process decides by its own calls: neither blindly open nor blindly closed', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    await attempt(one);
    shared.up = false;
    await pass(20_000);
    expect(await attempt(one)).toBe('fine');
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    expect(await attempt(one)).toBe('circuit_open');
    await pass(2_000);
    expect(await attempt(one)).toBe('fine');
    expect(await attempt(one)).toBe('fine');
  });

  it('continues from an open circuit with one probe of its own', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(1_500);
    expect(one.sync.breaker(circuit).phase).toBe('open');
    shared.up = false;
    await pass(2_000);
    const work = vi.fn(failing());
    await Promise.all([1, 2, 3].map(() => attempt(one, work)));
    expect(work).toHaveBeenCalledOnce();
  });

  it('failures that could not be reported are reported afterwards', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    await attempt(one);
    shared.up = false;
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(3_000);
    shared.up = true;
    await pass(3_000);
    expect(shared.registry.circuits[circuit]?.circuit.phase.kind).toBe('open');
  });
});

describe('a process that had to decide alone', () => {
  /** Its first request for a probe is not answered in time. */
  async function startAlone() {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(3_500);
    shared.probeMs = 5_000;
    const first = attempt(one);
    await pass(500);
    expect(await first).toBe('fine');
    const phase = () => shared.registry.circuits[circuit]!.circuit.phase.kind;
    return { one, shared, phase };
  }

  it('does not wait while its calls succeed and the workflow does not answer', async () => {
    const { one, phase } = await startAlone();
    const begun = Date.now();
    expect(await attempt(one)).toBe('fine');
    expect(await attempt(one)).toBe('fine');
    expect([Date.now() - begun, phase()]).toEqual([0, 'half_open']);
  });

  it('closes the shared circuit when that answers again, and follows it', async () => {
    const { one, shared, phase } = await startAlone();
    shared.probeMs = 0;
    await pass(5_000);
    await traffic(one, 20);
    expect(phase()).toBe('closed');
    await traffic(one, 6, failing());
    await pass(1_500);
    expect(phase()).toBe('open');
  });

  it('probes by the shared lease again when its own probe failed', async () => {
    const { one, shared, phase } = await startAlone();
    shared.probeMs = 0;
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    expect(await attempt(one)).toBe('circuit_open');
    await pass(6_000);
    expect(await attempt(one)).toBe('fine');
    await pass(100);
    expect([phase(), shared.probes]).toEqual(['closed', 2]);
  });

  it('comes back also from a shared that was out of reach, and is as it was', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(3_500);
    shared.up = false;
    await pass(20_000);
    expect(await attempt(one)).toBe('fine');
    shared.up = true;
    await pass(6_000);
    await traffic(one, 20);
    expect(shared.registry.circuits[circuit]!.circuit.phase.kind).toBe('closed');
  });
});

describe('the state read last', () => {
  it('is followed after the workflow was started again', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(1_500);
    shared.restart();
    await pass(1_000);
    expect(one.sync.breaker(circuit).phase).toBe('closed');
    expect(await attempt(one)).toBe('fine');
  });

  it('is followed after the database was restored to before an outage', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    shared.operate(circuit, { verb: 'reset' });
    await attempt(one);
    await pass(1_000);
    const restore = shared.backUp();
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(1_500);
    expect(one.sync.breaker(circuit).phase).toBe('open');
    restore();
    await pass(1_000);
    expect(one.sync.breaker(circuit).phase).toBe('closed');
    expect(await attempt(one)).toBe('fine');
  });

  it('is followed where the restored state has the same generation in another phase', async () => {
    const { processes, shared } = startProcesses(1);
    const [one] = processes as [Process];
    await attempt(one);
    shared.operate(circuit, { verb: 'reset' });
    const restore = shared.backUp();
    const { generation } = shared.registry.circuits[circuit]!.circuit;
    shared.restart();
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    await pass(1_500);
    expect(shared.registry.circuits[circuit]!.circuit.generation).toBe(generation);
    expect(await attempt(one)).toBe('circuit_open');
    restore();
    await pass(1_000);
    expect(await attempt(one)).toBe('fine');
  });
});
