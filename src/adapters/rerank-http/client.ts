/** An HTTP error of a vendor, with the fields by which errors are classified. */
export class HttpError extends Error {
  override readonly name = 'HttpError' as const;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    /** The body: JSON where it was JSON, otherwise text. */
    readonly error: unknown,
  ) {
    super(typeof error === 'string' ? error : JSON.stringify(error));
  }
}

/**
 * Posts JSON and reads JSON. Throws HttpError for any status but 2xx, SyntaxError for a body that
 * is no JSON, and whatever fetch throws. The signal covers the body too, and frees the socket.
 */
export async function postJson(
  url: string,
  body: unknown,
  { apiKey, signal }: { readonly apiKey: string | undefined; readonly signal: AbortSignal },
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new HttpError(response.status, response.headers, jsonOrText(text));
  return JSON.parse(text) as unknown;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
