import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { pollersOf } from '../adapters/temporal/pollers.js';
import { processEnvironment } from '../config/process-environment.js';
import { queues } from '../contracts/names.js';
import { localUser } from './audit.js';
import { stoppableRetries } from './close.js';
import { NotRunning, noWorker } from './errors.js';

const connectTimeoutMs = 3_000;
/** A worker that has just started becomes visible a little later. */
const workerTimeoutMs = 2_000;
const workerPollMs = 100;

export interface TemporalAddress {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  /** Temporal's standard variables: TLS, key, profile. Default: those of the process. */
  readonly environment?: (() => Record<string, string>) | undefined;
  /** Who acts, in histories and in the audit. Default: user and host of this process. */
  readonly user?: string | undefined;
}

/**
 * Connects with the SDK's standard environment variables; address and namespace given here win. The
 * connection can be closed at any time, also during an outage.
 */
export async function connectTemporal(there: TemporalAddress): Promise<Client> {
  const { address, namespace, environment, user = localUser() } = there;
  const standard = loadClientConnectConfig(environment ? { overrideEnvVars: environment() } : {});
  const retries = stoppableRetries();
  const options = {
    ...standard.connectionOptions,
    ...(address ? { address } : {}),
    connectTimeout: connectTimeoutMs,
    channelArgs: { 'grpc.enable_http_proxy': usesProxy() ? 1 : 0 },
    ...retries.options,
  };
  try {
    const connection = await Connection.connect(options);
    const close = connection.close.bind(connection);
    connection.close = () => retries.close(close);
    return new Client({
      connection,
      namespace: namespace ?? standard.namespace ?? 'default',
      identity: user,
    });
  } catch (error) {
    const where = options.address ?? 'localhost:7233';
    throw new NotRunning(
      `No Temporal server answers at ${where}: start Holdfast with "holdfast up", or set TEMPORAL_ADDRESS`,
      { cause: error },
    );
  }
}

/** Proxies for HTTP are for vendors; gRPC has a variable of its own, for those who want it proxied. */
function usesProxy(): boolean {
  return Boolean(processEnvironment()['grpc_proxy']);
}

/** Throws NotRunning when no worker has polled the queue recently or starts to within two seconds. */
export async function requireWorker(client: Client, queue: string = queues.main): Promise<void> {
  const giveUpAt = Date.now() + workerTimeoutMs;
  do {
    if ((await pollersOf(client, queue)).length > 0) return;
    await sleep(workerPollMs);
  } while (Date.now() < giveUpAt);
  throw new NotRunning(noWorker);
}
