import { describe, expect, it } from 'vitest';
import type { CircuitReport, DependencyPlan, Operation } from '../../../src/contracts/circuit.js';
import {
  advanceAll,
  emptyRegistry,
  mayProbe,
  nextWakeAt,
  applyOperation,
  applyPin,
  applyProbe,
  applyProbeResult,
  applyReport,
  type Registry,
} from '../../../src/core/circuit/registry.js';
import { fingerprint, transitionsBetween, publishedState } from '../../../src/core/circuit/view.js';
import { settings } from './driver.js';

const plan: DependencyPlan = { circuit: settings, rates: {}, names: ['vendor/chat/a'], queues: [] };
const at = (now: number) => ({ now, random: () => 0 });
const down: CircuitReport = {
  name: 'vendor/chat/a',
  generation: 0,
  calls: 5,
  failed: 5,
  slow: 0,
  streak: 5,
  cause: '503',
};

function told(
  registry: Registry,
  changes: Partial<CircuitReport> = {},
  by = 'one',
  seq = 1,
  now = 0,
) {
  const circuits = [{ ...down, ...changes }];
  return applyReport(registry, { by, seq, circuits, rates: [] }, at(now), plan);
}
const phase = (registry: Registry, name = down.name) => registry.circuits[name]?.circuit.phase.kind;
const few = { calls: 3, failed: 3, streak: 3 };

describe('the registry of a dependency', () => {
  it('takes a report that is told twice once', () => {
    const once = told(emptyRegistry, few);
    expect(told(once, few)).toBe(once);
    expect(told(once, few, 'one', 2)).not.toBe(once);
    expect(told(once, few, 'two', 1)).not.toBe(once);
  });

  it('opens one circuit and leaves the others', () => {
    const registry = told(
      told(emptyRegistry, { name: 'vendor/chat/b', failed: 0, streak: 0 }),
      {},
      'one',
      2,
    );
    expect([phase(registry), phase(registry, 'vendor/chat/b')]).toEqual(['open', 'closed']);
  });

  it('opens a credential at once', () => {
    const refused = {
      name: 'vendor/credential/1',
      calls: 0,
      failed: 0,
      streak: 0,
      trip: true,
    };
    expect(phase(told(emptyRegistry, refused), refused.name)).toBe('open');
  });

  it('treats a rejected key from before a reset as late', () => {
    const refused = { calls: 0, failed: 0, streak: 0, trip: true };
    const open = told(emptyRegistry, refused);
    const reset = applyOperation(open, { name: down.name, verb: 'reset' }, at(0), plan);
    const late = told(reset, refused, 'two');
    expect(late.circuits[down.name]?.circuit).toMatchObject({ phase: { kind: 'closed' }, late: 1 });
  });

  it('hands out a probe of a circuit that is due, also before its timer has fired', () => {
    const registry = told(emptyRegistry);
    const request = { name: down.name, lease: 'a', forMs: 5_000 };
    expect(mayProbe(registry, request, 1_999, plan)).toBe(false);
    expect(mayProbe(registry, request, 2_000, plan)).toBe(true);
    const probed = applyProbe(registry, request, at(2_000), plan);
    expect(mayProbe(probed, { ...request, lease: 'b' }, 2_001, plan)).toBe(false);
    const result = { name: down.name, lease: 'a', verdict: 'success', cause: '' } as const;
    expect(phase(applyProbeResult(probed, result, at(2_100), plan))).toBe('closed');
  });

  it('has no probe of a circuit that was never reported', () => {
    const request = { name: 'vendor/chat/unheard', lease: 'a', forMs: 1 };
    expect(mayProbe(emptyRegistry, request, 0, plan)).toBe(false);
  });

  it('forgets closed circuits used longest ago, and no other, when there are too many', () => {
    let registry = told(emptyRegistry, {}, 'one', 1);
    for (let other = 0; other < 700; other += 1) {
      registry = told(
        registry,
        { ...few, name: `vendor/chat/${other}`, streak: 1 },
        'one',
        other + 2,
        other,
      );
    }
    expect(Object.keys(registry.circuits)).toHaveLength(128);
    expect(phase(registry)).toBe('open');
    expect(registry.circuits['vendor/chat/0']).toBeUndefined();
    expect(registry.circuits['vendor/chat/699']).toBeDefined();
  });

  it('remembers a bounded number of processes', () => {
    let registry = emptyRegistry;
    for (let process = 0; process < 700; process += 1) {
      registry = told(registry, few, `process ${process}`, 1, process);
    }
    expect(Object.keys(registry.heard)).toHaveLength(512);
    expect(registry.heard['process 699']).toBeDefined();
  });

  it('wakes for what falls due first, and never while all is well', () => {
    expect(nextWakeAt(emptyRegistry)).toBe(Infinity);
    const registry = told(emptyRegistry);
    expect(nextWakeAt(registry)).toBe(2_000);
    const due = advanceAll(registry, at(2_000), plan);
    expect([phase(due), nextWakeAt(due)]).toEqual(['half_open', Infinity]);
  });

  it('forgets the rate of a queue that left the configuration, unless an operator set it', () => {
    const queue = 'vendor';
    const rate = { kind: 'paused', until: 2_000, ceiling: 4, cause: '429' } as const;
    const paused: Registry = { ...emptyRegistry, rates: { [queue]: rate } };
    const forgotten = advanceAll(paused, at(3_000), plan);
    expect([forgotten.rates, nextWakeAt(forgotten)]).toEqual([{}, Infinity]);
    const pinned = advanceAll(applyPin(paused, { queue, perSecond: 1 }), at(3_000), plan);
    expect(pinned.rates[queue]).toEqual({ kind: 'pinned', perSecond: 1 });
  });

  it('continues from JSON where it was: open, half-open and held', () => {
    const through = (registry: Registry) => JSON.parse(JSON.stringify(registry)) as Registry;
    const open = through(told(emptyRegistry));
    expect(phase(advanceAll(open, at(2_000), plan))).toBe('half_open');
    const held = through(
      applyOperation(open, { name: down.name, verb: 'open', forMs: 1_000 }, at(0), plan),
    );
    expect(held.circuits[down.name]?.circuit.hold).toEqual({
      as: 'open',
      since: 0,
      until: 1_000,
    });
  });
});

describe('what is published', () => {
  const view = (registry: Registry, now = 0) => publishedState(registry, now, plan);
  const between = (one: Registry, other: Registry) =>
    transitionsBetween(view(one).circuits, view(other).circuits).map(
      ({ to, cause }) => `${to}: ${cause}`,
    );
  const operated = (registry: Registry, verb: Operation['verb'], now: number) =>
    applyOperation(registry, { name: down.name, verb }, at(now), plan);

  it('is nothing while nothing was ever wrong', () => {
    expect(view(told(emptyRegistry, { ...few, streak: 1 }))).toEqual({ circuits: [], rates: [] });
  });

  it('says state, reason, counts and the time to the next probe', () => {
    expect(view(told(emptyRegistry), 500).circuits).toEqual([
      expect.objectContaining({
        name: down.name,
        phase: 'open',
        generation: 1,
        cause: '503',
        probeInMs: 1_500,
        probeAt: new Date(2_000).toISOString(),
        calls: 5,
        failed: 5,
      }),
    ]);
  });

  it('changes in essence with a phase, not with a count', () => {
    const open = told(emptyRegistry);
    expect(fingerprint(view(open, 0))).toBe(fingerprint(view(open, 900)));
    expect(fingerprint(view(advanceAll(open, at(2_000), plan)))).not.toBe(fingerprint(view(open)));
  });

  it('changes in essence when the vendor puts the next probe off', () => {
    const open = told(emptyRegistry);
    const later = told(open, { trip: true, retryAfterMs: 9_000 }, 'two');
    expect(fingerprint(view(later))).not.toBe(fingerprint(view(open)));
  });

  it('has the generation of a circuit that closed again: a process that starts later must know it', () => {
    expect(view(operated(told(emptyRegistry), 'reset', 0)).circuits).toMatchObject([
      { phase: 'closed', generation: 2 },
    ]);
  });

  it('tells of an outage when it begins and when it ends, not of every probe', () => {
    const open = told(emptyRegistry);
    const probing = advanceAll(open, at(2_000), plan);
    const closed = operated(probing, 'reset', 3_000);
    expect(between(emptyRegistry, open)).toEqual(['open: 503']);
    expect(between(open, probing)).toEqual([]);
    expect(between(probing, closed)).toEqual(['closed: reset by an operator']);
  });

  it('says that a probe succeeded when an outage ends so', () => {
    const lease = { name: down.name, lease: 'a' };
    const probing = applyProbe(told(emptyRegistry), { ...lease, forMs: 9_000 }, at(2_000), plan);
    const result = { ...lease, verdict: 'success', cause: '' } as const;
    const closed = applyProbeResult(probing, result, at(2_100), plan);
    expect(between(probing, closed)).toEqual(['closed: a probe succeeded']);
    expect(view(closed).circuits).toMatchObject([{ cause: 'a probe succeeded' }]);
  });

  it('says who holds a circuit and since when, and when that ends', () => {
    const closed = operated(told(emptyRegistry), 'reset', 0);
    const held = operated(closed, 'open', 5_000);
    const since = new Date(5_000).toISOString();
    expect(view(held).circuits).toMatchObject([{ cause: 'an operator', held: { since } }]);
    expect(between(closed, held)).toEqual(['held_open: an operator']);
    expect(between(held, operated(held, 'auto', 6_000))).toEqual(['closed: the hold ended']);
    expect(between(held, operated(held, 'reset', 6_000))).toEqual(['closed: reset by an operator']);
  });
});
