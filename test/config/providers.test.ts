import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { load, problemsOf } from './load.js';

const namesOf = (config: Config) => config.generators.map(({ name }) => name);

describe('the embedder', () => {
  it('is OpenAI where there is a key', () => {
    const { embedder } = load({ OPENAI_API_KEY: 'sk-0123456789' });
    expect(embedder).toMatchObject({
      space: { provider: 'openai', model: 'text-embedding-3-small', dimensions: 1536 },
      baseURL: 'https://api.openai.com/v1',
      maxBatch: 128,
    });
    expect(embedder?.apiKey?.reveal()).toBe('sk-0123456789');
  });

  it('is a server of its own by address alone', () => {
    const { embedder } = load({
      HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090/v1/',
      HOLDFAST_EMBEDDING_MODEL: 'all-MiniLM-L6-v2',
      HOLDFAST_EMBEDDING_DIMENSIONS: '384',
    });
    expect(embedder).toEqual({
      space: { provider: 'local', model: 'all-MiniLM-L6-v2', dimensions: 384 },
      baseURL: 'http://localhost:8090/v1',
      apiKey: null,
      maxBatch: 32,
      fallback: null,
    });
  });

  it('may have a second endpoint of the same space, with a key of its own', () => {
    const { embedder } = load({
      OPENAI_API_KEY: 'sk-0123456789',
      HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8090/v1',
    });
    expect(embedder?.fallback).toEqual({
      space: { provider: 'fallback', model: 'text-embedding-3-small', dimensions: 1536 },
      baseURL: 'http://localhost:8090/v1',
      apiKey: null,
      maxBatch: 32,
    });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'without a first one',
      { HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8090/v1' },
      'HOLDFAST_EMBEDDING_FALLBACK_BASE_URL',
    ],
    [
      'of OpenAI without a key',
      {
        HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090/v1',
        HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'https://api.openai.com/v1',
      },
      'HOLDFAST_EMBEDDING_FALLBACK_API_KEY',
    ],
    [
      'that is a key alone',
      { OPENAI_API_KEY: 'sk-0123456789', HOLDFAST_EMBEDDING_FALLBACK_API_KEY: 'sk-9876543210' },
      'HOLDFAST_EMBEDDING_FALLBACK_BASE_URL',
    ],
  ])('refuses a second endpoint %s', (_, env, variable) => {
    expect(Object.keys(problemsOf(env))).toEqual([variable]);
  });

  it('never sends the key of OpenAI to another host', () => {
    const { embedder } = load({
      OPENAI_API_KEY: 'sk-0123456789',
      HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090/v1',
    });
    expect(embedder?.apiKey).toBeNull();
  });

  it.each(['https://api.openai.com:8443/v1', 'http://api.openai.com/v1'])(
    'nor to %s, another origin of the same host',
    (address) => {
      const env = { OPENAI_API_KEY: 'sk-0123456789', HOLDFAST_EMBEDDING_BASE_URL: address };
      expect(Object.keys(problemsOf(env))).toEqual(['HOLDFAST_EMBEDDING_API_KEY']);
    },
  );

  it('sends the key of OpenAI to the gateway it belongs to', () => {
    const { embedder } = load({
      OPENAI_API_KEY: 'sk-0123456789',
      OPENAI_BASE_URL: 'https://gateway.example/openai/v1',
      HOLDFAST_EMBEDDING_BASE_URL: 'https://gateway.example/embeddings/v1',
    });
    expect(embedder?.apiKey?.reveal()).toBe('sk-0123456789');
  });

  it('needs the length of vectors it does not know', () => {
    const env = {
      HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost/v1',
      HOLDFAST_EMBEDDING_MODEL: 'bge-m3',
    };
    expect(problemsOf(env)).toEqual({
      HOLDFAST_EMBEDDING_DIMENSIONS: 'is needed: the length of the vectors of bge-m3 is not known',
    });
  });
});

describe('the generators', () => {
  const all = {
    OPENAI_API_KEY: 'sk-0123456789',
    ANTHROPIC_API_KEY: 'sk-ant-0123456789',
    HOLDFAST_LOCAL_BASE_URL: 'http://localhost:11434/v1',
  };

  it('come in the default order', () => {
    expect(namesOf(load(all))).toEqual(['openai', 'anthropic', 'local']);
  });
  it('come in the order asked for', () => {
    const config = load({ ...all, HOLDFAST_GENERATORS: 'extractive, local,openai' });
    expect(namesOf(config)).toEqual(['local', 'openai']);
  });
  it('are left out without a key or an address', () => {
    const config = load({ ANTHROPIC_API_KEY: 'sk-ant-0123456789' });
    expect(namesOf(config)).toEqual(['anthropic']);
  });
});

describe('the reranker', () => {
  it('has an address and a model by provider', () => {
    const env = { HOLDFAST_RERANK_PROVIDER: 'cohere', HOLDFAST_RERANK_API_KEY: '0123456789' };
    expect(load(env).reranker).toMatchObject({
      url: 'https://api.cohere.com/v2/rerank',
      model: 'rerank-v3.5',
    });
  });
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/rerank'],
    ['http://localhost:8080/', 'http://localhost:8080/rerank'],
    ['http://localhost:8080/my/rerank', 'http://localhost:8080/my/rerank'],
  ])('is found under %s at %s', (address, url) => {
    const env = { HOLDFAST_RERANK_PROVIDER: 'tei', HOLDFAST_RERANK_BASE_URL: address };
    expect(load(env).reranker).toMatchObject({ url, apiKey: null });
  });
  it.each([
    [{ HOLDFAST_RERANK_PROVIDER: 'jina' }, 'HOLDFAST_RERANK_API_KEY'],
    [{ HOLDFAST_RERANK_PROVIDER: 'tei' }, 'HOLDFAST_RERANK_BASE_URL'],
    [{ HOLDFAST_RERANK_API_KEY: '0123456789' }, 'HOLDFAST_RERANK_PROVIDER'],
    [{ HOLDFAST_RERANK_PROVIDER: 'other' }, 'HOLDFAST_RERANK_PROVIDER'],
  ])('%j misses %s', (env, variable) => {
    expect(Object.keys(problemsOf(env as Record<string, string>))).toEqual([variable]);
  });
});
