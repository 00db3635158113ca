import { describe, expect, it } from 'vitest';
import type { EmbedderConfig } from '../../src/config/embedder.js';
import { configuredCollection } from '../../src/worker/plans.js';
import { load, problemsOf } from './load.js';

describe('the embedder', () => {
  it('is OpenAI where there is a key', () => {
    const { embedder } = load({ OPENAI_API_KEY: 'sk-0123456789' });
    expect(embedder).toMatchObject({
      space: { provider: 'openai', model: 'text-embedding-3-small', dimensions: 1536 },
      address: { baseURL: 'https://api.openai.com/v1' },
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
      address: { baseURL: 'http://localhost:8090/v1', query: {} },
      apiKey: null,
      maxBatch: 32,
      maxTokens: 256,
      fixedTokens: false,
      inputs: { query: { prefix: '', fields: {} }, passage: { prefix: '', fields: {} } },
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
      address: { baseURL: 'http://localhost:8090/v1', query: {} },
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
      HOLDFAST_EMBEDDING_MODEL: 'my-model',
    };
    expect(problemsOf(env)).toEqual({
      HOLDFAST_EMBEDDING_DIMENSIONS:
        'is needed: the length of the vectors of my-model is not known',
    });
  });
});

describe('the texts given to an embedder', () => {
  const embedderOf = (model: string, env: Readonly<Record<string, string>> = {}) =>
    load({
      HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090',
      HOLDFAST_EMBEDDING_MODEL: model,
      HOLDFAST_EMBEDDING_DIMENSIONS: '1024',
      ...env,
    }).embedder!;
  const prefixesOf = ({ inputs }: EmbedderConfig) => [inputs.query.prefix, inputs.passage.prefix];

  it.each([
    ['intfloat/multilingual-e5-base', ['query: ', 'passage: ']],
    ['nomic-embed-text:v1.5', ['search_query: ', 'search_document: ']],
    ['text-embedding-3-small', ['', '']],
    ['BAAI/bge-m3', ['', '']],
  ])('of %s begin with %j', (model, prefixes) => {
    expect(prefixesOf(embedderOf(model))).toEqual(prefixes);
  });

  it.each([
    ['embed-multilingual-v3.0', { input_type: 'search_query' }, { input_type: 'search_document' }],
    ['voyage-3.5', { input_type: 'query' }, { input_type: 'document' }],
    ['jina-embeddings-v3', { task: 'retrieval.query' }, { task: 'retrieval.passage' }],
  ])('of %s are told apart by fields', (model, query, passage) => {
    const { inputs } = embedderOf(model);
    expect([inputs.query.fields, inputs.passage.fields]).toEqual([query, passage]);
  });

  it('can be set, and are then no longer those known of the model', () => {
    const e5 = 'multilingual-e5-large';
    const own = { HOLDFAST_EMBEDDING_QUERY_PREFIX: 'Frage:' };
    expect(prefixesOf(embedderOf(e5, own))).toEqual(['Frage: ', 'passage: ']);
    const none = { HOLDFAST_EMBEDDING_PASSAGE_PREFIX: 'none' };
    expect(prefixesOf(embedderOf(e5, none))).toEqual(['query: ', '']);
    const lines = { HOLDFAST_EMBEDDING_QUERY_PREFIX: String.raw`Instruct: find it\nQuery:` };
    expect(prefixesOf(embedderOf('mine', lines))[0]).toBe('Instruct: find it\nQuery: ');
    const fields = { HOLDFAST_EMBEDDING_QUERY_EXTRA: '{"input_type": "query"}' };
    expect(embedderOf('mine', fields).inputs.query.fields).toEqual({ input_type: 'query' });
  });

  it('are part of the name of the index, where they are told apart', () => {
    const nameOf = (env: Readonly<Record<string, string>>) =>
      configuredCollection(
        load({
          HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090',
          HOLDFAST_EMBEDDING_MODEL: 'mine',
          HOLDFAST_EMBEDDING_DIMENSIONS: '64',
          ...env,
        }),
      );
    expect(nameOf({})).toContain('__mine-64__');
    const names = [
      nameOf({}),
      nameOf({ HOLDFAST_EMBEDDING_PASSAGE_PREFIX: 'passage:' }),
      nameOf({ HOLDFAST_EMBEDDING_PASSAGE_EXTRA: '{"task": "passage"}' }),
      nameOf({ HOLDFAST_EMBEDDING_QUERY_PREFIX: 'query:' }),
    ];
    expect(new Set(names).size).toBe(4);
  });

  it('are as long as the model takes, where that is known or set', () => {
    expect(embedderOf('e5-base-v2').maxTokens).toBe(512);
    expect(embedderOf('mine').maxTokens).toBeNull();
    expect(embedderOf('mine', { HOLDFAST_EMBEDDING_MAX_TOKENS: '300' }).maxTokens).toBe(300);
  });
});

describe('the reranker', () => {
  it('has an address and a model by provider', () => {
    const env = { HOLDFAST_RERANK_PROVIDER: 'cohere', HOLDFAST_RERANK_API_KEY: '0123456789' };
    expect(load(env).reranker).toMatchObject({
      address: { baseURL: 'https://api.cohere.com/v2/rerank' },
      model: 'rerank-v3.5',
    });
  });
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/rerank'],
    ['http://localhost:8080/', 'http://localhost:8080/rerank'],
    ['http://localhost:8080/my/rerank', 'http://localhost:8080/my/rerank'],
  ])('is found under %s at %s', (address, baseURL) => {
    const env = { HOLDFAST_RERANK_PROVIDER: 'tei', HOLDFAST_RERANK_BASE_URL: address };
    expect(load(env).reranker).toMatchObject({ address: { baseURL }, apiKey: null });
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
