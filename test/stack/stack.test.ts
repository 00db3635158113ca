import { QdrantClient } from '@qdrant/js-client-rest';
import { Client, Connection } from '@temporalio/client';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serviceEnvironment } from '../../src/config/host-environment.js';
import { freePort, isPortFree } from '../../src/stack/ports.js';
import { identifyProcess } from '../../src/stack/process-identity.js';
import { startQdrant, type Qdrant } from '../../src/stack/qdrant.js';
import { startStack, type Stack } from '../../src/stack/stack.js';
import { startTemporal, type Temporal } from '../../src/stack/temporal.js';
import { temporaryFolder, writeScript } from './temporary-folder.js';

const silent = (): void => undefined;
const memory = { storage: 'memory', ui: false } as const;

describe('explicit addresses', () => {
  test('start nothing, and look for nothing', async () => {
    const stack = await startStack({
      dataDir: '/nowhere',
      environment: {},
      temporal: { ...memory, address: 'temporal.example:7233' },
      qdrant: { url: 'http://qdrant.example:6333' },
      onProgress: silent,
    });
    expect(stack.temporal).toMatchObject({
      address: 'temporal.example:7233',
      how: 'set by TEMPORAL_ADDRESS',
    });
    expect(stack.qdrant).toMatchObject({
      url: 'http://qdrant.example:6333',
      how: 'set by QDRANT_URL',
    });
    expect([stack.temporal.pid, stack.qdrant.pid]).toEqual([undefined, undefined]);
    await stack.stop();
  });
});

describe('the services', () => {
  test('serve, keep everything over a restart, and leave no process and no port', async () => {
    const dataDir = await temporaryFolder();
    const ports = { grpc: await freePort(), ui: await freePort() };
    const [http, grpc] = [await freePort(), await freePort()];
    const start = (): Promise<Stack> =>
      startStack({
        dataDir,
        environment: process.env,
        temporal: { storage: 'disk', ui: true, ports, searchAttributes: { Colour: 'Keyword' } },
        qdrant: { ports: { http, grpc } },
        onProgress: silent,
      });

    const first = await start();
    expect(first.temporal.version).toMatch(/^1\.\d+\.\d+/);
    expect(first.qdrant.version).toMatch(/^1\.\d+\.\d+/);
    expect((await fetch(first.temporal.uiUrl ?? '')).status).toBe(200);
    await withTemporal(first.temporal, async (client) => {
      await client.workflow.start('wait', { taskQueue: 'none', workflowId: 'kept' });
      const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
        namespace: 'default',
      });
      expect(Object.keys(customAttributes)).toContain('Colour');
    });
    await qdrantClient(first.qdrant).createCollection('kept', {
      vectors: { size: 2, distance: 'Dot' },
    });
    await first.stop();
    await expectGone(first, [ports.grpc, ports.ui, http, grpc]);

    const second = await start();
    await withTemporal(second.temporal, async (client) => {
      expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    });
    expect((await qdrantClient(second.qdrant).collectionExists('kept')).exists).toBe(true);
    await second.stop();
    await expectGone(second, [ports.grpc, ports.ui, http, grpc]);
  });

  test('do not stay when one of them fails', async () => {
    const folder = await temporaryFolder();
    await writeScript(join(folder, 'bin', 'qdrant'), 'echo out of disk; exit 1');
    const ports = { grpc: await freePort(), ui: await freePort() };
    const attempt = startStack({
      dataDir: folder,
      environment: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
      temporal: { ...memory, ports },
      qdrant: {},
      onProgress: silent,
    });
    await expect(attempt).rejects.toThrow(/Qdrant exited with code 1.*out of disk/s);
    expect(await isPortFree(ports.grpc)).toBe(true);
  });

  test('refuse a port that is taken, and say what to do', async () => {
    const dataDir = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const taken = (other.address() as AddressInfo).port;
    const free = await freePort();
    const shared = { dataDir, environment: process.env };
    await expect(startQdrant({ ...shared, ports: { http: taken, grpc: free } })).rejects.toThrow(
      `port ${taken} is taken. Stop what listens there, or set QDRANT_URL to use it`,
    );
    const temporal = { ...shared, ...memory, ports: { grpc: taken, ui: free }, onProgress: silent };
    await expect(startTemporal(temporal)).rejects.toThrow('set TEMPORAL_ADDRESS to use it');
  });

  test('let no web page and no client without the key query Qdrant', async () => {
    const dataDir = await temporaryFolder();
    const qdrant = await startQdrant({ dataDir, environment: process.env, apiKey: 'a-local-key' });
    const ask = (headers: Record<string, string>) =>
      fetch(`${qdrant.url}/collections`, {
        headers: { origin: 'https://page.example', ...headers },
      });
    const [refused, answered] = [await ask({}), await ask({ 'api-key': 'a-local-key' })];
    await qdrant.stop();
    expect([refused.status, answered.status]).toEqual([401, 200]);
    expect(answered.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('never see a key of ours', async () => {
    const folder = await temporaryFolder();
    await writeScript(join(folder, 'bin', 'qdrant'), 'env; exit 1');
    const environment = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, OPENAI_API_KEY: 'secret' };
    await expect(startQdrant({ dataDir: folder, environment })).rejects.toThrow('Qdrant exited');
    const log = await readFile(join(folder, 'logs', 'qdrant.log'), 'utf8');
    expect(log).toContain('QDRANT__SERVICE__HOST=127.0.0.1');
    expect(log).not.toContain('secret');
    expect(
      serviceEnvironment({ HOME: '/h', ANTHROPIC_API_KEY: 'x', TEMPORAL_API_KEY: 'y' }),
    ).toEqual({ HOME: '/h' });
  });
});

const qdrantClient = ({ url }: Qdrant): QdrantClient =>
  new QdrantClient({ url, checkCompatibility: false });

async function withTemporal(
  { address }: Temporal,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function expectGone(stack: Stack, ports: readonly number[]): Promise<void> {
  for (const pid of [stack.temporal.pid, stack.qdrant.pid]) {
    expect(await identifyProcess(pid ?? 0)).toBeNull();
  }
  for (const port of ports) expect(await isPortFree(port)).toBe(true);
}
