import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './load.js';

function refuses(variable: string, values: readonly string[]): void {
  for (const value of values) {
    expect(Object.keys(problemsOf({ [variable]: value })), value).toEqual([variable]);
  }
}

describe('problems', () => {
  it.each([
    ['HOLDFAST_EMBED_RPS', ['0', '-1', 'NaN', 'Infinity', '1e3', 'fast']],
    ['HOLDFAST_EMBED_CONCURRENCY', ['0', '-1', '1.5', 'NaN']],
    ['HOLDFAST_EMBED_TIMEOUT', ['0', '0s', '-5s', 'soon', '30d']],
    ['HOLDFAST_EMBED_BACKOFF', ['2s', '2s..1s', '1s..2s..3s', '..']],
    ['HOLDFAST_DEADLINE', ['999ms', '25h']],
    ['HOLDFAST_MIN_COVERAGE', ['1.1', '-0.1', 'NaN']],
    ['HOLDFAST_RATE_FLOOR', ['0', '-1', 'NaN']],
    ['HOLDFAST_MAX_DOCUMENT_BYTES', ['0', '-1', '10 XB', 'big']],
    ['HOLDFAST_CACHE', ['yes', 'true']],
    ['HOLDFAST_GENERATORS', ['opnai', 'openai,openai', ',', 'OpenAI', 'a_b', 'openai,qdrant']],
    ['HOLDFAST_COLLECTION', ['a b', '../x', '-x']],
    ['HOLDFAST_PRICES', ['{', '[]', '{"m": 1}', '{"m": {"input": -1}}']],
    [
      'HOLDFAST_METRICS_ADDRESS',
      ['9464', 'on', 'localhost:9464', '127.0.0.1', '127.0.0.1:0', '1.2.3.4:65536', '::1:9464'],
    ],
    ['HOLDFAST_WEBHOOK_URL', ['hooks.example/x', 'ftp://hooks.example']],
    ['QDRANT_URL', ['localhost:6333', 'ftp://localhost', '6333', 'http://me:pw@host']],
  ])('%s refuses %j', refuses);

  // The first of the points every breaker is held against: see test/core/circuit/conformance.test.ts.
  it.each([
    ['HOLDFAST_CIRCUIT_FAILURES', ['0', '-1', '1.5', 'NaN']],
    ['HOLDFAST_CIRCUIT_MIN_CALLS', ['0', '-1', '1.5', 'NaN']],
    ['HOLDFAST_CIRCUIT_FAILURE_SHARE', ['0', '-0.1', '1.1', 'NaN']],
    ['HOLDFAST_CIRCUIT_SLOW_SHARE', ['0', '-0.1', '1.1', 'NaN']],
    ['HOLDFAST_CIRCUIT_PROBE_WAIT', ['0s..1s', '2s..1s', '1s', '-1s..1s']],
    ['HOLDFAST_CIRCUIT_WINDOW', ['0ms', '100 calls', '-5s', 'long']],
  ])('1. %s refuses %j', refuses);

  it('are told all at once, each with its variable, what follows from another left out', () => {
    const env = {
      HOLDFAST_EMBED_RPS: '0',
      HOLDFAST_SEARCH_TIMEOUT: 'soon',
      HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost/v1',
      HOLDFAST_EMBEDDING_MODEL: 'bge-m3',
      HOLDFAST_EMBEDDING_DIMENSIONS: 'many',
      HOLDFAST_RERANK_PROVIDER: 'cohere',
    };
    expect(problemsOf(env)).toMatchObject({
      HOLDFAST_EMBED_RPS: 'must be a number above 0: leave it out for no limit',
      HOLDFAST_SEARCH_TIMEOUT: expect.stringContaining('must be a time') as string,
      HOLDFAST_EMBEDDING_DIMENSIONS: 'must be a whole number of at least 1',
      HOLDFAST_RERANK_API_KEY: 'is needed for cohere',
    });
    expect(() => load(env)).toThrow(/\n {2}HOLDFAST_EMBED_RPS must be a number above 0/);
  });

  it('are a floor above a limit, both of them named, and not the default floor', () => {
    const limits = { HOLDFAST_RERANK_RPS: '0.2', HOLDFAST_GENERATE_RPS: '2' };
    expect(problemsOf({ ...limits, HOLDFAST_RATE_FLOOR: '1' })).toEqual({
      HOLDFAST_RATE_FLOOR: 'must not be above HOLDFAST_RERANK_RPS',
    });
    expect(problemsOf(limits)).toEqual({});
  });

  it('are none for an unknown name, which is warned of instead', () => {
    expect(load({ HOLDFAST_EMBED_TIMEOOUT: '3s' }).warnings).toEqual([
      { variable: 'HOLDFAST_EMBED_TIMEOOUT', message: 'is set, but there is no such variable' },
    ]);
  });
});
