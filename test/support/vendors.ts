import type { FakeVendor } from '../fakes/fake-vendor.js';

/** What one test breaks must not be given up, or slowed down, in the next. */
const neverGivenUp = {
  HOLDFAST_CIRCUIT_FAILURES: '1000',
  HOLDFAST_CIRCUIT_MIN_CALLS: '1000',
  HOLDFAST_ADAPTIVE_RATES: 'off',
};

/** For tests of just that: circuits and rates as they are by default. */
export const givenUpAsUsual = {
  HOLDFAST_CIRCUIT_FAILURES: '5',
  HOLDFAST_CIRCUIT_MIN_CALLS: '10',
  HOLDFAST_ADAPTIVE_RATES: 'on',
};

/** Every generator and both retrieval vendors on one fake, with waits short enough for tests. */
export function vendorEnvironment(vendor: FakeVendor): Record<string, string> {
  const backoff = '10ms..40ms';
  return {
    ...neverGivenUp,
    HOLDFAST_EMBEDDING: 'auto',
    OPENAI_API_KEY: 'sk-test-openai',
    OPENAI_BASE_URL: vendor.openaiBaseUrl,
    HOLDFAST_EMBEDDING_DIMENSIONS: '64',
    ANTHROPIC_API_KEY: 'sk-test-anthropic',
    ANTHROPIC_BASE_URL: vendor.anthropicBaseUrl,
    HOLDFAST_RERANK_PROVIDER: 'cohere',
    HOLDFAST_RERANK_BASE_URL: vendor.rerankUrl('cohere'),
    HOLDFAST_RERANK_API_KEY: 'test-cohere',
    HOLDFAST_EMBED_BACKOFF: backoff,
    HOLDFAST_SEARCH_BACKOFF: backoff,
    HOLDFAST_RERANK_BACKOFF: backoff,
    HOLDFAST_GENERATE_BACKOFF: backoff,
  };
}
