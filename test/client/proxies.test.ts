import { afterEach, expect, inject, it, vi } from 'vitest';
import { connect, NotRunning } from '../../src/client.js';

/** Nothing listens there. */
const proxy = 'http://127.0.0.1:1';
const address = () => inject('temporalAddress');

afterEach(() => vi.unstubAllEnvs());

it('Temporal is reached directly, whatever proxy vendors have', async () => {
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) {
    vi.stubEnv(name, proxy);
  }
  const holdfast = await connect({ address: address() });
  expect(await holdfast.status()).toBeDefined();
  await holdfast.close();
});

it('Temporal is reached through a proxy where gRPC has one of its own', async () => {
  vi.stubEnv('grpc_proxy', proxy);
  vi.stubEnv('no_proxy', '');
  await expect(connect({ address: address() })).rejects.toThrow(NotRunning);
});
