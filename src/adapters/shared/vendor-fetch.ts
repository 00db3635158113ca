import { EnvHttpProxyAgent, fetch as fetchThrough, type RequestInit } from 'undici';
import { noKey } from './http.js';

/** Proxies as the environment names them. */
export interface Proxies {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** Hosts that are reached directly, separated by commas. */
  readonly no?: string | undefined;
}

export interface FetchedServer {
  /** Every request begins with it. */
  readonly baseURL: string;
  readonly query: Readonly<Record<string, string>>;
  /** Used in place of the base from the first time that only the alternative knows a path. */
  readonly alternative?: string | undefined;
  /** Vendors' clients insist on a key. Without one, theirs is not sent. */
  readonly hasKey: boolean;
}

/** Makes a `fetch` for each vendor's server: through the proxies, but never for this machine. */
export function createVendorFetch(proxies: Proxies): (server: FetchedServer) => typeof fetch {
  const send = sender(proxies);
  return ({ baseURL, query, alternative, hasKey }) => {
    let base = baseURL;
    let other = alternative;
    return async (input, options) => {
      const init = hasKey ? options : withoutKey(options);
      const asked = input instanceof Request ? input.url : String(input);
      const at = (place: string) => withQuery(place + asked.slice(baseURL.length), query);
      const response = await send(at(base), init);
      if (response.ok) other = undefined;
      if (response.status !== 404 || other === undefined) return response;
      const tried = other;
      const second = await send(at(tried), init);
      if (second.status === 404) {
        await second.body?.cancel();
        return response;
      }
      await response.body?.cancel();
      base = tried;
      other = undefined;
      return second;
    };
  };
}

type Send = (url: string, init: Parameters<typeof fetch>[1]) => Promise<Response>;

function sender({ http, https, no }: Proxies): Send {
  if (http === undefined && https === undefined) return (url, init) => fetch(url, init);
  const dispatcher = new EnvHttpProxyAgent({
    // An empty text stands for none: undefined would make the agent read the environment itself.
    httpProxy: http ?? '',
    httpsProxy: https ?? '',
    noProxy: no ?? '',
    // Many proxies open tunnels for https only.
    proxyTunnel: false,
  });
  return async (url, init) => {
    if (isLoopback(new URL(url).hostname)) return fetch(url, init);
    // Both are the same standard; only their TypeScript declarations differ.
    const options = { ...init, dispatcher } as RequestInit;
    return await fetchThrough(url, options);
  };
}

/** Some gateways reject a key that is none, even beside a header that holds the real one. */
function withoutKey(init: Parameters<typeof fetch>[1]): Parameters<typeof fetch>[1] {
  const headers = new Headers(init?.headers);
  if (headers.get('authorization') === `Bearer ${noKey}`) headers.delete('authorization');
  if (headers.get('x-api-key') === noKey) headers.delete('x-api-key');
  return { ...init, headers };
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/i.test(hostname);
}

function withQuery(text: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(text);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
