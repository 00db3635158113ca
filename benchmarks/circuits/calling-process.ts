// One of several worker processes that call the same dependency: its guard, and nothing else of it.
import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { createTemporalSharedCircuits } from '../../src/adapters/temporal/shared-circuits.js';
import { loadConfig } from '../../src/config.js';
import { outcomes } from '../../src/core/outcome.js';
import { PortError } from '../../src/ports/port-error.js';
import { endpointFor, endpointsOf } from '../../src/services.js';
import { openCircuits } from '../../src/worker/circuits/circuits.js';
import { guardedCall } from '../../src/worker/circuits/guarded-ports.js';

export interface CallingJob {
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string;
  readonly everyMs: number;
}
/** When a call was really made, on the clock all processes of a machine share. */
export interface CallMade {
  readonly at: number;
}

process.once('message', (job: CallingJob) => void begin(job));

async function begin({ environment, url, everyMs }: CallingJob): Promise<void> {
  const config = loadConfig({ env: environment, envFile: null });
  const { address, namespace } = config.temporal;
  const connection = await Connection.connect({ address: address! });
  const circuits = openCircuits(config, {
    shared: createTemporalSharedCircuits(new Client({ connection, namespace })),
    process: randomUUID(),
    currentQueue: () => null,
  });
  const endpoint = endpointFor(endpointsOf(config), 'embed');
  const guard = circuits.of(endpoint.provider);
  const question = guardedCall(endpoint, config.circuits);
  const timer = setInterval(() => {
    guard.call(question, () => request(url)).catch(() => undefined);
  }, everyMs);
  process.once('disconnect', () => {
    clearInterval(timer);
    circuits.stop();
    process.exit();
  });
}

async function request(url: string): Promise<void> {
  process.send?.({ at: Date.now() } satisfies CallMade);
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  await response?.body?.cancel();
  if (response?.ok) return;
  const outcome = response ? outcomes.overloaded : outcomes.timeout;
  throw new PortError('the flaky service is down', { dependency: 'openai', ...outcome });
}
