import { describe, expect, it } from 'vitest';
import type { CircuitSettings } from '../../../src/contracts/circuit.js';
import { holdAs, release, reset, wakeAt } from '../../../src/core/circuit/circuit.js';
import type { Closed } from '../../../src/core/circuit/state.js';
import { tallyOf } from '../../../src/core/circuit/window.js';
import { Driver, settings } from './driver.js';

// The list every breaker is held against: 30 points, each the beginning of a test's name. Those of
// the reducer stand here, the settings of 1 in test/config/problems.test.ts, 28 and 29 in
// window.test.ts, 30 in time.test.ts; what only the guard around a call can show (9, 10, 12, 13, 25,
// 27, 28) in test/worker/circuits/guard.test.ts. What several processes do together is not on the list:
// quorum.test.ts and test/worker/circuits/shared.test.ts.

const since = 0;
const drive = (changes: Partial<CircuitSettings> = {}) => new Driver({ ...settings, ...changes });

describe('closed', () => {
  it('1. starts closed with nothing counted', () => {
    const { phase, circuit } = drive();
    expect(phase).toMatchObject({ kind: 'closed', suspicion: null });
    expect(circuit).toMatchObject({ generation: 0, hold: null, late: 0 });
  });

  it('2. never opens by share below the minimum of calls, at 100 % failures', () => {
    expect(drive().failScattered(9).phase.kind).toBe('closed');
    expect(drive().failScattered(10).phase.kind).toBe('open');
  });

  it('3. opens exactly at the share, not below it', () => {
    expect(drive().succeed(11).failScattered(9).phase.kind).toBe('closed');
    expect(drive().succeed(10).failScattered(10).phase.kind).toBe('open');
  });

  it('4. counts failures in a row anew after a success', () => {
    const circuit = drive({ minimumCalls: 100 }).fail(4).succeed().fail(4);
    expect(circuit.phase.kind).toBe('closed');
    expect(circuit.fail().phase.kind).toBe('open');
  });

  it('5. drops every bucket that has passed, also after long idleness', () => {
    const circuit = drive().failScattered(9).wait(3_600_000);
    expect(circuit.failScattered(1).phase.kind).toBe('closed');
  });

  it('5. drops them one after the other', () => {
    const circuit = drive().failScattered(5).wait(5_000).failScattered(4).wait(5_500);
    expect(circuit.succeed(5).failScattered(1).phase.kind).toBe('open');
    const later = drive().failScattered(5).wait(5_000).failScattered(4).wait(10_500);
    expect(later.succeed(5).failScattered(1).phase.kind).toBe('closed');
  });

  it('6. opens by slow calls alone, whether they succeeded or failed', () => {
    expect(drive().succeed(5).slow(5, { streak: 1 }).phase.kind).toBe('open');
    const both = { failed: 2, slow: 5, streak: 1 };
    expect(drive().succeed(5).slow(5, both).phase.kind).toBe('open');
  });

  it('6. takes slow calls in a row as it takes failures', () => {
    expect(drive().slow(5).phase.kind).toBe('open');
    expect(drive().slow(3).fail(2).phase.kind).toBe('open');
  });

  it('7. takes the minimum of calls as it is set', () => {
    expect(drive({ minimumCalls: 100 }).failScattered(99).phase.kind).toBe('closed');
    expect(drive({ minimumCalls: 100 }).failScattered(100).phase.kind).toBe('open');
  });

  it('8. takes results as failures where they are told as such', () => {
    const told = { failed: 5, slow: 0, streak: 5, cause: 'an answer of the wrong shape' };
    expect(drive().succeed(5, told).phase).toMatchObject({ kind: 'open', cause: told.cause });
  });

  it('9. takes an ignored call neither as success nor as failure', () => {
    const circuit = drive({ minimumCalls: 100 }).fail(4).succeed(0);
    expect(circuit.fail(1).phase.kind).toBe('open');
  });

  it('11. opens once for any number of failures at the same time', () => {
    const circuit = drive().fail(50);
    const { generation } = circuit.circuit;
    expect(circuit.fail(50).circuit.generation).toBe(generation);
    expect(generation).toBe(1);
  });
});

describe('open', () => {
  it('12. says why it is open and when it will be probed', () => {
    const { phase, now } = drive().fail(5, { cause: '503 overloaded' });
    expect(phase).toMatchObject({ kind: 'open', cause: '503 overloaded', probeAt: now + 2_000 });
  });

  it('14. changes nothing for late results but to count them', () => {
    const circuit = drive().open();
    const { phase } = circuit;
    circuit.succeed(3, { generation: 0 }).fail(2, { generation: 0 });
    expect(circuit.phase).toBe(phase);
    expect(circuit.circuit.late).toBe(5);
  });

  it('15. is not half-open one millisecond early, and is in time', () => {
    const circuit = drive().open().wait(1_999);
    expect(circuit.phase.kind).toBe('open');
    expect(circuit.wait(1).phase.kind).toBe('half_open');
  });

  it('16. stays open as long as the vendor asked, within the bounds', () => {
    const { phase, now } = drive().fail(5, { retryAfterMs: 7_000 });
    expect(phase).toMatchObject({ probeAt: now + 7_000 });
    const long = drive().fail(5, { retryAfterMs: 3_600_000 });
    expect(long.phase).toMatchObject({ probeAt: long.now + 30_000 });
  });

  it('16. waits an eighth of the outage so far before the next probe, and begins anew when closed', () => {
    const circuit = drive().open();
    const waits: number[] = [];
    for (let probe = 0; probe < 40; probe += 1) {
      const due = wakeAt(circuit.circuit)!;
      waits.push(due - circuit.now);
      circuit.wait(due - circuit.now);
      circuit.grant('a');
      circuit.settle('a', 'failure');
    }
    expect(waits.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 2000));
    expect(waits.slice(9, 12)).toEqual([2250, 2531, 2848]);
    expect(waits.at(-1)).toBe(30_000);
    circuit.wait(30_000).grant('b');
    circuit.settle('b', 'success').open();
    expect(wakeAt(circuit.circuit)! - circuit.now).toBe(2000);
  });

  it('16. takes a fixed wait where the bounds are the same', () => {
    const circuit = drive({ minProbeMs: 30_000, maxProbeMs: 30_000 }).open();
    expect(wakeAt(circuit.circuit)! - circuit.now).toBe(30_000);
  });

  it('17. forgets its timer when an operator decides', () => {
    const circuit = drive().open();
    circuit.circuit = holdAs(circuit.circuit, { as: 'open', since, until: null });
    expect(wakeAt(circuit.circuit)).toBeNull();
    expect(circuit.wait(60_000).phase.kind).toBe('open');
  });
});

describe('half-open', () => {
  it('18. grants one probe at a time', () => {
    const circuit = drive().halfOpen();
    expect([circuit.grant('a'), circuit.grant('b')]).toEqual([true, false]);
  });

  it('19. gives the permission of an ignored probe back, and no more than that', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a');
    circuit.settle('a', 'ignored').settle('a', 'ignored').settle('never granted', 'ignored');
    expect([circuit.grant('b'), circuit.grant('c')]).toEqual([true, false]);
    expect(circuit.phase.kind).toBe('half_open');
  });

  it('20. opens again at the first probe that fails', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a');
    circuit.settle('a', 'failure', 'still down');
    expect(circuit.phase).toMatchObject({ kind: 'open', cause: 'still down' });
    expect(circuit.settle('a', 'success').phase.kind).toBe('open');
  });

  it('21. closes after a success, with nothing counted', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a');
    expect(circuit.phase.kind).toBe('half_open');
    expect(circuit.settle('a', 'success').phase.kind).toBe('closed');
    expect(circuit.fail(4).phase.kind).toBe('closed');
  });

  it('22. opens again when a lease runs out', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a', 5_000);
    expect(circuit.wait(4_999).phase.kind).toBe('half_open');
    expect(circuit.wait(1).phase.kind).toBe('open');
  });

  it('23. is not closed by a late success, nor opened by a late failure', () => {
    const circuit = drive().halfOpen();
    circuit.succeed(20, { generation: 0 }).fail(20, { generation: 0 });
    expect(circuit.phase.kind).toBe('half_open');
  });

  it('waits without end and without waking while no call is made', () => {
    const circuit = drive().halfOpen();
    expect(wakeAt(circuit.circuit)).toBeNull();
    expect(circuit.wait(86_400_000).phase.kind).toBe('half_open');
  });
});

describe('operators', () => {
  it('24. hold it open or closed whatever it counts, and release it', () => {
    const circuit = drive();
    circuit.circuit = holdAs(circuit.circuit, { as: 'closed', since, until: null });
    expect(circuit.fail(50).phase.kind).toBe('closed');
    const { window } = circuit.phase as Closed;
    expect(tallyOf(window, circuit.now, settings.windowMs)).toMatchObject({ failed: 50 });
    circuit.circuit = release(circuit.circuit);
    expect(circuit.circuit.hold).toBeNull();
    expect(circuit.fail(1).phase.kind).toBe('open');
  });

  it('24. hold it for a time', () => {
    const circuit = drive();
    circuit.circuit = holdAs(circuit.circuit, { as: 'open', since, until: circuit.now + 600_000 });
    expect(circuit.wait(599_999).circuit.hold).not.toBeNull();
    expect(circuit.wait(1).circuit.hold).toBeNull();
  });

  it('24. reset it: closed, nothing counted, calls under way no longer count', () => {
    const circuit = drive().open();
    const { generation } = circuit.circuit;
    circuit.circuit = reset(circuit.circuit, circuit.now);
    expect(circuit.phase.kind).toBe('closed');
    expect(circuit.fail(9, { generation }).phase.kind).toBe('closed');
    expect(circuit.circuit.late).toBe(9);
  });
});

describe('restored', () => {
  const restored = (driver: Driver): Driver => {
    driver.circuit = JSON.parse(JSON.stringify(driver.circuit)) as Driver['circuit'];
    return driver;
  };

  it('26. open past its time, it may be probed at once', () => {
    const circuit = restored(drive().open());
    circuit.now += 3_600_000;
    expect(circuit.wait(0).phase.kind).toBe('half_open');
  });

  it('26. half-open, it keeps no dead permissions', () => {
    const circuit = drive().halfOpen();
    circuit.grant('a', 5_000);
    expect(restored(circuit).wait(3_600_000).phase.kind).toBe('open');
  });

  it('26. closed, it continues counting where it was', () => {
    expect(restored(drive().failScattered(9)).failScattered(1).phase.kind).toBe('open');
  });

  it('26. is never changed in place', () => {
    const circuit = drive();
    const before = circuit.circuit;
    const copy = structuredClone(before);
    circuit.fail(3).open().wait(2_000).grant('a');
    expect(before).toEqual(copy);
  });
});
