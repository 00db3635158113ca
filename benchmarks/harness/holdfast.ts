import { randomUUID } from 'node:crypto';
import { startHoldfastOn, type TestHoldfast } from '../../test/support/holdfast-on.js';
import { registerNamespace } from '../../test/support/namespace.js';
import type { Servers } from './servers.js';

/** A Holdfast with nothing in it: namespace, collections and data folder are fresh. `worker`: in this process. */
export async function startHoldfast(
  { temporalAddress, qdrantUrl }: Servers,
  environment: Readonly<Record<string, string>>,
  worker = true,
): Promise<TestHoldfast> {
  const { address, namespace } = await registerNamespace(temporalAddress);
  const collection = `bench-${randomUUID()}`;
  return startHoldfastOn({ address, namespace, qdrantUrl, collection }, { environment, worker });
}
