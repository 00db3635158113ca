import { describe, expect, it } from 'vitest';
import type { CircuitSettings } from '../../../src/contracts/circuit.js';
import { trip } from '../../../src/core/circuit/circuit.js';
import { Driver, settings } from './driver.js';

const drive = (changes: Partial<CircuitSettings> = {}) => new Driver({ ...settings, ...changes });

describe('several processes', () => {
  const quorum = { quorumMs: 750 };

  it('are asked before one of them is believed', () => {
    const circuit = drive(quorum).fail(5);
    expect(circuit.phase).toMatchObject({ kind: 'closed', suspicion: { by: 'one' } });
    expect(circuit.wait(749).phase.kind).toBe('closed');
    expect(circuit.wait(1).phase.kind).toBe('open');
  });

  it('open it at once when two agree', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' }).fail(5, { by: 'two' });
    expect(circuit.phase.kind).toBe('open');
  });

  it('keep it closed when another one is well, and do not listen to the ill one for a while', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' }).succeed(3, { by: 'two' });
    expect(circuit.wait(750).phase.kind).toBe('closed');
    circuit.fail(100, { by: 'one' });
    expect(circuit.wait(5_000).phase.kind).toBe('closed');
    circuit.wait(30_000).fail(5, { by: 'one' });
    expect(circuit.wait(750).phase.kind).toBe('open');
  });

  it('keep it closed when another one is well but for a call, whatever both make together', () => {
    const circuit = drive(quorum).fail(10, { by: 'one' });
    circuit.succeed(10, { by: 'two', failed: 1, streak: 0 });
    expect(circuit.phase).toMatchObject({ kind: 'closed', suspicion: null });
  });

  it('are not contradicted by one whose latest calls all failed', () => {
    const circuit = drive(quorum).fail(10, { by: 'one' });
    circuit.succeed(20, { by: 'two', failed: 5, streak: 5 });
    expect(circuit.phase.kind).toBe('open');
  });

  it('are not contradicted by one that fails as well', () => {
    const circuit = drive(quorum).fail(5, { by: 'one' });
    circuit.succeed(4, { by: 'two', failed: 3, streak: 1 });
    expect(circuit.wait(750).phase.kind).toBe('open');
  });

  it('take back what they said when they are well again themselves', () => {
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
  it('is given up at once, without counting', () => {
    const circuit = drive({ quorumMs: 750 });
    circuit.circuit = trip(
      circuit.circuit,
      { generation: 0, cause: 'quota exhausted' },
      circuit.moment,
      circuit.settings,
    );
    expect(circuit.phase).toMatchObject({ kind: 'open', cause: 'quota exhausted' });
  });

  it('stays given up for the longest time anybody was told', () => {
    const circuit = drive().fail(5, { retryAfterMs: 20_000 });
    const told = { generation: 0, cause: 'quota exhausted', retryAfterMs: 5_000 };
    circuit.circuit = trip(circuit.circuit, told, circuit.moment, circuit.settings);
    expect(circuit.phase).toMatchObject({ probeAt: circuit.now + 20_000 });
  });
});
