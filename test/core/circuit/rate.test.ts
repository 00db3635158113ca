import { describe, expect, it } from 'vitest';
import type { RateSettings } from '../../../src/contracts/circuit.js';
import {
  advanceRate,
  limitOf,
  observeRate,
  rateWakeAt,
  type Rate,
  type RateSample,
} from '../../../src/core/circuit/rate.js';

const settings: RateSettings = {
  cut: 0.5,
  settleMs: 5_000,
  quietMs: 2_000,
  stepMs: 1_000,
  raise: 0.25,
  floor: 0.5,
  ceiling: null,
  lifetimeMs: 60_000,
};

/** A queue under a clock of our own. */
class Queue {
  now = 0;
  rate: Rate = { kind: 'free' };

  constructor(readonly settings: RateSettings) {}

  get limit(): number | null {
    return limitOf(this.rate);
  }

  see(sample: Partial<RateSample>): this {
    const whole = { by: 'one', accepted: 0, throttled: 0, overMs: 1_000, ...sample };
    this.rate = observeRate(this.rate, whole, this.now, this.settings);
    return this;
  }

  wait(ms: number): this {
    const end = this.now + ms;
    for (let due = rateWakeAt(this.rate); due !== null && due <= end; due = rateWakeAt(this.rate)) {
      this.now = Math.max(this.now, due);
      this.rate = advanceRate(this.rate, this.now, this.settings);
    }
    this.now = end;
    return this;
  }
}

const half = { accepted: 3, throttled: 3 };
const queue = (changes: Partial<RateSettings> = {}) => new Queue({ ...settings, ...changes });

describe('the rate of a queue', () => {
  it('is left alone while nothing is throttled', () => {
    expect(queue().see({ accepted: 100 }).wait(60_000).limit).toBeNull();
  });

  it.each([
    ['some calls are throttled', { accepted: 12, throttled: 5 }],
    ['too few calls say anything', { accepted: 1, throttled: 3 }],
  ])('is left alone when %s', (_, sample) => {
    const seen = queue().see(sample);
    expect([seen.limit, seen.wait(1_000).limit, seen.wait(60_000).limit]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('keeps rising though some calls are throttled again', () => {
    const cut = queue().see({ accepted: 4, throttled: 4 }).wait(1_000);
    expect(cut.limit).toBe(4);
    cut.see({ accepted: 7, throttled: 2 });
    expect(cut.wait(2_000).limit).toBe(6);
  });

  it('is cut to what the vendor accepted from all processes together', () => {
    const three = queue()
      .see({ by: 'one', accepted: 3, throttled: 1 })
      .see({ by: 'two', accepted: 1, throttled: 3 });
    expect(three.limit).toBeNull();
    expect(three.wait(1_000).limit).toBe(4);
  });

  it('is cut from the configured limit where that is lower', () => {
    expect(
      queue({ ceiling: 2 }).see({ accepted: 1, throttled: 4, overMs: 2_000 }).wait(2_750).limit,
    ).toBe(0.5);
  });

  it('is not cut twice before a cut can show its effect', () => {
    const cut = queue().see({ accepted: 4, throttled: 4 }).wait(1_000);
    expect(cut.limit).toBe(4);
    expect(cut.wait(1_000).see({ accepted: 2, throttled: 4 }).limit).toBe(4);
    expect(cut.wait(1_900).see(half).wait(1_900).see(half).limit).toBe(2);
  });

  it('never falls below the floor', () => {
    const cut = queue({ settleMs: 1 }).see({ accepted: 4, throttled: 4 }).wait(1_000);
    for (let refusal = 0; refusal < 10; refusal += 1) cut.wait(10).see(half);
    expect(cut.limit).toBe(0.5);
  });

  it('rises step by step once nothing is throttled, and is lifted at the end', () => {
    const cut = queue().see({ accepted: 4, throttled: 4 }).wait(1_000);
    const steps: (number | null)[] = [];
    for (let second = 0; second < 6; second += 1) steps.push(cut.wait(1_000).limit);
    expect(steps).toEqual([4, 6, null, null, null, null]);
  });

  it('pauses when nearly all was throttled, and begins again low', () => {
    const paused = queue().see({ accepted: 1, throttled: 9 });
    expect(paused.limit).toBe(0);
    expect(paused.wait(2_000).limit).toBe(2.5);
  });

  it('pauses when the vendor says that nothing is left, for as long as it says', () => {
    const left = { calls: 0, perSecond: 2, wholeInMs: 3_000 };
    const paused = queue().see({ accepted: 8, left });
    expect(paused.limit).toBe(0);
    expect(paused.wait(2_999).limit).toBe(0);
    expect(paused.wait(1).limit).toBe(2);
  });

  it('slows down before anything is throttled when the vendor says that little is left', () => {
    const left = { calls: 5, perSecond: 3, wholeInMs: 20_000 };
    expect(queue().see({ accepted: 8, left }).limit).toBe(3);
    expect(queue().see({ accepted: 2, left }).limit).toBeNull();
  });

  it('never exceeds the configured limit, whatever the floor is and the vendor takes', () => {
    const low = queue({ ceiling: 0.2 });
    expect(low.see({ accepted: 4, throttled: 4 }).wait(1_000).limit).toBe(0.2);
    const left = { calls: 50, perSecond: 15, wholeInMs: 9_000 };
    expect(queue({ ceiling: 10 }).see({ accepted: 20, left }).limit).toBeNull();
    const slower = queue({ ceiling: 10 }).see({ accepted: 20, left: { ...left, perSecond: 9 } });
    expect([slower.limit, slower.wait(2_000).limit]).toEqual([9, null]);
  });

  it('rises no further than a limit that was configured meanwhile', () => {
    const carried = queue({ ceiling: 5 });
    const rest = { ceiling: 40, cutAt: 0, raiseAt: 2_000, cause: '429' };
    carried.rate = { kind: 'limited', perSecond: 4, ...rest };
    expect(carried.wait(2_000).limit).toBeNull();
  });

  it('stays as an operator pinned it', () => {
    const pinned = queue();
    pinned.rate = { kind: 'pinned', perSecond: 7 };
    pinned
      .see({ throttled: 9 })
      .see({ left: { calls: 0, perSecond: 0, wholeInMs: 9 } })
      .wait(60_000);
    expect(pinned.limit).toBe(7);
    expect(rateWakeAt(pinned.rate)).toBeNull();
  });

  it('costs no wake-up while nothing limits it', () => {
    expect(rateWakeAt(queue().see({ accepted: 9 }).rate)).toBeNull();
  });
});
