import type { Client } from '@temporalio/client';
import { missingSearchAttributes } from '../../adapters/temporal/register-search-attributes.js';
import { connectTemporal } from '../../client/temporal.js';
import type { Config } from '../../config.js';
import { findTemporal, type TemporalPlace } from '../connect.js';
import { messageOf } from '../exit-code.js';
import { examineCircuits } from './examine-circuits.js';
import { examineQueues } from './examine-queues.js';
import { bad, good, info, type Finding } from './finding.js';

const askWithinMs = 5_000;

/** Whether Temporal answers, knows our search attributes, and has workers that poll without unintended limits. */
export async function examineTemporal(config: Config): Promise<readonly Finding[]> {
  const place = await findTemporal(config);
  const { namespace } = place;
  let client: Client;
  try {
    client = await connectTemporal(place);
  } catch (error) {
    return [bad('Temporal', messageOf(error), `start it; the address is ${place.how}`)];
  }
  try {
    return await client.withDeadline(Date.now() + askWithinMs, async () => [
      await examineServer(client, place),
      await examineSearchAttributes(client, namespace),
      examineFairness(place),
      ...(await examineCircuits(client, config)),
      ...(await examineQueues(client, config)),
    ]);
  } catch (error) {
    return [
      bad('Temporal', messageOf(error), `check the namespace "${namespace}" and your rights in it`),
    ];
  } finally {
    await client.connection.close();
  }
}

async function examineServer(
  client: Client,
  { address, how, uiUrl }: TemporalPlace,
): Promise<Finding> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  const where = `${serverVersion} at ${address ?? 'the usual address'} (${how})`;
  return good('Temporal', uiUrl === undefined ? where : `${where}, UI ${uiUrl}`);
}

async function examineSearchAttributes(client: Client, namespace: string): Promise<Finding> {
  const missing = await missingSearchAttributes(client.connection, namespace);
  if (missing.length === 0) return good('Search attributes', 'registered');
  return bad(
    'Search attributes',
    `missing: ${missing.join(', ')}`,
    'start a worker with the right to add them, or add them with "temporal operator search-attribute create"',
  );
}

/** Temporal does not tell; of the server we started ourselves we know. */
function examineFairness({ uiUrl }: TemporalPlace): Finding {
  return uiUrl === undefined
    ? info(
        'Fairness',
        'Temporal does not say: its dynamic configuration needs matching.enableFairness=true',
      )
    : good('Fairness', 'on');
}
