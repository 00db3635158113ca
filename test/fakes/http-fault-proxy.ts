import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProxiedRequest {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly body: string;
}

/** What happens to a request instead of being forwarded, or before. A text is sent as a page of HTML. */
export type ProxyFault =
  | 'reset'
  | 'hang'
  | { readonly status: number; readonly body: unknown }
  | { readonly delayMs: number };

export interface HttpFaultProxy {
  readonly url: string;
  /** Asks for every request; replaces the previous rule. `undefined` forwards. */
  failWhen(rule: (request: ProxiedRequest) => ProxyFault | undefined): void;
  /** Forwards everything again; what hangs stays hanging. */
  heal(): void;
  close(): Promise<void>;
}

/** Starts an HTTP proxy on loopback that can fail single requests by what they ask, such as one leg of a search. */
export async function startHttpFaultProxy(upstream: string): Promise<HttpFaultProxy> {
  const { hostname, port } = new URL(upstream);
  const forwardAll = (): undefined => undefined;
  let rule: (request: ProxiedRequest) => ProxyFault | undefined = forwardAll;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url: path = '/' } = request;
    const fault = rule({ method, path, body: body.toString('utf8') });
    if (fault === 'hang') return;
    if (fault === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (fault && 'status' in fault) {
      const page = typeof fault.body === 'string';
      response.writeHead(fault.status, { 'content-type': page ? 'text/html' : 'application/json' });
      response.end(page ? fault.body : JSON.stringify(fault.body));
      return;
    }
    if (fault) await delay(fault.delayMs);
    const { headers } = request;
    const upstreamRequest = forward({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstreamRequest.on('error', () => response.destroy());
    response.on('close', () => upstreamRequest.destroy());
    upstreamRequest.end(body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failWhen: (next) => {
      rule = next;
    },
    heal: () => {
      rule = forwardAll;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
