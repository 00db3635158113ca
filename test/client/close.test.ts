import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { connect, NotRunning } from '../../src/client.js';

/** Passes bytes on to Temporal until it is taken away. */
async function startRelay() {
  const [host = '', port = ''] = inject('temporalAddress').split(':');
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectTo(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeAway() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      for (const socket of sockets) socket.unpipe();
    },
  };
}

const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

it('close() during an outage of Temporal ends calls with NotRunning and throws nowhere', async () => {
  const relay = await startRelay();
  const holdfast = await connect({ address: relay.address });
  relay.takeAway();
  const calls = [holdfast.status(), holdfast.sources(), holdfast.operator.circuits('qdrant')];
  const errors = Promise.all(calls.map(errorOf));
  // Long enough for calls to fail and be scheduled again.
  await sleep(400);
  await holdfast.close();
  for (const error of await errors) expect(error).toBeInstanceOf(NotRunning);
  // An uncaught error of a retry timer would fail this test.
  await sleep(1_500);
});

it('close() does not wait for a Temporal that never responds', async () => {
  const relay = await startRelay();
  const holdfast = await connect({ address: relay.address });
  relay.freeze();
  const error = errorOf(holdfast.status());
  await sleep(50);
  await holdfast.close();
  expect(await error).toBeInstanceOf(NotRunning);
  relay.takeAway();
});

it('a closed connection says so', async () => {
  const holdfast = await connect({ address: inject('temporalAddress') });
  await holdfast.close();
  await expect(holdfast.ask('What?')).rejects.toThrow('The connection to Temporal was closed');
});
