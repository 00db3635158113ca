import { outcomes, type Rule } from '../../core/outcome.js';

/**
 * Qdrant over REST, through its client or plain fetch. The client's `retry_after` is not read: it
 * holds the first character of the header only.
 */
export const qdrantErrors: readonly Rule[] = [
  {
    says: /no space left on device|exceeds available disk space|disk quota exceeded/i,
    outcome: outcomes.diskFull,
  },
  {
    status: [500, 503, 507],
    says: /out of memory|not enough memory/i,
    outcome: outcomes.outOfMemory,
  },
  { names: ['QdrantClientResourceExhaustedError'], outcome: outcomes.rateLimited },
  { says: /^invalid retryafter value/i, outcome: outcomes.rateLimited },
  { status: [429], says: /split your request/i, outcome: outcomes.batchTooLarge },
  {
    status: [400, 413],
    says: /larger than allowed|limit exceeded|exceeded limit/i,
    outcome: outcomes.batchTooLarge,
  },
  {
    status: [400, 422],
    says: /vector dimension error/i,
    outcome: outcomes.wrongDimensions,
  },
  { status: [409], outcome: outcomes.exists },
  {
    status: [500],
    says: /timeout error: operation|timed out/i,
    outcome: outcomes.timeout,
  },
  {
    status: [500],
    says: /inferenceservice url not configured/i,
    outcome: outcomes.badRequest,
  },
  { names: ['QdrantClientTimeoutError'], outcome: outcomes.timeout },
  {
    names: ['QdrantClientUnexpectedResponseError'],
    outcome: outcomes.malformedResponse,
  },
  { says: /^result came uninitialized/i, outcome: outcomes.malformedResponse },
  { names: ['QdrantClientConfigError'], outcome: outcomes.badRequest },
];
