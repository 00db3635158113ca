import { freePort } from '../../src/stack/ports.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startFakeWebhook, type FakeWebhook } from '../fakes/fake-webhook.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { givenUpAsUsual, vendorEnvironment } from '../support/vendors.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

/** A worker in a process of its own, since metrics and log are set up once for each process. */
export interface ObservedWorker {
  readonly holdfast: TestHoldfast;
  readonly vendor: FakeVendor;
  readonly webhook: FakeWebhook;
  readonly worker: WorkerProcess;
  readonly metricsUrl: string;
  close(): Promise<void>;
}

export const openaiKey = 'sk-observed-0123456789abcdef';

export async function startObservedWorker(): Promise<ObservedWorker> {
  const vendor = await startFakeVendor({ dimensions: 64 });
  const webhook = await startFakeWebhook();
  const port = await freePort();
  const holdfast = await startHoldfast({
    worker: false,
    environment: {
      ...vendorEnvironment(vendor),
      ...givenUpAsUsual,
      OPENAI_API_KEY: openaiKey,
      HOLDFAST_METRICS_ADDRESS: `127.0.0.1:${port}`,
      HOLDFAST_WEBHOOK_URL: webhook.url,
      HOLDFAST_CACHE: 'off',
      HOLDFAST_EMBED_RPS: '50',
      HOLDFAST_INGEST_EMBED_ATTEMPTS: '1',
      HOLDFAST_MAX_DOCUMENT_BYTES: '2 kB',
      // Once open, a circuit stays so for the whole test.
      HOLDFAST_CIRCUIT_PROBE_WAIT: '10m..10m',
    },
  });
  const worker = await startWorkerProcess(holdfast.environment);
  return {
    holdfast,
    vendor,
    webhook,
    worker,
    metricsUrl: `http://127.0.0.1:${port}/metrics`,
    async close() {
      await worker.kill();
      await holdfast.close();
      await webhook.close();
      await vendor.close();
    },
  };
}
