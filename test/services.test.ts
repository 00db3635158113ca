import { describe, expect, it } from 'vitest';
import { circuitsBehind, dependenciesOf, endpointFor, endpointsOf } from '../src/services.js';
import { answerSettings, ingestPlan } from '../src/worker/plans.js';
import { load } from './config/load.js';

const keys = { OPENAI_API_KEY: 'sk-first-0123', ANTHROPIC_API_KEY: 'sk-ant-0123' };
const everything = {
  ...keys,
  HOLDFAST_LOCAL_BASE_URL: 'http://localhost:11434/v1',
  HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8090/v1',
  HOLDFAST_RERANK_PROVIDER: 'tei',
  HOLDFAST_RERANK_BASE_URL: 'http://localhost:8091',
  HOLDFAST_EMBED_RPS: '7',
  HOLDFAST_GENERATE_CONCURRENCY: '2',
};

describe('the endpoints', () => {
  it('are those of Qdrant alone without a vendor and an encoder', () => {
    const endpoints = endpointsOf(load({ HOLDFAST_EMBEDDING: 'none' }));
    expect(endpoints.map(({ role, queue }) => [role, queue])).toEqual([
      ['read', null],
      ['write', null],
    ]);
  });

  it('have no limit but one ingestion at a time where the encoder is in the worker', () => {
    const embedders = endpointsOf(load()).filter(({ provider }) => provider === 'embedded');
    const bulk = { name: 'holdfast.embed.embedded.bulk', perSecond: null, concurrency: 1 };
    expect(embedders.map(({ role, queue }) => [role, queue])).toEqual([
      ['embed', null],
      ['bulkEmbed', bulk],
    ]);
  });

  it('are one for each role of each provider, in the order they are tried', () => {
    const endpoints = endpointsOf(load(everything));
    expect(endpoints.map(({ role, provider }) => `${role} ${provider}`)).toEqual([
      'read qdrant',
      'write qdrant',
      'embed openai',
      'bulkEmbed openai',
      'embed fallback',
      'bulkEmbed fallback',
      'rerank tei',
      'generate openai',
      'generate anthropic',
      'generate local',
    ]);
    expect(new Set(endpoints.map(({ queue }) => queue?.name ?? null)).size).toBe(9);
  });

  it('carry their limits and timers', () => {
    const endpoints = endpointsOf(load({ ...everything, HOLDFAST_GENERATE_FIRST_TOKEN: '3s' }));
    expect(endpointFor(endpoints, 'embed', 'fallback')).toMatchObject({
      queue: { name: 'holdfast.embed.fallback', perSecond: 7, concurrency: 5 },
      timeoutMs: 5_000,
      firstResponseMs: 5_000,
    });
    expect(endpointFor(endpoints, 'generate')).toMatchObject({
      queue: { name: 'holdfast.generate.openai', perSecond: null, concurrency: 2 },
      timeoutMs: 60_000,
      firstResponseMs: 3_000,
    });
    expect(() => endpointFor(endpoints, 'rerank', 'cohere')).toThrow('no endpoint to rerank');
  });

  it('of one key share its circuit, which shows nothing of the key', () => {
    const credentialOf = (key: string, role: 'embed' | 'generate') =>
      endpointFor(endpointsOf(load({ OPENAI_API_KEY: key })), role).credential;
    expect(credentialOf('sk-first-0123', 'embed')).toBe(credentialOf('sk-first-0123', 'generate'));
    expect(credentialOf('sk-first-0123', 'embed')).not.toBe(credentialOf('sk-other-0123', 'embed'));
    expect(credentialOf('sk-first-0123', 'embed')).toMatch(/^openai\/credential\/[0-9a-f]{8}$/);
    const local = endpointFor(endpointsOf(load(everything)), 'generate', 'local');
    expect(circuitsBehind(local)).toEqual(['local/chat/llama3.1']);
  });

  it('make up dependencies by provider', () => {
    const dependencies = dependenciesOf(load(everything));
    expect(dependencies.find(({ name }) => name === 'openai')).toEqual({
      name: 'openai',
      circuits: [
        'openai/embeddings/text-embedding-3-small',
        expect.stringContaining('openai/credential/') as string,
        'openai/chat/gpt-4o-mini',
      ],
      queues: {
        'holdfast.embed.openai': 7,
        'holdfast.embed.openai.bulk': null,
        'holdfast.generate.openai': null,
      },
    });
    expect(dependencies.find(({ name }) => name === 'qdrant')).toEqual({
      name: 'qdrant',
      circuits: ['qdrant/reads', 'qdrant/writes'],
      queues: {},
    });
  });
});

describe('plans', () => {
  it('ask the extractive generator last, on the main queue and behind no circuit', () => {
    expect(answerSettings(load(), true)).toMatchObject({
      generators: [{ provider: 'extractive', queue: 'holdfast', circuits: [] }],
      searchCircuits: ['qdrant/reads'],
    });
    const { generators } = answerSettings(load(everything), true);
    expect(generators.map(({ provider }) => provider)).toEqual([
      'openai',
      'anthropic',
      'local',
      'extractive',
    ]);
  });

  it('name the embedders and the reranker with their queues', () => {
    expect(answerSettings(load(everything), true)).toMatchObject({
      embed: { provider: 'openai', queue: 'holdfast.embed.openai' },
      embedFallback: { provider: 'fallback', queue: 'holdfast.embed.fallback' },
      rerank: { provider: 'tei', queue: 'holdfast.rerank.tei', candidates: 30 },
    });
    expect(ingestPlan(load(everything), true)).toMatchObject({
      embed: { queue: 'holdfast.embed.openai.bulk' },
      embedFallback: { queue: 'holdfast.embed.fallback.bulk' },
    });
    const byWords = load({ HOLDFAST_EMBEDDING: 'none' });
    expect(answerSettings(byWords, true)).not.toHaveProperty('embed');
  });
});
