import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import type { IngestingPorts } from '../../src/activities/ingesting-ports.js';
import { loadConfig, type Config } from '../../src/config.js';
import { ingestPlan } from '../../src/worker/plans.js';
import type { Ports } from '../../src/worker/ports.js';
import { startHoldfast } from '../harness/holdfast.js';
import { portsOf } from '../harness/ports.js';
import type { Servers } from '../harness/servers.js';
import { ratiosOf, spreadOf, type Spread } from '../harness/statistics.js';
import { ingestDirectly } from './direct.js';
import { readAll, type Reading } from './read-all.js';
import { timed, type Times } from './timed.js';

export interface Source {
  readonly source: string;
  readonly root: string;
}

export interface IngestionComparison extends Reading {
  readonly rounds: number;
  /** Seconds for all documents. */
  readonly seconds: Readonly<Record<'holdfast' | 'direct', Spread>>;
  readonly documentsPerSecond: Readonly<Record<'holdfast' | 'direct', Spread>>;
  readonly toDirect: Spread;
  /** Seconds of processor time of the pure steps. */
  readonly pure: Readonly<Record<string, number>>;
  /** Seconds of the calls on Qdrant and the disk, one batch after the other. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Ingests everything into empty collections, keyless: through Holdfast, and without Temporal. */
export async function compareIngestion(
  servers: Servers,
  sources: readonly Source[],
  rounds: number,
  onProgress: (text: string) => void,
): Promise<IngestionComparison> {
  const holdfast: number[] = [];
  const direct: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    onProgress(`ingesting through Holdfast and directly, round ${round} of ${rounds}`);
    holdfast.push(await throughHoldfast(servers, sources));
    direct.push(await withoutTemporal(servers, sources));
  }
  onProgress('timing the steps of an ingestion');
  const pure: Times = new Map();
  const { encoding } = emptyConfig(servers).documents;
  const reading = await readAll(
    sources.map(({ root }) => root),
    encoding,
    pure,
  );
  const calls: Times = new Map();
  await withoutTemporal(servers, sources, { batchesInFlight: 1, times: calls });
  const rates = (seconds: readonly number[]) =>
    spreadOf(seconds.map((value) => reading.documents / value));
  return {
    ...reading,
    rounds,
    seconds: { holdfast: spreadOf(holdfast), direct: spreadOf(direct) },
    documentsPerSecond: { holdfast: rates(holdfast), direct: rates(direct) },
    toDirect: ratiosOf(holdfast, direct),
    pure: inSeconds(pure),
    calls: inSeconds(calls),
  };
}

async function throughHoldfast(servers: Servers, sources: readonly Source[]): Promise<number> {
  const holdfast = await startHoldfast(servers, {});
  try {
    return await secondsOf(async () => {
      for (const source of sources) await (await holdfast.client.ingest(source)).result();
    });
  } finally {
    await holdfast.close();
  }
}

async function withoutTemporal(
  servers: Servers,
  sources: readonly Source[],
  { batchesInFlight, times }: { readonly batchesInFlight?: number; readonly times?: Times } = {},
): Promise<number> {
  const config = emptyConfig(servers);
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const opened = await portsOf(config);
  const plan = ingestPlan(config, false);
  const ports: IngestingPorts = { ...opened, plan, ...(times && timedPorts(opened, times)) };
  try {
    return await secondsOf(async () => {
      for (const source of sources) {
        await ingestDirectly(ports, source, batchesInFlight ?? plan.batchesInFlight);
      }
    });
  } finally {
    await opened.close();
    await connection.close();
  }
}

function timedPorts({ documents, manifest, store }: Ports, times: Times) {
  return {
    documents: timed('documents', documents, times),
    manifest: timed('manifest', manifest, times),
    store: timed('passages', store, times),
  };
}

function emptyConfig({ qdrantUrl }: Servers): Config {
  const env = { QDRANT_URL: qdrantUrl, HOLDFAST_COLLECTION: `bench-${randomUUID()}` };
  return loadConfig({ env, envFile: null });
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function inSeconds(times: Times): Record<string, number> {
  return Object.fromEntries([...times].map(([step, ms]) => [step, ms / 1000]));
}
