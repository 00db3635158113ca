/** Where a vendor's API is. Its client adds the path of each operation to the base. */
export interface ServerAddress {
  readonly baseURL: string;
  /** Added to every request, such as Azure's `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** The base to use when the first one turns out to have no such path. */
  readonly alternative?: string;
}

const versionSegment = /\/v\d+\w*(?=\/|$)/;
const operation =
  /\/(?:chat\/completions|completions|responses|embeddings|messages)$|(?<=\/v\d+\w*)\/(?:models|rerank)$/;
/** Paths under which vendors serve the API without a version. */
const unversioned =
  /\/(?:deployments\/[^/]+|inference|serving-endpoints|models|api|openapi|compat)$/;

/**
 * The address of a server that speaks OpenAI's protocol, from any form in which people know it: bare,
 * with `/v1`, with the whole path of an operation, with a slash at the end, with a query.
 */
export function openAiAddress(text: string): ServerAddress {
  const { origin, path, query } = split(text);
  const base = path.replace(operation, '');
  if (base !== path || versionSegment.test(base) || unversioned.test(base)) {
    return { baseURL: origin + base, query };
  }
  const versioned = `${origin}${base}/v1`;
  return { baseURL: versioned, query, alternative: origin + base };
}

/** The same for Anthropic's protocol, whose client adds `/v1/messages`. */
export function anthropicAddress(text: string): ServerAddress {
  const { origin, path, query } = split(text);
  return { baseURL: origin + path.replace(operation, '').replace(/\/v1$/, ''), query };
}

/** The whole address of a reranker; `path` is where its provider serves it by default. */
export function rerankAddress(text: string, path: string): ServerAddress {
  const { origin, path: own, query } = split(text);
  if (/\/re-?rank(?:ing)?$/.test(own)) return { baseURL: origin + own, query };
  const whole = own.replace(operation, '');
  if (/\/v\d+\w*$/.test(whole)) return { baseURL: `${origin}${whole}/rerank`, query };
  const found = { baseURL: origin + whole + path, query };
  return whole === '' ? found : { ...found, alternative: origin + own };
}

function split(text: string) {
  const { origin, pathname, searchParams } = new URL(text);
  const path = pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return { origin, path, query: Object.fromEntries(searchParams) };
}
