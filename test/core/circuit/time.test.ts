import { afterEach, describe, expect, it, vi } from 'vitest';
import { Driver, settings } from './driver.js';

describe('time', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('30. is what it is told, and chance as well', () => {
    const own = [vi.spyOn(Date, 'now'), vi.spyOn(performance, 'now'), vi.spyOn(Math, 'random')];
    const circuit = new Driver({ ...settings, quorumMs: 750 }).fail(5).wait(750).wait(2_000);
    circuit.grant('a');
    circuit.settle('a', 'failure').wait(2_000).grant('b');
    expect(circuit.settle('b', 'success').phase.kind).toBe('closed');
    for (const used of own) expect(used).not.toHaveBeenCalled();
  });
});
