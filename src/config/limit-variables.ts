import { backoff, count, duration, rate } from './formats.js';
import { optional, withDefault } from './variable.js';

const perSecond = 'per second, of all workers together. Unset: no limit';
const atOnce = 'at once, per worker';

/** Rates and concurrency of each kind of limited call. Rates must be the same on every worker. */
export const queueVariables = {
  HOLDFAST_EMBED_RPS: optional(rate, `Questions embedded ${perSecond}`),
  HOLDFAST_EMBED_CONCURRENCY: withDefault(count, '5', `Questions embedded ${atOnce}`),
  HOLDFAST_EMBED_BULK_RPS: optional(rate, `Requests of an ingestion for embeddings ${perSecond}`),
  HOLDFAST_EMBED_BULK_CONCURRENCY: withDefault(count, '4', `The same ${atOnce}`),
  HOLDFAST_RERANK_RPS: optional(rate, `Rerank requests ${perSecond}`),
  HOLDFAST_RERANK_CONCURRENCY: withDefault(count, '5', `The same ${atOnce}`),
  HOLDFAST_GENERATE_RPS: optional(rate, `Answers begun by each generator ${perSecond}`),
  HOLDFAST_GENERATE_CONCURRENCY: withDefault(count, '3', `The same ${atOnce}`),
};

/** Timeouts and attempts of each stage. */
export const stageVariables = {
  HOLDFAST_EMBED_TIMEOUT: withDefault(duration, '5s', 'One attempt to embed a question'),
  HOLDFAST_EMBED_ATTEMPTS: withDefault(count, '3', 'Attempts to embed a question'),
  HOLDFAST_EMBED_BACKOFF: withDefault(
    backoff,
    '250ms..2s',
    'First and longest delay between them; the real one is random up to that',
  ),
  HOLDFAST_EMBED_BUDGET: withDefault(
    duration,
    '3s',
    'All attempts together; after that the passages found by their words are used alone',
  ),
  HOLDFAST_SEARCH_TIMEOUT: withDefault(duration, '2s', 'One attempt at a search'),
  HOLDFAST_SEARCH_ATTEMPTS: withDefault(count, '3', 'Attempts at a search'),
  HOLDFAST_SEARCH_BACKOFF: withDefault(backoff, '100ms..1s', 'Delay between them'),
  HOLDFAST_SEARCH_BUDGET: withDefault(duration, '5s', 'All attempts together'),
  HOLDFAST_RERANK_TIMEOUT: withDefault(duration, '3s', 'One attempt to rerank'),
  HOLDFAST_RERANK_ATTEMPTS: withDefault(count, '2', 'Attempts to rerank'),
  HOLDFAST_RERANK_BACKOFF: withDefault(backoff, '250ms..1s', 'Delay between them'),
  HOLDFAST_RERANK_BUDGET: withDefault(duration, '5s', 'All attempts together'),
  HOLDFAST_GENERATE_FIRST_TOKEN: withDefault(
    duration,
    '8s',
    'Longest wait for the first word of a generator',
  ),
  HOLDFAST_GENERATE_IDLE: withDefault(duration, '5s', 'Longest silence between two words'),
  HOLDFAST_GENERATE_TIMEOUT: withDefault(
    duration,
    '60s',
    'One attempt to generate, if the question has that much time left',
  ),
  HOLDFAST_GENERATE_ATTEMPTS: withDefault(count, '2', 'Attempts with each generator'),
  HOLDFAST_GENERATE_BACKOFF: withDefault(backoff, '500ms..4s', 'Delay between them'),
  HOLDFAST_INGEST_EMBED_TIMEOUT: withDefault(
    duration,
    '30s',
    'One request of an ingestion for embeddings',
  ),
  HOLDFAST_INGEST_EMBED_ATTEMPTS: withDefault(
    count,
    '5',
    'Attempts before the ingestion parks and tries again later',
  ),
  HOLDFAST_INGEST_EMBED_BACKOFF: withDefault(backoff, '4s..60s', 'Delay between them'),
  HOLDFAST_QDRANT_WRITE_TIMEOUT: withDefault(duration, '30s', 'One write to Qdrant'),
  HOLDFAST_QDRANT_WRITE_ATTEMPTS: withDefault(
    count,
    '5',
    'Attempts at each step of an ingestion that writes',
  ),
  HOLDFAST_QDRANT_WRITE_BACKOFF: withDefault(backoff, '1s..60s', 'Delay between them'),
};
