import { vi } from 'vitest';
import type { CircuitSettings, DependencyPlan } from '../../../src/contracts/circuit.js';
import { outcomes, type Outcome } from '../../../src/core/outcome.js';
import { PortError } from '../../../src/ports/port-error.js';
import { CircuitSync } from '../../../src/worker/circuits/circuit-sync.js';
import type { GuardedCall } from '../../../src/worker/circuits/attempt.js';
import { Guard } from '../../../src/worker/circuits/guard.js';
import { QueueCounts } from '../../../src/worker/circuits/queue-counts.js';
import { settings } from '../../core/circuit/driver.js';
import { MemorySharedCircuits } from './memory-shared-circuits.js';

export const circuit = 'vendor/chat/model';
export const credential = 'vendor/credential/1';
export const guarded: GuardedCall = {
  circuit,
  credential,
  kind: 'chat',
  slow: { longestMs: 2_000, timesUsual: 4, shortestMs: 1_000 },
  timeoutMs: 10_000,
};

/** One process with its link and its guard. */
export interface Process {
  readonly sync: CircuitSync;
  readonly guard: Guard;
}

/**
 * Processes that share circuits, under vitest's fake clock: call `vi.useFakeTimers()` first. Like real
 * ones they count time from their own start, and not as the workflow does.
 */
export function startProcesses(
  count: number,
  changes: Partial<CircuitSettings> = {},
): { readonly shared: MemorySharedCircuits; readonly processes: readonly Process[]; stop(): void } {
  const circuitSettings = { ...settings, quorumMs: 750, ...changes };
  const plan: DependencyPlan = {
    circuit: circuitSettings,
    rates: {},
    names: [circuit, credential],
    queues: [],
  };
  const startedAt = Date.now();
  const clock = () => Date.now() - startedAt;
  const shared = new MemorySharedCircuits(plan, () => Date.now());
  const processes = Array.from({ length: count }, (_, index) => {
    const queues = new QueueCounts();
    const options = { queues, clock, random: () => 0.5 };
    const named = { dependency: 'vendor', process: `process ${index}` };
    const sync = new CircuitSync({ ...options, ...named, shared, settings: circuitSettings });
    sync.start();
    return { sync, guard: new Guard(sync, { ...options, currentQueue: () => null }) };
  });
  return { shared, processes, stop: () => processes.forEach(({ sync }) => sync.stop()) };
}

/** One of them alone. */
export function startProcess(changes?: Partial<CircuitSettings>) {
  const { shared, processes } = startProcesses(1, changes);
  return { shared, one: processes[0] as Process };
}

/** Opens the circuit of the guarded call. */
export async function open(one: Process): Promise<void> {
  for (let call = 0; call < settings.consecutive; call += 1) await attempt(one, failing());
}

export function failing(outcome: Outcome = outcomes.serverError, more = {}): () => Promise<never> {
  return () =>
    Promise.reject(
      new PortError('vendor chat (model): down', { dependency: 'vendor', ...outcome, ...more }),
    );
}

export const fine = () => Promise.resolve('fine');

/** How a call ended: its value, or the reason it failed for. */
export async function attempt(
  { guard }: Process,
  work: () => Promise<unknown> = fine,
  call: GuardedCall = guarded,
): Promise<unknown> {
  try {
    return await guard.call(call, work);
  } catch (error) {
    return error instanceof PortError ? error.reason : error;
  }
}

/** Lets that much time pass, and everything that is due in it happen. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Traffic of one process: a call every so often, all ending alike. */
export async function traffic(
  process: Process,
  calls: number,
  work?: () => Promise<unknown>,
): Promise<void> {
  for (let call = 0; call < calls; call += 1) {
    await attempt(process, work);
    await pass(60);
  }
}
