import { describe, expect, it } from 'vitest';
import type { CircuitSettings } from '../../../src/contracts/circuit.js';
import { trip } from '../../../src/core/circuit/circuit.js';
import { Driver, settings } from './driver.js';

const drive = (changes: Partial<CircuitSettings> = {}) => new Driver({ ...settings, ...changes });

describe('a suspicion', () => {
  const quorum = { quorumMs: 750 };

  it('waits for other processes to contradict', () => {
    const circuit = drive(quorum).fail(5);
    expect(circuit.phase).toMatchObject({ kind: 'closed', suspicion: { by: 'one' } });
    expect(circuit.wait(749).phase.kind).toBe('closed');
    expect(circuit.wait(1).phase.kind).toBe('open');
  });

  it('opens the circuit at once when a second process agrees', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' }).fail(5, { by: 'two' });
    expect(circuit.phase.kind).toBe('open');
  });

  it('ends when a healthy process contradicts, and the first process is ignored for a while', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' }).succeed(3, { by: 'two' });
    expect(circuit.wait(750).phase.kind).toBe('closed');
    circuit.fail(100, { by: 'one' });
    expect(circuit.wait(5_000).phase.kind).toBe('closed');
    circuit.wait(30_000).fail(5, { by: 'one' });
    expect(circuit.wait(750).phase.kind).toBe('open');
  });

  it('ends when a process contradicts with a single failure, whatever both add up to', () => {
    const circuit = drive(quorum).fail(10, { by: 'one' });
    circuit.succeed(10, { by: 'two', failed: 1, streak: 0 });
    expect(circuit.phase).toMatchObject({ kind: 'closed', suspicion: null });
  });

  it('is not contradicted by a process whose latest calls all failed', () => {
    const circuit = drive(quorum).fail(10, { by: 'one' });
    circuit.succeed(20, { by: 'two', failed: 5, streak: 5 });
    expect(circuit.phase.kind).toBe('open');
  });

  it('is not contradicted by a process that fails as well', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' });
    circuit.succeed(4, { by: 'two', failed: 3, streak: 1 });
    expect(circuit.wait(750).phase.kind).toBe('open');
  });

  it('ends when the process that raised it recovers', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' }).succeed(1, { by: 'one' });
    expect(circuit.wait(60_000).phase.kind).toBe('closed');
  });
});

describe('late results across a re-close', () => {
  it('failures from before the outage do not open it again', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a');
    circuit.settle('a', 'success');
    expect(circuit.fail(50, { generation: 0 }).phase.kind).toBe('closed');
  });
});

describe('a credential', () => {
  it('opens at once, without counting', () => {
    const circuit = drive({ quorumMs: 750 });
    circuit.circuit = trip(
      circuit.circuit,
      { generation: 0, cause: 'quota exhausted' },
      circuit.moment,
      circuit.settings,
    );
    expect(circuit.phase).toMatchObject({ kind: 'open', cause: 'quota exhausted' });
  });

  it('stays open for the longest wait that a vendor asked for', () => {
    const circuit = drive().fail(5, { retryAfterMs: 20_000 });
    const told = { generation: 0, cause: 'quota exhausted', retryAfterMs: 5_000 };
    circuit.circuit = trip(circuit.circuit, told, circuit.moment, circuit.settings);
    expect(circuit.phase).toMatchObject({ probeAt: circuit.now + 20_000 });
  });
});
