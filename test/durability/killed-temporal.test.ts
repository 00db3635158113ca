import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMortalServers, type MortalServers } from '../chaos/servers.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { startHoldfastOn, type TestHoldfast } from '../support/holdfast-on.js';
import { textsWithoutVector } from '../support/lost-vectors.js';
import { registerNamespace } from '../support/namespace.js';
import { testCollectionPrefix } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';

const buoys = 40;

let servers: MortalServers;
let vendor: FakeVendor;
let holdfast: TestHoldfast;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-mortal-'));
  servers = await startMortalServers({ folder, storage: 'disk' });
  vendor = await startFakeVendor({ dimensions: 64 });
  const { qdrantUrl, temporalAddress } = servers;
  const namespace = await registerNamespace(temporalAddress);
  const environment = { ...vendorEnvironment(vendor), HOLDFAST_EMBEDDING_BATCH: '8' };
  const at = { ...namespace, qdrantUrl, collection: testCollectionPrefix() };
  holdfast = await startHoldfastOn(at, { environment });
});
afterAll(async () => {
  await holdfast.close();
  await vendor.close();
  await servers.stop();
});

it('keeps what comes back while Temporal is dead, and buys nothing twice', async () => {
  const documents = Array.from({ length: buoys }, (_, n) => [
    `${n}.md`,
    `# Buoy ${n}\n\nBuoy ${n} rings a bell.\n`,
  ]);
  const root = await writeDocuments(Object.fromEntries(documents) as Record<string, string>);
  const held = vendor.hold('embeddings', 2);
  await holdfast.client.ingest({ source: 'buoys', root });
  await held.arrived;
  await servers.temporal.kill();
  held.release();
  await vendor.calls.waitFor((calls) => calls.count('embeddings', 'inFlight') === 0);
  const bought = [...vendor.calls.embeddedTexts().keys()];
  await eventually(async () =>
    expect(await textsWithoutVector(holdfast.config, bought)).toEqual([]),
  );
  expect(bought.length).toBeGreaterThan(16);
  await servers.temporal.startAgain();
  const run = await holdfast.client.ingest({ source: 'buoys', root });
  expect(await run.result()).toMatchObject({ phase: 'done' });
  const times = [...vendor.calls.embeddedTexts().values()];
  expect(times).toEqual(Array.from({ length: buoys }, () => 1));
});
