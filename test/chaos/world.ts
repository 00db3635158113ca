import { startBlackHoleProxy, type BlackHoleProxy } from '../fakes/black-hole-proxy.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { writeDocuments } from '../support/documents.js';
import { untilStandbyIsComplete } from '../support/standby.js';
import { startHoldfastOn, type TestHoldfast } from '../support/holdfast-on.js';
import { registerNamespace } from '../support/namespace.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { documentsOf, plantFacts, type PlantedFact } from './planted-facts.js';
import { untilBack } from './until-back.js';
import { startVendors, type Vendors } from './vendors.js';

/** Where a world is. */
export interface Servers {
  readonly temporalAddress: string;
  readonly qdrantUrl: string;
}

/** A Holdfast in its default configuration, with documents in it, between vendors and servers that can fail. */
export interface World {
  readonly vendors: Vendors;
  /** What stands before Qdrant: `tcp` first, then `http`. */
  readonly qdrant: { readonly tcp: BlackHoleProxy; readonly http: HttpFaultProxy };
  readonly holdfast: TestHoldfast;
  /** Those started as processes, dead ones included. The vendors know each by its name. */
  readonly workers: readonly NamedWorker[];
  startWorker(): Promise<NamedWorker>;
  /** The next facts to ask for. Nothing is asked twice in the same words. */
  take(count: number): readonly PlantedFact[];
  /** Everything works again, as far as the outside is concerned. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export interface NamedWorker extends WorkerProcess {
  /** The caller in the embedding requests that it makes. */
  readonly name: string;
}

export interface WorldOptions {
  readonly seed: number;
  readonly documents: number;
  readonly withLocalModel?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Workers in processes of their own; without, one runs in this process. */
  readonly workerProcesses?: number;
}

export async function openWorld(servers: Servers, options: WorldOptions): Promise<World> {
  const vendors = await startVendors();
  const http = await startHttpFaultProxy(servers.qdrantUrl);
  const tcp = await startBlackHoleProxy(http.url);
  const { workerProcesses = 0 } = options;
  const holdfast = await startHoldfastOn(
    {
      ...(await registerNamespace(servers.temporalAddress)),
      qdrantUrl: tcp.url,
      collection: `chaos-${options.seed}-${Date.now()}`,
    },
    {
      worker: workerProcesses === 0,
      environment: {
        ...vendors.environment,
        // Every question is to go all the way.
        HOLDFAST_CACHE: 'off',
        ...(options.withLocalModel
          ? {
              HOLDFAST_LOCAL_BASE_URL: vendors.local.openaiBaseUrl,
              HOLDFAST_LOCAL_API_KEY: 'test-local',
            }
          : {}),
        ...options.environment,
      },
    },
  );
  const facts = plantFacts(options.documents, options.seed);
  const workers: NamedWorker[] = [];
  let started = 0;
  let taken = 0;
  const world: World = {
    vendors,
    qdrant: { tcp, http },
    holdfast,
    workers,
    async startWorker() {
      const name = `worker-${(started += 1)}`;
      const process = await startWorkerProcess({
        ...holdfast.environment,
        OPENAI_BASE_URL: vendors.primary.openaiBaseUrlOf(name),
      });
      const worker = { ...process, name };
      workers.push(worker);
      return worker;
    },
    take(count) {
      return Array.from({ length: count }, () => nthFact(facts, taken++));
    },
    async heal() {
      vendors.heal();
      http.heal();
      await tcp.setMode('pass');
    },
    async close() {
      await world.heal();
      await Promise.all(workers.map((worker) => worker.kill()));
      await holdfast.close();
      await tcp.close();
      await http.close();
      await vendors.close();
    },
  };
  await Promise.all(Array.from({ length: workerProcesses }, () => world.startWorker()));
  try {
    await ingest(world, facts);
    await untilStandbyIsComplete(holdfast);
    // A first question is slower than all others, and tells that the world is as it should be.
    if ((await untilBack(world)) === null) throw new Error('the world was never well');
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}

/** Ingests documents with these facts, for the usual tenant unless another is named. */
export async function ingest(
  { holdfast }: World,
  facts: readonly PlantedFact[],
  tenant = holdfast.config.tenant,
): Promise<void> {
  const root = await writeDocuments(documentsOf(facts));
  const run = await holdfast.client.ingest({ source: 'depots', root, tenant });
  const { phase, finished } = await run.result();
  if (phase !== 'done' || finished !== facts.length) throw new Error('the ingestion did not end');
}

/** Further rounds ask in other words: more question marks, which change nothing but the wording. */
function nthFact(facts: readonly PlantedFact[], index: number): PlantedFact {
  const fact = facts[index % facts.length] as PlantedFact;
  const round = Math.floor(index / facts.length);
  return { ...fact, question: fact.question + '?'.repeat(round) };
}
