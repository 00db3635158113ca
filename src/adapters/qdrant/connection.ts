import { QdrantClient } from '@qdrant/js-client-rest';
import { outcomes } from '../../core/outcome.js';
import { registerSecret } from '../../core/redact.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { qdrantErrors } from './errors.js';
import { toHttpError } from './http-error.js';

export interface QdrantOptions {
  /** Used as it stands: without a port, that of the scheme. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** Longest time of one request, body included. */
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
}

type Api = ReturnType<QdrantClient['api']>;
type Request<Result> = (
  api: Api,
  init: RequestInit,
) => Promise<{ readonly data: { readonly result?: Result } }>;
type Call = <Result>(
  operation: string,
  collection: string,
  signal: AbortSignal,
  request: Request<Result>,
) => Promise<NonNullable<Result>>;

/** Requests to one Qdrant. They throw PortError, end with their signal or timeout, and free their socket. */
export interface QdrantConnection {
  readonly read: Call;
  readonly write: Call;
}

/**
 * The official client through its generated interface, the only one that takes a signal: without
 * one, 25 requests that are never answered block every later one for minutes.
 */
export function connectQdrant(options: QdrantOptions): QdrantConnection {
  const api = createClient(options).api();
  const within =
    (timeoutMs: number): Call =>
    async (operation, collection, signal, request) => {
      const call = qdrantCall(operation, collection);
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const { data } = await request(api, { signal: bounded });
        if (data.result === undefined || data.result === null) {
          throw failedCall(call, outcomes.malformedResponse, { detail: 'no result' });
        }
        return data.result;
      } catch (error) {
        throw toPortError(toHttpError(error), call, bounded);
      }
    };
  return { read: within(options.readTimeoutMs), write: within(options.writeTimeoutMs) };
}

/** One kind of request as its errors name it: `qdrant search (production_docs): 404 not found`. */
export function qdrantCall(operation: string, collection: string): VendorCall {
  return { errors: qdrantErrors, provider: 'qdrant', operation, model: collection };
}

function createClient({ url, apiKey }: QdrantOptions): QdrantClient {
  const { origin, port, pathname } = new URL(url);
  if (apiKey !== undefined) registerSecret(apiKey);
  return new QdrantClient({
    url: origin,
    port: port === '' ? null : Number(port),
    prefix: pathname.replace(/\/+$/, ''),
    // Any finite one replaces our signal by the client's own.
    timeout: Infinity,
    checkCompatibility: false,
    headers: {
      // Compressed answers stall for some 40 ms (Nagle against delayed acknowledgements).
      'accept-encoding': 'identity',
      // As `apiKey` it would make the client print a warning to the console.
      ...(apiKey !== undefined && { 'api-key': apiKey }),
    },
  });
}
