import { createHash } from 'node:crypto';
import type { Secret } from './secret.js';

/** Names of circuits: the dependency, what is called there, and which. */
export const circuitNames = {
  chat: (provider: string, model: string) => `${provider}/chat/${model}`,
  embeddings: (provider: string, model: string) => `${provider}/embeddings/${model}`,
  rerank: (provider: string, model: string) => `${provider}/rerank/${model}`,
  /** Every key its own: what one tenant's account lacks says nothing of another's. */
  credential: (provider: string, key: Secret | null) =>
    key ? `${provider}/credential/${fingerprint(key)}` : undefined,
  reads: 'qdrant/reads',
  writes: 'qdrant/writes',
};

/** The circuits a call stands behind: its own, and that of the key it is made with. */
export function behind(circuit: string, provider: string, apiKey: Secret | null): string[] {
  const credential = circuitNames.credential(provider, apiKey);
  return credential === undefined ? [circuit] : [circuit, credential];
}

/** Enough of a hash to tell keys apart, and nothing to guess one from. */
function fingerprint(key: Secret): string {
  return createHash('sha256').update(key.reveal()).digest('hex').slice(0, 8);
}
