import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CircuitActivities, DependencyPlan, RateView } from '../../src/contracts/circuit.js';
import { QueueLimits } from '../../src/workflows/circuits/queue-limits.js';

const queue = 'holdfast.generate.openai';
const pin: RateView = { queue, perSecond: 3, cause: 'pinned by an operator', pinned: true };
/** Adaptive rates are off: no queue is planned. */
const plan = { rates: {} } as unknown as DependencyPlan;

describe('the limits of task queues', () => {
  let written: (number | null)[];
  let works: boolean;
  let limits: QueueLimits;

  const write: CircuitActivities['limitQueue'] = ({ perSecond }) => {
    written.push(perSecond);
    return works ? Promise.resolve() : Promise.reject(new Error('refused'));
  };
  const open = (unknown?: readonly string[]) => new QueueLimits(write, unknown);
  async function follow(rates: readonly RateView[] = []): Promise<void> {
    await Promise.all(limits.reconcile(rates, plan));
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    written = [];
    works = true;
    limits = open();
  });
  afterEach(() => void vi.useRealTimers());

  it('are what an operator pins, also where no rate is adapted', async () => {
    await follow([pin]);
    await follow([pin]);
    await follow();
    await follow();
    expect(written).toEqual([3, null]);
  });

  it('are written when marked unknown, though they seem to be as desired', async () => {
    await follow();
    limits.markUnknown(queue);
    await follow();
    expect(written).toEqual([null]);
    expect(limits.unknown()).toEqual([]);
  });

  it('that could not be written are written again, less and less often', async () => {
    works = false;
    await follow([pin]);
    await follow([pin]);
    expect([written, limits.wakeAt()]).toEqual([[3], 15_000]);
    vi.setSystemTime(15_000);
    await follow([pin]);
    expect([written, limits.wakeAt()]).toEqual([[3, 3], 45_000]);
    works = true;
    vi.setSystemTime(45_000);
    await follow([pin]);
    expect([written, limits.wakeAt()]).toEqual([[3, 3, 3], Infinity]);
  });

  it('that could not be lifted are lifted by the run that follows', async () => {
    await follow([pin]);
    works = false;
    await follow();
    limits = open(limits.unknown());
    works = true;
    await follow();
    expect(written).toEqual([3, null, null]);
  });

  it('do not wait after a failure when they were marked unknown meanwhile', async () => {
    works = false;
    const writing = limits.reconcile([pin], plan);
    limits.markUnknown(queue);
    works = true;
    await Promise.all(writing);
    expect(written).toEqual([3, 3]);
  });
});
