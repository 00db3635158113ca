import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../src/stack/stack.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfastOn, type TestHoldfast } from '../support/holdfast-on.js';
import { registerNamespace } from '../support/namespace.js';
import { vendorEnvironment } from '../support/vendors.js';

/** Real servers with everything on them that scenes need. */
export interface Stage {
  readonly vendor: FakeVendor;
  /** Between the workers and Qdrant. */
  readonly qdrant: HttpFaultProxy;
  readonly keyed: TestHoldfast;
  readonly keyless: TestHoldfast;
  /** With the encoder in its worker. */
  readonly embedded: TestHoldfast;
  /** Holds the handbook and one document that a scene may take away. */
  readonly root: string;
  /** Of the server. */
  readonly temporalVersion: string;
  /** Ends every fault. */
  heal(): void;
  close(): Promise<void>;
}

/** One path through a workflow. Scenes are played in order and may build on each other. */
export interface Scene {
  /** Names the saved history. */
  readonly name: string;
  /** Plays it and says which run to save. */
  play(stage: Stage): Promise<Played>;
}

export interface Played {
  readonly on: TestHoldfast;
  readonly workflowId: string;
  /** Default: the newest of the workflow. */
  readonly runId?: string;
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-histories-'));
  // What is put into temporary folders goes the same way.
  process.env['TMPDIR'] = folder;
  const stack = await startStack({
    dataDir: folder,
    environment: process.env,
    temporal: { storage: 'memory', ui: false },
    qdrant: {},
    onProgress: (text) => console.error(text),
  });
  const vendor = await startFakeVendor({ dimensions: 64 });
  const qdrant = await startHttpFaultProxy(stack.qdrant.url);
  const start = async (collection: string, environment: Readonly<Record<string, string>>) => {
    const servers = { qdrantUrl: qdrant.url, collection };
    const namespace = await registerNamespace(stack.temporal.address);
    return startHoldfastOn({ ...namespace, ...servers }, { environment });
  };
  const waits = { HOLDFAST_DEADLINE: '10s', HOLDFAST_SEARCH_BACKOFF: '10ms..40ms' };
  const keyless = await start('keyless', waits);
  const embedded = await start('embedded', { ...waits, HOLDFAST_EMBEDDING: 'embedded' });
  const keyed = await start('documents', {
    ...waits,
    ...vendorEnvironment(vendor),
    HOLDFAST_INGEST_EMBED_ATTEMPTS: '1',
  });
  const old = '# Signal book\n\nThe signal book of 1931 lies in the drawer.\n';
  return {
    vendor,
    qdrant,
    keyed,
    keyless,
    embedded,
    root: await writeDocuments({ ...lighthouseHandbook, 'old.md': old }),
    temporalVersion: stack.temporal.version ?? 'unknown',
    heal() {
      vendor.faults.clear();
      qdrant.heal();
    },
    async close() {
      await keyed.close();
      await keyless.close();
      await embedded.close();
      await qdrant.close();
      await vendor.close();
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
