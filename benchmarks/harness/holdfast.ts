import { randomUUID } from 'node:crypto';
import { startHoldfastOn, type TestHoldfast } from '../../test/support/holdfast-on.js';
import { registerNamespace } from '../../test/support/namespace.js';
import type { Servers } from './servers.js';

/** A Holdfast with nothing in it: namespace, collections and data folder are fresh. */
export async function startHoldfast(
  { temporalAddress, qdrantUrl }: Servers,
  environment: Readonly<Record<string, string>>,
): Promise<TestHoldfast> {
  const { address, namespace } = await registerNamespace(temporalAddress);
  const collection = `bench-${randomUUID()}`;
  return startHoldfastOn({ address, namespace, qdrantUrl, collection }, { environment });
}
