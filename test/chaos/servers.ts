import { join } from 'node:path';
import { freePort } from '../../src/stack/ports.js';
import { startQdrant, type Qdrant } from '../../src/stack/qdrant.js';
import { startTemporal, type Temporal } from '../../src/stack/temporal.js';
import type { Servers } from './world.js';

/** A Temporal and a Qdrant that can be killed, and started again with what they had written. */
export interface MortalServers extends Servers {
  readonly temporal: Mortal;
  readonly qdrant: Mortal;
  /** Of those that live. */
  processes(): readonly number[];
  stop(): Promise<void>;
}

export interface Mortal {
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** On the same port, with the same data. Resolves when it serves. */
  startAgain(): Promise<void>;
}

export interface MortalOptions {
  readonly folder: string;
  /** In memory, nothing outlives a kill. */
  readonly storage: 'disk' | 'memory';
  /** Further dynamic configuration of Temporal. */
  readonly dynamicConfig?: readonly string[];
}

export async function startMortalServers(options: MortalOptions): Promise<MortalServers> {
  const shared = {
    dataDir: join(options.folder, 'stack'),
    environment: process.env,
    onProgress: (text: string) => void process.stderr.write(`${text}\n`),
  };
  const [grpc, ui, http, qdrantGrpc] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const { storage, dynamicConfig = [] } = options;
  const temporal = await mortal<Temporal>(() =>
    startTemporal({ ...shared, storage, dynamicConfig, ui: false, ports: { grpc, ui } }),
  );
  const qdrant = await mortal<Qdrant>(() =>
    startQdrant({ ...shared, ports: { http, grpc: qdrantGrpc } }),
  );
  return {
    temporalAddress: temporal.running().address,
    qdrantUrl: qdrant.running().url,
    temporal,
    qdrant,
    processes: () => [temporal, qdrant].flatMap(({ running }) => running().pid ?? []),
    stop: async () => {
      await Promise.all([temporal.running().stop(), qdrant.running().stop()]);
    },
  };
}

interface Service {
  readonly pid?: number;
  stop(): Promise<void>;
}

async function mortal<Running extends Service>(
  start: () => Promise<Running>,
): Promise<Mortal & { readonly running: () => Running }> {
  let running = await start();
  return {
    running: () => running,
    async kill() {
      process.kill(running.pid!, 'SIGKILL');
      // It cannot be asked any more; this waits until it is gone.
      await running.stop();
    },
    async startAgain() {
      running = await start();
    },
  };
}
