import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { VendorLatency } from '../../test/fakes/fake-vendor.js';

/** Vendors that answer at once or after fixed times, and the configuration that leads to them. */
export interface Vendor {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface VendorSetup {
  readonly dimensions: number;
  readonly latency: Partial<VendorLatency>;
}

/** By default with vectors as long as those of the default model, at once. */
export async function startVendor(
  setup: VendorSetup = { dimensions: 1536, latency: {} },
): Promise<Vendor> {
  const child = fork(
    fileURLToPath(new URL('./vendor-process.ts', import.meta.url)),
    [JSON.stringify(setup)],
    {
      execArgv: ['--import', 'tsx/esm'],
    },
  );
  const gone = once(child, 'exit');
  const failed = gone.then(() => {
    throw new Error('The fake vendors did not start');
  });
  const [environment] = (await Promise.race([once(child, 'message'), failed])) as [
    Record<string, string>,
  ];
  failed.catch(() => undefined);
  return {
    environment,
    async stop() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
