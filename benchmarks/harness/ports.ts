import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config.js';
import type { SharedCircuits } from '../../src/ports/shared-circuits.js';
import { openCircuits } from '../../src/worker/circuits/circuits.js';
import { openPorts, type Ports } from '../../src/worker/ports.js';

/** These ports have circuits of their own, which stay closed. */
const noBoard: SharedCircuits = {
  view: () => Promise.resolve(null),
  report: () => Promise.resolve(),
  acquireProbe: () => Promise.resolve(true),
  settleProbe: () => Promise.resolve(),
};

/** The ports of a worker without a worker, with caches and a data folder of their own. */
export async function portsOf(config: Config): Promise<Ports> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-ports-'));
  const circuits = openCircuits(config, {
    shared: noBoard,
    process: 'benchmark',
    currentQueue: () => null,
  });
  const ports = openPorts({ ...config, dataDir }, circuits);
  return {
    ...ports,
    async close() {
      circuits.stop();
      await ports.close();
    },
  };
}
