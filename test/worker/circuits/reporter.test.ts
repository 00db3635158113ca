import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Closed } from '../../../src/core/circuit/state.js';
import { tallyOf } from '../../../src/core/circuit/window.js';
import { outcomes } from '../../../src/core/outcome.js';
import { settings } from '../../core/circuit/driver.js';
import { attempt, circuit, failing, guarded, pass, startProcess } from './processes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const { shared, one } = startProcess();
  const phaseOf = (name: string) => shared.registry.circuits[name]?.circuit.phase.kind;
  return { shared, one, phaseOf };
}

describe('what is recorded while a report is being sent', () => {
  /** Once something was published, only changes make the next report. */
  async function startKnown() {
    const started = start();
    await attempt(started.one, failing(outcomes.quotaExhausted));
    await pass(1_000);
    return { ...started, call: { ...guarded, credential: undefined } };
  }

  it('is reported after it, and neither is reported twice', async () => {
    const { shared, one, phaseOf, call } = await startKnown();
    shared.reportMs = 1_000;
    await attempt(one, failing(), call);
    await pass(600);
    const other = { ...call, credential: 'vendor/credential/2' };
    await attempt(one, failing(outcomes.quotaExhausted), other);
    await pass(3_000);
    expect(phaseOf(other.credential)).toBe('open');
    expect(shared.reports).toBe(3);
  });

  it('is reported also when the report before it had to be sent again', async () => {
    const { shared, one, call } = await startKnown();
    shared.reportMs = 300;
    await attempt(one, failing(), call);
    await pass(600);
    shared.up = false;
    await pass(300);
    await attempt(one, failing(), call);
    shared.up = true;
    await pass(5_000);
    const phase = shared.registry.circuits[circuit]?.circuit.phase as Closed;
    expect(tallyOf(phase.window, Date.now(), settings.windowMs).failed).toBe(2);
  });
});

describe('failures that open nothing', () => {
  it('are reported together while an operator holds the circuit closed', async () => {
    const { shared, one } = start();
    await attempt(one);
    shared.operate(circuit, { verb: 'close' });
    await pass(1_000);
    for (let call = 0; call < 500; call += 1) {
      await attempt(one, failing());
      await pass(20);
    }
    expect(shared.reports).toBeLessThanOrEqual(20);
    const phase = shared.registry.circuits[circuit]?.circuit.phase as Closed;
    expect(tallyOf(phase.window, Date.now(), settings.windowMs).failed).toBeGreaterThan(400);
  });
});
