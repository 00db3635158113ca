import { losesVectors } from '../core/collection-name.js';
import { clientError } from './client-error.js';

/**
 * Throws when readers use an index with vectors and this configuration makes none: new documents
 * would go where no reader looks, or be unfindable by meaning.
 */
export function requireSameVectors(active: string | null, collection: string): void {
  if (active === null || !losesVectors(active, collection)) return;
  const message = `The index ${active} holds vectors, and no embedder is configured to add to them: set its key (OPENAI_API_KEY or HOLDFAST_EMBEDDING_BASE_URL), or start another index with HOLDFAST_COLLECTION`;
  throw clientError('embedder', 'bad_input', message);
}
