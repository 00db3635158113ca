import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Runtime } from '@temporalio/worker';
import type { Config } from '../config.js';
import { ConfigError } from '../config/config-error.js';
import { writtenAddress, type ListenAddress } from '../config/formats.js';
import { metrics, type Metric } from '../contracts/metrics.js';
import { note } from './print.js';
import { createWorkerLog, type LogTarget } from './worker-log.js';

const variable = 'HOLDFAST_METRICS_ADDRESS';

/**
 * Sets up what all workers of this process share: the log and the metrics endpoint. Call it once, before
 * any worker starts. The SDK handles no signals, so that commands can say why they stop.
 */
export async function setUpRuntime(
  { operations }: Pick<Config, 'operations'>,
  log: readonly LogTarget[],
): Promise<void> {
  const logger = createWorkerLog(log);
  const install = (address: ListenAddress | null): void => {
    Runtime.install({
      logger,
      shutdownSignals: [],
      telemetryOptions: {
        logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
        ...(address ? { metrics: endpoint(address) } : {}),
      },
    });
  };
  const wanted = operations.metrics;
  if (!wanted) return install(null);
  const address = await installAt(wanted, install);
  const why = address.port === wanted.port ? '' : ` (port ${wanted.port} is in use)`;
  note(`Metrics for Prometheus: http://${writtenAddress(address)}/metrics${why}`);
}

function endpoint(address: ListenAddress) {
  const histograms = Object.values<Metric>(metrics).flatMap(({ name, buckets }) =>
    buckets ? [[name, [...buckets]] as [string, number[]]] : [],
  );
  return {
    attachServiceName: false,
    prometheus: {
      bindAddress: writtenAddress(address),
      useSecondsForDurations: true,
      histogramBucketOverrides: Object.fromEntries(histograms),
    },
  };
}

/** Installs at a free address, and tries another when that was taken in the meantime. */
async function installAt(
  wanted: ListenAddress,
  install: (address: ListenAddress) => void,
): Promise<ListenAddress> {
  const address = await freeAddress(wanted);
  try {
    install(address);
    return address;
  } catch (error) {
    if (!/address already in use/i.test(String(error))) throw error;
    return installAt(wanted, install);
  }
}

/** The address, on a free port where that one is taken: several workers may share a host. */
async function freeAddress({ host, port }: ListenAddress): Promise<ListenAddress> {
  try {
    return { host, port: await listenOnce(host, port) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return { host, port: await listenOnce(host, 0) };
    const message = `cannot be listened on: ${code}`;
    throw new ConfigError([{ variable, message }]);
  }
}

async function listenOnce(host: string, wanted: number): Promise<number> {
  const server = createServer().listen(wanted, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
