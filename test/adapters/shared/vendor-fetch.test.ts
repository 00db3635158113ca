import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createVendorFetch } from '../../../src/adapters/shared/vendor-fetch.js';
import { noKey } from '../../../src/adapters/shared/http.js';

/** A vendor that knows one path and tells what it was asked. */
const seen: IncomingMessage[] = [];
const vendor = createServer((asked, response) => {
  seen.push(asked);
  const { pathname } = new URL(asked.url ?? '', 'http://vendor');
  response.statusCode = pathname === '/llm/chat/completions' ? 200 : 404;
  response.end(JSON.stringify({ path: asked.url }));
});

/** A real proxy, which takes every host for the vendor's. */
const proxied: string[] = [];
const proxy = createServer((asked, response) => {
  proxied.push(`${asked.method} ${asked.url}`);
  const { pathname, search } = new URL(asked.url ?? '');
  const { method, headers } = asked;
  const onward = request({ port: portOf(vendor), path: pathname + search, method, headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 500);
    answer.pipe(response);
  });
  asked.pipe(onward);
});
proxy.on('connect', (asked, socket) => {
  proxied.push(`CONNECT ${asked.url}`);
  const onward = connect(portOf(vendor), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) =>
  new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

beforeAll(() => Promise.all([listen(vendor), listen(proxy)]));
afterAll(() => {
  for (const server of [vendor, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});
afterEach(() => {
  seen.length = 0;
  proxied.length = 0;
});

const direct = { query: {}, hasKey: true };
const post = (send: typeof fetch, url: string, headers: Record<string, string> = {}) =>
  send(url, { method: 'POST', body: '{"n":1}', headers });

describe('through a proxy', () => {
  const through = (no?: string) => {
    const address = `http://127.0.0.1:${portOf(proxy)}`;
    return createVendorFetch({ http: address, https: address, no });
  };

  it('go requests to a vendor, with their method and body', async () => {
    const send = through()({ ...direct, baseURL: 'http://vendor.example/llm' });
    const response = await post(send, 'http://vendor.example/llm/chat/completions');
    expect(response.status).toBe(200);
    expect(proxied).toEqual(['POST http://vendor.example/llm/chat/completions']);
    expect(seen[0]?.headers['content-length']).toBe('7');
  });

  it('go requests over https in a tunnel', async () => {
    const send = through()({ ...direct, baseURL: 'https://vendor.example/v1' });
    await expect(post(send, 'https://vendor.example/v1/x')).rejects.toThrow();
    expect(proxied).toEqual(['CONNECT vendor.example:443']);
  });

  it.each(['127.0.0.1', 'localhost'])('goes nothing to %s', async (host) => {
    const baseURL = `http://${host}:${portOf(vendor)}/llm`;
    const response = await post(through()({ ...direct, baseURL }), `${baseURL}/chat/completions`);
    expect(response.status).toBe(200);
    expect(proxied).toEqual([]);
  });

  it('goes nothing to hosts that are excepted', async () => {
    const send = through('vendor.invalid')({ ...direct, baseURL: 'http://vendor.invalid/llm' });
    await expect(post(send, 'http://vendor.invalid/llm/x')).rejects.toThrow('fetch failed');
    expect(proxied).toEqual([]);
  });
});

describe('without a proxy', () => {
  const at = (path: string) => `http://127.0.0.1:${portOf(vendor)}${path}`;
  const plain = createVendorFetch({});
  const pathsSeen = () => seen.map(({ url }) => url);

  it('a query is added to every request', async () => {
    const query = { 'api-version': '2024-10-21' };
    await post(plain({ ...direct, baseURL: at('/llm'), query }), at('/llm/chat/completions'));
    expect(pathsSeen()).toEqual(['/llm/chat/completions?api-version=2024-10-21']);
  });

  it('an address that only the alternative knows is found once and kept', async () => {
    const server = { ...direct, baseURL: at('/llm/v1'), alternative: at('/llm') };
    const send = plain(server);
    for (let call = 0; call < 2; call += 1) {
      const response = await post(send, at('/llm/v1/chat/completions'));
      expect(response.status).toBe(200);
    }
    expect(pathsSeen()).toEqual([
      '/llm/v1/chat/completions',
      '/llm/chat/completions',
      '/llm/chat/completions',
    ]);
  });

  it('what neither address knows is the answer of the first', async () => {
    const server = { ...direct, baseURL: at('/none/v1'), alternative: at('/none') };
    const response = await post(plain(server), at('/none/v1/chat/completions'));
    expect(await response.json()).toEqual({ path: '/none/v1/chat/completions' });
  });

  it('the placeholder of a key is not sent, and another key is', async () => {
    const server = { ...direct, baseURL: at('/llm'), hasKey: false };
    const key = { authorization: `Bearer ${noKey}`, 'x-api-key': noKey, 'api-key': 'azure' };
    await post(plain(server), at('/llm/chat/completions'), key);
    await post(plain(server), at('/llm/chat/completions'), { authorization: 'Bearer own' });
    expect(seen[0]?.headers).toMatchObject({ 'api-key': 'azure' });
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
    expect(seen[1]?.headers.authorization).toBe('Bearer own');
  });
});
