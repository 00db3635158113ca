import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Vendors that answer at once, and the configuration that leads to them. */
export interface Vendor {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startVendor(): Promise<Vendor> {
  const child = fork(fileURLToPath(new URL('./vendor-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx/esm'],
  });
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
