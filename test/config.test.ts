import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.js';
import { onOwnStack } from '../src/config/temporal.js';
import { load, problemsOf } from './config/load.js';

describe('without any key', () => {
  it('is valid: the encoder in the worker and the extractive generator', () => {
    const config = load();
    const embedder = { space: { provider: 'embedded', dimensions: 512 }, address: null };
    expect(config).toMatchObject({ embedder, reranker: null });
    expect(config).toMatchObject({ temporal: { address: null }, qdrant: { url: null } });
    expect(config.generators).toEqual([]);
  });

  it('embeds with the encoder in the worker where asked to, and not at all where not', () => {
    const key = { OPENAI_API_KEY: 'sk-beacon' };
    expect(load(key).embedder?.space.provider).toBe('openai');
    const own = load({ ...key, HOLDFAST_EMBEDDING: 'embedded' });
    expect(own.embedder).toEqual(load().embedder);
    expect(load({ ...key, HOLDFAST_EMBEDDING: 'none' }).embedder).toBeNull();
    expect(load({ HOLDFAST_EMBEDDING: 'none' }).embedder).toBeNull();
  });

  it('has the documented defaults', () => {
    const { stages, queues, answers } = load();
    expect(answers).toMatchObject({ deadlineMs: 30_000, minCoverage: 0.4, denseWeight: 0.4 });
    expect(stages.embed).toEqual({
      attemptMs: 5000,
      attempts: 3,
      backoffMs: 250,
      maxBackoffMs: 2000,
      budgetMs: 3000,
    });
    expect(stages.generate).toMatchObject({ firstTokenMs: 8000, idleMs: 5000, attempts: 2 });
    expect(queues.embed).toEqual({ perSecond: null, concurrency: 5 });
    expect(queues.rerank).toEqual({ perSecond: null, concurrency: 5 });
  });
});

it('adds prices to those known', () => {
  const { prices } = load({
    HOLDFAST_PRICES: '{"m": {"input": 2, "output": 3}, "gpt-4o-mini": {"input": 9}}',
  });
  expect(prices).toMatchObject({
    m: { inputPerMillion: 2, outputPerMillion: 3 },
    'gpt-4o-mini': { inputPerMillion: 9, outputPerMillion: 0 },
    'claude-haiku-4-5': { inputPerMillion: 1, outputPerMillion: 5 },
  });
});

describe('the namespace of Temporal', () => {
  let profiles: string;
  beforeAll(async () => {
    profiles = join(await mkdtemp(join(tmpdir(), 'holdfast-config-')), 'temporal.toml');
    await writeFile(
      profiles,
      '[profile.default]\naddress = "near:7233"\n[profile.cloud]\nnamespace = "docs.a1b2c"\n',
    );
  });
  afterAll(() => rm(dirname(profiles), { recursive: true }));

  const namespaceOf = (env: Readonly<Record<string, string>>) =>
    load({ TEMPORAL_CONFIG_FILE: profiles, ...env }).temporal.namespace;

  it('is that of the profile, unless another is set, and else "default"', () => {
    expect(namespaceOf({ TEMPORAL_PROFILE: 'cloud' })).toBe('docs.a1b2c');
    expect(namespaceOf({ TEMPORAL_PROFILE: 'cloud', TEMPORAL_NAMESPACE: 'mine' })).toBe('mine');
    expect(namespaceOf({})).toBe('default');
  });

  it('on the stack Holdfast started is not that of a profile, nor are its keys', () => {
    const env = { TEMPORAL_PROFILE: 'cloud', TEMPORAL_CONFIG_FILE: profiles };
    const own = (more = {}) => onOwnStack(load({ ...env, ...more }).temporal, '127.0.0.1:7233');
    expect(own()).toMatchObject({ address: '127.0.0.1:7233', namespace: 'default' });
    expect(own({ TEMPORAL_API_KEY: 'key' }).environment()).toEqual({});
    expect(own({ TEMPORAL_NAMESPACE: 'mine' }).namespace).toBe('mine');
  });

  it('cannot be that of a profile there is not', () => {
    const env = { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'clod' };
    expect(problemsOf(env)).toEqual({
      TEMPORAL_PROFILE: expect.stringContaining("'clod' not found") as string,
    });
  });
});

describe('the file of variables', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('counts below the environment, and each value knows where it came from', async () => {
    const envFile = join(folder, '.env');
    await writeFile(
      envFile,
      'HOLDFAST_TENANT=file\nHOLDFAST_COLLECTION="from file"\nHOLDFAST_LOCAL_MODEL=qwen # small\nOPENAI_API_KEY=sk-0123456789\n',
    );
    const env = { HOLDFAST_TENANT: ' env ', HOLDFAST_COLLECTION: 'mine', HOLDFAST_LOCAL_MODEL: '' };
    const { tenant, settings } = loadConfig({ env, envFile });
    expect(tenant).toBe('env');
    const shown = Object.fromEntries(
      settings.map(({ variable, value, origin }) => [variable, [value, origin]]),
    );
    expect(shown).toMatchObject({
      HOLDFAST_TENANT: ['env', 'environment'],
      HOLDFAST_COLLECTION: ['mine', 'environment'],
      HOLDFAST_LOCAL_MODEL: ['qwen', '.env'],
      OPENAI_API_KEY: ['(set)', '.env'],
      HOLDFAST_DEADLINE: ['30s', 'default'],
      QDRANT_URL: [null, 'default'],
    });
  });

  it('counts below settings from code', () => {
    const { tenant, settings } = loadConfig({
      settings: { HOLDFAST_TENANT: 'code' },
      env: { HOLDFAST_TENANT: 'env' },
      envFile: null,
    });
    expect(tenant).toBe('code');
    expect(settings.find(({ variable }) => variable === 'HOLDFAST_TENANT')?.origin).toBe('code');
  });

  it.each([
    ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'https://proxy.example/v1'],
    ['QDRANT_API_KEY', 'QDRANT_URL', 'https://qdrant.example'],
    ['TEMPORAL_API_KEY', 'TEMPORAL_ADDRESS', 'temporal.example:7233'],
    ['HOLDFAST_GENERATOR_FAST_API_KEY', 'HOLDFAST_GENERATOR_FAST_BASE_URL', 'http://fast.example'],
  ])('cannot redirect %s of the environment without a warning', async (key, variable, address) => {
    const envFile = join(folder, `${key}.env`);
    await writeFile(envFile, `${variable}=${address}\n`);
    const shared = {
      HOLDFAST_GENERATORS: 'fast,anthropic',
      HOLDFAST_GENERATOR_FAST_MODEL: 'm',
      HOLDFAST_GENERATOR_FAST_BASE_URL: 'http://other.example',
      [key]: 'sk-0123456789',
    };
    const { [variable]: _, ...env } = shared;
    const { warnings } = loadConfig({ env, envFile });
    expect(warnings).toEqual([
      { variable: key, message: expect.stringContaining(address) as string },
    ]);
    await writeFile(envFile, `${variable}=${address}\n${key}=sk-0123456789\n`);
    const { [key]: __, ...withoutKey } = env;
    expect(loadConfig({ env: withoutKey, envFile }).warnings).toEqual([]);
  });

  it('need not be there', () => {
    expect(() => loadConfig({ env: {}, envFile: join(folder, 'none') })).not.toThrow();
  });
});
