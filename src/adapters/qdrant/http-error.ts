/** An error response of Qdrant, with Qdrant's words as the message: the client's own errors carry none. */
export class QdrantHttpError extends Error {
  override readonly name = 'QdrantHttpError' as const;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    words: string,
  ) {
    super(words);
  }
}

/** The error response that the client's error wraps; any other error as it is. */
export function toHttpError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { status, headers, data } = error as {
    readonly status?: unknown;
    readonly headers?: unknown;
    readonly data?: unknown;
  };
  if (typeof status !== 'number' || !(headers instanceof Headers)) return error;
  return new QdrantHttpError(status, headers, wordsOf(data) ?? error.message);
}

/** `{status: {error}}`, or plain text from whatever stands in front of Qdrant. */
function wordsOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  const words = (data as { readonly status?: { readonly error?: unknown } } | undefined)?.status
    ?.error;
  return typeof words === 'string' ? words : undefined;
}
