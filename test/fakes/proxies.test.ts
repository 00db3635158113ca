import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBlackHoleProxy, type BlackHoleProxy } from './black-hole-proxy.js';
import { startHttpFaultProxy, type HttpFaultProxy } from './http-fault-proxy.js';

let upstream: Server;
let upstreamUrl: string;
/** Called with the body of every request that got through. */
let onRequest: (body: string) => void;
beforeEach(async () => {
  onRequest = () => undefined;
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      onRequest(body);
      response.end(`echo ${body}`);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterEach(() => {
  upstream.close();
  upstream.closeAllConnections();
});

async function post(url: string, body: string, signal: AbortSignal | null = null): Promise<string> {
  return (await fetch(url, { method: 'POST', body, signal })).text();
}

describe('the black hole proxy', () => {
  let proxy: BlackHoleProxy;
  beforeEach(async () => {
    proxy = await startBlackHoleProxy(upstreamUrl);
  });
  afterEach(() => proxy.close());

  it('relays, with latency or without', async () => {
    expect(await post(proxy.url, 'one')).toBe('echo one');
    proxy.latencyMs = 5;
    expect(await post(`${proxy.url}/two?x=1`, 'two')).toBe('echo two');
    expect(proxy.requests.map(({ line }) => line)).toEqual(['POST /', 'POST /two?x=1']);
  });

  it.each(['reset', 'refuse'] as const)(
    'fails in mode %s and heals on the same port',
    async (mode) => {
      await post(proxy.url, 'before');
      await proxy.setMode(mode);
      await expect(post(proxy.url, 'lost')).rejects.toThrow('fetch failed');
      await proxy.setMode('pass');
      expect(await post(proxy.url, 'after')).toBe('echo after');
    },
  );

  it('swallows the answer of a call under way, keeps that call dead, and serves new ones', async () => {
    const controller = new AbortController();
    let swallowed: Promise<void> | undefined;
    const reached = new Promise<void>((resolve) => {
      onRequest = () => {
        swallowed = proxy.swallowed();
        void proxy.setMode('blackhole').then(resolve);
      };
    });
    let settled = false;
    const dead = post(proxy.url, 'lost', controller.signal).finally(() => (settled = true));
    await reached;
    await swallowed;
    onRequest = () => undefined;
    await proxy.setMode('pass');
    expect(await post(proxy.url, 'new')).toBe('echo new');
    expect(settled).toBe(false);
    controller.abort();
    await expect(dead).rejects.toThrow('aborted');
  });
});

describe('the HTTP fault proxy', () => {
  let proxy: HttpFaultProxy;
  beforeEach(async () => {
    proxy = await startHttpFaultProxy(upstreamUrl);
  });
  afterEach(() => proxy.close());

  it('fails only what the rule names, until healed', async () => {
    proxy.failWhen(({ method, path, body }) => {
      if (method !== 'POST' || path !== '/query?x=1') return undefined;
      if (body === 'sparse') return { status: 503, body: { status: 'away' } };
      return body === 'dense' ? 'reset' : undefined;
    });
    const url = `${proxy.url}/query?x=1`;
    expect(await post(url, 'sparse')).toBe('{"status":"away"}');
    await expect(post(url, 'dense')).rejects.toThrow('fetch failed');
    expect(await post(url, 'both')).toBe('echo both');
    expect(await post(`${proxy.url}/other`, 'sparse')).toBe('echo sparse');
    proxy.heal();
    expect(await post(url, 'sparse')).toBe('echo sparse');
  });

  it('answers with a page of HTML, or late', async () => {
    proxy.failWhen(() => ({ status: 200, body: '<title>Sign in</title>' }));
    const page = await fetch(proxy.url);
    expect(page.headers.get('content-type')).toBe('text/html');
    expect(await page.text()).toBe('<title>Sign in</title>');
    proxy.failWhen(() => ({ delayMs: 5 }));
    expect(await post(proxy.url, 'late')).toBe('echo late');
  });

  it('hangs until the client gives up', async () => {
    const controller = new AbortController();
    proxy.failWhen(() => {
      controller.abort();
      return 'hang';
    });
    await expect(post(proxy.url, 'x', controller.signal)).rejects.toThrow('aborted');
  });
});
