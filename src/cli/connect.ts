import { connect, type Holdfast } from '../client.js';
import type { TemporalAddress } from '../client/temporal.js';
import { loadConfig, type Config } from '../config.js';
import { onOwnStack } from '../config/temporal.js';
import { readStackFile } from '../stack/stack-file.js';
import { note } from './print.js';

/** Where Temporal is, and how that is known. Without an address: from Temporal's own profile, else localhost. */
export interface TemporalPlace extends TemporalAddress {
  readonly address?: string;
  readonly namespace: string;
  readonly environment: () => Record<string, string>;
  readonly how: string;
  /** Known only for the stack that Holdfast started itself. */
  readonly uiUrl?: string;
}

/** An explicit address wins, then the stack running on the data folder. */
export async function findTemporal(config: Config): Promise<TemporalPlace> {
  const stack = await readStackFile(config.dataDir);
  const { address: explicit, namespace, environment } = config.temporal;
  if (explicit !== null && explicit !== stack?.temporalAddress) {
    return { address: explicit, namespace, environment, how: 'set by TEMPORAL_ADDRESS' };
  }
  if (stack === null) {
    return {
      namespace,
      environment,
      how: 'default address, since no "holdfast up" is running here',
    };
  }
  const how = 'started by "holdfast up"';
  const { temporalAddress: address, temporalUiUrl: uiUrl } = stack;
  if (uiUrl === undefined) return { address, namespace, environment, how };
  return { ...onOwnStack(config.temporal, address), how, uiUrl };
}

/** One run of a workflow. */
export interface RunId {
  readonly workflowId: string;
  readonly runId: string;
}

/** A command's connection to Holdfast. */
export interface Session {
  readonly config: Config;
  readonly place: TemporalPlace;
  readonly holdfast: Holdfast;
  /** The page of a run in the Temporal UI, where its address is known. */
  readonly runUrl: (run: RunId) => string | undefined;
}

/** Connects, runs `work` and disconnects. Throws NotRunning within seconds when Temporal is unreachable. */
export async function withHoldfast<T>(
  tenant: string | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const config = loadConfig();
  const place = await findTemporal(config);
  for (const { variable, message } of config.warnings) {
    if (variable === 'TEMPORAL_API_KEY') note(`${variable} ${message}.`);
  }
  const holdfast = await connect({ ...place, tenant: tenant ?? config.tenant });
  const runUrl: Session['runUrl'] = (run) =>
    place.uiUrl === undefined ? undefined : runPage(place.uiUrl, place.namespace, run);
  try {
    return await work({ config, place, holdfast, runUrl });
  } finally {
    await holdfast.close();
  }
}

/** The page of a run in the Temporal UI. */
function runPage(uiUrl: string, namespace: string, { workflowId, runId }: RunId): string {
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}`;
}
