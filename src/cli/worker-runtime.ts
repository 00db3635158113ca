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
 * Sets up what all workers of this process share, once and before any of them starts: the log and the
 * metrics endpoint, of which it tells. Signals are left to us: the SDK would otherwise stop the worker
 * before we have said why.
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
  const why = address.port === wanted.port ? '' : `, because port ${wanted.port} is taken`;
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

/** Installs it at a free address. One that was free may be taken by the next moment: then at another. */
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

/** The address, on another port where that one is taken: a second worker on a host is no mistake. */
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
