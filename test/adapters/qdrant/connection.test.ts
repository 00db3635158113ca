import { createServer, type IncomingHttpHeaders } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectQdrant, type QdrantConnection } from '../../../src/adapters/qdrant/connection.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { startBlackHoleProxy, type BlackHoleProxy } from '../../fakes/black-hole-proxy.js';
import { qdrantUrl } from '../../support/stack.js';

const never = new AbortController().signal;
const apiKey = 'qdrant-key-4f9a7c2e8b1d6035';

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** A server that gives every request the same answer, and what it was asked. */
async function replying(reply: Reply): Promise<{ url: string; headers: IncomingHttpHeaders[] }> {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push({ ...request.headers, path: request.url });
    request.resume();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body);
  });
  onTestFinished(() => server.closeAllConnections());
  return { url: await listening(server), headers };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function blackHole(): Promise<BlackHoleProxy> {
  const proxy = await startBlackHoleProxy(qdrantUrl());
  onTestFinished(() => proxy.close());
  return proxy;
}

function connect(url: string): QdrantConnection {
  return connectQdrant({ url, apiKey, readTimeoutMs: 10_000, writeTimeoutMs: 10_000 });
}

function list(connection: QdrantConnection, signal = never): Promise<unknown> {
  return connection.read('list', 'docs', signal, (api, init) => api.getCollections({}, init));
}

describe('a connection to Qdrant', () => {
  it('works again at once after 200 requests were swallowed', async () => {
    const proxy = await blackHole();
    const connection = connectQdrant({
      url: proxy.url,
      readTimeoutMs: 300,
      writeTimeoutMs: 10_000,
    });
    await proxy.setMode('blackhole');
    const swallowed = Array.from({ length: 200 }, () => portErrorOf(list(connection)));
    for (const error of await Promise.all(swallowed)) {
      expect(error).toMatchObject({ reason: 'timeout', category: 'transient', circuit: 'count' });
    }
    await proxy.setMode('pass');
    const healed = await connection.write('list', 'docs', never, (api, init) =>
      api.getCollections({}, init),
    );
    expect(healed).toHaveProperty('collections');
  });

  it('frees the sockets of cancelled requests', async () => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => sockets.delete(socket))
        .resume();
    });
    const connection = connect(await listening(server));
    const controller = new AbortController();
    const cancelled = Array.from({ length: 20 }, () =>
      portErrorOf(list(connection, controller.signal)),
    );
    await expect.poll(() => sockets.size).toBe(20);
    controller.abort(new Error('no longer wanted'));
    for (const error of await Promise.all(cancelled)) {
      expect(error).toMatchObject({ category: 'cancelled', circuit: 'ignore' });
    }
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('sends nothing when its signal has aborted already', async () => {
    const { url, headers } = await replying({ status: 200, body: '{"result":{}}' });
    expect(await portErrorOf(list(connect(url), AbortSignal.abort()))).toMatchObject({
      category: 'cancelled',
    });
    expect(headers).toEqual([]);
  });

  it('says that nothing listens', async () => {
    const proxy = await blackHole();
    await proxy.setMode('refuse');
    const expected = { dependency: 'qdrant', reason: 'unreachable', circuit: 'count' };
    expect(await portErrorOf(list(connect(proxy.url)))).toMatchObject(expected);
  });

  it.each([
    [400, 'Wrong input: bad vector', { category: 'client_error', reason: 'bad_request' }],
    [400, 'Payload is larger than allowed', { category: 'resource', reason: 'too_large' }],
    [401, 'Must provide an API key', { category: 'client_error', reason: 'key_rejected' }],
    [404, "Collection docs doesn't exist!", { category: 'client_error', reason: 'not_found' }],
    [429, 'Rate limiting exceeded', { category: 'rate_limit', reason: 'rate_limited' }],
    [500, 'No space left on device', { category: 'resource', reason: 'disk_full' }],
    [500, 'Service internal error: WAL', { category: 'transient', reason: 'server_error' }],
    [503, 'Service unavailable', { category: 'transient', reason: 'overloaded' }],
  ])('tells a %i apart by its words: %s', async (status, words, expected) => {
    const body = JSON.stringify({ status: { error: words }, time: 0 });
    const { url } = await replying({ status, body });
    const error = await portErrorOf(list(connect(url)));
    expect(error).toMatchObject({ dependency: 'qdrant', ...expected });
    expect(error.message).toContain(`qdrant list (docs): ${status}`);
  });

  it.each([
    ['a login page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['no result', { status: 200, body: '{"status":"ok"}' }],
    ['JSON that is cut off', { status: 200, body: '{"result":' }],
    ['an empty 200', { status: 200, body: '' }],
  ])('takes %s for a malformed response', async (_title, reply) => {
    const { url } = await replying(reply);
    const expected = { reason: 'malformed_response', category: 'transient', circuit: 'count' };
    expect(await portErrorOf(list(connect(url)))).toMatchObject(expected);
  });

  it('names a text answer of whatever stands in front of Qdrant', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { url } = await replying({ status: 400, headers, body: 'no such tenant at the gateway' });
    expect((await portErrorOf(list(connect(url)))).message).toContain('no such tenant');
  });

  it('sends its key, keeps the path of the address, and asks for plain answers', async () => {
    const { url, headers } = await replying({ status: 200, body: '{"result":{}}' });
    await list(connect(`${url}/vectors/`));
    expect(headers[0]).toMatchObject({
      path: '/vectors/collections',
      'api-key': apiKey,
      'accept-encoding': 'identity',
    });
  });

  it('prints nothing and never repeats its key', async () => {
    const written = vi.spyOn(console, 'warn');
    onTestFinished(() => written.mockRestore());
    const body = JSON.stringify({ status: { error: `unknown key ${apiKey}` } });
    const { url } = await replying({ status: 400, body });
    const error = await portErrorOf(list(connect(url)));
    expect(error.message).toContain('unknown key');
    expect(inspect(error, { depth: 10 })).not.toContain(apiKey);
    expect(written).not.toHaveBeenCalled();
  });
});
