import { wordsOf } from '../../core/error-shape.js';
import { fieldsOf, isFields, listOf, parseJson } from './fields.js';

/** Where a vendor is and how it is reached. */
export interface VendorAccount {
  readonly baseURL: string;
  /** Undefined for a server that asks for none. */
  readonly apiKey?: string | undefined;
  /** Sent with every request, such as Azure's `api-key` or OpenRouter's `HTTP-Referer`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In place of Node's own, such as one that goes through a proxy. */
  readonly fetch?: typeof fetch | undefined;
}

/** Sent to servers that ask for no key: the vendors' clients insist on one. */
export const noKey = 'none';

/** Characters of an error's body that are read: the rest says nothing more. */
const longestBody = 64_000;

/**
 * An error a vendor answered with: under an HTTP status of its own, or inside a reply that began with
 * 200 (no status). Its fields are those by which errors are classified.
 */
export class VendorError extends Error {
  override readonly name = 'VendorError' as const;

  constructor(
    readonly status: number | undefined,
    readonly headers: Headers | undefined,
    /** The body: JSON where it was JSON, otherwise text. */
    readonly error: unknown,
  ) {
    super(describeBody(error));
  }

  /** The clients look for "timed out" in an error's text and then drop the error. */
  override toString(): string {
    return this.name;
  }
}

/** The vendor's error that an error of its client wraps, if any; otherwise the error as it is. */
export function unwrapVendorError(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    if (inner instanceof VendorError) return inner;
    inner = inner.cause;
  }
  return error;
}

/** The same fetch, throwing VendorError for any status but 2xx: the clients keep one shape of body only. */
export function throwingFetch(own?: typeof fetch): typeof fetch {
  return async (url, init) => {
    const response = await (own ?? fetch)(url, init);
    if (response.ok) return response;
    throw new VendorError(response.status, response.headers, jsonOrText(await startOf(response)));
  };
}

/**
 * The error that stands in a reply under status 200; undefined for a reply. Vendors write `{error}`,
 * `{object: "error"}`, `{type: "error"}`, a list of one of these, or only a message or a detail.
 */
export function errorInside(reply: unknown, headers?: Headers): VendorError | undefined {
  const first = Array.isArray(reply) ? listOf(reply)[0] : reply;
  if (!isFields(first)) return undefined;
  const { error, object, type, choices, data, results, embeddings, content } = first;
  const saysError =
    (error !== undefined && error !== null && error !== false && error !== '') ||
    object === 'error' ||
    type === 'error';
  const isReply = [choices, data, results, embeddings, content].some((part) => part !== undefined);
  const onlyWords = ['detail', 'message'].some((name) => wordsOf(first[name]) !== undefined);
  if (!saysError && (isReply || !onlyWords || type !== undefined || object !== undefined)) {
    return undefined;
  }
  return new VendorError(undefined, headers, reply);
}

export function jsonOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length >= longestBody) break;
  }
  return text.slice(0, longestBody);
}

/** The vendor's words; of a page, its title. */
function describeBody(body: unknown): string {
  if (typeof body !== 'string') return wordsOf(body) ?? JSON.stringify(fieldsOf(body));
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(body)?.[1];
  return title?.trim() ?? body.trim();
}
