import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outcomes } from '../../../src/core/outcome.js';
import { attempt, failing, fine, guarded, startProcesses, type Process } from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the guard around a call', () => {
  it('27. leaves the fallback to the caller, who is told once why; its failure surfaces', async () => {
    const { processes } = startProcesses(1);
    const [one] = processes as [Process];
    for (let call = 0; call < 5; call += 1) await attempt(one, failing());
    const other = { ...guarded, circuit: 'vendor/chat/other' };
    const fallback = vi.fn(() => one.guard(other, failing(outcomes.timeout)));
    const answered = one.guard(guarded, fine).catch(fallback);
    await expect(answered).rejects.toMatchObject({ reason: 'timeout' });
    const why: unknown = expect.objectContaining({ reason: 'circuit_open' });
    expect(fallback.mock.calls).toEqual([[why]]);
  });
});
