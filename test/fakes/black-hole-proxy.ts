import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from './deferred.js';

/**
 * `pass`: a plain relay. `blackhole`: accepts, swallows and never answers; a connection that had
 * something swallowed stays dead for good. `reset`: every connection is reset on sight.
 * `refuse`: nothing listens on the port.
 */
export type ProxyMode = 'pass' | 'blackhole' | 'reset' | 'refuse';

export interface SeenRequest {
  readonly at: number;
  /** Method and path. */
  readonly line: string;
}

export interface BlackHoleProxy {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Milliseconds added to everything the client sends, while passing. */
  latencyMs: number;
  /** Applies to existing connections as well. Resolves when in force. */
  setMode(mode: ProxyMode): Promise<void>;
  /** Every HTTP request seen so far, with the time it came; over a connection they come one by one. */
  readonly requests: readonly SeenRequest[];
  /** Resolves when the black hole next swallows something. */
  swallowed(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a TCP proxy on loopback in front of `upstream` (an http address), in mode `pass`. */
export async function startBlackHoleProxy(upstream: string): Promise<BlackHoleProxy> {
  const { hostname, port: upstreamPort } = new URL(upstream);
  const clients = new Set<Socket>();
  const requests: SeenRequest[] = [];
  let mode: ProxyMode = 'pass';
  let nextSwallow = deferred<void>();

  const server = createServer((client) => {
    clients.add(client);
    const target = connect({ host: hostname, port: Number(upstreamPort) });
    let dead = false;
    let sending = Promise.resolve();
    const swallow = (): boolean => {
      dead ||= mode === 'blackhole';
      if (dead) {
        nextSwallow.resolve();
        nextSwallow = deferred();
      }
      return dead;
    };
    client.on('close', () => {
      clients.delete(client);
      target.destroy();
    });
    client.on('error', () => target.destroy());
    target.on('error', () => {
      if (!dead) client.destroy();
    });
    target.on('end', () => {
      if (!dead) client.end();
    });
    client.on('data', (chunk: Buffer) => {
      const line = requestLine(chunk);
      if (line !== undefined) requests.push({ at: Date.now(), line });
      if (swallow()) return;
      sending = sending.then(async () => {
        if (proxy.latencyMs > 0) await delay(proxy.latencyMs);
        target.write(chunk);
      });
    });
    target.on('data', (chunk: Buffer) => {
      if (!swallow()) client.write(chunk);
    });
    if (mode === 'reset') client.resetAndDestroy();
  });

  let port = 0;
  await listen();
  port = (server.address() as AddressInfo).port;

  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  function dropAll(): void {
    for (const client of clients) client.resetAndDestroy();
  }

  const proxy: BlackHoleProxy = {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    latencyMs: 0,
    requests,
    async setMode(next) {
      mode = next;
      if (next === 'reset' || next === 'refuse') dropAll();
      if (next === 'refuse') await stopListening(server);
      else if (!server.listening) await listen();
    },
    swallowed: () => nextSwallow.promise,
    async close() {
      dropAll();
      await stopListening(server);
    },
  };
  return proxy;
}

/** Undefined for a chunk in the middle of a request. */
function requestLine(chunk: Buffer): string | undefined {
  return /^([A-Z]+ \S+) HTTP\/1\.1\r\n/.exec(chunk.subarray(0, 512).toString('latin1'))?.[1];
}

/** Resolves when the last connection is gone too. */
async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
