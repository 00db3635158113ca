import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { messagesRoute } from './anthropic-route.js';
import { FaultScript, type VendorRoute } from './faults.js';
import { Gates, type Hold } from './gates.js';
import { CallLog } from './call-log.js';
import { chatRoute, embeddingsRoute } from './openai-routes.js';
import { cohereRoute, jinaRoute, teiRoute, voyageRoute } from './rerank-routes.js';
import type { Route } from './route.js';
import { vendorErrorBody } from './vendor-errors.js';
import { replyWithFault, sendJson, type Exchange } from './vendor-reply.js';

/**
 * Milliseconds before each answer, and between the tokens of a stream or, where that is set, over all
 * of them. Change them at any time: they hold for requests that arrive later.
 */
export type VendorLatency = Record<VendorRoute | 'betweenTokens' | 'wholeStream', number>;

export interface FakeVendor {
  readonly url: string;
  readonly openaiBaseUrl: string;
  /** The same for one caller, by which its requests are told from those of others. */
  openaiBaseUrlOf(caller: string): string;
  readonly anthropicBaseUrl: string;
  /** Full address of the rerank endpoint in the given dialect. */
  rerankUrl(dialect: 'cohere' | 'jina' | 'voyage' | 'tei'): string;
  readonly calls: CallLog;
  readonly faults: FaultScript;
  readonly latency: VendorLatency;
  /** Headers added to every answer of a route, such as those of rate limits. */
  readonly headers: Record<VendorRoute, Readonly<Record<string, string>>>;
  /** Makes requests of the route wait; see Gates. */
  hold(route: VendorRoute, skip?: number): Hold;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a server on loopback that answers as OpenAI, Anthropic, Cohere, Jina, Voyage and TEI do. */
export async function startFakeVendor({
  port = 0,
  dimensions = 1536,
}: { readonly port?: number; readonly dimensions?: number } = {}): Promise<FakeVendor> {
  const calls = new CallLog();
  const faults = new FaultScript();
  const gates = new Gates();
  const latency: VendorLatency = {
    embeddings: 0,
    chat: 0,
    messages: 0,
    rerank: 0,
    betweenTokens: 0,
    wholeStream: 0,
  };

  const headers: FakeVendor['headers'] = { embeddings: {}, chat: {}, messages: {}, rerank: {} };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://fake').pathname;
    const [, caller, path = ''] = /^(?:\/callers\/([^/]+))?(.*)$/u.exec(address)!;
    const body = await readJson(request);
    const route = request.method === 'POST' ? findRoute(path, body) : undefined;
    if (!route) return sendJson(response, 404, { error: { message: `no route ${path}` } });

    const apiKey = keyOf(request);
    const reject = (status: number): void =>
      sendJson(
        response,
        status,
        vendorErrorBody(route.dialect, status, undefined, { apiKey: '', request: null }),
      );
    const parsed = route.request.safeParse(body);
    if (!parsed.success) return reject(route.dialect === 'tei' ? 422 : 400);
    if (apiKey === '' && route.dialect !== 'tei') return reject(401);

    const fault = faults.take(route.name, route.inputs(parsed.data));
    const record = calls.open({
      route: route.name,
      path,
      caller,
      model: parsed.data.model,
      inputs: route.inputs(parsed.data),
      body,
      fault: fault?.kind,
      retryAfterMs: fault && 'headers' in fault ? retryAfterMs(fault.headers) : undefined,
    });
    const { betweenTokens, wholeStream } = latency;
    const usage = route.usage(parsed.data);
    const idHeader = route.dialect === 'anthropic' ? 'request-id' : 'x-request-id';
    response.setHeader(idHeader, `req_${record.id}`);
    for (const [name, value] of Object.entries(headers[route.name])) {
      response.setHeader(name, value);
    }
    const closed = new AbortController();
    // `finish` says that all was handed to the system, and `close` alone that somebody hung up.
    const delivered = fault === undefined || harmless.has(fault.kind);
    response.once('finish', () =>
      calls.settle(record.id, delivered ? 'completed' : 'failed', usage),
    );
    response.once('close', () => {
      const ours = fault?.kind === 'reset' || fault?.kind === 'cut';
      calls.settle(record.id, ours ? 'failed' : 'aborted');
      closed.abort();
    });

    await gates.pass(record);
    if (latency[route.name] > 0) {
      await delay(latency[route.name], undefined, { signal: closed.signal });
    }
    const exchange: Exchange = {
      response,
      dialect: route.dialect,
      apiKey,
      request: body,
      fault,
      closed: closed.signal,
      pace: wholeStream > 0 ? { wholeStreamMs: wholeStream } : { betweenTokensMs: betweenTokens },
    };
    if (await replyWithFault(exchange)) return;
    await route.reply(parsed.data, exchange, { usage, dimensions });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A wait that ended because the client hung up is the expected end of many a test.
      if (!(error instanceof Error && error.name === 'AbortError'))
        response.destroy(error as Error);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    openaiBaseUrl: `${url}/v1`,
    openaiBaseUrlOf: (caller) => `${url}/callers/${caller}/v1`,
    anthropicBaseUrl: url,
    rerankUrl: (dialect) => url + rerankPaths[dialect],
    calls,
    faults,
    latency,
    headers,
    hold: (route, skip) => gates.hold(route, skip),
    close: () =>
      new Promise((resolve) => {
        gates.releaseAll();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function retryAfterMs(headers: Readonly<Record<string, string>> = {}): number | undefined {
  const seconds = headers['retry-after'];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Faults after which the vendor still delivered, and billed, a whole answer. */
const harmless: ReadonlySet<string> = new Set(['finish', 'slowFirstToken', 'play']);

const rerankPaths = {
  cohere: '/v2/rerank',
  jina: '/v1/rerank',
  voyage: '/v1/rerank',
  tei: '/rerank',
};

type AnyRoute = Route<{ readonly model: string }>;

function findRoute(path: string, body: unknown): AnyRoute | undefined {
  const voyage = /"model":"rerank-/u.test(JSON.stringify(body));
  const routes: Readonly<Record<string, unknown>> = {
    '/v1/embeddings': embeddingsRoute,
    '/v1/chat/completions': chatRoute,
    '/v1/messages': messagesRoute,
    '/v2/rerank': cohereRoute,
    '/v1/rerank': voyage ? voyageRoute : jinaRoute,
    '/rerank': teiRoute,
  };
  return routes[path] as AnyRoute | undefined;
}

/** Anthropic's older clients send `x-api-key`; everybody else, and its newer ones, a bearer token. */
function keyOf({ headers }: IncomingMessage): string {
  const key = headers['x-api-key'] ?? headers.authorization ?? '';
  return String(key).replace(/^Bearer /u, '');
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
